"""Closure of R(0): p-values of skies without correlation, and power if some sources flare."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.random_streams import named_generator
from nusources.significance import right_tail
from nusources.statistics import right_tailed_p_values
from nusources.temporal.controls import control_pairs
from nusources.temporal.pairs import TimeSample, pairs_of_skies, reach_of, scrambled_ra
from nusources.temporal.ratios import TimeWindows, slide

THREE_SIGMA = float(right_tail(3.0))


def sky_p_values(
    sample: TimeSample,
    factor: float,
    windows: TimeWindows,
    n_skies: int,
    n_controls: int,
    share: float = 0.0,
    *,
    seed: int,
) -> NDArray[np.float64]:
    """p-values of R(0) of skies whose alerts have random R.A.

    Parameters
    ----------
    sample : TimeSample
    factor : float
    windows : TimeWindows
        The first level counts.
    n_skies, n_controls : int
        Skies, and control trials of each.
    share : float
        Of the pairs whose alert comes at the brightest detection of its source.
    seed : int

    Returns
    -------
    ndarray, shape (n_skies,)
        1 for a sky without pairs.
    """
    reach = reach_of(sample.regions, sample.ra, sample.dec, [factor], sample.shape)
    skies = scrambled_ra(len(sample.mjd), n_skies, seed=seed, names=("closure", sample.name))
    all_sources, all_times = pairs_of_skies(reach, skies, sample.mjd, 0)
    first, level = sample.curves.first, sample.curves.level
    p_values = np.ones(n_skies)
    for sky in range(n_skies):
        is_pair = all_sources[sky] >= 0
        sources, times = all_sources[sky, is_pair], all_times[sky, is_pair]
        outside = np.setdiff1d(np.arange(len(sample.ra)), sources)
        if not len(sources) or not len(outside):
            continue
        random = named_generator(seed, "temporal", "closure", sample.name, f"{sky}")
        for pair in random.permutation(len(sources))[: round(share * len(sources))]:
            own = slice(first[sources[pair]], first[sources[pair] + 1])
            times[pair] = sample.curves.mjd[own][level[own].argmax()]
        names = ("closure", sample.name, f"{sky}")
        controls = control_pairs(outside, times, n_controls, seed=seed, names=names)
        found = slide(
            sample.curves,
            np.concatenate([sources[np.newaxis], controls[0]]),
            np.concatenate([times[np.newaxis], controls[1]]),
            TimeWindows(windows.days, bins=windows.bins),
            [0.0],
        )[:, 0]
        p_values[sky] = right_tailed_p_values(found[0], found[1:])[0]
    return p_values


def power_table(
    sample: TimeSample,
    factor: float,
    windows: TimeWindows,
    shares: Sequence[float],
    n_skies: int,
    n_controls: int,
    *,
    seed: int,
) -> pd.DataFrame:
    """How often 3 sigma are reached: contract ``time_power``.

    Parameters
    ----------
    sample, factor, windows, n_skies, n_controls
        As for `sky_p_values`.
    shares : sequence of float
        Of the pairs that flare with their alert.
    seed : int

    Raises
    ------
    ValueError
        If the controls are too few for 3 sigma.
    """
    if n_controls < 1 / THREE_SIGMA - 1:
        raise ValueError(
            f"n_controls {n_controls}: 3 sigma need at least {1 / THREE_SIGMA - 1:.0f}"
        )
    rows = []
    for share in shares:
        p = sky_p_values(sample, factor, windows, n_skies, n_controls, share, seed=seed)
        rows.append((sample.name, share, n_skies, int((p <= THREE_SIGMA).sum()), np.median(p)))
    table = pd.DataFrame(rows, columns=["sample", "share", "n_skies", "n_found", "p_median"])
    return table.assign(n_trials=np.int64(n_controls))
