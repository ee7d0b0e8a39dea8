"""Runs from which the figures of populations of chen2025 are drawn."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from pages import Case

from nusources.contracts.forecast_population import EXTRAPOLATION
from nusources.facts.luminosity_functions import read_luminosity_functions
from nusources.population.extrapolation import (
    catalogue_shares,
    flux_grid,
    gathered,
    shares_of_function,
)
from nusources.tables import check_table

DATA = Path(__file__).resolve().parents[2] / "data/tables"
SURVEY_LIMIT = 6.5e-15
AGN_FLUXES = {
    "range_erg_cm2_s": [1e-15, 1e-12],
    "n_fluxes": 13,
    "also_erg_cm2_s": [4e-14, 2.4e-13],
}
BLAZAR_FLUXES = {"range_erg_cm2_s": [1e-13, 1e-10], "n_fluxes": 13, "also_erg_cm2_s": [2e-12]}


def agn_catalogue() -> np.ndarray:
    """Fluxes of a Euclidean catalogue."""
    return 5e-15 * np.random.default_rng(6).random(22_000) ** (-1 / 1.5)


@cache
def default() -> dict[str, pd.DataFrame]:
    """Tables of a run without real files."""
    functions = read_luminosity_functions(DATA / "luminosity_functions.csv")
    agn_fluxes = flux_grid(AGN_FLUXES, SURVEY_LIMIT)
    rng = np.random.default_rng(5)
    agn = functions.xray_agn
    drawn = agn.draw_parameters(rng, 100)
    blazars = functions.blazars
    parts = [
        shares_of_function(("agn", "luminosity_function"), agn, agn_fluxes, drawn),
        shares_of_function(("agn", "as_printed"), agn, agn_fluxes, drawn, "luminosity"),
        shares_of_function(
            ("blazars", "luminosity_function"),
            blazars,
            flux_grid(BLAZAR_FLUXES),
            blazars.draw_parameters(rng, 20),
        ),
    ]
    catalogue = catalogue_shares(agn_catalogue(), agn_fluxes, 100, rng=rng)
    tables = {
        "extrapolation": gathered(parts, SURVEY_LIMIT),
        "catalogue": gathered([catalogue], SURVEY_LIMIT),
    }
    for table in tables.values():
        check_table(table, EXTRAPOLATION)
    return tables


@cache
def archive() -> dict[str, pd.DataFrame]:
    """Tables of a run with another luminosity function: here a scaled one."""
    functions = read_luminosity_functions(DATA / "luminosity_functions.csv")
    agn_fluxes = flux_grid(AGN_FLUXES, SURVEY_LIMIT)
    other = shares_of_function(("agn", "tabulated"), functions.xray_agn, agn_fluxes)
    tables = default()
    return tables | {"extrapolation": gathered([tables["extrapolation"], other], SURVEY_LIMIT)}


PAGES = {
    "chen2025_fig04": {
        "default": Case(default, {"simulated": ["eFEDS AGN"]}),
        "archive": Case(archive, {"simulated": []}),
    }
}
