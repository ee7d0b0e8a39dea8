"""Closure of R(0): p-values of skies without correlation, and power if some sources flare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.alert_regions import check_choice
from nusources.random_streams import named_generator
from nusources.significance import right_tail
from nusources.statistics import right_tailed_p_values
from nusources.temporal.controls import control_pairs
from nusources.temporal.pairs import (
    Reach,
    TimeSample,
    pairs_of_random_alerts,
    pairs_of_skies,
    reach_of,
    scrambled_ra,
)
from nusources.temporal.ratios import TimeWindows, slide

THREE_SIGMA = float(right_tail(3.0))
OUTSIDE, LIKE_ALERTS = "outside", "like_alerts"
CONTROLS = (OUTSIDE, LIKE_ALERTS)
"""Control trials: sources outside the regions with the times of the pairs permuted (section 5.1.2);
or pairs of sources and alerts, each as often as alerts of random R.A. make it."""


@dataclass(frozen=True)
class SkyRequest:
    """How R(0) of skies is tested.

    Parameters
    ----------
    factor : float
        On the half-axes of the regions.
    windows : TimeWindows
        The first level counts.
    n_skies, n_controls : int
        Skies, and control trials of each.
    controls : str
        One of `CONTROLS`.
    """

    factor: float
    windows: TimeWindows
    n_skies: int
    n_controls: int
    controls: str = OUTSIDE

    def __post_init__(self) -> None:
        check_choice("controls", self.controls, CONTROLS)


def sky_p_values(
    sample: TimeSample, request: SkyRequest, shares: Sequence[float] = (0.0,), *, seed: int
) -> NDArray[np.float64]:
    """p-values of R(0) of skies whose alerts have random R.A.

    Parameters
    ----------
    sample : TimeSample
    request : SkyRequest
    shares : sequence of float
        Of the pairs whose alert comes at the brightest detection of its source.
    seed : int

    Returns
    -------
    ndarray, shape (n_shares, n_skies)
        1 for a sky without pairs.
    """
    n_skies = request.n_skies
    reach = reach_of(sample.regions, sample.ra, sample.dec, [request.factor], sample.shape)
    skies = scrambled_ra(len(sample.mjd), n_skies, seed=seed, names=("closure", sample.name))
    all_sources, all_times = pairs_of_skies(reach, skies, sample.mjd, 0)
    p_values = np.ones((len(shares), n_skies))
    windows = replace(request.windows, levels=(0.0,))
    for sky in range(n_skies):
        is_pair = all_sources[sky] >= 0
        sources, times = all_sources[sky, is_pair], all_times[sky, is_pair]
        names = ("closure", sample.name, f"{sky}")
        trials = _controls(sample, reach, request, sources, seed=seed, names=names)
        if trials is None:
            continue
        order = named_generator(seed, "temporal", *names).permutation(len(sources))
        for number, share in enumerate(shares):
            moved = times.copy()
            flaring = order[: round(share * len(sources))]
            moved[flaring] = _brightest(sample, sources[flaring])
            of_trials = moved[trials[1]] if request.controls == OUTSIDE else trials[1]
            found = slide(
                sample.curves,
                np.concatenate([sources[np.newaxis], trials[0]]),
                np.concatenate([moved[np.newaxis], of_trials]),
                windows,
                [0.0],
            )[:, 0]
            p_values[number, sky] = right_tailed_p_values(found[0], found[1:])[0]
    return p_values


def _controls(
    sample: TimeSample,
    reach: Reach,
    request: SkyRequest,
    sources: NDArray[np.int64],
    *,
    seed: int,
    names: tuple[str, ...],
) -> tuple[NDArray, NDArray] | None:
    """Sources of control trials, and their times or, outside, the numbers of the pairs' times."""
    if request.controls != OUTSIDE and len(sources):
        shape = (request.n_controls, len(sources))
        return pairs_of_random_alerts(reach, sample.mjd, shape, seed=seed, names=names)
    outside = np.setdiff1d(np.arange(len(sample.ra)), sources)
    if not len(sources) or not len(outside):
        return None
    pairs = np.arange(len(sources))
    drawn, order = control_pairs(outside, pairs, request.n_controls, seed=seed, names=names)
    return drawn, order.astype(np.int64)


def _brightest(sample: TimeSample, sources: NDArray[np.int64]) -> NDArray[np.float64]:
    """Times of the highest levels of sources [d]."""
    first, mjd, level = sample.curves.first, sample.curves.mjd, sample.curves.level
    spans = [slice(first[one], first[one + 1]) for one in sources]
    return np.array([mjd[own][level[own].argmax()] for own in spans])


def closure_table(sample: TimeSample, request: SkyRequest, *, seed: int) -> pd.DataFrame:
    """p-values of skies without correlation, by controls: contract ``time_null_skies``.

    Parameters
    ----------
    sample : TimeSample
    request : SkyRequest
        Its controls are those of all `CONTROLS` in turn.
    seed : int
    """
    tables = []
    for controls in CONTROLS:
        p_values = sky_p_values(sample, replace(request, controls=controls), seed=seed)[0]
        skies = {"controls": controls, "sky": np.arange(len(p_values)), "p_local": p_values}
        tables.append(pd.DataFrame(skies))
    return pd.concat(tables, ignore_index=True).assign(
        sample=sample.name, n_trials=np.int64(request.n_controls)
    )


def power_table(
    sample: TimeSample, request: SkyRequest, shares: Sequence[float], *, seed: int
) -> pd.DataFrame:
    """How often 3 sigma are reached: contract ``time_power``.

    Parameters
    ----------
    sample : TimeSample
    request : SkyRequest
    shares : sequence of float
        Of the pairs that flare with their alert.
    seed : int

    Raises
    ------
    ValueError
        If the controls are too few for 3 sigma.
    """
    n_skies, n_controls = request.n_skies, request.n_controls
    if n_controls < 1 / THREE_SIGMA - 1:
        raise ValueError(
            f"n_controls {n_controls}: 3 sigma need at least {1 / THREE_SIGMA - 1:.0f}"
        )
    rows = []
    p_values = sky_p_values(sample, request, shares, seed=seed)
    for share, p in zip(shares, p_values, strict=True):
        rows.append((sample.name, share, n_skies, int((p <= THREE_SIGMA).sum()), np.median(p)))
    table = pd.DataFrame(rows, columns=["sample", "share", "n_skies", "n_found", "p_median"])
    return table.assign(n_trials=np.int64(n_controls))
