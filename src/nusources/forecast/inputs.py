"""From tables and settings to the sources, rates and grids of forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.footprints import Footprint
from nusources.forecast.fields import SourceField, brightest_first, surveyed_sources
from nusources.forecast.scenarios import rates_above

BANDS = {"soft": "flux_soft", "full": "flux_soft", "hard": "flux_hard"}
"""Column of each band; the one of 0.2-2.3 keV is a multiple of the one of 0.5-2 keV."""
SMALLEST_BOUND = 1e-3
"""Of lower over upper bounds of a flux: some posteriors reach zero."""


def agn_sources(
    table: pd.DataFrame, footprint: Footprint, band: str, full_over_soft: float
) -> SourceField:
    """AGN of a survey with their fluxes in one band.

    Parameters
    ----------
    table : DataFrame
        Contract ``efeds_agn``.
    footprint : Footprint
    band : str
        soft: 0.5-2 keV, full: 0.2-2.3 keV, hard: 2.3-5 keV.
    full_over_soft : float
        Flux at 0.2-2.3 keV over that at 0.5-2 keV.
    """
    flux = table[BANDS[band]].to_numpy() * (full_over_soft if band == "full" else 1.0)
    return surveyed_sources(table["ra"].to_numpy(), table["dec"].to_numpy(), flux, footprint)


def log_flux_errors(table: pd.DataFrame, band: str) -> NDArray[np.float64]:
    """Standard deviation of the natural logarithm of each flux, in the order of `agn_sources`.

    Half of the distance of the 68 % bounds of the catalogue.
    """
    column = BANDS[band]
    order = brightest_first(*(table[one].to_numpy() for one in ("ra", "dec", column)))
    bounds = (table[f"{column}_{side}"].to_numpy()[order] for side in ("high", "low"))
    high, low = bounds
    return 0.5 * np.log(high / np.maximum(low, high * SMALLEST_BOUND))


def blazar_sources(
    table: pd.DataFrame, classes: Sequence[str], abs_glat_min: float
) -> pd.DataFrame:
    """Sources of the classes of blazars, with their energy flux.

    Parameters
    ----------
    table : DataFrame
        Contract ``lat_sources``.
    classes : sequence of str
        In small letters.
    abs_glat_min : float
        Least distance from the Galactic plane [deg].

    Raises
    ------
    InputDataError
        If there is none.
    """
    chosen = table["source_class"].isin(list(classes)) & (table["glat"].abs() >= abs_glat_min)
    found = table[chosen & (table["energy_flux"] > 0)]
    if not len(found):
        raise InputDataError(
            "no blazar in the catalogue",
            column="source_class",
            expected=f"sources of the classes {', '.join(classes)}",
        )
    return found


def chosen_rates(table: pd.DataFrame, atmosphere: str, threshold_of: str) -> pd.DataFrame:
    """Rates with one atmosphere and one meaning of the threshold (``forecast_detectors.rates``)."""
    return table[(table["atmosphere"] == atmosphere) & (table["threshold_of"] == threshold_of)]


def event_widths(
    rates: pd.DataFrame, detector: str, threshold: float, n: int = 2000
) -> NDArray[np.float64]:
    """Widths of events above a threshold, at equal steps of their probability.

    Rates and widths at the thresholds of the table are interpolated in their logarithms.

    Parameters
    ----------
    rates : DataFrame
        As from `chosen_rates`.
    detector : str
    threshold : float
        [TeV].
    n : int
        Widths.

    Returns
    -------
    ndarray, shape (n,)
        [deg]; those above the last threshold have its width.
    """
    first = rates_above(rates, detector, threshold)
    own = rates[(rates["detector"] == detector) & (rates["threshold_tev"] >= threshold)]
    own = own.sort_values("threshold_tev")
    surviving = own["n_total"].to_numpy() / first["n_total"]
    left = 1 - (np.arange(n) + 0.5) / n
    # np.interp wants ascending places, and surviving shares fall with the threshold.
    places, widths = np.log(surviving[::-1]), np.log(own["psf_sigma"].to_numpy()[::-1])
    return np.exp(np.interp(np.log(left), places, widths))


def log_grid(settings: Mapping[str, float]) -> NDArray[np.float64]:
    """Values at equal steps of their logarithm, of settings min, max, n; without rounding dust."""
    grid = np.geomspace(settings["min"], settings["max"], int(settings["n"]))
    return np.array([float(f"{one:.6g}") for one in grid])
