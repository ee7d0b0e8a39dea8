"""Simulated good-run lists and arrival times."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.facts.track_models import Season


def simulate_uptime(season: Season, *, rng: np.random.Generator) -> pd.DataFrame:
    """Draw the good runs of a season.

    Runs last a full shift (8 h at IceCube) or, where the detector was stopped, a uniform share of
    it.  The share of full runs follows from livetime and number of runs.  Gaps are exponential.

    Parameters
    ----------
    season : Season
        Gives number of runs, livetime, first and last day.
    rng : Generator
        Random stream.

    Returns
    -------
    DataFrame
        ``mjd_start, mjd_stop`` [d], one row per run, in order and without overlap; the livetimes
        sum to the published one, the first run begins at ``season.mjd_start`` and the last one
        ends at ``season.mjd_stop``.
    """
    shift = 1.0 / 3.0
    mean_share = season.livetime / (season.n_runs * shift)
    is_full = rng.random(season.n_runs) < 2.0 * mean_share - 1.0
    length = np.where(is_full, 1.0, rng.random(season.n_runs))
    length *= season.livetime / length.sum()
    gap = rng.standard_exponential(season.n_runs - 1)
    gap *= (season.mjd_stop - season.mjd_start - season.livetime) / gap.sum()
    start = season.mjd_start + np.r_[0.0, np.cumsum(length[:-1] + gap)]
    stop = np.minimum(start + length, np.r_[start[1:], season.mjd_stop])
    return pd.DataFrame({"mjd_start": start, "mjd_stop": stop})


def draw_times(uptime: pd.DataFrame, n_events: int, *, rng: np.random.Generator) -> np.ndarray:
    """Draw times uniformly within the good runs.

    Parameters
    ----------
    uptime : DataFrame
        ``mjd_start, mjd_stop`` [d].
    n_events : int
        Number of times.
    rng : Generator
        Random stream.

    Returns
    -------
    array, shape (n_events,)
        MJD [d], in order.
    """
    start, stop = uptime["mjd_start"].to_numpy(), uptime["mjd_stop"].to_numpy()
    ends = np.cumsum(stop - start)
    elapsed = np.sort(rng.random(n_events)) * ends[-1]
    run = np.minimum(np.searchsorted(ends, elapsed, side="right"), len(ends) - 1)
    return np.clip(stop[run] - (ends[run] - elapsed), start[run], stop[run])
