"""Draws of what is integrated in closed form: intercepts, means and weights of normals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nusources.regression.grid import kernel_input
from nusources.regression.likelihood import Lines
from nusources.regression.model import Model
from nusources.regression.points import Points

Array = NDArray[np.float64]


def draw_lines(points: Points, model: Model, values: Array, rng: np.random.Generator) -> Lines:
    """Lines of which slope, scatter and widths are drawn.

    Parameters
    ----------
    points : Points
        With Gaussian errors.
    model : Model
    values : ndarray, shape (n_axes, n_draws)
        Of `Grid.draw`.
    rng : numpy.random.Generator
    """
    slope, scatter, widths = values[0], values[1], values[2:]
    nowhere = np.empty((0, len(slope)))
    if not len(widths):
        intercept = _flat_intercepts(points, slope, scatter, rng)
        return Lines(slope, intercept, scatter, nowhere, nowhere, np.ones_like(slope))
    columns, (centre, precision) = kernel_input(points, model)
    is_second = np.zeros((len(slope), len(points.x)), dtype=bool)
    weight = np.ones_like(slope)
    if len(widths) > 1:
        from nusources.regression.mixture import draw_assignments  # numba takes .4 s to import

        is_second = draw_assignments(columns, values, (centre, precision), rng)
        n_second = is_second.sum(axis=1)
        weight = rng.beta(len(points.x) - n_second + 1, n_second + 1)
    forms = []
    for width, own in zip(widths, (~is_second, is_second), strict=False):
        first, mixed, second, to_mean, to_level = _normal_form(columns, slope, scatter, width, own)
        forms.append((first + precision, mixed, second, to_mean + precision * centre, to_level))
    # The intercept with the means integrated, then each mean given it.
    total = sum(second - mixed**2 / first for first, mixed, second, _, _ in forms)
    level = sum(to_level - mixed * to_mean / first for first, mixed, _, to_mean, to_level in forms)
    intercept = level / total + rng.standard_normal(len(slope)) / np.sqrt(total)
    means = [
        (to_mean - mixed * intercept) / first + rng.standard_normal(len(slope)) / np.sqrt(first)
        for first, mixed, _, to_mean, _ in forms
    ]
    intercept = intercept + points.y.mean()
    return Lines(slope, intercept, scatter, np.stack(means), widths, weight)


def _flat_intercepts(
    points: Points, slope: Array, scatter: Array, rng: np.random.Generator
) -> Array:
    x_variance, y_variance, covariance = points.covariances
    b, s2 = slope[:, np.newaxis], scatter[:, np.newaxis] ** 2
    weights = 1 / (s2 + y_variance + b**2 * x_variance - 2 * b * covariance)
    total = weights.sum(axis=1)
    mean = (weights * (points.y - b * (points.x - points.pivot))).sum(axis=1) / total
    return mean + rng.standard_normal(len(slope)) / np.sqrt(total)


def _normal_form(
    columns: tuple[Array, ...],
    slope: Array,
    scatter: Array,
    width: Array,
    is_own: NDArray[np.bool_],
) -> tuple[Array, ...]:
    """Precision of mean and intercept (3), and its product with their centre (2)."""
    x, y, x_variance, y_variance, covariance = columns
    b, t2 = slope[:, np.newaxis], width[:, np.newaxis] ** 2
    c11, c12 = t2 + x_variance, b * t2 + covariance
    c22 = b**2 * t2 + scatter[:, np.newaxis] ** 2 + y_variance
    det = c11 * c22 - c12**2
    i11, i12, i22 = (is_own * one / det for one in (c22, -c12, c11))
    to_x, to_y = i11 * x + i12 * y, i12 * x + i22 * y
    terms = i11 + 2 * b * i12 + b**2 * i22, i12 + b * i22, i22, to_x + b * to_y, to_y
    return tuple(one.sum(axis=1) for one in terms)
