"""Pairs of sources and events in reach, in scrambled skies and of injected events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError
from nusources.stacking.events import Sample, StackEvents, turns
from nusources.stacking.kernel import HALF_TURN, find_hits, number_places, pairs_of_source

Array = NDArray[np.float64]
REACH = 4.0
"""Widths at which the Gaussian ends; it is normalised within."""


@dataclass(frozen=True)
class Sources:
    """Sources of a stack.

    Attributes
    ----------
    names : tuple of str
    ra, dec : ndarray, shape (n_sources,)
        [deg]
    """

    names: tuple[str, ...]
    ra: Array
    dec: Array

    @classmethod
    def of(cls, names: Sequence[str], ra: ArrayLike, dec: ArrayLike) -> Sources:
        """Sources with different names.

        Raises
        ------
        InputDataError
            Without sources, or two of one name.
        """
        names = tuple(str(one) for one in names)
        if not names:
            raise InputDataError("a stack without sources", expected="at least one source")
        twice = sorted({one for one in names if names.count(one) > 1})
        if twice:
            raise InputDataError(
                "two sources of one name in a stack",
                column="source_name",
                value=twice[0],
                expected="different names",
            )
        return cls(names, np.asarray(ra, dtype=float), np.asarray(dec, dtype=float))


@dataclass(frozen=True)
class Hits:
    """Pairs of a source and an event in its reach.

    Attributes
    ----------
    value : ndarray, shape (n,)
        Density of the direction over that of the background (direction, energy, configuration).
    source : ndarray of int, shape (n,)
    cell : ndarray of int, shape (n,)
        Configuration and cell of energy.
    place : ndarray of int64, shape (n,)
        Place of the event among those that have a pair.
    n_places : int
        Number of events that have a pair.
    """

    value: Array
    source: NDArray[np.integer]
    cell: NDArray[np.integer]
    place: NDArray[np.int64]
    n_places: int

    def joined(self, more: Hits) -> Hits:
        """These, and those of further events."""
        return Hits(
            np.concatenate([self.value, more.value]),
            np.concatenate([self.source, more.source]),
            np.concatenate([self.cell, more.cell]),
            np.concatenate([self.place, more.place + self.n_places]),
            self.n_places + more.n_places,
        )

    @cached_property
    def borders(self) -> NDArray[np.int64]:
        """Where the pairs of each source up to the last with some begin, and their end."""
        n = int(self.source[-1]) + 1 if len(self.source) else 0
        # In the type of the sources: numpy would make a new array of them otherwise.
        return np.searchsorted(self.source, np.arange(n + 1, dtype=self.source.dtype))

    def take(self, sources: NDArray[np.integer]) -> Hits:
        """Pairs of some sources, numbered as they stand there.

        Parameters
        ----------
        sources : ndarray of int
            Without repetition. The pairs follow each other source by source.
        """
        borders, last = self.borders, len(self.borders) - 1
        chosen = [slice(borders[min(one, last)], borders[min(one + 1, last)]) for one in sources]
        value, cell, old = (
            np.concatenate([part[one] for one in chosen])
            for part in (self.value, self.cell, self.place)
        )
        # An event makes one pair with a source: only several sources can share it.
        place, n_places = np.arange(len(old)), len(old)
        if len(chosen) > 1:
            n_places = number_places(old, self.n_places, place)
        numbers = [one.stop - one.start for one in chosen]
        source = np.repeat(np.arange(len(chosen)), numbers)
        return Hits(value, source, cell, place, n_places)


class PairFinder:
    """Pairs of sources and events, whatever the right ascensions of the events.

    Parameters
    ----------
    sources : Sources
    sample : Sample
    reach : float
        Widths at which the Gaussian ends.

    Attributes
    ----------
    chosen : ndarray of int, shape (n_events,)
        Events of the sample that a source may reach.
    events : StackEvents
        The same ones.
    """

    def __init__(self, sources: Sources, sample: Sample, reach: float = REACH):
        self._sample, self._reach = sample, reach
        dec, sine, cosine = sample.band
        radius = np.radians(reach * sample.events.width)
        pairs = [_pairs_of(one, (dec, sine, cosine, radius)) for one in np.radians(sources.dec)]
        is_touched = np.zeros(len(dec), dtype=bool)
        for one, _ in pairs:
            is_touched[one] = True
        self.chosen = np.flatnonzero(is_touched)
        self.events = sample.events.take(is_touched)
        place_of = (np.cumsum(is_touched) - 1).astype(np.uint32)
        first = np.cumsum([0, *(len(one) for one, _ in pairs)]).astype(np.int64)
        half = np.concatenate([one for _, one in pairs])
        self._pairs = (first, place_of[np.concatenate([one for one, _ in pairs])], half)
        at = np.radians(sources.dec)
        self._sources = (turns(sources.ra), at, np.cos(at))
        self._prepared = np.stack(
            [dec[is_touched], cosine[is_touched], *self._gaussian(self.events)], axis=1
        )
        self._cell = _cells(self.events, sample)
        # Expected number with five standard deviations and room to look at each source's pairs.
        share = half.sum(dtype=float) / HALF_TURN
        room = share + 5 * np.sqrt(share) + np.diff(first).max(initial=0)
        self._rooms = (min(int(room), len(half)), len(half))

    def _gaussian(self, events: StackEvents) -> tuple[Array, Array]:
        """Steepness 1 / (2 width^2) [rad^-2] of the Gaussian, and its peak over the background."""
        variance = np.radians(events.width) ** 2
        sine = np.sin(np.radians(events.dec))
        density = self._sample.background.at(sine, events.energy_cell, events.configuration)
        inside = -np.expm1(-(self._reach**2) / 2)
        return 0.5 / variance, 1.0 / (2 * np.pi * variance * inside * density)

    def hits(self, right_ascensions: NDArray[np.uint32]) -> Hits:
        """Pairs in one sky.

        Parameters
        ----------
        right_ascensions : ndarray of uint32, shape (n_events,)
            Of `events` [2**-32 turns].
        """
        for room in self._rooms:
            value, places = np.empty(room), np.empty(room, dtype=np.int64)
            source, event = np.empty((2, room), dtype=np.uint32)
            found = (value, source, event, places)
            n = find_hits(right_ascensions, self._pairs, self._sources, self._prepared, found)
            if n >= 0:
                break
        n_places = int(places[:n].max(initial=-1)) + 1
        return Hits(value[:n], source[:n], self._cell[event[:n]], places[:n], n_places)

    def observed(self) -> Hits:
        """Pairs where the events are."""
        return self.hits(turns(self.events.ra))

    def hits_of(self, events: StackEvents, members: NDArray[np.integer] | slice) -> Hits:
        """Pairs of a few further events, such as injected ones, where they are.

        Parameters
        ----------
        events : StackEvents
        members : ndarray of int, or slice
            Which of the sources; the pairs number them from 0.
        """
        at = tuple(one[members] for one in self._sources)
        turn = (turns(events.ra)[np.newaxis] - at[0][:, np.newaxis]).view(np.int32)
        dec = np.radians(events.dec)
        close = np.sin(at[1])[:, np.newaxis] * np.sin(dec) + (
            at[2][:, np.newaxis] * np.cos(dec) * np.cos(turn * (np.pi / HALF_TURN))
        )
        angle = np.arccos(np.clip(close, -1.0, 1.0))
        source, event = np.nonzero(angle < np.radians(self._reach * events.width))
        steepness, peak = self._gaussian(events)
        near = angle[source, event]
        ring = 1.0 / np.sinc(near / np.pi)
        value = peak[event] * ring * np.exp(-(near**2) * steepness[event])
        found, place = np.unique(event, return_inverse=True)
        cell = _cells(events, self._sample)[event]
        return Hits(value, source.astype(np.uint32), cell, place.astype(np.int64), len(found))


def _cells(events: StackEvents, sample: Sample) -> NDArray[np.int32]:
    """Configuration and cell of energy in one number."""
    cells = events.configuration * sample.background.sides[0].shape[2] + events.energy_cell
    return cells.astype(np.int32)


def _pairs_of(dec: float, band: tuple[Array, ...]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Events whose reach comes to a declination [rad], and half of the R.A. in reach."""
    source = (float(dec), float(np.sin(dec)), float(np.cos(dec)))
    farthest = band[3].max()
    begin, end = np.searchsorted(band[0], [dec - farthest, dec + farthest])
    found = np.empty((2, len(band[0])), dtype=np.uint32)
    n = pairs_of_source(source, (int(begin), int(end)), band, (found[0], found[1]))
    return found[0, :n].copy(), found[1, :n].copy()
