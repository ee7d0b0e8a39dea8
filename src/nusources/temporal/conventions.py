"""What each reading of the paper does to R(0) and its p-value (chang2022, section 5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from nusources.random_streams import named_generator
from nusources.statistics import right_tailed_p_values
from nusources.temporal.averages import MEANS
from nusources.temporal.controls import ALERT_TIMES, AlertTimes, control_pairs
from nusources.temporal.pairs import TimeSample, pairs_within
from nusources.temporal.ratios import (
    BINS,
    LEVEL_CUTS,
    TWO_REGIONS,
    TimeWindows,
    bootstrapped,
    observed_ratios,
    slide,
)
from nusources.temporal.searches import RATIO_ERRORS


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
        R(0) is that of the last level.
    alert_times : str
        Of the controls.
    ratio_error : str
        See `nusources.temporal.searches.SlideRequest`.
    """

    name: str
    choice: str
    sample: TimeSample
    factor: float
    windows: TimeWindows
    alert_times: str = "permuted"
    ratio_error: str = "standard_errors"


OF_WINDOWS = {
    "bins": ("bin inside by", BINS),
    "mean_over": ("mean over", MEANS),
    "two_regions": ("source in two regions", TWO_REGIONS),
}
"""Fields of `TimeWindows`: their names in the table, and their choices."""
OF_READINGS = {
    "alert_times": ("alert times of controls", ALERT_TIMES),
    "ratio_error": ("1 sigma of R", RATIO_ERRORS),
}


def other_readings(
    default: Reading, windows_days: list[float], factors: list[float]
) -> list[Reading]:
    """Default, and readings that differ from it in one point and need no other sample.

    Parameters
    ----------
    default : Reading
        Its highest level is that of the readings of the cut; all others have none.
    windows_days, factors : list of float
        Others than those of the default.
    """
    cut, windows = default.windows.levels[-1], replace(default.windows, levels=(0.0,))
    change: list[dict[str, Any]] = [{"name": "default", "choice": "default"}]
    change += [
        {"name": "window", "choice": f"{days:g} d", "windows": replace(windows, days=days)}
        for days in windows_days
    ]
    change += [{"name": "factor", "choice": f"{one:g}", "factor": one} for one in factors]
    for key, (name, choices) in OF_WINDOWS.items():
        others = [one for one in choices if one != getattr(windows, key)]
        change += [
            {"name": name, "choice": one, "windows": _with(windows, key, one)} for one in others
        ]
    for key, (name, choices) in OF_READINGS.items():
        others = [one for one in choices if one != getattr(default, key)]
        change += [{"name": name, "choice": one, key: one} for one in others]
    if cut > 0:
        name, uncut = f"level {cut:g} or more", replace(windows, levels=(0.0, cut))
        change += [
            {"name": name, "choice": one, "windows": _with(uncut, "level_cut", one)}
            for one in LEVEL_CUTS
        ]
    words = {"windows": windows}
    return [
        replace(default, **(words | one | {"choice": one["choice"].replace("_", " ")}))
        for one in change
    ]


def _with(windows: TimeWindows, key: str, choice: str) -> TimeWindows:
    changes: dict[str, Any] = {key: choice}
    return replace(windows, **changes)


def reading_row(reading: Reading, n_trials: int, *, seed: int) -> dict:
    """R(0), its error and its p-value: a row of ``time_conventions``.

    Controls have the same random numbers under every reading that leaves the pairs as they are.
    """
    sample, windows = reading.sample, reading.windows
    sources, times, outside = pairs_within(sample, reading.factor)
    row = {
        "sample": sample.name,
        "reading": reading.name,
        "choice": reading.choice,
        "n_pairs": len(sources),
        "ratio": np.nan,
        "ratio_error": np.nan,
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
    found = slide(sample.curves, skies[0], skies[1], windows, [0.0])[:, -1, 0]
    if reading.ratio_error == "bootstrap":
        random = named_generator(seed, "temporal", "bootstrap", sample.name, "conventions")
        errors = bootstrapped(sample.curves, (sources, times), windows, [0.0], random)[:, 0]
    else:
        errors = observed_ratios(sample.curves, sources, times, windows, [0.0])["ratio_error"]
    p_local = right_tailed_p_values(found[:1], found[1:, np.newaxis])
    error = float(np.asarray(errors)[-1])
    return row | {"ratio": found[0], "ratio_error": error, "p_local": float(p_local[0])}


def conventions_table(readings: list[Reading], n_trials: int, *, seed: int) -> pd.DataFrame:
    """Contract ``time_conventions``."""
    return pd.DataFrame([reading_row(one, n_trials, seed=seed) for one in readings])
