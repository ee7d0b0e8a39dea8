"""One-to-one matching of positions on the sky."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from nusources.sky import squared_chord, unit_vectors
from nusources.units import ARCSEC_PER_DEG


@dataclass(frozen=True)
class Matches:
    """Pairs of matched rows, closest first.

    Parameters
    ----------
    first, second : ndarray of int, shape (n_pairs,)
        Rows of the two lists; none occurs twice.
    separation : ndarray, shape (n_pairs,)
        Angle between the two [arcsec].
    n_rivals : int
        Pairs within the radius that lost against a closer one.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    separation: NDArray[np.float64]
    n_rivals: int


def match_positions(
    ra_1: ArrayLike, dec_1: ArrayLike, ra_2: ArrayLike, dec_2: ArrayLike, radius_arcsec: float
) -> Matches:
    """Pair positions of two lists, the closest pairs first, each position once.

    The result does not depend on which list is the first, nor on the order of rows (but for exact
    ties, which go to the earlier row).

    Parameters
    ----------
    ra_1, dec_1 : array_like, shape (n_1,)
        Positions [deg].
    ra_2, dec_2 : array_like, shape (n_2,)
        Positions [deg].
    radius_arcsec : float
        Largest separation [arcsec], included.

    Returns
    -------
    Matches
    """
    one, two = unit_vectors(ra_1, dec_1), unit_vectors(ra_2, dec_2)
    if len(one) == 0 or len(two) == 0:
        nothing = np.empty(0, dtype=np.int64)
        return Matches(nothing, nothing, np.empty(0), 0)
    first, second = _pairs_within(one, two, radius_arcsec / ARCSEC_PER_DEG)
    chord = np.linalg.norm(one[first] - two[second], axis=1)
    order = np.lexsort([second, first, chord])
    kept = order[_closest_first(first[order], second[order])]
    separation = 2 * np.degrees(np.arcsin(np.minimum(chord[kept] / 2, 1.0)))
    return Matches(
        first[kept], second[kept], separation * ARCSEC_PER_DEG, int(len(order) - len(kept))
    )


def count_close_pairs(ra: ArrayLike, dec: ArrayLike, radius_arcsec: float) -> int:
    """Count pairs within one list that are closer than a radius [arcsec]."""
    points = unit_vectors(ra, dec)
    if len(points) == 0:
        return 0
    chord = float(np.sqrt(squared_chord(radius_arcsec / ARCSEC_PER_DEG)))
    return len(cKDTree(points).query_pairs(chord))


def _pairs_within(
    one: NDArray[np.float64], two: NDArray[np.float64], radius: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All pairs of rows within a radius [deg]."""
    chord = float(np.sqrt(squared_chord(radius)))
    found = cKDTree(one).query_ball_tree(cKDTree(two), chord)
    first = np.repeat(np.arange(len(one)), [len(near) for near in found])
    second = np.fromiter((row for near in found for row in near), np.int64, len(first))
    return first, second


def _closest_first(first: NDArray[np.int64], second: NDArray[np.int64]) -> list[int]:
    """Numbers of the pairs that are kept when each row serves once; pairs come closest first."""
    taken_1: set[int] = set()
    taken_2: set[int] = set()
    kept = []
    for number, (row_1, row_2) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        if row_1 not in taken_1 and row_2 not in taken_2:
            taken_1.add(row_1)
            taken_2.add(row_2)
            kept.append(number)
    return kept
