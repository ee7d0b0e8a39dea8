"""R(t), the ratio of mean flare levels inside and outside the time windows of alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.alert_regions import check_choice
from nusources.temporal.kernel import one_window, slide_windows
from nusources.temporal.levels import FlareLevels

AVERAGES = ("detections", "pairs", "pair_ratios")
BINS = ("midpoint", "overlap")
SIGNS = ("flare_follows", "observations_shifted")


@dataclass(frozen=True)
class TimeWindows:
    """Time windows around alerts, and how detections are taken into them.

    Parameters
    ----------
    days : float
        Full width, ends included.
    levels : tuple of float
        Smallest flare levels that count, ascending; 0 for the first: no cut.
    bins : str
        A time bin is inside by its ``midpoint`` (default), or by any ``overlap``.
    sign : str
        t are days by which the ``flare_follows`` the alert (default; section 5.2), or by which
        ``observations_shifted`` (section 5.1.2), which reverses the axis.
    """

    days: float
    levels: tuple[float, ...] = (0.0,)
    bins: str = "midpoint"
    sign: str = "flare_follows"

    def __post_init__(self) -> None:
        check_choice("bins", self.bins, BINS)
        check_choice("sign", self.sign, SIGNS)
        if not self.days > 0:
            raise ValueError(f"days {self.days:g}: a window must be longer than 0")
        if list(self.levels) != sorted(set(self.levels)) or self.levels[0] != 0:
            raise ValueError(f"levels {self.levels}: expected 0 first, then ascending ones")

    def half_widths(self, curves: FlareLevels) -> NDArray[np.float64]:
        """Largest distance from the centre of a window [d] at which each detection is inside."""
        return self.days / 2 + self.half_bins(curves)

    def half_bins(self, curves: FlareLevels) -> NDArray[np.float64]:
        """By how much a window is wider for each detection [d]."""
        return curves.half_bin if self.bins == "overlap" else np.zeros_like(curves.half_bin)

    def tiers(self, level: NDArray[np.float64]) -> NDArray[np.int64]:
        """Cuts that each detection passes, less one."""
        return np.searchsorted(np.asarray(self.levels[1:]), level, side="right").astype(np.int64)


def shifts_of(step_days: float, max_days: float) -> NDArray[np.float64]:
    """Shifts in equal steps, 0 among them, up to a largest one on both sides [d].

    Examples
    --------
    >>> len(shifts_of(11, 3600)), shifts_of(360, 3600)[[0, 10]].tolist()
    (655, [-3600.0, 0.0])
    """
    n_steps = int(max_days / step_days)
    return np.arange(-n_steps, n_steps + 1).astype(np.float64) * step_days


def slide(
    curves: FlareLevels,
    sources: ArrayLike,
    times: ArrayLike,
    windows: TimeWindows,
    shifts: ArrayLike,
) -> NDArray[np.float64]:
    """R(t) of many sets of pairs.

    Parameters
    ----------
    curves : FlareLevels
    sources, times : array_like, shape (n_trials, n_pairs)
        Number of the source, -1 for no pair, and time of the alert [d].
    windows : TimeWindows
    shifts : array_like, shape (n_shifts,)
        In equal steps, ascending [d].

    Returns
    -------
    ndarray, shape (n_trials, n_levels, n_shifts)
        NaN where undefined.

    References
    ----------
    Chang et al. 2022, eq. 1 and section 5.1.2: the mean flare level of all detections of all pairs
    inside the windows over that outside; detections below a level cut count on neither side.
    """
    return slide_each(curves, sources, times, windows, [windows.days], shifts)[..., 0]


def slide_each(
    curves: FlareLevels,
    sources: ArrayLike,
    times: ArrayLike,
    windows: TimeWindows,
    days: Sequence[float],
    shifts: ArrayLike,
) -> NDArray[np.float64]:
    """R(t) of many sets of pairs, with windows of several widths.

    Parameters
    ----------
    curves, sources, times, windows, shifts
        As for `slide`; the width of `windows` does not matter.
    days : sequence of float, shape (n_widths,)
        Full widths [d], ascending.

    Returns
    -------
    ndarray, shape (n_trials, n_levels, n_shifts, n_widths)
        NaN where undefined.
    """
    sources = np.ascontiguousarray(sources, dtype=np.int64)
    times = np.ascontiguousarray(times, dtype=np.float64)
    shifts = np.atleast_1d(np.asarray(shifts, dtype=np.float64))
    if windows.sign == "observations_shifted":
        other = replace(windows, sign="flare_follows")
        return slide_each(curves, sources, times, other, days, -shifts[::-1])[:, :, ::-1]
    half, half_bin = np.asarray(days, dtype=np.float64) / 2, windows.half_bins(curves)
    table = curves.first, curves.mjd, half_bin, curves.level, windows.tiers(curves.level)
    ratios = np.empty((len(sources), len(windows.levels), len(shifts), len(half)))
    if ratios.shape[1:] == (1, 1, 1):
        one_window(sources, times, table, (shifts[0], half[0]), ratios.reshape(-1))
        return ratios
    n_places = _windows_of_a_detection(half[-1] + half_bin.max(initial=0.0), shifts)
    padded = np.append(shifts, np.full(n_places, np.inf))
    flat = ratios.reshape(*ratios.shape[:2], -1)
    slide_windows(sources, times, table, (padded, half, n_places), flat)
    return ratios


def _windows_of_a_detection(half: float, shifts: NDArray[np.float64]) -> int:
    """Windows among which those that hold a detection surely are, from a rounded first one on."""
    if len(shifts) == 1:
        return 1
    # One more than fit, and a little more than the quotient: all of these numbers are rounded.
    fitting = int(2 * half / (shifts[1] - shifts[0]) + 1e-6) + 1
    return min(fitting, len(shifts)) + 1


def detections_of(
    curves: FlareLevels, sources: ArrayLike
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Detections of each pair: number of the pair, and of the detection, for each of them."""
    sources = np.asarray(sources, dtype=np.int64)
    n = np.diff(curves.first)[sources]
    pair = np.repeat(np.arange(len(sources)), n)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(n) - n, n)
    return pair, curves.first[sources][pair] + within


