"""Fit of a line with scatter by quadrature, with independent draws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nusources.regression.diagnostics import Unconverged
from nusources.regression.drawing import draw_lines
from nusources.regression.grid import posterior_grid
from nusources.regression.likelihood import Lines, log_likelihoods, refuse_limits
from nusources.regression.model import Model
from nusources.regression.points import Points
from nusources.regression.posterior import Diagnostics, Posterior

N_DRAWS = 4000
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
    errors of two sides or limits, draws for normals of the same mean and variance, without the
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
    if not points.is_gaussian:
        return _reweighted(points, model, n_draws, rng, slope)
    grid = posterior_grid(points, model, slope=slope)
    lines = draw_lines(points, model, grid.draw(n_draws, rng), rng)
    return _posterior(lines, points.pivot, grid.log_evidence, "quadrature")


def _posterior(lines: Lines, pivot: float, log_evidence: float, method: str) -> Posterior:
    draws = lines.slope, lines.intercept, lines.scatter
    return Posterior(*draws, pivot, log_evidence, method, Diagnostics(float(len(lines.slope))))


def _reweighted(
    points: Points, model: Model, n_draws: int, rng: np.random.Generator, slope: float | None
) -> Posterior:
    """Draws of the posterior of `Points.gaussian`, weighted to be those of the points."""
    near = points.gaussian()
    centre, spread = model.abscissa_prior(points)
    own = replace(model, centre=centre + points.pivot, spread=spread)
    grid = posterior_grid(near, own, slope=slope)
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
    return _posterior(lines.chosen(chosen), points.pivot, log_evidence, "quadrature, reweighted")


def _at_pivot(lines: Lines, shift: float) -> Lines:
    """Lines with a pivot that lies higher."""
    intercept = lines.intercept + lines.slope * shift
    return replace(lines, intercept=intercept, means=lines.means - shift)
