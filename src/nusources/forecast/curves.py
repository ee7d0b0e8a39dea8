"""S/N against PSF, number of events, threshold, years, fraction, weighting, and for blazars.

References
----------
Chen et al. 2025, sections IV to VI, Figures 2, 3, 5, 6, 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.contracts.forecast import CURVES, NEEDED_YEARS, SIGNIFICANCE
from nusources.forecast.expectation import Expectation, combined, expectation, needed_events
from nusources.forecast.experiments import Readings, Setup
from nusources.forecast.fields import SourceField
from nusources.forecast.scenarios import Rates, Scenario, bright_enough
from nusources.likelihood.information import fraction_error, separated_information
from nusources.sky import WHOLE_SKY


def significance_grid(
    sources: SourceField,
    sigmas: Sequence[float],
    n_events: Sequence[float],
    fraction: float,
    readings: Readings,
) -> pd.DataFrame:
    """S/N against width [deg] and number of events.

    Returns
    -------
    DataFrame
        Contract ``forecast_significance``.
    """
    rows = []
    for sigma in sigmas:
        n_bright = bright_enough(sources, sigma, readings)
        setup = Setup(1, fraction, sigma, n_bright)
        found = expectation(sources, setup, readings)
        for n in n_events:
            rows.append(
                {
                    "psf_sigma": sigma,
                    "n_events": n,
                    "fraction": fraction,
                    "flux_min": float(sources.flux[n_bright - 1]),
                    "n_sources": n_bright,
                    "bright_share": found.bright_share,
                    "snr_statistical": found.signal_to_noise(n, fraction, readings.signal_number),
                }
            )
    return pd.DataFrame(rows)[SIGNIFICANCE.column_names]


def fitted_powers(significance: pd.DataFrame) -> tuple[float, float]:
    """Powers of the number of events and of the width with which the S/N goes over a grid.

    Parameters
    ----------
    significance : DataFrame
        Contract ``forecast_significance``.
    """
    logs = np.log(significance[["n_events", "psf_sigma", "snr_statistical"]].to_numpy())
    design = np.column_stack([np.ones(len(logs)), logs[:, :2]])
    found = np.linalg.lstsq(design, logs[:, 2], rcond=None)[0]
    return float(found[1]), float(found[2])


def needed_years(
    sources: SourceField,
    detector: str,
    width: str,
    rates: Sequence[tuple[float, Rates]],
    targets: Sequence[float],
    readings: Readings,
) -> pd.DataFrame:
    """Years that each S/N takes, for pairs of threshold [TeV] and rates; statistical only.

    Returns
    -------
    DataFrame
        Contract ``forecast_needed_years``.
    """
    rows = []
    for threshold, one in rates:
        n_bright = bright_enough(sources, one.psf_sigma, readings)
        setup = Setup(1, one.fraction, one.psf_sigma, n_bright)
        found = expectation(sources, setup, readings)
        at_one = found.signal_to_noise(1.0, one.fraction, readings.signal_number)
        for target in targets:
            rows.append(
                {
                    "detector": detector,
                    "width": width,
                    "threshold_tev": threshold,
                    "target": target,
                    "years": needed_events(target, at_one) / one.n_per_year,
                    "psf_sigma": one.psf_sigma,
                    "flux_min": float(sources.flux[n_bright - 1]),
                    "n_sources": n_bright,
                    "bright_share": found.bright_share,
                    "n_per_year": one.n_per_year,
                    "fraction": one.fraction,
                }
            )
    return pd.DataFrame(rows)[NEEDED_YEARS.column_names]


def curve_of_years(
    sources: SourceField, scenario: Scenario, years: NDArray, readings: Readings
) -> list[dict[str, Any]]:
    """S/N against years (Figure 5)."""
    found = expectation(sources, scenario.setup(), readings)
    n_events = years * scenario.rates.n_per_year
    fractions = np.full(len(years), scenario.rates.fraction)
    return _points("years", scenario, years, n_events, fractions, found, readings)


def curve_of_fractions(
    sources: SourceField, scenario: Scenario, fractions: NDArray, readings: Readings
) -> list[dict[str, Any]]:
    """S/N against the fraction of events from AGN (Figure 6, left)."""
    found = expectation(sources, scenario.setup(), readings)
    n_events = np.full(len(fractions), scenario.n_events)
    return _points("fraction", scenario, fractions, n_events, fractions, found, readings)


def curve_of_exponents(
    sources: SourceField, scenario: Scenario, exponents: NDArray, readings: Readings
) -> list[dict[str, Any]]:
    """S/N against the exponent of neutrinos per flux, in truth and fit (Figure 6, right)."""
    rows = []
    for exponent in exponents:
        found = expectation(sources, scenario.setup(exponent=float(exponent)), readings)
        at = np.array([exponent])
        n_events, fraction = np.array([scenario.n_events]), np.array([scenario.rates.fraction])
        rows += _points("exponent", scenario, at, n_events, fraction, found, readings)
    return rows


def curves_of_blazars(
    flux: NDArray[np.float64],
    scenario: Scenario,
    shares: NDArray[np.float64],
    catalogue_share: float,
    systematics: Sequence[float],
) -> list[dict[str, Any]]:
    """S/N against the blazars' share of the astrophysical neutrinos (Figure 7, right).

    All sources of the catalogue are fitted on the full sky; they are far from each other.

    Parameters
    ----------
    flux : ndarray, shape (n_sources,)
        Weights of the sources.
    scenario : Scenario
    shares : ndarray
        Of blazars in the astrophysical neutrinos.
    catalogue_share : float
        Of the catalogue in the neutrinos of all blazars.
    systematics : sequence of float
        Relative.
    """
    weights, sigma = flux / flux.sum(), scenario.rates.psf_sigma
    rows = []
    for share in shares:
        fraction = float(share * scenario.rates.fraction)
        per_event = separated_information(weights, sigma, WHOLE_SKY, fraction * catalogue_share)
        error = fraction_error(
            per_event,
            scenario.n_events,
            true_fraction=fraction,
            bright_share=catalogue_share,
            signal_number="binomial",
        )
        statistical = float(fraction * catalogue_share / error)
        for systematic in systematics:
            one = replace(scenario, systematic=systematic)
            point = (float(share), scenario.n_events, fraction, statistical)
            rows.append(_point("blazar_fraction", one, *point))
    return rows


def curve_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Points of curves as a table (contract ``forecast_curves``)."""
    return pd.DataFrame(rows)[CURVES.column_names]


def _points(
    curve: str,
    scenario: Scenario,
    values: NDArray,
    n_events: NDArray,
    fractions: NDArray,
    found: Expectation,
    readings: Readings,
) -> list[dict[str, Any]]:
    rows = []
    for value, n, fraction in zip(values, n_events, fractions, strict=True):
        is_nothing = n == 0 or fraction == 0
        at = (float(n), float(fraction))
        statistical = 0.0 if is_nothing else found.signal_to_noise(*at, readings.signal_number)
        rows.append(_point(curve, scenario, float(value), *at, statistical))
    return rows


def _point(
    curve: str, scenario: Scenario, value: float, n_events: float, fraction: float, snr: float
) -> dict[str, Any]:
    return {
        "curve": curve,
        "scenario": scenario.name,
        "value": value,
        "systematic": scenario.systematic,
        "n_events": n_events,
        "fraction": fraction,
        "snr_statistical": snr,
        "snr": float(combined(snr, scenario.systematic)),
    }
