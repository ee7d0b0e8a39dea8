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


class SourceSpectra(Protocol):
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
