"""Compiled sums of Gaussians over the sources near each event."""

from __future__ import annotations

import math

import numba
import numpy as np
from numba import float64, int64, types, void
from numpy.typing import NDArray

SOURCES = types.Tuple((float64[::1], float64[::1], float64[::1], int64[::1]))
"""x, y and weight in the order of the cells, and where each cell begins."""

LAYOUT = types.Tuple((float64, float64, float64, int64, int64))
"""Smallest x and y, width of a cell, numbers of columns and rows."""

EVENTS = types.UniTuple(float64[::1], 4)
"""x, y, standard deviation and reach."""


@numba.njit(void(EVENTS, SOURCES, LAYOUT, float64[::1]), nogil=True, cache=True)
def sum_gaussians(events: tuple, sources: tuple, layout: tuple, density: NDArray) -> None:
    """Add the densities of all sources within reach of each event, in the order of the cells.

    Parameters
    ----------
    events, sources, layout : tuple
        See `EVENTS`, `SOURCES`, `LAYOUT`.
    density : ndarray, shape (n_events,)
        Result: the sum of weights times Gaussians of unit integral.
    """
    x, y, sigma, reach = events
    source_x, source_y, weight, first = sources
    left, bottom, width, n_columns, n_rows = layout
    for event in range(x.size):
        scale, farthest = -0.5 / sigma[event] ** 2, reach[event] ** 2
        column, row = (x[event] - left) / width, (y[event] - bottom) / width
        span = reach[event] / width
        lowest = int(min(max(row - span, 0.0), float(n_rows)))
        highest = int(max(min(row + span, n_rows - 1.0), -1.0))
        total = 0.0
        for one in range(lowest, highest + 1):
            off = max(one - row, row - one - 1.0, 0.0)
            half = math.sqrt(max(span * span - off * off, 0.0)) + 1e-9
            begin = int(min(max(column - half, 0.0), float(n_columns)))
            end = int(max(min(column + half, n_columns - 1.0), -1.0))
            if begin > end:
                continue
            at = one * n_columns
            for k in range(first[at + begin], first[at + end + 1]):
                squared = (source_x[k] - x[event]) ** 2 + (source_y[k] - y[event]) ** 2
                total += weight[k] * math.exp(scale * squared) if squared <= farthest else 0.0
        density[event] = total / (2 * np.pi * sigma[event] ** 2)
