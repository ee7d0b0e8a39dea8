"""Neutrino fluxes: atmospheric (conventional and prompt) and diffuse astrophysical."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

NEARLY_LOGARITHM = 1e-12
"""Exponent times ln(high / low) below which an integral is the logarithm to all digits."""
REFERENCE_ENERGY = 1.0e5  # GeV, at which power laws are normalised (100 TeV)
# Effective cosine of the zenith angle at production: fit of Chirkin 2004, hep-ph/0407078, as quoted
# in Guan et al. 2015, arXiv:1509.06176, eq. 2 and table 1.
EFFECTIVE_COSINE = (0.102573, -0.068287, 0.958633, 0.0407253, 0.817285)


@dataclass(frozen=True)
class ConventionalFlux:
    """Neutrinos from pions and kaons, nu_mu + anti-nu_mu.

    Parameters
    ----------
    norm : float
        Scale of the nucleon spectrum times yield [GeV^-1 cm^-2 s^-1 sr^-1 at 1 GeV].
    spectral_index : float
        Spectral index below the knee.
    pion_slope, kaon_slope : float
        Coefficients of E cos(theta*) / critical energy.
    pion_critical, kaon_critical : float
        Critical energies [GeV].
    kaon_share : float
        Weight of kaons relative to pions.
    knee_energy : float
        Neutrino energy of the cosmic-ray knee [GeV].
    knee_steepening : float
        Increase of the spectral index above the knee.
    """

    norm: float
    spectral_index: float
    pion_slope: float
    kaon_slope: float
    pion_critical: float
    kaon_critical: float
    kaon_share: float
    knee_energy: float
    knee_steepening: float


@dataclass(frozen=True)
class PowerLawFlux:
    """Isotropic power law.

    Parameters
    ----------
    norm : float
        Flux at 100 TeV [GeV^-1 cm^-2 s^-1 sr^-1].
    spectral_index : float
        Positive spectral index.
    """

    norm: float
    spectral_index: float


@dataclass(frozen=True)
class BrokenPowerLawFlux:
    """Isotropic power law with a break, continuous there.

    Parameters
    ----------
    norm : float
        Flux at 100 TeV [GeV^-1 cm^-2 s^-1 sr^-1].
    spectral_index, index_above : float
        Positive spectral indices below and above the break.
    break_energy : float
        [GeV]
    """

    norm: float
    spectral_index: float
    index_above: float
    break_energy: float


@dataclass(frozen=True)
class LogParabolaFlux:
    """Isotropic flux whose index grows with energy, (E/100 TeV)^-(index + c log10(E/100 TeV)).

    Parameters
    ----------
    norm : float
        Flux at 100 TeV [GeV^-1 cm^-2 s^-1 sr^-1].
    spectral_index : float
        Positive spectral index at 100 TeV.
    curvature : float
        c, above 0.
    """

    norm: float
    spectral_index: float
    curvature: float


DiffuseFlux = PowerLawFlux | BrokenPowerLawFlux | LogParabolaFlux


@dataclass(frozen=True)
class Fluxes:
    """The fluxes of nu_mu + anti-nu_mu that make up the neutrino sample."""

    conventional: ConventionalFlux
    prompt: PowerLawFlux
    astrophysical: PowerLawFlux


def effective_cosine(cos_zenith: np.ndarray) -> np.ndarray:
    """Cosine of the zenith angle where the shower meets the atmosphere.

    Parameters
    ----------
    cos_zenith : array
        Cosine of the zenith angle at the detector; up-going directions count by magnitude, since
        the atmosphere on the far side is crossed at the same angle.

    Returns
    -------
    array
        cos(theta*), .10 on the horizon and 1 at the vertical.

    References
    ----------
    Guan et al. 2015, arXiv:1509.06176, eq. 2 and table 1.

    Examples
    --------
    >>> effective_cosine([0.0, 1.0]).round(2).tolist()
    [0.1, 1.0]
    """
    x = np.abs(np.asarray(cos_zenith, dtype=float))
    p1, p2, p3, p4, p5 = EFFECTIVE_COSINE
    return np.sqrt((x**2 + p1**2 + p2 * x**p3 + p4 * x**p5) / (1.0 + p1**2 + p2 + p4))


def conventional_flux(
    energy: np.ndarray, cos_zenith: np.ndarray, parameters: ConventionalFlux
) -> np.ndarray:
    """Conventional atmospheric flux of nu_mu + anti-nu_mu.

    Parameters
    ----------
    energy : array
        Neutrino energy [GeV].
    cos_zenith : array
        Cosine of the zenith angle, broadcast against ``energy``.
    parameters : ConventionalFlux
        Spectrum.

    Returns
    -------
    array
        Flux [GeV^-1 cm^-2 s^-1 sr^-1].

    References
    ----------
    Gaisser 1990, Cosmic Rays and Particle Physics, ch. 7 (form); a smooth steepening stands for
    the knee.
    """
    p = parameters
    along = energy * effective_cosine(cos_zenith)
    pions = 1.0 / (1.0 + p.pion_slope * along / p.pion_critical)
    kaons = p.kaon_share / (1.0 + p.kaon_slope * along / p.kaon_critical)
    knee = (1.0 + energy / p.knee_energy) ** -p.knee_steepening
    return p.norm * energy**-p.spectral_index * (pions + kaons) * knee


def power_law_flux(energy: np.ndarray, parameters: PowerLawFlux) -> np.ndarray:
    """Isotropic power-law flux.

    Parameters
    ----------
    energy : array
        Neutrino energy [GeV].
    parameters : PowerLawFlux
        Spectrum.

    Returns
    -------
    array
        Flux [GeV^-1 cm^-2 s^-1 sr^-1].

    Examples
    --------
    >>> round(power_law_flux(1e4, PowerLawFlux(norm=1e-18, spectral_index=2.0)) / 1e-16, 12)
    1.0
    """
    return parameters.norm * (energy / REFERENCE_ENERGY) ** -parameters.spectral_index


def power_integral(exponent: ArrayLike, low: ArrayLike, high: ArrayLike) -> NDArray[np.float64]:
    """Integral of x^exponent dx, also for an exponent of -1.

    Parameters
    ----------
    exponent, low, high : array_like
        Of one shape, or broadcast; the limits are above 0.

    Examples
    --------
    >>> float(power_integral(-1.0, 1.0, np.e)), float(power_integral(1.0, 0.5, 1.0).round(12))
    (1.0, 0.375)
    """
    low, ratio = np.asarray(low, dtype=float), np.log(np.asarray(high) / low)
    power = np.asarray(exponent, dtype=float) + 1
    is_log = np.abs(power * ratio) < NEARLY_LOGARITHM
    safe = np.where(is_log, 1.0, power)
    # expm1 joins the powers to the logarithm without losing digits beside it.
    return np.where(is_log, ratio, low**power * np.expm1(safe * ratio) / safe)


def power_law_integral(
    energy_min: NDArray | float, energy_max: NDArray | float, spectral_index: float
) -> NDArray[np.float64]:
    """Integral of (E / 100 TeV)^-index dE.

    Parameters
    ----------
    energy_min, energy_max : float or ndarray
        Energies [GeV].
    spectral_index : float

    Returns
    -------
    ndarray
        Integral [GeV].

    Examples
    --------
    >>> float(power_law_integral(1e5, 1e6, 2.0).round(6))  # 0.9 x 100 TeV
    90000.0
    """
    low, high = (np.asarray(one) / REFERENCE_ENERGY for one in (energy_min, energy_max))
    return REFERENCE_ENERGY * power_integral(-spectral_index, low, high)


def diffuse_flux(energy: NDArray | float, parameters: DiffuseFlux) -> NDArray[np.float64]:
    """Isotropic flux of any shape.

    Parameters
    ----------
    energy : float or ndarray
        Neutrino energy [GeV].
    parameters : PowerLawFlux, BrokenPowerLawFlux or LogParabolaFlux

    Returns
    -------
    ndarray
        Flux [GeV^-1 cm^-2 s^-1 sr^-1].

    Examples
    --------
    >>> flux = BrokenPowerLawFlux(norm=1e-18, spectral_index=2.0, index_above=3.0, break_energy=1e5)
    >>> (diffuse_flux(np.array([1e4, 1e6]), flux) / 1e-18).round(9).tolist()
    [100.0, 0.001]
    """
    energy = np.asarray(energy, dtype=float)
    if isinstance(parameters, PowerLawFlux):
        return np.asarray(power_law_flux(energy, parameters))
    if isinstance(parameters, LogParabolaFlux):
        ratio = energy / REFERENCE_ENERGY
        index = parameters.spectral_index + parameters.curvature * np.log10(ratio)
        return parameters.norm * ratio**-index
    slope = np.where(
        energy > parameters.break_energy, parameters.index_above, parameters.spectral_index
    )
    return _flux_at_break(parameters) * (energy / parameters.break_energy) ** -slope


def diffuse_integral(
    energy_min: NDArray | float, energy_max: NDArray | float, parameters: DiffuseFlux
) -> NDArray[np.float64]:
    """Integral over energy of an isotropic flux of any shape, in closed form.

    Parameters
    ----------
    energy_min, energy_max : float or ndarray
        Energies [GeV].
    parameters : PowerLawFlux, BrokenPowerLawFlux or LogParabolaFlux

    Returns
    -------
    ndarray
        Integral [cm^-2 s^-1 sr^-1].
    """
    if isinstance(parameters, PowerLawFlux):
        return parameters.norm * power_law_integral(
            energy_min, energy_max, parameters.spectral_index
        )
    if isinstance(parameters, LogParabolaFlux):
        return _log_parabola_integral(energy_min, energy_max, parameters)
    knee = parameters.break_energy
    indices = (parameters.spectral_index, parameters.index_above)
    parts = (
        (knee / REFERENCE_ENERGY) ** index
        * power_law_integral(limit(energy_min, knee), limit(energy_max, knee), index)
        for limit, index in zip((np.minimum, np.maximum), indices, strict=True)
    )
    return _flux_at_break(parameters) * sum(parts)


def _flux_at_break(parameters: BrokenPowerLawFlux) -> float:
    knee = parameters.break_energy
    of_norm = parameters.index_above if knee < REFERENCE_ENERGY else parameters.spectral_index
    return parameters.norm * (knee / REFERENCE_ENERGY) ** -of_norm


def _log_parabola_integral(
    energy_min: NDArray | float, energy_max: NDArray | float, parameters: LogParabolaFlux
) -> NDArray[np.float64]:
    """A Gaussian in t = ln(E/100 TeV): exp((1 - index) t - b t^2) dt."""
    b = parameters.curvature / np.log(10)
    rise = 1 - parameters.spectral_index
    low, high = (
        np.sqrt(2 * b) * (np.log(np.asarray(one) / REFERENCE_ENERGY) - rise / (2 * b))
        for one in (energy_min, energy_max)
    )
    area = np.sqrt(np.pi / b) * np.exp(rise**2 / (4 * b))
    # Of the upper tails: there the difference keeps its digits.
    return parameters.norm * REFERENCE_ENERGY * area * (ndtr(-low) - ndtr(-high))
