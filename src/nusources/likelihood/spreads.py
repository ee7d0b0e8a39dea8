"""Shapes of point-spread functions on the sphere, scaled by the width of an event.

Densities are functions of t = c^2 / sigma^2, with the chord c between unit vectors and sigma in
radians: the solid angle within a chord is pi c^2, without approximation.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError
from nusources.likelihood.reach import gaussian_reach

Array = NDArray[np.float64]
GAUSSIAN, KING, TABLE = range(3)
TABLE_POINTS = 4096


@dataclass(frozen=True)
class Spread:
    """Shape of a point-spread function.

    Attributes
    ----------
    kind : int
        `GAUSSIAN`, `KING` or `TABLE`.
    index : float
        Of a King function.
    farthest : float
        Distance beyond which there are no events, in widths; infinite for a Gaussian.
    table : ndarray, shape (n,)
        Density at equal steps of the distance from 0 to `farthest`, with integral 1.
    """

    kind: int
    index: float = 0.0
    farthest: float = np.inf
    table: Array = field(default_factory=lambda: np.zeros(1))

    def reach(self, sigma: Array) -> Array:
        """Chord beyond which sources may be left out [rad], for widths in radians."""
        if self.kind != GAUSSIAN:
            return np.minimum(self.farthest * sigma, 2.0)
        return np.minimum(np.radians(gaussian_reach(np.degrees(sigma))), 2.0)

    def scale(self, sigma: Array) -> Array:
        """What makes the integral over the sphere 1 [1/deg2], for widths in radians."""
        whole = np.degrees(sigma) ** 2
        if self.kind == GAUSSIAN:
            return -1 / (2 * np.pi * whole * np.expm1(-2 / sigma**2))
        largest = np.minimum(self.farthest, 2 / sigma)
        if self.kind == KING:
            tail = (1 + largest**2 / (2 * self.index)) ** (1 - self.index)
            return (1 - 1 / self.index) / (2 * np.pi * whole * (1 - tail))
        return 1 / whole


def gaussian() -> Spread:
    """Gaussian on the sphere (Fisher 1953): density in proportion to exp(cos(angle) / sigma^2)."""
    return Spread(GAUSSIAN)


def king(index: float, farthest: float) -> Spread:
    """King function: density in proportion to (1 + t / (2 index))^-index.

    Parameters
    ----------
    index : float
        Above 1.
    farthest : float
        Where it ends, in widths.

    Raises
    ------
    InputDataError
        If the index or the end is too small.

    References
    ----------
    Read et al. 2011, A&A 534, A34, eq. 1.
    """
    if not (index > 1 and farthest > 0):
        raise InputDataError(
            "a King function without integral",
            value=(index, farthest),
            expected="an index above 1 and an end above 0",
        )
    return Spread(KING, float(index), float(farthest))


def tabulated(angle: ArrayLike, contained: ArrayLike, sigma: float) -> Spread:
    """Point-spread function from a table of the share of events within an angle.

    Between rows the share is a monotone cubic in the solid angle.

    Parameters
    ----------
    angle : array_like, shape (n,)
        Ascending [deg]; 0 need not be in it.
    contained : array_like, shape (n,)
        Share of events within it, not falling; the last one is taken for all.
    sigma : float
        Width [deg] that stands for this table: events of other widths have it stretched.

    Raises
    ------
    InputDataError
        If the table is no such distribution.
    """
    from scipy.interpolate import PchipInterpolator

    angles, shares = (np.asarray(one, dtype=np.float64) for one in (angle, contained))
    good = angles.ndim == 1 and angles.shape == shares.shape and len(angles) > 1
    if not (good and angles[0] >= 0 and np.all(np.diff(angles) > 0) and angles[-1] <= 180):
        raise InputDataError(
            "a table of a point-spread function", expected="two or more ascending angles [deg]"
        )
    if np.any(np.diff(shares) < 0) or shares[0] < 0 or not shares[-1] > 0 or not sigma > 0:
        raise InputDataError(
            "a table of a point-spread function",
            value=(float(shares.min()), float(shares.max())),
            expected="shares that rise from 0 or more, and a width above 0 deg",
        )
    if angles[0] > 0:
        angles, shares = np.append(0.0, angles), np.append(0.0, shares)
    chord = 2 * np.sin(np.radians(angles) / 2)
    solid_angle = np.pi * (chord / np.radians(sigma)) ** 2
    density = PchipInterpolator(solid_angle, shares / shares[-1]).derivative()
    farthest = float(chord[-1] / np.radians(sigma))
    distance = np.linspace(0, farthest, TABLE_POINTS)
    table = np.maximum(density(np.pi * distance**2), 0.0)
    return Spread(TABLE, farthest=farthest, table=table / _integral(distance, table))


def _integral(distance: Array, table: Array) -> float:
    """Integral over the plane of a density that is linear between points."""
    step = distance[1]
    inner, outer = table[:-1], table[1:]
    rings = distance[:-1] * (inner + outer) / 2 + step * (inner + 2 * outer) / 6
    return float(2 * np.pi * step * rings.sum())
