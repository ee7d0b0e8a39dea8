"""Grids of slope, scatter and widths, narrowed to where the posterior is.

The posterior of few points has tails of powers. Axes are therefore uniform in z, with
value = centre + scale sinh z: fine steps in the core, equal ratios in the tails. In z the posterior
falls off smoothly on both sides or ends where the prior does, so the midpoint rule converges fast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError
from nusources.regression.model import SPREADS, STEEPEST, Model
from nusources.regression.points import Points

Array = NDArray[np.float64]

SIZES = {"flat": (96, 64), "one_normal": (64, 48, 24), "two_normals": (32, 12, 8, 8)}
"""Slopes, scatters and widths of a fit."""
MANY_SIZES = {"flat": (48, 32), "one_normal": (40, 24, 12), "two_normals": (20, 16, 5, 5)}
"""The same for one of thousands of fits."""
FIRST_SIZES = {"flat": (24, 16), "one_normal": (20, 12, 6), "two_normals": (12, 6, 4, 4)}
"""The same for grids that find where the posterior is."""
FINER = 8
"""Places per cell where the cumulative probability is told."""
REACH = 14.0  # logarithms of the posterior below its largest value that are kept
MOST_STEPS = 12
SHRINKS = 0.5  # of a scale; a grid that shrinks less is not narrowed again
FIXED = 1e-9  # half of the cell of a slope that is fixed
STEEP = 1e3  # beyond it, less than 3e-7 of the prior that rotation leaves alone


@dataclass(frozen=True)
class Axis:
    """Cells of one parameter, uniform in z; its value is centre + scale sinh z.

    Parameters
    ----------
    centre, scale : float
    low, high : float
        Values at the first and the last edge.
    n : int
        Number of cells.
    """

    centre: float
    scale: float
    low: float
    high: float
    n: int

    @cached_property
    def edges(self) -> Array:
        """Edges of the cells in z, shape (n + 1,)."""
        low, high = self.position(np.array([self.low, self.high]))
        return np.linspace(low, high, self.n + 1)

    @property
    def middles(self) -> Array:
        """Middles of the cells in z, shape (n,)."""
        return (self.edges[1:] + self.edges[:-1]) / 2

    def value(self, z: ArrayLike) -> Array:
        """Value of the parameter."""
        return self.centre + self.scale * np.sinh(z)

    def position(self, value: ArrayLike) -> Array:
        """Inverse of `value`."""
        return np.arcsinh((np.asarray(value, dtype=np.float64) - self.centre) / self.scale)

    def log_sizes(self) -> Array:
        """Logarithms of the sizes of the cells in units of the parameter, shape (n,)."""
        step = self.edges[1] - self.edges[0]
        return np.log(self.scale * np.cosh(self.middles) * step)

    def narrowed(self, mass: Array, is_kept: NDArray[np.bool_], is_signed: bool) -> Axis:
        """Axis about the cells that count, with one more on each side.

        Parameters
        ----------
        mass : ndarray, shape (n,)
            Posterior probability.
        is_kept : ndarray of bool, shape (n,)
        is_signed : bool
            Whether the scale is that of the posterior about its median, or at most the median.
        """
        cells = np.flatnonzero(is_kept)
        ends = self.edges[[max(cells[0] - 1, 0), min(cells[-1] + 2, self.n)]]
        low, high = self.value(ends)
        below = np.concatenate([[0.0], np.cumsum(mass)])
        left, median, right = self.value(np.interp([0.16, 0.5, 0.84], below, self.edges))
        if is_signed:
            return Axis(median, (right - left) / 2, low, high, self.n)
        return Axis(0.0, min(median, self.scale), low, high, self.n)


@dataclass(frozen=True)
class Grid:
    """Posterior on a grid.

    Parameters
    ----------
    axes : tuple of Axis
        Slope, scatter, widths.
    mass : ndarray, shape (n_slopes, n_scatters, ...)
        Posterior probability of each cell.
    log_evidence : float
    """

    axes: tuple[Axis, ...]
    mass: Array
    log_evidence: float

    def marginal(self, axis: int) -> Array:
        """Posterior probability of the cells of one axis."""
        return self.mass.sum(axis=_others(axis, self.mass.ndim))

    @cached_property
    def content(self) -> Array:
        """Posterior probability in each cell, where `mass` is density in its middle times size.

        To fourth order in the size: sums of `mass` converge faster still, parts of it do not.
        """
        found = self.mass
        for place in range(found.ndim):
            if found.shape[place] > 1:
                wide = np.concatenate(
                    [found.take([0], place), found, found.take([-1], place)], place
                )
                found = found + np.diff(wide, 2, axis=place) / 24
        return np.maximum(found, 0.0)

    def cumulative(self, axis: int) -> tuple[Array, Array]:
        """Places in z along one axis, and the posterior probability below each.

        A cubic in each cell, with the density at its edges to fourth order.
        """
        content = self.content.sum(axis=_others(axis, self.mass.ndim))
        below = np.concatenate([[0.0], np.cumsum(content)])
        far = np.pad(content, 2, mode="edge")
        rise = (7 * (far[1:-2] + far[2:-1]) - far[:-3] - far[3:]) / 12
        t = np.arange(FINER)[:, np.newaxis] / FINER
        fine = below[:-1] + t**2 * (3 - 2 * t) * content
        fine = fine + t * (1 - t) * ((1 - t) * rise[:-1] - t * rise[1:])
        edges = self.axes[axis].edges
        places = edges[:-1] + t * (edges[1] - edges[0])
        fine = np.clip(np.append(fine.T.ravel(), below[-1]), 0, below[-1])
        return np.append(places.T.ravel(), edges[-1]), np.maximum.accumulate(fine) / below[-1]

    def draw(self, n_draws: int, rng: np.random.Generator) -> Array:
        """Independent draws of slope, scatter and widths.

        A cell is drawn by its probability, and a place in it, axis by axis, from `cumulative`:
        draws of one parameter follow its marginal posterior, not the steps of the grid.

        Parameters
        ----------
        n_draws : int
        rng : numpy.random.Generator

        Returns
        -------
        ndarray, shape (n_axes, n_draws)
        """
        total = np.cumsum(self.content.ravel())
        cell = np.searchsorted(total, rng.random(n_draws) * total[-1], side="right")
        cells = np.unravel_index(np.minimum(cell, total.size - 1), self.mass.shape)
        values = []
        for place, axis in enumerate(self.axes):
            z, below = self.cumulative(place)
            low, high = below[FINER * cells[place]], below[FINER * (cells[place] + 1)]
            values.append(axis.value(np.interp(low + rng.random(n_draws) * (high - low), below, z)))
        return np.stack(values)


def posterior_grid(
    points: Points, model: Model, sizes: Sequence[int] | None = None, slope: float | None = None
) -> Grid:
    """Posterior of a line with scatter on a grid.

    Parameters
    ----------
    points : Points
        With Gaussian errors.
    model : Model
    sizes : sequence of int, optional
        Number of slopes, scatters and widths; `SIZES` of the model by default.
    slope : float, optional
        If given, the slope is fixed.
    """
    axes = _first_axes(points, model, slope)
    # While no cell meets the slope, small scatters look as if they were excluded.
    for n_narrowed in (1, len(axes)):
        for _ in range(MOST_STEPS):
            before = axes
            axes = _narrowed(axes, _log_posterior(axes, points, model, slope), n_narrowed)
            pairs = zip(axes, before, strict=True)
            if all(one.scale > SHRINKS * other.scale for one, other in pairs):
                break
    last = zip(axes, sizes or SIZES[model.abscissa], strict=True)
    axes = tuple(axis if axis.n == 1 else replace(axis, n=n) for axis, n in last)
    log_posterior = _log_posterior(axes, points, model, slope)
    largest = log_posterior.max()
    mass = np.exp(log_posterior - largest)
    return Grid(axes, mass / mass.sum(), float(largest + np.log(mass.sum())))


def line_likelihood(points: Points, model: Model, axes: Sequence[Array]) -> Array:
    """Log likelihood on a grid of slopes, scatters and widths; the intercept is integrated.

    Parameters
    ----------
    points : Points
        With Gaussian errors.
    model : Model
    axes : sequence of ndarray
        Slopes, scatters and `Model.n_widths` axes of widths.

    Returns
    -------
    ndarray, shape (n_slopes, n_scatters, ...)
        With the means of the normals integrated over their priors, the weights likewise.
    """
    columns, prior = kernel_input(points, model)
    if model.abscissa == "flat":
        return _flat_likelihood(columns, axes)
    grid = tuple(np.ascontiguousarray(one, dtype=np.float64) for one in axes)
    found = np.empty([one.size for one in grid])
    if model.abscissa == "one_normal":
        from nusources.regression.kernel import one_normal_grid  # numba takes .4 s to import

        one_normal_grid(columns, grid, prior, found)
        return found
    from nusources.regression.mixture import MOST_POINTS, two_normals_grid

    if len(points.x) > MOST_POINTS:
        raise InputDataError(
            "too many points for the sum over their assignments to two normals",
            value=len(points.x),
            expected=f"at most {MOST_POINTS}, or a fit with a chain",
        )
    two_normals_grid(columns, grid, prior, found)
    return found


def kernel_input(points: Points, model: Model) -> tuple[tuple[Array, ...], tuple[float, float]]:
    """Columns of the points and prior of the means, as compiled functions take them.

    Returns
    -------
    columns : tuple of ndarray, shape (n,)
        x above the pivot, y above its mean, variances of x and y, covariance.
    prior : tuple of float
        Mean above the pivot and inverse variance.
    """
    columns = points.x - points.pivot, points.y - points.y.mean(), *points.covariances
    centre, spread = model.abscissa_prior(points)
    return tuple(np.ascontiguousarray(one) for one in columns), (centre, (SPREADS * spread) ** -2.0)


def _flat_likelihood(columns: tuple[Array, ...], axes: Sequence[Array]) -> Array:
    """Of y - intercept - slope x: normal, variance s^2 + vy + slope^2 vx - 2 slope cov."""
    x, y, x_variance, y_variance, covariance = columns
    slopes, scatters = axes
    slope = slopes[:, np.newaxis]
    errors = y_variance + slope**2 * x_variance - 2 * slope * covariance
    weights = 1 / (errors[:, np.newaxis] + scatters[:, np.newaxis] ** 2)
    rest = (y - slope * x)[:, np.newaxis]
    total = weights.sum(axis=-1)
    mean = (weights * rest).sum(axis=-1) / total
    square = (weights * (rest - mean[..., np.newaxis]) ** 2).sum(axis=-1)
    logs = np.log(weights).sum(axis=-1) - np.log(total)
    return 0.5 * (logs - square - (x.size - 1) * np.log(2 * np.pi))


def _first_axes(points: Points, model: Model, slope: float | None) -> tuple[Axis, ...]:
    """Axes over the whole prior; a fixed slope is one narrow cell."""
    n_slopes, n_scatters, *n_widths = FIRST_SIZES[model.abscissa]
    steepest = STEEPEST if model.slope_prior == "uniform" else STEEP
    least, largest = (float(one) for one in model.scatter_at([0.0, 1.0]))
    axes = [
        Axis(0.0, 1.0, -steepest, steepest, n_slopes),
        Axis(0.0, least or largest / 10, least, largest, n_scatters),
    ]
    if slope is not None:
        axes[0] = Axis(slope, 1.0, slope - FIXED, slope + FIXED, 1)
    spread = model.abscissa_prior(points)[1]
    return *axes, *(Axis(0.0, spread, 0.0, SPREADS * spread, n) for n in n_widths)


def _log_posterior(
    axes: Sequence[Axis], points: Points, model: Model, slope: float | None
) -> Array:
    """Logarithm of the posterior in each cell, not normalised."""
    values = [axis.value(axis.middles) for axis in axes]
    sizes = [axis.log_sizes() for axis in axes]
    widest = SPREADS * model.abscissa_prior(points)[1]
    sizes[0] = sizes[0] + model.log_slope_prior(values[0])
    sizes[1] = sizes[1] + model.log_scatter_prior(values[1])
    sizes[2:] = [one - np.log(widest) for one in sizes[2:]]
    if slope is not None:
        sizes[0] = np.zeros(1)
    found = line_likelihood(points, model, values)
    for axis, one in enumerate(sizes):
        found += one.reshape([-1 if place == axis else 1 for place in range(found.ndim)])
    return found


def _narrowed(axes: Sequence[Axis], log_posterior: Array, n_narrowed: int) -> tuple[Axis, ...]:
    """The first axes narrowed, the others as they are."""
    mass = np.exp(log_posterior - log_posterior.max())
    mass /= mass.sum()
    found = []
    for place, axis in enumerate(axes):
        if axis.n == 1 or place >= n_narrowed:  # of one cell: a fixed slope
            found.append(axis)
            continue
        others = _others(place, mass.ndim)
        largest = log_posterior.max(axis=others)
        is_kept = largest > largest.max() - REACH
        found.append(axis.narrowed(mass.sum(axis=others), is_kept, is_signed=place == 0))
    return tuple(found)


def _others(axis: int, n_axes: int) -> tuple[int, ...]:
    return tuple(one for one in range(n_axes) if one != axis)
