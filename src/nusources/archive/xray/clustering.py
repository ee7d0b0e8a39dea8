"""Positions of clustered sources: a log-normal density field with a given angular correlation.

References
----------
Coles & Jones 1991, MNRAS 248, 1: the Gaussian field behind a log-normal one with correlation w has
the correlation ln(1 + w).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.fft import irfft2, next_fast_len, rfft2
from scipy.ndimage import binary_dilation

from nusources.footprints import Footprint, unproject

PIXEL = 0.02  # deg; within one the correlation stays at that of half of it
PADDING = 6.0  # deg: the field is periodic, and its other side must not be near


@dataclass(frozen=True)
class Clustering:
    """Angular correlation function w(theta) = (theta / theta_0)^-slope.

    Parameters
    ----------
    theta_0 : float
        [arcsec].
    slope : float
        gamma - 1.
    """

    theta_0: float
    slope: float

    def correlation(self, theta: ArrayLike) -> NDArray[np.float64]:
        """W at separations [deg]."""
        return (np.asarray(theta) * 3600 / self.theta_0) ** -self.slope


def draw_clustered(
    footprint: Footprint, n: int, clustering: Clustering, *, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Draw positions from a log-normal field on the flat sky of the footprint.

    Parameters
    ----------
    footprint : Footprint
    n : int
        Number of positions.
    clustering : Clustering
    rng : Generator

    Returns
    -------
    ra, dec : ndarray, shape (n,)
        [deg], in the footprint.
    """
    x_min, x_max, y_min, y_max = footprint.bounds_flat()
    shape = tuple(
        next_fast_len(int(np.ceil((size + PADDING) / PIXEL)), real=True)
        for size in (y_max - y_min, x_max - x_min)
    )
    y_centres, x_centres = (
        low + PIXEL * (np.arange(size) + 0.5)
        for low, size in zip((y_min, x_min), shape, strict=True)
    )
    density = np.exp(gaussian_field(shape, clustering, rng=rng))
    # Cells at the edge count in full; what falls outside of the footprint is thrown away.
    density *= binary_dilation(footprint.coverage(x_centres, y_centres, PIXEL), np.ones((3, 3)))
    cumulative = np.cumsum(density.ravel())
    x, y = np.empty(0), np.empty(0)
    while len(x) < n:
        cells = np.searchsorted(cumulative, cumulative[-1] * rng.random(n), side="right")
        rows, columns = np.divmod(cells, shape[1])
        tried_x = x_centres[columns] + PIXEL * (rng.random(n) - 0.5)
        tried_y = y_centres[rows] + PIXEL * (rng.random(n) - 0.5)
        inside = footprint.contains_flat(tried_x, tried_y)
        x, y = np.append(x, tried_x[inside]), np.append(y, tried_y[inside])
    return unproject(x[:n], y[:n], footprint.ra_centre)


def gaussian_field(
    shape: tuple[int, ...], clustering: Clustering, *, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw a periodic Gaussian field, shape (n_y, n_x), with the correlation ln(1 + w)."""
    lags = [np.minimum(np.arange(size), size - np.arange(size)) * PIXEL for size in shape]
    distance = np.hypot(lags[0][:, None], lags[1][None, :])
    covariance = np.log1p(clustering.correlation(np.maximum(distance, PIXEL / 2)))
    power = np.maximum(rfft2(covariance).real, 0.0)
    noise = rfft2(rng.standard_normal(shape))
    return irfft2(noise * np.sqrt(power), s=shape)
