"""How far interpolated templates are from those that are calculated directly."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.coronae import constants as c
from nusources.coronae.engine import Engine
from nusources.coronae.template_grid import AXES, TemplateGrid

BRIGHT_PART = 0.01
"""Of the peak: below it errors do not count."""


def draw_points(
    grid: TemplateGrid, n: int, highest_ratio: float, *, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw points evenly in a grid, with an Eddington ratio below a limit; shape (3, n)."""
    low, high = (np.array([axis[end] for axis in grid.axes])[:, np.newaxis] for end in (0, -1))
    found = np.empty((3, 0))
    while found.shape[1] < n:
        points = low + (high - low) * rng.random((3, 2 * n))
        ratio = points[1] - points[2] - np.log10(c.EDDINGTON_LUMINOSITY_PER_MASS)
        found = np.concatenate([found, points[:, ratio < np.log10(highest_ratio)]], axis=1)
    return found[:, :n]


def interpolation_errors(
    grid: TemplateGrid, engine: Engine, points: NDArray[np.float64]
) -> pd.DataFrame:
    """Errors of a grid at some points.

    Parameters
    ----------
    grid : TemplateGrid
    engine : Engine
        With the readings of the grid.
    points : ndarray, shape (3, n)
        Decimal logarithms of sigma, L_X and black-hole mass.

    Returns
    -------
    DataFrame
        The parameters; worst_error: largest distance of the spectra where they are above 1 % of
        their peak [dex]; total_error: interpolated over direct luminosity of all energies [dex].
    """
    interpolated, direct = grid.luminosity(*points), engine.luminosity(*points)
    bright = direct >= BRIGHT_PART * direct.max(axis=1, keepdims=True)
    safe = np.where(bright, direct, 1.0)
    distance = np.abs(np.log10(np.where(bright, interpolated, 1.0) / safe))
    total = np.log10(interpolated.sum(axis=1) / direct.sum(axis=1))
    return pd.DataFrame(
        dict(zip(AXES, points, strict=True))
        | {"worst_error": distance.max(axis=1), "total_error": total}
    )
