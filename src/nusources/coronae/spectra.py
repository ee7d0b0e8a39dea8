"""From spectra of sources to fluxes at Earth.

References
----------
karavola2026, eq. 1.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError

SMALLEST = 1e-300
"""Stands for no light at all where logarithms are taken."""


class Templates(Protocol):
    """Spectra of sources: the direct engine or the grid of templates."""

    @property
    def energies(self) -> NDArray[np.float64]:
        """Energies in the frame of the source [GeV], even in the logarithm."""

    def luminosity(
        self,
        log10_sigma: ArrayLike,
        log10_xray_luminosity: ArrayLike,
        log10_black_hole_mass: ArrayLike,
    ) -> NDArray[np.float64]:
        """All-flavour E L_E per unit eta_p/eta_X [erg/s]; NaN for sources outside a grid."""


def observable_energies(energies: NDArray[np.float64], redshift_max: float) -> NDArray[np.float64]:
    """Energies at Earth that have their energy at the source among the templates.

    Parameters
    ----------
    energies : ndarray
        Of the templates [GeV].
    redshift_max : float

    Returns
    -------
    ndarray
        The first of `energies`.

    Raises
    ------
    InputDataError
        If the energies are not even in the logarithm, or none is left.
    """
    _step(energies)
    seen = energies[energies * (1 + redshift_max) <= energies[-1] * (1 + 1e-9)]
    if len(seen) == 0:
        raise InputDataError(
            "no energy of the templates can be seen from this redshift",
            column="redshift",
            value=redshift_max,
            expected=f"below {energies[-1] / energies[0] - 1:g}",
        )
    return seen


def redshifted(
    luminosity: NDArray[np.float64],
    energies: NDArray[np.float64],
    redshift: NDArray[np.float64],
    n_observed: int,
) -> NDArray[np.float64]:
    """E' L_E' at E' = (1+z) E, linear between energies in both logarithms.

    Parameters
    ----------
    luminosity : ndarray, shape (n_sources, n_energies)
        E L_E in the frame of the source.
    energies : ndarray, shape (n_energies,)
        [GeV]
    redshift : ndarray, shape (n_sources,)
    n_observed : int
        Number of energies at Earth: the first of `energies`.

    Returns
    -------
    ndarray, shape (n_sources, n_observed)

    Raises
    ------
    InputDataError
        If the templates end below the energy that one of the sources needs.
    """
    steps = np.log10(1 + redshift) / _step(energies)
    whole = np.floor(steps + 1e-9).astype(np.intp)
    if (whole + n_observed > len(energies)).any():
        raise InputDataError(
            "no templates at the energies that are seen from this redshift",
            column="redshift",
            value=float(np.max(redshift)),
            expected=f"at most {energies[-1] / energies[n_observed - 1] - 1:.3g}",
        )
    logs = np.log(np.maximum(luminosity, SMALLEST))
    logs = np.concatenate([logs, logs[:, -1:]], axis=1)  # for sources that need no next energy
    shifted = np.empty((len(logs), n_observed))
    for number in np.unique(whole):
        own = whole == number
        part = (steps[own] - number)[:, np.newaxis]
        low, high = (logs[own, start : start + n_observed] for start in (number, number + 1))
        shifted[own] = low + part * (high - low)
    return np.exp(shifted)


def _step(energies: NDArray[np.float64]) -> float:
    """Step of energies in log10."""
    steps = np.diff(np.log10(energies))
    if len(steps) == 0 or not np.allclose(steps, steps[0], rtol=1e-6) or steps[0] <= 0:
        raise InputDataError(
            "energies of templates are not even in the logarithm",
            column="energies",
            value=len(energies),
            expected="ascending energies with one ratio between neighbours",
        )
    return float(steps[0])


def band_luminosity(
    energies: NDArray[np.float64], spectrum: NDArray[np.float64], band: tuple[float, float]
) -> NDArray[np.float64]:
    """Integral of E L_E over ln E between two energies, a power law between neighbours.

    Parameters
    ----------
    energies : ndarray, shape (n_energies,)
        [GeV]
    spectrum : ndarray, shape (..., n_energies)
        E L_E or E F_E.
    band : tuple of float
        [GeV], within the energies.

    Raises
    ------
    InputDataError
        If the band does not lie within the energies.
    """
    low, high = band
    if not energies[0] <= low < high <= energies[-1]:
        raise InputDataError(
            "a band of energies beyond the templates",
            column="band",
            value=band,
            expected=f"two energies within {energies[0]:g} to {energies[-1]:g} GeV",
        )
    inner = energies[(energies > low) & (energies < high)]
    grid, at = np.log(energies), np.log(np.concatenate([[low], inner, [high]]))
    logs = np.log(np.maximum(spectrum, SMALLEST))
    flat = logs.reshape(-1, len(energies))
    found = np.array([np.interp(at, grid, row) for row in flat])
    width, rise = np.diff(at), np.diff(found, axis=1)
    # Mean of exp over a straight line; expm1 keeps the digits of flat ones.
    is_flat = np.abs(rise) < 1e-12
    mean = np.where(is_flat, 1.0, np.expm1(rise) / np.where(is_flat, 1.0, rise))
    total = (np.exp(found[:, :-1]) * mean * width).sum(axis=1)
    return total.reshape(spectrum.shape[:-1])


def anchored_ratio(
    templates: Templates,
    *,
    log10_sigma: float,
    log10_xray_luminosity: float,
    log10_black_hole_mass: float,
    band: tuple[float, float],
    luminosity: float,
) -> float:
    """eta_p/eta_X with which one source has its measured neutrino luminosity.

    Parameters
    ----------
    templates : Templates
    log10_sigma, log10_xray_luminosity, log10_black_hole_mass : float
        Of the source; L_X [erg/s] in the band of the corona, Msun.
    band : tuple of float
        Energies of the measurement [GeV].
    luminosity : float
        All flavours, in the band [erg/s].

    Raises
    ------
    InputDataError
        If the source is outside the templates or makes no neutrinos there.
    """
    spectrum = templates.luminosity(log10_sigma, log10_xray_luminosity, log10_black_hole_mass)
    unit = float(band_luminosity(templates.energies, spectrum, band)[0])
    if not unit > 0:
        raise InputDataError(
            "the source that sets eta_p/eta_X has no spectrum",
            column="log10_sigma, log10_xray_luminosity, log10_black_hole_mass",
            value=(log10_sigma, log10_xray_luminosity, log10_black_hole_mass),
            expected="a source within the templates",
        )
    return luminosity / unit
