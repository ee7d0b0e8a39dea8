"""Fit of the microquasar profile to the surface density of HMXBs (anchordoqui2014, Table V)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.optimize import brentq, minimize_scalar

from nusources.microquasars.density import annulus_shape

SCALES = (0.5, 12.0)
"""Range of R0 that is searched [kpc]; the data reach from 0 to 14 kpc."""


@dataclass(frozen=True)
class ProfileFit:
    """Best fit of N0 exp(-R0/r - r/R0), averaged over annuli.

    Attributes
    ----------
    scale, scale_low, scale_high : float
        R0 and its range at a chi-square one above the minimum [kpc].
    norm : float
        N0 at the best fit [kpc^-2].
    chi_square : float
    n_degrees : int
    """

    scale: float
    scale_low: float
    scale_high: float
    norm: float
    chi_square: float
    n_degrees: int


def annulus_averages(low: NDArray, high: NDArray, scale: float) -> NDArray[np.float64]:
    """Mean of exp(-R0/r - r/R0) over annuli between `low` and `high` [kpc]."""
    means = []
    for inner, outer in zip(low, high, strict=True):
        area, _ = quad(lambda r: 2 * r * float(annulus_shape(r, scale)), inner, outer)
        means.append(area / (outer**2 - inner**2))
    return np.array(means)


def chi_square(table: pd.DataFrame, norm: float, averages: NDArray) -> float:
    """Chi-square with the error on the side of the model; systematic errors in quadrature.

    Parameters
    ----------
    table : DataFrame
        density, stat_plus, stat_minus, systematic [kpc^-2]; missing statistical errors count as
        none (the innermost annulus has a systematic error only).
    norm : float
        N0 [kpc^-2].
    averages : ndarray
        From `annulus_averages`.
    """
    difference = norm * averages - table["density"].to_numpy()
    sides = np.where(difference > 0, table["stat_plus"], table["stat_minus"])
    error = np.hypot(np.nan_to_num(sides), table["systematic"].to_numpy())
    return float(np.sum((difference / error) ** 2))


def best_norm(table: pd.DataFrame, scale: float) -> tuple[float, float]:
    """N0 [kpc^-2] that fits best at a given R0 [kpc], and its chi-square."""
    averages = annulus_averages(table["r_min"], table["r_max"], scale)
    largest = 4 * float(table["density"].max() / averages.max())
    found = minimize_scalar(
        lambda norm: chi_square(table, norm, averages), bounds=(0, largest), method="bounded"
    )
    return float(found.x), float(found.fun)


def fit_profile(table: pd.DataFrame) -> ProfileFit:
    """Fit R0 and N0.

    Parameters
    ----------
    table : DataFrame
        Annuli: r_min, r_max [kpc] and the columns of `chi_square`.

    Raises
    ------
    ValueError
        If there are fewer than three annuli: two parameters are fitted.
    """
    if len(table) < 3:
        raise ValueError(f"found {len(table)} annuli; a fit of two parameters needs at least 3")
    found = minimize_scalar(
        lambda scale: best_norm(table, scale)[1], bounds=SCALES, method="bounded"
    )
    scale, least = float(found.x), float(found.fun)

    def above(other: float) -> float:
        return best_norm(table, other)[1] - least - 1

    low, high = brentq(above, SCALES[0], scale), brentq(above, scale, SCALES[1])
    return ProfileFit(scale, low, high, best_norm(table, scale)[0], least, len(table) - 2)
