"""Counts of events near groups of sources, as observed and with scrambled right ascensions.

chang2022, section 6.3: the number of neutrino events that have at least one blazar inside their
uncertainty region, against the same number with all blazars' positions scrambled in R.A.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.random_streams import stream_words
from nusources.spatial.counting.batches import TrialOrder, count_band
from nusources.spatial.counting.counter_words import CounterWords
from nusources.spatial.counting.prepared_sky import Band, Sky

TRIALS_PER_BLOCK = 1024
"""Trials drawn from one block of a source's random stream, a multiple of the eight words of a step.
Part of the definition of a trial."""

MAX_BATCH = 2**13
"""Largest number of trials counted together: looking up an arc takes as long as eight trials in
it, so the more trials, the better."""

COUNTS_IN_CACHE = 3 * 2**16
"""Counts (2 bytes each) that take three quarters of a cache of 512 KiB."""

ORDERED_SHIFTS = 2**24
"""Shifts in order (6 bytes each) that a thread has room for."""


def count_observed(sky: Sky) -> NDArray[np.int32]:
    """Events near each group at the catalogue positions.

    Returns
    -------
    ndarray of int32, shape (n_groups, n_thresholds)
        Cumulative: events that reach each threshold.

    References
    ----------
    Chang et al. 2022, section 6.3 and Table 6.
    """
    counts = np.zeros((1, sky.n_groups, sky.n_levels), dtype=np.int32)
    for number in range(sky.n_bands):
        # A function of its own lets go of a band before the next is built.
        _add_unshifted(counts, sky.band(number))
    return counts[0]


def _add_unshifted(counts: NDArray[np.int32], band: Band) -> None:
    """Add the counts of one band at the catalogue positions."""
    unshifted = TrialOrder(band.sources.names.size, 1)
    unshifted.fill(np.zeros((band.sources.names.size, 1), dtype=np.uint32))
    count_band(band, unshifted, counts)


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

    References
    ----------
    Chang et al. 2022, section 6.3.
    """
    counts = np.zeros((n_trials, sky.n_groups, sky.n_levels), dtype=np.int32)
    for number in range(sky.n_bands):
        last = number == sky.n_bands - 1
        tell = progress if last else (lambda done: None)
        _add_band(counts, sky.band(number), first_trial, seed, n_threads, tell)
    return counts


def _add_band(
    counts: NDArray[np.int32],
    band: Band,
    first_trial: int,
    seed: int,
    n_threads: int,
    progress: Callable[[int], None],
) -> None:
    """Add the counts of one band to those of all trials."""
    names = band.sources.names
    size = _batch_size(names.size, counts.shape, n_threads)
    thread = threading.local()

    def take_space() -> None:
        thread.trials = TrialOrder(names.size, size)

    def add_piece(first: int) -> None:
        piece = counts[first : first + size]
        if thread.trials.n_trials != len(piece):
            thread.trials = TrialOrder(names.size, len(piece))
        trials = first_trial + first, first_trial + first + len(piece)
        thread.trials.fill(_each_shifts(names, *trials, seed))
        count_band(band, thread.trials, piece)
        progress(len(piece))

    pieces = range(0, len(counts), size)
    if n_threads == 1:  # starting a thread takes longer than a small sky
        take_space()
        for first in pieces:
            add_piece(first)
        return
    with ThreadPoolExecutor(n_threads, initializer=take_space) as pool:
        # A list: an exception of a thread is raised here.
        list(pool.map(add_piece, pieces))


def _batch_size(n_sources: int, shape: tuple[int, int, int], n_threads: int) -> int:
    """Trials counted together, a multiple of the eight words that a stream gives in one step."""
    n_trials, n_groups, n_levels = shape
    in_cache = COUNTS_IN_CACHE // (n_groups * (n_levels + 1))
    in_memory = ORDERED_SHIFTS // max(n_sources, 1)
    largest = max(min(MAX_BATCH, in_cache, in_memory), 1)
    # All of a size, and as many for each thread: a small last one looks up all arcs for few trials.
    n_batches = n_threads * max(-(-n_trials // (n_threads * largest)), 1)
    return max(-(-n_trials // (8 * n_batches)) * 8, 8)


def draw_shifts(
    source_names: Collection[str], first: int, last: int, *, seed: int
) -> NDArray[np.uint32]:
    """Shifts in R.A. of trials [first, last) [2**-32 turns].

    Returns
    -------
    ndarray of uint32, shape (n_sources, last - first)

    References
    ----------
    Salmon et al. 2011, Proc. SC11, 16 (Philox, a generator that counts).

    Examples
    --------
    A trial has the same shift whatever is drawn with it:

    >>> draw_shifts(["a", "b"], 5, 9, seed=1)[1, 2] == draw_shifts(["b"], 7, 8, seed=1)[0, 0]
    np.True_
    """
    shifts = np.empty((len(source_names), last - first), dtype=np.uint32)
    for row, drawn in zip(shifts, _each_shifts(source_names, first, last, seed), strict=True):
        row[:] = drawn
    return shifts


def _each_shifts(
    names: Iterable[str], first: int, last: int, seed: int
) -> Iterator[NDArray[np.uint32]]:
    """Shifts of trials [first, last) of one source after another, in the same memory."""
    words = CounterWords(first, last, TRIALS_PER_BLOCK)
    for name in names:
        yield words.of(stream_words(seed, "right-ascension", name))


def counts_to_table(
    counts: NDArray[np.int32], first_trial: int, groups: Sequence[str], thresholds: Sequence[float]
) -> pd.DataFrame:
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


def counts_from_table(
    table: pd.DataFrame, groups: Sequence[str], thresholds: Sequence[float]
) -> NDArray[np.int32]:
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
        raise ValueError(
            f"found {len(ordered)} rows of {np.unique(trials).size} trials; expected each trial of "
            f"{len(groups)} groups and {len(thresholds)} thresholds once"
        )
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
