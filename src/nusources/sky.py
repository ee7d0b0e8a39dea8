"""Great-circle geometry on plain arrays.

Angles are degrees at the public boundary. Nothing here reads files or draws numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

# North Galactic pole and longitude of the north celestial pole, J2000 (ESA SP-1200, vol. 1, 1.5.3).
POLE_RA = 192.85948
POLE_DEC = 27.12825
LONGITUDE_OF_POLE = 122.93192
SQUARE_DEGREES = float(np.degrees(1.0) ** 2)
"""Per steradian."""
WHOLE_SKY = 4 * np.pi * SQUARE_DEGREES
"""Solid angle [deg^2]."""


def unit_vectors(ra: ArrayLike, dec: ArrayLike) -> NDArray[np.float64]:
    """Cartesian unit vectors of sky positions.

    Parameters
    ----------
    ra, dec : array_like, shape (n,)
        Right ascension and declination [deg].

    Returns
    -------
    ndarray, shape (n, 3)

    Examples
    --------
    >>> unit_vectors([0.0, 90.0], [0.0, 0.0]).round(12).tolist()
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """
    ra, dec = np.radians(ra), np.radians(dec)
    return np.stack([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)], axis=-1)


def squared_chord(radius: ArrayLike) -> NDArray[np.float64]:
    """Square of the straight-line distance between unit vectors `radius` apart.

    Comparing squared chords is exact for small angles, where the cosine loses digits, and needs
    no special case at the poles or at R.A. = 0.

    Parameters
    ----------
    radius : array_like
        Angle [deg], 0 to 180.

    Examples
    --------
    >>> float(squared_chord(180.0)), round(float(squared_chord(60.0)), 12)
    (4.0, 1.0)
    """
    return (2 * np.sin(np.radians(radius) / 2)) ** 2


def angular_separation(
    ra_1: ArrayLike, dec_1: ArrayLike, ra_2: ArrayLike, dec_2: ArrayLike
) -> NDArray[np.float64]:
    """Angle between positions [deg], accurate from 0 to 180 deg (Vincenty's formula).

    Parameters
    ----------
    ra_1, dec_1, ra_2, dec_2 : array_like
        Positions [deg]; they broadcast.

    References
    ----------
    Vincenty 1975, Survey Review 23, 88.

    Examples
    --------
    >>> round(float(angular_separation(0.0, 0.0, 90.0, 0.0)), 9)
    90.0
    >>> round(float(angular_separation(10.0, 90.0, 200.0, 89.0)), 9)
    1.0
    """
    ra_1, dec_1, ra_2, dec_2 = map(np.radians, (ra_1, dec_1, ra_2, dec_2))
    cos_difference, sin_difference = np.cos(ra_2 - ra_1), np.sin(ra_2 - ra_1)
    across = np.cos(dec_2) * sin_difference
    along = np.cos(dec_1) * np.sin(dec_2) - np.sin(dec_1) * np.cos(dec_2) * cos_difference
    cosine = np.sin(dec_1) * np.sin(dec_2) + np.cos(dec_1) * np.cos(dec_2) * cos_difference
    return np.degrees(np.arctan2(np.hypot(across, along), cosine))


def ra_half_width(
    dec_source: ArrayLike, dec_event: ArrayLike, radius: ArrayLike
) -> NDArray[np.float64]:
    """Half-width in right ascension of the arc of a parallel inside a circle.

    A source at declination `dec_source` lies inside the circle of `radius` about an event at
    `dec_event` if its R.A. differs from the event's by at most this. From the spherical law of
    cosines, cos h = (cos r - sin d1 sin d2) / (cos d1 cos d2).

    Parameters
    ----------
    dec_source, dec_event, radius : array_like
        Angles [deg]; they broadcast.

    Returns
    -------
    ndarray
        Half-width [deg]: 180 where the whole parallel is inside (a circle that contains a pole),
        negative (-1) where no point of it is.

    Examples
    --------
    >>> float(ra_half_width(0.0, 0.0, 18.0).round(9)), float(ra_half_width(75.0, 80.0, 26.0))
    (18.0, 180.0)
    """
    d1, d2, r = np.radians(dec_source), np.radians(dec_event), np.radians(radius)
    # sin^2(h/2) in place of cos h keeps the digits of small circles.
    numerator = np.sin((r - (d1 - d2)) / 2) * np.sin((r + (d1 - d2)) / 2)
    denominator = np.cos(d1) * np.cos(d2)
    with np.errstate(divide="ignore", invalid="ignore"):
        sin2_half = numerator / denominator
    half = np.degrees(2 * np.arcsin(np.sqrt(np.clip(np.nan_to_num(sin2_half), 0, 1))))
    # The second test: rounding must not leave a hole opposite an event whose circle is the sky.
    half = np.where((numerator >= denominator) | (r >= np.pi), 180.0, half)
    return np.where(numerator < 0, -1.0, half)


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
