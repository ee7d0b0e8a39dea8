"""Dates and times (UTC) printed in text tables."""

from __future__ import annotations

import re
from datetime import date

import numpy as np

from nusources.formats.records import Records
from nusources.units import SECONDS_PER_DAY

UNIX_EPOCH_MJD = 40587.0  # MJD of 1970-01-01
UNIX_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def mjd_of_day(day: date) -> float:
    """Modified Julian date of the start of a day."""
    return UNIX_EPOCH_MJD + day.toordinal() - UNIX_EPOCH_ORDINAL


def to_mjd(records: Records, label: str, pattern: re.Pattern[str]) -> np.ndarray:
    """Convert a column of dates and times (UTC) to modified Julian dates.

    Parameters
    ----------
    records : Records
    label : str
    pattern : re.Pattern
        With groups year (two digits mean 2000-2099), month, day, hour, minute and second.

    Raises
    ------
    InputDataError
        For a cell that is no date and time.
    """
    values = [mjd_of(cell, pattern) for cell in records.cells[label]]
    if None in values:
        records.refuse(label, lambda cell: mjd_of(cell, pattern) is not None, "a date and time")
    return np.array(values, dtype=np.float64)


def mjd_of(cell: str, pattern: re.Pattern[str]) -> float | None:
    """Convert one date and time; None if it is none."""
    found = pattern.fullmatch(cell)
    if not found:
        return None
    part = {name: int(found[name]) for name in ("year", "month", "day", "hour", "minute")}
    year = part["year"] + (2000 if part["year"] < 100 else 0)
    second = float(found["second"])
    try:
        day = mjd_of_day(date(year, part["month"], part["day"]))
    except ValueError:
        return None
    if part["hour"] > 23 or part["minute"] > 59 or second >= 61:  # 60 is a leap second
        return None
    seconds = 3600 * part["hour"] + 60 * part["minute"] + second
    return day + seconds / SECONDS_PER_DAY
