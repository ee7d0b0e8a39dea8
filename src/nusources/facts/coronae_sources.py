"""Reader of the sources whose coronae are looked at one by one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nusources.facts.parameter_groups import read_facts
from nusources.facts.spectra import numeric_columns, refuse_rows

TEXTS = ["source_name", "reading", "status", "source"]
NUMBERS = [
    *("redshift", "distance_mpc", "xray_luminosity", "band_low_kev", "band_high_kev"),
    "black_hole_mass",
]


def read_coronae_sources(path: str | Path) -> pd.DataFrame:
    """Read ``data/tables/coronae_sources.csv``.

    Returns
    -------
    DataFrame
        source_name, reading (``literature`` or what is taken otherwise), redshift, distance_mpc
        [Mpc], xray_luminosity [erg/s] between band_low_kev and band_high_kev, black_hole_mass
        [Msun], status, source.

    Raises
    ------
    InputDataError
        If a column is missing, a cell is no number above 0, a band is inverted, or a source has a
        reading twice.
    """
    table = numeric_columns(read_facts(path, [*TEXTS[:2], *NUMBERS]), NUMBERS, path)
    checks = [(name, table[name] > 0, "a number above 0") for name in NUMBERS]
    checks += [
        ("band_high_kev", table["band_high_kev"] > table["band_low_kev"], "above band_low_kev"),
        ("reading", ~table.duplicated(["source_name", "reading"]), "one row for each"),
    ]
    refuse_rows(table, checks, "no source can have this", path)
    return table
