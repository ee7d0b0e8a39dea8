"""From the flux of bright sources to that of a whole population, and how uncertain the step is.

A search for the sources above a flux F_min sees a share s(F_min) of the population's flux; what it
finds is multiplied by 1/s. The spread of s over parameter sets of a luminosity function, or over
resamplings of a catalogue, is the uncertainty of that step.

References
----------
chen2025, section V and Fig. 4; section VI.3 and Fig. 7, left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.population.integrals import Weighting
from nusources.population.luminosity_function import LuminosityFunction

TAILS = {"68": 0.15865525393145707, "95": 0.022750131948179195, "997": 0.0013498980316300933}
"""Probability on each side of 1, 2 and 3 standard deviations of a Gaussian."""

LEAST_SOURCES = 20
"""Above a flux with fewer sources of a catalogue, too many of its resamplings have next to none."""


def flux_grid(settings: Mapping[str, Any], *marks: float) -> NDArray[np.float64]:
    """Ascending fluxes, even in their logarithm, and those that must be among them.

    Parameters
    ----------
    settings : mapping
        range_erg_cm2_s, n_fluxes and also_erg_cm2_s.
    *marks : float
        [erg cm^-2 s^-1]

    Examples
    --------
    >>> settings = {"range_erg_cm2_s": [1e-14, 1e-12], "n_fluxes": 3, "also_erg_cm2_s": [4e-14]}
    >>> flux_grid(settings, 2.4e-13).tolist()
    [1e-14, 4e-14, 1e-13, 2.4e-13, 1e-12]
    """
    low, high = settings["range_erg_cm2_s"]
    even = np.geomspace(low, high, settings["n_fluxes"])
    rounded = [float(f"{flux:.6g}") for flux in even]
    return np.unique([*rounded, *settings["also_erg_cm2_s"], *marks])


def shares_of_function(
    labels: tuple[str, str],
    function: LuminosityFunction,
    flux_min: NDArray[np.float64],
    drawn: LuminosityFunction | None = None,
    weighting: Weighting = "flux",
) -> pd.DataFrame:
    """Rows of a luminosity function.

    Parameters
    ----------
    labels : tuple of str
        Population and method.
    function : LuminosityFunction
        With its best parameters.
    flux_min : ndarray, shape (n_fluxes,)
        [erg cm^-2 s^-1]
    drawn : LuminosityFunction, optional
        With drawn parameters; without it there are no intervals.
    weighting : str

    Returns
    -------
    DataFrame
        As `summarise_shares` gives them.
    """
    best = function.flux_share(flux_min, weighting)
    shares = drawn.flux_share(flux_min, weighting) if drawn is not None else best
    return summarise_shares(labels, flux_min, shares, best=best[0])


def summarise_shares(
    labels: tuple[str, str],
    flux_min: NDArray[np.float64],
    shares: NDArray[np.float64],
    *,
    best: NDArray[np.float64],
) -> pd.DataFrame:
    """Mean, median and intervals of the shares, and of the factors 1/share.

    Parameters
    ----------
    labels : tuple of str
        Population and method.
    flux_min : ndarray, shape (n_fluxes,)
        [erg cm^-2 s^-1]
    shares : ndarray, shape (n_draws, n_fluxes)
        Without draws of any kind, one row: then there are no intervals.
    best : ndarray, shape (n_fluxes,)
        Share without any draw.

    Returns
    -------
    DataFrame
        Columns of the contract ``extrapolation`` but for is_survey_limit.
    """
    population, method = labels
    table = pd.DataFrame(
        {"population": population, "method": method, "flux_min": flux_min, "share": best}
    )
    has_draws = len(shares) > 1
    for name, values in (("share", shares), ("factor", 1 / shares)):
        table[f"{name}_mean"] = values.mean(axis=0)
        table[f"{name}_median"] = np.median(values, axis=0)
        for level, tail in TAILS.items():
            low, high = np.quantile(values, [tail, 1 - tail], axis=0)
            table[f"{name}_low_{level}"] = low if has_draws else np.nan
            table[f"{name}_high_{level}"] = high if has_draws else np.nan
    spread = shares.std(axis=0, ddof=1) / shares.mean(axis=0) if has_draws else np.nan
    return table.assign(relative_error=spread, n_draws=len(shares))


def resampled_shares(
    flux: NDArray[np.float64],
    flux_min: NDArray[np.float64],
    n_resamplings: int,
    *,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Share of a catalogue's flux above each flux, over bootstrap resamplings of its sources.

    Parameters
    ----------
    flux : ndarray, shape (n_sources,)
        [erg cm^-2 s^-1]
    flux_min : ndarray, shape (n_fluxes,)
        [erg cm^-2 s^-1], ascending.
    n_resamplings : int
    rng : Generator

    Returns
    -------
    ndarray, shape (n_resamplings, n_fluxes)
    """
    flux = np.sort(flux)
    first = np.searchsorted(flux, flux_min, side="right")
    shares = np.empty((n_resamplings, len(flux_min)))
    for row in shares:
        times = np.bincount(rng.integers(len(flux), size=len(flux)), minlength=len(flux))
        below = np.append(0, np.cumsum(times * flux))
        row[:] = 1 - below[first] / below[-1]
    return shares


def catalogue_shares(
    flux: NDArray[np.float64],
    flux_min: NDArray[np.float64],
    n_resamplings: int,
    *,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Rows of AGN from a catalogue, at fluxes that at least `LEAST_SOURCES` of its sources exceed.

    What is fainter than the catalogue is left out of its total.
    """
    number = (flux > flux_min[:, np.newaxis]).sum(axis=1)
    usable = flux_min[(number >= LEAST_SOURCES) & (flux_min > flux.min())]
    shares = resampled_shares(flux, usable, n_resamplings, rng=rng)
    best = np.array([flux[flux > one].sum() for one in usable]) / flux.sum()
    return summarise_shares(("agn", "catalogue_bootstrap"), usable, shares, best=best)


def gathered(parts: Sequence[pd.DataFrame], survey_limit: float) -> pd.DataFrame:
    """Rows of several methods, with those of AGN at the limit of a survey marked.

    Parameters
    ----------
    parts : sequence of DataFrame
        From `summarise_shares`.
    survey_limit : float
        [erg cm^-2 s^-1]
    """
    table = pd.concat(parts, ignore_index=True)
    is_limit = (table["population"] == "agn") & (table["flux_min"] == survey_limit)
    return table.assign(is_survey_limit=is_limit)
