"""Compiled trials in which every event has its own right ascension."""

from __future__ import annotations

import numba
import numpy as np
from numba import float64, int8, int32, int64, types, uint32, void

RANDOM = types.NumPyRandomGeneratorType("NumPyRandomGeneratorType")
"""A numpy Generator in compiled code."""

CLASSES = types.Tuple((int64[::1], float64[::1]))
"""first, bound of `nusources.spatial.event_scrambles.TouchTable`."""

SEGMENTS = types.Tuple((int64[::1], float64[::1], uint32[::1]))
"""segment_first, length, groups of `nusources.spatial.event_scrambles.TouchTable`."""


@numba.njit(void(RANDOM, CLASSES, SEGMENTS, int8[::1], int32[:, ::1]), nogil=True, cache=True)
def count_touched_by_chance(rng, classes, segments, level, counts):
    """Count one trial: the events that each group touches where chance puts them.

    The candidates of a class are drawn by the gaps between them, geometric for independent events
    of equal probability; a candidate's place on the bound then tells whether, and which groups,
    touch it. So the time goes with the touched events, not with all.

    Parameters
    ----------
    rng : Generator
    classes, segments : tuple of ndarray
        Of a `nusources.spatial.event_scrambles.TouchTable`.
    level : ndarray of int8, shape (n_events,)
    counts : ndarray of int32, shape (n_groups, n_levels)
        The result is added here, by level.
    """
    first, bound = classes
    segment_first, length, groups = segments
    for number in range(bound.size):
        # A certain candidate has no gap before it.
        scale = 1 / np.log1p(-bound[number]) if bound[number] < 1 else 0.0
        event = first[number] - 1
        while True:
            event += 1 + int64(np.log(1 - rng.random()) * scale)
            if event >= first[number + 1]:
                break
            place = rng.random() * bound[number]
            for segment in range(segment_first[event], segment_first[event + 1]):
                if place < length[segment]:
                    for group in range(counts.shape[0]):
                        counts[group, level[event]] += (groups[segment] >> uint32(group)) & uint32(
                            1
                        )
                    break
                place -= length[segment]
