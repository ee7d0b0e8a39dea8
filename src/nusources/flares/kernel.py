"""Compiled optimal segmentation of many light curves."""

from __future__ import annotations

import numba
import numpy as np
from numba import boolean, float64, int64, void
from numpy.typing import NDArray


@numba.njit(void(float64[::1], float64[::1], float64, boolean[::1]), nogil=True, cache=True)
def _segment_one(
    flux: NDArray[np.float64], weight: NDArray[np.float64], prior: float, begins: NDArray[np.bool_]
) -> None:
    """Mark the first points of the blocks of one curve, whose mean was taken off.

    A first point is dropped from the list of candidates once its block, up to the present point,
    is not worth more than the best segmentation without the cost of the block: a later start is
    then as good for ever, for splitting a block never lowers the fitness (Killick et al. 2012).
    """
    n = flux.size
    total_weight, total = np.zeros(n + 1), np.zeros(n + 1)
    best, last = np.zeros(n + 1), np.zeros(n, dtype=np.int64)
    candidates = np.empty(n, dtype=np.int64)
    fitness = np.empty(n)
    n_candidates = 0
    for stop in range(1, n + 1):
        total_weight[stop] = total_weight[stop - 1] + weight[stop - 1]
        total[stop] = total[stop - 1] + weight[stop - 1] * flux[stop - 1]
        candidates[n_candidates] = stop - 1
        n_candidates += 1
        best[stop] = -np.inf
        for place in range(n_candidates):
            start = candidates[place]
            inside = total[stop] - total[start]
            fitness[place] = best[start] + 0.5 * inside * inside / (
                total_weight[stop] - total_weight[start]
            )
            if fitness[place] - prior > best[stop]:
                best[stop], last[stop - 1] = fitness[place] - prior, start
        kept = 0
        for place in range(n_candidates):
            if fitness[place] > best[stop]:
                candidates[kept] = candidates[place]
                kept += 1
        n_candidates = kept
    begins[:] = False
    stop = n
    while stop > 0:
        begins[last[stop - 1]] = True
        stop = last[stop - 1]


@numba.njit(
    void(int64[::1], float64[::1], float64[::1], float64[::1], boolean[::1]),
    nogil=True,
    cache=True,
)
def segment_curves(
    first: NDArray[np.int64],
    flux: NDArray[np.float64],
    weight: NDArray[np.float64],
    prior: NDArray[np.float64],
    begins: NDArray[np.bool_],
) -> None:
    """Find the optimal segmentation of many curves.

    Parameters
    ----------
    first : ndarray of int64, shape (n_curves + 1,)
        Where each curve begins; the next begins where it ends.
    flux, weight : ndarray, shape (n_points,)
        Fluxes, in the order of time within a curve, and one over their squared errors.
    prior : ndarray, shape (n_curves,)
        Cost of a block.
    begins : ndarray of bool, shape (n_points,)
        Result: whether a block begins with the point.

    References
    ----------
    Scargle et al. 2013, section 2.6 and eq. 41 (point measurements).
    """
    for curve in range(first.size - 1):
        one = slice(first[curve], first[curve + 1])
        if first[curve + 1] == first[curve]:
            continue
        # Sums of nearly equal numbers lose digits; a constant off all fluxes changes no border.
        mean = np.sum(flux[one] * weight[one]) / np.sum(weight[one])
        _segment_one(flux[one] - mean, weight[one], prior[curve], begins[one])
