"""Our values of what chang2022 prints of flares in time (sections 5 and 6.2, Table 1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.run_numbers import our_numbers, values_of
from nusources.temporal.levels import FlareLevels
from nusources.temporal.ratios import TimeWindows, detections_of

STUDY = "chang2022"
PREFIXES = ("temporal.", "simultaneity.", "table1.")
MAIN = "main"
FACTORS = {"ACC": 1.0, "WIBRaLS": 1.1, "XRT": 1.0, "4FGL": 1.5}
"""On the regions, of the numbers of sources in them (section 5.1.1; docs/method-temporal.md)."""
FAR_DAYS = (2500.0, 3500.0)
"""What is "around 3000 days" [d] (section 5.2)."""
APART_DAYS = 500.0
"""Peaks of R(t) that are closer count as one [d]."""
NO_SAMPLE = "this run has no light curves of the sample"
NO_PEAK = "R(t) has no two peaks, or is undefined"


def highest_peaks(shifts: NDArray, ratios: NDArray, n_peaks: int, apart: float) -> NDArray:
    """Shifts of the highest local maxima of R(t), ascending.

    Parameters
    ----------
    shifts, ratios : ndarray, shape (n_shifts,)
        Shifts ascending [d]; undefined ratios are NaN and lie below all others.
    n_peaks : int
    apart : float
        Of maxima that are closer [d], the higher one counts.

    Returns
    -------
    ndarray, shape (up to n_peaks,)

    Examples
    --------
    >>> highest_peaks(np.arange(5.0), np.array([3.0, 1.0, 2.0, 1.0, 5.0]), 2, 1.0).tolist()
    [0.0, 4.0]
    """
    padded = np.concatenate([[-np.inf], np.where(np.isnan(ratios), -np.inf, ratios), [-np.inf]])
    is_peak = (padded[1:-1] > padded[:-2]) & (padded[1:-1] >= padded[2:])
    found: list[float] = []
    for at in np.argsort(-padded[1:-1], kind="stable"):
        far = all(abs(shifts[at] - one) >= apart for one in found)
        if is_peak[at] and far and len(found) < n_peaks:
            found.append(float(shifts[at]))
    return np.sort(found)


def sources_of_peak(
    curves: FlareLevels, pairs: tuple[NDArray, NDArray], windows: TimeWindows, shift: float
) -> int:
    """Fewest sources that have more than half of the excess of flare levels inside the windows.

    Parameters
    ----------
    curves : FlareLevels
    pairs : tuple of ndarray
        Sources and times of the alerts [d].
    windows : TimeWindows
        The last level counts.
    shift : float
        Days by which flares follow the alert.
    """
    pair, point = detections_of(curves, pairs[0])
    delay = curves.mjd[point] - pairs[1][pair]
    delay = -delay if windows.sign == "observations_shifted" else delay
    inside = np.abs(delay - shift) <= windows.half_widths(curves)[point]
    counts = curves.level[point] >= windows.levels[-1]
    excess = curves.level[point] - curves.level[point][counts & ~inside].mean()
    chosen = counts & inside
    of_source = np.bincount(np.asarray(pairs[0])[pair[chosen]], excess[chosen])
    highest = np.sort(of_source)[::-1]
    return int(np.searchsorted(np.cumsum(highest), of_source.sum() / 2, side="right")) + 1


def slide_numbers(ratios: pd.DataFrame) -> dict[str, float]:
    """Peaks and heights of R(t).

    Parameters
    ----------
    ratios : DataFrame
        Contract ``flare_ratios``.
    """
    numbers: dict[str, float] = {}
    wibrals = _slide_of(ratios, "WIBRaLS", MAIN)
    levels = [one for one in sorted(wibrals["level"].unique()) if one > 0]
    for level in levels:
        rows = wibrals[wibrals["level"] == level]
        near = rows[~rows["shift_days"].between(*FAR_DAYS)].dropna(subset="ratio")
        if len(near):
            highest = near.loc[near["ratio"].idxmax(), "shift_days"]
            numbers[f"temporal.WIBRaLS.peak.{level:g}"] = float(highest)
    at_zero = wibrals[(wibrals["shift_days"] == 0) & (wibrals["level"] > 0)]
    if len(at_zero):
        deviations = (at_zero["ratio"] - at_zero["trial_mean"]) / at_zero["trial_std"]
        numbers["temporal.WIBRaLS.deviations"] = float(deviations.max())
    far = two_peaks(wibrals[wibrals["level"] == max(levels, default=np.nan)])
    if len(far) == 2:
        numbers["temporal.WIBRaLS.far_peak"] = float(max(far, key=abs))
    xray = two_peaks(_uncut(_slide_of(ratios, "XRT", MAIN)))
    if len(xray) == 2:
        numbers["temporal.XRT.peak.near"] = float(min(xray, key=abs))
        numbers["temporal.XRT.peak.far"] = float(max(xray, key=abs))
    fermi = _uncut(_slide_of(ratios, "4FGL", "factor 1.1")).dropna(subset="ratio")
    sides = {"before": fermi[fermi["shift_days"] < 0], "after": fermi[fermi["shift_days"] > 0]}
    for name, rows in sides.items():
        if len(rows):
            highest = rows.loc[rows["ratio"].idxmax(), "shift_days"]
            numbers[f"temporal.4FGL.peak.{name}"] = float(highest)
    return numbers


def two_peaks(rows: pd.DataFrame) -> NDArray:
    """Shifts of the two highest peaks of R(t) at one level, ascending."""
    rows = rows.sort_values("shift_days")
    shifts, ratios = (rows[one].to_numpy(np.float64) for one in ("shift_days", "ratio"))
    return highest_peaks(shifts, ratios, 2, APART_DAYS)


def _slide_of(ratios: pd.DataFrame, sample: str, variant: str) -> pd.DataFrame:
    return ratios[(ratios["sample"] == sample) & (ratios["variant"] == variant)]


def _uncut(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["level"] == 0]


def scan_numbers(searches: pd.DataFrame) -> dict[str, float]:
    """Windows and factors with the smallest p-values.

    Parameters
    ----------
    searches : DataFrame
        Contract ``time_searches``.
    """
    rows = searches[searches["search"] == "windows_and_factors"]
    return {
        f"temporal.{row.sample}.{name}": float(getattr(row, name))
        for row in rows.itertuples(index=False)
        for name in ("window_days", "factor")
    }


def pair_numbers(pairs: pd.DataFrame) -> dict[str, float]:
    """Sources in regions; those without light curves too.

    Parameters
    ----------
    pairs : DataFrame
        Contract ``alert_pairs``.
    """
    return {
        f"temporal.{name}.n_sources": float(
            pairs.loc[
                (pairs["sample"] == name) & (pairs["alert_factor"] <= factor), "source_name"
            ].nunique()
        )
        for name, factor in FACTORS.items()
        if (pairs["sample"] == name).any()
    }


def level_numbers(levels: Iterable[FlareLevels]) -> dict[str, float]:
    """Mean, and mean plus standard deviation, of the flare levels of all samples' detections."""
    every = np.concatenate([one.level for one in levels] or [np.empty(0)])
    if len(every) < 2:
        return {}
    mean = float(every.mean())
    upper = mean + float(every.std(ddof=1))
    return {"temporal.flare_level.mean": mean, "temporal.flare_level.upper": upper}


