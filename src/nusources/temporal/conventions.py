"""What each reading of the paper does to R(0) and its p-value (chang2022, section 5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from nusources.statistics import right_tailed_p_values
from nusources.temporal.controls import AlertTimes, control_pairs
from nusources.temporal.pairs import TimeSample, pairs_within
from nusources.temporal.ratios import TimeWindows, other_ratio, slide


@dataclass(frozen=True)
class Reading:
    """One reading: a sample, and how R(0) is made of it.

    Parameters
    ----------
    name, choice : str
        What the paper leaves open, and how it is read.
    sample : TimeSample
    factor : float
    windows : TimeWindows
    alert_times : str
        Of the controls.
    average : str
        See `nusources.temporal.ratios.other_ratio`.
    joined : bool
        See there.
    """

    name: str
    choice: str
    sample: TimeSample
    factor: float
    windows: TimeWindows
    alert_times: str = "permuted"
    average: str = "detections"
    joined: bool = False


def other_readings(
    default: Reading, windows_days: list[float], factors: list[float]
) -> list[Reading]:
    """Default, and readings that differ from it in one point and need no other sample.

    Parameters
    ----------
    default : Reading
    windows_days, factors : list of float
        Others than those of the default.
    """
    change: list[dict[str, Any]] = [{"name": "default", "choice": "default"}]
    change += [
        {"name": "window", "choice": f"{days:g} d", "windows": replace(default.windows, days=days)}
        for days in windows_days
    ]
    change += [{"name": "factor", "choice": f"{one:g}", "factor": one} for one in factors]
    overlap = replace(default.windows, bins="overlap")
    change += [{"name": "bin inside by", "choice": "overlap", "windows": overlap}]
    change += [
        {"name": "alert times of controls", "choice": one, "alert_times": one}
        for one in ("drawn", "uniform")
    ]
    change += [
        {"name": "mean over", "choice": one.replace("_", " "), "average": one}
        for one in ("pairs", "pair_ratios")
    ]
    change += [{"name": "source in two regions", "choice": "windows joined", "joined": True}]
    return [replace(default, **one) for one in change]


def reading_row(reading: Reading, n_trials: int, *, seed: int) -> dict:
    """R(0) without cut on the level, and its p-value: a row of ``time_conventions``.

    Controls have the same random numbers under every reading that leaves the pairs as they are.
    """
    sample, windows = reading.sample, replace(reading.windows, levels=(0.0,))
    sources, times, outside = pairs_within(sample, reading.factor)
    row = {
        "sample": sample.name,
        "reading": reading.name,
        "choice": reading.choice,
        "n_pairs": len(sources),
        "ratio": np.nan,
        "p_local": 1.0,
        "n_trials": n_trials,
    }
    if not len(sources) or not len(outside):
        return row
    controls = control_pairs(
        outside,
        times,
        n_trials,
        seed=seed,
        names=("conventions", sample.name),
        alert_times=AlertTimes(reading.alert_times, sample.mjd),
    )
    skies = [
        np.concatenate([one[np.newaxis], many])
        for one, many in zip((sources, times), controls, strict=True)
    ]
    if reading.average == "detections" and not reading.joined:
        found = slide(sample.curves, skies[0], skies[1], windows, [0.0])[:, 0, 0]
    else:
        how: dict[str, Any] = {"average": reading.average, "joined": reading.joined}
        found = np.array(
            [
                other_ratio(sample.curves, one, when, windows, **how)
                for one, when in zip(*skies, strict=True)
            ]
        )
    p_local = right_tailed_p_values(found[:1], found[1:, np.newaxis])
    return row | {"ratio": found[0], "p_local": float(p_local[0])}


def conventions_table(readings: list[Reading], n_trials: int, *, seed: int) -> pd.DataFrame:
    """Contract ``time_conventions``."""
    return pd.DataFrame([reading_row(one, n_trials, seed=seed) for one in readings])
