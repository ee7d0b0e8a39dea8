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
from dataclasses import dataclass
from functools import cached_property

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
    """
    near = events.near(dec)
    pairs, (first, last) = _arcs_of_pairs(ra, dec, events.take(near))
    width = np.minimum(last - first, TURN - 1).astype(np.uint32)
    return (first % TURN).astype(np.uint32), width, near[pairs]


def build_arc_table(ra: NDArray, dec: NDArray, events: EventCircles) -> ArcTable:
    """Compute the arcs of all sources.

    Parameters
    ----------
    ra, dec : ndarray, shape (n_sources,)
        Catalogue positions [deg].
    events : EventCircles
    """
    order = np.argsort(dec, kind="stable")
    reach = events.radius + MARGIN
    low = np.searchsorted(dec[order], events.dec - reach, side="left")
    n_near = np.searchsorted(dec[order], events.dec + reach, side="right") - low
    event = np.flatnonzero(n_near)
    n_entries, n_before, n_arcs = np.zeros(event.size, dtype=np.int64), 0, 0
    # Each arc may become two. What is not written never becomes memory.
    entries = np.empty((2 * int(n_near.sum()), 3), dtype=np.uint32)
    for piece in _pieces(n_near[event]):
        here = event[piece]
        number = np.repeat(np.arange(here.size), n_near[here])
        source = order[_ranges(low[here], n_near[here])]
        pairs, arcs = _arcs_of_pairs(ra[source], dec[source], events.take(here[number]))
        found, arc = _cut_at_a_turn(source[pairs], *arcs)
        entries[n_before : n_before + arc.size] = found
        n_entries[piece] = np.bincount(number[pairs][arc], minlength=here.size)
        n_before, n_arcs = n_before + arc.size, n_arcs + pairs.size
    touchable = n_entries > 0
    event_first = np.concatenate([[0], np.cumsum(n_entries[touchable])])
    return ArcTable(event[touchable], event_first, entries[:n_before], n_arcs)


def _pieces(n_pairs: NDArray) -> list[slice]:
    """Runs of events with about `PAIRS_AT_ONCE` pairs."""
    n_up_to = np.cumsum(n_pairs)
    full = np.searchsorted(n_up_to, np.arange(PAIRS_AT_ONCE, n_pairs.sum(), PAIRS_AT_ONCE))
    borders = np.unique([0, *full, n_pairs.size])
    return [slice(*both) for both in itertools.pairwise(borders)]


def _ranges(first: NDArray, size: NDArray) -> NDArray[np.int64]:
    """Whole numbers from `first` on, `size` of them, of one after another."""
    begin = np.cumsum(size) - size
    return np.arange(size.sum()) + np.repeat(first - begin, size)


def _arcs_of_pairs(ra, dec, circles: EventCircles):
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


def _cut_at_a_turn(source, first, last) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
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
