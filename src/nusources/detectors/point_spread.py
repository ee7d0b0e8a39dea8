"""Width of the point-spread function against energy, and what a printed resolution means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

RADIUS_PER_SIGMA = {
    "per_axis": 1.0,
    "r50": float(np.sqrt(-2 * np.log1p(-0.5))),
    "r68": float(np.sqrt(-2 * np.log1p(-0.68))),
}
"""Printed radius over the standard deviation per axis of a 2-D Gaussian, by the meaning of the
radius: that deviation itself, median (50 %), 68 % containment."""


@dataclass(frozen=True)
class WidthCurve:
    """Width of a 2-D Gaussian point-spread function against energy.

    Attributes
    ----------
    log10_energy : ndarray, shape (n,)
        Nodes, log10(E/GeV), ascending.
    log10_sigma : ndarray, shape (n,)
        Standard deviation per axis there, log10(sigma/deg); linear between nodes, constant outside.
    """

    log10_energy: NDArray[np.float64]
    log10_sigma: NDArray[np.float64]

    def __call__(self, log10_energy: ArrayLike) -> NDArray[np.float64]:
        """Standard deviation per axis [deg] at log10(E/GeV)."""
        return 10.0 ** np.interp(
            np.asarray(log10_energy, dtype=float), self.log10_energy, self.log10_sigma
        )


def width_curve(energy: ArrayLike, radius: ArrayLike, meaning: str) -> WidthCurve:
    """Width curve through printed resolutions, a power law between each two.

    Parameters
    ----------
    energy : array_like, shape (n,)
        [GeV]
    radius : array_like, shape (n,)
        Resolution as printed [deg].
    meaning : str
        What it is: a key of `RADIUS_PER_SIGMA`.

    Raises
    ------
    ValueError
        If the meaning is unknown, energies do not ascend, or a resolution is not above 0.

    Examples
    --------
    >>> float(width_curve([1e5], [0.55], "r50")(5.0).round(3))
    0.467
    """
    if meaning not in RADIUS_PER_SIGMA:
        raise ValueError(f"unknown meaning {meaning!r}; expected {', '.join(RADIUS_PER_SIGMA)}")
    energies, radii = np.asarray(energy, dtype=float), np.asarray(radius, dtype=float)
    if not (np.all(np.diff(energies) > 0) and np.all(energies > 0) and np.all(radii > 0)):
        raise ValueError("expected ascending energies and resolutions above 0")
    return WidthCurve(np.log10(energies), np.log10(radii / RADIUS_PER_SIGMA[meaning]))


def containment_radius(
    distance: NDArray[np.float64], contained: NDArray[np.float64], share: float
) -> NDArray[np.float64]:
    """Radii that hold a share of the events, from tabulated distributions.

    Parameters
    ----------
    distance : ndarray, shape (n,)
        Ascending [deg].
    contained : ndarray, shape (m, n)
        Share of the events within each distance, in m distributions.
    share : float

    Returns
    -------
    ndarray, shape (m,)
        [deg]; NaN where a distribution ends below the share.
    """
    return np.array(
        [np.interp(share, np.maximum.accumulate(one), distance, right=np.nan) for one in contained]
    )
