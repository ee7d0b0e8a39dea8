"""Fit of a line with scatter by quadrature, with independent draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.regression.diagnostics import Unconverged
from nusources.regression.grid import kernel_input, posterior_grid
from nusources.regression.likelihood import Lines, log_likelihoods, refuse_limits
from nusources.regression.model import SPREADS, Model
from nusources.regression.points import Points
from nusources.regression.posterior import Diagnostics, Posterior

Array = NDArray[np.float64]

N_DRAWS = 4000
TRIED = (5, 40)
"""Weighted draws, over those that are kept; more where weights differ too much."""


def fit(
    points: Points, model: Model, *, n_draws: int = N_DRAWS, rng: np.random.Generator
) -> Posterior:
    """Posterior by quadrature over slope, scatter and the width of the true abscissae.

    Intercept and mean are integrated in closed form and drawn from their conditional normal. With
    errors of two sides or limits, draws for normals of the same mean and variance, without the
    limits, are weighted with the exact likelihood over theirs.

    Parameters
    ----------
    points : Points
    model : Model
    n_draws : int
    rng : numpy.random.Generator

    Raises
    ------
    Unconverged
        The weights are those of too few draws.
    InputDataError
        What only a chain can fit: two normals of more than 13 points, with errors of two sides or
        with limits.
    """
    refuse_limits(points, model)
    if points.is_gaussian:
        grid = posterior_grid(points, model)
        lines = draw_lines(points, model, grid.draw(n_draws, rng), rng)
        found = Diagnostics(float(n_draws))
        return _posterior(lines, points.pivot, grid.log_evidence, "quadrature", found)
    if model.abscissa == "two_normals":
        raise InputDataError(
            "quadrature of two normals takes no errors of two sides and no limits",
            value=model.abscissa,
            expected="one_normal, or a fit with a chain",
        )
    return _reweighted(points, model, n_draws, rng)


def _posterior(
    lines: Lines, pivot: float, log_evidence: float, method: str, found: Diagnostics
) -> Posterior:
    draws = lines.slope, lines.intercept, lines.scatter
    return Posterior(*draws, pivot, log_evidence, method, found)


def _reweighted(points: Points, model: Model, n_draws: int, rng: np.random.Generator) -> Posterior:
    """Draws of the posterior of `Points.gaussian`, weighted to be those of the points."""
    near = points.gaussian()
    centre, spread = model.abscissa_prior(points)
    own = replace(model, centre=centre + points.pivot, spread=spread)
    grid = posterior_grid(near, own)
    for tried in TRIED:
        lines = draw_lines(near, own, grid.draw(tried * n_draws, rng), rng)
        approximate = log_likelihoods(near, lines).sum(axis=1)
        lines = _at_pivot(lines, points.pivot - near.pivot)
        ratio = log_likelihoods(points, lines).sum(axis=1) - approximate
        weights = np.exp(ratio - ratio.max())
        n_effective = float(weights.sum() ** 2 / (weights**2).sum())
        if n_effective >= n_draws:
            break
    else:
        raise Unconverged(
            "errors of two sides or limits move the posterior too far from that of Gaussian errors",
            value=round(n_effective),
            expected=f"at least {n_draws} effective of {len(weights)} weighted draws; fit with a "
            "chain instead",
        )
    log_evidence = grid.log_evidence + float(ratio.max() + np.log(weights.mean()))
    # Systematic choice: at equal steps of the cumulative weight, after a random start.
    steps = (np.arange(n_draws) + rng.random()) / n_draws * weights.sum()
    chosen = rng.permutation(np.searchsorted(np.cumsum(weights), steps))
    kept = Lines(*(one[chosen] for one in vars(lines).values()))
    found = Diagnostics(float(n_draws))
    return _posterior(kept, points.pivot, log_evidence, "quadrature, reweighted", found)


def _at_pivot(lines: Lines, shift: float) -> Lines:
    """Lines with a pivot that lies higher."""
    intercept = lines.intercept + lines.slope * shift
    return replace(lines, intercept=intercept, mean=lines.mean - shift)


def draw_lines(points: Points, model: Model, values: Array, rng: np.random.Generator) -> Lines:
    """Intercepts and means of the true abscissae for draws of slope, scatter and width.

    Parameters
    ----------
    points : Points
        With Gaussian errors.
    model : Model
        Means and widths are NaN unless it has one normal.
    values : ndarray, shape (n_axes, n_draws)
        Of `Grid.draw`.
    rng : numpy.random.Generator
    """
    slope, scatter, *widths = values
    nothing = np.full_like(slope, np.nan)
    if len(widths) > 1:
        intercept = _mixed_intercepts(points, model, values, rng)
        return Lines(slope, intercept, scatter, nothing, nothing)
    x, y = points.x - points.pivot, points.y
    x_variance, y_variance, covariance = points.covariances
    b, s2 = slope[:, np.newaxis], scatter[:, np.newaxis] ** 2
    if not widths:
        weights = 1 / (s2 + y_variance + b**2 * x_variance - 2 * b * covariance)
        total = weights.sum(axis=1)
        mean = (weights * (y - b * x)).sum(axis=1) / total
        intercept = mean + rng.standard_normal(len(slope)) / np.sqrt(total)
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


def _mixed_intercepts(
    points: Points, model: Model, values: Array, rng: np.random.Generator
) -> Array:
    from nusources.regression.mixture import draw_intercepts  # numba takes .4 s to import

    n_draws = values.shape[1]
    randoms = np.stack([rng.random(n_draws), rng.standard_normal(n_draws)])
    found = np.empty(n_draws)
    columns, prior = kernel_input(points, model)
    draw_intercepts(columns, np.ascontiguousarray(values), prior, randoms, found)
    return found + points.y.mean()
