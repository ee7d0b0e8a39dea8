"""Sources in rows of cells, ordered so that sums over them have one order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
CELLS_OF_REACH = 6.0  # cells per reach: fewer add sources out of reach, more add loops
SOURCES_OF_CELL = 0.5
MOST_ROWS = 30_000  # rows are sorted as 16-bit numbers, in linear time


@dataclass(frozen=True)
class Cells:
    """Square cells over a rectangle.

    Attributes
    ----------
    origin : tuple of float
        x and y of the corner with the smallest coordinates.
    width : float
        Of a cell.
    n_columns, n_rows : int
    first : ndarray of int64, shape (n_rows * n_columns + 1,)
        Where the sources of each cell begin, row by row.
    order : ndarray of int64, shape (n_sources,)
        The sources from row to row, by x within a row, and by y and weight where x is equal: it
        does not depend on the order of the list.
    """

    origin: tuple[float, float]
    width: float
    n_columns: int
    n_rows: int
    first: NDArray[np.int64]
    order: NDArray[np.int64]

    @classmethod
    def of(cls, x: Array, y: Array, weights: Array, reach: float) -> Cells:
        """Lay out cells for sums over sources within about `reach`.

        Parameters
        ----------
        x, y, weights : ndarray, shape (n_sources,)
        reach : float
            Typical distance over which sums go, in the unit of x and y.
        """
        left, bottom = float(x.min()), float(y.min())
        length, height = float(x.max()) - left, float(y.max()) - bottom
        of_sources = np.sqrt(SOURCES_OF_CELL * length * height / len(x))
        width = max(reach / CELLS_OF_REACH, of_sources, length / MOST_ROWS, height / MOST_ROWS)
        n_columns, n_rows = int(length / width) + 1, int(height / width) + 1
        by_x = _order_by_x(x, y, weights)
        row = ((y[by_x] - bottom) / width).astype(np.int16)
        by_row = np.argsort(row, kind="stable")
        order = by_x[by_row]
        cell = row[by_row].astype(np.int64) * n_columns + ((x[order] - left) / width).astype(
            np.int64
        )
        first = np.zeros(n_rows * n_columns + 1, dtype=np.int64)
        np.cumsum(np.bincount(cell, minlength=n_rows * n_columns), out=first[1:])
        return cls((left, bottom), width, n_columns, n_rows, first, order)


def _order_by_x(x: Array, y: Array, weights: Array) -> NDArray[np.int64]:
    """Order by x, and by y and weight where x is equal."""
    order = np.argsort(x, kind="stable")
    ordered = x[order]
    if np.any(ordered[1:] == ordered[:-1]):
        return np.lexsort((weights, y, x))
    return order
