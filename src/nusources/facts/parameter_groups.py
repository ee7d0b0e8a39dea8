"""Readers of the parameter tables behind the simulated catalogues.

A table has the columns ``component, parameter, value, unit, status, source``; a component is a
frozen dataclass of numbers, and the table must give each of its fields, and no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from nusources.facts.track_models import (
    parameter_values,
    read_parameter_table,
    refuse_unknown,
    take,
)


def read_parameter_groups(path: str | Path, kinds: Mapping[str, type]) -> dict[str, Any]:
    """Read the parameter sets of a model.

    Parameters
    ----------
    path : str or Path
        For example ``data/tables/model_alerts.csv``.
    kinds : mapping of str to type
        The dataclass of each component.

    Returns
    -------
    dict of str to object
        One parameter set per component, in the order of `kinds`.

    Raises
    ------
    InputDataError
        If a parameter is missing, unknown, doubled or not a number.
    """
    table = read_parameter_table(path, ["component", "parameter", "value", "status", "source"])
    table = table.assign(parameter=table["component"] + "." + table["parameter"])
    values = parameter_values(table, path)
    groups: dict[str, Any] = {
        name: take(kind, name, values, "the model", path) for name, kind in kinds.items()
    }

    refuse_unknown(values, dict(kinds), "the model", path)
    return groups


def read_facts(path: str | Path, columns: list[str]) -> pd.DataFrame:
    """Read a table of published facts; empty cells are missing.

    Parameters
    ----------
    path : str or Path
        For example ``data/tables/named_alerts.csv``.
    columns : list of str
        Columns that must be there beside ``status`` and ``source``.

    Returns
    -------
    DataFrame

    Raises
    ------
    InputDataError
        If a column is missing.
    """
    return read_parameter_table(path, [*columns, "status", "source"])


def one_per_quantile(n: int, *, rng: np.random.Generator) -> np.ndarray:
    """Midpoints of `n` equal parts of 0 to 1, in random order.

    With them as probabilities, a sample has the quantiles of its distribution; the sum over a
    long tail scatters much less than with independent numbers.

    Parameters
    ----------
    n : int
        Number of draws.
    rng : Generator
        Random stream.

    Returns
    -------
    array, shape (n,)
    """
    return (rng.permutation(n) + 0.5) / n


def minute_name(ra: float, dec: float) -> str:
    """Name of a position to minutes, as Swift-BAT writes it: ``J0242.6+0000``."""
    tenths = int(ra * 40 + 1e-6)  # 1 deg = 4 min
    return f"J{tenths // 600:02d}{tenths // 10 % 60:02d}.{tenths % 10}{_sign(dec)}{_dec(dec)[:4]}"


def second_name(ra: float, dec: float) -> str:
    """Name of a position to seconds, as eFEDS writes it: ``J024240.7-000048``."""
    tenths = int(ra * 2400 + 1e-6)  # 1 deg = 240 s
    clock = f"{tenths // 36000:02d}{tenths // 600 % 60:02d}{tenths // 10 % 60:02d}.{tenths % 10}"
    return f"J{clock}{_sign(dec)}{_dec(dec)}"


def _sign(dec: float) -> str:
    return "-" if dec < 0 else "+"


def _dec(dec: float) -> str:
    seconds = int(abs(dec) * 3600 + 1e-6)
    return f"{seconds // 3600:02d}{seconds // 60 % 60:02d}{seconds % 60:02d}"
