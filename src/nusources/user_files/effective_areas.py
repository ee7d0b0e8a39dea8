"""Effective areas that a user brings for a detector."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.errors import InputDataError
from nusources.units import CM2_PER_M2
from nusources.user_files.reading import read_user_table
from nusources.user_files.table import UserTable

ENERGY = ("log10_energy_min", "log10_energy_max")
DIRECTIONS = (("cos_zenith_min", "cos_zenith_max"), ("dec_min", "dec_max"))
AREA = "effective_area"
FACTORS = {"cm2": 1.0, "m2": CM2_PER_M2}
"""Square centimetres in units of area."""
SPELLINGS = {"cm2": "cm2", "cm**2": "cm2", "cm^2": "cm2", "m2": "m2", "m**2": "m2", "m^2": "m2"}


def read_area_file(path: str | Path) -> pd.DataFrame:
    """Read an effective area in bins of energy, and of direction if the file has them.

    Parameters
    ----------
    path : str or Path
        CSV, FITS, VOTable, ECSV or Parquet with ``log10_energy_min`` and ``_max``, log10(E/GeV);
        ``cos_zenith_min`` and ``_max``, or ``dec_min`` and ``_max`` [deg] of a detector at the
        South Pole, or neither, for a mean over the sky; and ``effective_area_m2`` or
        ``effective_area_cm2``, or ``effective_area`` in a file that declares its unit.

    Returns
    -------
    DataFrame
        As `nusources.detectors.area_tables.area_of_table` takes it.

    Raises
    ------
    InputDataError
        If the file cannot be read, lacks a column or the unit of the area, or holds a negative
        area or a cell that is no number.
    """
    table = read_user_table(path, ENERGY)
    has = [pair for pair in DIRECTIONS if any(table.found(name) for name in pair)]
    names = [*ENERGY, *(has[0] if has else ())]
    column, factor = _area_column(table)
    table.require("the effective area", [*names, column])
    columns = {name: table.numbers(name) for name in (*names, column)}
    for name in names:
        table.refuse(~(abs(columns[name]) <= 90), name, "no edge of a bin", "a number")
    table.refuse(~(columns[column] >= 0), column, "no effective area", "a number of 0 or more")
    found = {name: columns[name] for name in names}
    if not has:
        ends = np.ones(len(table))
        found |= {"cos_zenith_min": -ends, "cos_zenith_max": ends}
    return pd.DataFrame(found | {AREA: columns[column] * factor})


def _area_column(table: UserTable) -> tuple[str, float]:
    """Name of the column with areas, and square centimetres in its unit."""
    for unit, factor in FACTORS.items():
        if table.found(f"{AREA}_{unit}"):
            return f"{AREA}_{unit}", factor
    unit = table.column(AREA).unit if table.found(AREA) else ""
    if table.found(AREA) and unit.replace(" ", "") not in SPELLINGS:
        raise InputDataError(
            "the unit of the effective area is not known",
            path=table.path,
            column=AREA,
            value=unit,
            expected=f"{AREA}_m2 or {AREA}_cm2 as its name, or a file that declares m2 or cm2",
        )
    if table.found(AREA):
        return AREA, FACTORS[SPELLINGS[unit.replace(" ", "")]]
    return f"{AREA}_m2", 1.0
