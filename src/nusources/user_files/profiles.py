"""Profiles of the density of sources that a user brings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from nusources.user_files.reading import read_user_table
from nusources.user_files.table import UserTable
from nusources.user_files.units import declared_unit, unit_factor


def read_profiles(profiles: Iterable[Mapping[str, Any]]) -> dict[str, pd.DataFrame]:
    """Read profiles as the configuration lists them.

    Parameters
    ----------
    profiles : iterable of mapping
        Each with name, file, columns, extension.

    Returns
    -------
    dict of str to DataFrame
        Profiles by name, see `density_profile`.

    Raises
    ------
    InputDataError
        As `read_user_table` and `density_profile`.
    """
    found = {}
    for one in profiles:
        table = read_user_table(one["file"], list(one["columns"].values()), one["extension"])
        found[one["name"]] = density_profile(table, one["columns"])
    return found


def density_profile(table: UserTable, columns: Mapping[str, str]) -> pd.DataFrame:
    """Take a profile out of a table.

    Parameters
    ----------
    table : UserTable
    columns : mapping
        Which of its columns are ``radius`` (kpc, or the unit that the file declares) and
        ``density`` (any unit).

    Returns
    -------
    DataFrame
        radius_kpc, density.

    Raises
    ------
    InputDataError
        If a column is missing or in another kind of unit, a cell is no number, a radius does not
        ascend, or a density is negative.
    """
    table.require("the profile", columns.values())
    unit = declared_unit(table, columns["radius"], "kpc") or "kpc"
    radius = table.numbers(columns["radius"]) * (unit_factor(unit, "kpc") or 1.0)
    density = table.numbers(columns["density"])
    ascends = np.concatenate([[True], np.diff(radius) > 0])
    problem = "the profile cannot be used"
    expected = "a number above that of the row before"
    table.refuse(~((radius >= 0) & ascends), columns["radius"], problem, expected)
    expected = "a number that is not negative"
    table.refuse(~(density >= 0), columns["density"], problem, expected)
    return pd.DataFrame({"radius_kpc": radius, "density": density})
