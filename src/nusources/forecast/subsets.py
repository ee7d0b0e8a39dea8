"""Sources that are far enough from each other, and their share of the flux.

References
----------
Chen et al. 2025, section III.2 and eq. 5.
"""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from nusources.forecast.fields import SourceField

SEPARATIONS = ("half_density", "density", "mean", "smallest")
"""Meanings of the mean separation d: .5 / sqrt(n), 1 / sqrt(n) with n per area, the measured mean
distance of nearest neighbours, the smallest distance of a pair."""


def number_at_separation(sources: SourceField, separation: float, meaning: str) -> int:
    """How many of the brightest sources have at least this mean separation.

    Parameters
    ----------
    sources : SourceField
    separation : float
        d [deg].
    meaning : str
        One of `SEPARATIONS`.

    Returns
    -------
    int
        At least 1.
    """
    n_all, area = len(sources.flux), sources.field.area
    factors = {"half_density": 0.5, "density": 1.0}
    if meaning in factors:
        return max(1, min(n_all, int((factors[meaning] / separation) ** 2 * area)))
    low, high = 1, n_all
    while low < high:  # separations fall with the number of sources, but for fluctuations
        middle = (low + high + 1) // 2
        far = measured_separation(sources, middle, meaning) >= separation
        low, high = (middle, high) if far else (low, middle - 1)
    return low


def measured_separation(sources: SourceField, n: int, meaning: str) -> float:
    """Mean or smallest distance to the nearest neighbour [deg] of the `n` brightest sources."""
    if n < 2:
        return np.inf
    places = np.column_stack([sources.x[:n], sources.y[:n]])
    nearest = cKDTree(places).query(places, k=2)[0][:, 1]
    return float(nearest.mean() if meaning == "mean" else nearest.min())


def bright_share(sources: SourceField, n: int, exponent: float = 1.0) -> float:
    """Share c of the weights in the `n` brightest sources (inverse of the factor of eq. 5)."""
    return float(sources.weights(exponent)[:n].sum())
