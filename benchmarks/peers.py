"""The same counts by other means: astropy, and the best plain code with a k-d tree that we know.

Both get every advantage that does not change the numbers: events below the lowest threshold do not
exist here, trees are built once, radii are in classes so that few wrong pairs are looked at.
"""

from __future__ import annotations

import numpy as np
from astropy import units as u
from astropy.coordinates import SkyCoord, search_around_sky
from scipy.spatial import cKDTree

from nusources.sky import squared_chord, unit_vectors

RADIUS_RATIO = 2.2
"""Largest over smallest radius of a class of the k-d trees (fastest of 1.3 to 4)."""


class AstropyCounter:
    """`search_around_sky` at the largest radius of each class, then the events' own radii."""

    def __init__(self, events, thresholds):
        self.thresholds = thresholds
        self.energy = events["log10_energy"].to_numpy()
        self.radius = events["ang_err"].to_numpy()
        self.classes = [
            (
                chosen,
                SkyCoord(*(events[name].to_numpy()[chosen] for name in ("ra", "dec")), unit="deg"),
            )
            for chosen in radius_classes(self.radius)
        ]

    def count(self, ra, dec) -> np.ndarray:
        """Events with a source in their circle, by threshold."""
        sources = SkyCoord(ra, dec, unit="deg")
        touched = []
        for chosen, places in self.classes:
            limit = self.radius[chosen].max() * u.deg
            _, event, separation, _ = search_around_sky(sources, places, limit)
            event = chosen[event]
            touched.append(event[separation.deg <= self.radius[event]])
        return counts_by_threshold(np.concatenate(touched), self.energy, self.thresholds)


class TreeCounter:
    """One k-d tree of unit vectors for each class of radius."""

    def __init__(self, events, thresholds):
        self.thresholds = thresholds
        self.energy = events["log10_energy"].to_numpy()
        self.chord = squared_chord(events["ang_err"].to_numpy())
        self.vectors = unit_vectors(events["ra"], events["dec"])
        self.classes = [
            (chosen, cKDTree(self.vectors[chosen], balanced_tree=False, compact_nodes=True))
            for chosen in radius_classes(events["ang_err"].to_numpy())
        ]

    def count(self, ra, dec) -> np.ndarray:
        """Events with a source in their circle, by threshold."""
        sources = unit_vectors(ra, dec)
        touched = []
        for chosen, tree in self.classes:
            reach = np.sqrt(self.chord[chosen].max())
            near = tree.query_ball_point(sources, reach * (1 + 1e-12), return_sorted=False)
            sizes = np.fromiter(map(len, near), dtype=np.int64, count=len(near))
            event = chosen[np.concatenate([np.asarray(one, dtype=np.int64) for one in near])]
            apart = self.vectors[event] - np.repeat(sources, sizes, axis=0)
            touched.append(event[(apart**2).sum(axis=1) <= self.chord[event]])
        return counts_by_threshold(np.concatenate(touched), self.energy, self.thresholds)


class PairCounter(TreeCounter):
    """The same trees against one of the sources: all near pairs in one call, faster for many."""

    def count(self, ra, dec) -> np.ndarray:
        """Events with a source in their circle, by threshold."""
        sources = cKDTree(unit_vectors(ra, dec))
        touched = []
        for chosen, tree in self.classes:
            reach = np.sqrt(self.chord[chosen].max()) * (1 + 1e-12)
            pairs = sources.sparse_distance_matrix(tree, reach, output_type="ndarray")
            event = chosen[pairs["j"]]
            touched.append(event[pairs["v"] ** 2 <= self.chord[event]])
        return counts_by_threshold(np.concatenate(touched), self.energy, self.thresholds)


def radius_classes(radius) -> list[np.ndarray]:
    """Events in classes of similar radius."""
    number = np.floor(np.log(radius / radius.min()) / np.log(RADIUS_RATIO)).astype(int)
    return [np.flatnonzero(number == one) for one in np.unique(number)]


def counts_by_threshold(events, energy, thresholds) -> np.ndarray:
    """Distinct events at or above each threshold."""
    level = np.searchsorted(thresholds, energy[np.unique(events)], side="right") - 1
    per_level = np.bincount(level[level >= 0], minlength=len(thresholds))
    return per_level[::-1].cumsum()[::-1]
