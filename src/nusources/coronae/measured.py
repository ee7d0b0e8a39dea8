"""The measured diffuse flux as points: pseudo-points of a broken power law.

A fit of four parameters is not twelve measurements. The points are even in log E, their errors are
those of the parameters, taken as independent, and the points count as independent too: what follows
from them is a comparison of shapes, and no likelihood of the data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.facts.spectra import diffuse_flux as flux_of_curve
from nusources.fluxes import REFERENCE_ENERGY, BrokenPowerLawFlux, diffuse_flux

FLAVOURS = 3
N_POINTS = 12
ERRORS = ("index_below_error", "index_above_error", "log10_break_error")


@dataclass(frozen=True, eq=False)
class FluxPoints:
    """E^2 Phi of all flavours at some energies.

    Parameters
    ----------
    energies : ndarray, shape (n_points,)
        [GeV]
    flux, error : ndarray, shape (n_points,)
        [GeV cm^-2 s^-1 sr^-1]
    """

    energies: NDArray[np.float64]
    flux: NDArray[np.float64]
    error: NDArray[np.float64]

    def __post_init__(self) -> None:
        if not (np.all(self.error > 0) and np.all(np.isfinite(self.flux))):
            raise InputDataError(
                "points of a flux without errors",
                column="error",
                value=np.asarray(self.error).tolist(),
                expected="finite fluxes, and errors above 0",
            )

    def chi_square(self, model: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum of squared differences over errors; shape (..., n_points) to (...)."""
        return (((model - self.flux) / self.error) ** 2).sum(axis=-1)


def pseudo_points(spectra: pd.DataFrame, curve: str, n_points: int = N_POINTS) -> FluxPoints:
    """Points of a broken power law in the middles of even cells of its range of energies.

    Parameters
    ----------
    spectra : DataFrame
        From `nusources.facts.spectra.read_spectra`.
    curve : str
    n_points : int

    Raises
    ------
    InputDataError
        If there is no such curve, or it is no broken power law with errors of its shape.
    """
    flux = flux_of_curve(spectra, curve)
    row = spectra.set_index("curve").loc[curve]
    needed = row[[*ERRORS, "norm_plus", "norm_minus"]].astype(float)
    if not isinstance(flux, BrokenPowerLawFlux) or needed.isna().any():
        raise InputDataError(
            "no broken power law with errors of its shape",
            column="curve",
            value=curve,
            expected=", ".join(needed.index),
        )
    ends = np.log10([row["energy_min"], row["energy_max"]])
    energies = 10.0 ** (ends[0] + np.diff(ends) / n_points * (np.arange(n_points) + 0.5))
    squared = energies**2 * FLAVOURS * diffuse_flux(energies, flux)
    errors = {"norm": (needed["norm_plus"] + needed["norm_minus"]) / 2 / flux.norm}
    errors |= {name: needed[name] for name in ERRORS}
    return FluxPoints(energies, squared, squared * relative_error(energies, flux, errors))


def relative_error(
    energies: NDArray[np.float64], flux: BrokenPowerLawFlux, errors: Mapping[str, float]
) -> NDArray[np.float64]:
    """Error of ln Phi from independent errors of the four parameters, to first order.

    Parameters
    ----------
    energies : ndarray
        [GeV]
    flux : BrokenPowerLawFlux
        Its break is below 100 TeV, where the norm is.
    errors : mapping
        norm (relative), index_below_error, index_above_error, log10_break_error.
    """
    knee = flux.break_energy
    is_below = energies < knee
    above = np.log(np.maximum(energies, knee) / REFERENCE_ENERGY)
    below = np.log(np.minimum(energies, knee) / knee)
    bend = np.where(is_below, flux.index_above - flux.spectral_index, 0.0) * np.log(10)
    terms = (
        errors["norm"] * np.ones_like(energies),
        errors["index_above_error"] * above,
        errors["index_below_error"] * below,
        errors["log10_break_error"] * bend,
    )
    return np.sqrt(sum(term**2 for term in terms))
