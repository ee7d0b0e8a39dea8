"""Times of observations: modified Julian dates, Julian dates, or counted from a given zero."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nusources.errors import InputDataError, InputWarning
from nusources.user_files.table import UserTable
from nusources.user_files.units import BRACKETS, declared_unit, unit_factor
from nusources.user_files.usual_names import plain_column

MJD_RANGE = (15020.0, 1e5)
"""1900 to 2132 [d]."""

JD_ZERO = -2400000.5
"""MJD at which Julian dates are zero."""

FERMI_ZERO = 51910.0007428703704
"""MJD (TT) from which the Fermi mission counts seconds: 2001-01-01 00:00 UTC."""

JD_UNITS = ("jd", "bjd", "hjd")
DATES = "a decimal number; dates such as 2017-09-22 are not read, but a Time column of ECSV is"
SPACE_AGE = 40000.0
"""MJD of 1968: earlier times are as likely counted from another zero."""
SECONDS_FROM = 1e6
"""Numbers from here on that are no Julian dates can only be seconds."""


@dataclass(frozen=True)
class TimeScale:
    """What the configuration says about the times of a file.

    Parameters
    ----------
    zero_mjd : float, optional
        MJD at which they are zero; none: told by names and sizes.
    unit : str, optional
        d or s, where the file declares none.
    """

    zero_mjd: float | None = None
    unit: str | None = None


def modified_julian_dates(table: UserTable, name: str, scale: TimeScale) -> NDArray[np.float64]:
    """Times of a column as MJD.

    Parameters
    ----------
    table : UserTable
    name : str
    scale : TimeScale

    Returns
    -------
    ndarray, shape (n_rows,)
        [d]; in the scale (UTC, TT, barycentric) of the file.

    Raises
    ------
    InputDataError
        If a cell is no number or missing, a unit is no time or contradicts ``scale.unit``, the
        zero is not known, or a time is outside `MJD_RANGE`.

    Warns
    -----
    InputWarning
        If sizes alone told what the numbers are.
    """
    numbers = table.numbers(name, DATES)
    table.refuse(np.isnan(numbers), name, "a point without a time", DATES)
    days = numbers * _days_per_unit(table, name, scale)
    zero = _zero(table, name, days) if scale.zero_mjd is None else scale.zero_mjd
    mjd = days + zero
    low, high = MJD_RANGE
    outside = ~((mjd >= low) & (mjd <= high))
    if outside.any():
        worst = float(days[outside][0])
        expected = f"MJD {low:g} to {high:g} (1900 to 2132){_advice(worst, scale)}"
        table.refuse(outside, name, "not a time of an observation", expected)
    return mjd


def _days_per_unit(table: UserTable, name: str, scale: TimeScale) -> float:
    column = table.column(name)
    if column.unit.strip().lower() in JD_UNITS:
        return 1.0
    declared = declared_unit(table, name, "d")
    factors = [unit_factor(one, "d") or 1.0 for one in (declared, scale.unit) if one]
    if len(set(factors)) > 1:
        raise InputDataError(
            f"the file declares another unit than light_curve.time_unit: {scale.unit} says",
            path=table.path,
            column=name,
            value=declared,
            expected=scale.unit,
        )
    return factors[0] if factors else 1.0


def _zero(table: UserTable, name: str, days: NDArray[np.float64]) -> float:
    """MJD of zero by the name or unit of the column, else by the size of the numbers."""
    words = plain_column(name).split("_")
    units = {one.strip().lower() for one in (table.column(name).unit, *BRACKETS.findall(name))}
    if "mjd" in {*words, *units} or words[0].startswith("mjd"):
        return 0.0
    if {*words, *units} & {*JD_UNITS}:
        return JD_ZERO
    for zero, kind in ((0.0, "MJD"), (JD_ZERO, "JD")):
        low, high = MJD_RANGE
        if (days + zero >= low).all() and (days + zero <= high).all():
            told = f"times in column {name!r} are taken as {kind}, which their sizes tell"
            if (days + zero < SPACE_AGE).any():
                told += "; before 1968: days of a mission? light_curve.time_zero_mjd says from when"
            warnings.warn(InputWarning(told, table.path, "note"), stacklevel=4)
            return zero
    return 0.0


def _advice(days: float, scale: TimeScale) -> str:
    """What a number outside of the range may be, and the key that says so."""
    if scale.zero_mjd is not None:
        return ""
    low, high = MJD_RANGE
    if low <= days <= high:
        return "; not a Julian date but MJD? light_curve.time_zero_mjd: 0"
    if low <= days + JD_ZERO <= high:
        return f"; a Julian date? light_curve.time_zero_mjd: {JD_ZERO}"
    if scale.unit == "s" or days >= SECONDS_FROM:
        return (
            "; seconds of a mission? light_curve.time_unit: s and light_curve.time_zero_mjd, "
            f"{FERMI_ZERO:.10f} for Fermi"
        )
    if 0 <= days < low:
        return (
            "; days from another zero? light_curve.time_zero_mjd: 49999.5 for JD - 2450000, "
            f"{FERMI_ZERO:.10f} for the mission time of Fermi"
        )
    return ""
