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


class TrialOrder:
    """Trials of each source in the order of their shifts: 6 to 8 bytes for each source and trial.

    Its memory serves one batch after another: fresh memory takes as long as putting in order.

    Parameters
    ----------
    n_sources, n_trials : int
        At most 2**16 - 1 trials.
    """

    def __init__(self, n_sources: int, n_trials: int):
        self.n_trials = n_trials
        bucket_bits = int(np.clip(n_trials.bit_length() - 2, 1, MAX_BUCKET_BITS))
        self.bucket_shift = np.uint32(32 - bucket_bits)
        self.arrays = (
            np.empty((n_sources, n_trials), dtype=np.uint32),
            np.empty((n_sources, n_trials), dtype=np.uint16),
            np.empty((n_sources, 2**bucket_bits + 2), dtype=np.uint16),
        )

    def fill(self, shifts: Iterable[NDArray[np.uint32]]) -> None:
        """Put the trials of one source after another in order."""
        for row in zip(shifts, *self.arrays, strict=True):
            order_trials(row[0], self.bucket_shift, *row[1:])


def count_band(band: Band, trials: TrialOrder, counts: NDArray[np.int32]) -> None:
    """Add the events of one band near each group.

    Parameters
    ----------
    band : Band
    trials : TrialOrder
        Filled with the shift in R.A. of each source of the band from its catalogue position
        [2**-32 turns] in each trial.
    counts : ndarray of int32, shape (n_trials, n_groups, n_thresholds)
        The result is added here. Cumulative: events that reach each threshold.

    References
    ----------
    Chang et al. 2022, section 6.3.
    """
    n_trials, n_groups, n_levels = counts.shape
    arcs, members = band.arcs, _members(band.sources.membership, n_groups)
    by_level = np.zeros((n_levels, n_groups, n_trials), dtype=np.int32)
    for begin in range(0, arcs.event.size, MAX_EVENTS_AT_ONCE):
        event = arcs.event[begin : begin + MAX_EVENTS_AT_ONCE]
        entries = arcs.event_first[begin : begin + event.size + 1], arcs.entries
        touched = np.zeros((n_groups, n_trials), dtype=np.uint16)
        found = np.zeros(by_level.shape, dtype=np.uint16)
        count_touched_events(
            band.level[event], entries, members, trials.arrays, trials.bucket_shift, touched, found
        )
        by_level += found
    counts += by_level[::-1].cumsum(axis=0, dtype=np.int32)[::-1].transpose(2, 1, 0)


def _members(
    membership: NDArray[np.uint32], n_groups: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the groups of each source begin, and the groups."""
    is_member = (membership[:, np.newaxis] >> np.arange(n_groups, dtype=np.uint32)) & np.uint32(1)
    source, group = np.nonzero(is_member)
    n_before = np.searchsorted(source, np.arange(membership.size + 1))
    return n_before.astype(np.int64), group.astype(np.int64)
