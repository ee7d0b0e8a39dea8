"""Compiled sums over pairs of events, for the exact variance of the event count."""

from __future__ import annotations

import numba
import numpy as np
from numba import boolean, float64, int8, int64, types, void
from numpy.typing import NDArray

Events = tuple[
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.float64],
    NDArray[np.float64],
    NDArray[np.float64],
]
EVENTS = types.Tuple((int64[::1], int64[::1], float64[::1], float64[::1], float64[::1]))
"""place, first_source, start, share of `nusources.spatial.counting.group_arcs.GroupArcs`, and the
odds share / (1 - share)."""

Sources = tuple[NDArray[np.int64], NDArray[np.int64]]
SOURCES = types.Tuple((int64[::1], int64[::1]))
"""source_first, arc_event of the arcs that are summed."""

Traits = tuple[NDArray[np.float64], NDArray[np.int8], NDArray[np.bool_]]
TRAITS = types.Tuple((float64[::1], int8[::1], boolean[::1]))
"""Of each event: probability q that no source touches it, its level, whether it is wide."""


@numba.njit(float64(int64, int64, EVENTS), nogil=True, cache=True)
def _overlap(one: int, other: int, events: Events) -> float:
    """Length shared by the arcs of two places [turns]; exact on the grid of shifts."""
    start, share = events[2], events[3]
    gap = start[other] - start[one]
    if gap < 0:
        gap += 1.0
    ahead = min(share[one] - gap, share[other])
    behind = min(share[other] - (1.0 - gap), share[one])
    return max(ahead, 0.0) + max(behind, 0.0)


@numba.njit(types.UniTuple(int64, 2)(int64, int64, EVENTS), nogil=True, cache=True)
def _common_sources(i: int, k: int, events: Events) -> tuple[int, int]:
    """First source within reach of both events, and the one after the last."""
    place, first_source = events[0], events[1]
    last_i = first_source[i] + place[i + 1] - place[i]
    last_k = first_source[k] + place[k + 1] - place[k]
    return max(first_source[i], first_source[k]), min(last_i, last_k)


@numba.njit(types.UniTuple(float64, 3)(int64, int64, EVENTS), nogil=True, cache=True)
def _pair(i: int, k: int, events: Events) -> tuple[float, float, float]:
    """P(neither touched) / (q_i q_k) - 1 of two events, and the first two sums of its far form."""
    place, first_source, _, share, odds = events
    first, last = _common_sources(i, k, events)
    to_i, to_k = place[i] - first_source[i], place[k] - first_source[k]
    neither, independent, single, double = 1.0, 1.0, 0.0, 0.0
    for source in range(first, last):
        one, other = to_i + source, to_k + source
        union = share[one] + share[other] - _overlap(one, other, events)
        neither *= 1.0 - union
        independent *= (1.0 - share[one]) * (1.0 - share[other])
        product = odds[one] * odds[other]
        double += single * product
        single += product
    return neither / independent - 1.0, single, double


@numba.njit(int64(int64, int64, boolean, EVENTS), nogil=True, cache=True)
def _first_shared(i: int, k: int, overlapping: bool, events: Events) -> int:
    """First source that can touch both events, or, if `overlapping`, both at one place."""
    place, first_source, _, share, _ = events
    first, last = _common_sources(i, k, events)
    to_i, to_k = place[i] - first_source[i], place[k] - first_source[k]
    for source in range(first, last):
        one, other = to_i + source, to_k + source
        can_both = share[one] > 0 and share[other] > 0
        if can_both and (not overlapping or _overlap(one, other, events) > 0):
            return source
    return last