def observed_ratios(
    curves: FlareLevels,
    sources: ArrayLike,
    times: ArrayLike,
    windows: TimeWindows,
    shifts: ArrayLike,
) -> pd.DataFrame:
    """R(t) of one set of pairs with its error and the numbers of detections.

    Parameters
    ----------
    curves, sources, times, windows, shifts
        As for `slide`, without the axis of trials; every pair has a source.

    Returns
    -------
    DataFrame
        level, shift_days, ratio, ratio_error (standard errors of both means, in quadrature;
        missing with one detection on a side), n_inside, n_outside.
    """
    pair, point = detections_of(curves, sources)
    delay = curves.mjd[point] - np.asarray(times, dtype=np.float64)[pair]
    delay = -delay if windows.sign == "observations_shifted" else delay
    half, value = windows.half_widths(curves)[point], curves.level[point]
    rows = []
    for cut in windows.levels:
        counts = (value >= cut) | (cut == 0)
        for shift in np.atleast_1d(np.asarray(shifts, dtype=np.float64)):
            inside = np.abs(delay - shift) <= half
            sides = value[counts & inside], value[counts & ~inside]
            rows.append((cut, shift, *_ratio_of(*sides), *map(len, sides)))
    columns = ["level", "shift_days", "ratio", "ratio_error", "n_inside", "n_outside"]
    return pd.DataFrame(rows, columns=columns)


def _ratio_of(inside: NDArray, outside: NDArray) -> tuple[float, float]:
    if not len(inside) or not len(outside) or outside.sum() == 0:
        return np.nan, np.nan
    ratio = inside.mean() / outside.mean()
    if min(len(inside), len(outside)) < 2:
        return ratio, np.nan
    errors = [side.std(ddof=1) / np.sqrt(len(side)) for side in (inside, outside)]
    return ratio, float(np.hypot(errors[0], ratio * errors[1]) / abs(outside.mean()))


def other_ratio(
    curves: FlareLevels,
    sources: ArrayLike,
    times: ArrayLike,
    windows: TimeWindows,
    *,
    average: str = "detections",
    joined: bool = False,
) -> float:
    """R(0) without cut on the level, under other readings of eq. 1.

    Parameters
    ----------
    curves, sources, times, windows
        As for `observed_ratios`.
    average : str
        Over ``detections``; over the means of ``pairs``, each counting once; or the mean of
        ``pair_ratios``, of pairs with detections on both sides.
    joined : bool
        A detection counts once for a source in several regions, inside if any window holds it.

    Returns
    -------
    float
        NaN where undefined.
    """
    check_choice("average", average, AVERAGES)
    pair, point = detections_of(curves, sources)
    delay = curves.mjd[point] - np.asarray(times, dtype=np.float64)[pair]
    inside = np.abs(delay) <= windows.half_widths(curves)[point]
    owner = np.asarray(sources)[pair] if joined else pair
    if joined:
        held = np.zeros(len(curves.mjd), dtype=bool)
        held[point[inside]] = True
        point, once = np.unique(point, return_index=True)
        inside, owner = held[point], owner[once]
    value = curves.level[point]
    if average == "detections":
        return _ratio_of(value[inside], value[~inside])[0]
    means = []
    for side in (inside, ~inside):
        n = np.bincount(owner[side], minlength=owner.max(initial=0) + 1)
        with np.errstate(invalid="ignore"):
            means.append(np.bincount(owner[side], value[side], len(n)) / n)
    if average == "pairs":
        return _ratio_of(*(mean[~np.isnan(mean)] for mean in means))[0]
    both = ~np.isnan(means[0] + means[1]) & (means[1] != 0)
    return float((means[0][both] / means[1][both]).mean()) if both.any() else float("nan")
