"""Flaring stages of sources seen in two bands (chang2022, section 4.2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nusources.flares.intervals import (
    NO_INTERVALS,
    Intervals,
    difference,
    intersection,
    length,
    union,
)
from nusources.flares.runs import run_starts


@dataclass(frozen=True)
class BandState:
    """When one curve flares.

    Parameters
    ----------
    flares : ndarray, shape (n_flares, 2)
        Runs of flaring blocks: start and stop [d].
    observed : ndarray, shape (1, 2)
        From the first block to the last.
    peaks : ndarray, shape (n_flares,)
        Middle of the brightest block of each flare [d].
    """

    flares: Intervals
    observed: Intervals
    peaks: np.ndarray


def band_states(blocks: pd.DataFrame) -> dict[str, BandState]:
    """When each curve of a band flares.

    Parameters
    ----------
    blocks : DataFrame
        Contract ``flare_blocks``, of one band, in its order.
    """
    if len(blocks) == 0:
        return {}
    names = blocks["source_name"].to_numpy()
    times = blocks[["mjd_start", "mjd_stop"]].to_numpy()
    flux, flaring = blocks["flux"].to_numpy(), blocks["is_flaring"].to_numpy()
    starts = run_starts(names)
    states = {}
    for start, stop in zip(starts, np.append(starts[1:], len(names)), strict=True):
        one = slice(start, stop)
        chosen = flaring[one]
        observed = np.array([[times[start, 0], times[stop - 1, 1]]])
        states[names[start]] = _state(times[one][chosen], flux[one][chosen], observed)
    return states


def _state(times: np.ndarray, flux: np.ndarray, observed: Intervals) -> BandState:
    if len(times) == 0:
        return BandState(NO_INTERVALS, observed, np.empty(0))
    flares = union(times)
    middle = times.mean(axis=1)
    peaks = []
    for start, stop in flares:
        inside = (middle >= start) & (middle <= stop)
        peaks.append(middle[inside][np.argmax(flux[inside])])
    return BandState(flares, observed, np.array(peaks))


def flaring_stages(low: BandState, high: BandState, unobserved: str) -> dict[str, Intervals]:
    """Stages of a source: one band flares and the other is quiet, or both flare.

    Parameters
    ----------
    low, high : BandState
        Low-energy band and gamma rays.
    unobserved : str
        ``outside``: times at which the other band was not observed belong to no stage, for its
        quiet must be seen; ``counted``: they belong to the stage of the band that flares.

    Returns
    -------
    dict of ndarray
        By stage: high_energy, low_energy, simultaneous.
    """
    both = intersection(low.flares, high.flares)
    stages = {
        "high_energy": difference(high.flares, both),
        "low_energy": difference(low.flares, both),
        "simultaneous": both,
    }
    if unobserved == "outside":
        stages["high_energy"] = intersection(stages["high_energy"], low.observed)
        stages["low_energy"] = intersection(stages["low_energy"], high.observed)
    return stages


def simultaneous_ratio(stages: Mapping[str, Intervals], over: str, flares: tuple) -> float:
    """Share of the flaring time in which both bands flare; NaN without flaring time.

    Parameters
    ----------
    stages : mapping of ndarray
        From `flaring_stages`.
    over : str
        ``union`` of the stages, or ``sum`` of the flaring times of both bands.
    flares : tuple of ndarray
        Flares of both bands.
    """
    total = sum(map(length, stages.values() if over == "union" else flares))
    return length(stages["simultaneous"]) / total if total > 0 else float("nan")
