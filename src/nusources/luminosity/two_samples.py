"""Two-sample tests by all ways to split the sources: Mann-Whitney and Kolmogorov-Smirnov."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

MANN_WHITNEY, KOLMOGOROV_SMIRNOV = "mann_whitney", "kolmogorov_smirnov"
ROUNDING = 1e-9
"""Two statistics that differ by less are equal."""


def splits(n: int, n_first: int, most: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Ways to choose the first sample among all sources: all of them, or drawn ones.

    Parameters
    ----------
    n, n_first : int
        Sources of both samples, and of the first.
    most : int
        If there are more ways, so many are drawn.
    rng : Generator

    Returns
    -------
    ndarray of bool, shape (n_splits, n)
    """
    n_splits = comb(n, n_first)
    if n_splits > most:
        places = np.broadcast_to(np.arange(n), (most, n))
        return rng.permuted(places, axis=1) < n_first
    is_first = np.zeros((n_splits, n), dtype=bool)
    chosen = np.array(list(combinations(range(n), n_first)), dtype=np.intp)
    np.put_along_axis(is_first, chosen, True, axis=1)
    return is_first


def two_sample_statistics(values: NDArray, is_first: NDArray[np.bool_]) -> dict[str, NDArray]:
    """Statistics of ways to split some values.

    Parameters
    ----------
    values : ndarray, shape (n,)
    is_first : ndarray of bool, shape (n_splits, n)

    Returns
    -------
    dict
        mann_whitney: how far the number of pairs in which the first sample has the larger value
        (equal ones half) lies from half of all pairs; kolmogorov_smirnov: largest distance of the
        two cumulative distributions. Shape (n_splits,).
    """
    order = np.argsort(values, kind="stable")
    return ordered_statistics(values[order], is_first[:, order])


def ordered_statistics(values: NDArray, is_first: NDArray[np.bool_]) -> dict[str, NDArray]:
    """Statistics as `two_sample_statistics`, of values in ascending order.

    Parameters
    ----------
    values : ndarray, shape (n,)
    is_first : ndarray of bool, shape (n_splits, n)
    """
    _, group, size = np.unique(values, return_inverse=True, return_counts=True)
    rank = (np.cumsum(size) - 0.5 * (size - 1))[group]
    n_first = is_first.sum(axis=1)
    n_second = is_first.shape[1] - n_first
    larger = is_first @ rank - 0.5 * n_first * (n_first + 1)
    shares = np.cumsum(is_first, axis=1) / n_first[:, np.newaxis]
    others = np.cumsum(~is_first, axis=1) / n_second[:, np.newaxis]
    ends = np.cumsum(size) - 1  # distributions are compared behind equal values
    return {
        MANN_WHITNEY: np.abs(larger - 0.5 * n_first * n_second),
        KOLMOGOROV_SMIRNOV: np.abs(shares - others)[:, ends].max(axis=1),
    }


def p_values_at(statistics: ArrayLike, null: NDArray, *, is_exact: bool) -> NDArray[np.float64]:
    """Two-sided p-values: share of the splits with at least each statistic.

    Parameters
    ----------
    statistics : array_like, shape (...)
    null : ndarray, shape (n_splits,)
    is_exact : bool
        Whether the null distribution holds all splits, and so the observed one.
    """
    ordered = np.sort(null)
    n_more = len(null) - np.searchsorted(ordered, np.asarray(statistics) - ROUNDING)
    more = 0 if is_exact else 1
    return (n_more + more) / (len(null) + more)
