"""The measured diffuse flux as points: segments of one sample, or pseudo-points of a fit.

A fit of four parameters is not twelve measurements. Pseudo-points are even in log E, their errors
are those of the parameters, taken as independent, and the points count as independent too: what
follows from them is a comparison of shapes, and no likelihood of the data. Segments are measured;
those of two samples of one detector never go into one likelihood, for they share events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from nusources.coronae.diffuse import SigmaCurves
from nusources.errors import InputDataError
from nusources.facts.spectra import diffuse_flux as flux_of_curve
from nusources.fluxes import REFERENCE_ENERGY, BrokenPowerLawFlux, diffuse_flux

FLAVOURS = 3
N_POINTS = 12
N_IN_RANGE = 24
"""Energies over which a range is averaged."""
LIMIT_LEVEL = 0.9
ERRORS = ("index_below_error", "index_above_error", "log10_break_error")


@dataclass(frozen=True, eq=False)
class FluxPoints:
    """E^2 Phi of all flavours, at energies or as means over ranges of ln E.

    Parameters
    ----------
    energy_min, energy_max : ndarray, shape (n_points,)
        [GeV]; equal for a point at one energy.
    flux : ndarray, shape (n_points,)
        [GeV cm^-2 s^-1 sr^-1]
    error_low, error_high : ndarray, shape (n_points,)
        Standard deviations downwards and upwards.

    Raises
    ------
    InputDataError
        If a flux is not finite or an error not above 0.
    """

    energy_min: NDArray[np.float64]
    energy_max: NDArray[np.float64]
    flux: NDArray[np.float64]
    error_low: NDArray[np.float64]
    error_high: NDArray[np.float64]

    def __post_init__(self) -> None:
        errors = np.minimum(self.error_low, self.error_high)
        if not (np.all(errors > 0) and np.all(np.isfinite(self.flux))):
            raise InputDataError(
                "points of a flux without errors",
                column="error_low, error_high",
                value=errors.tolist(),
                expected="finite fluxes, and errors above 0",
            )

    @property
    def error(self) -> NDArray[np.float64]:
        """Mean of both errors, for methods that know one."""
        return (self.error_low + self.error_high) / 2

    def predicted(self, curves: SigmaCurves) -> NDArray[np.float64]:
        """Flux of curves as each point sees it, shape (n_sigmas, n_points).

        A range of energies is fitted with E^-2: it sees the mean of E^2 Phi over ln E.
        """
        part = (np.arange(N_IN_RANGE) + 0.5) / N_IN_RANGE
        ratio = (self.energy_max / self.energy_min)[:, np.newaxis]
        energies = self.energy_min[:, np.newaxis] * ratio**part
        values = curves.at(energies.ravel())
        return values.reshape(-1, *energies.shape).mean(axis=2)

    def chi_square(self, model: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum of squared differences over the error on their side; (..., n_points) to (...)."""
        difference = model - self.flux
        error = np.where(difference > 0, self.error_high, self.error_low)
        return np.asarray(((difference / error) ** 2).sum(axis=-1))


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
    error = squared * relative_error(energies, flux, errors)
    return FluxPoints(energies, energies, squared, error, error)


def segment_points(segments: pd.DataFrame) -> FluxPoints:
    """Segments of one measured sample.

    Parameters
    ----------
    segments : DataFrame
        energy_min, energy_max [GeV], flux, flux_err_plus, flux_err_minus (E^2 Phi per flavour,
        GeV cm^-2 s^-1 sr^-1), is_upper_limit: then flux is a limit of the level `LIMIT_LEVEL`,
        and counts as a flux of 0 with the error that has this limit.
    """
    is_limit = segments["is_upper_limit"].to_numpy(bool)
    flux, plus, minus = (
        FLAVOURS * segments[name].to_numpy(float)
        for name in ("flux", "flux_err_plus", "flux_err_minus")
    )
    of_limit = flux / ndtri(LIMIT_LEVEL)
    return FluxPoints(
        segments["energy_min"].to_numpy(float),
        segments["energy_max"].to_numpy(float),
        np.where(is_limit, 0.0, flux),
        np.where(is_limit, of_limit, minus),
        np.where(is_limit, of_limit, plus),
    )


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
