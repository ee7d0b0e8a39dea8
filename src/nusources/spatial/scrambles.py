"""Counts of events near groups of sources, as observed and with scrambled right ascensions.

chang2022, section 6.3: the number of neutrino events that have at least one blazar inside their
uncertainty region, against the same number with all blazars' positions scrambled in R.A.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.random_streams import counter_generator
from nusources.spatial.arcs import MAX_ENTRIES, ArcTable, EventCircles, build_arc_table
from nusources.spatial.kernel import count_touched_events

TRIALS_PER_BLOCK = 1024
"""Trials drawn from one block of a source's random stream. Part of the definition of a trial."""

MAX_GROUPS = 32
"""Groups that fit the bits of one pass."""

MAX_THRESHOLDS = 127
"""Thresholds that fit the one byte kept for each event."""

BATCH = 128
"""Trials counted together; small against a block, large enough to reuse a source's arcs."""

WORK_SPACE = 2**23
"""Largest number of hits held at once (8 bytes each)."""


@dataclass(frozen=True)
class Sky:
    """Events with thresholds, and sources with groups, prepared for counting.

    Attributes
    ----------
    source_names : tuple of str
        Stable, unique names: each names the source's random stream.
    membership : ndarray of uint32, shape (n_sources,)
        Bit g is set where the source belongs to group g.
    n_groups, n_levels : int
        Number of groups and of energy thresholds.
    level : ndarray of int8, shape (n_events,)
        How many thresholds each event passes, minus one.
    arcs : ArcTable
    """

    source_names: tuple[str, ...]
    membership: NDArray[np.uint32]
    n_groups: int
    n_levels: int
    level: NDArray[np.int8]
    arcs: ArcTable


def prepare_sky(
    events: EventCircles,
    log10_energy: NDArray,
    thresholds: Sequence[float],
    sources,
    groups: Sequence[str],
    *,
    max_entries: int = MAX_ENTRIES,
) -> Sky:
    """Prepare the arcs on which sources touch events that pass at least the lowest threshold.

    Parameters
    ----------
    events : EventCircles
        Centres and radii of the angular-error circles [deg], shape (n_events,).
    log10_energy : ndarray, shape (n_events,)
        log10 of the energy proxy in GeV.
    thresholds : sequence of float
        Ascending thresholds in log10(E/GeV); an event counts for each that it reaches.
    sources : DataFrame
        Columns source_name, ra, dec [deg], group: one row per membership, so a source of two
        groups has two rows with the same name and position.
    groups : sequence of str
        The groups, at most 32, in the order of the result.

    Raises
    ------
    ValueError
        If the thresholds do not ascend, there are too many of them or of the groups, or a
        source has two positions.
    """
    thresholds = np.asarray(thresholds, dtype=float)
    if thresholds.size == 0 or np.any(np.diff(thresholds) <= 0):
        raise ValueError(f"thresholds must ascend and not be empty; found {thresholds.tolist()}")
    if thresholds.size > MAX_THRESHOLDS:
        raise ValueError(
            f"found {thresholds.size} thresholds; at most {MAX_THRESHOLDS} are counted"
        )
    if not 0 < len(groups) <= MAX_GROUPS:
        raise ValueError(f"found {len(groups)} groups; 1 to {MAX_GROUPS} can be counted together")
    level = np.searchsorted(thresholds, log10_energy, side="right") - 1
    passing = _in_memory_order(events, np.flatnonzero(level >= 0))
    names, ra, dec, membership = _distinct_sources(sources, groups)
    circles = EventCircles(events.ra[passing], events.dec[passing], events.radius[passing])
    arcs = build_arc_table(ra, dec, circles, max_entries)
    return Sky(
        names,
        membership,
        len(groups),
        thresholds.size,
        level[passing].astype(np.int8),
        arcs,
    )


def count_observed(sky: Sky) -> NDArray[np.int32]:
    """Events near each group at the catalogue positions.

    Returns
    -------
    ndarray of int32, shape (n_groups, n_thresholds)
        Cumulative: events that reach each threshold.
    """
    return _count(sky, np.zeros((len(sky.source_names), 1), dtype=np.uint32))[0]


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
        Told the number of trials done in each finished piece.

    Returns
    -------
    ndarray of int32, shape (n_trials, n_groups, n_thresholds)
        Cumulative: events that reach each threshold.
    """
    pieces = _pieces(first_trial, n_trials)

    def count_piece(piece):
        counts = _count(sky, draw_shifts(sky.source_names, *piece, seed=seed))
        progress(len(counts))
        return counts

    none = np.empty((0, sky.n_groups, sky.n_levels), dtype=np.int32)
    with ThreadPoolExecutor(n_threads) as pool:
        return np.concatenate([none, *pool.map(count_piece, pieces)])


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


def _count(sky: Sky, shifts: NDArray[np.uint32]) -> NDArray[np.int32]:
    """Cumulative counts at given shifts: the one statistic, observed or scrambled."""
    counts = np.zeros((shifts.shape[1], sky.n_groups, sky.n_levels), dtype=np.int32)
    width = sky.arcs.max_candidates + 1
    n_batch = int(np.clip(WORK_SPACE // width, 1, BATCH))
    arcs = (sky.arcs.bin_shift, sky.arcs.source_first, sky.arcs.bin_start, sky.arcs.entries)
    hits = np.empty((n_batch, width), dtype=np.uint64)
    shifts = np.ascontiguousarray(shifts)
    count_touched_events(shifts, sky.membership, sky.level, arcs, hits, counts)
    return counts[:, :, ::-1].cumsum(axis=2, dtype=np.int32)[:, :, ::-1]


def _in_memory_order(events: EventCircles, chosen: NDArray) -> NDArray:
    """Order events in strips of declination, so that neighbours on the sky share cache lines."""
    return chosen[np.lexsort((events.ra[chosen], np.floor(events.dec[chosen])))]


def _distinct_sources(sources, groups):
    """One entry per source name, in the order of names, with the groups it belongs to as bits."""
    bit = {group: np.uint32(1 << number) for number, group in enumerate(groups)}
    chosen = sources[sources["group"].isin(list(bit))].sort_values("source_name", kind="stable")
    rows = chosen[["source_name", "ra", "dec"]].drop_duplicates()
    repeated = rows["source_name"].duplicated()
    if repeated.any():
        name = rows.loc[repeated, "source_name"].iloc[0]
        raise ValueError(f"source {name!r} has two positions; its name must mean one place")
    number_of = {name: number for number, name in enumerate(rows["source_name"])}
    membership = np.zeros(len(rows), dtype=np.uint32)
    bits = np.array([bit[group] for group in chosen["group"]], dtype=np.uint32)
    np.bitwise_or.at(membership, [number_of[name] for name in chosen["source_name"]], bits)
    ra, dec = (rows[column].to_numpy(dtype=float) for column in ("ra", "dec"))
    return tuple(number_of), ra, dec, membership


def sky_from_tables(tracks, sources, groups: Sequence[str], thresholds: Sequence[float]) -> Sky:
    """Prepare a sky from contracted tables.

    Parameters
    ----------
    tracks, sources : DataFrame
        Contracts ``tracks`` and ``sources``.
    groups : sequence of str
    thresholds : sequence of float
    """
    circles = EventCircles(*(tracks[name].to_numpy() for name in ("ra", "dec", "ang_err")))
    return prepare_sky(circles, tracks["log10_energy"].to_numpy(), thresholds, sources, groups)


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
