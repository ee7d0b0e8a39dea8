"""Signal density on a grid, and between its points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError
from nusources.likelihood.checks import checked_positions, checked_weights, checked_widths
from nusources.likelihood.map_kernel import add_sources, interpolate
from nusources.likelihood.reach import gaussian_reach

Array = NDArray[np.float64]
COARSEST = 2.0  # steps per standard deviation below which values between points mean nothing


@dataclass(frozen=True)
class FlatGrid:
    """Points of a grid in equal-area flat coordinates.

    Attributes
    ----------
    x_min, y_min : float
        First point [deg].
    step : float
        Between points [deg]; a fifth of the standard deviation or less is enough.
    n_x, n_y : int
        Numbers of points.
    """

    x_min: float
    y_min: float
    step: float
    n_x: int
    n_y: int

    @property
    def x(self) -> Array:
        """Coordinates of the columns [deg]."""
        return self.x_min + self.step * np.arange(self.n_x, dtype=np.float64)

    @property
    def y(self) -> Array:
        """Coordinates of the rows [deg]."""
        return self.y_min + self.step * np.arange(self.n_y, dtype=np.float64)


def signal_map(
    grid: FlatGrid,
    x: ArrayLike,
    y: ArrayLike,
    weights: ArrayLike,
    sigma: float,
    *,
    periodic: bool = False,
) -> Array:
    """Signal density of sources at the points of a grid.

    The values are those of the sum over sources, not of pixels: no width is added.

    Parameters
    ----------
    grid : FlatGrid
    x, y, weights : array_like, shape (n_sources,)
        Sources [deg]; those outside the grid add what reaches it.
    sigma : float
        Standard deviation per axis [deg], the same for all events.
    periodic : bool
        Whether the grid covers one period of a field without edges.

    Returns
    -------
    ndarray, shape (n_y, n_x)
        S [1/deg2].

    Raises
    ------
    InputDataError
        No sources, negative weights, or steps too wide for the width.
    """
    x, y = checked_positions(x, y)
    weights = checked_weights(weights, len(x))
    checked_widths(sigma, 1)
    if sigma < COARSEST * grid.step:
        raise InputDataError(
            "the steps of the map are too wide for the point-spread function",
            value=grid.step,
            expected=f"at most {sigma / COARSEST:g} deg",
        )
    density = np.zeros((grid.n_y, grid.n_x))
    # One order of the sum for any order of the list.
    order = np.lexsort((weights, x, y))
    layout = (grid.x_min, grid.y_min, grid.step, periodic)
    add_sources((x, y, weights), layout, sigma, float(gaussian_reach(sigma)), order, density)
    return density


def sample_map(grid: FlatGrid, values: Array, x: ArrayLike, y: ArrayLike) -> Array:
    """Values of a map at events, by cubic interpolation.

    With five steps per standard deviation the error is below 2e-4 of the peak of a source.

    Parameters
    ----------
    grid : FlatGrid
    values : ndarray, shape (n_y, n_x)
        Not negative.
    x, y : array_like, shape (n_events,)
        Events [deg].

    Returns
    -------
    ndarray, shape (n_events,)

    Raises
    ------
    InputDataError
        An event outside the grid, or a grid of less than four points along an axis.
    """
    x, y = checked_positions(x, y)
    n_y, n_x = values.shape
    if min(values.shape) < 4 or values.shape != (grid.n_y, grid.n_x):
        raise InputDataError(
            "a map that does not fit its grid",
            value=values.shape,
            expected=f"({grid.n_y}, {grid.n_x}), four points or more along both axes",
        )
    column, row = (x - grid.x_min) / grid.step, (y - grid.y_min) / grid.step
    outside = np.flatnonzero((column < 0) | (column > n_x - 1) | (row < 0) | (row > n_y - 1))
    if outside.size:
        raise InputDataError(
            "an event outside the map",
            row=int(outside[0]) + 1,
            value=(float(x[outside[0]]), float(y[outside[0]])),
            expected="events on the map",
        )
    found = np.empty(len(x))
    interpolate(column, row, np.ascontiguousarray(values), found)
    return np.maximum(found, 0.0)
