"""Compiled trials in which every event has its own right ascension."""

from __future__ import annotations

import numba
import numpy as np
from numba import float64, int8, int32, int64, types, uint32, void
from numpy.typing import NDArray

RANDOM = types.NumPyRandomGeneratorType("NumPyRandomGeneratorType")
"""A numpy Generator in compiled code."""

CLASSES = types.Tuple((int64[::1], float64[::1]))
"""first, bound of `nusources.spatial.nulls.event_scrambles.TouchTable`."""

Patterns = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.uint32]]
PATTERNS = types.Tuple((int64[::1], float64[::1], uint32[::1]))
"""pattern_first, share, groups of `nusources.spatial.nulls.event_scrambles.TouchTable`."""


@numba.njit(void(float64, int64, PATTERNS, int8, int32[:, ::1]), nogil=True, cache=True)
def _count_at(
    place: float, event: int, patterns: Patterns, level: int, counts: NDArray[np.int32]
) -> None:
    """Count a candidate for the groups whose pattern its place is in; for none beyond all."""
    pattern_first, share, groups = patterns
    for pattern in range(pattern_first[event], pattern_first[event + 1]):
        if place < share[pattern]:
            for group in range(counts.shape[0]):
                counts[group, level] += (groups[pattern] >> uint32(group)) & uint32(1)
            return
        place -= share[pattern]


@numba.njit(void(RANDOM, CLASSES, PATTERNS, int8[::1], int32[:, ::1]), nogil=True, cache=True)
def count_touched_by_chance(
    rng: np.random.Generator,
    classes: tuple[NDArray[np.int64], NDArray[np.float64]],
    patterns: Patterns,
    level: NDArray[np.int8],
    counts: NDArray[np.int32],
) -> None:
    """Count one trial: the events that each group touches where chance puts them.

    The candidates of a class are drawn by the gaps between them, geometric for independent events
    of equal probability; a candidate's place on the bound then tells whether, and which groups,
    touch it. So the time goes with the touched events, not with all.

    Parameters
    ----------
    rng : Generator
    classes, patterns : tuple of ndarray
        Of a `nusources.spatial.nulls.event_scrambles.TouchTable`.
    level : ndarray of int8, shape (n_events,)
    counts : ndarray of int32, shape (n_groups, n_levels)
        The result is added here, by level.
    """
    first, bound = classes
    for number in range(bound.size):
        # A certain candidate has no gap before it.
        scale = 1 / np.log1p(-bound[number]) if bound[number] < 1 else 0.0
        event = first[number] + int64(np.log(1 - rng.random()) * scale)
        while event < first[number + 1]:
            _count_at(rng.random() * bound[number], event, patterns, level[event], counts)
            event += 1 + int64(np.log(1 - rng.random()) * scale)
