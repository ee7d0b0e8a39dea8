"""Target photons: X-rays with a power law, and a black body of the disk if there is one.

Everything is per unit of the energy density of the X-rays, so that one shape serves all sources.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nusources.coronae.constants import EV_PER_KEV
from nusources.coronae.grids import STEP
from nusources.coronae.readings import STEPS_PER_DECADE, Readings
from nusources.fluxes import power_integral

NODES_PER_CELL = 3
"""Gauss-Legendre nodes in each cell of photon energies."""
COLDEST = 1e-2
"""Black bodies begin at this part of their temperature: 1e-5 of the photons lie below."""
BLACK_BODY_ENERGY = np.pi**4 / 15
"""Integral of x^3 / (exp(x) - 1)."""


def xray_density(energies: NDArray[np.float64], readings: Readings) -> NDArray[np.float64]:
    """X-ray photons per energy, per unit of their energy density [eV^-2].

    Parameters
    ----------
    energies : ndarray
        [eV]
    readings : Readings
        Index and band.
    """
    low, high = (one * EV_PER_KEV for one in readings.photon_band)
    energy = power_integral(1 - readings.photon_index, low, high)
    inside = (energies >= low) & (energies <= high)
    return np.where(inside, energies ** (-readings.photon_index) / energy, 0.0)


def disk_density(energies: NDArray[np.float64], readings: Readings) -> NDArray[np.float64]:
    """Photons of the disk per energy, per unit of the energy density of X-rays [eV^-2].

    Parameters
    ----------
    energies : ndarray
        [eV]
    readings : Readings
        Temperature, and energy density over that of the X-rays.
    """
    reduced = energies / readings.disk_temperature
    # exp(-x) / (1 - exp(-x)) neither overflows nor loses digits.
    occupied = np.exp(-reduced) / -np.expm1(-reduced)
    scale = readings.disk_to_xray / (BLACK_BODY_ENERGY * readings.disk_temperature**2)
    return scale * reduced**2 * occupied


def photon_density(energies: NDArray[np.float64], readings: Readings) -> NDArray[np.float64]:
    """All photons per energy, per unit of the energy density of X-rays [eV^-2]."""
    return xray_density(energies, readings) + disk_density(energies, readings)


def photon_cells(readings: Readings) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Energies and weights for integrals over photons, on the steps of the energy grid.

    Returns
    -------
    energies : ndarray, shape (n_cells, NODES_PER_CELL)
        [eV]; cells begin and end at the ends of the X-ray band.
    weights : ndarray, shape (n_cells, NODES_PER_CELL)
        Sum of weights times f(energies): integral of n(E) f(E) dE per energy density [eV^-1].
    """
    low, high = (one * EV_PER_KEV for one in readings.photon_band)
    n_above = round(STEPS_PER_DECADE * np.log10(high / low))
    n_below = 0
    if readings.disk_to_xray:
        decades = np.log10(low / (COLDEST * readings.disk_temperature))
        n_below = max(0, int(np.ceil(STEPS_PER_DECADE * decades)))
    nodes, weights = np.polynomial.legendre.leggauss(NODES_PER_CELL)
    steps = np.arange(-n_below, n_above)[:, np.newaxis] + (nodes + 1) / 2
    energies = low * np.exp(STEP * steps)
    return energies, photon_density(energies, readings) * energies * weights * STEP / 2
