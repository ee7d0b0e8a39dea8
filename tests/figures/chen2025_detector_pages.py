"""Runs from which the figure of the events of detectors is drawn."""

from __future__ import annotations

from functools import cache

import pandas as pd
from pages import REPOSITORY, Case

from nusources.config.detector_files import detector_definition
from nusources.contracts import forecast_detectors as contracts
from nusources.detectors.building import Ingredients, build_detectors
from nusources.detectors.effective_area import tabulate_effective_area
from nusources.detectors.rate_tables import (
    curves,
    detector_rows,
    rates_above,
    rates_by_declination,
)
from nusources.detectors.sky_fluxes import sky_fluxes
from nusources.facts.track_models import (
    read_isotropic_atmosphere,
    read_model_detector,
    read_model_fluxes,
)
from nusources.tables import check_table

THRESHOLDS = [10.0, 30.0, 60.0, 100.0, 200.0, 300.0, 500.0, 1000.0]
NAMES = ["icecube", "icecube_gen2", "icecube_gen2/narrow", "hunt", "hunt/gen2_over_4_5"]
NAMES += ["trident", "neon"]
OWN = "config/examples/my_telescope.yaml"


@cache
def tables_of(names: tuple[str, ...], energy_min: float | None = None) -> dict:
    """Tables of a run with some detectors; the last one begins at an energy [TeV]."""
    folder = REPOSITORY / "data" / "tables"
    models = read_model_detector(folder / "model_detector.csv")
    area = tabulate_effective_area(models["IC86_II"].effective_area)
    definitions = [detector_definition(name) for name in names]
    definitions[-1]["area"]["energy_min_tev"] = energy_min
    ingredients = Ingredients({"icecube_10year_ps/area_ic86_ii": area}, models)
    pipeline = sky_fluxes(read_model_fluxes(folder / "model_fluxes.csv"))
    low = read_isotropic_atmosphere(folder / "low_atmosphere.csv")
    atmospheres = {"pipeline": pipeline, "low": pipeline.with_atmosphere(*low)}
    detectors = build_detectors(definitions, ingredients, THRESHOLDS)
    parts = {
        "rates": (
            contracts.RATES,
            [rates_above(one, atmospheres, THRESHOLDS) for one in detectors],
        ),
        "detectors": (
            contracts.DETECTORS,
            [detector_rows(one, atmospheres, at) for at, one in enumerate(detectors)],
        ),
        "declinations": (
            contracts.DECLINATION_RATES,
            [rates_by_declination(one, atmospheres, 100.0) for one in detectors],
        ),
        "curves": (contracts.CURVES, [curves(one) for one in detectors]),
    }
    tables = {}
    for name, (contract, rows) in parts.items():
        table = pd.concat(rows, ignore_index=True)
        check_table(table, contract)
        tables[name] = table.sort_values(list(contract.key), ignore_index=True)
    return tables


def default() -> dict:
    """All detectors that come with the pipeline and need no real file."""
    return tables_of(tuple(NAMES))


def own() -> dict:
    """A detector of a user beside IceCube."""
    return tables_of(("icecube", OWN))


def late() -> dict:
    """One whose area begins at 250 TeV."""
    return tables_of(("icecube", "hunt"), 250.0)


PAGES = {
    product: {run.__name__: Case(run) for run in (default, own, late)}
    for product in ("chen2025_rates", "chen2025_declinations")
}
