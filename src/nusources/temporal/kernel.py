"""Compiled sums over detections in time windows, and over pairs of scrambled skies."""

from __future__ import annotations

import numba
import numpy as np
from numba import float64, int64, types, void
from numpy.typing import NDArray

CURVES = types.Tuple((int64[::1], float64[::1], float64[::1], float64[::1], int64[::1]))
"""first, mjd, half length of the bin if that counts, level, and number of level cuts passed less
one."""

WINDOWS = types.Tuple((float64[::1], float64[::1], int64))
"""Shifts in equal steps, ascending, then as many infinite ones as there are places; half widths,
ascending; places: windows of the greatest width among which all are that hold a detection."""

REACH = types.Tuple((int64[::1], float64[::1], float64[:, ::1], float64[:, ::1]))
"""Where the sources within reach of each alert begin, their R.A., and the limits in R.A. to both
sides for each factor, ascending; -1 where a region passes by."""


@numba.njit(void(float64[::1], float64, float64[::1]), nogil=True, cache=True)
def _add(target: NDArray[np.float64], sign: float, values: NDArray[np.float64]) -> None:
    """Add or subtract number by number: sums of arrays, which may fail, take seconds to compile."""
    for number in range(target.size):
        target[number] += sign * values[number]


@numba.njit(
    void(int64, float64, CURVES, WINDOWS, float64[:, ::1], float64[:, :, ::1]),
    nogil=True,
    cache=True,
)
def _add_pair(
    source: int,
    time: float,
    curves: tuple,
    windows: tuple,
    total: NDArray[np.float64],
    inside: NDArray[np.float64],
) -> None:
    """Add levels and numbers of the detections of a pair, all of them and those in each window.

    Each detection is added to the next `n_places` windows, as 0 to those that do not hold it: that
    takes less time than to ask first.
    """
    first, mjd, half_bin, level, tier = curves
    shifts, half, n_places = windows
    last, per_day = float(shifts.size - n_places), 1.0 / (shifts[1] - shifts[0])
    # Without signs: an index that may be negative takes time too.
    for point in range(np.uint64(first[source]), np.uint64(first[source + 1])):
        own, value = np.uint64(tier[point]), level[point]
        delay, width = mjd[point] - time, half[0] + half_bin[point]
        total[0, own] += value
        total[1, own] += 1.0
        place = np.uint64(min(max((delay - width - shifts[0]) * per_day, 0.0), last))
        for one in range(place, place + np.uint64(n_places)):
            is_inside = abs(shifts[one] - delay) <= width
            inside[0, own, one] += value if is_inside else 0.0
            inside[1, own, one] += 1.0 if is_inside else 0.0


@numba.njit(
    void(int64, float64, CURVES, WINDOWS, float64[:, ::1], float64[:, :, ::1]),
    nogil=True,
    cache=True,
)
def _add_pair_to_each(
    source: int,
    time: float,
    curves: tuple,
    windows: tuple,
    total: NDArray[np.float64],
    inside: NDArray[np.float64],
) -> None:
    """As `_add_pair`, for windows of several widths about each shift."""
    first, mjd, half_bin, level, tier = curves
    shifts, half, n_places = windows
    last, per_day = float(shifts.size - n_places), 1.0 / (shifts[1] - shifts[0])
    n_widths = np.uint64(half.size)
    for point in range(np.uint64(first[source]), np.uint64(first[source + 1])):
        own, value, delay = np.uint64(tier[point]), level[point], mjd[point] - time
        total[0, own] += value
        total[1, own] += 1.0
        start = delay - (half[half.size - 1] + half_bin[point]) - shifts[0]
        place = np.uint64(min(max(start * per_day, 0.0), last))
        for one in range(place, place + np.uint64(n_places)):
            distance = abs(shifts[one] - delay)
            for number in range(n_widths):
                is_inside = distance <= half[number] + half_bin[point]
                inside[0, own, one * n_widths + number] += value if is_inside else 0.0
                inside[1, own, one * n_widths + number] += 1.0 if is_inside else 0.0


@numba.njit(
    void(float64[:, ::1], float64[:, :, ::1], float64[:, ::1]),
    nogil=True,
    cache=True,
    error_model="numpy",
)
def _divide_means(
    total: NDArray[np.float64], inside: NDArray[np.float64], ratios: NDArray[np.float64]
) -> None:
    """Ratio of the means inside and outside for each level and window; NaN where undefined."""
    for own in range(total.shape[1] - 2, -1, -1):
        for one in range(2):
            total[one, own] += total[one, own + 1]
            _add(inside[one, own], 1.0, inside[one, own + 1])
    for own in range(total.shape[1]):
        for place in range(ratios.shape[1]):
            n_in = inside[1, own, place]
            n_out = total[1, own] - n_in
            outside = total[0, own] - inside[0, own, place]
            ratio = inside[0, own, place] / n_in / (outside / n_out)
            is_defined = (n_in > 0) & (n_out > 0) & (outside != 0)
            ratios[own, place] = ratio if is_defined else np.nan