@numba.njit(
    void(SOURCES, EVENTS, TRAITS, float64[:, ::1], types.UniTuple(float64[::1], 2)),
    nogil=True,
    cache=True,
)
def add_far_pairs(
    sources: Sources,
    events: Events,
    traits: Traits,
    double: NDArray[np.float64],
    sums: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> None:
    """Add the far form of all ordered pairs of narrow events, each with itself included.

    Parameters
    ----------
    sources, events, traits : tuples
    double : ndarray, shape (n_levels, most sources of a narrow event)
        Work space.
    sums : two ndarray, shape (n_levels,)
        Cumulative results: the second-order sum, and the bound of what it leaves out.
    """
    source_first, arc_event = sources
    place, first_source, _, _, odds = events
    weight, level, is_wide = traits
    n_levels = double.shape[0]
    for source in range(source_first.size - 1):
        double[:] = 0.0
        single, third = [0.0] * n_levels, [0.0] * n_levels
        for i in arc_event[source_first[source] : source_first[source + 1]]:
            if is_wide[i]:
                continue
            own, end, at = place[i] + source - first_source[i], place[i + 1], level[i]
            linked = weight[i] * odds[own]
            single[at] += linked
            third[at] += linked * odds[own] ** 2 * (end - place[i])
            for other in range(own + 1, end):
                double[at, other - own] += linked * odds[other]
        for at in range(n_levels - 1, -1, -1):
            if at < n_levels - 1:
                single[at] += single[at + 1]
                third[at] += third[at + 1]
                double[at] += double[at + 1]
            sums[0][at] += (double[at] ** 2).sum() - single[at] ** 2
            sums[1][at] += third[at] ** 2 / 6.0


@numba.njit(float64(int64, int64, int64, EVENTS), nogil=True, cache=True)
def _missed_by_far_form(i: int, k: int, source: int, events: Events) -> float:
    """What the far form of a pair misses; 0 if an earlier source has done the pair."""
    place, first_source, _, share, odds = events
    first, last = _common_sources(i, k, events)
    to_i, to_k = place[i] - first_source[i], place[k] - first_source[k]
    neither, independent, single, double = 1.0, 1.0, 0.0, 0.0
    for shared in range(first, last):
        one, other = to_i + shared, to_k + shared
        overlap = _overlap(one, other, events)
        if overlap > 0 and shared < source:
            return 0.0
        neither *= 1.0 - (share[one] + share[other] - overlap)
        independent *= (1.0 - share[one]) * (1.0 - share[other])
        product = odds[one] * odds[other]
        double += single * product
        single += product
    return neither / independent - 1.0 + single - double


@numba.njit(void(int64, int64, int64[::1], EVENTS, TRAITS, float64[::1]), nogil=True, cache=True)
def _add_arc(
    source: int,
    number: int,
    arcs: NDArray[np.int64],
    events: Events,
    traits: Traits,
    by_level: NDArray[np.float64],
) -> None:
    """Add the pairs of one arc with those that begin inside it."""
    place, first_source, start, share, _ = events
    weight, level, is_wide = traits
    i = arcs[number]
    own = place[i] + source - first_source[i]
    for step in range(1, arcs.size):
        following = number + step
        passes = following >= arcs.size
        k = arcs[following - arcs.size if passes else following]
        gap = start[place[k] + source - first_source[k]] - start[own] + passes
        if gap >= share[own]:
            break
        if not is_wide[k]:
            missed = _missed_by_far_form(i, k, source, events)
            by_level[min(level[i], level[k])] += 2 * weight[i] * weight[k] * missed


@numba.njit(void(SOURCES, EVENTS, TRAITS, float64[::1]), nogil=True, cache=True)
def add_near_pairs(
    sources: Sources, events: Events, traits: Traits, by_level: NDArray[np.float64]
) -> None:
    """Add what the far form misses of the pairs of narrow events whose arcs overlap.

    Arcs overlap where one begins inside the other, so a walk along a source's arcs meets every
    overlap once. A pair is done at the first source where its arcs overlap.
    """
    source_first, arc_event = sources
    is_wide = traits[2]
    for source in range(source_first.size - 1):
        arcs = arc_event[source_first[source] : source_first[source + 1]]
        for number in range(arcs.size):
            if not is_wide[arcs[number]]:
                _add_arc(source, number, arcs, events, traits, by_level)


@numba.njit(void(int64, int64, int64[::1], EVENTS, TRAITS, float64[::1]), nogil=True, cache=True)
def _add_wide(
    i: int,
    source: int,
    arcs: NDArray[np.int64],
    events: Events,
    traits: Traits,
    by_level: NDArray[np.float64],
) -> None:
    """Add the pairs of a wide event with the events of one source."""
    weight, level, is_wide = traits
    for k in arcs:
        # Two wide events meet twice; the first source that they share does the pair.
        if k == i or (is_wide[k] and k < i) or _first_shared(i, k, False, events) != source:
            continue
        excess = _pair(i, k, events)[0]
        by_level[min(level[i], level[k])] += 2 * weight[i] * weight[k] * excess


@numba.njit(void(SOURCES, EVENTS, TRAITS, int64[::1], float64[::1]), nogil=True, cache=True)
def add_wide_pairs(
    sources: Sources,
    events: Events,
    traits: Traits,
    chosen: NDArray[np.int64],
    by_level: NDArray[np.float64],
) -> None:
    """Add the exact covariance of all pairs with a wide event, `chosen`, one by one."""
    source_first, arc_event = sources
    place, first_source, _, share, _ = events
    for i in chosen:
        for source in range(first_source[i], first_source[i] + place[i + 1] - place[i]):
            if share[place[i] + source - first_source[i]] > 0:
                arcs = arc_event[source_first[source] : source_first[source + 1]]
                _add_wide(i, source, arcs, events, traits, by_level)
