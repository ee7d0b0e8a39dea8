"""Compiled counting of the events that have a source inside their angular-error circle."""

from __future__ import annotations

import numba
import numpy as np
from numba import int8, int32, int64, types, uint32, uint64, void

EVENT_BITS = np.uint64(32)
EVENT_MASK = np.uint64(0xFFFFFFFF)


ARCS = types.Tuple((int64[::1], int64[::1], int64[::1], uint32[:, ::1]))
"""bin_shift, source_first, bin_start, entries of a `nusources.spatial.arcs.ArcTable`."""


@numba.njit(
    void(uint32[::1], int64, uint64, ARCS, uint64[:, ::1], int64[::1]), nogil=True, cache=True
)
def _place_source(shifts, source, group_bits, arcs, hits, n_hits):
    """Append to each trial's hits the events that one source touches in it.

    The hit is written first and the counter moved by the test: a branch would be mispredicted
    half of the time.
    """
    bin_shift, source_first, bin_start, entries = arcs
    for trial in range(shifts.size):
        shift = shifts[trial]
        bin_ = source_first[source] + (int64(shift) >> bin_shift[source])
        n = n_hits[trial]
        for entry in range(bin_start[bin_], bin_start[bin_ + 1]):
            hits[trial, n] = group_bits | uint64(entries[entry, 2])
            # Unsigned 32-bit subtraction wraps at a full turn.
            n += int64(uint32(shift - entries[entry, 0]) <= entries[entry, 1])
        n_hits[trial] = n


@numba.njit(void(uint64[::1], int64, int8[::1], uint32[::1], int32[:, ::1]), nogil=True, cache=True)
def _count_distinct(hits, n_hits, level, touched_by, counts):
    """Count each touched event once per group and level; leave `touched_by` all zero."""
    n_distinct = 0
    for k in range(n_hits):
        hit = hits[k]
        event = int64(hit & EVENT_MASK)
        before = touched_by[event]
        hits[n_distinct] = hit
        n_distinct += int64(before == 0)
        touched_by[event] = before | uint32(hit >> EVENT_BITS)
    for k in range(n_distinct):
        event = int64(hits[k] & EVENT_MASK)
        for group in range(counts.shape[0]):
            counts[group, level[event]] += (touched_by[event] >> uint32(group)) & uint32(1)
        touched_by[event] = 0


@numba.njit(
    void(uint32[:, ::1], uint32[::1], int8[::1], ARCS, uint64[:, ::1], int32[:, :, ::1]),
    nogil=True,
    cache=True,
)
def count_touched_events(shifts, membership, level, arcs, hits, counts):
    """Count, per trial, group and level, the events with at least one source in their circle.

    An event counts once however many sources of a group it contains.

    Parameters
    ----------
    shifts : ndarray of uint32, shape (n_sources, n_trials)
        Shift in R.A. of each source from its catalogue position [2**-32 turns].
    membership : ndarray of uint32, shape (n_sources,)
        Bit g is set where the source belongs to group g.
    level : ndarray of int8, shape (n_events,)
        How many thresholds each event passes, minus one.
    arcs : tuple of ndarray
        bin_shift, source_first, bin_start, entries of the `nusources.spatial.arcs.ArcTable`.
    hits : ndarray of uint64, shape (n_batch, max_candidates + 1)
        Work space; trials are done in batches of `n_batch`, so that the arcs of a source are
        read from the cache.
    counts : ndarray of int32, shape (n_trials, n_groups, n_levels)
        The result is added here.
    """
    n_sources, n_trials = shifts.shape
    n_batch = hits.shape[0]
    touched_by = np.zeros(level.size, dtype=np.uint32)
    n_hits = np.zeros(n_batch, dtype=np.int64)
    for first in range(0, n_trials, n_batch):
        last = min(first + n_batch, n_trials)
        n_hits[:] = 0
        for source in range(n_sources):
            group_bits = uint64(membership[source]) << EVENT_BITS
            _place_source(shifts[source, first:last], source, group_bits, arcs, hits, n_hits)
        for trial in range(first, last):
            batch = trial - first
            _count_distinct(hits[batch], n_hits[batch], level, touched_by, counts[trial])
