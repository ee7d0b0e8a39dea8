"""Distances and volumes of a flat universe of matter and a cosmological constant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import astropy.units as u
import numpy as np
from astropy.cosmology import FlatLambdaCDM
from numpy.typing import ArrayLike, NDArray

N_REDSHIFTS = 4001
"""Points of the tables of distance and volume; linear between them errs by less than 1e-6."""


@dataclass(frozen=True)
class Cosmology:
    """Flat universe without radiation.

    Parameters
    ----------
    hubble_constant : float
        H0 [km s^-1 Mpc^-1].
    omega_matter : float
        Matter density over the critical one.

    Examples
    --------
    >>> Cosmology(70.0, 0.3).luminosity_distance(1.0).round(1).item()
    6607.7
    """

    hubble_constant: float
    omega_matter: float

    def luminosity_distance(self, redshift: ArrayLike) -> NDArray[np.float64]:
        """Luminosity distance [Mpc]."""
        return np.asarray(self._model().luminosity_distance(redshift).to_value(u.Mpc))

    def volume_per_redshift(self, redshift: ArrayLike) -> NDArray[np.float64]:
        """Comoving volume per unit redshift and square degree [Mpc^3 deg^-2]."""
        volume = self._model().differential_comoving_volume(redshift)
        return np.asarray(volume.to_value(u.Mpc**3 / u.deg**2))

    def table(self, redshift_min: float, redshift_max: float) -> DistanceTable:
        """Distances and volumes on a fine grid in ln z."""
        return _table(self, redshift_min, redshift_max)

    def _model(self) -> FlatLambdaCDM:
        return FlatLambdaCDM(self.hubble_constant, self.omega_matter, Tcmb0=0)


@dataclass(frozen=True, eq=False)
class DistanceTable:
    """Logarithms of dilution and volume by u = ln z, evenly spaced.

    Parameters
    ----------
    log_redshift : ndarray
        u.
    log_dilution : ndarray
        ln(1/(4 pi d_L^2)) [cm^-2].
    log_volume : ndarray
        ln(dV/du) [Mpc^3 deg^-2].
    """

    log_redshift: NDArray[np.float64]
    log_dilution: NDArray[np.float64]
    log_volume: NDArray[np.float64]

    @property
    def ends(self) -> tuple[float, float]:
        """Smallest and largest u."""
        return float(self.log_redshift[0]), float(self.log_redshift[-1])

    def at(self, log_redshift: NDArray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Dilution [cm^-2] and dV/du [Mpc^3 deg^-2], without their logarithms."""
        first, step = self.log_redshift[0], self.log_redshift[1] - self.log_redshift[0]
        place = (log_redshift - first) / step
        below = np.clip(place.astype(np.intp), 0, len(self.log_redshift) - 2)
        part = place - below
        dilution, volume = (
            np.exp(table[below] + part * np.diff(table)[below])
            for table in (self.log_dilution, self.log_volume)
        )
        return dilution, volume


@cache
def _table(cosmology: Cosmology, redshift_min: float, redshift_max: float) -> DistanceTable:
    log_redshift = np.linspace(np.log(redshift_min), np.log(redshift_max), N_REDSHIFTS)
    redshift = np.exp(log_redshift)
    distance = cosmology.luminosity_distance(redshift) * u.Mpc.to(u.cm)
    return DistanceTable(
        log_redshift,
        -np.log(4 * np.pi * distance**2),
        np.log(cosmology.volume_per_redshift(redshift) * redshift),
    )
