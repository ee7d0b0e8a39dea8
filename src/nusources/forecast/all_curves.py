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


def all_needed_years(
    sources: SourceField, rates: pd.DataFrame, settings: Mapping[str, Any], readings: Readings
) -> pd.DataFrame:
    """Years to each S/N of each detector (Figure 3), with its own PSF and others of its file.

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
    names = list(dict.fromkeys(rates["detector"]))
    for name in names:
        detector, _, width = name.partition("/")
        if detector not in settings["detectors"]:
            continue
        thresholds = sorted(rates["threshold_tev"][rates["detector"] == name])
        own = [
            (one, read_rates(rates, name, one, sigma=None, readings=readings)) for one in thresholds
        ]
        targets = settings["targets"]
        parts.append(needed_years(sources, detector, width or OWN_WIDTH, own, targets, readings))
    return pd.concat(parts, ignore_index=True)


def all_curves(
    sources: SourceField,
    known: Mapping[str, Scenario],
    settings: Mapping[str, Any],
    readings: Readings,
) -> pd.DataFrame:
    """S/N against years, fraction and exponent (Figures 5 and 6).

    Parameters
    ----------
    sources : SourceField
    known : mapping
        Scenarios by their names.
    settings : mapping
        As in the section ``forecast.curves``.
    readings : Readings
    """
    rows: list[dict[str, Any]] = []
    for one in known.values():
        rows += curve_of_years(sources, one, np.array(settings["years"], float), readings)
    short = replace(known[settings["fraction_scenario"]], years=settings["short_years"])
    values = np.array(settings["fractions"], float)
    rows += curve_of_fractions(sources, short, values, readings)
    weighted = with_fraction(short, settings["exponent_fraction"])
    rows += curve_of_exponents(sources, weighted, np.array(settings["exponents"], float), readings)
    return curve_table(rows)


def blazar_curves(
    flux: NDArray[np.float64], known: Mapping[str, Scenario], settings: Mapping[str, Any]
) -> pd.DataFrame:
    """S/N against the share of blazars (Figure 7, right).

    Parameters
    ----------
    flux : ndarray
        Energy flux of blazars.
    known : mapping
        Scenarios by their names.
    settings : mapping
        As in the section ``forecast.curves``.
    """
    rows = curves_of_blazars(
        flux,
        replace(known[settings["blazar_scenario"]], years=settings["short_years"]),
        np.array([one for one in settings["blazar_shares"] if one > 0]),
        settings["blazar_completeness"],
        settings["blazar_systematics"],
    )
    return curve_table(rows)


def known_scenarios(
    scenarios: Sequence[Mapping[str, Any]],
    rates: pd.DataFrame,
    sources: SourceField,
    readings: Readings,
) -> dict[str, Scenario]:
    """Scenarios of the configuration by their names."""
    return {one["name"]: scenario_of(one, rates, sources, readings) for one in scenarios}


def with_fraction(scenario: Scenario, fraction: float | None) -> Scenario:
    """A scenario with another fraction of events from AGN; the same if it is None."""
    if fraction is None:
        return scenario
    return replace(scenario, rates=replace(scenario.rates, fraction=fraction))