@numba.njit(
    void(int64[:, ::1], float64[:, ::1], CURVES, WINDOWS, float64[:, :, ::1]),
    nogil=True,
    cache=True,
)
def slide_windows(
    sources: NDArray[np.int64],
    times: NDArray[np.float64],
    curves: tuple,
    windows: tuple,
    ratios: NDArray[np.float64],
) -> None:
    """R(t) of each trial: each detection is added to the few windows that hold it.

    Parameters
    ----------
    sources, times : ndarray, shape (n_trials, n_pairs)
        Number of the source (-1: no pair) and time of the alert [d] of each pair.
    curves, windows : tuple
        As `CURVES`, of all sources, and `WINDOWS`.
    ratios : ndarray, shape (n_trials, n_levels, n_shifts * n_widths)
        Result; NaN without detections inside or outside, or a mean of zero outside.

    References
    ----------
    Chang et al. 2022, eq. 1 and section 5.1.2.
    """
    n_levels, n_widths = ratios.shape[1], windows[1].size
    total, inside = np.zeros((2, n_levels)), np.zeros((2, n_levels, windows[0].size * n_widths))
    for trial in range(sources.shape[0]):
        total[:], inside[:] = 0.0, 0.0
        for pair in range(sources.shape[1]):
            source, time = sources[trial, pair], times[trial, pair]
            if source >= 0 and n_widths == 1:
                _add_pair(source, time, curves, windows, total, inside)
            elif source >= 0:
                _add_pair_to_each(source, time, curves, windows, total, inside)
        _divide_means(total, inside, ratios[trial])


@numba.njit(
    void(int64, float64, CURVES, types.UniTuple(float64, 3), float64[::1]), nogil=True, cache=True
)
def _sum_inside(
    source: int, time: float, curves: tuple, window: tuple, inside: NDArray[np.float64]
) -> None:
    """Sum levels and number of the detections of a pair in one window, found by bisection."""
    first, mjd, half_bin, level, _ = curves
    shift, half, widest = window
    point, last = first[source], first[source + 1]
    number, start, stop = last - point, time + shift - widest, time + shift + widest
    inside[0] = inside[1] = 0.0
    while number > 0:
        step = (number + 1) // 2
        point += step if mjd[point + step - 1] < start else 0
        number -= step
    while point < last and mjd[point] <= stop:
        is_inside = abs(shift - (mjd[point] - time)) <= half + half_bin[point]
        inside[0] += level[point] if is_inside else 0.0
        inside[1] += 1.0 if is_inside else 0.0
        point += 1


@numba.njit(
    void(int64[:, ::1], float64[:, ::1], CURVES, types.UniTuple(float64, 3), float64[::1]),
    nogil=True,
    cache=True,
)
def one_window(
    sources: NDArray[np.int64],
    times: NDArray[np.float64],
    curves: tuple,
    window: tuple,
    ratios: NDArray[np.float64],
) -> None:
    """R(t) of each trial at one shift without cut on the level: as `slide_windows`, faster.

    Parameters
    ----------
    sources, times, curves
        As for `slide_windows`.
    window : tuple of float
        Shift, half width, and a largest distance from the shift of detections inside [d].
    ratios : ndarray, shape (n_trials,)
        Result.
    """
    first, _, _, level, _ = curves
    totals = np.zeros(first.size - 1)
    for source in range(totals.size):
        for point in range(first[source], first[source + 1]):
            totals[source] += level[point]
    own = np.zeros(2)
    for trial in range(sources.shape[0]):
        # Pair by pair as the totals, so that a level of zero outside is zero.
        inside = n_inside = total = n_total = 0.0
        for pair in range(sources.shape[1]):
            source = sources[trial, pair]
            if source >= 0:
                n_total += first[source + 1] - first[source]
                total += totals[source]
                _sum_inside(source, times[trial, pair], curves, window, own)
                inside += own[0]
                n_inside += own[1]
        outside, n_outside = total - inside, n_total - n_inside
        ratios[trial] = np.nan
        if n_inside > 0 and n_outside > 0 and outside != 0:
            ratios[trial] = inside / n_inside / (outside / n_outside)


@numba.njit(float64(float64), nogil=True, cache=True, inline="always")
def _the_short_way(difference: float) -> float:
    """Difference of R.A. from -180 to 180 deg: a remainder would take several times as long."""
    east = difference - 360.0 if difference > 180.0 else difference
    return east + 360.0 if difference < -180.0 else east


