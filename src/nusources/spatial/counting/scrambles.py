"""Counts of events near groups of sources, as observed and with scrambled right ascensions.

chang2022, section 6.3: the number of neutrino events that have at least one blazar inside their
uncertainty region, against the same number with all blazars' positions scrambled in R.A.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.random_streams import counter_generator
from nusources.spatial.counting.kernel import count_touched_events
from nusources.spatial.counting.prepared_sky import Band, Sky

TRIALS_PER_BLOCK = 1024
"""Trials drawn from one block of a source's random stream. Part of the definition of a trial."""

BATCH = 512
"""Trials counted together: the more, the more often a source's arcs are read from the cache."""

WORK_SPACE = 2**25
"""Largest number of hits with room at once (4 bytes each); about a quarter is ever touched."""


def count_observed(sky: Sky) -> NDArray[np.int32]:
    """Events near each group at the catalogue positions.

    Returns
    -------
    ndarray of int32, shape (n_groups, n_thresholds)
        Cumulative: events that reach each threshold.
    """
    # A function of its own lets go of a band before the next is built.
    bands = (_count_unshifted(sky, number) for number in range(sky.n_bands))
    return sum(bands, start=np.zeros((sky.n_groups, sky.n_levels), dtype=np.int32))


def _count_unshifted(sky: Sky, number: int) -> NDArray[np.int32]:
    """Counts of one band at the catalogue positions."""
    band = sky.band(number)
    unshifted = np.zeros((band.sources.names.size, 1), dtype=np.uint32)
    return _count(band, unshifted, (sky.n_groups, sky.n_levels), _work_space(band, 1))[0]


