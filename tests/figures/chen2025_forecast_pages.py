"""Runs from which the figures of forecasts are drawn."""

from __future__ import annotations

from functools import cache

from chen2025_detector_pages import default as detector_tables
from chen2025_forecast_tables import (
    bias_table,
    blazar_table,
    curve_table,
    forecast_tables,
    named_reading_table,
    reading_table,
    years_table,
)
from chen2025_population_pages import default as population_tables
from pages import Case


@cache
def many() -> dict:
    """The default run."""
    detectors = {"detectors": detector_tables()["detectors"]}
    return forecast_tables() | {"curves": curve_table()} | detectors


@cache
def one() -> dict:
    """A run with one fraction, one detector, one other reading."""
    return many() | {
        "bias": bias_table((0.5,)),
        "years": years_table(("hunt",), ()),
        "readings": reading_table(1),
    }


@cache
def named() -> dict:
    """A run with the readings of the longest names."""
    return many() | {"readings": named_reading_table()}


@cache
def blazars() -> dict:
    """Tables of Figure 7."""
    return population_tables() | {"curves": blazar_table()}


@cache
def blazars_without_errors() -> dict:
    """A run that asks for no systematic error."""
    return blazars() | {"curves": blazar_table((0.0,))}


REAL = {"simulated": []}
NARROW = {"size": "single"}
RUNS = {"many": Case(many), "one": Case(one, REAL), "one column": Case(many, NARROW)}
RUNS["named"] = Case(named)
NEEDS = {
    "fig01": ("many", "one"),
    "fig02": ("many", "one"),
    "fig03": ("many", "one"),
    "fig05": ("many", "one column"),
    "fig06": ("many",),
    "readings": ("many", "one", "named"),
    "improvements": ("many", "one", "named"),
}
"""Runs in which each figure looks another way."""
PAGES = {f"chen2025_{name}": {run: RUNS[run] for run in runs} for name, runs in NEEDS.items()} | {
    "chen2025_fig07": {
        "many": Case(blazars),
        "no systematic errors": Case(blazars_without_errors, REAL),
    }
}
