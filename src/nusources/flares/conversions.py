"""Fluxes of surveys in the units and bands of the analysis (chang2022, sections 3.3 and 4.2.5)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.fluxes import power_integral
from nusources.units import ERG_PER_GEV

W2_ZERO_POINT_MJY = 171.787e3
"""Flux density of magnitude 0 in W2 (Jarrett et al. 2011; WISE explanatory supplement, IV.4.h)."""


def w2_flux_density(mag: ArrayLike) -> NDArray[np.float64]:
    """Flux density [mJy] of a W2 magnitude (Vega)."""
    return W2_ZERO_POINT_MJY * 10 ** (-0.4 * np.asarray(mag, dtype=float))


def w2_flux_density_error(mag: ArrayLike, mag_error: ArrayLike) -> NDArray[np.float64]:
    """Error of the flux density [mJy], to first order in that of the magnitude."""
    return w2_flux_density(mag) * 0.4 * np.log(10) * np.asarray(mag_error, dtype=float)


def energy_per_photon(
    index: ArrayLike, photon_band_gev: tuple[float, float], energy_band_gev: tuple[float, float]
) -> NDArray[np.float64]:
    """Energy flux in one band over the photon flux in another, for a power law E**-index.

    Parameters
    ----------
    index : array_like
        Photon index.
    photon_band_gev, energy_band_gev : tuple of float
        Bands [GeV].

    Returns
    -------
    ndarray
        [erg]
    """
    gamma = np.asarray(index, dtype=float)
    energy = power_integral(1 - gamma, *energy_band_gev)
    return ERG_PER_GEV * energy / power_integral(-gamma, *photon_band_gev)


def nu_f_nu_share(index: ArrayLike, energy_kev: float, band_kev: tuple[float, float]) -> NDArray:
    """Flux nu F(nu) at an energy over the energy flux in a band, for a power law E**-index."""
    gamma = np.asarray(index, dtype=float)
    return energy_kev ** (2 - gamma) / power_integral(1 - gamma, *band_kev)
