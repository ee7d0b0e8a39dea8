"""Stellar masses of galaxies: double Schechter functions by bins of redshift.

    psi(M) = ln(10) x exp(-x) [n_1 x^a_1 + n_2 x^a_2]    [Mpc^-3 dex^-1],   x = M/M*

References
----------
Ilbert et al. 2013, A&A 556, A55, eq. 2 and Table 2 (all galaxies; H0 = 70, Chabrier).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError


@dataclass(frozen=True, eq=False)
class StellarMassFunction:
    """Comoving density of galaxies by stellar mass and redshift.

    Parameters
    ----------
    edges : ndarray, shape (n_bins + 1,)
        Redshifts between the bins, ascending. Below the first edge the first bin holds.
    log10_mass : ndarray, shape (n_bins,)
        log10(M*/Msun).
    density_1, density_2 : ndarray, shape (n_bins,)
        n_1 and n_2 [Mpc^-3].
    slope_1, slope_2 : ndarray, shape (n_bins,)
    interpolated : bool
        Whether the logarithm of the density is linear in redshift between the middles of the
        bins, instead of the same within each.
    """

    edges: NDArray[np.float64]
    log10_mass: NDArray[np.float64]
    density_1: NDArray[np.float64]
    density_2: NDArray[np.float64]
    slope_1: NDArray[np.float64]
    slope_2: NDArray[np.float64]
    interpolated: bool = False

    def density(self, log10_mass: ArrayLike, redshift: float) -> NDArray[np.float64]:
        """Density of galaxies [Mpc^-3 dex^-1].

        Parameters
        ----------
        log10_mass : array_like
            log10(M/Msun).
        redshift : float

        Raises
        ------
        InputDataError
            If the redshift is above the last bin, or not positive.
        """
        if not 0 < redshift <= self.edges[-1]:
            raise InputDataError(
                "no stellar masses at this redshift",
                column="redshift",
                value=redshift,
                expected=f"above 0, up to {self.edges[-1]:g}",
            )
        mass = np.asarray(log10_mass, dtype=float)
        if not self.interpolated:
            inner = self.edges[1:-1]
            return self._of_bin(mass, int(np.searchsorted(inner, redshift, side="right")))
        middles = (self.edges[1:] + self.edges[:-1]) / 2
        below = int(np.clip(np.searchsorted(middles, redshift) - 1, 0, len(middles) - 2))
        part = (redshift - middles[below]) / (middles[below + 1] - middles[below])
        part = float(np.clip(part, 0, 1))
        low, high = (self._of_bin(mass, number) for number in (below, below + 1))
        return low ** (1 - part) * high**part

    def _of_bin(self, log10_mass: NDArray[np.float64], number: int) -> NDArray[np.float64]:
        ratio = 10.0 ** (log10_mass - self.log10_mass[number])
        powers = self.density_1[number] * ratio ** self.slope_1[number]
        powers = powers + self.density_2[number] * ratio ** self.slope_2[number]
        return np.log(10) * ratio * np.exp(-ratio) * powers


@dataclass(frozen=True)
class BlackHoleMassRelation:
    """Mass of the black hole of a galaxy, a power of its stellar mass.

    Parameters
    ----------
    log10_at_1e11 : float
        log10(M_BH/Msun) at a stellar mass of 1e11 Msun.
    slope : float

    Examples
    --------
    >>> proportional(0.002).log10_mass(10.0).round(4).item()
    7.301
    """

    log10_at_1e11: float
    slope: float = 1.0

    def log10_mass(self, log10_stellar_mass: ArrayLike) -> NDArray[np.float64]:
        """log10(M_BH/Msun)."""
        above = np.asarray(log10_stellar_mass, dtype=float) - 11.0
        return self.log10_at_1e11 + self.slope * above


def proportional(ratio: float) -> BlackHoleMassRelation:
    """Black holes with one ratio to the stellar mass."""
    return BlackHoleMassRelation(11.0 + float(np.log10(ratio)))
