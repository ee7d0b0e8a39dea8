"""Arcs: the right ascensions at which a source of given declination touches an event.

A source that moves along its parallel of declination is inside an event's angular-error circle
on one arc of right ascension. The arcs do not depend on the scramble, so they are computed once,
in float64; placing a source at a new right ascension is then a look-up.

Right ascensions are *shifts* from the source's catalogue position in units of 2**-32 turns
(0.3 milliarcsecond). Shift 0 is the catalogue position itself, so the observed count is exact,
and unsigned 32-bit arithmetic makes the wrap at 360 deg disappear.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nusources.sky import ra_half_width

TURN = 2**32
"""Shifts per full turn."""

PAIRS_AT_ONCE = 2**14
"""Pairs of source and event whose arcs are computed together: few enough for the cache."""

MARGIN = 1e-9
"""Declinations this much [deg] beyond a circle are looked at: more than any rounding."""


@dataclass(frozen=True)
class ArcTable:
    """All arcs of a catalogue, event by event.

    Attributes
    ----------
    event : ndarray of int64, shape (n_touchable,)
        Events that some source can touch, in the order given.
    event_first : ndarray of int64, shape (n_touchable + 1,)
        Where the entries of each of them begin, and the number of entries.
    entries : ndarray of uint32, shape (n_entries, 3)
        Source, first shift and length minus one of an arc: together in memory because they are
        read together. An arc that passes shift 0 stands here as the two parts beside it.
    n_arcs : int
        Number of source-event pairs that can touch.
    """

    event: NDArray[np.int64]
    event_first: NDArray[np.int64]
    entries: NDArray[np.uint32]
    n_arcs: int


@dataclass(frozen=True)
class EventCircles:
    """Angular-error circles of events.

    Attributes
    ----------
    ra, dec, radius : ndarray, shape (n_events,)
        Centres and radii [deg].
    """

    ra: NDArray[np.float64]
    dec: NDArray[np.float64]
    radius: NDArray[np.float64]

    def take(self, chosen: NDArray) -> EventCircles:
        """Some of the circles, in the order of `chosen`."""
        return EventCircles(self.ra[chosen], self.dec[chosen], self.radius[chosen])

    @cached_property
    def reach(self) -> float:
        """Largest radius [deg]."""
        return float(self.radius.max(initial=0.0))

    @cached_property
    def by_dec(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Events in the order of declination, their declinations and radii."""
        order = np.argsort(self.dec, kind="stable")
        return order, self.dec[order], self.radius[order]

    def near(self, dec: float) -> NDArray[np.int64]:
        """Events whose circle reaches the declination `dec` [deg]."""
        order, sorted_dec, sorted_radius = self.by_dec
        # Wider than the rounding of these sums; `inside` decides.
        reach = self.reach + 1e-9
        window = slice(*np.searchsorted(sorted_dec, [dec - reach, dec + reach]))
        inside = np.abs(sorted_dec[window] - dec) <= sorted_radius[window]
        return order[window][inside]


def arcs_of_source(
    ra: float, dec: float, events: EventCircles
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.int64]]:
    """Arcs of shift on which one source is inside the circles of events.

    Parameters
    ----------
    ra, dec : float
        Catalogue position of the source [deg].
    events : EventCircles

    Returns
    -------
    start, width : ndarray of uint32, shape (n_arcs,)
        First shift of each arc and its length minus one, in 2**-32 turns.
    event : ndarray of int64, shape (n_arcs,)
        Index of the event.

    References
    ----------
    Chang et al. 2022, section 6.3; the half-width is that of `nusources.sky.ra_half_width`.

    Examples
    --------
    On the equator the arc of a circle of radius 18 deg is a tenth of the turn:

    >>> circle = EventCircles(np.array([0.0]), np.array([0.0]), np.array([18.0]))
    >>> start, width, event = arcs_of_source(0.0, 0.0, circle)
    >>> round(float(width[0] + 1) / TURN, 6), event.tolist()
    (0.1, [0])
    """
    near = events.near(dec)
    pairs, (first, last) = _arcs_of_pairs(ra, dec, events.take(near))
    return *_on_the_turn(first, last), near[pairs]


