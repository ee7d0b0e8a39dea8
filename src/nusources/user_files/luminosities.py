"""Luminosities of sources, or what they follow from, in a user's table."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.contracts.luminosity import SOUTHERN_DEC
from nusources.contracts.luminosity_words import (
    BLAZARS,
    CALIBRATION,
    USER_COLUMNS,
    USER_LIMITS,
    USER_UNITS,
)
from nusources.errors import InputDataError, InputWarning
from nusources.user_files.fluxes import unit_ratio
from nusources.user_files.plausibility import distinct_names
from nusources.user_files.table import MOST_NAMES, UserTable
from nusources.user_files.units import NOT_DECLARED
from nusources.user_files.where import NO, YES, Cell, rows_where

NEUTRINO = ("log10_neutrino_luminosity", "neutrino_luminosity", "n_signal")
XRAY = ("log10_xray_luminosity", "xray_luminosity", "xray_flux")
"""Of each row, the first that it has counts."""
WITH_UNIT = re.compile(r"(.*?)\s*[\[(](.+)[\])]")
SIDES = ("_error_low", "_error_high")
SAMPLES = (CALIBRATION, BLAZARS)
ERROR_EXPECTED = "a number above 0"


@dataclass(frozen=True)
class LuminosityRequest:
    """What is told about a user's file.

    Parameters
    ----------
    columns : mapping
        Columns of the file by our names; those that are called so, a unit in brackets aside, need
        not be told.
    where : mapping
        Rows that count.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, Cell | Sequence[Cell]] = field(default_factory=dict)

    @property
    def wanted(self) -> list[str]:
        """Columns that are needed."""
        return [*self.columns.values(), *self.where]


def luminosity_rows(table: UserTable, request: LuminosityRequest) -> pd.DataFrame:
    """Sources of a user's table.

    Parameters
    ----------
    table : UserTable
    request : LuminosityRequest

    Returns
    -------
    DataFrame
        row, source_name, sample, redshift, dec, photon_index, `USER_LIMITS`, and every quantity
        of `USER_UNITS` with its errors, in these units; NaN where the file has none.

    Raises
    ------
    InputDataError
        If a column is missing, a name stands there twice, a unit is of another kind, an error is
        missing or not positive, a limit has no value, or a row lacks distance, neutrinos or X-rays.

    Warns
    -----
    InputWarning
        Of columns that are not used, and of n_signal of sources south of -5 deg.
    """
    chosen = rows_where(table, request.where, "the table of luminosities")
    columns = _columns(chosen, request.columns)
    rows = pd.DataFrame(
        {
            "row": chosen.rows,
            "source_name": distinct_names(chosen, columns["source_name"], "a source"),
            "sample": _samples(chosen, columns),
        }
    )
    for name in ("redshift", "dec", "photon_index"):
        rows[name] = chosen.numbers(columns[name]) if name in columns else np.nan
    for name in USER_LIMITS:
        rows[name] = _flags(chosen, columns, name)
    for name in USER_UNITS:
        rows = rows.assign(**_quantity(chosen, columns, name))
    _check_distances(chosen, columns, rows)
    for names, limit in ((NEUTRINO, USER_LIMITS[0]), (XRAY, USER_LIMITS[1])):
        _check_side(chosen, columns, rows, names, limit)
    _check_events(chosen, columns, rows)
    _tell_southern(chosen, rows)
    _tell_unused(chosen, columns, request)
    return rows


def _columns(table: UserTable, told: Mapping[str, str]) -> dict[str, str]:
    """Columns of the file by our names."""
    table.require("the table of luminosities", told.values())
    plain = {_parts(name)[0]: name for name in reversed(table.names)}
    found = {name: plain[name] for name in USER_COLUMNS if name in plain} | dict(told)
    if "source_name" not in found or not any(one in found for one in (*NEUTRINO, *XRAY)):
        lacks = "source_name" if "source_name" not in found else "neutrinos and X-rays"
        raise InputDataError(
            f"the table of luminosities lacks {lacks}",
            path=table.path,
            value=table.names[:MOST_NAMES],
            expected=f"columns of {', '.join(USER_COLUMNS)}; luminosity.columns renames yours",
        )
    return found


def _parts(column: str) -> tuple[str, str]:
    """Name of a column, and the unit in brackets at its end."""
    found = WITH_UNIT.fullmatch(column.strip())
    return (found[1], found[2].strip()) if found else (column.strip(), "")


def _samples(table: UserTable, columns: Mapping[str, str]) -> list[str]:
    if "sample" not in columns:
        return [CALIBRATION] * len(table)
    texts = table.texts(columns["sample"])
    expected = " or ".join(SAMPLES)
    table.refuse(
        [one not in SAMPLES for one in texts], columns["sample"], "no such sample", expected
    )
    return texts


def _flags(table: UserTable, columns: Mapping[str, str], name: str) -> NDArray[np.bool_]:
    if name not in columns:
        return np.zeros(len(table), dtype=bool)
    cells = [text.lower() for text in table.texts(columns[name])]
    yes, no = {*YES, "1", "<"}, {*NO, "0", ""}
    table.refuse(
        [one not in yes | no for one in cells],
        columns[name],
        "does not tell whether the value is a limit",
        "true or false, yes or no, 1 or 0, < or nothing",
    )
    return np.array([one in yes for one in cells], dtype=bool)


