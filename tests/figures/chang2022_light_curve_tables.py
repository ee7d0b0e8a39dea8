"""Made-up light curves, blocks and classes under the contracts, for the figures of chang2022."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from nusources.contracts import flares as contracts
from nusources.contracts.alerts import ALERT_LIST
from nusources.tables import Contract, check_table

TIMES = {
    "infrared": 55300.0 + 180 * np.array([0, 1, *range(8, 21)]),
    "gamma_ray": 54697.0 + 30 * np.arange(152),
    "gamma_ray_likelihood": 54697.0 + 30 * np.arange(152),
    "xray": 55100.0 + 400 * np.arange(8),
    "millimetre": 56000.0 + 97 * np.arange(20),
    "gamma_ray_weekly": 54690.0 + 70 * np.arange(60),
    "gamma_ray_two_months": 54690.0 + 61 * np.arange(48),
    "gamma_ray_adaptive": 54690.0 + 120 * np.arange(44),
}
LEVELS = {"infrared": 5.0, "millimetre": 1.0}
FLARES = {"infrared": (57700, 58300), "default": (57300, 57900)}
TWO = ("5BZBJ0509+0541", "5BZBJ0739+0137")
GAMMA_NAMES = {TWO[0]: "4FGL J0509.4+0542", TWO[1]: "4FGL J0739.2+0137"}
PAPER_BANDS = ("infrared", "gamma_ray", "gamma_ray_likelihood")


def filled(contract: Contract, rows) -> pd.DataFrame:
    """Table of a contract from rows that tell some of its columns; the others are plain."""
    plain = {"float64": np.nan, "bool": False, "int64": 1, "int32": 1, "string": "used"}
    table = pd.DataFrame(rows)
    for column in contract.columns:
        if column.name not in table:
            choices = column.choices or (plain[column.dtype],)
            numeric = column.dtype == "float64" and not column.nullable
            table[column.name] = (column.low or 0.0) if numeric else choices[0]
    table = table[contract.column_names].astype(
        {one.name: one.dtype for one in contract.columns if one.dtype in ("float64", "int64")}
    )
    check_table(table, contract)
    return table


def gamma_name(source: str) -> str:
    return GAMMA_NAMES.get(source, f"4FGL {source[4:11]}")


def curve_name(source: str, band: str) -> str:
    return gamma_name(source) if band.startswith("gamma") else source


def points(band: str, sources, rng) -> pd.DataFrame:
    """Steady with noise, three times brighter in the flare; gaps have artificial points."""
    contract = contracts.LIGHT_CURVES[band]
    width = 30.0 if band.startswith("gamma") else 0.0
    level = LEVELS.get(band, 6e-12)
    start, stop = FLARES.get(band, FLARES["default"])
    parts = []
    for source in sources:
        mjd = TIMES[band]
        mean = level * np.where((mjd > start) & (mjd < stop), 3.0, 1.0)
        flux = mean * (1 + 0.1 * rng.normal(size=mjd.size))
        row = {
            "source_name": curve_name(source, band),
            "mjd": mjd,
            "mjd_start": mjd - width / 2,
            "mjd_stop": mjd + width / 2,
            "flux": flux,
            "flux_error": 0.1 * mean,
            "is_upper_limit": (band == "gamma_ray_likelihood") & (flux < 0.95 * level),
            "is_artificial": (band == "infrared") & (np.abs(mjd - 56790) < 100),
            "n_combined": 1,
        }
        parts.append(pd.DataFrame(row))
    table = pd.concat(parts, ignore_index=True) if parts else contract.empty()
    check_table(table, contract)
    return table


def block_rows(source: str, band: str) -> list[dict]:
    """Three blocks, the middle one flaring."""
    level, (start, stop) = LEVELS.get(band, 6e-12), FLARES.get(band, FLARES["default"])
    ends = [TIMES[band].min(), start, stop, TIMES[band].max()]
    return [
        {
            "source_name": curve_name(source, band),
            "band": band,
            "block": number,
            "mjd_start": ends[number],
            "mjd_stop": ends[number + 1],
            "n_points": 5,
            "flux": level * (3.0 if number == 1 else 1.0),
            "flux_error": 0.1 * level,
            "false_alarm_probability": 0.01,
            "is_flaring": number == 1,
        }
        for number in range(3)
    ]


def stage_rows(source: str) -> list[dict]:
    ends = {
        "high_energy": (57300, 57700),
        "simultaneous": (57700, 57900),
        "low_energy": (57900, 58300),
    }
    return [
        {"sample": "FIBS", "source_name": source, "stage": one, "mjd_start": a, "mjd_stop": b}
        for one, (a, b) in ends.items()
    ]


def alert_table() -> pd.DataFrame:
    """One alert around the first source, and one far from all, which is not of the sample."""
    ends = dict.fromkeys(("ra_err_plus", "ra_err_minus", "dec_err_plus", "dec_err_minus"), 0.5)
    shared = {"region": "rectangle", "position_source": "made up", **ends}
    rows = [
        {"alert_name": "IC170922A", "mjd": 58018.87, "ra": 77.4, "dec": 5.7, "in_sample": True},
        {"alert_name": "IC150000A", "mjd": 57100.0, "ra": 77.4, "dec": 5.7, "in_sample": False},
        {"alert_name": "IC190730A", "mjd": 58694.0, "ra": 226.0, "dec": 10.5, "in_sample": True},
    ]
    return filled(ALERT_LIST, [shared | row for row in rows])


@cache
def light_curve_tables(sources=TWO, bands=PAPER_BANDS, classes="TXS_like", seed=3):
    """Tables of the stage of flares for some sources, all alike but for the noise."""
    rng = np.random.default_rng(seed)
    places = {one: {"ra": 77.358 + 7 * n, "dec": 5.693 - n} for n, one in enumerate(sources)}
    pairs = [(source, band) for source in sources for band in bands]
    links = [
        {"sample": "FIBS", "source_name": source, "band": band, "separation": 0.5}
        | places[source]
        | {"curve_name": curve_name(source, band)}
        for source, band in pairs
    ]
    measures = [
        {
            "source_name": curve_name(source, band),
            "band": band,
            "quiescent_flux": 0.9 * LEVELS.get(band, 6e-12),
        }
        for source, band in pairs
    ]
    members = [
        {"sample": "FIBS", "source_name": source, "gamma_name": gamma_name(source)}
        | places[source]
        | {"class": classes, "lag_days": 400.0, "has_likelihood_curve": True}
        for source in sources
    ]
    blocks = [row for source, band in pairs for row in block_rows(source, band)]
    stages = [row for source in sources for row in stage_rows(source)]
    tables = {
        "links": _table(contracts.LIGHT_CURVE_LINKS, links),
        "blocks": _table(contracts.BLOCKS, blocks),
        "measures": _table(contracts.MEASURES, measures),
        "stages": _table(contracts.STAGE_INTERVALS, stages),
        "classes": _table(contracts.FLARE_CLASSES, members),
        "alerts": alert_table(),
    }
    curves = {band: points(band, sources if band in bands else (), rng) for band in TIMES}
    return tables | curves


def _table(contract: Contract, rows: list[dict]) -> pd.DataFrame:
    return filled(contract, rows) if rows else contract.empty()
