"""Events of a track detector from single sources."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.coronae.constants import ERG_PER_GEV
from nusources.detectors.detector import Detector
from nusources.detectors.rates import SECONDS_PER_YEAR
from nusources.detectors.visibility import visibility

MUON_SHARE = 1 / 3
"""Of nu_mu and anti-nu_mu at Earth, where nothing else is known."""


def events_per_year(
    detector: Detector,
    energies: NDArray[np.float64],
    flux: NDArray[np.float64],
    dec: NDArray[np.float64],
    muon_share: ArrayLike = MUON_SHARE,
) -> NDArray[np.float64]:
    """Expected events of each source in a year of calendar time.

    Parameters
    ----------
    detector : Detector
    energies : ndarray, shape (n_energies,)
        Even in the logarithm [GeV].
    flux : ndarray, shape (n_sources, n_energies)
        E F_E of all flavours [erg cm^-2 s^-1].
    dec : ndarray, shape (n_sources,)
        Declination [deg].
    muon_share : array_like, shape () or of the flux
        Share of nu_mu and anti-nu_mu at Earth.

    Returns
    -------
    ndarray, shape (n_sources,)
        NaN for sources without a flux.
    """
    table = detector.table
    seen = visibility(dec, table.cos_zenith, detector.latitude)
    area = seen @ table.at(np.log10(energies)).T
    per_log_energy = area * flux * np.asarray(muon_share) / ERG_PER_GEV / energies
    rate = np.trapezoid(per_log_energy, np.log(energies), axis=1)
    return np.asarray(rate * SECONDS_PER_YEAR * detector.live_time_share)
