"""Tables of the fit to the surface density of HMXBs: parameters, curves with a band, a scan."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import chi2

from nusources.microquasars.density import annulus_shape
from nusources.microquasars.density_fit import (
    ProfileFit,
    annulus_averages,
    best_norm,
    chi_square,
    fit_profile,
)

SCAN = np.round(np.linspace(1.5, 7.0, 111), 6)
"""Scales R0 of the scan [kpc]."""
N_BAND = 25
"""Scales between the ends of the error at which the band is taken."""
RADIUS_STEP = 0.1
"""[kpc]"""


def fit_tables(
    table: pd.DataFrame, paper_scale: float, radius: float
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Fit the profile, and compare with the scale that the paper sets.

    Parameters
    ----------
    table : DataFrame
        Table V: r_min, r_max [kpc], density and its errors [kpc^-2].
    paper_scale : float
        R0 of the paper [kpc].
    radius : float
        Radius of the Galaxy [kpc].

    Returns
    -------
    surface, fits, curves, scan : DataFrame
        Contracts ``surface_density``, ``profile_fit``, ``profile_curves``, ``profile_scan``.
    """
    best = fit_profile(table)
    norm, least = best_norm(table, paper_scale)
    fixed = ProfileFit(paper_scale, np.nan, np.nan, norm, least, len(table) - 1)
    fits = pd.DataFrame([_fit_row("best", best, radius), _fit_row("paper", fixed, radius)])
    r = np.arange(0, radius + RADIUS_STEP / 2, RADIUS_STEP)
    low, high = _band(table, best, r)
    curves = [
        pd.DataFrame(
            {
                "fit": "best",
                "radius": r,
                "density": best.norm * annulus_shape(r, best.scale),
                "density_low": low,
                "density_high": high,
            }
        ),
        pd.DataFrame(
            {
                "fit": "paper",
                "radius": r,
                "density": norm * annulus_shape(r, paper_scale),
                "density_low": np.nan,
                "density_high": np.nan,
            }
        ),
    ]
    at = [(scale, *best_norm(table, scale)) for scale in SCAN]
    scan = pd.DataFrame(at, columns=["scale", "norm", "chi_square"])
    low_r, high_r = table["r_min"], table["r_max"]
    surface = table.assign(
        density_best=best.norm * annulus_averages(low_r, high_r, best.scale),
        density_paper=norm * annulus_averages(low_r, high_r, paper_scale),
    )
    return surface, fits, pd.concat(curves, ignore_index=True), scan


def _fit_row(name: str, fit: ProfileFit, radius: float) -> dict:
    area, _ = quad(lambda r: 2 * np.pi * r * float(annulus_shape(r, fit.scale)), 0, radius)
    return {
        "fit": name,
        **{key: getattr(fit, key) for key in ProfileFit.__dataclass_fields__},
        "p_value": float(chi2.sf(fit.chi_square, fit.n_degrees)),
        "n_sources": fit.norm * area,
    }


def _band(table: pd.DataFrame, best: ProfileFit, r: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest density of all scales and norms within chi-square + 1 of the best."""
    curves = []
    for scale in np.linspace(best.scale_low, best.scale_high, N_BAND)[1:-1]:
        norm, _ = best_norm(table, scale)
        averages = annulus_averages(table["r_min"], table["r_max"], scale)

        def above(other: float, averages: NDArray[np.float64] = averages) -> float:
            return chi_square(table, other, averages) - best.chi_square - 1

        ends = brentq(above, 0, norm), brentq(above, norm, 4 * norm)
        curves += [end * annulus_shape(r, scale) for end in ends]
    return np.min(curves, axis=0), np.max(curves, axis=0)
