"""Fit of a line with scatter by quadrature, with independent draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nusources.regression.grid import posterior_grid
from nusources.regression.model import SPREADS, Model
from nusources.regression.points import Points
from nusources.regression.posterior import Diagnostics, Posterior

Array = NDArray[np.float64]

N_DRAWS = 4000


@dataclass(frozen=True)
class Lines:
    """Parameters of lines, each of shape (n_draws,); intercepts and means above the pivot."""

    slope: Array
    intercept: Array
    scatter: Array
    mean: Array
    width: Array


def fit(
    points: Points, model: Model, *, n_draws: int = N_DRAWS, rng: np.random.Generator
) -> Posterior:
    """Posterior by quadrature over slope, scatter and the width of the true abscissae.

    Intercept and mean are integrated in closed form and drawn from their conditional normal.

    Parameters
    ----------
    points : Points
    model : Model
    n_draws : int
    rng : numpy.random.Generator
    """
    grid = posterior_grid(points, model)
    lines = draw_lines(points, model, grid.draw(n_draws, rng), rng)
    return Posterior(
        lines.slope,
        lines.intercept,
        lines.scatter,
        points.pivot,
        grid.log_evidence,
        "quadrature",
        Diagnostics(float(n_draws)),
    )


def draw_lines(points: Points, model: Model, values: Array, rng: np.random.Generator) -> Lines:
    """Intercepts and means of the true abscissae for draws of slope, scatter and width.

    Parameters
    ----------
    points : Points
        With Gaussian errors.
    model : Model
        ``flat`` or ``one_normal``.
    values : ndarray, shape (n_axes, n_draws)
        Of `Grid.draw`.
    rng : numpy.random.Generator
    """
    slope, scatter, *widths = values
    x, y = points.x - points.pivot, points.y
    x_variance, y_variance, covariance = points.covariances
    b, s2 = slope[:, np.newaxis], scatter[:, np.newaxis] ** 2
    if not widths:
        weights = 1 / (s2 + y_variance + b**2 * x_variance - 2 * b * covariance)
        total = weights.sum(axis=1)
        mean = (weights * (y - b * x)).sum(axis=1) / total
        intercept = mean + rng.standard_normal(len(slope)) / np.sqrt(total)
        nothing = np.full_like(slope, np.nan)
        return Lines(slope, intercept, scatter, nothing, nothing)
    t2 = widths[0][:, np.newaxis] ** 2
    centre, spread = model.abscissa_prior(points)
    precision = (SPREADS * spread) ** -2.0
    c11, c12, c22 = t2 + x_variance, b * t2 + covariance, b**2 * t2 + s2 + y_variance
    det = c11 * c22 - c12**2
    p11, p12, p22 = ((one / det).sum(axis=1) for one in (c22, -c12, c11))
    q1 = ((c22 * x - c12 * y) / det).sum(axis=1) + precision * centre
    q2 = ((c11 * y - c12 * x) / det).sum(axis=1)
    p11 = p11 + precision
    # The ordinate at the mean given all, then the mean given it.
    rest = p22 - p12**2 / p11
    level = (q2 - p12 * q1 / p11) / rest + rng.standard_normal(len(slope)) / np.sqrt(rest)
    mean = (q1 - p12 * level) / p11 + rng.standard_normal(len(slope)) / np.sqrt(p11)
    return Lines(slope, level - slope * mean, scatter, mean, widths[0])
