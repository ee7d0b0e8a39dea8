"""Compiled counting of the events that have a source inside their angular-error circle.

Events are taken one after another, each with its arcs, for a batch of trials at once. What is
read and written at random (which trials touched the event, the counts of its level) has a few
bytes for each trial of the batch and stays in the cache whatever the number of events and
sources; arcs are read from end to end. Events follow each other in right ascension, so that the
places in the sources' ordered trials move on slowly. Of many sources not even these stay in the
cache: all of an event are looked up before the first is counted, so that they arrive together.
"""

from __future__ import annotations

import numba
import numpy as np
from numba import int8, int64, types, uint16, uint32, void
from numpy.typing import NDArray

ARCS = types.Tuple((int64[::1], uint32[:, ::1]))
"""event_first (of the events at hand) and entries of an `ArcTable`."""

MEMBERS = types.Tuple((int64[::1], int64[::1]))
"""Where the groups of each source begin and end, and the groups."""

ORDERED = types.Tuple((uint32[:, ::1], uint16[:, ::1], uint16[:, ::1]))
"""shift, trial, first of `TrialOrder`."""

MAX_BUCKET_BITS = 12
"""A trial's bucket is at most so many leading bits of its shift."""

MAX_EVENTS_AT_ONCE = 2**16 - 1
"""Events that numbers and counts of 16 bits can tell apart."""


@numba.njit(
    void(uint32[::1], uint32, uint32[::1], uint16[::1], uint16[::1]), nogil=True, cache=True
)
def order_trials(
    shifts: NDArray[np.uint32],
    bucket_shift: np.uint32,
    ordered: NDArray[np.uint32],
    trial: NDArray[np.uint16],
    first: NDArray[np.uint16],
) -> None:
    """Put the trials of one source into buckets of shift.

    Parameters
    ----------
    shifts : ndarray of uint32, shape (n_trials,)
    bucket_shift : uint32
        A shift moved right by so many bits is its bucket.
    ordered, trial : ndarray of uint32 and uint16, shape (n_trials,)
        Result: shifts in the order of their buckets, and the trials that they belong to.
    first : ndarray of uint16, shape (n_buckets + 2,)
        Result: where each bucket begins; the next begins where it ends.
    """
    first[:] = 0
    for shift in shifts:
        first[(shift >> bucket_shift) + uint32(2)] += uint16(1)
    for bucket in range(2, first.size):
        first[bucket] += first[bucket - 1]
    for number in range(shifts.size):
        bucket = (shifts[number] >> bucket_shift) + uint32(1)
        place = first[bucket]
        ordered[place], trial[place] = shifts[number], number
        first[bucket] = place + uint16(1)


@numba.njit(
    void(uint32[:, ::1], ORDERED, uint32, int64[:, ::1], uint32[:, ::1]), nogil=True, cache=True
)
def _look_up(
    entries: NDArray[np.uint32],
    trials: tuple[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.uint16]],
    bucket_shift: np.uint32,
    places: NDArray[np.int64],
    read: NDArray[np.uint32],
) -> None:
    """Where the trials in the buckets of each arc begin and end among those of its source.

    Parameters
    ----------
    entries : ndarray of uint32, shape (n_arcs, 3)
    trials, bucket_shift
        As for `count_touched_events`.
    places : ndarray of int64, shape (at least n_arcs, 2)
        Result: begin and end.
    read : ndarray of uint32, shape (at least n_arcs, 2)
        Result, of no meaning: what stands there, kept so that it is read. Nothing waits for it
        here, and it is in the cache when it is counted.
    """
    shift, trial, first = trials
    for arc in range(len(entries)):
        source, start, width = entries[arc, 0], entries[arc, 1], entries[arc, 2]
        begin = int64(first[source, start >> bucket_shift])
        end = int64(first[source, ((start + width) >> bucket_shift) + uint32(1)])
        places[arc, 0], places[arc, 1] = begin, end
        last = max(end - 1, 0)
        # Empty last buckets begin behind the last trial.
        nearest = min(begin, last)
        read[arc, 0] = shift[source, nearest] + shift[source, last]
        read[arc, 1] = trial[source, nearest]


@numba.njit(
    void(uint32[::1], uint16[::1], uint32, uint32, uint16, uint16[::1], uint16[::1]),
    nogil=True,
    cache=True,
)
def _touch_event(
    shifts: NDArray[np.uint32],
    numbers: NDArray[np.uint16],
    start: np.uint32,
    width: np.uint32,
    mark: np.uint16,
    marks: NDArray[np.uint16],
    n_touched: NDArray[np.uint16],
) -> None:
    """Mark and count the trials whose source is inside the circle of an event, if not yet marked.

    Selected, not branched: a branch would be mispredicted at both ends of an arc.
    """
    for place in range(shifts.size):
        number = numbers[place]
        before = marks[number]
        after = mark if uint32(shifts[place] - start) <= width else before
        marks[number] = after
        n_touched[number] += uint16(after != before)


@numba.njit(
    void(int8[::1], ARCS, MEMBERS, ORDERED, uint32, uint16[:, ::1], uint16[:, :, ::1]),
    nogil=True,
    cache=True,
)
def count_touched_events(
    level: NDArray[np.int8],
    arcs: tuple[NDArray[np.int64], NDArray[np.uint32]],
    members: tuple[NDArray[np.int64], NDArray[np.int64]],
    trials: tuple[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.uint16]],
    bucket_shift: np.uint32,
    touched: NDArray[np.uint16],
    counts: NDArray[np.uint16],
) -> None:
    """Count, per level, group and trial, the events with at least one source in their circle.

    An event counts once however many sources of a group it contains.

    Parameters
    ----------
    level : ndarray of int8, shape (n_events,)
        How many thresholds each event passes, minus one; at most `MAX_EVENTS_AT_ONCE` events.
    arcs : tuple of ndarray
        event_first (n_events + 1 numbers), entries of a `nusources.spatial.counting.arcs.ArcTable`.
    members : tuple of ndarray
        Where the groups of each source begin (n_sources + 1 numbers), and the groups.
    trials : tuple of ndarray, shapes (n_sources, n_trials) twice and (n_sources, n_buckets + 2)
        Of each source, from `order_trials`.
    bucket_shift : uint32
    touched : ndarray of uint16, shape (n_groups, n_trials)
        Work space, with zeros.
    counts : ndarray of uint16, shape (n_levels, n_groups, n_trials)
        The result is added here.

    References
    ----------
    Chang et al. 2022, section 6.3: an event with several sources counts once.
    """
    event_first, entries = arcs
    group_first, groups = members
    shift, trial, _ = trials
    most = np.diff(event_first).max()
    places, read = np.empty((most, 2), dtype=np.int64), np.empty((most, 2), dtype=np.uint32)
    for event in range(level.size):
        mark = uint16(event + 1)
        before = event_first[event]
        n_arcs = event_first[event + 1] - before
        _look_up(entries[before : before + n_arcs], trials, bucket_shift, places, read)
        for arc in range(n_arcs):
            entry = before + arc
            source, start, width = entries[entry, 0], entries[entry, 1], entries[entry, 2]
            near = (
                shift[source, places[arc, 0] : places[arc, 1]],
                trial[source, places[arc, 0] : places[arc, 1]],
            )
            for at in range(group_first[source], group_first[source + 1]):
                group = groups[at]
                n_touched = counts[int64(level[event]), group]
                _touch_event(*near, start, width, mark, touched[group], n_touched)
