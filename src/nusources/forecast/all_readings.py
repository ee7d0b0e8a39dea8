"""All other readings of one scenario, from the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.forecast.experiments import Readings
from nusources.forecast.fields import SourceField
from nusources.forecast.improvements import (
    Improvements,
    further_rows,
    improved_variants,
    relative_errors,
)
from nusources.forecast.inputs import chosen_rates, event_widths
from nusources.forecast.reading_effects import (
    RandomStreams,
    Variant,
    variants_of,
    variants_of_flux,
    variants_of_rates,
)
from nusources.forecast.scenarios import Scenario, scenario_of


def all_variants(
    bands: Mapping[str, SourceField],
    rates: pd.DataFrame,
    settings: Any,
    readings: Readings,
    random: RandomStreams,
) -> tuple[Scenario, Iterator[Variant]]:
    """The scenario that is varied, and its variants.

    Sources are as many as the rule of separations allows, also where the scenario has a least
    flux: other widths have other ones. Other bands keep the least flux, and have one row more
    for the fluxes of the settings with it.

    Parameters
    ----------
    bands : mapping
        Sources with fluxes of each band.
    rates : DataFrame
        Contract ``forecast_detectors.rates``.
    settings : object
        flux, atmosphere, threshold_of, scenarios, readings_scenario of the section ``forecast``.
    readings : Readings
    random : callable
        From names to a random stream.
    """
    sources = bands[settings.flux]
    one = next(one for one in settings.scenarios if one["name"] == settings.readings_scenario)
    chosen = chosen_rates(rates, settings.atmosphere, settings.threshold_of)
    scenario = scenario_of(one, chosen, sources, readings)
    widths = event_widths(chosen, scenario.detector, scenario.threshold)
    # Printed widths are those at the threshold; events above it keep the shape of the file's.
    widths = widths * scenario.rates.psf_sigma / widths[0]
    banded = {
        name: scenario_of(one, chosen, bands[name], readings)
        for name in _other_bands(bands, settings.flux, one["flux_min_erg_cm2_s"])
    }
    rated = {
        (subject, choice): scenario_of(one, chosen_rates(rates, *which), sources, readings)
        for subject, choice, which in _other_rates(rates, settings)
    }
    for name in other_psfs(chosen, scenario.detector):
        changed = {**one, "detector": f"{scenario.detector}/{name}", "psf_sigma_deg": None}
        rated["psf", name] = scenario_of(changed, chosen, sources, readings)
    return scenario, chain(
        variants_of(scenario, sources, readings, widths, random),
        variants_of_flux(bands, banded, readings),
        variants_of_rates(rated, sources, readings),
    )


def _other_bands(
    bands: Mapping[str, SourceField], default: str, flux_min: float | None
) -> list[str]:
    """Bands that differ from the default by what they are, or by a least flux.

    A band in which no source is as bright as the least flux has no forecast.
    """
    if flux_min is None:
        return [name for name in bands if name != default]
    return [name for name, sources in bands.items() if sources.n_above(flux_min)]


def other_psfs(rates: pd.DataFrame, detector: str) -> list[str]:
    """Names of the other PSFs that a detector's file has."""
    parts = [name.partition("/") for name in sorted(set(rates["detector"]))]
    return [name for own, _, name in parts if own == detector and name]


def all_improvements(
    sources: SourceField,
    flux_errors: NDArray[np.float64],
    survey_share: float,
    tables: tuple[pd.DataFrame, pd.DataFrame],
    settings: Any,
    readings: Readings,
    random: RandomStreams,
) -> tuple[Scenario, Iterator[Variant], list[dict[str, Any]]]:
    """The scenario that is improved, its variants, and rows that take no experiments.

    Parameters
    ----------
    sources : SourceField
    flux_errors : ndarray, shape (n_sources,)
        Of the natural logarithm of fluxes.
    survey_share : float
        Of the neutrinos of all AGN, from AGN that the survey finds.
    tables : tuple of DataFrame
        Contracts ``forecast_detectors.rates`` and ``forecast_population.extrapolation``.
    settings : object
        improvements, atmosphere, threshold_of, scenarios of the section ``forecast``.
    readings : Readings
    random : callable
        From names to a random stream.
    """
    rates = chosen_rates(tables[0], settings.atmosphere, settings.threshold_of)
    own = settings.improvements
    one = next(one for one in settings.scenarios if one["name"] == own["scenario"])
    scenario = scenario_of(one, rates, sources, readings)
    improved = Improvements(own["scatter_dex"], survey_share, flux_errors)
    variants = improved_variants(scenario, sources, readings, improved, random)
    flux_min = float(sources.flux[scenario.n_bright - 1])
    errors = relative_errors(tables[1], flux_min)
    return scenario, variants, further_rows(scenario, sources, rates, readings, errors)


def _other_rates(rates: pd.DataFrame, settings: Any) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Atmospheres and meanings of the threshold that are not the settings'."""
    for other in sorted(set(rates["atmosphere"]) - {settings.atmosphere}):
        yield "atmosphere", other, (other, settings.threshold_of)
    for other in sorted(set(rates["threshold_of"]) - {settings.threshold_of}):
        yield "threshold_of", other, (settings.atmosphere, other)
