"""Compiled likelihood of a line with scatter, true abscissae from a mixture of two normals.

The mixture is the exact sum over the assignments of the points to the normals; weights, means and
intercept are integrated in closed form. Names are exchanged when all points change sides, so the
first point stays in the first normal, and counts twice.
"""

from __future__ import annotations

from math import lgamma

import numba
import numpy as np
from numba import float64, int64, types, void
from numpy.typing import NDArray

Array = NDArray[np.float64]

MOST_POINTS = 13
"""Beyond it, the sum over assignments takes more than seconds."""
N_TERMS = (
    7  # of a point in a normal: precision (3), its product with the point (2), square, log det
)
POINTS = types.UniTuple(float64[::1], 5)
PRIOR = types.UniTuple(float64, 2)
SHARED = types.UniTuple(float64, 3)
COMPILED = {"nogil": True, "cache": True, "error_model": "numpy"}


@numba.njit(void(POINTS, SHARED, float64[:, ::1]), **COMPILED)
def _terms(points: tuple[Array, ...], line: tuple[float, float, float], found: Array) -> None:
    """What each point adds to the normal form in mean and intercept, shape (n, N_TERMS)."""
    x, y, vx, vy, cov = points
    b, scatter, width = line
    t2 = width * width
    for point in range(x.size):
        c11, c12 = t2 + vx[point], b * t2 + cov[point]
        c22 = b * b * t2 + scatter * scatter + vy[point]
        det = c11 * c22 - c12 * c12
        i11, i12, i22 = c22 / det, -c12 / det, c11 / det
        r1, r2 = i11 * x[point] + i12 * y[point], i12 * x[point] + i22 * y[point]
        found[point, 0] = i11 + 2 * b * i12 + b * b * i22
        found[point, 1] = i12 + b * i22
        found[point, 2] = i22
        found[point, 3] = r1 + b * r2
        found[point, 4] = r2
        found[point, 5] = r1 * x[point] + r2 * y[point]
        found[point, 6] = np.log(det)


@numba.njit(void(float64[:, :, ::1], PRIOR, float64[::1], float64[::1]), **COMPILED)
def _assignments(terms: Array, prior: tuple[float, float], log_shares: Array, found: Array) -> None:
    """Log likelihood of each assignment.

    Assignments follow each other in Gray's order: one point changes sides at each step.

    Parameters
    ----------
    terms : ndarray, shape (2, n, N_TERMS)
    prior : tuple of float
        Mean and inverse variance of the prior of the means.
    log_shares : ndarray, shape (n + 1,)
        Probability of a number of points in the second normal, of each assignment.
    found : ndarray, shape (2^(n - 1),)
        Filled.
    """
    centre, precision = prior
    n = terms.shape[1]
    sums = np.zeros((2, N_TERMS))
    for point in range(n):
        sums[0] += terms[0, point]
    in_second = np.zeros(n, dtype=np.int64)
    n_second = 0
    for number in range(found.shape[0]):
        if number:
            point = 1
            while not (number >> (point - 1)) & 1:
                point += 1
            side = in_second[point]
            sums[side] -= terms[side, point]
            sums[1 - side] += terms[1 - side, point]
            in_second[point] = 1 - side
            n_second += 1 - 2 * side
        product, weight, level, square = 1.0, 0.0, 0.0, 0.0
        for side in range(2):
            a11 = sums[side, 0] + precision
            g1 = sums[side, 3] + precision * centre
            product *= a11 / precision
            weight += sums[side, 2] - sums[side, 1] ** 2 / a11
            level += sums[side, 4] - sums[side, 1] * g1 / a11
            square += sums[side, 5] + precision * centre**2 - g1 * g1 / a11 + sums[side, 6]
        square -= level * level / weight
        found[number] = log_shares[n_second] - 0.5 * (square + np.log(product * weight))


@numba.njit(float64[::1](int64), **COMPILED)
def _log_shares(n: int) -> Array:
    """Constants of an assignment with each number of points in the second normal.

    The integral over a uniform weight w of (1 - w)^(n - k) w^k; twice, for exchanged names.
    """
    found = np.empty(n + 1)
    for k in range(n + 1):
        found[k] = lgamma(k + 1) + lgamma(n - k + 1) - lgamma(n + 2)
    return found + np.log(2.0) + (0.5 - n) * np.log(2 * np.pi)


@numba.njit(void(POINTS, types.UniTuple(float64[::1], 4), PRIOR, float64[:, :, :, ::1]), **COMPILED)
def two_normals_grid(
    points: tuple[Array, ...],
    axes: tuple[Array, Array, Array, Array],
    prior: tuple[float, float],
    found: Array,
) -> None:
    """Log likelihood of slope, scatter and both widths.

    Parameters
    ----------
    points : tuple of ndarray, shape (n,)
        x above the pivot, y, variances of x and y, covariance.
    axes : tuple of ndarray
        Slopes, scatters, widths of the normal of the first point, widths of the other.
    prior : tuple of float
        Mean and inverse variance of the prior of the means.
    found : ndarray, shape (n_slopes, n_scatters, n_widths, n_widths)
        Filled.
    """
    slopes, scatters, first, second = axes
    n = points[0].size
    shares = _log_shares(n)
    own = np.empty((2, n, N_TERMS))
    sums = np.empty(1 << (n - 1))
    for i in range(slopes.size * scatters.size):
        b, scatter = slopes[i // scatters.size], scatters[i % scatters.size]
        for j in range(first.size):
            _terms(points, (b, scatter, first[j]), own[0])
            for k in range(second.size):
                _terms(points, (b, scatter, second[k]), own[1])
                _assignments(own, prior, shares, sums)
                largest = sums.max()
                total = np.log(np.exp(sums - largest).sum())
                found[i // scatters.size, i % scatters.size, j, k] = largest + total


@numba.njit(void(POINTS, float64[:, ::1], PRIOR, float64[::1], int64[::1]), **COMPILED)
def _draw_numbers(
    points: tuple[Array, ...],
    lines: Array,
    prior: tuple[float, float],
    randoms: Array,
    found: NDArray[np.int64],
) -> None:
    """Number of an assignment for each line, by its probability."""
    n = points[0].size
    shares = _log_shares(n)
    own = np.empty((2, n, N_TERMS))
    sums = np.empty(1 << (n - 1))
    for draw in range(found.size):
        for side in range(2):
            _terms(points, (lines[0, draw], lines[1, draw], lines[2 + side, draw]), own[side])
        _assignments(own, prior, shares, sums)
        below = np.cumsum(np.exp(sums - sums.max()))
        found[draw] = min(np.searchsorted(below, randoms[draw] * below[-1]), below.size - 1)


def draw_assignments(
    points: tuple[Array, ...], lines: Array, prior: tuple[float, float], rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Whether each point is in the second normal, drawn by the probability of all assignments.

    Parameters
    ----------
    points, prior
        As for `two_normals_grid`.
    lines : ndarray, shape (4, n_draws)
        Slope, scatter and both widths.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of bool, shape (n_draws, n)
    """
    numbers = np.empty(lines.shape[1], dtype=np.int64)
    _draw_numbers(points, np.ascontiguousarray(lines), prior, rng.random(len(numbers)), numbers)
    gray = (numbers ^ (numbers >> 1))[:, np.newaxis]
    others = (gray >> np.arange(points[0].size - 1)) & 1
    return np.pad(others, ((0, 0), (1, 0))).astype(bool)
