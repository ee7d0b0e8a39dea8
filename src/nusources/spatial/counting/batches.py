"""Counts of one band of the sky in a batch of trials: the one statistic, observed or scrambled."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from nusources.spatial.counting.kernel import (
    MAX_BUCKET_BITS,
    MAX_EVENTS_AT_ONCE,
    count_touched_events,
    order_trials,
)
from nusources.spatial.counting.prepared_sky import Band


def count_band(band: Band, shifts: Iterable[NDArray[np.uint32]], counts: NDArray[np.int32]) -> None:
    """Add the events of one band near each group.

    Parameters
    ----------
    band : Band
    shifts : iterable of ndarray of uint32, shape (n_trials,)
        Shift in R.A. of each source from its catalogue position [2**-32 turns], for each trial;
        at most 2**16 - 1 trials.
    counts : ndarray of int32, shape (n_trials, n_groups, n_thresholds)
        The result is added here. Cumulative: events that reach each threshold.
    """
    n_trials, n_groups, n_levels = counts.shape
    bucket_bits = int(np.clip(n_trials.bit_length() - 2, 1, MAX_BUCKET_BITS))
    trials, bucket_shift = _order(shifts, len(band.sources.names), n_trials, bucket_bits)
    arcs, members = band.arcs, _members(band.sources.membership, n_groups)
    by_level = np.zeros((n_levels, n_groups, n_trials), dtype=np.int32)
    for begin in range(0, arcs.event.size, MAX_EVENTS_AT_ONCE):
        event = arcs.event[begin : begin + MAX_EVENTS_AT_ONCE]
        entries = arcs.event_first[begin : begin + event.size + 1], arcs.entries
        touched = np.zeros((n_groups, n_trials), dtype=np.uint16)
        found = np.zeros(by_level.shape, dtype=np.uint16)
        level = band.level[event]
        count_touched_events(level, entries, members, trials, bucket_shift, touched, found)
        by_level += found
    counts += by_level[::-1].cumsum(axis=0, dtype=np.int32)[::-1].transpose(2, 1, 0)


def _order(shifts, n_sources: int, n_trials: int, bucket_bits: int):
    """Trials of all sources, each in the order of its shifts."""
    ordered = np.empty((n_sources, n_trials), dtype=np.uint32)
    trial = np.empty((n_sources, n_trials), dtype=np.uint16)
    first = np.empty((n_sources, 2**bucket_bits + 2), dtype=np.uint16)
    bucket_shift = np.uint32(32 - bucket_bits)
    for source, drawn in zip(range(n_sources), shifts, strict=False):
        order_trials(drawn, bucket_shift, ordered[source], trial[source], first[source])
    return (ordered, trial, first), bucket_shift


def _members(membership: NDArray[np.uint32], n_groups: int):
    """Where the groups of each source begin, and the groups."""
    is_member = (membership[:, np.newaxis] >> np.arange(n_groups, dtype=np.uint32)) & np.uint32(1)
    source, group = np.nonzero(is_member)
    n_before = np.searchsorted(source, np.arange(membership.size + 1))
    return n_before.astype(np.int64), group.astype(np.int64)
