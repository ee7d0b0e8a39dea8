"""Compiled sums of point-spread functions over the sources near each event on the sphere."""

from __future__ import annotations

import math

import numba
import numpy as np
from numba import float64, int64, types, void
from numpy.typing import NDArray

VECTORS = types.UniTuple(float64[::1], 3)
SOURCES = types.Tuple((VECTORS, float64[::1], int64[::1]))
"""Unit vectors and weights in the order of the cells, and where each cell begins."""

LAYOUT = types.Tuple((float64, float64, float64, int64, float64[::1]))
"""Smallest R.A. and declination, width of a cell [rad], number of columns, and the smallest cosine
of a declination in each row."""

EVENTS = types.Tuple((VECTORS, types.UniTuple(float64[::1], 4)))
"""Unit vectors; R.A., declination, width [rad] and chord within which sources count."""

SHAPE = types.Tuple((int64, float64, float64, float64[::1]))
"""Kind, index, end [widths] and table of the density of a `Spread`."""


@numba.njit(float64(float64, SHAPE), nogil=True, cache=True)
def _profile(squared: float, shape: tuple) -> float:
    """Density at a squared distance in widths, without the factor of `Spread.scale`."""
    kind, index, farthest, table = shape
    if kind == 0:
        return math.exp(-0.5 * squared)
    if kind == 1:
        return math.exp(-index * math.log1p(squared / (2 * index)))
    place = math.sqrt(squared) / farthest * (table.size - 1)
    before = min(int(place), table.size - 2)
    part = place - before
    return (1 - part) * table[before] + part * table[before + 1]


@numba.njit(float64(float64, float64, float64), nogil=True, cache=True)
def _half_width(sin_half: float, off: float, cosines: float) -> float:
    """Difference in R.A. [rad] beyond which no point of a row is within reach, or a little more.

    From sin^2(h/2) = (sin^2(r/2) - sin^2(off/2)) / (cos d1 cos d2), with bounds in place of sines:
    they take most of the time otherwise.
    """
    half_off = 0.5 * off
    least = max(half_off - half_off**3 / 6, 0.0) if half_off < 1 else 0.0
    rest = sin_half * sin_half - least * least
    if rest <= 0:
        return 0.0
    sine = math.sqrt(rest / max(cosines, 1e-300))
    if sine < 0.5:
        return 2 * sine * (1 + 0.2 * sine * sine)
    return 2 * math.asin(min(sine, 1.0))


@numba.njit(
    float64(int64, int64, types.UniTuple(float64, 5), SOURCES, SHAPE), nogil=True, cache=True
)
def _sum_between(begin: int, end: int, event: tuple, sources: tuple, shape: tuple) -> float:
    """Sum over sources from `begin` to `end`; an event is a vector, reach and scale, squared."""
    (source_x, source_y, source_z), weight, _ = sources
    x, y, z, farthest, scale = event
    total = 0.0
    for k in range(begin, end):
        squared = (source_x[k] - x) ** 2 + (source_y[k] - y) ** 2 + (source_z[k] - z) ** 2
        total += weight[k] * _profile(squared * scale, shape) if squared <= farthest else 0.0
    return total


@numba.njit(
    float64(float64, float64, int64, LAYOUT, types.UniTuple(float64, 5), SOURCES, SHAPE),
    nogil=True,
    cache=True,
)
def _sum_columns(
    low: float,
    high: float,
    row: int,
    layout: tuple,
    event: tuple,
    sources: tuple,
    shape: tuple,
) -> float:
    """Sum over the sources of a row between two R.A. [rad]."""
    left, _, width, n_columns, _ = layout
    begin = int(max(np.floor((low - left) / width), 0.0))
    end = int(min(np.floor((high - left) / width), n_columns - 1.0))
    if begin > end:
        return 0.0
    first = sources[2]
    at = row * n_columns
    return _sum_between(first[at + begin], first[at + end + 1], event, sources, shape)


@numba.njit(void(EVENTS, SOURCES, LAYOUT, SHAPE, float64[::1]), nogil=True, cache=True)
def sum_spreads(
    events: tuple, sources: tuple, layout: tuple, shape: tuple, density: NDArray[np.float64]
) -> None:
    """Add the densities of all sources within reach of each event, in the order of the cells.

    Parameters
    ----------
    events, sources, layout, shape : tuple
        See `EVENTS`, `SOURCES`, `LAYOUT`, `SHAPE`.
    density : ndarray, shape (n_events,)
        Result: the sum of weights times profiles.
    """
    (x, y, z), (ra, dec, sigma, reach) = events
    _, bottom, width, _, smallest_cosine = layout
    for one in range(sigma.size):
        event = (x[one], y[one], z[one], reach[one] ** 2 * (1 + 1e-12), sigma[one] ** -2)
        sin_half = min(reach[one] / 2 * (1 + 1e-9), 1.0)
        radius, cos_dec = 2 * math.asin(sin_half) + 1e-9, math.cos(dec[one])
        total = 0.0
        lowest = int(max(np.floor((dec[one] - radius - bottom) / width), 0.0))
        highest = np.floor((dec[one] + radius - bottom) / width)
        highest = int(min(highest, smallest_cosine.size - 1.0))
        for row in range(lowest, highest + 1):
            low = bottom + row * width
            off = max(low - dec[one], dec[one] - low - width, 0.0)
            half = _half_width(sin_half, off, cos_dec * smallest_cosine[row]) + 1e-9
            if half >= np.pi - width:
                total += _sum_columns(0.0, 2 * np.pi, row, layout, event, sources, shape)
                continue
            start, stop = max(ra[one] - half, 0.0), min(ra[one] + half, 2 * np.pi)
            total += _sum_columns(start, stop, row, layout, event, sources, shape)
            if ra[one] - half < 0:
                start = ra[one] - half + 2 * np.pi
                total += _sum_columns(start, 2 * np.pi, row, layout, event, sources, shape)
            if ra[one] + half > 2 * np.pi:
                stop = ra[one] + half - 2 * np.pi
                total += _sum_columns(0.0, stop, row, layout, event, sources, shape)
        density[one] = total