def _on_the_turn(
    first: NDArray[np.int64], last: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """First shift within a turn, and length minus one."""
    return (first % TURN).astype(np.uint32), np.minimum(last - first, TURN - 1).astype(np.uint32)


@dataclass(frozen=True)
class SourceArcs:
    """All arcs of a catalogue, source by source: those that `arcs_of_source` gives.

    Attributes
    ----------
    first : ndarray of int64, shape (n_sources + 1,)
        Where the arcs of each source begin.
    start, width : ndarray of uint32, shape (n_arcs,)
    event : ndarray of int64, shape (n_arcs,)
    """

    first: NDArray[np.int64]
    start: NDArray[np.uint32]
    width: NDArray[np.uint32]
    event: NDArray[np.int64]

    def of(self, source: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.int64]]:
        """Arcs of one source, as `arcs_of_source` gives them."""
        here = slice(self.first[source], self.first[source + 1])
        return self.start[here], self.width[here], self.event[here]


def arcs_of_sources(ra: NDArray, dec: NDArray, events: EventCircles) -> SourceArcs:
    """Arcs of many sources at once: faster than one after another, with memory for all.

    Parameters
    ----------
    ra, dec : ndarray, shape (n_sources,)
        Catalogue positions [deg].
    events : EventCircles
    """
    by_dec = events.by_dec[0]
    nothing = np.empty(0, dtype=np.int64), *np.empty((2, 0), dtype=np.uint32), by_dec[:0]
    parts = [nothing, *arcs_in_pieces(ra, dec, events.take(by_dec))]
    source, start, width, number = (np.concatenate(part) for part in zip(*parts, strict=True))
    # Stable: the events of a source stay in the order of declination.
    order = np.argsort(source, kind="stable")
    first = np.searchsorted(source[order], np.arange(ra.size + 1))
    return SourceArcs(first, start[order], width[order], by_dec[number[order]])


def arcs_in_pieces(ra: NDArray, dec: NDArray, events: EventCircles) -> Iterator[tuple]:
    """Arcs of many sources, of a run of events after another.

    Parameters
    ----------
    ra, dec : ndarray, shape (n_sources,)
        Catalogue positions [deg].
    events : EventCircles

    Yields
    ------
    source : ndarray of int64, shape (n_arcs,)
    start, width, event : ndarray, shape (n_arcs,)
        As from `arcs_of_source`.
    """
    near = _near_pairs(dec, events)
    for number, source, (first, last) in _found_arcs(ra, dec, events, near):
        yield source, *_on_the_turn(first, last), near.event[number]


def build_arc_table(ra: NDArray, dec: NDArray, events: EventCircles) -> ArcTable:
    """Compute the arcs of all sources.

    Parameters
    ----------
    ra, dec : ndarray, shape (n_sources,)
        Catalogue positions [deg].
    events : EventCircles

    References
    ----------
    Chang et al. 2022, section 6.3.

    Examples
    --------
    An arc about shift 0 has two entries:

    >>> circle = EventCircles(np.array([0.0]), np.array([0.0]), np.array([18.0]))
    >>> table = build_arc_table(np.array([0.0]), np.array([0.0]), circle)
    >>> table.n_arcs, table.entries.shape
    (1, (2, 3))
    """
    near = _near_pairs(dec, events)
    # Each arc may become two. What is not written never becomes memory.
    entries = np.empty((2 * int(near.size.sum()), 3), dtype=np.uint32)
    n_entries, n_before, n_arcs = np.zeros(near.size.size, dtype=np.int64), 0, 0
    for number, source, arcs in _found_arcs(ra, dec, events, near):
        found, arc = _cut_at_a_turn(source, *arcs)
        entries[n_before : n_before + arc.size] = found
        np.add.at(n_entries, number[arc], 1)
        n_before, n_arcs = n_before + arc.size, n_arcs + source.size
    touchable = n_entries > 0
    event_first = np.concatenate([[0], np.cumsum(n_entries[touchable])])
    return ArcTable(near.event[touchable], event_first, entries[:n_before], n_arcs)


def reached_sources(sorted_dec: NDArray, events: EventCircles) -> tuple[NDArray, NDArray]:
    """First source, and the one after the last, that each event can touch at some R.A.

    Parameters
    ----------
    sorted_dec : ndarray, shape (n_sources,)
        Declinations of the sources in ascending order [deg].
    events : EventCircles

    Examples
    --------
    >>> circle = EventCircles(np.array([0.0]), np.array([10.0]), np.array([2.0]))
    >>> [int(end[0]) for end in reached_sources(np.array([7.0, 9.0, 11.0, 13.0]), circle)]
    [1, 3]
    """
    reach = events.radius + MARGIN
    low = np.searchsorted(sorted_dec, events.dec - reach, side="left")
    return low, np.searchsorted(sorted_dec, events.dec + reach, side="right")


