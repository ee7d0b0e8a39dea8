"""All other readings of one scenario, from the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from nusources.forecast.experiments import Readings
from nusources.forecast.fields import SourceField
from nusources.forecast.inputs import chosen_rates, event_widths
from nusources.forecast.reading_effects import (
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
    random: Callable[..., np.random.Generator],
) -> tuple[Scenario, Iterator[Variant]]:
    """The scenario that is varied, and its variants.

    Sources are as many as the rule of separations allows, also where the scenario prints a least
    flux: other fluxes and widths have others.

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
    others = {name: band for name, band in bands.items() if name != settings.flux}
    rated = {
        (subject, choice): scenario_of(one, chosen_rates(rates, *which), sources, readings)
        for subject, choice, which in _other_rates(rates, settings)
    }
    return scenario, chain(
        variants_of(scenario, sources, readings, widths, random("forecast", "hard_agn")),
        variants_of_flux(others, scenario, readings),
        variants_of_rates(rated, sources, readings),
    )


def _other_rates(rates: pd.DataFrame, settings: Any) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """Atmospheres and meanings of the threshold that are not the settings'."""
    for other in sorted(set(rates["atmosphere"]) - {settings.atmosphere}):
        yield "atmosphere", other, (other, settings.threshold_of)
    for other in sorted(set(rates["threshold_of"]) - {settings.threshold_of}):
        yield "threshold_of", other, (settings.atmosphere, other)
