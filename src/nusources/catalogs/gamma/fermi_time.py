"""Fermi mission elapsed time."""

from __future__ import annotations

import numpy as np

from nusources.units import SECONDS_PER_DAY

# MJDREFI + MJDREFF of the LAT files: 2001-01-01 00:00:00 UTC as MJD in Terrestrial Time, at which
# TT - UTC was 64.184 s. Mission elapsed time counts SI seconds from there, leap seconds included.
MJD_REFERENCE_DAY = 51910.0
MJD_REFERENCE_FRACTION = 7.428703703703703e-4


def met_to_mjd(met: np.ndarray) -> np.ndarray:
    """Convert Fermi mission elapsed time to modified Julian date.

    Parameters
    ----------
    met : numpy.ndarray
        Mission elapsed time [s].

    Returns
    -------
    numpy.ndarray
        MJD in Terrestrial Time [d]. UTC was 65 s behind it in 2008, 69 s since 2017.

    References
    ----------
    Keywords MJDREFI, MJDREFF and TIMESYS of the Fermi-LAT catalogue files.
    """
    met = np.asarray(met, dtype=np.float64)
    return MJD_REFERENCE_DAY + (MJD_REFERENCE_FRACTION + met / SECONDS_PER_DAY)
