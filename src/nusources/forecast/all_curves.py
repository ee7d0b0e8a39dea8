"""All curves of the study, from its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.forecast.curves import (
    curve_of_exponents,
    curve_of_fractions,
    curve_of_years,
    curve_table,
    curves_of_blazars,
    needed_years,
)
from nusources.forecast.experiments import Readings
from nusources.forecast.fields import SourceField
from nusources.forecast.scenarios import Scenario, read_rates, scenario_of

OWN_WIDTH = "own"
BROADER = 4.5
"""Width of Gen2 over that of the 30 km3 telescope, "a factor of 4-5" (section IV)."""


def all_needed_years(
    sources: SourceField, rates: pd.DataFrame, settings: Mapping[str, Any], readings: Readings
) -> pd.DataFrame:
    """Years to each S/N of each detector (Figure 3), with its own PSF.

    The last detector also with the PSF of the first, made narrower by `BROADER`.

    Parameters
    ----------
    sources : SourceField
    rates : DataFrame
        As from `nusources.forecast.inputs.chosen_rates`.
    settings : mapping
        detectors, targets.
    readings : Readings
    """
    parts = []
    first, last = settings["detectors"][0], settings["detectors"][-1]
    for detector in settings["detectors"]:
        thresholds = sorted(rates["threshold_tev"][rates["detector"] == detector])
        own = [
            (one, read_rates(rates, detector, one, sigma=None, readings=readings))
            for one in thresholds
        ]
        parts.append(needed_years(sources, detector, OWN_WIDTH, own, settings["targets"], readings))
        if detector == last != first:
            other = {one["threshold_tev"]: one["psf_sigma"] for one in _records(rates, first)}
            scaled = [
                (one, replace(rate, psf_sigma=other[one] / BROADER))
                for one, rate in own
                if one in other
            ]
            name = f"{first}_over_{BROADER:g}"
            parts.append(
                needed_years(sources, detector, name, scaled, settings["targets"], readings)
            )
    return pd.concat(parts, ignore_index=True)


def _records(rates: pd.DataFrame, detector: str) -> list[dict[Any, Any]]:
    return rates[rates["detector"] == detector].to_dict("records")


def all_curves(
    sources: SourceField,
    blazar_flux: NDArray[np.float64],
    rates: pd.DataFrame,
    scenarios: Sequence[Mapping[str, Any]],
    settings: Mapping[str, Any],
    readings: Readings,
) -> pd.DataFrame:
    """S/N against years, fraction, exponent, and the share of blazars (Figures 5 to 7).

    Parameters
    ----------
    sources : SourceField
    blazar_flux : ndarray
        Energy flux of blazars.
    rates : DataFrame
    scenarios : sequence of mapping
    settings : mapping
        As in the section ``forecast.curves``.
    readings : Readings
    """
    known = {one["name"]: scenario_of(one, rates, sources, readings) for one in scenarios}
    rows: list[dict[str, Any]] = []
    for one in known.values():
        rows += curve_of_years(sources, one, np.array(settings["years"], float), readings)
    short = replace(known[settings["fraction_scenario"]], years=settings["short_years"])
    values = np.array(settings["fractions"], float)
    rows += curve_of_fractions(sources, short, values, readings)
    weighted = with_fraction(short, settings["exponent_fraction"])
    rows += curve_of_exponents(sources, weighted, np.array(settings["exponents"], float), readings)
    rows += curves_of_blazars(
        blazar_flux,
        replace(known[settings["blazar_scenario"]], years=settings["short_years"]),
        np.array([one for one in settings["blazar_shares"] if one > 0]),
        settings["blazar_completeness"],
        settings["blazar_systematics"],
    )
    return curve_table(rows)


def with_fraction(scenario: Scenario, fraction: float | None) -> Scenario:
    """A scenario with another fraction of events from AGN; the same if it is None."""
    if fraction is None:
        return scenario
    return replace(scenario, rates=replace(scenario.rates, fraction=fraction))
