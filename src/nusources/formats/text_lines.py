"""Lines of small text releases that have no common format, turned into records.

It complements `text_records`, which reads releases with one header and one separator.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from nusources.errors import InputDataError
from nusources.formats.raw import read_bytes
from nusources.formats.text_records import Records
from nusources.units import SECONDS_PER_DAY

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
UNIX_EPOCH_MJD = 40587.0  # MJD of 1970-01-01
UNIX_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def read_text_lines(path: str | Path, *, may_end_open: bool = False) -> list[str]:
    """Read the lines of a plain or gzipped ASCII file.

    Parameters
    ----------
    path : str or Path
    may_end_open : bool
        Whether the last line may lack its line end, as in some releases.

    Raises
    ------
    InputDataError
        For a file that is missing, empty, a web page, binary or cut off in its last line.
    """
    text = read_bytes(path).decode("ascii")
    if not text.endswith("\n") and not may_end_open:
        raise InputDataError(
            "last line is cut off", path=path, value=text[-40:], expected="a line end"
        )
    lines = text.removesuffix("\n").split("\n")
    for row, line in enumerate(lines, start=1):
        if UNPRINTABLE.search(line):
            raise InputDataError(
                "binary data or other line ends",
                path=path,
                row=row,
                value=line[:80],
                expected="printable text",
            )
    return lines


def to_records(
    path: str | Path,
    lines: Sequence[str],
    labels: Sequence[str],
    *,
    first_row: int,
    separator: str | None = None,
    rest: bool = False,
) -> Records:
    """Split lines into cells.

    Parameters
    ----------
    path : str or Path
        File to name.
    lines : sequence of str
        Lines without the header.
    labels : sequence of str
        One per cell.
    first_row : int
        Row (from 1) of the file that ``lines[0]`` is.
    separator : str, optional
        Default: any blanks and tabs.
    rest : bool
        The last cell is the rest of the line, separators included.

    Raises
    ------
    InputDataError
        For no lines or a wrong number of cells.
    """
    if not lines:
        raise InputDataError(
            "no rows after the header",
            path=path,
            row=max(first_row - 1, 1),
            value=0,
            expected="one row at least",
        )
    most = len(labels) - 1 if rest else -1
    rows = [line.split(separator, most) for line in lines]
    for row, (cells, line) in enumerate(zip(rows, lines, strict=True), start=first_row):
        if len(cells) != len(labels):
            raise InputDataError(
                f"{len(cells)} cells instead of {len(labels)}",
                path=path,
                row=row,
                value=line[:120],
                expected=f"cells {', '.join(labels)}",
            )
    columns = zip(*rows, strict=True)
    cells = {
        label: [cell.strip() for cell in column]
        for label, column in zip(labels, columns, strict=True)
    }
    return Records(path, cells, first_row)


def header_position(lines: Sequence[str], words: Sequence[str], path: str | Path) -> int:
    """Find the header: the last line of the leading comment; check its words.

    Returns
    -------
    int
        Index of the first line after it.
    """
    position = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    found = lines[position - 1].removeprefix("#").split() if position else []
    if found != list(words):
        raise InputDataError(
            "unknown header line",
            path=path,
            row=max(position, 1),
            value=lines[max(position - 1, 0)][:200],
            expected="# " + " ".join(words),
        )
    return position


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
        day = date(year, part["month"], part["day"]).toordinal() - UNIX_EPOCH_ORDINAL
    except ValueError:
        return None
    if part["hour"] > 23 or part["minute"] > 59 or second >= 61:  # 60 is a leap second
        return None
    seconds = 3600 * part["hour"] + 60 * part["minute"] + second
    return UNIX_EPOCH_MJD + day + seconds / SECONDS_PER_DAY


def read_json(path: str | Path, keys: Sequence[str] = ()) -> dict:
    """Read a JSON object that has at least the given keys.

    Raises
    ------
    InputDataError
        For a file that is missing, empty, a web page, no JSON object or without a key.
    """
    try:
        content = json.loads(read_bytes(path))
    except (ValueError, RecursionError) as error:
        raise InputDataError(f"not JSON ({error})", path=path, expected="a JSON object") from error
    if not isinstance(content, dict):
        raise InputDataError(
            "not a JSON object", path=path, value=type(content).__name__, expected="keys and values"
        )
    absent = [key for key in keys if key not in content]
    if absent:
        raise InputDataError(
            f"missing keys {absent}", path=path, value=list(content), expected=f"keys {list(keys)}"
        )
    return content


def json_column(content: dict, key: str, path: str | Path) -> np.ndarray:
    """Convert a column that is printed as an object with the keys "0", "1", ...

    Raises
    ------
    InputDataError
        For other keys or values that are no finite numbers.
    """
    column = content[key]
    if not isinstance(column, dict) or list(column) != [str(i) for i in range(len(column))]:
        raise InputDataError(
            "not a column", path=path, column=key, value=str(column)[:80], expected='"0", "1", ...'
        )
    for row, value in enumerate(column.values(), start=1):
        if not is_finite_number(value):
            raise InputDataError(
                "not a finite number",
                path=path,
                row=row,
                column=key,
                value=value,
                expected="a number",
            )
    return np.array(list(column.values()), dtype=np.float64)


def is_finite_number(value: object) -> bool:
    """Tell whether a value of a JSON file is a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of hundreds of digits
        return False
