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

LAYOUT = types.Tuple((float64, float64, float64, int64, int64))
"""Smallest R.A. and declination, width of a cell [rad], numbers of columns and rows."""

EVENTS = types.Tuple((VECTORS, float64[::1], float64[::1]))
"""Unit vectors, widths [rad], and chord within which sources count."""

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


@numba.njit(float64(float64, float64, float64, float64, float64), nogil=True, cache=True)
def _half_width(dec: float, cos_dec: float, low: float, high: float, radius: float) -> float:
    """Largest difference in R.A. [rad] of a point of a band from an event within `radius` of it."""
    if radius >= np.pi / 2 or abs(dec) + radius >= np.pi / 2:
        # The circle holds a pole, or nearly so.
        return np.pi
    # The meridian that touches the circle does so at this declination.
    touching = math.asin(min(max(math.sin(dec) / math.cos(radius), -1.0), 1.0))
    at = min(max(touching, low), high)
    off = at - dec
    squared = math.sin((radius - off) / 2) * math.sin((radius + off) / 2)
    squared /= max(cos_dec * math.cos(at), 1e-300)
    return 2 * math.asin(math.sqrt(min(max(squared, 0.0), 1.0)))


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
    (x, y, z), sigma, reach = events
    _, bottom, width, _, n_rows = layout
    for one in range(sigma.size):
        event = (x[one], y[one], z[one], reach[one] ** 2 * (1 + 1e-12), sigma[one] ** -2)
        radius = 2 * math.asin(min(reach[one] / 2, 1.0)) + 1e-9
        cos_dec = math.sqrt(x[one] ** 2 + y[one] ** 2)
        dec, ra = math.atan2(z[one], cos_dec), math.atan2(y[one], x[one]) % (2 * np.pi)
        total = 0.0
        lowest = int(max(np.floor((dec - radius - bottom) / width), 0.0))
        highest = int(min(np.floor((dec + radius - bottom) / width), n_rows - 1.0))
        for row in range(lowest, highest + 1):
            low = bottom + row * width
            half = _half_width(dec, cos_dec, low, low + width, radius) + 1e-9
            if half >= np.pi - width:
                total += _sum_columns(0.0, 2 * np.pi, row, layout, event, sources, shape)
                continue
            start, stop = max(ra - half, 0.0), min(ra + half, 2 * np.pi)
            total += _sum_columns(start, stop, row, layout, event, sources, shape)
            if ra - half < 0:
                start = ra - half + 2 * np.pi
                total += _sum_columns(start, 2 * np.pi, row, layout, event, sources, shape)
            if ra + half > 2 * np.pi:
                stop = ra + half - 2 * np.pi
                total += _sum_columns(0.0, stop, row, layout, event, sources, shape)
        density[one] = total
