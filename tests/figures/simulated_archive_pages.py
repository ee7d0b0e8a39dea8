"""Runs from which the figures of the simulated archive are drawn: a real and a simulated draw."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from pages import Case
from simulated_light_curve_tables import light_curve_tables

from nusources.figures.simulated_archive.catalogs import BLAZARS
from nusources.figures.simulated_archive.neutrino_lists import ALERTS, ERRORS, SOURCE_LIST
from nusources.figures.simulated_archive.xray_agn import XRAY_AGN
from nusources.figures.simulated_archive.xray_neutrinos import XRAY_NEUTRINOS

KINDS = ("real", "twin")


def tracks(n, seed, shift=0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "log10_energy": rng.normal(4 + shift, 1, n),
            "ang_err": rng.uniform(0.2, 6, n),
            "dec": np.degrees(np.arcsin(rng.uniform(-1, 1, n))),
        }
    )


def areas(value, edges=(-90.0, -30.0, -5.0, 30.0, 90.0)) -> pd.DataFrame:
    rows = [
        {
            "log10_energy_min": energy,
            "log10_energy_max": energy + 1,
            "dec_min": low,
            "dec_max": high,
            "effective_area": value * 10**energy,
        }
        for energy in (2.0, 3.0, 4.0)
        for low, high in itertools.pairwise(edges)
    ]
    return pd.DataFrame(rows)


def alert_list(n, seed) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    errors = {name: rng.uniform(0.3, 3, n) for name in ERRORS.values()}
    position = {"ra": rng.uniform(0, 360, n), "dec": rng.uniform(-60, 60, n)}
    return pd.DataFrame(
        position | errors | {"energy": rng.uniform(60, 900, n), "signalness": rng.uniform(0, 1, n)}
    )


def source_list(n, seed) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    columns = {one.column for one in SOURCE_LIST}
    table = pd.DataFrame({name: rng.uniform(0.1, 4, n) for name in sorted(columns)})
    return table.assign(has_no_signal=np.arange(n) % 2 == 0)


def flow() -> dict:
    table = {"season": ["IC40", "IC59"], "n_events": [100, 300], "n_selected": [50, 70]}
    return {"flow": pd.DataFrame(table)}


def catalogues(distributions) -> dict:
    """Uniform values of all columns, in all catalogues."""
    columns = sorted({one.column for one in distributions})
    draws = {kind: np.random.default_rng(seed) for seed, kind in enumerate(KINDS)}
    names = sorted({one.catalog for one in distributions})
    return {
        f"{name}_{kind}": pd.DataFrame({column: rng.uniform(0.1, 9, 300) for column in columns})
        for name in names
        for kind, rng in draws.items()
    }


def pairs(make, distributions) -> dict:
    names = sorted({one.catalog for one in distributions})
    return {f"{name}_{kind}": make(60, seed) for name in names for seed, kind in enumerate(KINDS)}


def xray_neutrino_tables() -> dict:
    """Uniform values; some points are not positive."""
    tables = catalogues(XRAY_NEUTRINOS)
    for kind in KINDS:
        points = tables[f"nustar_{kind}"]
        flux = points["nu_f_nu"].mask(np.arange(len(points)) < 9, -1.0)
        error = 0.2 * points["nu_f_nu"]
        tables[f"nustar_{kind}"] = points.assign(nu_f_nu=flux, nu_f_nu_error=error)
    return tables


PAGES = {
    f"simulated_archive_{name}": {"two draws": Case(tables)}
    for name, tables in {
        "selection": flow,
        "tracks": lambda: {kind: tracks(500, seed) for seed, kind in enumerate(KINDS)},
        "effective_area": lambda: {"table": areas(1.0), "model": areas(2.0)},
        "blazars": lambda: catalogues(BLAZARS),
        "alerts": lambda: pairs(alert_list, ALERTS),
        "source_list": lambda: pairs(source_list, SOURCE_LIST),
        "xray_agn": lambda: catalogues(XRAY_AGN),
        "xray_neutrinos": xray_neutrino_tables,
        "light_curves": light_curve_tables,
    }.items()
}
