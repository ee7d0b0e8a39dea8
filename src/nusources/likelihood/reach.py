"""How far from an event the sources still count."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

TOLERANCE = 1e-6
"""Largest S that may be left out, in units of B, for sources of total weight 1."""

WHOLE_SKY = 4 * np.pi * (180 / np.pi) ** 2  # deg2


def gaussian_reach(sigma: ArrayLike) -> NDArray[np.float64]:
    """Distance beyond which sources may be left out of a sum of Gaussians.

    Even if all sources stood just beyond it, their density would stay below `TOLERANCE` of a
    background that is uniform over the whole sky, the smallest that there is.

    Parameters
    ----------
    sigma : array_like
        Standard deviation per axis [deg].

    Returns
    -------
    ndarray
        Distances [deg].

    Examples
    --------
    >>> float(gaussian_reach(0.1).round(3))
    0.738
    """
    sigma = np.asarray(sigma, dtype=np.float64)
    peak = WHOLE_SKY / (2 * np.pi * sigma**2)
    return sigma * np.sqrt(2 * np.log(np.maximum(peak, 1.0) / TOLERANCE))
