"""Compiled discrete correlation of pairs of light curves."""

from __future__ import annotations

import numba
import numpy as np
from numba import boolean, float64, int64, types, void

TIMES = types.UniTuple(float64[::1], 2)
FLUXES = types.UniTuple(float64[:, ::1], 2)
BINS = types.UniTuple(float64, 2)
SWITCHES = types.UniTuple(boolean, 2)
PAIRS = types.UniTuple(int64[::1], 3)
RESULTS = types.Tuple((int64[::1], float64[:, ::1], float64[:, ::1]))


@numba.njit(PAIRS(TIMES, BINS, int64[::1]), nogil=True, cache=True)
def _list_pairs(times, bins, n_pairs):
    """Point of each band and bin of lag of every pair in a bin; their numbers go to `n_pairs`."""
    size = times[0].size * times[1].size
    first, second = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    place = np.empty(size, dtype=np.int64)
    n_pairs[:] = 0
    n = 0
    for i in range(times[0].size):
        for j in range(times[1].size):
            bin_of = np.floor((times[0][i] - times[1][j] - bins[0]) / bins[1])
            if 0 <= bin_of < n_pairs.size:
                first[n], second[n], place[n] = i, j, np.int64(bin_of)
                n_pairs[place[n]] += 1
                n += 1
    return first[:n], second[:n], place[:n]


@numba.njit(
    float64[::1](float64[::1], int64[::1], int64[::1], int64[::1], boolean),
    nogil=True,
    cache=True,
)
def _means(values, member, place, n_pairs, is_local):
    """Mean in each bin, of the pairs' points or of all."""
    means = np.zeros(n_pairs.size)
    if not is_local:
        means[:] = values.mean()
        return means
    for pair in range(member.size):
        means[place[pair]] += values[member[pair]]
    return means / np.maximum(n_pairs, 1)


@numba.njit(
    void(float64[::1], float64[::1], PAIRS, float64[:, ::1], RESULTS, int64),
    nogil=True,
    cache=True,
)
def _correlate_one(flux_1, flux_2, pairs, moments, results, series):
    """Correlation of one series; rows of `moments` are means and variances of both bands."""
    n_pairs, correlation, error = results
    first, second, place = pairs
    total, squares = np.zeros(n_pairs.size), np.zeros(n_pairs.size)
    for pair in range(place.size):
        k = place[pair]
        product = flux_1[first[pair]] - moments[0, k]
        product *= flux_2[second[pair]] - moments[1, k]
        total[k] += product
        squares[k] += product * product
    for k in range(n_pairs.size):
        correlation[series, k], error[series, k] = np.nan, np.nan
        if n_pairs[k] > 0 and moments[2, k] > 0 and moments[3, k] > 0:
            scale = np.sqrt(moments[2, k] * moments[3, k])
            mean = total[k] / n_pairs[k] / scale
            correlation[series, k] = mean
            if n_pairs[k] > 1:
                spread = max(squares[k] / scale**2 - n_pairs[k] * mean**2, 0.0)
                error[series, k] = np.sqrt(spread) / (n_pairs[k] - 1)


@numba.njit(void(TIMES, FLUXES, TIMES, BINS, SWITCHES, RESULTS), nogil=True, cache=True)
def correlate(times, fluxes, terms, bins, switches, results):
    """Correlate series of two bands that share their times.

    Parameters
    ----------
    times : tuple of ndarray, shapes (n_1,) and (n_2,)
        Of the points of both bands [d].
    fluxes : tuple of ndarray, shapes (n_series, n_1) and (n_series, n_2)
    terms : tuple of ndarray, shapes (n_1,) and (n_2,)
        What errors add to the variance: squared errors, errors (see switches), or zeros.
    bins : tuple of float
        Lower end of the first bin of lag t_1 - t_2, and width of all; half-open [d].
    switches : tuple of bool
        Whether means and variances are of the points in a bin (else of the whole series), and
        whether the mean of `terms` is to be squared.
    results : tuple of ndarray, shapes (n_bins,), (n_series, n_bins) and (n_series, n_bins)
        Result: pairs in each bin, correlation and its error; NaN where there are none.
    """
    n_pairs, is_local = results[0], switches[0]
    pairs = _list_pairs(times, bins, n_pairs)
    moments, noise = np.empty((4, n_pairs.size)), np.empty((2, n_pairs.size))
    for band in range(2):
        noise[band] = _means(terms[band], pairs[band], pairs[2], n_pairs, is_local)
        if switches[1]:
            noise[band] *= noise[band]
    for series in range(fluxes[0].shape[0]):
        for band in range(2):
            flux = fluxes[band][series]
            mean = _means(flux, pairs[band], pairs[2], n_pairs, is_local)
            # About the mean of the curve, so that a level far above the scatter loses no digits.
            away = flux - flux.mean()
            squares = _means(away**2, pairs[band], pairs[2], n_pairs, is_local)
            moments[band] = mean
            moments[2 + band] = squares - (mean - flux.mean()) ** 2 - noise[band]
        _correlate_one(fluxes[0][series], fluxes[1][series], pairs, moments, results, series)
