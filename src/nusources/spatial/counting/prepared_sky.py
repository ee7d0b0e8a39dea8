"""Events and sources prepared for counting, in bands of the sky that fit into memory.

Counts of disjoint sets of events add. A sky with too many arcs for one table is cut into bands of
declination; the table of a band is built, used and dropped. The counts do not depend on the cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.spatial.counting.arcs import (
    ArcTable,
    EventCircles,
    SourceArcs,
    arcs_of_source,
    arcs_of_sources,
    build_arc_table,
)

MAX_GROUPS = 32
"""Groups that fit the bits of one pass."""

MAX_THRESHOLDS = 127
"""Thresholds that fit the one byte kept for each event."""

MAX_ARCS = 5_000_000
"""About the largest number of arcs in one table, 12 bytes each."""

MAX_KEPT_ARCS = 500_000
"""Largest number of arcs that a sky keeps source by source; 24 bytes each."""

MAX_EVENTS = 2**21
"""Largest number of events in one table, 60 bytes each while it is built."""

EVENTS_PER_PIECE = 2**14
"""Events that stay together when a sky is cut into bands."""


@dataclass(frozen=True)
class SourcePlaces:
    """Distinct sources.

    Attributes
    ----------
    names : ndarray of object, shape (n_sources,)
        Stable, unique names: each names the source's random stream.
    ra, dec : ndarray, shape (n_sources,)
        Catalogue positions [deg].
    membership : ndarray of uint32, shape (n_sources,)
        Bit g is set where the source belongs to group g.
    """

    names: NDArray[np.object_]
    ra: NDArray[np.float64]
    dec: NDArray[np.float64]
    membership: NDArray[np.uint32]

    def take(self, chosen: NDArray) -> SourcePlaces:
        """Some of the sources, in the order of `chosen`."""
        parts = (self.names, self.ra, self.dec, self.membership)
        return SourcePlaces(*(part[chosen] for part in parts))


@dataclass(frozen=True)
class Band:
    """Events that are counted together, and the sources that can touch them.

    Attributes
    ----------
    sources : SourcePlaces
    level : ndarray of int8, shape (n_events,)
        How many thresholds each event passes, minus one.
    arcs : ArcTable
    """

    sources: SourcePlaces
    level: NDArray[np.int8]
    arcs: ArcTable


@dataclass(frozen=True)
class Sky:
    """Events with thresholds, and sources with groups, prepared for counting.

    Attributes
    ----------
    circles : EventCircles
        All events, as given.
    passing : ndarray of int64
        Events that pass at least the lowest threshold, in the order of memory.
    level : ndarray of int8
        How many thresholds each of those passes, minus one.
    sources : SourcePlaces
    n_groups, n_levels : int
        Number of groups and of energy thresholds.
    borders : tuple of int
        Where the bands begin and end in `passing`.
    n_arcs : int
        Pairs of source and event that can touch.
    """

    circles: EventCircles
    passing: NDArray[np.int64]
    level: NDArray[np.int8]
    sources: SourcePlaces
    n_groups: int
    n_levels: int
    borders: tuple[int, ...]
    n_arcs: int

    @cached_property
    def passing_circles(self) -> EventCircles:
        """Circles of the events that pass the lowest threshold."""
        return self.circles.take(self.passing)

    def arcs_of(self, source: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray]:
        """Arcs of one source with the passing events, as `arcs_of_source` gives them.

        All are computed at once, and kept, where they are few: of many, the memory is worth more.
        """
        if self.n_arcs <= MAX_KEPT_ARCS:
            return self._source_arcs.of(source)
        places = self.sources
        return arcs_of_source(places.ra[source], places.dec[source], self.passing_circles)

    @cached_property
    def _source_arcs(self) -> SourceArcs:
        return arcs_of_sources(self.sources.ra, self.sources.dec, self.passing_circles)

    @property
    def n_bands(self) -> int:
        """Number of bands."""
        return len(self.borders) - 1

    def band(self, number: int) -> Band:
        """Band with its table: kept where it is the only one, else built anew."""
        return self._whole if self.n_bands == 1 else self._build(number)

    @cached_property
    def _whole(self) -> Band:
        return self._build(0)

    def _build(self, number: int) -> Band:
        events = slice(self.borders[number], self.borders[number + 1])
        circles = self.circles.take(self.passing[events])
        low = circles.dec.min(initial=90.0) - circles.reach - 1e-9
        high = circles.dec.max(initial=-90.0) + circles.reach + 1e-9
        near = np.flatnonzero((self.sources.dec >= low) & (self.sources.dec <= high))
        sources = self.sources.take(near)
        arcs = build_arc_table(sources.ra, sources.dec, circles)
        return Band(sources, self.level[events], arcs)


def prepare_sky(
    events: EventCircles,
    log10_energy: NDArray,
    thresholds: ArrayLike,
    sources: pd.DataFrame,
    groups: Sequence[str],
    *,
    max_arcs: int = MAX_ARCS,
) -> Sky:
    """Prepare the arcs on which sources touch events that pass at least the lowest threshold.

    Parameters
    ----------
    events : EventCircles
        Centres and radii of the angular-error circles [deg], shape (n_events,).
    log10_energy : ndarray, shape (n_events,)
        log10 of the energy proxy in GeV.
    thresholds : array_like, shape (n_thresholds,)
        Ascending thresholds in log10(E/GeV); an event counts for each that it reaches.
    sources : DataFrame
        Columns source_name, ra, dec [deg], group: one row per membership, so a source of two
        groups has two rows with the same name and position.
    groups : sequence of str
        The groups, at most 32, in the order of the result.
    max_arcs : int, optional
        About the largest number of arcs held at once; the counts do not depend on it.

    Raises
    ------
    ValueError
        If the thresholds do not ascend, there are too many of them or of the groups, or a
        source has two positions.

    References
    ----------
    Chang et al. 2022, section 6.3.
    """
    edges = np.asarray(thresholds, dtype=float)
    if edges.size == 0 or np.any(np.diff(edges) <= 0):
        raise ValueError(f"thresholds must ascend and not be empty; found {edges.tolist()}")
    if edges.size > MAX_THRESHOLDS:
        raise ValueError(f"found {edges.size} thresholds; at most {MAX_THRESHOLDS} are counted")
    if not 0 < len(groups) <= MAX_GROUPS:
        raise ValueError(f"found {len(groups)} groups; 1 to {MAX_GROUPS} can be counted together")
    level = (np.searchsorted(edges, log10_energy, side="right") - 1).astype(np.int8)
    passing = _in_memory_order(events, np.flatnonzero(level >= 0))
    places = _distinct_sources(sources, groups)
    borders, n_arcs = _cut_into_bands(events, passing, places.dec, max_arcs)
    return Sky(
        events,
        passing,
        level[passing],
        places,
        len(groups),
        edges.size,
        borders,
        n_arcs,
    )


def circles_of_tracks(tracks: pd.DataFrame, circle_factor: float) -> EventCircles:
    """Circles of events.

    Parameters
    ----------
    tracks : DataFrame
        Contract ``tracks``.
    circle_factor : float
        Radius over the angular error ``ang_err``.

    References
    ----------
    Chang et al. 2022, section 6.3: "uncertainty regions", a factor of 1.
    """
    ra, dec, ang_err = (tracks[name].to_numpy() for name in ("ra", "dec", "ang_err"))
    return EventCircles(ra, dec, circle_factor * ang_err)


def sky_from_tables(
    tracks: pd.DataFrame,
    sources: pd.DataFrame,
    groups: Sequence[str],
    thresholds: ArrayLike,
    *,
    circle_factor: float,
) -> Sky:
    """Prepare a sky from contracted tables.

    Parameters
    ----------
    tracks, sources : DataFrame
        Contracts ``tracks`` and ``sources``.
    groups : sequence of str
    thresholds : array_like, shape (n_thresholds,)
    circle_factor : float
        Radius of the events' circles over ``ang_err``.

    References
    ----------
    Chang et al. 2022, section 6.3.
    """
    circles = circles_of_tracks(tracks, circle_factor)
    return prepare_sky(circles, tracks["log10_energy"].to_numpy(), thresholds, sources, groups)


def _in_memory_order(events: EventCircles, chosen: NDArray) -> NDArray:
    """Order events in strips of declination, so that neighbours on the sky share cache lines."""
    return chosen[np.argsort(np.floor(events.dec[chosen]) * 360 + events.ra[chosen], kind="stable")]


def _cut_into_bands(
    events: EventCircles, passing: NDArray[np.int64], source_dec: NDArray[np.float64], max_arcs: int
) -> tuple[tuple[int, ...], int]:
    """Borders between runs of events with about `max_arcs` arcs, and the number of all arcs."""
    source_dec = np.sort(source_dec)
    borders, in_band, n_arcs = [0], 0, 0
    for first in range(0, passing.size, EVENTS_PER_PIECE):
        circles = events.take(passing[first : first + EVENTS_PER_PIECE])
        upper = np.searchsorted(source_dec, circles.dec + circles.radius, side="right")
        lower = np.searchsorted(source_dec, circles.dec - circles.radius, side="left")
        reached = int((upper - lower).sum())
        full = first - borders[-1] >= MAX_EVENTS or in_band + reached > max_arcs
        if full and first > borders[-1]:
            borders.append(first)
            in_band = 0
        in_band, n_arcs = in_band + reached, n_arcs + reached
    return (*borders, passing.size), n_arcs


def _distinct_sources(sources: pd.DataFrame, groups: Sequence[str]) -> SourcePlaces:
    """One entry per source name, with the groups it belongs to as bits."""
    bit = {group: 1 << number for number, group in enumerate(groups)}
    bits = np.array([bit.get(group, 0) for group in sources["group"]], dtype=np.uint32)
    chosen = bits > 0
    all_names, ra, dec = (
        sources[column].to_numpy(dtype=kind)[chosen]
        for column, kind in (("source_name", object), ("ra", float), ("dec", float))
    )
    names, first, number_of = np.unique(all_names, return_index=True, return_inverse=True)
    is_elsewhere = (ra != ra[first][number_of]) | (dec != dec[first][number_of])
    if is_elsewhere.any():
        name = names[number_of[is_elsewhere].min()]
        raise ValueError(f"source {name!r} has two positions; its name must mean one place")
    membership = np.zeros(names.size, dtype=np.uint32)
    np.bitwise_or.at(membership, number_of, bits[chosen])
    places = SourcePlaces(names, ra[first], dec[first], membership)
    # Like memberships are counted together; neighbours in declination share events.
    return places.take(np.lexsort((places.dec, membership)))
