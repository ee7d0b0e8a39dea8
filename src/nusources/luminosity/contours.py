"""Correlation of normalisation and index of a flux from its 68 % contour."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError

FEWEST_POINTS = 8
GEV_OF_1_TEV = 1000.0
HALF_WIDTH_68 = 1.5151729038615573
"""Half the width of a 68 % contour of two variables in standard deviations, (-2 ln .3173)^(1/2)."""


def log_flux_at_1tev(contour: pd.DataFrame, reference_gev: float) -> pd.DataFrame:
    """Points of a contour with their flux moved to 1 TeV by their own index.

    Parameters
    ----------
    contour : DataFrame
        Contract ``flux_contour``, of a source.
    reference_gev : float
        Energy of its normalisation [GeV].

    Returns
    -------
    DataFrame
        spectral_index, log_flux (natural logarithm; its unit plays no part).
    """
    index = contour["spectral_index"]
    log_flux = np.log(contour["norm_source"]) + index * np.log(reference_gev / GEV_OF_1_TEV)
    return pd.DataFrame({"spectral_index": index, "log_flux": log_flux})


def index_error(contour: pd.DataFrame) -> float:
    """Standard deviation of the index, from the extent of the 68 % contour."""
    return float(np.ptp(contour["spectral_index"]) / 2 / HALF_WIDTH_68)


def contour_correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Correlation of two variables from the moments of the area within a contour.

    The second moments of an ellipse's area are a quarter of those of its rim, so that their
    correlation is that of the normal distribution whose contour it is; how densely the rim is
    sampled, and in which order, plays no part.

    Parameters
    ----------
    x, y : ndarray, shape (n_points,)
        Points of a contour that its centre sees in order of their angle.

    Raises
    ------
    InputDataError
        If there are fewer points than `FEWEST_POINTS`.
    """
    if len(x) < FEWEST_POINTS:
        raise InputDataError(
            "too few points of a contour", value=len(x), expected=f"at least {FEWEST_POINTS}"
        )
    points = np.stack([x, y]) - np.mean([x, y], axis=1, keepdims=True)
    points = points / np.ptp(points, axis=1)[:, None]
    a, b = points[:, np.argsort(np.arctan2(points[1], points[0]), kind="stable")]
    c, d = np.roll(a, -1), np.roll(b, -1)
    cross = a * d - c * b  # twice the area of each triangle with the centre
    area = cross.sum() / 2
    mean_x, mean_y = ((a + c) * cross).sum() / (6 * area), ((b + d) * cross).sum() / (6 * area)
    xx = ((a * a + a * c + c * c) * cross).sum() / (12 * area) - mean_x**2
    yy = ((b * b + b * d + d * d) * cross).sum() / (12 * area) - mean_y**2
    xy = ((a * d + 2 * a * b + 2 * c * d + c * b) * cross).sum() / (24 * area) - mean_x * mean_y
    return float(xy / np.sqrt(xx * yy))
