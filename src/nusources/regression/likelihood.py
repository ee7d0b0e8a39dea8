"""Likelihood of each source given all parameters, with errors of two sides and limits.

The truth (x, y) of a source is bivariate normal. A split normal is normal on either side of the
measured value, and an upper limit tells that truth plus noise lie below it: each source is a sum
over at most four quadrants, of a normal density times the probability of a quadrant.

References
----------
Kelly 2007, ApJ 665, 1489, eqs. 24 and 36 (Gaussian errors, limits on y); Owen 1956, Ann. Math.
Stat. 27, 1075, eq. 2.3 (probability of a quadrant).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.regression.model import Model
from nusources.regression.points import Points

Array = NDArray[np.float64]
Density = Callable[[tuple[Array, ...], Array, Array], Array]

WIDE = 1e3  # spreads of a normal that stands for a flat density
SHARP = 1e-4  # spreads of an error that stands for none
LEAST = 1e-300  # density of a source, so that its logarithm is finite
PAIRS_AT_ONCE = 12_000  # of draws and sources, for arrays that fit into caches
SIGNS = np.array([[1, 1, -1, -1], [1, -1, 1, -1]])
"""Of truth above measurement, in x and y, in each quadrant."""


@dataclass(frozen=True)
class Lines:
    """Parameters of lines with scatter.

    Parameters
    ----------
    slope, intercept, scatter : ndarray, shape (n_draws,)
        The intercept is the ordinate at the pivot.
    means, widths : ndarray, shape (n_normals, n_draws)
        Of the true abscissae, above the pivot; no normal where their density is flat.
    weight : ndarray, shape (n_draws,)
        Share of the first of two normals.
    """

    slope: Array
    intercept: Array
    scatter: Array
    means: Array
    widths: Array
    weight: Array

    def chosen(self, which: NDArray[np.int64]) -> Lines:
        """Some of the lines."""
        return Lines(*(one[..., which] for one in vars(self).values()))


def refuse_limits(points: Points, model: Model) -> None:
    """Refuse a limit on the abscissa where the density of the true ones is flat.

    Raises
    ------
    InputDataError
    """
    if model.abscissa == "flat" and points.is_x_limit.any():
        name = points.names[int(points.is_x_limit.argmax())]
        raise InputDataError(
            f"an upper limit on the abscissa (source {name!r}) where true ones may be anywhere",
            value=model.abscissa,
            expected="one_normal or two_normals",
        )


def density_of(points: Points) -> Density:
    """Logarithm of the density of each source for one normal of true abscissae, shape (n_draws, n).

    The function takes slope, intercept and scatter, mean and width, each of shape (n_draws, 1).
    """
    if points.is_symmetric:
        return partial(_gaussian, points)
    return _Quadrants.of(points).log_densities


def log_likelihoods(points: Points, lines: Lines, density: Density | None = None) -> Array:
    """Logarithm of the density of each source.

    Parameters
    ----------
    points : Points
    lines : Lines
    density : callable, optional
        Of `density_of`, where it is needed many times.

    Returns
    -------
    ndarray, shape (n_draws, n)
    """
    density = density or density_of(points)
    n_draws, at_once = len(lines.slope), max(PAIRS_AT_ONCE // len(points.x), 1)
    if n_draws > at_once:
        parts = np.split(np.arange(n_draws), range(at_once, n_draws, at_once))
        every = [log_likelihoods(points, lines.chosen(part), density) for part in parts]
        return np.concatenate(every)
    line = tuple(one[:, np.newaxis] for one in (lines.slope, lines.intercept, lines.scatter))
    if not len(lines.means):
        width = WIDE * points.spread
        constant = np.log(width * np.sqrt(2 * np.pi))
        return density(line, np.zeros((1, 1)), np.full((1, 1), width)) + constant
    each = [
        density(line, mean[:, np.newaxis], width[:, np.newaxis])
        for mean, width in zip(lines.means, lines.widths, strict=True)
    ]
    if len(each) == 1:
        return each[0]
    weight = lines.weight[:, np.newaxis]
    return np.logaddexp(each[0] + np.log(weight), each[1] + np.log1p(-weight))


def _gaussian(points: Points, line: tuple[Array, ...], mean: Array, width: Array) -> Array:
    """Bivariate normals, and normals with a limit on y, in closed form; shape (n_draws, n)."""
    found = _bivariate(points, line, mean, width)
    if points.is_y_limit.any():
        which = np.flatnonzero(points.is_y_limit)
        found[:, which] = _below_limits(points, which, line, (mean, width))
    return found


def _below_limits(
    points: Points, which: NDArray[np.int64], line: tuple[Array, ...], normal: tuple[Array, ...]
) -> Array:
    """Density of the abscissae times the probability of ordinates below their limits."""
    from scipy.special import log_ndtr  # slow to import

    (slope, intercept, scatter), (mean, width) = line, normal
    x_variance, noise = points.x_error_low[which] ** 2, points.y_error_low[which] ** 2
    variance = width**2 + x_variance
    dx = points.x[which] - points.pivot - mean
    expected = intercept + slope * (mean + width**2 / variance * dx)
    y_variance = slope**2 * x_variance * width**2 / variance + scatter**2 + noise
    probability = log_ndtr((points.y[which] - expected) / np.sqrt(y_variance))
    return probability - 0.5 * (dx**2 / variance + np.log(2 * np.pi * variance))


def _bivariate(points: Points, line: tuple[Array, ...], mean: Array, width: Array) -> Array:
    """Logarithm of a bivariate normal, shape (n_draws, n)."""
    slope, intercept, scatter = line
    x_variance, y_variance, covariance = points.covariances
    # Of y - slope x and x: without the loss of digits that a wide normal would bring.
    rest_variance = scatter**2 + y_variance + slope**2 * x_variance - 2 * slope * covariance
    shared = covariance - slope * x_variance
    variance = width**2 + x_variance
    det = rest_variance * variance - shared**2
    dx = points.x - points.pivot - mean
    rest = points.y - intercept - slope * (points.x - points.pivot)
    square = (variance * rest**2 - 2 * shared * rest * dx + rest_variance * dx**2) / det
    return -0.5 * (square + np.log(4 * np.pi**2 * det))


@dataclass(frozen=True)
class _Quadrants:
    """Measurements as quadrants, arrays of shape (n, 4) or (n, 1).

    Parameters
    ----------
    x, y : ndarray, shape (n, 1)
        Values above the pivot, or limits.
    q11, q12, q22 : ndarray
        Inverse covariance of the measurement; zero for limits.
    x_noise, y_noise : ndarray, shape (n, 1)
        Variances of the edges of limits.
    weight : ndarray
        Density at the measured values; zero for quadrants that a limit does not have.
    """

    x: Array
    y: Array
    q11: Array
    q12: Array
    q22: Array
    x_noise: Array
    y_noise: Array
    weight: Array

    @classmethod
    def of(cls, points: Points) -> _Quadrants:
        is_limit = [points.is_x_limit[:, np.newaxis], points.is_y_limit[:, np.newaxis]]
        errors, counts, noises = [], [], []
        for axis, sign, flags in zip("xy", SIGNS, is_limit, strict=True):
            low = vars(points)[f"{axis}_error_low"][:, np.newaxis]
            high = vars(points)[f"{axis}_error_high"][:, np.newaxis]
            error = np.maximum(np.where(sign > 0, high, low), SHARP * points.spread)
            errors.append(error)
            # A limit has one side of two, and no density.
            counts.append(np.where(flags, 2.0 * (sign < 0), error * np.sqrt(2 * np.pi)))
            noises.append(np.where(flags, low, 0.0) ** 2)
        rho = np.where(is_limit[0] | is_limit[1], 0.0, points.correlation[:, np.newaxis])
        rest = 1 - rho**2
        shares = 0.25 + SIGNS[0] * SIGNS[1] * np.arcsin(rho) / (2 * np.pi)
        count = counts[0] * counts[1]
        total = (count * shares).sum(axis=1, keepdims=True) * np.sqrt(rest)
        return cls(
            (points.x - points.pivot)[:, np.newaxis],
            points.y[:, np.newaxis],
            np.where(is_limit[0], 0, 1 / (rest * errors[0] ** 2)),
            -rho / (rest * errors[0] * errors[1]),
            np.where(is_limit[1], 0, 1 / (rest * errors[1] ** 2)),
            noises[0],
            noises[1],
            (count > 0) / total,
        )

    def log_densities(self, line: tuple[Array, ...], mean: Array, width: Array) -> Array:
        """Logarithm of the density of each source, shape (n_draws, n); parameters (n_draws, 1)."""
        b, intercept, scatter, mean, width = (one[..., np.newaxis] for one in (*line, mean, width))
        s2, t2, level = scatter**2, width**2, intercept + b * mean
        # Inverse covariance A of the truth with the noise of limits, then A + Q and its inverse V.
        y_variance = s2 + self.y_noise
        det = t2 * y_variance + self.x_noise * (b**2 * t2 + y_variance)
        b11 = (b**2 * t2 + y_variance) / det + self.q11
        b12 = self.q12 - b * t2 / det
        b22 = (t2 + self.x_noise) / det + self.q22
        det_b = b11 * b22 - b12**2
        v11, v12, v22 = b22 / det_b, -b12 / det_b, b11 / det_b
        dx, dy = self.x - mean, self.y - level
        g1, g2 = self.q11 * dx + self.q12 * dy, self.q12 * dx + self.q22 * dy
        to_x, to_y = v11 * g1 + v12 * g2, v12 * g1 + v22 * g2
        square = dx * g1 + dy * g2 - to_x * g1 - to_y * g2
        x_sign, y_sign = SIGNS
        share = quadrant_probability(
            x_sign * (to_x - dx) / np.sqrt(v11),
            y_sign * (to_y - dy) / np.sqrt(v22),
            x_sign * y_sign * v12 / np.sqrt(v11 * v22),
        )
        logarithm = -0.5 * (square + np.log(det * det_b))
        largest = logarithm.max(axis=-1, keepdims=True)
        total = (np.exp(logarithm - largest) * self.weight * share).sum(axis=-1)
        return largest[..., 0] + np.log(np.maximum(total, LEAST))


def quadrant_probability(h: Array, k: Array, correlation: Array) -> Array:
    """Probability that two standard normals lie below `h` and `k`.

    Parameters
    ----------
    h, k, correlation : ndarray of one shape

    Examples
    --------
    >>> half = quadrant_probability(np.array(0.0), np.array(0.0), np.array(0.5))
    >>> round(float(half), 6)  # 1/4 + arcsin(1/2) / (2 pi)
    0.333333
    """
    from scipy.special import ndtr, owens_t  # slow to import

    h, k = (np.where(one == 0, LEAST, one) for one in (h, k))  # the formula divides by them
    rest = np.sqrt(np.maximum(1 - correlation**2, LEAST))
    with np.errstate(over="ignore"):
        first = owens_t(h, (k / h - correlation) / rest)
        second = owens_t(k, (h / k - correlation) / rest)
    both = (ndtr(h) + ndtr(k)) / 2 - first - second - np.where(h * k < 0, 0.5, 0.0)
    return np.clip(both, 0, 1)
