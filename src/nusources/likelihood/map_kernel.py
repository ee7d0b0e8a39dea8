"""Compiled sum of the Gaussians of sources on a grid."""

from __future__ import annotations

import numba
import numpy as np
from numba import boolean, float64, int64, types, void
from numpy.typing import NDArray

Array = NDArray[np.float64]

SOURCES = types.UniTuple(float64[::1], 3)
"""x, y and weight."""

GRID = types.Tuple((float64, float64, float64, boolean))
"""Smallest x and y, step, and whether the grid is one period."""


@numba.njit(void(float64[::1], float64, int64, boolean, float64[::1]), nogil=True, cache=True)
def _add_line(along: Array, factor: float, begin: int, is_periodic: bool, line: Array) -> None:
    """Add a row of one source's Gaussian to a row of the map."""
    n = line.size
    if is_periodic:
        for k in range(along.size):
            line[(begin + k) % n] += factor * along[k]
    else:
        for k in range(max(0, -begin), min(along.size, n - begin)):
            line[begin + k] += factor * along[k]


@numba.njit(
    void(SOURCES, GRID, float64, float64, int64[::1], float64[:, ::1]), nogil=True, cache=True
)
def add_sources(
    sources: tuple[Array, Array, Array],
    grid: tuple[float, float, float, bool],
    sigma: float,
    reach: float,
    order: NDArray[np.int64],
    density: Array,
) -> None:
    """Add the Gaussian of each source to the points within a square of half side `reach`."""
    x, y, weights = sources
    x_min, y_min, step, is_periodic = grid
    n_y = density.shape[0]
    span = int(reach / step) + 1
    along, across = np.empty(2 * span + 1), np.empty(2 * span + 1)
    scale = -0.5 * (step / sigma) ** 2
    for source in order:
        column, row = (x[source] - x_min) / step, (y[source] - y_min) / step
        nearest_column, nearest_row = int(np.floor(column + 0.5)), int(np.floor(row + 0.5))
        peak = weights[source] / (2 * np.pi * sigma**2)
        for k in range(2 * span + 1):
            along[k] = np.exp(scale * (nearest_column + k - span - column) ** 2)
            across[k] = peak * np.exp(scale * (nearest_row + k - span - row) ** 2)
        for i in range(2 * span + 1):
            line = nearest_row + i - span
            if is_periodic:
                line %= n_y
            if 0 <= line < n_y:
                _add_line(along, across[i], nearest_column - span, is_periodic, density[line])


@numba.njit(void(float64, float64[::1]), nogil=True, cache=True)
def _lagrange(part: float, weights: Array) -> None:
    """Weights of the points -1, 0, 1, 2 at `part` between 0 and 1."""
    before, after, last = part + 1, part - 1, part - 2
    weights[0] = -part * after * last / 6
    weights[1] = before * after * last / 2
    weights[2] = -before * part * last / 2
    weights[3] = before * part * after / 6


@numba.njit(void(float64[::1], float64[::1], float64[:, ::1], float64[::1]), nogil=True, cache=True)
def interpolate(columns: Array, rows: Array, values: Array, found: Array) -> None:
    """Cubic interpolation by Lagrange's polynomials through 4 x 4 points.

    Parameters
    ----------
    columns, rows : ndarray, shape (n_events,)
        Places in steps of the grid, within it.
    values : ndarray, shape (n_y, n_x)
    found : ndarray, shape (n_events,)
        Result.
    """
    n_y, n_x = values.shape
    of_x, of_y = np.empty(4), np.empty(4)
    for event in range(columns.size):
        i = min(max(int(columns[event]), 1), n_x - 3)
        j = min(max(int(rows[event]), 1), n_y - 3)
        _lagrange(columns[event] - i, of_x)
        _lagrange(rows[event] - j, of_y)
        total = 0.0
        for b in range(4):
            for a in range(4):
                total += of_y[b] * of_x[a] * values[j - 1 + b, i - 1 + a]
        found[event] = total
