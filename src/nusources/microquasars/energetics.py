"""Energetics of microquasars as neutrino sources (anchordoqui2014, sections I, II and IV).

Plain numbers in and out; each argument states its unit.
"""

from __future__ import annotations

import numpy as np
from astropy import constants, units
from numpy.typing import ArrayLike, NDArray

CM_PER_KPC = (1 * units.kpc).to_value(units.cm)
ERG_PER_GEV = (1 * units.GeV).to_value(units.erg)
VOLT_PER_STATVOLT = 299.792458
"""e B R in electronvolts for B in gauss and R in centimetres (Gaussian units)."""

EV_PER_PEV = 1e15
GLASHOW_ENERGY_PEV = 6.3
GLASHOW_GAIN = 40.0
"""Sensitivity from 2 to 10 PeV over that of the bin at 1 PeV (section I)."""


def hillas_energy(radius: ArrayLike, field: ArrayLike) -> NDArray[np.float64]:
    """Largest proton energy that a region confines [PeV] (eq. 1).

    Parameters
    ----------
    radius : array_like
        Radius of the jet [cm].
    field : array_like
        Magnetic field [G].
    """
    return VOLT_PER_STATVOLT * np.asarray(radius) * np.asarray(field) / EV_PER_PEV


def schwarzschild_radius(mass: ArrayLike) -> NDArray[np.float64]:
    """Schwarzschild radius [cm] of a mass in solar masses (eq. 2)."""
    per_mass = (2 * constants.G * constants.M_sun / constants.c**2).to_value(units.cm)
    return per_mass * np.asarray(mass)


def luminosity_per_decade(zeta: ArrayLike, distance: ArrayLike) -> NDArray[np.float64]:
    """Neutrino luminosity per decade of energy of a source with flux zeta E^-2 (eq. 8) [erg/s].

    Parameters
    ----------
    zeta : array_like
        E^2 times the flux [GeV cm^-2 s^-1].
    distance : array_like
        Distance [kpc].

    See Also
    --------
    flux_at_distance : the inverse.
    """
    area = 4 * np.pi * (np.asarray(distance) * CM_PER_KPC) ** 2
    return area * np.asarray(zeta) * np.log(10) * ERG_PER_GEV


def flux_at_distance(luminosity: ArrayLike, distance: ArrayLike) -> NDArray[np.float64]:
    """E^2 times the flux [GeV cm^-2 s^-1] of a source at a distance [kpc] (eq. 8).

    Parameters
    ----------
    luminosity : array_like
        Neutrino luminosity per decade of energy [erg/s].
    distance : array_like
        Distance [kpc].
    """
    return np.asarray(luminosity) / luminosity_per_decade(1.0, distance)


def diffuse_flux(luminosity: ArrayLike, integral: ArrayLike) -> NDArray[np.float64]:
    """Diffuse E^2 Phi of a disk of equal sources (eq. 14) [GeV cm^-2 s^-1 sr^-1].

    With `integral` = 1 kpc^-2 this is the factor of eq. (15): 1.27e-9 for 7.04e33 erg/s. The paper
    prints 1.27e-19, a slip of 1e10.

    Parameters
    ----------
    luminosity : array_like
        Neutrino luminosity per decade of energy of one source [erg/s].
    integral : array_like
        Sum over the sources of the inverse squared distance [kpc^-2].
    """
    return flux_at_distance(luminosity, 1.0) * np.asarray(integral) / (4 * np.pi)


def sources_needed(target: ArrayLike, factor: ArrayLike, integral: ArrayLike):
    """Number of sources that make a diffuse flux (Table IV).

    Parameters
    ----------
    target : array_like
        E^2 Phi [GeV cm^-2 s^-1 sr^-1]; 1.5e-8 in the paper.
    factor : array_like
        Factor of eq. (15) [GeV cm^-2 s^-1 sr^-1 kpc^2].
    integral : array_like
        Integral per source [kpc^-2].
    """
    return np.asarray(target) / (np.asarray(factor) * np.asarray(integral))


def steepest_allowed_index(n_observed: float, n_allowed: float) -> float:
    """Least spectral index that the absence of Glashow events allows (section I).

    An unbroken E^-alpha gives n_observed x 40 x 6.3^-alpha events near 6.3 PeV where n_observed are
    seen near 1 PeV.

    Parameters
    ----------
    n_observed : float
        Events near 1 PeV; 3 in the paper.
    n_allowed : float
        Upper limit on the expectation when none is seen; 1.29 at 68.27 % (Feldman & Cousins).
    """
    return float(np.log(n_observed * GLASHOW_GAIN / n_allowed) / np.log(GLASHOW_ENERGY_PEV))