class _NearPairs(NamedTuple):
    """Events near some sources: the sources of `order` from `low` on, `size` of them."""

    order: NDArray[np.int64]
    event: NDArray[np.int64]
    low: NDArray[np.int64]
    size: NDArray[np.int64]


def _near_pairs(dec: NDArray[np.float64], events: EventCircles) -> _NearPairs:
    order = np.argsort(dec, kind="stable")
    low, high = reached_sources(dec[order], events)
    event = np.flatnonzero(high > low)
    return _NearPairs(order, event, low[event], (high - low)[event])


def _found_arcs(
    ra: NDArray[np.float64], dec: NDArray[np.float64], events: EventCircles, near: _NearPairs
) -> Iterator[tuple]:
    """Arcs of one run of near events after another: its number, source and ends of each arc."""
    for piece in _pieces(near.size):
        number = np.repeat(np.arange(piece.start, piece.stop), near.size[piece])
        source = near.order[_ranges(near.low[piece], near.size[piece])]
        circles = events.take(near.event[number])
        pairs, arcs = _arcs_of_pairs(ra[source], dec[source], circles)
        yield number[pairs], source[pairs], arcs


def _pieces(n_pairs: NDArray) -> list[slice]:
    """Runs of events with about `PAIRS_AT_ONCE` pairs."""
    n_up_to = np.cumsum(n_pairs)
    full = np.searchsorted(n_up_to, np.arange(PAIRS_AT_ONCE, n_pairs.sum(), PAIRS_AT_ONCE))
    borders = np.unique([0, *full, n_pairs.size]).tolist()
    return [slice(*both) for both in itertools.pairwise(borders)]


def _ranges(first: NDArray, size: NDArray) -> NDArray[np.int64]:
    """Whole numbers from `first` on, `size` of them, of one after another."""
    begin = np.cumsum(size) - size
    return np.arange(size.sum()) + np.repeat(first - begin, size)


def _arcs_of_pairs(
    ra: float | NDArray[np.float64], dec: float | NDArray[np.float64], circles: EventCircles
) -> tuple[NDArray[np.int64], tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairs of a source and a circle that can touch, and the first and last shifts of their arcs.

    Parameters
    ----------
    ra, dec : float or ndarray, shape (n_pairs,)
        Catalogue position of each source [deg].
    circles : EventCircles
        Of each pair.

    Returns
    -------
    pairs : ndarray of int64, shape (n_arcs,)
    first, last : pair of ndarray of int64, shape (n_arcs,)
        The first is less than a turn from 0; a whole turn begins at 0.
    """
    half = ra_half_width(dec, circles.dec, circles.radius)
    # The first test is that of `EventCircles.near`.
    pairs = np.flatnonzero((np.abs(circles.dec - dec) <= circles.radius) & (half >= 0))
    half, centre = half[pairs], np.remainder(circles.ra - ra + 180.0, 360.0)[pairs] - 180.0
    first = np.ceil((centre - half) / 360 * TURN).astype(np.int64)
    last = np.floor((centre + half) / 360 * TURN).astype(np.int64)
    whole = half >= 180.0
    first[whole], last[whole] = 0, TURN - 1
    # An arc narrower than the grid of shifts holds none of its points.
    kept = last >= first
    return pairs[kept], (first[kept], last[kept])


def _cut_at_a_turn(
    source: NDArray[np.int64], first: NDArray[np.int64], last: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Entries of arcs, and the arc that each is of: arcs that pass shift 0 have two."""
    start, width = first % TURN, np.minimum(last - first, TURN - 1)
    beyond = start + width - TURN
    passes = beyond >= 0
    arc = np.repeat(np.arange(source.size), 1 + passes)
    entries = np.column_stack([source, start, width])[arc]
    second = np.flatnonzero(np.diff(arc, prepend=-1) == 0)
    entries[second - 1, 2] = TURN - 1 - start[passes]
    entries[second, 1], entries[second, 2] = 0, beyond[passes]
    return entries.astype(np.uint32), arc
