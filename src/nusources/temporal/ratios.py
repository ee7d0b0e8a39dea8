"""R(t), the ratio of mean flare levels inside and outside the time windows of alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.alert_regions import check_choice
from nusources.temporal.averages import (
    MEANS,
    Detections,
    bootstrap_errors,
    places_of_a_detection,
    quantities_of,
    ratio_of,
    sums_of_groups,
)
from nusources.temporal.kernel import one_window, slide_windows
from nusources.temporal.levels import FlareLevels

BINS = ("midpoint", "overlap")
SIGNS = ("flare_follows", "observations_shifted")
LEVEL_CUTS = ("detections", "whole_sources", "counted_as_zero")
TWO_REGIONS = ("two_pairs", "windows_joined")
SUMS_AT_ONCE = 2**18
"""Of pairs or detections: what is summed in the processor's cache takes half of the time."""


@dataclass(frozen=True)
class TimeWindows:
    """Time windows around alerts, how detections are taken into them, and how eq. 1 is read.

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
    level_cut : str
        ``detections`` below a level are left out (default), or ``whole_sources`` that never reach
        it; or such detections are ``counted_as_zero``.
    mean_over : str
        All ``detections`` (default); the means of ``pairs``, each counting once; or the mean of the
        ``pair_ratios`` of those with detections on both sides.
    two_regions : str
        A source in two regions makes ``two_pairs`` (default), or is one with ``windows_joined``:
        each detection counts once, inside if any of the windows holds it.
    """

    days: float
    levels: tuple[float, ...] = (0.0,)
    bins: str = "midpoint"
    sign: str = "flare_follows"
    level_cut: str = "detections"
    mean_over: str = "detections"
    two_regions: str = "two_pairs"

    def __post_init__(self) -> None:
        check_choice("bins", self.bins, BINS)
        check_choice("sign", self.sign, SIGNS)
        check_choice("level_cut", self.level_cut, LEVEL_CUTS)
        check_choice("mean_over", self.mean_over, MEANS)
        check_choice("two_regions", self.two_regions, TWO_REGIONS)
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

    @property
    def joined(self) -> bool:
        """Whether the windows of a source are joined."""
        return self.two_regions == "windows_joined"

    @property
    def of_detections(self) -> bool:
        """Whether R is made of sums over the detections of all pairs."""
        return self.mean_over == "detections" and not self.joined

    def counted(
        self, curves: FlareLevels, cut: float
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Level with which each detection counts at a level cut, and whether it does."""
        level = curves.level
        if cut == 0:
            return level, np.ones(len(level), dtype=bool)
        if self.level_cut == "counted_as_zero":
            return np.where(level >= cut, level, 0.0), np.ones(len(level), dtype=bool)
        if self.level_cut == "detections":
            return level, level >= cut
        n = np.diff(curves.first)
        peaks = np.maximum.reduceat(level, curves.first[:-1][n > 0]) if len(level) else level
        return level, np.repeat(peaks, n[n > 0]) >= cut

    def tiers(self, curves: FlareLevels) -> NDArray[np.int64]:
        """Cuts that each detection passes, less one."""
        passed = np.zeros(len(curves.level), dtype=np.int64)
        for cut in self.levels[1:]:
            passed += self.counted(curves, cut)[1]
        return passed

    def by_cut(self, curves: FlareLevels) -> list[tuple[FlareLevels, TimeWindows]]:
        """Levels and windows for all cuts together, or for each where levels depend on the cut."""
        if self.level_cut != "counted_as_zero":
            return [(curves, self)]
        alone = replace(self, levels=(0.0,), level_cut="detections")
        return [(replace(curves, level=self.counted(curves, one)[0]), alone) for one in self.levels]


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
    how = _sum_detections if windows.of_detections else _sum_groups
    full = np.asarray(days, dtype=np.float64)
    parts = [how(*one, (sources, times), full, shifts) for one in windows.by_cut(curves)]
    return np.concatenate(parts, axis=1) if len(parts) > 1 else parts[0]


def _sum_detections(
    curves: FlareLevels,
    windows: TimeWindows,
    pairs: tuple[NDArray[np.int64], NDArray[np.float64]],
    days: NDArray[np.float64],
    shifts: NDArray[np.float64],
) -> NDArray[np.float64]:
    half, half_bin = days / 2, windows.half_bins(curves)
    widest = half[-1] + half_bin.max(initial=0.0)
    table = curves.first, curves.mjd, half_bin, curves.level, windows.tiers(curves)
    ratios = np.empty((len(pairs[0]), len(windows.levels), len(shifts), len(half)))
    if ratios.shape[1:] == (1, 1, 1):
        # A little more than the width: times of windows are rounded.
        one_window(*pairs, table, (shifts[0], half[0], widest + 1e-6), ratios.reshape(-1))
        return ratios
    n_places = places_of_a_detection(widest, shifts)
    padded = np.append(shifts, np.full(n_places, np.inf))
    flat = ratios.reshape(*ratios.shape[:2], -1)
    slide_windows(*pairs, table, (padded, half, n_places), flat)
    return ratios


def _sum_groups(
    curves: FlareLevels,
    windows: TimeWindows,
    pairs: tuple[NDArray[np.int64], NDArray[np.float64]],
    days: NDArray[np.float64],
    shifts: NDArray[np.float64],
) -> NDArray[np.float64]:
    """As `_sum_detections`, for means over pairs and joined windows: some ten times slower."""
    n_trials, n_pairs = pairs[0].shape
    ratios = np.full((n_trials, len(windows.levels), len(shifts), len(days)), np.nan)
    n_sums = len(windows.levels) * len(shifts)
    n_each = max(n_sums, len(curves.level) // max(1, len(curves.names)))
    n_together = max(1, SUMS_AT_ONCE // max(1, n_pairs * n_each))
    for start in range(0, n_trials, n_together):
        part = slice(start, start + n_together)
        sources, times = pairs[0][part], pairs[1][part]
        for number, one in enumerate(days):
            own = replace(windows, days=float(one))
            trial, _, quantities = groups_of(curves, sources, times, own, shifts)
            if len(trial):
                begins = np.flatnonzero(np.diff(trial, prepend=-1))
                sums = np.add.reduceat(quantities, begins, axis=1)
                ratios[start + trial[begins], :, :, number] = ratio_of(sums)
    return ratios


def groups_of(
    curves: FlareLevels,
    sources: NDArray[np.int64],
    times: NDArray[np.float64],
    windows: TimeWindows,
    shifts: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs, or sources with joined windows, and what they add to R(t).

    Parameters
    ----------
    curves, sources, times, windows, shifts
        As for `slide`; levels do not depend on the cut (see `TimeWindows.by_cut`), and flares
        follow alerts.

    Returns
    -------
    trial, source : ndarray of int, shape (n_groups,)
        Trials ascend.
    quantities : ndarray, shape (4, n_groups, n_levels, n_shifts)
        See `nusources.temporal.averages.quantities_of`.
    """
    trial, place = np.nonzero(sources >= 0)
    source, time = sources[trial, place], times[trial, place]
    group = np.arange(len(trial))
    if windows.joined:
        key = trial * len(curves.names) + source
        _, once, group = np.unique(key, return_index=True, return_inverse=True)
        trial, owner = trial[once], source[once]
    else:
        owner = source
    pair, point = detections_of(curves, source)
    found = Detections(
        group[pair],
        point,
        curves.mjd[point] - time[pair],
        windows.half_widths(curves)[point],
        curves.level[point],
        windows.tiers(curves)[point],
    )
    n_levels = len(windows.levels)
    sums = sums_of_groups(found, len(owner), n_levels, shifts, joined=windows.joined)
    return trial, owner, quantities_of(sums, windows.mean_over)


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
        level, shift_days, ratio, ratio_error (standard errors of both means, in quadrature, or that
        of the mean ratio; missing with one value on a side), n_inside, n_outside.
    """
    pair, point = detections_of(curves, sources)
    delay = curves.mjd[point] - np.asarray(times, dtype=np.float64)[pair]
    delay = -delay if windows.sign == "observations_shifted" else delay
    owner = np.asarray(sources)[pair] if windows.joined else pair
    half = windows.half_widths(curves)[point]
    rows = []
    for cut in windows.levels:
        levels, does_count = windows.counted(curves, cut)
        value, counts = levels[point], does_count[point]
        for shift in np.atleast_1d(np.asarray(shifts, dtype=np.float64)):
            inside, once = np.abs(delay - shift) <= half, counts
            if windows.joined:
                inside, once = _joined(point, inside, counts)
            held, others = once & inside, once & ~inside
            sides = (value[held], owner[held]), (value[others], owner[others])
            ratio = _ratio_of_means(*sides, windows.mean_over)
            rows.append((cut, shift, *ratio, int(held.sum()), int(others.sum())))
    columns = ["level", "shift_days", "ratio", "ratio_error", "n_inside", "n_outside"]
    return pd.DataFrame(rows, columns=columns)


def _joined(
    point: NDArray[np.int64], inside: NDArray[np.bool_], counts: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Detections that any window holds, and the first place of each detection that counts."""
    first = np.zeros(len(point), dtype=bool)
    first[np.unique(point, return_index=True)[1]] = True
    return np.isin(point, point[inside]), counts & first


def _ratio_of_means(
    inside: tuple[NDArray, NDArray], outside: tuple[NDArray, NDArray], mean_over: str
) -> tuple[float, float]:
    """Ratio and its error from values and their owners on both sides."""
    if mean_over == "detections":
        return _ratio_of(inside[0], outside[0])
    means = [pd.Series(values).groupby(owner).mean() for values, owner in (inside, outside)]
    if mean_over == "pairs":
        return _ratio_of(*(one.to_numpy() for one in means))
    means = pd.concat(means, axis=1, keys=["inside", "outside"]).dropna()
    means = means[means["outside"] != 0]
    if not len(means):
        return np.nan, np.nan
    ratios = means["inside"] / means["outside"]
    return float(ratios.mean()), float(ratios.std() / np.sqrt(len(ratios)))


def _ratio_of(inside: NDArray, outside: NDArray) -> tuple[float, float]:
    if not len(inside) or not len(outside) or outside.sum() == 0:
        return np.nan, np.nan
    ratio = inside.mean() / outside.mean()
    if min(len(inside), len(outside)) < 2:
        return ratio, np.nan
    errors = [side.std(ddof=1) / np.sqrt(len(side)) for side in (inside, outside)]
    return ratio, float(np.hypot(errors[0], ratio * errors[1]) / abs(outside.mean()))


def bootstrapped(
    curves: FlareLevels,
    pairs: tuple[ArrayLike, ArrayLike],
    windows: TimeWindows,
    shifts: ArrayLike,
    random: np.random.Generator,
) -> NDArray[np.float64]:
    """Error of R(t) of one set of pairs, by drawing its sources again, (n_levels, n_shifts).

    Parameters
    ----------
    curves, windows, shifts
        As for `slide`.
    pairs : tuple of array_like
        Numbers of the sources, and times of the alerts [d].
    random : Generator
    """
    sources = np.asarray(pairs[0], dtype=np.int64)[np.newaxis]
    times = np.asarray(pairs[1], dtype=np.float64)[np.newaxis]
    shifts = np.atleast_1d(np.asarray(shifts, dtype=np.float64))
    if windows.sign == "observations_shifted":
        other = replace(windows, sign="flare_follows")
        return bootstrapped(curves, pairs, other, -shifts[::-1], random)[:, ::-1]
    parts = []
    for curve, own in windows.by_cut(curves):
        _, owner, quantities = groups_of(curve, sources, times, own, shifts)
        parts.append(bootstrap_errors(quantities, owner, random))
    return np.concatenate(parts)
