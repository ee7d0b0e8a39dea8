"""How long a declination is seen at each zenith angle, in a sidereal day."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def share_below(cos_zenith: ArrayLike, dec: ArrayLike, latitude: float) -> NDArray[np.float64]:
    """Share of a sidereal day that a direction spends below a cosine of the zenith angle.

    Parameters
    ----------
    cos_zenith : array_like
    dec : array_like
        Declination [deg]; the two broadcast.
    latitude : float
        Of the detector [deg], -90 at the South Pole.

    Returns
    -------
    ndarray
        From 0 to 1.

    Examples
    --------
    >>> float(share_below(0.0, 0.0, 36.3))  # the celestial equator is half a day below the horizon
    0.5
    """
    declination, site = np.radians(dec), np.radians(latitude)
    middle = np.sin(declination) * np.sin(site)
    swing = np.maximum(np.cos(declination) * np.cos(site), 1e-15)
    # cos(zenith) = middle + swing cos(hour angle)
    return 1.0 - np.arccos(np.clip((cos_zenith - middle) / swing, -1.0, 1.0)) / np.pi


def visibility(
    dec: ArrayLike, cos_zenith_edges: NDArray[np.float64], latitude: float
) -> NDArray[np.float64]:
    """Share of a sidereal day that directions spend in bins of the zenith angle.

    Parameters
    ----------
    dec : array_like, shape (n,)
        Declinations [deg].
    cos_zenith_edges : ndarray, shape (n_bins + 1,)
        From -1 to 1.
    latitude : float
        Of the detector [deg].

    Returns
    -------
    ndarray, shape (n, n_bins)
        Each row sums to 1.
    """
    inner = share_below(cos_zenith_edges[1:-1], np.asarray(dec)[:, np.newaxis], latitude)
    ends = np.zeros((len(inner), 1)), np.ones((len(inner), 1))
    return np.diff(np.hstack([ends[0], inner, ends[1]]), axis=1)


def band_visibility(
    dec_edges: NDArray[np.float64],
    cos_zenith_edges: NDArray[np.float64],
    latitude: float,
    n_sub: int = 40,
) -> NDArray[np.float64]:
    """Mean visibility of bands of declination, over their solid angle.

    Parameters
    ----------
    dec_edges : ndarray, shape (n_bands + 1,)
        Ascending [deg].
    cos_zenith_edges : ndarray, shape (n_bins + 1,)
    latitude : float
        [deg]
    n_sub : int
        Declinations in each band, equal in sin(dec).

    Returns
    -------
    ndarray, shape (n_bands, n_bins)
    """
    sines = np.sin(np.radians(dec_edges))
    steps = (np.arange(n_sub) + 0.5) / n_sub
    inside = sines[:-1, np.newaxis] + np.diff(sines)[:, np.newaxis] * steps
    shares = visibility(np.degrees(np.arcsin(inside.ravel())), cos_zenith_edges, latitude)
    return shares.reshape(len(inside), n_sub, -1).mean(axis=1)
