"""What all luminosity functions have in common: fluxes, counts, shares, draws, sampling.

The differential flux of sources is a power law of photon index Gamma, so a source of luminosity L
in the rest-frame band is seen with

    F = k(Gamma) (1+z)^(2-Gamma) L / (4 pi d_L^2),

where k is the ratio of the energies in the observed and in the rest-frame band. There is no
absorption: fluxes are those of catalogues that correct for it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.population.cosmology import Cosmology, DistanceTable
from nusources.population.integrals import (
    FluxIntegrals,
    Weighting,
    emissivity,
    flux_integrals,
)
from nusources.population.sampling import sample_sources

Parameter = float | NDArray[np.float64]


@dataclass(frozen=True)
class Band:
    """Energies between which luminosities (rest frame) and fluxes (observed) are, in one unit."""

    rest: tuple[float, float]
    observed: tuple[float, float]

    def energy_ratio(self, photon_index: ArrayLike) -> NDArray[np.float64]:
        """Energy in the observed over that in the rest-frame band, of one spectrum.

        Examples
        --------
        >>> Band(rest=(2.0, 10.0), observed=(0.5, 2.0)).energy_ratio(2.0).round(4).item()
        0.8614
        """
        power = 2 - np.asarray(photon_index, dtype=float)
        return _band_energy(self.observed, power) / _band_energy(self.rest, power)


def _band_energy(edges: tuple[float, float], power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Integral of E^(power - 1) dE; a logarithm at power 0."""
    low, high = edges
    is_zero = power == 0
    safe = np.where(is_zero, 1.0, power)
    return np.where(is_zero, np.log(high / low), (high**safe - low**safe) / safe)


@dataclass(frozen=True)
class Limits:
    """Ranges over which a luminosity function is integrated.

    Parameters
    ----------
    log10_luminosity : tuple of float
        log10(L / (erg/s)).
    redshift : tuple of float
        Above 0.
    """

    log10_luminosity: tuple[float, float]
    redshift: tuple[float, float]


