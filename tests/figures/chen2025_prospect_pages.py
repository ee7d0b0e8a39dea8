"""Runs from which the figure of what detectors see is drawn."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from chen2025_detector_pages import tables_of
from pages import Case

from nusources.contracts import forecast_sky as contracts
from nusources.contracts.forecast_sky import QUANTITIES
from nusources.tables import check_table

LISTS = {"bat": ("Swift/BAT AGN, no blazars", 947), "blazars": ("4FGL-DR4 blazars", 3933)}


@cache
def run_of(names: tuple[str, ...], lists: tuple[str, ...] = tuple(LISTS), blind: float = -91):
    """Tables of made-up forecasts; detectors see nothing below a declination."""
    detectors = tables_of(names)["detectors"]
    rows, singles = [], []
    for at, name in enumerate(dict.fromkeys(detectors["detector"])):
        scale = 10.0**-at
        for catalogue in lists:
            rows += [_row(name, catalogue, number, scale) for number in range(len(QUANTITIES))]
        for dec in (-75.0, -20.0, 5.0, 45.0):
            singles += [
                {
                    "detector": name,
                    "dec": dec,
                    "quantity": quantity,
                    "n_signal": 2.4 * factor,
                    "flux": 1e-18 * scale * factor * (1 + abs(dec) / 30),
                    "flux_error": 2e-20 * scale * factor,
                }
                for quantity, factor in (("sensitivity", 1.0), ("discovery_5sigma", 2.0))
                if dec > blind
            ]
    tables = {"forecasts": pd.DataFrame(rows), "declinations": pd.DataFrame(singles)}
    check_table(tables["forecasts"], contracts.SKY_FORECASTS)
    check_table(tables["declinations"], contracts.SKY_DECLINATIONS)
    return tables | {"detectors": detectors}


def _row(detector: str, catalogue: str, number: int, scale: float) -> dict:
    label, n_sources = LISTS[catalogue]
    is_flux = number > 1
    return {
        "detector": detector,
        "catalogue": catalogue,
        "catalogue_label": label,
        "quantity": QUANTITIES[number],
        "value": 3.0 + 2 * number,
        "value_error": 0.03 + number / 20,
        "flux": 1e-19 * number * scale if is_flux else np.nan,
        "flux_error": 1e-21 * number * scale if is_flux else np.nan,
        "astrophysical_share": 0.01 * number * scale if is_flux else np.nan,
        "n_sources": n_sources,
        "n_background": 1482.0,
        "n_astrophysical": 247.0,
        "years": 10.0,
        "spectral_index": 2.37,
        "energy_min_tev": 10.0,
        "assumed_share": 0.1,
    }


def default() -> dict:
    """Detectors that come with the pipeline, and other readings of two."""
    names = "icecube", "icecube_gen2", "icecube_gen2/narrow", "hunt", "trident", "neon"
    return run_of(names)


def one_detector() -> dict:
    """One detector, one list."""
    return run_of(("icecube",), ("bat",))


def half_blind() -> dict:
    """A detector that sees the north only."""
    return run_of(("icecube", "hunt"), blind=-30)


RUNS = (default, one_detector, half_blind)
PAGES = {"chen2025_detectors": {run.__name__: Case(run) for run in RUNS}}
