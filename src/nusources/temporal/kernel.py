"""Compiled sums over detections in time windows, and over pairs of scrambled skies."""

from __future__ import annotations

import numba
import numpy as np
from numba import float64, int64, types, void
from numpy.typing import NDArray

CURVES = types.Tuple((int64[::1], float64[::1], float64[::1], float64[::1], int64[::1]))
"""first, mjd, half width of the window, level, and number of level cuts passed less one."""

REACH = types.Tuple((int64[::1], float64[::1], float64[:, ::1], float64[:, ::1]))
"""Where the sources within reach of each alert begin, their R.A., and the limits in R.A. to both
sides for each factor, ascending; -1 where a region passes by."""


@numba.njit(
    void(int64, float64, CURVES, float64[::1], float64[:, ::1], float64[:, :, ::1]),
    nogil=True,
    cache=True,
)
def _add_pair(
    source: int,
    time: float,
    curves: tuple,
    shifts: NDArray[np.float64],
    total: NDArray[np.float64],
    inside: NDArray[np.float64],
) -> None:
    """Add levels and numbers of the detections of a pair, all of them and those in each window."""
    first, mjd, half, level, tier = curves
    step = shifts[1] - shifts[0] if shifts.size > 1 else 1.0
    for point in range(first[source], first[source + 1]):
        own, value, width, delay = tier[point], level[point], half[point], mjd[point] - time
        total[own, 0] += value
        total[own, 1] += 1.0
        # One window early, and asked again below: quotients are rounded.
        place = max(0, int(np.floor((delay - width - shifts[0]) / step)) - 1)
        while place < shifts.size and shifts[place] - delay <= width:
            if delay - shifts[place] <= width:
                inside[own, place, 0] += value
                inside[own, place, 1] += 1.0
            place += 1


@numba.njit(
    void(float64[:, ::1], float64[:, :, ::1], float64[:, ::1]),
    nogil=True,
    cache=True,
)
def _divide_means(
    total: NDArray[np.float64], inside: NDArray[np.float64], ratios: NDArray[np.float64]
) -> None:
    """Ratio of the means inside and outside for each level and window; NaN where undefined."""
    for own in range(len(total) - 2, -1, -1):
        total[own] += total[own + 1]
        inside[own] += inside[own + 1]
    for own in range(len(total)):
        for place in range(ratios.shape[1]):
            n_in = inside[own, place, 1]
            n_out = total[own, 1] - n_in
            outside = total[own, 0] - inside[own, place, 0]
            defined = n_in > 0 and n_out > 0 and outside != 0
            ratios[own, place] = (
                inside[own, place, 0] / n_in / (outside / n_out) if defined else np.nan
            )


@numba.njit(
    void(int64[:, ::1], float64[:, ::1], CURVES, float64[::1], float64[:, :, ::1]),
    nogil=True,
    cache=True,
)
def slide_windows(
    sources: NDArray[np.int64],
    times: NDArray[np.float64],
    curves: tuple,
    shifts: NDArray[np.float64],
    ratios: NDArray[np.float64],
) -> None:
    """R(t) of each trial: each detection is added to the few windows that hold it.

    Parameters
    ----------
    sources, times : ndarray, shape (n_trials, n_pairs)
        Number of the source (-1: no pair) and time of the alert [d] of each pair.
    curves : tuple of ndarray
        As `CURVES`, of all sources.
    shifts : ndarray, shape (n_shifts,)
        In equal steps, ascending [d].
    ratios : ndarray, shape (n_trials, n_levels, n_shifts)
        Result; NaN without detections inside or outside, or a mean of zero outside.

    References
    ----------
    Chang et al. 2022, eq. 1 and section 5.1.2.
    """
    n_levels, n_shifts = ratios.shape[1], ratios.shape[2]
    total, inside = np.zeros((n_levels, 2)), np.zeros((n_levels, n_shifts, 2))
    for trial in range(sources.shape[0]):
        total[:], inside[:] = 0.0, 0.0
        for pair in range(sources.shape[1]):
            if sources[trial, pair] >= 0:
                source, time = sources[trial, pair], times[trial, pair]
                _add_pair(source, time, curves, shifts, total, inside)
        _divide_means(total, inside, ratios[trial])


@numba.njit(float64(float64), nogil=True, cache=True, inline="always")
def _the_short_way(difference: float) -> float:
    """Difference of R.A. from -180 to 180 deg: a remainder would take several times as long."""
    if difference > 180.0:
        return difference - 360.0
    return difference + 360.0 if difference < -180.0 else difference


@numba.njit(
    void(float64, int64, REACH, float64[:, :, ::1], float64[:, :, ::1]), nogil=True, cache=True
)
def _add_alert(
    centre: float,
    alert: int,
    reach: tuple,
    sums: NDArray[np.float64],
    result: NDArray[np.float64],
) -> None:
    """Add the pairs of one alert to the smallest factor that holds them."""
    first, ra, minus, plus = reach
    for pair in range(first[alert], first[alert + 1]):
        east = _the_short_way(ra[pair] - centre)
        for factor in range(minus.shape[1]):
            if minus[pair, factor] >= 0 and -minus[pair, factor] <= east <= plus[pair, factor]:
                result[factor] += sums[pair]
                break


@numba.njit(
    void(float64[:, ::1], REACH, float64[:, :, ::1], float64[:, :, :, ::1]),
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
    sums : ndarray, shape (n_within_reach, n_windows, n_quantities)
        Of each alert and source within reach.
    result : ndarray, shape (n_trials, n_factors, n_windows, n_quantities)
        The sums are added here, to the smallest factor that holds the pair; then from factor to
        factor.

    References
    ----------
    Chang et al. 2022, section 5.1.1.
    """
    for trial in range(ra_alert.shape[0]):
        for alert in range(ra_alert.shape[1]):
            _add_alert(ra_alert[trial, alert], alert, reach, sums, result[trial])
        for factor in range(1, result.shape[1]):
            result[trial, factor] += result[trial, factor - 1]


@numba.njit(
    void(
        float64,
        REACH,
        types.UniTuple(int64, 2),
        int64[::1],
        int64[::1],
        float64[:, ::1],
        float64[:, ::1],
    ),
    nogil=True,
    cache=True,
)
def _add_sources(
    centre: float,
    reach: tuple,
    number: tuple,
    source: NDArray[np.int64],
    state: NDArray[np.int64],
    values: NDArray[np.float64],
    result: NDArray[np.float64],
) -> None:
    """Add the sources of one alert that no earlier alert of the trial had as near.

    `number` has those of the alert and of the trial; `state` of a source is 2 trial + 1 if it is
    far from an alert of the trial, and 2 trial + 2 if it is near one.
    """
    first, ra, minus, plus = reach
    alert, trial = number
    far, near = 2 * trial + 1, 2 * trial + 2
    for pair in range(first[alert], first[alert + 1]):
        east, own = _the_short_way(ra[pair] - centre), source[pair]
        if minus[pair, 0] >= 0 and -minus[pair, 0] <= east <= plus[pair, 0]:
            if state[own] == far:
                result[1] -= values[own]
            if state[own] != near:
                result[0] += values[own]
            state[own] = near
        elif -minus[pair, 1] <= east <= plus[pair, 1] and state[own] < far:
            result[1] += values[own]
            state[own] = far


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
    for trial in range(ra_alert.shape[0]):
        for alert in range(ra_alert.shape[1]):
            centre, number = ra_alert[trial, alert], (alert, trial)
            _add_sources(centre, reach, number, source, state, values, result[trial])
