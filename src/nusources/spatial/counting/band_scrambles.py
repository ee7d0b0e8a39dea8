"""Counts of events near sources that are scattered within bands of declination.

Declinations change from trial to trial, so there is no table of arcs: a k-d tree of the events
finds those near each source. Radii are in classes, so that few wrong pairs are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from nusources.sky import squared_chord, unit_vectors
from nusources.spatial.counting.arcs import EventCircles
from nusources.spatial.counting.prepared_sky import Sky

RADIUS_RATIO = 2.0
"""Largest over smallest radius of a class; it decides the time, not the counts."""


@dataclass(frozen=True)
class CircleClass:
    """Events with similar radii.

    Attributes
    ----------
    event : ndarray of int64, shape (n_events,)
    tree : cKDTree
        Of the unit vectors of these events.
    chord : ndarray, shape (n_events,)
        Squared chord of each radius.
    """

    event: NDArray[np.int64]
    tree: cKDTree
    chord: NDArray[np.float64]

    def touched_by(self, vectors: NDArray) -> tuple[NDArray, NDArray]:
        """Sources and events of all pairs within the events' radii."""
        reach = np.sqrt(self.chord.max()) * (1 + 1e-12)
        found = self.tree.query_ball_point(vectors, reach, return_sorted=False)
        sizes = np.fromiter(map(len, found), dtype=np.int64, count=len(found))
        source = np.repeat(np.arange(len(vectors)), sizes)
        near = np.concatenate([np.asarray(one, dtype=np.int64) for one in found])
        apart = ((self.tree.data[near] - vectors[source]) ** 2).sum(axis=1)
        is_inside = apart <= self.chord[near]
        return source[is_inside], self.event[near[is_inside]]


def count_in_bands(
    sky: Sky, half_width: float, n_trials: int, *, rng: np.random.Generator
) -> NDArray[np.int32]:
    """Events near each group with sources scattered in R.A. and within a band of declination.

    Parameters
    ----------
    sky : Sky
    half_width : float
        A source's new declination is uniform on the sphere within this of its own [deg]; 0 keeps
        it.
    n_trials : int
    rng : Generator

    Returns
    -------
    ndarray of int32, shape (n_trials, n_groups, n_thresholds)
        Cumulative: events that reach each threshold.

    Raises
    ------
    ValueError
        If the half-width is negative or no angle.

    References
    ----------
    Chang et al. 2022, section 6.3, scrambles in R.A. only: a half-width of 0.
    """
    if not 0 <= half_width <= 180:
        raise ValueError(f"half_width must be 0 to 180 deg; found {half_width}")
    classes = _circle_classes(sky.circles.take(sky.passing))
    dec = sky.sources.dec
    low, high = (np.clip(dec + side, -90, 90) for side in (-half_width, half_width))
    low, high = np.sin(np.radians(low)), np.sin(np.radians(high))
    counts = np.zeros((n_trials, sky.n_groups, sky.n_levels), dtype=np.int32)
    for trial in counts if dec.size else ():
        ra = rng.uniform(0, 360, dec.size)
        sine = np.clip(rng.uniform(low, high), -1, 1)
        new_dec = np.degrees(np.arcsin(sine)) if half_width > 0 else dec
        trial[:] = _count(sky, classes, unit_vectors(ra, new_dec))
    return counts


def _count(sky: Sky, classes: list[CircleClass], vectors: NDArray) -> NDArray[np.int64]:
    """Distinct touched events of each group at or above each threshold."""
    pairs = [one.touched_by(vectors) for one in classes]
    source, event = (np.concatenate(part) for part in zip(*pairs, strict=True))
    counts = np.empty((sky.n_groups, sky.n_levels), dtype=np.int64)
    for group in range(sky.n_groups):
        is_member = (sky.sources.membership[source] >> np.uint32(group)) & np.uint32(1) > 0
        levels = sky.level[np.unique(event[is_member])]
        counts[group] = np.bincount(levels, minlength=sky.n_levels)[::-1].cumsum()[::-1]
    return counts


def _circle_classes(circles: EventCircles) -> list[CircleClass]:
    smallest = circles.radius.min(initial=180.0)
    number = np.floor(np.log(circles.radius / smallest) / np.log(RADIUS_RATIO))
    vectors, chord = unit_vectors(circles.ra, circles.dec), squared_chord(circles.radius)
    members = [np.flatnonzero(number == one) for one in np.unique(number)]
    return [CircleClass(one, cKDTree(vectors[one]), chord[one]) for one in members]
