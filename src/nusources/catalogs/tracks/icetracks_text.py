"""Strict reader and writer of IceCube's fixed-width number tables.

A table is one header line and rows of numbers that are right-aligned in fixed columns with a
fixed number of decimals. The reader takes a row only if every field stands exactly where the
release's format puts it, so that a lost digit, a missing field, a comma or a re-formatted copy
is an error and never a wrong number. Only effective areas may overflow their column: they keep
three blanks in front and make the row longer, so a digit lost from or added to an area of nine
digits is not noticed here. That, a digit changed for another and whole rows lost from the end of
an event list need the checksum or the row count of the file, which the caller has.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import numpy as np

from nusources.catalogs.tracks.icetracks_decimals import uniform_numbers
from nusources.catalogs.tracks.icetracks_layout import MINIMUM_GAP, Layout, check_ranges
from nusources.errors import InputDataError
from nusources.formats.raw import read_bytes

CHUNK_ROWS = 20_000  # rows formatted at a time: bounds the writer's memory to a few MB


def read_table(path: str | Path, layout: Layout) -> np.ndarray:
    """Read a fixed-width table.

    Parameters
    ----------
    path : str or Path
        Plain or gzipped file.
    layout : Layout
        What the file has to look like.

    Returns
    -------
    numpy.ndarray, shape (n_rows, n_columns)
        The numbers as printed, checked against the range of each column.

    Raises
    ------
    InputDataError
        Naming file, row (line of the file counted from 1, the header being row 1), column,
        value and what was expected.
    """
    return parse_table(read_bytes(path), layout, path)


def parse_table(data: bytes, layout: Layout, path: str | Path) -> np.ndarray:
    """Convert the text of a fixed-width table; see `read_table`."""
    header, _, body = data.partition(b"\n")
    line = header.decode("ascii")
    if line.endswith("\r"):
        raise InputDataError(
            "Windows line ends (CR LF)", path=path, value=line[-20:], expected="LF alone"
        )
    if not layout.knows(line):
        problem = "no header line" if line[:1] in " 0123456789" else "unknown header line"
        raise InputDataError(
            problem, path=path, row=1, value=line[:120], expected=repr(layout.header)
        )
    if not body:
        raise InputDataError(
            "no rows after the header",
            path=path,
            row=1,
            value=line[:120],
            expected="one row at least",
        )
    values = uniform_numbers(body, layout)
    if values is None:
        check_rows(body, layout, path)
        values = to_numbers(body, layout, path)
    check_ranges(values, layout, path, first_row=2)
    return values


def check_rows(body: bytes, layout: Layout, path: str | Path) -> None:
    """Check line by line that a table's body has the fields that its layout asks for."""
    lines = body.count(b"\n")
    if not body.endswith(b"\n"):
        last = body[body.rfind(b"\n") + 1 :].decode("ascii")
        raise InputDataError(
            "last line is cut off",
            path=path,
            row=lines + 2,
            value=last[:120],
            expected="a line end",
        )
    text = np.frombuffer(body, dtype=np.uint8)
    line_ends = np.flatnonzero(text == ord("\n"))
    filled = np.zeros(len(text) + 1, dtype=np.int8)
    filled[1:] = text > ord(" ")
    step = np.diff(filled)  # +1 where a field starts, -1 just behind its last character
    starts, stops = np.flatnonzero(step == 1), np.flatnonzero(step == -1)
    wrong_count = count_per_line(starts, line_ends) != len(layout.columns)
    wrong_count[np.searchsorted(line_ends, np.flatnonzero(~allowed_bytes(layout)[text]))] = True
    if wrong_count.any():
        explain_row(body, int(np.argmax(wrong_count)), layout, path)
    shape = (lines, len(layout.columns))
    line_starts = np.concatenate(([0], line_ends[:-1] + 1))
    misplaced = ~in_columns(text, starts.reshape(shape), stops.reshape(shape), line_starts, layout)
    misplaced |= stops.reshape(shape)[:, -1] != line_ends
    if misplaced.any():
        explain_row(body, int(np.argmax(misplaced)), layout, path)


def allowed_bytes(layout: Layout) -> np.ndarray:
    """Table of the 256 bytes: True for those that a body of this layout may hold."""
    exponents = any(column.spec.endswith("e") for column in layout.columns)
    table = np.zeros(256, dtype=bool)
    table[list(b"0123456789+-. \n" + (b"e" if exponents else b""))] = True
    return table


