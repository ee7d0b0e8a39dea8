"""Draws that the simulated catalogues share: positions, fluxes, choices, and exact counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError

ARCSEC = 1.0 / 3600.0  # deg
PLANE = 10.0
"""Galactic latitude [deg] below which catalogues of blazars are incomplete, and which chang2022
(section 4.1) leaves out."""
WINDOW_DEC = 40.0
"""Largest declination [deg] of chang2022, section 4.1."""
BORDER_MARGIN = 0.01
"""No simulated position is closer than this [deg] to a border of the window of chang2022, so that
arcseconds of positional error cannot carry it across and published counts hold exactly."""
MOST_ROUNDS = 100
"""Rounds of at least 1,000 positions each before a density or a condition is given up."""


@dataclass(frozen=True)
class SkyDensity:
    """Density of a catalogue on the sky: proportional to 1 + north * sin(dec), times plane.

    Parameters
    ----------
    north : float
        Slope with sin(dec), from -1 to 1.
    plane : float
        Density below |b| = 10 deg relative to that above, 0 to 1.
    """

    north: float
    plane: float


@dataclass(frozen=True)
class FluxDistribution:
    """Broken power law with a smooth break (Burr type XII).

    N(>S) / N = (1 + (S/scale)^low_slope)^(-high_slope/low_slope): S^-high_slope when bright; the
    low slope stands for the loss of sources near the limit of a catalogue.

    Parameters
    ----------
    scale : float
        Flux of the break, in the unit of the flux.
    low_slope, high_slope : float
        Positive slopes.
    """

    scale: float
    low_slope: float
    high_slope: float

    def at(self, quantile: ArrayLike) -> NDArray[np.float64]:
        """Flux below which a share `quantile` of the sources lies (inverse of share_below)."""
        above = 1.0 - np.asarray(quantile, np.float64)
        rise = above ** (-self.low_slope / self.high_slope) - 1.0
        return self.scale * rise ** (1.0 / self.low_slope)

    def share_below(self, flux: ArrayLike) -> NDArray[np.float64]:
        """Share of the sources below a flux."""
        ratio = (np.asarray(flux, np.float64) / self.scale) ** self.low_slope
        return 1.0 - (1.0 + ratio) ** (-self.high_slope / self.low_slope)


@dataclass(frozen=True)
class SteepeningFluxDistribution(FluxDistribution):
    """Broken power law that falls more steeply above a flux: N(>S) goes as S^-tail_slope.

    Parameters
    ----------
    tail : float
        Flux where it begins, in the unit of the flux.
    tail_slope : float
        Positive slope.
    """

    tail: float
    tail_slope: float

    def at(self, quantile: ArrayLike) -> NDArray[np.float64]:
        """Flux below which a share `quantile` of the sources lies (inverse of share_below)."""
        above = 1.0 - np.asarray(quantile, np.float64)
        share = above / (1.0 - super().share_below(self.tail))
        steep = self.tail * share ** (-1.0 / self.tail_slope)
        return np.where(share < 1.0, steep, super().at(quantile))

    def share_below(self, flux: ArrayLike) -> NDArray[np.float64]:
        """Share of the sources below a flux."""
        ratio = np.asarray(flux, np.float64) / self.tail
        above = (1.0 - super().share_below(self.tail)) * ratio**-self.tail_slope
        return np.where(ratio > 1.0, 1.0 - above, super().share_below(flux))


def galactic(ra: ArrayLike, dec: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Galactic longitude and latitude [deg] of positions (J2000) [deg]."""
    from astropy.coordinates import SkyCoord

    position = SkyCoord(ra, dec, unit="deg").galactic
    return np.asarray(position.l.deg), np.asarray(position.b.deg)


