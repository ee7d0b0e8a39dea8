"""Places of sources in the disk of the Galaxy.

The Galactic centre is at x = y = z = 0, the Sun at x = its distance from the centre, y points
towards Galactic longitude 90 deg and z to the north.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


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
