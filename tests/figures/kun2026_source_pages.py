"""Runs from which the tables of sources are made and the figure of windows is drawn."""

from __future__ import annotations

from functools import cache

import pandas as pd
from luminosity_tables import made_up_luminosities
from pages import Case

from nusources.contracts.luminosity import WINDOWS
from nusources.contracts.luminosity_words import CALIBRATION
from nusources.tables import check_table


def window_table(windows: tuple[str, ...], n_sources: int) -> pd.DataFrame:
    rows = [
        {
            "source_name": f"source {source}",
            "window": window,
            "frame": frame,
            "energy_min": 0.3,
            "energy_max": 100.0,
            "is_default": (at, frame) == (0, "source"),
            "log10_neutrino_luminosity": 43.0 + source - 0.4 * at + 0.05 * (frame == "observed"),
            "log10_neutrino_error_low": 0.3,
            "log10_neutrino_error_high": 0.2,
            "log10_xray_luminosity": 43.0 + source if source else None,
        }
        for source in range(n_sources)
        for at, window in enumerate(windows)
        for frame in ("source", "observed")
        if (window, frame) != ("central 68 %", "source")
    ]
    table = pd.DataFrame(rows).astype({"log10_xray_luminosity": float})
    check_table(table, WINDOWS)
    return table


@cache
def many() -> dict:
    """The default run."""
    names = ("0.3-100 TeV", "0.1-100 TeV", "1-1000 TeV", "1.5-15 TeV", "central 68 %")
    return {"luminosities": made_up_luminosities(), "windows": window_table(names, 6)}


@cache
def few() -> dict:
    """A run of two calibrators, one with a limit and a proxy, one window, and one blazar."""
    table = made_up_luminosities(2, 1)
    first = (table["sample"] == CALIBRATION) & (table["source_name"] == "calibration 1")
    table.loc[first, ["is_xray_limit", "is_proxy"]] = True
    table.loc[first, ["log10_xray_error_low", "log10_xray_error_high"]] = float("nan")
    return {"luminosities": table, "windows": window_table(("0.3-100 TeV",), 1)}


REAL = {"simulated": []}
PAGES = {"kun2026_energy_window": {"many": Case(many), "few": Case(few, REAL)}}
