"""Fluxes of a light curve with their errors, all of a band in one unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.user_files.table import UserTable
from nusources.user_files.units import BRACKETS, NOT_DECLARED
from nusources.user_files.usual_names import (
    FLUX_OF_MAGNITUDE,
    MAGNITUDES,
    UNIT_ENDING,
    plain_column,
)

ENDING_UNITS = {"_jy": "Jy", "_mjy": "mJy", "_ujy": "uJy"}
"""Units at the end of a column's name."""


@dataclass(frozen=True)
class Fluxes:
    """Fluxes of the points of a light curve.

    Parameters
    ----------
    flux, flux_error : ndarray, shape (n_points,)
        In the unit of the point; of limits, both are the limit.
    unit : ndarray of str, shape (n_points,)
        The same for all points of a band; empty where none is declared.
    """

    flux: NDArray[np.float64]
    flux_error: NDArray[np.float64]
    unit: NDArray


def curve_fluxes(
    table: UserTable,
    columns: Mapping[str, str],
    bands: Sequence[str],
    is_limit: NDArray[np.bool_],
    told_unit: str | None,
) -> Fluxes:
    """Fluxes and errors of the rows of a table.

    Parameters
    ----------
    table : UserTable
        Rows with a flux.
    columns : mapping
        From `nusources.user_files.usual_names.curve_columns`.
    bands : sequence of str, shape (n_rows,)
    is_limit : ndarray of bool, shape (n_rows,)
    told_unit : str or None
        Where the file declares none.

    Raises
    ------
    InputDataError
        If a cell is no number, an error is missing or not positive, a limit is not positive, or a
        unit is a magnitude, contradicts another one or cannot be converted to it.
    """
    name, error_name = columns["flux"], columns["flux_error"]
    flux, error = table.numbers(name), table.numbers(error_name)
    table.refuse(is_limit & ~(flux > 0), name, "not an upper limit", "a positive flux")
    table.refuse(
        ~is_limit & ~(error > 0),
        error_name,
        "a point without a positive error cannot be weighed",
        "a number above 0, or a column is_upper_limit that says that the point is a limit",
    )
    units = _units(table, columns, told_unit)
    error_unit = _unit_of_column(table, error_name)
    own = {one: unit_ratio(error_unit, one) if error_unit else 1.0 for one in {*units}}
    _refuse_unknown(table, error_name, [own[one] for one in units], error_unit, "that of the flux")
    error = error * np.array([own[one] for one in units])
    first: dict[str, str] = {}
    for band, one in zip(bands, units, strict=True):
        first.setdefault(band, one)
    ratios = [unit_ratio(unit, first[band]) for band, unit in zip(bands, units, strict=True)]
    expected = "a unit that can be converted to that of the first point of the band"
    _refuse_unknown(table, columns.get("flux_unit", name), ratios, None, expected)
    factor = np.array(ratios, dtype=float)
    flux, error = flux * factor, error * factor
    unit = np.array([first[band] for band in bands], dtype=object)
    return Fluxes(flux, np.where(is_limit, flux, error), unit)


def unit_ratio(unit: str, target: str) -> float | None:
    """Size of a unit in terms of another.

    Returns
    -------
    float or None
        None if it cannot be converted; 1 for equal texts, whatever they say.

    Examples
    --------
    >>> unit_ratio("Jy", "mJy"), unit_ratio("bananas", "bananas"), unit_ratio("Jy", "d")
    (1000.0, 1.0, None)
    """
    if unit == target:
        return 1.0
    from astropy import units  # .2 s to import, seldom needed

    try:
        return float(units.Unit(unit).to(target))
    except (ValueError, TypeError):  # unknown, or of another kind
        return None


def _refuse_unknown(
    table: UserTable, name: str, ratios: Sequence[float | None], unit: str | None, expected: str
) -> None:
    wrong = [one is None for one in ratios]
    if not any(wrong):
        return
    row = wrong.index(True)
    raise InputDataError(
        "the unit is of another kind",
        path=table.path,
        row=None if unit else int(table.rows[row]),
        column=name,
        value=unit or table.texts(name)[row],
        expected=expected,
    )


def _units(table: UserTable, columns: Mapping[str, str], told_unit: str | None) -> list[str]:
    """Unit of each row: of its cell, of the column, or as the configuration tells."""
    name = columns["flux"]
    if "flux_unit" in columns:
        texts = table.texts(columns["flux_unit"])
        missing = [text == "" for text in texts]
        table.refuse(missing, columns["flux_unit"], "a flux without a unit", "a unit in each row")
        for text in dict.fromkeys(texts):
            _refuse_magnitude(table, columns["flux_unit"], text)
        return texts
    declared = _unit_of_column(table, name)
    _refuse_magnitude(table, name, declared or told_unit or "")
    if declared and told_unit and unit_ratio(told_unit, declared) != 1.0:
        raise InputDataError(
            f"the file declares another unit than light_curve.flux_unit: {told_unit} says",
            path=table.path,
            column=name,
            value=declared,
            expected=told_unit,
        )
    return [declared or told_unit or ""] * len(table)


def _unit_of_column(table: UserTable, name: str) -> str:
    """Unit that the file declares for a column, or its name tells; empty if neither."""
    declared = table.column(name).unit.strip()
    if declared.lower() not in NOT_DECLARED:
        return declared
    in_brackets = BRACKETS.findall(name)
    if in_brackets:
        return in_brackets[-1].strip()
    ending = UNIT_ENDING.search(name.lower())
    return ENDING_UNITS[ending[0]] if ending and plain_column(name) else ""


def _refuse_magnitude(table: UserTable, name: str, unit: str) -> None:
    if unit.lower().strip("[]() ").startswith("mag") or unit.lower().endswith("mag"):
        raise InputDataError(
            MAGNITUDES,
            path=table.path,
            column=name,
            value=unit,
            expected=FLUX_OF_MAGNITUDE,
        )
