"""Energetics of microquasars as neutrino sources (anchordoqui2014, sections I, II and IV).

Plain numbers in and out; each argument states its unit.
"""

from __future__ import annotations

import numpy as np
from astropy import constants, units
from numpy.typing import ArrayLike, NDArray

from nusources.units import ERG_PER_GEV

CM_PER_KPC = (1 * units.kpc).to_value(units.cm)
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

    Examples
    --------
    >>> round(float(hillas_energy(1e12, 1e4)) / 2.99792458e3, 9)
    1.0
    """
    return VOLT_PER_STATVOLT * np.asarray(radius) * np.asarray(field) / EV_PER_PEV


def schwarzschild_radius(mass: ArrayLike) -> NDArray[np.float64]:
    """Schwarzschild radius [cm] of a mass in solar masses (eq. 2).

    Examples
    --------
    >>> round(float(schwarzschild_radius(1.0)) / 1e5, 2)  # [km]
    2.95
    """
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

    Examples
    --------
    >>> round(float(flux_at_distance(luminosity_per_decade(1e-8, 2.5), 2.5)) / 1e-8, 12)
    1.0
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

    Examples
    --------
    >>> float(f"{float(diffuse_flux(7.04e33, 1.0)):.3g}")
    1.27e-09
    """
    return flux_at_distance(luminosity, 1.0) * np.asarray(integral) / (4 * np.pi)


def sources_needed(
    target: ArrayLike, factor: ArrayLike, integral: ArrayLike
) -> NDArray[np.float64]:
    """Number of sources that make a diffuse flux (Table IV).

    Parameters
    ----------
    target : array_like
        E^2 Phi [GeV cm^-2 s^-1 sr^-1]; 1.5e-8 in the paper.
    factor : array_like
        Factor of eq. (15) [GeV cm^-2 s^-1 sr^-1 kpc^2].
    integral : array_like
        Integral per source [kpc^-2].

    Examples
    --------
    >>> round(float(sources_needed(1.5e-8, 1.5e-9, 0.1)), 9)
    100.0
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

    Examples
    --------
    >>> round(steepest_allowed_index(3, 1.29), 2)
    2.46
    """
    return float(np.log(n_observed * GLASHOW_GAIN / n_allowed) / np.log(GLASHOW_ENERGY_PEV))


def glashow_energy() -> float:
    """Energy of an electron antineutrino that makes a W boson of an electron at rest [PeV].

    W mass 80.37 GeV (Particle Data Group 2024).

    Examples
    --------
    >>> round(float(glashow_energy()), 2)
    6.32
    """
    electron = (constants.m_e * constants.c**2).to_value(units.GeV)
    return 80.37**2 / (2 * electron) * 1e-6


def feldman_cousins_limit(level: float = 0.6827) -> float:
    """Upper limit on an expectation when nothing is seen and no background expected.

    Without background and n = 0 the ranking of Feldman & Cousins 1998 takes numbers n by
    (mu/n)^n exp(n - mu), which for n = 0 is exp(-mu); 0 is left out of the belt as soon as the
    numbers that rank before it fill the level.

    Parameters
    ----------
    level : float
        Confidence level.

    Examples
    --------
    >>> feldman_cousins_limit(0.6827)
    1.291
    """
    n = np.arange(1, 60)
    log_factorial = np.cumsum(np.log(n))
    expectations = np.arange(0.001, 20, 0.001)
    for mu in expectations:
        ratio = n * np.log(mu / n) + n - mu
        before = ratio > -mu
        if np.sum(np.exp(n * np.log(mu) - mu - log_factorial)[before]) >= level:
            return float(mu)
    raise ValueError(f"no limit below {expectations[-1]:g} events at a level of {level}")


def jet_power(
    gamma_luminosity: float, z0: float, opening: float, *, geometry: float = 1.0
) -> float:
    """Jet power that makes a gamma-ray luminosity in its own plasma (eqs. 3 and 4) [erg/s].

    L = sqrt(L_gamma pi R^2 m_p v^3 / (2 kappa sigma_pp f_pi z0 C(s))) with R = opening x z0. The
    paper's values stand for the rest: v = 0.2 c, kappa = 0.1, sigma_pp = 40 mb, f_pi = 0.15.

    Parameters
    ----------
    gamma_luminosity : float
        [erg/s]
    z0 : float
        Base of the jet [cm].
    opening : float
        Half-opening angle [rad].
    geometry : float
        C(s); 1 for a cone.
    """
    speed = 0.2 * constants.c.to_value("cm/s")
    flow = np.pi * (opening * z0) ** 2 * constants.m_p.to_value("g") * speed**3
    converted = 2 * 0.1 * 40e-27 * 0.15 * z0 * geometry
    return float(np.sqrt(gamma_luminosity * flow / converted))


def survey_distance(luminosity: ArrayLike, flux: float) -> NDArray[np.float64]:
    """Distance [kpc] at which a luminosity [erg/s] gives a flux [erg cm^-2 s^-1].

    Examples
    --------
    >>> luminosity = 4 * np.pi * CM_PER_KPC**2 * 1e-10
    >>> round(float(survey_distance(luminosity, 1e-10)), 12)
    1.0
    """
    return np.sqrt(np.asarray(luminosity) / (4 * np.pi * flux)) / CM_PER_KPC
