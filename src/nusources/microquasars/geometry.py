"""Galactic coordinates of sources, and their places in the disk.

The Galactic centre is at x = y = z = 0, the Sun at x = its distance from the centre, y points
towards Galactic longitude 90 deg and z to the north.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

# North Galactic pole and longitude of the north celestial pole, J2000 (ESA SP-1200, vol. 1, 1.5.3).
POLE_RA = 192.85948
POLE_DEC = 27.12825
LONGITUDE_OF_POLE = 122.93192


def galactic(ra: ArrayLike, dec: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Galactic coordinates of equatorial ones.

    Parameters
    ----------
    ra, dec : array_like
        J2000 [deg].

    Returns
    -------
    longitude, latitude : ndarray
        [deg]; longitude from -180 to 180.

    References
    ----------
    ESA SP-1200 (Hipparcos), vol. 1, section 1.5.3.

    Examples
    --------
    >>> round(float(galactic(POLE_RA, POLE_DEC)[1]), 6)
    90.0
    """
    turn = np.radians(np.asarray(ra, dtype=float) - POLE_RA)
    dec, pole = np.radians(np.asarray(dec, dtype=float)), np.radians(POLE_DEC)
    north = np.sin(dec) * np.sin(pole) + np.cos(dec) * np.cos(pole) * np.cos(turn)
    across = np.cos(dec) * np.sin(turn)
    along = np.sin(dec) * np.cos(pole) - np.cos(dec) * np.sin(pole) * np.cos(turn)
    longitude = LONGITUDE_OF_POLE - np.degrees(np.arctan2(across, along))
    latitude = np.degrees(np.arcsin(np.clip(north, -1, 1)))
    return (longitude + 180) % 360 - 180, latitude


def disk_position(
    longitude: ArrayLike, latitude: ArrayLike, distance: ArrayLike, observer: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Place of a source in the Galaxy.

    Parameters
    ----------
    longitude, latitude : array_like
        Galactic coordinates [deg].
    distance : array_like
        From the Sun [kpc]; NaN stays NaN.
    observer : float
        Distance of the Sun from the Galactic centre [kpc].

    Returns
    -------
    x, y, z : ndarray
        [kpc], see the module.

    Examples
    --------
    The Galactic centre, as seen from 8.3 kpc:

    >>> [float(one) for one in disk_position(0.0, 0.0, 8.3, 8.3)]
    [0.0, 0.0, 0.0]
    """
    longitude, latitude = np.radians(longitude), np.radians(latitude)
    flat = np.asarray(distance, dtype=float) * np.cos(latitude)
    x, y = observer - flat * np.cos(longitude), flat * np.sin(longitude)
    return x, y, np.asarray(distance, dtype=float) * np.sin(latitude)
