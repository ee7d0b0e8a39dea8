"""The small tables of the microquasar study: published sources, limits, densities, spectra.

References
----------
anchordoqui2014, Tables I, II and V; for spectra the column `source` of the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.errors import InputDataError
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
SPECTRUM_TEXTS = ["curve", "figure", "label", "kind", "form", "era", "status"]
SPECTRUM_NEEDED = ["norm", "index", "reference_energy", "energy_min", "energy_max"]
SPECTRUM_OPTIONAL = [
    "norm_plus",
    "norm_minus",
    "index_error",
    "index_2",
    "cutoff",
    "break_energy",
    "drawn_from",
]
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
    table = _numeric(table, numbers, path)
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
    table = _numeric(table, ["flux_limit_gev_cm2_s"], path)
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
    return _numeric(read_parameter_table(path, DENSITY_COLUMNS), DENSITY_COLUMNS, path)[
        DENSITY_COLUMNS
    ]


def read_spectra(path: str | Path) -> pd.DataFrame:
    """Read parameters of spectra (``data/tables/microquasar_spectra.csv``).

    Returns
    -------
    DataFrame
        As `nusources.microquasars.spectra.spectral_curves` takes them; `figure` tells whether a
        curve is of LS 5039 (source) or diffuse.

    Raises
    ------
    InputDataError
        If a column is missing, a cell is no number, or a needed number is missing.
    """
    numbers = [*SPECTRUM_NEEDED, *SPECTRUM_OPTIONAL]
    table = read_parameter_table(path, [*SPECTRUM_TEXTS, *numbers, "is_target"])
    table = _numeric(table, numbers, path)
    for name in SPECTRUM_NEEDED:
        wrong = np.flatnonzero(~(table[name] > 0))
        if wrong.size:
            raise InputDataError(
                "a spectrum needs this number",
                path=path,
                row=int(wrong[0]) + 1,
                column=name,
                value=table[name].iloc[wrong[0]],
                expected="a number above 0",
            )
    return table.astype(dict.fromkeys(SPECTRUM_TEXTS, "string") | {"is_target": bool})


def _numeric(table: pd.DataFrame, names: Iterable[str], path: str | Path) -> pd.DataFrame:
    """Convert columns to numbers; empty cells become NaN."""
    result = table.copy()
    for name in names:
        numbers = pd.to_numeric(table[name], errors="coerce").astype(float)
        wrong = np.flatnonzero((numbers.isna() & table[name].notna()) | np.isinf(numbers))
        if wrong.size:
            raise InputDataError(
                "not a finite number",
                path=path,
                row=int(wrong[0]) + 1,
                column=name,
                value=table[name].iloc[wrong[0]],
                expected="a number",
            )
        result[name] = numbers
    return result