def _quantity(
    table: UserTable, columns: Mapping[str, str], name: str
) -> dict[str, NDArray[np.float64]]:
    """Values of a quantity and both errors, in our unit."""
    nothing = np.full(len(table), np.nan)
    if name not in columns:
        return {name: nothing} | dict.fromkeys([name + side for side in SIDES], nothing)
    value = table.numbers(columns[name]) * _factor(table, columns[name], name)
    found = {name: value}
    for side in SIDES:
        column = columns.get(name + side, columns.get(f"{name}_error"))
        if column is None:
            found[name + side] = nothing
            continue
        # An error without a unit is in that of its value.
        own = column if _unit(table, column) else columns[name]
        error = table.numbers(column) * _factor(table, own, name)
        table.refuse(error <= 0, column, "an error that is not positive", ERROR_EXPECTED)
        found[name + side] = error
    return found


def _unit(table: UserTable, column: str) -> str:
    """Unit that a file declares, or a column's name tells in brackets; empty for none."""
    declared = table.column(column).unit.strip() or _parts(column)[1]
    return "" if declared.lower() in ("dex", *NOT_DECLARED) else declared


def _factor(table: UserTable, column: str, name: str) -> float:
    """From the unit of a column to ours."""
    declared = _unit(table, column)
    if not declared:
        return 1.0
    ratio = unit_ratio(declared, USER_UNITS[name]) if USER_UNITS[name] else None
    if ratio is None:
        raise InputDataError(
            "an unknown unit, or one of another kind",
            path=table.path,
            column=column,
            value=declared,
            expected=f"a unit that can be converted to {USER_UNITS[name] or 'a plain number'}",
        )
    return ratio


def _check_distances(table: UserTable, columns: Mapping[str, str], rows: pd.DataFrame) -> None:
    lacks = ~((rows["redshift"] > 0) | (rows["distance"] > 0)).to_numpy()
    name = columns.get("redshift", columns.get("distance", columns["source_name"]))
    table.refuse(
        lacks, name, "no distance", "a redshift above 0, or a distance [Mpc] in its own column"
    )


def _check_side(
    table: UserTable,
    columns: Mapping[str, str],
    rows: pd.DataFrame,
    names: Sequence[str],
    limit: str,
) -> None:
    """Each row has one of some quantities, with errors unless it is a limit."""
    own = [name for name in names if name in columns]
    place = columns[own[0]] if own else columns["source_name"]
    nothing = rows[list(names)].isna().all(axis=1).to_numpy()
    is_limit = rows[limit].to_numpy()
    expected = f"one of {', '.join(names)}"
    table.refuse(nothing & is_limit, columns.get(limit, place), "a limit without a value", expected)
    table.refuse(nothing, place, "a source without a value", expected)
    used = rows[list(names)].notna().to_numpy()
    first = np.argmax(used, axis=1)
    for order, name in enumerate(names):
        if name not in columns:
            continue
        here = (first == order) & ~is_limit
        errors = rows[[name + side for side in SIDES]].to_numpy()
        table.refuse(
            here & np.isnan(errors).any(axis=1),
            columns.get(f"{name}_error", columns[name]),
            f"{name} without an error",
            f"{name}_error, or {name}_error_low and {name}_error_high, above 0; or {limit}",
        )
        if name.startswith("log10_"):
            continue
        value = rows[name].to_numpy()
        table.refuse((first == order) & (value <= 0), columns[name], "not positive", "above 0")
        table.refuse(
            here & (errors[:, 0] >= value),
            columns.get(f"{name}_error", columns[name]),
            f"an error that reaches to {name} = 0",
            f"a lower error below {name}; or {limit} and the limit as the value",
        )


def _check_events(table: UserTable, columns: Mapping[str, str], rows: pd.DataFrame) -> None:
    """Numbers of events need an index, a declination and no limit."""
    is_used = rows[list(NEUTRINO[:2])].isna().all(axis=1).to_numpy()
    place = columns.get("n_signal", columns["source_name"])
    table.refuse(
        is_used & rows["is_neutrino_limit"].to_numpy(),
        place,
        "a limit of n_signal",
        "a limit of the neutrino luminosity, which depends on the index",
    )
    errors = [f"spectral_index{side}" for side in SIDES]
    for names, expected in (
        (["spectral_index"], "the spectral index of its fit"),
        (errors, "spectral_index_error, or both sides of it"),
        (["dec"], "a declination [deg]"),
    ):
        lacks = rows[names].isna().any(axis=1).to_numpy()
        told = columns.get(names[0], place)
        table.refuse(is_used & lacks, told, f"n_signal without {names[0]}", expected)


def _tell_southern(table: UserTable, rows: pd.DataFrame) -> None:
    is_used = rows[list(NEUTRINO[:2])].isna().all(axis=1)
    southern = rows["source_name"][is_used & (rows["dec"] < SOUTHERN_DEC)]
    if len(southern):
        problem = f"south of {SOUTHERN_DEC:g} deg n_signal hardly gives a flux: "
        warnings.warn(InputWarning(problem + ", ".join(southern), table.path), stacklevel=3)


def _tell_unused(table: UserTable, columns: Mapping[str, str], request: LuminosityRequest) -> None:
    used = {*columns.values(), *request.where}
    unused = [repr(one.name) for one in table.columns if not {one.name, one.identifier} & used]
    if unused:
        problem = f"columns that are not used: {', '.join(unused[:MOST_NAMES])}"
        warnings.warn(InputWarning(problem, table.path, "note"), stacklevel=2)
