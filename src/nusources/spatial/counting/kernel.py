"""Compiled counting of the events that have a source inside their angular-error circle."""

from __future__ import annotations

import numba
import numpy as np
from numba import int8, int32, int64, types, uint32, void

ORDER_BITS = 10
"""Trials are put in order by so many leading bits of their shift."""

ARCS = types.Tuple((int64[::1], int64[::1], int64[::1], uint32[:, ::1]))
"""bin_shift, source_first, bin_start, entries of a `nusources.spatial.counting.arcs.ArcTable`."""


@numba.njit(void(uint32[::1], int64[::1]), nogil=True, cache=True)
def _order_by_shift(shifts, order):
    """Order trials by shift, roughly: a source's table is then read from end to end."""
    place = np.zeros((1 << ORDER_BITS) + 1, dtype=np.int64)
    for trial in range(shifts.size):
        place[(shifts[trial] >> uint32(32 - ORDER_BITS)) + 1] += 1
    for key in range(1, place.size):
        place[key] += place[key - 1]
    for trial in range(shifts.size):
        key = shifts[trial] >> uint32(32 - ORDER_BITS)
        order[place[key]] = trial
        place[key] += 1


@numba.njit(
    void(uint32[::1], int64[::1], int64, ARCS, uint32[:, ::1], int64[::1]), nogil=True, cache=True
)
def _place_source(shifts, order, source, arcs, hits, n_hits):
    """Append to each trial's hits the events that one source touches in it.

    The hit is written first and the counter moved by the test: a branch would be mispredicted
    half of the time.
    """
    bin_shift, source_first, bin_start, entries = arcs
    starts = bin_start[source_first[source] :]
    for trial in order[: shifts.size]:
        shift = shifts[trial]
        bin_ = int64(shift) >> bin_shift[source]
        candidates = entries[starts[bin_] : starts[bin_ + 1]]
        found, n = hits[trial], n_hits[trial]
        for entry in range(candidates.shape[0]):
            found[n] = candidates[entry, 2]
            # Unsigned 32-bit subtraction wraps at a full turn.
            n += int64(uint32(shift - candidates[entry, 0]) <= candidates[entry, 1])
        n_hits[trial] = n


@numba.njit(
    void(uint32[::1], uint32, int8[::1], uint32[::1], int32[:, ::1]), nogil=True, cache=True
)
def _count_new(hits, groups, level, touched_by, counts):
    """Count the events that are new to their groups, and remember which groups touched them."""
    for event in hits:
        before = touched_by[event]
        touched_by[event] = before | groups
        new = groups & ~before
        for group in range(counts.shape[0]):
            counts[group, level[event]] += (new >> uint32(group)) & uint32(1)


@numba.njit(
    void(
        uint32[:, ::1], uint32[::1], int64[::1], int8[::1], ARCS, uint32[:, ::1], int32[:, :, ::1]
    ),
    nogil=True,
    cache=True,
)
def count_touched_events(shifts, membership, runs, level, arcs, hits, counts):
    """Count, per trial, group and level, the events with at least one source in their circle.

    An event counts once however many sources of a group it contains.

    Parameters
    ----------
    shifts : ndarray of uint32, shape (n_sources, n_trials)
        Shift in R.A. of each source from its catalogue position [2**-32 turns].
    membership : ndarray of uint32, shape (n_sources,)
        Bit g is set where the source belongs to group g.
    runs : ndarray of int64, shape (n_runs + 1,)
        Where runs of sources with equal membership begin, and the number of sources.
    level : ndarray of int8, shape (n_events,)
        How many thresholds each event passes, minus one.
    arcs : tuple of ndarray
        bin_shift, source_first, bin_start, entries of `nusources.spatial.counting.arcs.ArcTable`.
    hits : ndarray of uint32, shape (n_batch, max_candidates + 1)
        Work space; trials are done in batches of `n_batch`, so that the arcs of a source are
        read from the cache.
    counts : ndarray of int32, shape (n_trials, n_groups, n_levels)
        The result is added here.
    """
    n_batch, n_runs = hits.shape[0], runs.size - 1
    touched_by = np.zeros(level.size, dtype=np.uint32)
    order = np.empty(n_batch, dtype=np.int64)
    # ends[r + 1] is where the hits of run r end in each trial.
    ends = np.zeros((n_runs + 1, n_batch), dtype=np.int64)
    for first in range(0, shifts.shape[1], n_batch):
        last = min(first + n_batch, shifts.shape[1])
        for run in range(n_runs):
            ends[run + 1] = ends[run]
            for source in range(runs[run], runs[run + 1]):
                moved = shifts[source, first:last]
                _order_by_shift(moved, order)
                _place_source(moved, order, source, arcs, hits, ends[run + 1])
        for trial in range(last - first):
            for run in range(n_runs):
                found = hits[trial, ends[run, trial] : ends[run + 1, trial]]
                _count_new(found, membership[runs[run]], level, touched_by, counts[first + trial])
            for event in hits[trial, : ends[n_runs, trial]]:
                touched_by[event] = 0
