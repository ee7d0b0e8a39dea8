"""Reader of ratios of hard X-ray to neutrino luminosity that models give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from nusources.errors import InputDataError
from nusources.facts.parameter_groups import read_facts

NUMBERS = ["low", "median", "high", "n_models"]


def read_ratio_bands(path: str | Path) -> pd.DataFrame:
    """Read bands and lines of the ratio (``data/tables/luminosity_ratios.csv``, or the user's).

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    DataFrame
        Contract ``ratio_bands``.

    Raises
    ------
    InputDataError
        If a column is missing, a cell is not a number, or low, median, high do not ascend.
    """
    table = read_facts(path, ["name", "label", *NUMBERS])
    for column in NUMBERS:
        numbers = pd.to_numeric(table[column], errors="coerce")
        _refuse(table, numbers.isna() & table[column].notna(), column, "a number", path)
        table[column] = numbers.astype(float)
    _refuse(table, table["median"].isna(), "median", "a number", path)
    _refuse(table, table["low"] > table["median"], "low", "at most the median", path)
    _refuse(table, table["high"] < table["median"], "high", "at least the median", path)
    is_half = table["low"].isna() != table["high"].isna()
    _refuse(table, is_half, "low", "low and high, or neither of them", path)
    _refuse(table, table["name"].duplicated(), "name", "another name", path)
    return table.assign(n_models=table["n_models"].fillna(0).astype(np.int64))


def _refuse(table: pd.DataFrame, is_bad: pd.Series, column: str, expected: str, path) -> None:
    if is_bad.any():
        row = int(np.flatnonzero(is_bad)[0])
        value = table[column].iloc[row]
        raise InputDataError(
            "not usable as a band of ratios",
            path=path,
            row=row + 1,
            column=column,
            value=value,
            expected=expected,
        )
