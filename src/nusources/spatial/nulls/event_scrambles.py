"""Trials in which every event has its own, uniform right ascension; the sources stay.

Seen from an event, its own shift moves the sources together: it is touched, by some of the groups,
on the union of its arcs. An event's right ascension matters only there, so a trial draws which
events are touched, and by which groups, but never places the others. The distribution
of one group's count is exact (`nusources.spatial.nulls.other_nulls`); trials tell how the counts of
groups and thresholds hang together.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nusources.random_streams import counter_generator
from nusources.spatial.counting.arcs import TURN
from nusources.spatial.counting.group_arcs import arcs_of_group
from nusources.spatial.counting.prepared_sky import Sky
from nusources.spatial.nulls.event_kernel import count_touched_by_chance
from nusources.spatial.nulls.other_nulls import touched_shifts

EVENTS_PER_PIECE = 2**16
"""Events whose patterns are found together; the result does not depend on it."""

TRIALS_PER_PIECE = 512
"""Trials that a thread does at once; the result does not depend on it."""

STREAM = "event-right-ascension"


@dataclass(frozen=True)
class TouchTable:
    """Where chance touches each event, by classes of like probability.

    Attributes
    ----------
    first : ndarray of int64, shape (n_classes + 1,)
        First event of each class, and the number of events that can be touched.
    bound : ndarray, shape (n_classes,)
        Probability that no event of the class exceeds and all exceed half of.
    pattern_first : ndarray of int64, shape (n_events + 1,)
        First pattern of each event.
    share : ndarray, shape (n_patterns,)
        Share of the turn on which just these groups touch the event, the largest first; an event's
        add up to its probability to be touched.
    groups : ndarray of uint32, shape (n_patterns,)
        Bit g is set where group g touches the event.
    level : ndarray of int8, shape (n_events,)
        How many thresholds each event passes, minus one.
    """

    first: NDArray[np.int64]
    bound: NDArray[np.float64]
    pattern_first: NDArray[np.int64]
    share: NDArray[np.float64]
    groups: NDArray[np.uint32]
    level: NDArray[np.int8]


def touch_table(sky: Sky) -> TouchTable:
    """Patterns of all events that any group can touch, events in the order of their probability.

    Parameters
    ----------
    sky : Sky
    """
    borders = range(0, sky.passing.size, EVENTS_PER_PIECE)
    parts = [_patterns(sky, first, first + EVENTS_PER_PIECE) for first in borders]
    nothing = (np.empty(0, np.int64), np.empty(0), np.empty(0, np.uint32))
    event, share, groups = (np.concatenate(part) for part in zip(nothing, *parts, strict=True))
    probability = np.bincount(event, weights=share, minlength=sky.passing.size)
    octave = np.zeros(probability.size, dtype=np.int64)
    touchable = np.flatnonzero(probability)
    octave[touchable] = np.ceil(np.log2(probability[touchable]))
    order = np.lexsort((-share, event, -octave[event]))
    event = event[order]
    first = np.flatnonzero(np.diff(event, prepend=-1))
    of_event = octave[event[first]]
    class_first = np.flatnonzero(np.diff(of_event, prepend=1))
    return TouchTable(
        np.append(class_first, first.size),
        2.0 ** of_event[class_first],
        np.append(first, event.size),
        share[order],
        groups[order],
        sky.level[event[first]],
    )


def _patterns(sky: Sky, first: int, last: int) -> tuple[NDArray, NDArray, NDArray]:
    """Event, share of the turn and groups of each pattern of events [first, last)."""
    piece = replace(sky, passing=sky.passing[first:last], level=sky.level[first:last])
    owners, places, bits = [], [], []
    for group in range(sky.n_groups):
        arcs = arcs_of_group(piece, group)
        event, start, length = touched_shifts(arcs)
        owners += [arcs.event[event]] * 2
        places += [start, start + length]
        bits.append(np.full(2 * event.size, 1 << group, dtype=np.uint32))
    owner, place, bit = (np.concatenate(part) for part in (owners, places, bits))
    order = np.lexsort((place, owner))
    owner, place = owner[order], place[order]
    # The arcs of one group do not overlap: each end takes its group's bit on or off, and after the
    # last end of an event none is left.
    groups = np.bitwise_xor.accumulate(bit[order]) if bit.size else bit
    length = np.diff(place, append=0)
    kept = (groups != 0) & (length > 0)
    pattern, number = np.unique(owner[kept] << 32 | groups[kept], return_inverse=True)
    share = np.bincount(number, weights=length[kept], minlength=pattern.size) / TURN
    return (pattern >> 32) + first, share, (pattern & (2**32 - 1)).astype(np.uint32)


def count_scrambled_events(
    sky: Sky,
    first_trial: int,
    n_trials: int,
    *,
    seed: int,
    n_threads: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> NDArray[np.int32]:
    """Events near each group with every event's R.A. independent and uniform.

    Trial t is a function of the sky, the seed and t only: not of how trials are divided among
    calls and threads.

    Parameters
    ----------
    sky : Sky
        With the groups that are counted together.
    first_trial, n_trials : int
        Trials [first_trial, first_trial + n_trials).
    seed : int
    n_threads : int
    progress : callable
        Told the number of trials done in each finished piece.

    Returns
    -------
    ndarray of int32, shape (n_trials, n_groups, n_thresholds)
        Cumulative: events that reach each threshold.

    References
    ----------
    docs/method-spatial.md, section on the nulls.
    """
    table = touch_table(sky)
    counts = np.zeros((n_trials, sky.n_groups, sky.n_levels), dtype=np.int32)
    lock = threading.Lock()

    def count_piece(first: int) -> None:
        last = min(first + TRIALS_PER_PIECE, n_trials)
        for trial in range(first, last):
            _count_trial(table, counts[trial], first_trial + trial, seed)
        with lock:
            progress(last - first)

    with ThreadPoolExecutor(n_threads) as pool:
        # A list: an exception of a thread is raised here.
        list(pool.map(count_piece, range(0, n_trials, TRIALS_PER_PIECE)))
    return counts[:, :, ::-1].cumsum(axis=2, dtype=np.int32)[:, :, ::-1]


def _count_trial(table: TouchTable, counts: NDArray[np.int32], trial: int, seed: int) -> None:
    """Add the counts of one trial, by level."""
    count_touched_by_chance(
        counter_generator(seed, trial, STREAM),
        (table.first, table.bound),
        (table.pattern_first, table.share, table.groups),
        table.level,
        counts,
    )
