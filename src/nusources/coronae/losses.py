"""Energy-loss rates of protons beside photomeson production: pairs, synchrotron, pp."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.coronae import constants as c
from nusources.coronae import grids
from nusources.coronae.geometry import Coronae
from nusources.coronae.photon_field import photon_cells
from nusources.coronae.readings import Readings

PAIR_THRESHOLD = 2.0
"""Photon energy in the frame of the proton, over that of an electron at rest."""
HIGH_ENERGIES = 25.0
"""From here on the other form of the fit holds."""
PP_LOSS = 0.5 * 4e-26
"""Inelasticity times cross-section of proton-proton collisions [cm^2]."""


def pair_production_function(reduced_energy: ArrayLike) -> NDArray[np.float64]:
    """phi(k), which measures the loss to pairs (Chodorowski et al. 1992, eqs. 3.14 and 3.18).

    Parameters
    ----------
    reduced_energy : array_like
        k = 2 gamma epsilon / (m_e c^2); 0 results below 2.

    Examples
    --------
    >>> pair_production_function([1.9, 2.0]).tolist()
    [0.0, 0.0]
    """
    k = np.asarray(reduced_energy, float)
    near = np.maximum(k - PAIR_THRESHOLD, 0.0)
    polynomial = 1 + 0.8048 * near + 0.1459 * near**2 + 1.137e-3 * near**3 - 3.879e-6 * near**4
    far = np.maximum(k, HIGH_ENERGIES)
    log = np.log(far)
    rising = -86.07 + 50.96 * log - 14.45 * log**2 + 8 / 3 * log**3
    falling = 1 - 2.910 / far - 78.35 / far**2 - 1837 / far**3
    low = k < HIGH_ENERGIES
    # The polynomial has a root far above the energies for which it is made.
    polynomial = np.where(low, polynomial, 1.0)
    return np.where(low, np.pi / 12 * near**4 / polynomial, far * rising / falling)


def pair_production_rate(readings: Readings) -> NDArray[np.float64]:
    """Bethe-Heitler loss of protons on the energy grid (Blumenthal 1970).

    Returns
    -------
    ndarray, shape (n_energies,)
        Per energy density of X-rays [s^-1 (eV/cm^3)^-1].
    """
    energies, weights = (one.ravel() for one in photon_cells(readings))
    electron = c.ELECTRON_MASS * c.EV_PER_GEV
    reduced = 2 * grids.LORENTZ_FACTORS[:, np.newaxis] * energies / electron
    # Weights are for integrals over energies, this one is over their logarithms.
    folded = (pair_production_function(reduced) / reduced / energies) @ weights
    scale = c.FINE_STRUCTURE * c.ELECTRON_RADIUS**2 * c.SPEED_OF_LIGHT * electron**2
    return np.asarray(scale * folded / (grids.LORENTZ_FACTORS * c.PROTON_MASS * c.EV_PER_GEV))


def synchrotron_rate(
    lorentz_factor: NDArray[np.float64], magnetic_field: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Synchrotron loss of protons [s^-1], with isotropic pitch angles.

    Parameters
    ----------
    lorentz_factor : ndarray
    magnetic_field : ndarray
        [G]
    """
    mass_ratio = c.ELECTRON_MASS / c.PROTON_MASS
    electron = c.ELECTRON_MASS * c.ERG_PER_GEV
    per_energy = 4 / 3 * c.THOMSON_CROSS_SECTION * c.SPEED_OF_LIGHT * mass_ratio**3 / electron
    return per_energy * magnetic_field**2 / (8 * np.pi) * lorentz_factor


@dataclass(frozen=True, eq=False)
class Losses:
    """Loss rates of the protons of many coronae [s^-1], each of shape (n_energies, n_sources).

    Parameters
    ----------
    photomeson, pairs, synchrotron, pp : ndarray
    """

    photomeson: NDArray[np.float64]
    pairs: NDArray[np.float64]
    synchrotron: NDArray[np.float64]
    pp: NDArray[np.float64]

    @property
    def total(self) -> NDArray[np.float64]:
        """Sum of all channels [s^-1]."""
        return self.photomeson + self.pairs + self.synchrotron + self.pp


def losses(coronae: Coronae, photomeson: NDArray[np.float64], pairs: NDArray[np.float64]) -> Losses:
    """Loss rates of protons on the energy grid.

    Parameters
    ----------
    coronae : Coronae
    photomeson, pairs : ndarray, shape (n_energies,)
        Rates per energy density of X-rays [s^-1 (eV/cm^3)^-1].
    """
    density = coronae.photon_energy_density
    lorentz_factors = grids.LORENTZ_FACTORS[:, np.newaxis]
    pp = PP_LOSS * c.SPEED_OF_LIGHT * coronae.proton_density
    return Losses(
        photomeson[:, np.newaxis] * density,
        pairs[:, np.newaxis] * density,
        synchrotron_rate(lorentz_factors, coronae.magnetic_field),
        np.broadcast_to(pp, (grids.N_ENERGIES, len(pp))),
    )
