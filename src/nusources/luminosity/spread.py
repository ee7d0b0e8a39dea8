"""Asymmetric errors of logarithms of luminosities, by quantiles on fixed nodes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

N_NODES, GENERATOR = 987, 610
"""Fibonacci lattice: both variables have all `N_NODES` middles of equal shares of probability."""
QUANTILES = (0.15865525393145707, 0.5, 0.8413447460685429)
"""One standard deviation to both sides, and the median."""


class Spread(NamedTuple):
    """Errors downwards and upwards [dex], each shape (n_sources,)."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


def normal_nodes(correlation: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nodes of two correlated standard normal variables, equally probable.

    Parameters
    ----------
    correlation : array_like, shape (n_sources,)

    Returns
    -------
    first, second : ndarray, shape (n_sources, N_NODES)
    """
    nodes = ndtri((np.arange(N_NODES) + 0.5) / N_NODES)
    first, other = nodes, nodes[np.arange(N_NODES) * GENERATOR % N_NODES]
    rho = np.atleast_1d(np.asarray(correlation, dtype=float))[:, None]
    return np.broadcast_to(first, (len(rho), first.size)), rho * first + np.sqrt(1 - rho**2) * other


def split_normal(
    value: ArrayLike, errors: tuple[ArrayLike, ArrayLike], standard: NDArray
) -> NDArray[np.float64]:
    """Values with their printed 68 % errors, lower and upper, from standard normal numbers."""
    return np.asarray(value) + standard * np.where(standard < 0, *errors)


def positive_split_normal(
    value: ArrayLike, errors: tuple[ArrayLike, ArrayLike], standard: NDArray
) -> NDArray[np.float64]:
    """Positive values with their printed 68 % errors: a split normal of the logarithm.

    Parameters
    ----------
    value : array_like
    errors : (array_like, array_like)
        The lower error, which is smaller than the value, and the upper one.
    standard : ndarray
    """
    value = np.asarray(value, dtype=float)
    low, high = (np.asarray(error, dtype=float) for error in errors)
    down, up = -np.log1p(-low / value), np.log1p(high / value)
    return value * np.exp(standard * np.where(standard < 0, down, up))


def spread_of(log10_values: NDArray[np.float64]) -> Spread:
    """Distance from the median to the ends of the central 68 %, shape (n_sources, n_nodes)."""
    low, middle, high = np.quantile(log10_values, QUANTILES, axis=1)
    return Spread(middle - low, high - middle)


def with_more(spread: Spread, low: ArrayLike, high: ArrayLike) -> Spread:
    """Spread with an independent error [dex] added in quadrature."""
    return Spread(np.hypot(spread.low, low), np.hypot(spread.high, high))


def shared_correlation(shared: ArrayLike, one: Spread, other: Spread) -> NDArray[np.float64]:
    """Correlation of two errors that have a part in common.

    Parameters
    ----------
    shared : array_like, shape (n_sources,)
        Standard deviation of the common part [dex].
    one, other : Spread
        With it.
    """
    product = (one.low + one.high) * (other.low + other.high) / 4
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.asarray(shared) ** 2 / product
    return np.where(np.isfinite(found), np.minimum(found, 1.0), 0.0)