def equatorial(
    longitude: ArrayLike, latitude: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Right ascension and declination [deg] of Galactic positions (inverse of galactic)."""
    from astropy.coordinates import SkyCoord

    position = SkyCoord(longitude, latitude, unit="deg", frame="galactic").icrs
    return np.asarray(position.ra.deg), np.asarray(position.dec.deg)


def in_window(ra: ArrayLike, dec: ArrayLike) -> NDArray[np.bool_]:
    """Whether positions [deg] pass |dec| < 40 deg and |b| > 10 deg (chang2022, section 4.1)."""
    latitude = galactic(ra, dec)[1]
    return (np.abs(dec) < WINDOW_DEC) & (np.abs(latitude) > PLANE)


def draw_positions(
    n_sources: int,
    density: SkyDensity,
    *,
    rng: np.random.Generator,
    accept: Callable[[NDArray, NDArray], NDArray] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draw positions from a density, away from the borders of chang2022's window.

    Parameters
    ----------
    n_sources : int
    density : SkyDensity
    rng : Generator
    accept : callable, optional
        Of R.A. and declination [deg]: which positions are allowed.

    Returns
    -------
    tuple of ndarray, shape (n_sources,)
        Right ascension and declination [deg].

    Raises
    ------
    InputDataError
        If next to no position is allowed.
    """
    found = [np.empty((2, 0))]
    missing, n_rounds = n_sources, 0
    while missing > 0:
        n_rounds += 1
        if n_rounds > MOST_ROUNDS:
            raise InputDataError(
                "the simulated sources find no place on the sky",
                value=f"{n_sources - missing} of {n_sources} placed",
                expected="a larger part of the sky in which they may be",
            )
        size = 3 * missing + 1000
        ra, sin_dec = 360.0 * rng.random(size), 2.0 * rng.random(size) - 1.0
        dec = np.degrees(np.arcsin(sin_dec))
        latitude = np.abs(galactic(ra, dec)[1])
        weight = (1.0 + density.north * sin_dec) / (1.0 + abs(density.north))
        weight *= np.where(latitude < PLANE, density.plane, 1.0)
        allowed = rng.random(size) < weight
        allowed &= np.abs(latitude - PLANE) > BORDER_MARGIN
        allowed &= np.abs(np.abs(dec) - WINDOW_DEC) > BORDER_MARGIN
        allowed &= True if accept is None else accept(ra, dec)
        found.append(np.stack([ra[allowed], dec[allowed]])[:, :missing])
        missing -= found[-1].shape[1]
    ra, dec = np.concatenate(found, axis=1)
    return ra, dec


def displace(
    ra: ArrayLike, dec: ArrayLike, sigma: ArrayLike, *, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Move positions by a two-dimensional Gaussian of some arcseconds.

    Parameters
    ----------
    ra, dec : array_like, shape (n,)
        Positions [deg].
    sigma : array_like
        Standard deviation per axis [arcsec]; broadcasts.
    rng : Generator

    Returns
    -------
    tuple of ndarray, shape (n,)
        Right ascension, 0 to 360, and declination [deg].
    """
    ra, dec = np.asarray(ra, np.float64), np.asarray(dec, np.float64)
    east, north = rng.normal(size=(2, ra.size)) * np.asarray(sigma) * ARCSEC
    return offset(ra, dec, east, north)


def offset(
    ra: NDArray, dec: NDArray, east: NDArray, north: NDArray
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Move positions by small angles [deg] towards east and north; poles are not crossed."""
    moved = np.clip(dec + north, -90.0, 90.0)
    # Near the pole an angle of 1 arcsec is a large step in right ascension, but finite.
    across = east / np.maximum(np.cos(np.radians(moved)), 1e-3)
    return (ra + across) % 360.0, moved


def draw_by_rank(
    key: ArrayLike, distribution: FluxDistribution, *, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw fluxes and give the largest to the largest key: the distribution is kept exactly.

    Parameters
    ----------
    key : array_like, shape (n,)
        What orders the sources, e.g. a brightness that several bands share.
    distribution : FluxDistribution
    rng : Generator

    Returns
    -------
    ndarray, shape (n,)
    """
    key = np.asarray(key)
    fluxes = np.empty(key.size)
    fluxes[np.argsort(key, kind="stable")] = np.sort(distribution.at(rng.random(key.size)))
    return fluxes


def choose_weighted(
    n_chosen: int, weights: ArrayLike, *, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Choose without replacement, with probabilities in proportion to weights.

    Exponential variates divided by the weights: the smallest are the choice (Efraimidis & Spirakis
    2006). A weight of infinity is always chosen, one of 0 never before a positive one.

    Parameters
    ----------
    n_chosen : int
    weights : array_like, shape (n,)
    rng : Generator

    Returns
    -------
    ndarray of int, shape (n_chosen,)
        Positions in `weights`, in order.
    """
    weights = np.asarray(weights, np.float64)
    with np.errstate(divide="ignore"):
        keys = rng.exponential(size=weights.size) / weights
    return np.sort(np.argsort(keys, kind="stable")[:n_chosen])


def move_to_count(
    values: ArrayLike, threshold: float, movable: ArrayLike, n_change: int
) -> NDArray[np.float64]:
    """Carry values across a threshold, the nearest first, mirrored in the logarithm.

    Parameters
    ----------
    values : array_like, shape (n,)
        Positive.
    threshold : float
    movable : array_like of bool, shape (n,)
        Which values may be moved.
    n_change : int
        By how much the number of values at or above the threshold grows (below 0: shrinks).

    Returns
    -------
    ndarray, shape (n,)
        New values; those that moved are at least 1 % away from the threshold, safe from rounding.
    """
    values = np.array(values, np.float64)
    wrong_side = values < threshold if n_change > 0 else values >= threshold
    candidates = np.flatnonzero(wrong_side & np.asarray(movable))
    distance = np.abs(np.log(values[candidates] / threshold))
    moved = candidates[np.argsort(distance, kind="stable")[: abs(n_change)]]
    mirrored = threshold**2 / values[moved]
    safe = np.maximum if n_change > 0 else np.minimum
    values[moved] = safe(mirrored, threshold * (1.01 if n_change > 0 else 0.99))
    return values
