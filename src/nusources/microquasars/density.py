"""Surface densities of sources in the Galactic disk.

A density is a function of the distance from the Galactic centre [kpc] that gives sources per kpc^2.
All are normalised to one source inside the Galaxy's radius, so integrals over them are per source.

References
----------
anchordoqui2014, section IV: uniform, exponential with eq. (16), microquasars with eq. (17).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.integrate import quad
from scipy.optimize import brentq

RadialFunction = Callable[[NDArray[np.float64]], NDArray[np.float64]]

N_CHECKED = 2001
"""Radii at which a density is checked to be finite and not negative."""


@dataclass(frozen=True)
class Density:
    """A surface density normalised to one source.

    Attributes
    ----------
    name : str
    shape : callable
        Density up to a factor, of the distance from the centre [kpc].
    radius : float
        Radius of the Galaxy [kpc]; there are no sources beyond.
    norm : float
        Factor that makes one source [kpc^-2].
    kinks : tuple of float
        Radii [kpc] at which the density or its slope jumps.
    """

    name: str
    shape: RadialFunction
    radius: float
    norm: float
    kinks: tuple[float, ...] = ()

    def __call__(self, r: ArrayLike) -> NDArray[np.float64]:
        """Sources per kpc^2 at a distance `r` [kpc] from the centre."""
        r = np.asarray(r, dtype=float)
        return np.where(r <= self.radius, self.norm * self.shape(r), 0.0)


def normalised(
    name: str, shape: RadialFunction, radius: float, kinks: tuple[float, ...] = ()
) -> Density:
    """Normalise a radial function to one source inside `radius` [kpc].

    Raises
    ------
    ValueError
        If the function is negative or not finite somewhere, or has no sources at all.
    """
    if not radius > 0:
        raise ValueError(f"density {name!r}: the Galaxy's radius is {radius} kpc; expected > 0")
    grid = np.linspace(0, radius, N_CHECKED)[1:]
    values = np.asarray(shape(grid), dtype=float)
    wrong = np.flatnonzero(~np.isfinite(values) | (values < 0))
    if wrong.size:
        at = grid[wrong[0]]
        raise ValueError(
            f"density {name!r}: found {values[wrong[0]]} at r = {at:.4g} kpc; expected a finite "
            "number that is not negative"
        )
    total, _ = quad(lambda r: 2 * np.pi * r * float(shape(r)), 0, radius, **_splits(kinks, radius))
    if not total > 0:
        raise ValueError(f"density {name!r} has no sources inside {radius} kpc")
    return Density(name, shape, radius, 1 / total, kinks)


def uniform(radius: float) -> Density:
    """Equal density everywhere (section IV)."""
    return normalised("uniform", lambda r: np.ones_like(np.asarray(r, dtype=float)), radius)


def exponential(scale: float, radius: float) -> Density:
    """Density exp(-r/scale), peaked at the Galactic centre (section IV).

    Parameters
    ----------
    scale, radius : float
        Scale r0 and radius of the Galaxy [kpc].
    """
    return normalised("exponential", lambda r: np.exp(-np.asarray(r) / scale), radius)


def exponential_scale(inner: float, share: float, radius: float) -> float:
    """Scale [kpc] of the exponential with a given share of sources beyond `inner` (eq. 16).

    Parameters
    ----------
    inner : float
        Distance from the centre [kpc]; R - h in the paper.
    share : float
        Share of the sources between `inner` and `radius`; 10 % in the paper.
    radius : float
        Radius of the Galaxy [kpc].

    Raises
    ------
    ValueError
        If no exponential that falls outwards has that share.
    """

    def excess(scale: float) -> float:
        def beyond(r: float) -> float:  # integral of r exp(-r/scale) from r to infinity / scale^2
            return (1 + r / scale) * np.exp(-r / scale)

        return (beyond(inner) - beyond(radius)) / (1 - beyond(radius)) - share

    low, high = 1e-3 * radius, 1e3 * radius
    if not excess(low) < 0 < excess(high):
        raise ValueError(
            f"no exponential puts a share {share} of the sources between {inner} and {radius} kpc"
        )
    return float(brentq(excess, low, high, xtol=1e-13))


def microquasar(scale: float, radius: float) -> Density:
    """Density exp(-R0/r - r/R0), depressed at the centre (eq. 17).

    Parameters
    ----------
    scale, radius : float
        R0 and radius of the Galaxy [kpc].
    """
    return normalised("microquasar", lambda r: annulus_shape(r, scale), radius)


def annulus_shape(r: ArrayLike, scale: float) -> NDArray[np.float64]:
    """exp(-R0/r - r/R0), zero at the centre (eq. 17 without N0)."""
    r = np.asarray(r, dtype=float)
    with np.errstate(divide="ignore"):
        return np.exp(-scale / r - r / scale)


def tabulated(name: str, r: ArrayLike, density: ArrayLike, radius: float) -> Density:
    """Density interpolated between given radii, constant inside the first, zero beyond the last.

    Parameters
    ----------
    name : str
    r, density : array_like, shape (n,)
        Ascending radii [kpc] and densities in any unit.
    radius : float
        Radius of the Galaxy [kpc].

    Raises
    ------
    ValueError
        If the radii do not ascend, or a density is negative or not finite.
    """
    r, density = np.asarray(r, dtype=float), np.asarray(density, dtype=float)
    if r.size == 0 or np.any(np.diff(r) <= 0) or r[0] < 0:
        raise ValueError(f"density {name!r}: radii must ascend from 0 on; found {r.tolist()}")
    if not np.all(np.isfinite(density) & (density >= 0)):
        row = int(np.flatnonzero(~(np.isfinite(density) & (density >= 0)))[0])
        raise ValueError(
            f"density {name!r}, row {row + 1}: found {density[row]}; expected a finite number that "
            "is not negative"
        )
    return normalised(name, lambda x: np.interp(x, r, density, right=0.0), radius, tuple(r))


def _splits(kinks: tuple[float, ...], radius: float) -> dict:
    inside = sorted({kink for kink in kinks if 0 < kink < radius})
    return {"points": inside, "limit": 200 + 2 * len(inside)} if inside else {"limit": 200}
