"""Luminosities in bands, and the proton luminosity that a measured one asks for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nusources.errors import InputDataError


def band_luminosity(
    energies: NDArray[np.float64], spectra: NDArray[np.float64], low: float, high: float
) -> NDArray[np.float64]:
    """Luminosity between two energies of spectra E L_E.

    Parameters
    ----------
    energies : ndarray, shape (n_energies,)
        [GeV], ascending; E L_E is straight in ln E between them.
    spectra : ndarray, shape (n_sources, n_energies)
        [erg/s]
    low, high : float
        [GeV]

    Returns
    -------
    ndarray, shape (n_sources,)
        [erg/s]

    Raises
    ------
    InputDataError
        If the band is inverted or reaches beyond the energies.

    Examples
    --------
    >>> energies = np.geomspace(1.0, 100.0, 5)
    >>> float(np.round(band_luminosity(energies, np.ones((1, 5)), 2.0, 20.0)[0] / np.log(10), 12))
    1.0
    """
    if not energies[0] <= low < high <= energies[-1]:
        raise InputDataError(
            "no band of these spectra",
            column="energy",
            value=f"{low:g} to {high:g} GeV",
            expected=f"two energies from {energies[0]:g} to {energies[-1]:g}, the lower one first",
        )
    inside = energies[(energies > low) & (energies < high)]
    position = np.log(np.concatenate([[low], inside, [high]]))
    values = np.stack([np.interp(position, np.log(energies), one) for one in spectra])
    return np.asarray(np.trapezoid(values, position, axis=1))


def proton_to_xray_ratio(
    energies: NDArray[np.float64],
    spectrum: NDArray[np.float64],
    measured: float,
    band: tuple[float, float],
) -> float:
    """Ratio of proton to X-ray luminosity that gives a source its measured neutrinos.

    Parameters
    ----------
    energies : ndarray, shape (n_energies,)
        [GeV]
    spectrum : ndarray, shape (n_energies,)
        E L_E of the source for a ratio of 1 [erg/s].
    measured : float
        Luminosity of all flavours in the band [erg/s].
    band : tuple of float
        [GeV]
    """
    return float(measured / band_luminosity(energies, spectrum[np.newaxis], *band)[0])
