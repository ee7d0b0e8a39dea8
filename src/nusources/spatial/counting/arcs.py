"""Arcs: the right ascensions at which a source of given declination touches an event.

A source that moves along its parallel of declination is inside an event's angular-error circle
on one arc of right ascension. The arcs do not depend on the scramble, so they are computed once,
in float64; placing a source at a new right ascension is then a look-up.

Right ascensions are *shifts* from the source's catalogue position in units of 2**-32 turns
(0.3 milliarcsecond). Shift 0 is the catalogue position itself, so the observed count is exact,
and unsigned 32-bit arithmetic makes the wrap at 360 deg disappear.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nusources.sky import ra_half_width

TURN = 2**32
"""Shifts per full turn."""

MAX_BIN_BITS = 16
"""At most 2**16 bins per source, an offset table of 256 kB."""


@dataclass(frozen=True)
class ArcTable:
    """All arcs of a catalogue, binned by shift.

    Attributes
    ----------
    bin_shift : ndarray of int64, shape (n_sources,)
        A shift divided by 2**bin_shift is the bin of that source.
    source_first : ndarray of int64, shape (n_sources,)
        Where the bins of each source begin in `bin_start`.
    bin_start : ndarray of int64
        First entry of each bin; each source has one element more than bins.
    entries : ndarray of uint32, shape (n_entries, 3)
        First shift of an arc, its length minus one, its event: together in memory because they
        are read together. An arc stands in each bin that it overlaps.
    max_candidates : int
        Sum over the sources of their fullest bin: the most arcs that one trial can meet.
    n_arcs : int
        Number of source-event pairs that can touch.
    """

    bin_shift: NDArray[np.int64]
    source_first: NDArray[np.int64]
    bin_start: NDArray[np.int64]
    entries: NDArray[np.uint32]
    max_candidates: int
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
    event = events.near(dec)
    half = ra_half_width(dec, events.dec[event], events.radius[event])
    event, half = event[half >= 0], half[half >= 0]
    centre = np.remainder(events.ra[event] - ra + 180.0, 360.0) - 180.0
    first = np.ceil((centre - half) / 360 * TURN).astype(np.int64)
    last = np.floor((centre + half) / 360 * TURN).astype(np.int64)
    whole = half >= 180.0
    first[whole], last[whole] = 0, TURN - 1
    # An arc narrower than the grid of shifts holds none of its points.
    kept = last >= first
    start = (first[kept] % TURN).astype(np.uint32)
    width = np.minimum(last - first, TURN - 1)[kept].astype(np.uint32)
    return start, width, event[kept]


def build_arc_table(ra: NDArray, dec: NDArray, events: EventCircles) -> ArcTable:
    """Compute and bin the arcs of all sources.

    Parameters
    ----------
    ra, dec : ndarray, shape (n_sources,)
        Catalogue positions [deg].
    events : EventCircles
    """
    positions = list(zip(ra, dec, strict=True))
    # Two passes: keeping the arcs of the first would double the memory of a large catalogue.
    sizes = [_size_of_source(arcs_of_source(*one, events)) for one in positions]
    n_arcs, turns = np.array(sizes, dtype=float).reshape(-1, 2).T
    bits = _bin_bits(n_arcs, turns)
    source_first = np.concatenate([[0], np.cumsum(2**bits + 1)])
    bin_start = np.zeros(source_first[-1], dtype=np.int64)
    # An arc of width w overlaps at most w * n_bins + 2 bins.
    entries = np.empty((int((turns * 2.0**bits + 2 * n_arcs).sum()), 3), dtype=np.uint32)
    n_entries, max_candidates = 0, 0
    for source, one in enumerate(positions):
        binned, counts = _bin_arcs(*arcs_of_source(*one, events), int(bits[source]))
        starts = n_entries + np.concatenate([[0], np.cumsum(counts)])
        bin_start[source_first[source] : source_first[source + 1]] = starts
        entries[n_entries : starts[-1]] = binned
        n_entries, max_candidates = starts[-1], max_candidates + int(counts.max())
    return ArcTable(
        32 - bits,
        source_first[:-1],
        bin_start,
        entries,
        max_candidates,
        int(n_arcs.sum()),
    )


def _size_of_source(arcs) -> tuple[int, float]:
    """Number of arcs and the sum of their lengths in turns."""
    width = arcs[1]
    return width.size, width.sum(dtype=np.float64) / TURN


def _bin_bits(n_arcs, turns) -> NDArray[np.int64]:
    """Bins as wide as the mean arc, about two entries and two candidates per hit.

    At most two bins per arc, so that sparse skies of small circles do not make empty tables.
    """
    mean_width = np.divide(turns, n_arcs, out=np.ones_like(turns), where=n_arcs > 0)
    bits = np.round(-np.log2(np.maximum(mean_width, 2.0**-MAX_BIN_BITS)))
    enough = np.ceil(np.log2(np.maximum(n_arcs, 1))) + 1
    return np.clip(np.minimum(bits, enough), 0, MAX_BIN_BITS).astype(np.int64)


def _bin_arcs(start, width, event, bits: int):
    """Entries of one source in the order of its bins, and the number in each bin."""
    n_bins, shift = 1 << bits, 32 - bits
    first = start.astype(np.int64)
    first_bin = first >> shift
    repeats = np.minimum(((first + width) >> shift) - first_bin + 1, n_bins)
    arc = np.repeat(np.arange(start.size), repeats)
    nth = np.arange(arc.size) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    bins = (first_bin[arc] + nth) & (n_bins - 1)
    arc = arc[np.argsort(bins, kind="stable")]
    entries = np.column_stack([start[arc], width[arc], event[arc].astype(np.uint32)])
    return entries, np.bincount(bins, minlength=n_bins)