@numba.njit(int64(float64, int64, REACH, int64[:, ::1]), nogil=True, cache=True)
def _find_held(centre: float, alert: int, reach: tuple, held: NDArray[np.int64]) -> int:
    """Write which pairs of an alert its regions hold, and the smallest factor; tell how many.

    Every pair is written where the next one goes, and stays if it is held: few are, and which are
    not cannot be foreseen, so that to ask first takes longer.
    """
    first, ra, minus, plus = reach
    widest, number = minus.shape[1] - 1, 0
    for pair in range(first[alert], first[alert + 1]):
        east = _the_short_way(ra[pair] - centre)
        held[0, number] = pair
        is_held = (-minus[pair, widest] <= east) & (east <= plus[pair, widest])
        number += 1 if is_held else 0
    for one in range(number):
        pair, factor = held[0, one], 0
        east = _the_short_way(ra[pair] - centre)
        while not -minus[pair, factor] <= east <= plus[pair, factor]:
            factor += 1
        held[1, one] = factor
    return number


@numba.njit(
    void(float64[:, ::1], REACH, float64[:, ::1], float64[:, :, ::1]),
    nogil=True,
    cache=True,
)
def sum_scrambles(
    ra_alert: NDArray[np.float64],
    reach: tuple,
    sums: NDArray[np.float64],
    result: NDArray[np.float64],
) -> None:
    """Sum quantities of the pairs of alerts of random R.A. and the sources that they then hold.

    Parameters
    ----------
    ra_alert : ndarray, shape (n_trials, n_alerts)
        [deg].
    reach : tuple of ndarray
        As `REACH`.
    sums : ndarray, shape (n_within_reach, n_quantities)
        Of each alert and source within reach.
    result : ndarray, shape (n_trials, n_factors, n_quantities)
        The sums are added here, to the smallest factor that holds the pair.

    References
    ----------
    Chang et al. 2022, section 5.1.1.
    """
    held = np.empty((2, len(sums) + 1), dtype=np.int64)
    for trial in range(ra_alert.shape[0]):
        for alert in range(ra_alert.shape[1]):
            for one in range(_find_held(ra_alert[trial, alert], alert, reach, held)):
                _add(result[trial, held[1, one]], 1.0, sums[held[0, one]])


@numba.njit(
    void(int64, types.UniTuple(int64, 2), int64[::1], float64[::1], float64[:, ::1]),
    nogil=True,
    cache=True,
)
def _add_source(
    source: int,
    place: tuple,
    state: NDArray[np.int64],
    values: NDArray[np.float64],
    result: NDArray[np.float64],
) -> None:
    """Add a source that no earlier alert of the trial had as near.

    `place` is the number of the trial, and 1 for a source that is far; `state` of a source is
    2 trial + 1 if it is far from an alert of the trial, and 2 trial + 2 if it is near one.
    """
    far, near = 2 * place[0] + 1, 2 * place[0] + 2
    if place[1] == 0:
        if state[source] == far:
            _add(result[1], -1.0, values)
        if state[source] != near:
            _add(result[0], 1.0, values)
        state[source] = near
    elif state[source] < far:
        _add(result[1], 1.0, values)
        state[source] = far


@numba.njit(
    void(float64[:, ::1], REACH, int64[::1], float64[:, ::1], float64[:, :, ::1]),
    nogil=True,
    cache=True,
)
def sum_sources(
    ra_alert: NDArray[np.float64],
    reach: tuple,
    source: NDArray[np.int64],
    values: NDArray[np.float64],
    result: NDArray[np.float64],
) -> None:
    """Sum quantities of the sources near an alert and, of the others, farther out in a region.

    A source in several regions counts once, with the nearest centre.

    Parameters
    ----------
    ra_alert : ndarray, shape (n_trials, n_alerts)
        [deg].
    reach : tuple of ndarray
        As `REACH`, with the limits near the centre and those of the region in place of factors.
    source : ndarray of int, shape (n_within_reach,)
    values : ndarray, shape (n_sources, n_quantities)
    result : ndarray, shape (n_trials, 2, n_quantities)
        The sums are added here: near, far.

    References
    ----------
    Chang et al. 2022, section 6.2 and Table 1.
    """
    state = np.zeros(len(values), dtype=np.int64)
    held = np.empty((2, len(source) + 1), dtype=np.int64)
    for trial in range(ra_alert.shape[0]):
        for alert in range(ra_alert.shape[1]):
            for one in range(_find_held(ra_alert[trial, alert], alert, reach, held)):
                own = source[held[0, one]]
                place = trial, held[1, one]
                _add_source(own, place, state, values[own], result[trial])
