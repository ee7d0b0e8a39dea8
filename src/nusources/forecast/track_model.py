"""Signal and background densities of track events for a catalogue on the sphere.

The background is the data's own: its density in declination, smoothed, uniform in right ascension.
The signal is the catalogue's, each source as bright as its flux times the acceptance at its
declination, spread by the angular error of the event, and normalised in the region of the search.

References
----------
Chen et al. 2025, eqs. 1 and 2; Braun et al. 2008, Astropart. Phys. 29, 299.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter1d

from nusources.detectors.angular_error import scatter_directions
from nusources.errors import InputDataError
from nusources.footprints import Footprint
from nusources.likelihood.densities import density_ratios
from nusources.likelihood.sphere import SphereSources

Array = NDArray[np.float64]
SMOOTHING = 0.08  # of sin(dec), standard deviation
N_SINES = 2000
N_WIDTHS = 8
N_SAMPLED = 40_000
"""Draws of signal positions per width, for the share of them that the region holds."""
GRID_STEP = 0.1  # deg, of integrals over a footprint


@dataclass(frozen=True)
class Region:
    """Where events are searched.

    Parameters
    ----------
    dec_min : float
        Least declination [deg].
    footprint : Footprint, optional
        Of a survey; None: the whole sky above `dec_min`.
    """

    dec_min: float
    footprint: Footprint | None = None

    def contains(self, ra: ArrayLike, dec: ArrayLike) -> NDArray[np.bool_]:
        """Tell which positions [deg] lie in the region."""
        inside = np.asarray(dec) >= self.dec_min
        if self.footprint is not None:
            inside = inside & self.footprint.contains(ra, dec)
        return inside

    def integral(self, sines: Array, density: Array) -> float:
        """Integral of a density [deg^-2] over the region, from equal cells of sin(dec)."""
        if self.footprint is None:
            of_sines = float(density.sum()) * (sines[1] - sines[0])
            return of_sines * np.degrees(1.0) * 360.0
        x_min, x_max, y_min, y_max = self.footprint.bounds_flat()
        x = np.arange(x_min + GRID_STEP / 2, x_max, GRID_STEP)
        y = np.arange(y_min + GRID_STEP / 2, y_max, GRID_STEP)
        coverage = self.footprint.coverage(x, y, GRID_STEP, divisions=4)
        coverage *= (y >= self.dec_min)[:, None]
        rows = np.interp(np.sin(np.radians(y)), sines, density)
        return float((coverage * rows[:, None]).sum()) * GRID_STEP**2


@dataclass(frozen=True)
class DeclinationDensity:
    """Density of the background [deg^-2], normalised in the region, in equal cells of sin(dec)."""

    sines: Array
    density: Array

    @classmethod
    def of(cls, dec: ArrayLike, region: Region, smoothing: float = SMOOTHING) -> DeclinationDensity:
        """Smooth the declinations of events, with what would leave the sky reflected.

        Parameters
        ----------
        dec : array_like, shape (n_events,)
            [deg], all above the least declination of the region.
        region : Region
        smoothing : float
            Standard deviation in sin(dec).

        Raises
        ------
        InputDataError
            Without events.
        """
        found = np.sin(np.radians(np.asarray(dec, dtype=float)))
        if not found.size:
            raise InputDataError("zero events", expected="an event above the least declination")
        low = float(np.sin(np.radians(region.dec_min)))
        step = (1.0 - low) / N_SINES
        counts = np.histogram(found, N_SINES, (low, 1.0))[0].astype(float)
        density = gaussian_filter1d(counts, smoothing / step, mode="reflect")
        sines: Array = np.linspace(low + step / 2, 1.0 - step / 2, N_SINES, dtype=np.float64)
        return cls(sines, density / region.integral(sines, density))

    def at(self, dec: ArrayLike) -> Array:
        """Density at declinations [deg]."""
        return np.interp(np.sin(np.radians(dec)), self.sines, self.density)


@dataclass(frozen=True)
class SourceList:
    """Sources with weights of sum 1.

    Parameters
    ----------
    ra, dec : ndarray, shape (n_sources,)
        [deg].
    weights : ndarray, shape (n_sources,)
        Expected share of the signal events.
    """

    ra: Array
    dec: Array
    weights: Array

    def draw_events(
        self, sigma: Array, region: Region, rng: np.random.Generator
    ) -> tuple[Array, Array]:
        """Draw directions of signal events with the widths `sigma` [deg], all in the region."""
        cumulative = np.cumsum(self.weights)
        ra, dec = np.empty((2, len(sigma)))
        missing = np.arange(len(sigma))
        while missing.size:
            drawn = rng.random(missing.size) * cumulative[-1]
            chosen = np.minimum(
                np.searchsorted(cumulative, drawn, side="right"), len(cumulative) - 1
            )
            ra[missing], dec[missing] = scatter_directions(
                self.ra[chosen], self.dec[chosen], sigma[missing], rng=rng
            )
            missing = missing[~region.contains(ra[missing], dec[missing])]
        return ra, dec

    def share_inside(self, sigma: float, region: Region) -> float:
        """Share of the signal events of one width [deg] that the region holds."""
        # Sources at equal steps of the summed weights, and a stream of its own: always the same.
        steps = (np.arange(N_SAMPLED) + 0.5) / N_SAMPLED * self.weights.sum()
        chosen = np.searchsorted(np.cumsum(self.weights), steps)
        rng = np.random.default_rng(0)
        widths = np.full(N_SAMPLED, sigma)
        places = scatter_directions(self.ra[chosen], self.dec[chosen], widths, rng=rng)
        return float(region.contains(*places).mean())


@dataclass(frozen=True)
class TrackModel:
    """Ratio of the densities of track events for one catalogue in one region.

    Parameters
    ----------
    region : Region
    catalogue : SourceList
    sources : SphereSources
        The same ones, ready for sums.
    background : DeclinationDensity
    log_widths, shares : ndarray, shape (n_widths,)
        Natural logarithm of widths [deg], and the share of signal events that the region holds.
    """

    region: Region
    catalogue: SourceList
    sources: SphereSources
    background: DeclinationDensity
    log_widths: Array
    shares: Array

    @classmethod
    def of(
        cls, catalogue: SourceList, region: Region, dec: ArrayLike, sigma: ArrayLike
    ) -> TrackModel:
        """Prepare the densities.

        Parameters
        ----------
        catalogue : SourceList
        region : Region
        dec, sigma : array_like, shape (n_events,)
            Declinations and widths of the events above the least declination [deg].

        Raises
        ------
        InputDataError
            Without events, or without a source in the region or near it.
        """
        background = DeclinationDensity.of(dec, region)
        widths = np.geomspace(np.min(sigma), np.max(sigma) * (1 + 1e-9), N_WIDTHS)
        shares = [catalogue.share_inside(one, region) for one in widths]
        if not all(shares):
            raise InputDataError(
                "no source of the catalogue is in the region of the search or near it",
                value=f"{len(catalogue.ra)} sources",
                expected="sources from which events come into the region",
            )
        sources = SphereSources.of(catalogue.ra, catalogue.dec, catalogue.weights, sigma=sigma)
        return cls(region, catalogue, sources, background, np.log(widths), np.array(shares))

    def ratios(self, ra: ArrayLike, dec: ArrayLike, sigma: ArrayLike) -> Array:
        """S / B of events in the region, positions and widths in degrees."""
        if not np.size(ra):
            return np.empty(0)
        inside = np.interp(np.log(sigma), self.log_widths, self.shares)
        signal = self.sources.density(ra, dec, sigma) / inside
        return density_ratios(signal, self.background.at(dec))
