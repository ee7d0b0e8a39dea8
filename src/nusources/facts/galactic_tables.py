"""The small tables of the microquasar study: published sources, limits, densities.

References
----------
anchordoqui2014, Tables I, II and V.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nusources.facts.spectra import numeric_columns
from nusources.facts.track_models import read_parameter_table

SOURCE_COLUMNS = {
    "name": "source_name",
    "ra_deg": "ra",
    "dec_deg": "dec",
    "distance_kpc": "distance",
    "jet_luminosity_low_erg_s": "jet_luminosity_low",
    "jet_luminosity_high_erg_s": "jet_luminosity_high",
}
LIMIT_COLUMNS = {"name": "source_name", "flux_limit_gev_cm2_s": "flux_limit"}
DENSITY_COLUMNS = ["r_min", "r_max", "density", "stat_plus", "stat_minus", "systematic"]


def read_microquasars(path: str | Path) -> pd.DataFrame:
    """Read Table I (``data/tables/microquasars.csv``).

    Returns
    -------
    DataFrame
        binary_class, source_name, ra, dec [deg], distance [kpc], jet_luminosity_low and _high
        [erg/s].

    Raises
    ------
    InputDataError
        If a column is missing or a cell is no number.
    """
    table = read_parameter_table(path, ["binary_class", *SOURCE_COLUMNS])
    numbers = [name for name in SOURCE_COLUMNS if name != "name"]
    table = numeric_columns(table, numbers, path)
    return table[["binary_class", *SOURCE_COLUMNS]].rename(columns=SOURCE_COLUMNS)


def read_microquasar_limits(path: str | Path) -> pd.DataFrame:
    """Read Table II (``data/tables/microquasar_limits.csv``).

    Returns
    -------
    DataFrame
        source_name, experiment, flux_limit [GeV cm^-2 s^-1].

    Raises
    ------
    InputDataError
        If a column is missing or a cell is no number.
    """
    table = read_parameter_table(path, ["experiment", *LIMIT_COLUMNS])
    table = numeric_columns(table, ["flux_limit_gev_cm2_s"], path)
    return table[["name", "experiment", "flux_limit_gev_cm2_s"]].rename(columns=LIMIT_COLUMNS)


def read_surface_density(path: str | Path) -> pd.DataFrame:
    """Read Table V (``data/tables/hmxb_surface_density.csv``).

    Returns
    -------
    DataFrame
        r_min, r_max [kpc], density, stat_plus, stat_minus, systematic [kpc^-2].

    Raises
    ------
    InputDataError
        If a column is missing or a cell is no number.
    """
    return numeric_columns(read_parameter_table(path, DENSITY_COLUMNS), DENSITY_COLUMNS, path)[
        DENSITY_COLUMNS
    ]
