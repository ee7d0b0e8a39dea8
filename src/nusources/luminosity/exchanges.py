"""Exchanges of X-ray fluxes among sources: drawn at random, or all of them within classes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from math import factorial, prod

import numpy as np
from numpy.typing import NDArray

from nusources.luminosity.pairs import Pairs

MOST_AT_ONCE = 1 << 18
"""Exchanges of which sums are held together."""


def drawn_exchanges(
    stratum: NDArray[np.int64], n: int, rng: np.random.Generator
) -> NDArray[np.intp]:
    """Random exchanges of sources within their strata.

    Parameters
    ----------
    stratum : ndarray of int, shape (n_sources,)
    n : int
    rng : Generator

    Returns
    -------
    ndarray of int, shape (n_sources, n)
        Source whose flux each source gets.
    """
    drawn = np.empty((len(stratum), n), dtype=np.intp)
    for name in np.unique(stratum):
        own = np.flatnonzero(stratum == name)
        drawn[own] = rng.permuted(np.broadcast_to(own, (n, len(own))), axis=1).T
    return drawn


def n_exchanges_within(stratum: NDArray[np.int64]) -> int:
    """Number of exchanges within strata: 6! 7! = 3,628,800 for six and seven sources.

    Examples
    --------
    >>> n_exchanges_within(np.repeat([0, 1], [6, 7]))
    3628800
    """
    return prod(factorial(int(size)) for size in np.unique(stratum, return_counts=True)[1])


def sums_of_all_exchanges(pairs: Pairs, weights: NDArray) -> Iterator[NDArray[np.float64]]:
    """Sums over sources of weight times exchanged X-ray flux, for every exchange within strata.

    A sum over sources is one over strata, whose exchanges are independent: the sums of each stratum
    are computed once and added in all combinations.

    Parameters
    ----------
    pairs : Pairs
    weights : ndarray, shape (n_weights, n_sources)

    Yields
    ------
    ndarray, shape (n_weights, n)
        Part of the exchanges.
    """
    parts = [
        weights[:, own] @ pairs.xray_flux[_all_orders(own)].T
        for own in (np.flatnonzero(pairs.stratum == name) for name in np.unique(pairs.stratum))
    ]
    parts.sort(key=lambda part: part.shape[1])
    first, last = parts[:-1], parts[-1]
    rest = np.zeros((len(weights), 1))
    for part in first:
        rest = (rest[:, :, np.newaxis] + part[:, np.newaxis]).reshape(len(weights), -1)
    step = max(MOST_AT_ONCE // last.shape[1], 1)
    for start in range(0, rest.shape[1], step):
        some = rest[:, start : start + step, np.newaxis] + last[:, np.newaxis]
        yield some.reshape(len(weights), -1)


def _all_orders(members: NDArray[np.intp]) -> NDArray[np.intp]:
    """Every order of some sources, shape (n!, n)."""
    return np.array(list(permutations(members)), dtype=np.intp)
