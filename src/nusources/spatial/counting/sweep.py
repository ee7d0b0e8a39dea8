"""How much of a turn each count of arcs covers."""

from __future__ import annotations

import numba
import numpy as np
from numba import float64, int8, int64, void
from numpy.typing import NDArray

from nusources.spatial.counting.arcs import TURN


@numba.njit(void(int64[::1], int64[::1], int8[::1], float64[:, ::1]), nogil=True, cache=True)
def _sweep(
    edges: NDArray[np.int64],
    steps: NDArray[np.int64],
    level: NDArray[np.int8],
    covered: NDArray[np.float64],
) -> None:
    """Walk along a turn from edge to edge with one count for each level and all below."""
    counts = np.zeros(covered.shape[0], dtype=np.int64)
    for edge in range(edges.size - 1):
        for at in range(level[edge] + 1):
            counts[at] += steps[edge]
        length = edges[edge + 1] - edges[edge]
        for at in range(covered.shape[0]):
            covered[at, counts[at]] += length


def lengths_by_count(start: NDArray, length: NDArray, level: NDArray, n_levels: int) -> NDArray:
    """Length of the turn that lies in exactly n arcs, for each n and threshold.

    Parameters
    ----------
    start, length : ndarray of int64, shape (n_arcs,)
        First point, 0 <= start < 2**32, and number of points of each arc [2**-32 turns].
    level : ndarray of int8, shape (n_arcs,)
        How many thresholds the event of each arc passes, minus one.
    n_levels : int

    Returns
    -------
    ndarray, shape (n_levels, largest count + 1)
        Whole numbers [2**-32 turns]; each row adds up to a turn.

    Examples
    --------
    A quarter of the turn in one arc, the rest in none:

    >>> quarter = TURN // 4
    >>> level = np.zeros(1, dtype=np.int8)
    >>> (lengths_by_count(np.array([5]), np.array([quarter]), level, 1) / TURN).tolist()
    [[0.75, 0.25]]
    """
    end = start + length
    wraps = end > TURN
    n_wraps = int(wraps.sum())
    starts = np.concatenate([start, np.zeros(n_wraps, dtype=np.int64)])
    ends = np.concatenate([np.minimum(end, TURN), end[wraps] - TURN])
    both = np.concatenate([level, level[wraps]])
    # The ends of the turn itself take no step.
    edges = np.concatenate([[0], ends, starts, [TURN]]).astype(np.int64)
    steps = np.repeat([0, -1, 1, 0], [1, ends.size, starts.size, 1])
    levels = np.concatenate([[0], both, both, [0]]).astype(np.int8)
    # Stable: arcs end before others begin at the same point, so that no count is ever too high.
    order = np.argsort(edges, kind="stable")
    steps = steps[order]
    covered = np.zeros((n_levels, int(np.cumsum(steps).max()) + 1))
    _sweep(edges[order], steps, levels[order], covered)
    return covered


def merge_arcs(owner: NDArray, start: NDArray, length: NDArray) -> tuple[NDArray, ...]:
    """Union of the arcs of each owner.

    Parameters
    ----------
    owner, start, length : ndarray of int64, shape (n_arcs,)
        Number of the owner, below 2**29, and arcs [2**-32 turns].

    Returns
    -------
    owner, start, length : ndarray of int64
        Disjoint arcs within [0, 2**32), by owner; one that wraps becomes two.

    Examples
    --------
    >>> owner = np.zeros(2, dtype=np.int64)
    >>> [one.tolist() for one in merge_arcs(owner, np.array([10, 15]), np.array([10, 20]))]
    [[0], [10], [25]]
    """
    end = start + length
    wraps = end > TURN
    owner = np.concatenate([owner, owner[wraps]])
    start = np.concatenate([start, np.zeros(int(wraps.sum()), dtype=np.int64)])
    end = np.concatenate([np.minimum(end, TURN), end[wraps] - TURN])
    # Each owner has a range of numbers of its own, twice as wide as a turn: none touch.
    key = owner * (2 * TURN)
    order = np.argsort(key + start, kind="stable")
    begins, furthest = (key + start)[order], np.maximum.accumulate((key + end)[order])
    is_new = np.concatenate([[True], begins[1:] > furthest[:-1]])[: order.size]
    first = np.flatnonzero(is_new)
    last = np.append(first[1:], order.size)[: first.size] - 1
    return owner[order][first], start[order][first], furthest[last] - begins[first]