@dataclass(frozen=True, eq=False)
class LuminosityFunction(ABC):
    """Comoving density of sources by luminosity and redshift.

    Parameters
    ----------
    values : mapping
        Parameters by name: numbers, or arrays of shape (n_draws, 1).
    errors : mapping
        Standard deviations of those that have one.
    cosmology : Cosmology
        That of the measurement.
    band : Band
    limits : Limits
    source : str
        Where the parameters are published.
    """

    values: Mapping[str, Parameter]
    errors: Mapping[str, float]
    cosmology: Cosmology
    band: Band
    limits: Limits
    source: str

    PARAMETERS: ClassVar[tuple[str, ...]] = ()
    CELL_DEX: ClassVar[float] = 0.5
    """Widest cell of luminosities in integrals."""

    @abstractmethod
    def density(self, log10_luminosity: ArrayLike, redshift: ArrayLike) -> NDArray[np.float64]:
        """Density of sources [Mpc^-3 dex^-1]; arguments broadcast against the parameters."""

    @property
    @abstractmethod
    def index_range(self) -> tuple[float, float]:
        """Smallest and largest photon index."""

    @abstractmethod
    def index_nodes(self, log10_luminosity: float) -> Iterator[tuple[float, Parameter]]:
        """Photon indices and their weights, for integrals over the indices of sources."""

    @abstractmethod
    def draw_indices(
        self, log10_luminosity: NDArray, rng: np.random.Generator
    ) -> NDArray[np.float64]:
        """Draw the photon index of each of some sources."""

    def kinks(self, log10_luminosity: float) -> NDArray[np.float64]:
        """Redshifts at which the density has a kink, shape (n_draws or 1, n_kinks)."""
        return np.empty((1, 0))

    def luminosity_kinks(self, redshift: float | None = None) -> list[float]:
        """log10 luminosities at which the density has a kink: everywhere, or at a redshift too."""
        return []

    @property
    def n_draws(self) -> int:
        """Number of parameter sets."""
        return max((np.size(value) for value in self.values.values()), default=1)

    @property
    def distances(self) -> DistanceTable:
        """Distances and volumes over the range of redshifts."""
        return self.cosmology.table(*self.limits.redshift)

    def flux(
        self, log10_luminosity: ArrayLike, redshift: ArrayLike, photon_index: ArrayLike
    ) -> NDArray[np.float64]:
        """Energy flux in the observed band [erg cm^-2 s^-1]."""
        dilution, _ = self.distances.at(np.log(redshift))
        shift = (1 + np.asarray(redshift)) ** (2 - np.asarray(photon_index))
        ratio = self.band.energy_ratio(photon_index)
        return ratio * shift * dilution * 10.0 ** np.asarray(log10_luminosity)

    def emissivity(self, redshift: ArrayLike) -> NDArray[np.float64]:
        """Luminosity per comoving volume [erg s^-1 Mpc^-3], of the first parameter set."""
        return emissivity(self, redshift)

    def flux_integrals(self, flux_min: ArrayLike, weighting: Weighting = "flux") -> FluxIntegrals:
        """Numbers and fluxes above thresholds; see `nusources.population.integrals`."""
        return flux_integrals(self, flux_min, weighting)

    def counts(self, flux_min: ArrayLike) -> NDArray[np.float64]:
        """Sources above a flux [deg^-2].

        Parameters
        ----------
        flux_min : array_like, shape (n_fluxes,)
            [erg cm^-2 s^-1]

        Returns
        -------
        ndarray, shape (n_draws, n_fluxes)
        """
        return self.flux_integrals(flux_min).number_above

    def flux_share(self, flux_min: ArrayLike, weighting: Weighting = "flux") -> NDArray[np.float64]:
        """Share of the population's flux that sources above a flux give.

        Parameters
        ----------
        flux_min : array_like, shape (n_fluxes,)
            [erg cm^-2 s^-1]
        weighting : str
            flux, or luminosity: without volume and distance.

        Returns
        -------
        ndarray, shape (n_draws, n_fluxes)
        """
        return self.flux_integrals(flux_min, weighting).share

    def draw_parameters(self, rng: np.random.Generator, n: int) -> Self:
        """Draw parameter sets, independent Gaussians of the errors; see `gaussian_draws`.

        Parameters
        ----------
        rng : Generator
        n : int

        Returns
        -------
        LuminosityFunction
            Its parameters with an error are arrays of shape (n, 1).
        """
        deviations = gaussian_draws(rng, n, len(self.errors))
        drawn = {
            name: self.values[name] + error * deviations[:, column : column + 1]
            for column, (name, error) in enumerate(self.errors.items())
        }
        return replace(self, values={**self.values, **drawn})

    def parameter_sets(self) -> Iterator[Self]:
        """Each of the drawn parameter sets as a function of its own."""
        for row in range(self.n_draws):
            own = {
                name: float(np.ravel(value)[row]) if np.size(value) > 1 else value
                for name, value in self.values.items()
            }
            yield replace(self, values=own)

    def sample(self, area: float, flux_min: float, rng: np.random.Generator) -> pd.DataFrame:
        """Draw the sources above a flux on a part of the sky.

        Parameters
        ----------
        area : float
            [deg^2]
        flux_min : float
            [erg cm^-2 s^-1]
        rng : Generator

        Returns
        -------
        DataFrame
            log10_luminosity, redshift, photon_index, flux; their number is Poissonian.
        """
        return sample_sources(self, area, flux_min, rng)


def gaussian_draws(rng: np.random.Generator, n: int, n_parameters: int) -> NDArray[np.float64]:
    """Independent Gaussians whose sample has the means 0 and the unit matrix as covariance.

    Errors that follow from n of them scatter four times less than from plain draws. With fewer
    draws than parameters there is no such sample: then they are plain.

    Returns
    -------
    ndarray, shape (n, n_parameters)
    """
    draws = rng.standard_normal((n, n_parameters))
    if n <= n_parameters:
        return draws
    draws -= draws.mean(axis=0)
    root = np.linalg.cholesky(draws.T @ draws / n)
    return np.linalg.solve(root, draws.T).T