def count_per_line(starts: np.ndarray, line_ends: np.ndarray) -> np.ndarray:
    """Count the fields of every line."""
    return np.diff(np.searchsorted(starts, line_ends), prepend=0)


def in_columns(
    text: np.ndarray,
    starts: np.ndarray,
    stops: np.ndarray,
    line_starts: np.ndarray,
    layout: Layout,
) -> np.ndarray:
    """Tell for every line whether each field ends, and has its point, where it should."""
    right = np.ones(len(starts), dtype=bool)
    end = line_starts.copy()
    for number, column in enumerate(layout.columns):
        length = stops[:, number] - starts[:, number]
        end += np.maximum(column.width, length + MINIMUM_GAP if column.overflows else 0)
        right &= stops[:, number] == end
        right &= (length > column.tail) & (text[stops[:, number] - column.tail] == ord("."))
    return right


def explain_row(body: bytes, index: int, layout: Layout, path: str | Path) -> NoReturn:
    """Raise the error that says what is wrong with the row of this index."""
    line = body.split(b"\n", index + 1)[index].decode("ascii")
    row, fields, wanted = index + 2, line.split(), len(layout.columns)
    if len(fields) != wanted:
        noun = "field" if len(fields) == 1 else "fields"
        raise InputDataError(
            f"{len(fields)} {noun} instead of {wanted}",
            path=path,
            row=row,
            value=line[:120],
            expected=f"{wanted} numbers separated by blanks, no commas",
        )
    for column, field in zip(layout.columns, fields, strict=True):
        if not is_decimal(field):
            raise InputDataError(
                "not a decimal number",
                path=path,
                row=row,
                column=column.name,
                value=field,
                expected=column.allowed,
            )
    example = "".join(f"{0.0:{column.width}{column.spec}}" for column in layout.columns)
    raise InputDataError(
        "fields are not in the release's fixed columns (a digit lost or added, or a re-formatted "
        "copy)",
        path=path,
        row=row,
        value=line[:120],
        expected=f"fields that end and have decimals as in {example!r}",
    )


def is_decimal(field: str) -> bool:
    """Tell whether a field is a number in decimal digits; `nan` and `inf` are none."""
    try:
        float(field)
    except ValueError:
        return False
    return set(field) <= set("0123456789+-.e")


def to_numbers(body: bytes, layout: Layout, path: str | Path) -> np.ndarray:
    """Convert the checked body of a table."""
    fields = body.split()
    try:
        return np.array(fields, dtype=np.float64).reshape(-1, len(layout.columns))
    except ValueError:
        broken = next(i for i, field in enumerate(fields) if not is_decimal(field.decode("ascii")))
        explain_row(body, broken // len(layout.columns), layout, path)


def write_table(
    path: str | Path,
    values: np.ndarray,
    layout: Layout,
    check: Callable[[np.ndarray, str | Path, int], None] | None = None,
) -> None:
    """Write a table in its official form, byte for byte.

    Values are rounded to the printed decimals with `numpy.round` (ties to even) and checked
    after that, so that what is written can be read back.

    Parameters
    ----------
    path : str or Path
        Plain text file to write.
    values : numpy.ndarray, shape (n_rows, n_columns)
        Numbers in the units of the columns.
    layout : Layout
        Columns and header.
    check : callable, optional
        Further check of the rounded values, the path and the number of the first row.

    Raises
    ------
    InputDataError
        For values that `read_table` would refuse, before or after rounding to the printed
        decimals, and for no rows. Nothing is written then. Rows are counted from 1.
    """
    if len(values) == 0:
        raise InputDataError(
            "no rows to write", path=path, value=len(values), expected="one row at least"
        )
    decimals = [column.decimals for column in layout.columns]
    rounded = np.column_stack(
        [np.round(values[:, number], digits) for number, digits in enumerate(decimals)]
    )
    for table in (values, rounded):
        check_ranges(table, layout, path)
    if check is not None:
        check(rounded, path, 1)
    row = "".join(
        f"{' ' * MINIMUM_GAP}%{column.width - MINIMUM_GAP}{column.spec}"
        for column in layout.columns
    )
    with open(path, "w", encoding="ascii", newline="\n") as file:
        file.write(layout.header + "\n")
        for start in range(0, len(rounded), CHUNK_ROWS):
            chunk = rounded[start : start + CHUNK_ROWS]
            file.write((row + "\n") * len(chunk) % tuple(chunk.ravel().tolist()))
