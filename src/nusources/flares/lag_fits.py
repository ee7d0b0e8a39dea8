"""Gaussians fitted to many correlation functions at once (chang2022, section 6.1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

N_STEPS = 30
N_WIDTHS = 12
FEWEST_BINS = 4
"""Bins that a Gaussian of three parameters needs."""
DAMPING = 1e-3


def fit_gaussians(
    lag: NDArray[np.float64], value: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least squares of A exp(-(lag - mu)^2 / (2 sigma^2)), every bin with equal weight.

    The best of a grid of mu and sigma, with its best A, is the start of a damped Gauss-Newton
    search; a step that does not lower the sum of squares is not taken.

    Parameters
    ----------
    lag : ndarray, shape (n_bins,)
        Middles of bins of equal width [d].
    value : ndarray, shape (n_curves, n_bins)
        Correlations; NaN where there are none.

    Returns
    -------
    mu, sigma : ndarray, shape (n_curves,)
        [d]; NaN where too few bins have a value, A is not positive, mu lies outside the bins, or
        sigma is below half a bin or beyond the range of lags.
    """
    known = np.isfinite(value)
    y = np.where(known, value, 0.0)
    width = lag[1] - lag[0]
    scale = len(lag) * width
    parameters = _start(lag, y, known, width)
    damping = np.full(len(y), DAMPING)
    cost = _cost(parameters, lag, y, known)
    for _ in range(N_STEPS):
        step = _step(parameters, lag, y, known, damping)
        trial = parameters + step
        new = _cost(trial, lag, y, known)
        better = new < cost
        parameters[better], cost[better] = trial[better], new[better]
        damping = np.where(better, damping / 5, damping * 5)
    height, mu, sigma = parameters[:, 0], parameters[:, 1], np.abs(parameters[:, 2])
    good = (known.sum(axis=1) >= FEWEST_BINS) & (height > 0)
    good &= (np.abs(mu - lag.mean()) <= scale / 2) & (sigma >= width / 2) & (sigma <= scale)
    return np.where(good, mu, np.nan), np.where(good, sigma, np.nan)


def _start(lag, y, known, width) -> NDArray[np.float64]:
    """Best height, place and width of a grid, for each curve."""
    widths = width * np.geomspace(0.7, len(lag) / 3, N_WIDTHS)
    grid = np.array([(mu, sigma) for sigma in widths for mu in lag])
    shape = np.exp(-0.5 * ((lag - grid[:, :1]) / grid[:, 1:]) ** 2)
    product = y @ shape.T
    norm = known.astype(float) @ (shape**2).T
    gain = np.where(product > 0, product**2 / np.maximum(norm, 1e-12), -1.0)
    best = np.argmax(gain, axis=1)
    rows = np.arange(len(y))
    height = product[rows, best] / np.maximum(norm[rows, best], 1e-12)
    return np.column_stack([height, grid[best]])


def _cost(parameters, lag, y, known) -> NDArray[np.float64]:
    return np.sum(((y - _gaussian(parameters, lag)) * known) ** 2, axis=1)


def _gaussian(parameters, lag) -> NDArray[np.float64]:
    height, mu, sigma = (parameters[:, [number]] for number in range(3))
    return height * np.exp(-0.5 * ((lag - mu) / np.maximum(np.abs(sigma), 1e-6)) ** 2)


def _step(parameters, lag, y, known, damping) -> NDArray[np.float64]:
    """One damped Gauss-Newton step for each curve."""
    height, mu, sigma = (parameters[:, [number]] for number in range(3))
    sigma = np.where(np.abs(sigma) > 1e-6, sigma, 1e-6)
    away = (lag - mu) / sigma
    shape = np.exp(-0.5 * away**2)
    slopes = np.stack([shape, height * shape * away / sigma, height * shape * away**2 / sigma])
    slopes = slopes * known
    residual = (y - height * shape) * known
    matrix = np.einsum("iab,jab->aij", slopes, slopes)
    diagonal = np.einsum("aii->ai", matrix) * damping[:, None] + 1e-30
    matrix = matrix + diagonal[:, :, None] * np.eye(3)
    vector = np.einsum("iab,ab->ai", slopes, residual)
    return np.linalg.solve(matrix, vector[:, :, None])[:, :, 0]
