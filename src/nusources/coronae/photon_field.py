"""Target photons: X-rays with a power law, and a black body of the disk if there is one.

Everything is per unit of the energy density of the X-rays, so that one shape serves all sources.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.coronae.constants import EV_PER_KEV
from nusources.coronae.grids import STEP
from nusources.coronae.readings import STEPS_PER_DECADE, Readings

NODES_PER_CELL = 3
"""Gauss-Legendre nodes in each cell of photon energies."""
COLDEST = 1e-2
"""Black bodies begin at this part of their temperature: 1e-5 of the photons lie below."""
BLACK_BODY_ENERGY = np.pi**4 / 15
"""Integral of x^3 / (exp(x) - 1)."""


def power_law_integral(exponent: float, low: ArrayLike, high: ArrayLike) -> NDArray[np.float64]:
    """Integral of x^exponent from low to high, also for an exponent of -1; 0 where high < low.

    Examples
    --------
    >>> float(power_law_integral(1.0, 1.0, 3.0).round(12)), float(power_law_integral(-1, 1, np.e))
    (4.0, 1.0)
    """
    low, power = np.asarray(low, float), exponent + 1
    log_ratio = np.maximum(np.log(high / low), 0.0)
    return np.asarray(low**power * (np.expm1(power * log_ratio) / power if power else log_ratio))


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
    energy = power_law_integral(1 - readings.photon_index, low, high)
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
