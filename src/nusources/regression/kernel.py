"""Compiled likelihood of a line with scatter, true abscissae from one normal."""

from __future__ import annotations

import numba
import numpy as np
from numba import float64, types, void
from numpy.typing import NDArray

Array = NDArray[np.float64]

AT_ONCE = 8  # determinants that are multiplied before a logarithm is taken
POINTS = types.UniTuple(float64[::1], 5)
AXES = types.UniTuple(float64[::1], 3)
LINE = types.UniTuple(float64, 3)
PRIOR = types.UniTuple(float64, 2)


COMPILED = {"nogil": True, "cache": True, "error_model": "numpy"}


@numba.njit(float64(POINTS, LINE, PRIOR), **COMPILED)
def _one_normal(
    points: tuple[Array, Array, Array, Array, Array],
    line: tuple[float, float, float],
    prior: tuple[float, float],
) -> float:
    """Log likelihood of one slope, scatter and width, without the constant."""
    x, y, vx, vy, cov = points
    b, scatter, width = line
    s2, t2 = scatter * scatter, width * width
    centre, precision = prior
    p11, p12, p22 = precision, 0.0, 0.0
    q1, q2, square = precision * centre, 0.0, precision * centre**2
    log_det, product = 0.0, 1.0
    for point in range(x.size):
        c11 = t2 + vx[point]
        c12 = b * t2 + cov[point]
        c22 = b * b * t2 + s2 + vy[point]
        det = c11 * c22 - c12 * c12
        inverse = 1.0 / det
        i11, i12, i22 = c22 * inverse, -c12 * inverse, c11 * inverse
        p11 += i11
        p12 += i12
        p22 += i22
        r1 = i11 * x[point] + i12 * y[point]
        r2 = i12 * x[point] + i22 * y[point]
        q1 += r1
        q2 += r2
        square += r1 * x[point] + r2 * y[point]
        product *= det
        if point % AT_ONCE == AT_ONCE - 1:
            log_det += np.log(product)
            product = 1.0
    det = p11 * p22 - p12 * p12
    square -= (p22 * q1 * q1 - 2 * p12 * q1 * q2 + p11 * q2 * q2) / det
    return -0.5 * (square + log_det + np.log(product * det))


@numba.njit(void(POINTS, AXES, PRIOR, float64[:, :, ::1]), **COMPILED)
def one_normal_grid(
    points: tuple[Array, Array, Array, Array, Array],
    axes: tuple[Array, Array, Array],
    prior: tuple[float, float],
    found: Array,
) -> None:
    """Log likelihood of slope, scatter and width; mean and intercept integrated in closed form.

    A point (x, y) has the mean (m, e) and the covariance C = [[t^2 + vx, b t^2 + c],
    [b t^2 + c, b^2 t^2 + s^2 + vy]], with e = intercept + b m. The integral over m, of which the
    prior is normal, and over e, flat, is that of a normal with the precision P = sum C^-1 + prior.

    Parameters
    ----------
    points : tuple of ndarray, shape (n,)
        x above the pivot, y, variances of x and y, covariance.
    axes : tuple of ndarray
        Slopes, scatters, widths.
    prior : tuple of float
        Mean and inverse variance of the prior of m.
    found : ndarray, shape (n_slopes, n_scatters, n_widths)
        Filled with the log likelihood.
    """
    slopes, scatters, widths = axes
    log_two_pi = np.log(2 * np.pi)
    constant = (1 - points[0].size) * log_two_pi - 0.5 * (log_two_pi - np.log(prior[1]))
    for i in range(slopes.size):
        for j in range(scatters.size):
            for k in range(widths.size):
                line = (slopes[i], scatters[j], widths[k])
                found[i, j, k] = constant + _one_normal(points, line, prior)
