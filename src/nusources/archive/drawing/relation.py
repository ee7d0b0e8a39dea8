"""Neutrino and hard X-ray luminosities on a relation that is known: the truth of simulated sources.

log L_nu = intercept + slope (log L_hX - pivot) + N(0, scatter^2), with log L_hX ~ N(mean, width^2).
Drawing L_nu given L_hX or, from the same joint distribution, L_hX given L_nu leaves the relation as
it is, so a fit that knows the errors finds slope and scatter again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.detection_model import Exposure, expected_events
from nusources.fluxes import REFERENCE_ENERGY
from nusources.units import GEV_PER_TEV

ERG_PER_GEV = 1.602176634e-3
CM_PER_MPC = 3.0856775814913674e24
FLAVOURS = 3


@dataclass(frozen=True)
class Relation:
    """Relation and distribution of the hard X-ray luminosities, in log10 of erg/s."""

    slope: float
    intercept: float
    pivot: float
    scatter: float
    mean: float
    width: float

    def draw_neutrino(self, log10_xray: ArrayLike, *, rng: np.random.Generator) -> NDArray:
        """Draw log10 L_nu given log10 L_hX."""
        x = np.asarray(log10_xray, dtype=float)
        line = self.intercept + self.slope * (x - self.pivot)
        return line + self.scatter * rng.standard_normal(x.shape)

    def draw_xray(
        self, log10_neutrino: ArrayLike, error: float = 0.0, *, rng: np.random.Generator
    ) -> NDArray:
        """Draw log10 L_hX given log10 L_nu as measured, with an error in dex."""
        y = np.asarray(log10_neutrino, dtype=float)
        expected = self.intercept + self.slope * (self.mean - self.pivot)
        variance = (self.slope * self.width) ** 2 + self.scatter**2 + error**2
        gain = self.slope * self.width**2 / variance
        rest = self.width * np.sqrt((self.scatter**2 + error**2) / variance)
        return self.mean + gain * (y - expected) + rest * rng.standard_normal(y.shape)


@dataclass(frozen=True)
class Window:
    """Neutrino energies [TeV], in the frame of the source, and the universe of the distances."""

    energy_min: float
    energy_max: float
    hubble_constant: float
    omega_matter: float

    def distance(self, redshift: ArrayLike) -> NDArray[np.float64]:
        """Luminosity distance [Mpc]."""
        from nusources.population.cosmology import Cosmology

        return Cosmology(self.hubble_constant, self.omega_matter).luminosity_distance(redshift)

    def luminosity(
        self, flux: ArrayLike, index: ArrayLike, redshift: ArrayLike, distance: ArrayLike
    ) -> NDArray[np.float64]:
        """Luminosity of all flavours [erg/s] of a flux of nu_mu + anti-nu_mu.

        Parameters
        ----------
        flux : array_like
            At 100 TeV [GeV^-1 cm^-2 s^-1].
        index, redshift : array_like
        distance : array_like
            Luminosity distance [Mpc].
        """
        index, z = np.asarray(index, dtype=float), np.asarray(redshift, dtype=float)
        ends = np.array([self.energy_min, self.energy_max]) * GEV_PER_TEV / REFERENCE_ENERGY
        power = np.where(np.abs(2 - index) < 1e-9, 1e-9, 2 - index)
        energy = REFERENCE_ENERGY**2 * (ends[1] ** power - ends[0] ** power) / power
        area = 4 * np.pi * (np.asarray(distance, dtype=float) * CM_PER_MPC) ** 2
        return FLAVOURS * area * np.asarray(flux) * ERG_PER_GEV * energy * (1 + z) ** (index - 2)


def events_per_flux(
    exposures: Sequence[Exposure], dec: ArrayLike, index: ArrayLike
) -> NDArray[np.float64]:
    """Expected events over the flux at 100 TeV [GeV cm2 s], shape (n_sources,)."""
    places = np.asarray(dec, dtype=float), np.asarray(index, dtype=float)
    return np.array(
        [
            sum(expected_events(one, np.array([at]), float(of))[1].sum() for one in exposures)
            for at, of in zip(*places, strict=True)
        ]
    )
