"""Fit of a line with scatter by quadrature, with independent draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nusources.regression.diagnostics import Unconverged
from nusources.regression.drawing import draw_lines
from nusources.regression.grid import posterior_grid
from nusources.regression.likelihood import Lines, log_likelihoods, refuse_limits
from nusources.regression.model import Model
from nusources.regression.points import Points
from nusources.regression.posterior import Diagnostics, Posterior

Array = NDArray[np.float64]

N_DRAWS = 4000
FIRST_DRAWS = 1000
"""Of the measured points, which tell what to expect below limits."""
LEAST_TOLD = 1e-3
"""Share of its variance that a normal loses by a limit; a limit of less is left to the weights."""
TRIED = (5, 40)
"""Weighted draws, over those that are kept; more where weights differ too much."""


def fit(
    points: Points,
    model: Model,
    *,
    rng: np.random.Generator,
    n_draws: int = N_DRAWS,
    slope: float | None = None,
) -> Posterior:
    """Posterior by quadrature over slope, scatter and the width of the true abscissae.

    Intercept and mean are integrated in closed form and drawn from their conditional normal. With
    errors of two sides or limits, draws for normals of the same mean, without the
    limits, are weighted with the exact likelihood over theirs.

    Parameters
    ----------
    points : Points
    model : Model
    rng : numpy.random.Generator
    n_draws : int
    slope : float, optional
        If given, the slope is fixed.

    Raises
    ------
    Unconverged
        The weights are those of too few draws.
    InputDataError
        What only a chain can fit: two normals of more than 13 points.
    """
    refuse_limits(points, model)
    method = "quadrature"
    if points.is_gaussian:
        lines, log_evidence = gaussian_lines(points, model, n_draws, rng, slope)
    else:
        lines, log_evidence = weighted_lines(points, model, n_draws, rng, slope)
        method += ", reweighted"
    draws = lines.slope, lines.intercept, lines.scatter
    return Posterior(*draws, points.pivot, log_evidence, method, Diagnostics(float(n_draws)))


def gaussian_lines(
    points: Points, model: Model, n_draws: int, rng: np.random.Generator, slope: float | None = None
) -> tuple[Lines, float]:
    """Draws for Gaussian errors, and the logarithm of the evidence."""
    grid = posterior_grid(points, model, slope=slope)
    return draw_lines(points, model, grid.draw(n_draws, rng), rng), grid.log_evidence


def weighted_lines(
    points: Points, model: Model, n_draws: int, rng: np.random.Generator, slope: float | None = None
) -> tuple[Lines, float]:
    """Draws for Gaussian errors near those of the points, weighted to be those of the points.

    Raises
    ------
    Unconverged
        The weights are those of too few draws.
    """
    centre, spread = model.abscissa_prior(points)
    own = replace(model, centre=centre + points.pivot, spread=spread)
    near = _normals_near(points, own, rng)
    for tried in TRIED:
        lines, log_evidence = gaussian_lines(near, own, tried * n_draws, rng, slope)
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
    # Systematic choice: at equal steps of the cumulative weight, after a random start.
    steps = (np.arange(n_draws) + rng.random()) / n_draws * weights.sum()
    chosen = rng.permutation(np.searchsorted(np.cumsum(weights), steps))
    return lines.chosen(chosen), log_evidence + float(ratio.max() + np.log(weights.mean()))


def _normals_near(points: Points, model: Model, rng: np.random.Generator) -> Points:
    """The measured points, and a normal for each limit on the ordinate.

    It turns what the measured points predict into a normal with the moments of the prediction below
    the limit: one step of expectation propagation (Minka 2001). Only the number of draws that the
    weights leave depends on it.
    """
    measured = points.gaussian()
    at = np.flatnonzero(points.is_y_limit & ~points.is_x_limit)
    if not at.size:
        return measured
    lines, _ = gaussian_lines(measured, model, FIRST_DRAWS, rng)
    draws = lines.slope, lines.intercept, lines.scatter
    first = Posterior(*draws, measured.pivot, 0.0, "", Diagnostics(FIRST_DRAWS))
    x, x_error = points.x[at], np.maximum(points.x_error_low, points.x_error_high)[at]
    low, mean, high = np.quantile(first.predict(x, x_error, rng), [0.16, 0.5, 0.84], axis=0)
    variance = ((high - low) / 2) ** 2 + points.y_error_low[at] ** 2
    y, y_error = normal_below(points.y[at], mean, variance)
    tells = np.isfinite(y_error)
    return Points.of(
        np.append(measured.x, x[tells]),
        np.append(measured.y, y[tells]),
        np.append(measured.x_error_low, x_error[tells]),
        np.append(measured.y_error_low, y_error[tells]),
        correlation=np.append(measured.correlation, np.zeros(tells.sum())),
    )


def normal_below(limit: Array, mean: Array, variance: Array) -> tuple[Array, Array]:
    """Normal that, times another one, has the moments of the other one below a limit.

    Parameters
    ----------
    limit, mean, variance : ndarray
        Mean and variance of the other one.

    Returns
    -------
    value, error : ndarray
        The error is infinite where the limit says nothing.
    """
    from scipy.special import log_ndtr  # slow to import

    z = (limit - mean) / np.sqrt(variance)
    hazard = np.exp(-0.5 * z**2 - log_ndtr(z)) / np.sqrt(2 * np.pi)
    kept = 1 - hazard * (z + hazard)
    with np.errstate(divide="ignore"):
        precision = (1 / kept - 1) / variance
        value = mean - np.sqrt(variance) * hazard / (1 - kept)
        return value, np.where(1 - kept > LEAST_TOLD, precision**-0.5, np.inf)


def _at_pivot(lines: Lines, shift: float) -> Lines:
    """Lines with a pivot that lies higher."""
    intercept = lines.intercept + lines.slope * shift
    return replace(lines, intercept=intercept, means=lines.means - shift)