def count_scrambled(
    sky: Sky,
    first_trial: int,
    n_trials: int,
    *,
    seed: int,
    n_threads: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> NDArray[np.int32]:
    """Events near each group with every source's R.A. independent and uniform.

    Trial t is a function of the seed, the source's name and t only: not of the other sources or
    groups, nor of how trials are divided among calls and threads.

    Parameters
    ----------
    sky : Sky
    first_trial, n_trials : int
        Trials [first_trial, first_trial + n_trials).
    seed : int
    n_threads : int
    progress : callable
        Told the number of trials done in each finished piece (of the last band).

    Returns
    -------
    ndarray of int32, shape (n_trials, n_groups, n_thresholds)
        Cumulative: events that reach each threshold.
    """
    counts = np.zeros((n_trials, sky.n_groups, sky.n_levels), dtype=np.int32)
    for number in range(sky.n_bands):
        last = number == sky.n_bands - 1
        tell = progress if last else (lambda done: None)
        _add_band(counts, sky.band(number), first_trial, seed, n_threads, tell)
    return counts


def _add_band(counts, band: Band, first_trial: int, seed: int, n_threads: int, progress) -> None:
    """Add the counts of one band to those of all trials."""
    thread = threading.local()

    def take_space():
        # One per thread: fresh memory for each piece costs as much time as the counting.
        thread.hits = _work_space(band, len(counts))

    def add_piece(piece):
        block, first, last = piece
        row = block * TRIALS_PER_BLOCK + first - first_trial
        shifts = draw_shifts(band.sources.names, block, first, last, seed=seed)
        counts[row : row + last - first] += _count(band, shifts, counts.shape[1:], thread.hits)
        progress(last - first)

    with ThreadPoolExecutor(n_threads, initializer=take_space) as pool:
        # A list: an exception of a thread is raised here.
        list(pool.map(add_piece, _pieces(first_trial, len(counts))))


def _work_space(band: Band, n_trials: int) -> NDArray[np.uint32]:
    """Room for the hits of a batch of trials."""
    width = band.arcs.max_candidates + 1
    return np.empty((int(np.clip(WORK_SPACE // width, 1, min(BATCH, n_trials))), width), np.uint32)


def draw_shifts(
    source_names: Sequence[str], block: int, first: int, last: int, *, seed: int
) -> NDArray[np.uint32]:
    """Shifts in R.A. of trials [first, last) within one block [2**-32 turns].

    Returns
    -------
    ndarray of uint32, shape (n_sources, last - first)
    """
    shifts = np.empty((len(source_names), last - first), dtype=np.uint32)
    for row, name in zip(shifts, source_names, strict=True):
        generator = counter_generator(seed, block, "right-ascension", name)
        row[:] = generator.integers(0, 2**32, size=last, dtype=np.uint32)[first:]
    return shifts


def _pieces(first_trial: int, n_trials: int) -> list[tuple[int, int, int]]:
    """Cut a range of trials at the borders of the blocks: (block, first, last) within it."""
    last_trial = first_trial + n_trials
    blocks = range(first_trial // TRIALS_PER_BLOCK, -(-last_trial // TRIALS_PER_BLOCK))
    return [
        (
            block,
            max(first_trial - block * TRIALS_PER_BLOCK, 0),
            min(last_trial - block * TRIALS_PER_BLOCK, TRIALS_PER_BLOCK),
        )
        for block in blocks
    ]


def _count(
    band: Band, shifts: NDArray[np.uint32], shape: tuple[int, int], hits: NDArray[np.uint32]
) -> NDArray[np.int32]:
    """Cumulative counts at given shifts: the one statistic, observed or scrambled."""
    counts = np.zeros((shifts.shape[1], *shape), dtype=np.int32)
    if not shifts.size:
        return counts
    membership = band.sources.membership
    runs = np.flatnonzero(np.diff(membership.astype(np.int64), prepend=-1, append=-1))
    arcs = (band.arcs.bin_shift, band.arcs.source_first, band.arcs.bin_start, band.arcs.entries)
    count_touched_events(shifts, membership, runs, band.level, arcs, hits, counts)
    return counts[:, :, ::-1].cumsum(axis=2, dtype=np.int32)[:, :, ::-1]


def counts_to_table(counts, first_trial: int, groups, thresholds):
    """Turn counts into rows, in the order of the table's key.

    Parameters
    ----------
    counts : ndarray, shape (n_trials, n_groups, n_thresholds)
    first_trial : int
    groups, thresholds : sequences

    Returns
    -------
    DataFrame
        Contract ``scramble_counts``.
    """
    n_trials, n_groups, n_thresholds = counts.shape
    order = np.argsort(np.asarray(groups))
    return pd.DataFrame(
        {
            "group": np.repeat(np.asarray(groups)[order], n_thresholds * n_trials),
            "log10_energy_min": np.tile(np.repeat(thresholds, n_trials), n_groups),
            "trial": np.tile(first_trial + np.arange(n_trials), n_groups * n_thresholds),
            "n_events": counts.transpose(1, 2, 0)[order].ravel(),
        }
    )


def counts_from_table(table, groups, thresholds) -> NDArray[np.int32]:
    """Inverse of `counts_to_table`, for one or more chunks of trials.

    Returns
    -------
    ndarray, shape (n_trials, n_groups, n_thresholds)

    Raises
    ------
    ValueError
        If a trial of a group or threshold is missing.
    """
    ordered = table.sort_values(["group", "log10_energy_min", "trial"], kind="stable")
    shape = (len(groups), len(thresholds), -1)
    cells = len(groups) * len(thresholds)
    trials = ordered["trial"].to_numpy()
    if len(ordered) % cells or np.any(
        trials.reshape(cells, -1) != np.arange(len(ordered) // cells)
    ):
        raise ValueError("the chunks do not hold each trial of each group and threshold once")
    by_name = ordered["n_events"].to_numpy().reshape(shape)
    return by_name[np.argsort(np.argsort(np.asarray(groups)))].transpose(2, 0, 1)


def own_counts(
    groups: Sequence[str],
    nulls: Sequence[str],
    thresholds: Sequence[float],
    parts: Mapping[str, Sequence[pd.DataFrame]],
) -> NDArray[np.int32]:
    """Counts of the trials of all groups, each under its own null.

    Parameters
    ----------
    groups, nulls : sequences of str
        Groups, and the null of each.
    thresholds : sequence of float
    parts : mapping
        Chunks of the contract ``scramble_counts`` for each null that a group has.

    Returns
    -------
    ndarray of int32, shape (n_trials, n_groups, n_thresholds)

    Raises
    ------
    ValueError
        If a trial of a group or threshold is missing, or the nulls have different numbers of
        trials.
    """
    columns: dict[str, NDArray[np.int32]] = {}
    for null in dict.fromkeys(nulls):
        members = [group for group, other in zip(groups, nulls, strict=True) if other == null]
        table = pd.concat(parts[null], ignore_index=True)
        table = table[table["group"].isin(members)]
        counts = counts_from_table(table, members, thresholds)
        columns |= dict(zip(members, counts.transpose(1, 0, 2), strict=True))
    return np.stack([columns[group] for group in groups], axis=1)
