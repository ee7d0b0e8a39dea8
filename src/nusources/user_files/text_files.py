"""Text tables of users: CSV and its relatives, with cells as printed."""

from __future__ import annotations

import csv
import re
import warnings
from collections.abc import Iterator

import numpy as np

from nusources.errors import InputDataError, InputWarning
from nusources.user_files.table import UserColumn, UserTable

SEPARATORS = (",", ";", "\t", "|")
"""Of cells: the one that the header has most of, in doubt an earlier one."""

COMMENT = "#"
DASHES = re.compile(r"-+")


def text_table(data: bytes, path: str) -> UserTable:
    """Read a text table: a header line, then one line per row.

    A line that begins with # is a comment; elsewhere # is text. A line of dashes under the header
    is left out, and a line between the two then holds the units, as VizieR writes them.

    Parameters
    ----------
    data : bytes
        UTF-8; unpacked.
    path : str
        File named in errors.

    Returns
    -------
    UserTable

    Raises
    ------
    InputDataError
        For another encoding, rows longer or shorter than the header, a header that stands there
        again, and a file without header or rows.
    """
    lines = decoded(data, path).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((line for line in lines if line.strip() and not line.startswith(COMMENT)), "")
    separator = max(SEPARATORS, key=first.count)
    header, records, rows = _records(lines, separator, path)
    units, records, rows = _units(header, records, rows)
    _refuse_ragged(header, records, rows, path)
    if not records:
        raise InputDataError(
            "the table has no rows", path=path, value=header, expected="at least one row"
        )
    comments = tuple(line for line in lines if line.startswith(COMMENT))
    _tell_commented_rows(lines, len(header), rows[0], separator, path)
    cells = np.array(records, dtype=object)
    columns = tuple(
        UserColumn(name, cells[:, place], unit)
        for place, (name, unit) in enumerate(zip(header, units, strict=True))
    )
    return UserTable(path, columns, np.array(rows), comments=comments)


def decoded(data: bytes, path: str) -> str:
    """Text of a file.

    Raises
    ------
    InputDataError
        If it is not UTF-8, with the row in which that shows.
    """
    for mark, name in ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16")):
        if data.startswith(mark):
            raise InputDataError(
                "not readable as text", path=path, row=1, value=name, expected="UTF-8"
            )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].split(b"\n")[-1] + data[error.start :].split(b"\n")[0]
        raise InputDataError(
            "not readable as text",
            path=path,
            row=data[: error.start].count(b"\n") + 1,
            value=line.strip()[:80],
            expected="UTF-8",
        ) from None
    if "\0" in text:
        raise InputDataError(
            "binary data, not text",
            path=path,
            row=text[: text.index("\0")].count("\n") + 1,
            value="a byte that is 0",
            expected="UTF-8 text",
        )
    return text


def _records(
    lines: list[str], separator: str, path: str
) -> tuple[list[str], list[list[str]], list[int]]:
    """Header, cells of each row, and the line that each row stands in."""
    places: list[int] = []
    reader = csv.reader(
        _without_comments(lines, places), delimiter=separator, skipinitialspace=True, strict=True
    )
    header: list[str] = []
    records: list[list[str]] = []
    rows: list[int] = []
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if not any(cells):
                continue
            if not header:
                header = cells
                continue
            records.append(cells)
            rows.append(places[-1])
    except csv.Error as error:
        raise InputDataError(
            f"not readable ({error})",
            path=path,
            row=places[-1],
            expected="quotes around cells that hold the separator",
        ) from None
    if not header:
        raise InputDataError("the file has no header", path=path, expected="names of columns")
    return header, records, rows


def _without_comments(lines: list[str], places: list[int]) -> Iterator[str]:
    """Lines that are no comments; their numbers, from 1, are put into `places`."""
    n_quotes = 0
    for place, line in enumerate(lines, start=1):
        # Inside of quotes, which may span lines, nothing is a comment.
        if line.startswith(COMMENT) and n_quotes % 2 == 0:
            continue
        n_quotes += line.count('"')
        places.append(place)
        yield line + "\n"


def _units(
    header: list[str], records: list[list[str]], rows: list[int]
) -> tuple[list[str], list[list[str]], list[int]]:
    """Units from between the header and a line of dashes, and the rows without those lines."""
    for place, cells in enumerate(records[:2]):
        if all(DASHES.fullmatch(cell) for cell in cells) and len(cells) == len(header):
            above = records[0] if place else []
            units = (above + [""] * len(header))[: len(header)]
            return units, records[place + 1 :], rows[place + 1 :]
    return [""] * len(header), records, rows


def _refuse_ragged(header: list[str], records: list[list[str]], rows: list[int], path: str) -> None:
    for cells, row in zip(records, rows, strict=True):
        if cells == header:
            raise InputDataError(
                "the header stands there again: several tables in one file",
                path=path,
                row=row,
                value=cells[:10],
                expected="one table",
            )
        if len(cells) != len(header):
            raise InputDataError(
                f"a row of {len(cells)} cells under a header of {len(header)}: cut off, joined, or "
                "a second table",
                path=path,
                row=row,
                value=cells[:10],
                expected=f"{len(header)} cells",
            )


def _tell_commented_rows(
    lines: list[str], n_columns: int, first_row: int, separator: str, path: str
) -> None:
    """Tell of rows that # turns into comments: a source may be called #2."""
    for place, line in enumerate(lines, start=1):
        is_like_a_row = line.count(separator) == n_columns - 1 and n_columns > 1
        if place > first_row and line.startswith(COMMENT) and is_like_a_row:
            problem = f"row {place} begins with # and is left out as a comment: {line[:80]!r}"
            warnings.warn(InputWarning(problem, path), stacklevel=2)