def median_interval(curves: FlareLevels) -> float:
    """Median interval between successive detections of the same source [d]; NaN: none."""
    interval = np.diff(curves.mjd)
    interval = np.delete(interval, curves.first[1:-1] - 1)
    return float(np.median(interval)) if len(interval) else float("nan")


def simultaneity_numbers(table: pd.DataFrame) -> dict[str, float]:
    """Table 1 and the numbers of sources in it.

    Parameters
    ----------
    table : DataFrame
        Contract ``simultaneity``.
    """
    rows = table.set_index("group")
    if not rows["n_sources"].any():
        return {}
    warm, near, far = (rows.loc[one] for one in ("warm_spots", "region_near", "region_far"))
    numbers = {
        "simultaneity.n_warm_spots": float(warm["n_sources"]),
        "simultaneity.n_regions": float(near["n_sources"] + far["n_sources"]),
        "simultaneity.n_near": float(near["n_sources"]),
    }
    p_values = {"warm_spots": warm["p_value"], "near": near["p_value"], "far": far["p_value"]}
    numbers |= {f"table1.{name}": float(p) for name, p in p_values.items()}
    return numbers | {"table1.warm_spots.significance": 100 * (1 - float(warm["p_value"]))}


def published_times(
    found: Mapping[str, float],
    published: pd.DataFrame,
    parents: Iterable[Mapping],
    incomplete: Mapping[str, str],
) -> pd.DataFrame:
    """Our values of the published numbers of flares in time.

    Parameters
    ----------
    found : mapping
        Our values by id.
    published : DataFrame
        Contract ``published``.
    parents : iterable of mapping
        ``attrs`` of the tables that the values were made from.
    incomplete : mapping
        What is incomplete in a sample, by its name; empty where nothing is.

    Returns
    -------
    DataFrame
        Contract ``our_numbers``.
    """
    rows = values_of(found, published, PREFIXES)
    sample = rows["id"].str.split(".").str[1]
    has_sample = sample.isin({one.split(".")[1] for one in found})
    reason = has_sample.map({True: NO_PEAK, False: NO_SAMPLE}).astype(object)
    part = sample.map(incomplete).fillna("").astype(object)
    rows["missing"] = part.where(part != "", reason.where(rows["ours"].isna(), ""))
    return our_numbers(STUDY, rows, parents)
