"""Reader and writer of IceCube's fixed-width number tables.

A table is one header line and rows of numbers that are right-aligned in columns of fixed width.
Every row must have the release's length, every field must end where its column ends, and be one
number: a lost byte, a missing field, a comma or a re-formatted copy is an error and
never a wrong number. Only the last column of effective areas may overflow: it makes the row longer,
so a digit lost from or added to an area of nine digits is not noticed here. That, a digit changed
for another and whole rows lost from the end of an event list need the checksum or the row count of
the file, which the registry of datasets has.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

import numpy as np

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
    if b"\r" in data:
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
    if not body.endswith(b"\n"):
        rows = body.split(b"\n")
        value = rows[-1].decode("ascii")[:120]
        raise InputDataError(
            "last line is cut off",
            path=path,
            row=len(rows) + 1,
            value=value,
            expected="a line end",
        )
    values = to_numbers(separated(body, layout, path), layout)
    if values is None:
        explain(body, layout, path)
    check_ranges(values, layout, path, first_row=2)
    return values


def separated(body: bytes, layout: Layout, path: str | Path) -> np.ndarray:
    """Put a comma where each column but the first starts.

    A blank must stand there, and the end of a field in front of it.

    Returns
    -------
    numpy.ndarray of uint8
        The changed text.
    """
    text = np.frombuffer(body, dtype=np.uint8).copy()
    line_ends = np.flatnonzero(text == ord("\n"))
    line_starts = np.concatenate(([0], line_ends[:-1] + 1))
    stops = np.cumsum([column.width for column in layout.columns])
    lengths = line_ends - line_starts
    is_longer = (lengths > stops[-1]) & layout.columns[-1].overflows
    if not ((lengths == stops[-1]) | is_longer).all():
        explain(body, layout, path)
    blank = ord(" ")
    is_wrong = text[line_ends - 1] == blank
    for stop in stops[:-1]:
        places = line_starts + stop
        is_wrong |= (text[places] != blank) | (text[places - 1] == blank)
        text[places] = ord(",")
    if is_wrong.any():
        explain(body, layout, path)
    return text


def to_numbers(text: np.ndarray, layout: Layout) -> np.ndarray | None:
    """Convert comma-separated lines; None if any cell is no number."""
    import pyarrow as pa
    import pyarrow.csv

    types = dict.fromkeys(layout.names, pa.float64())
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(text),
            read_options=pa.csv.ReadOptions(column_names=layout.names, use_threads=False),
            parse_options=pa.csv.ParseOptions(quote_char=False, ignore_empty_lines=False),
            convert_options=pa.csv.ConvertOptions(column_types=types, null_values=[]),
        )
    except pa.ArrowInvalid:
        return None
    return np.column_stack([column.to_numpy() for column in table.columns])


def explain(body: bytes, layout: Layout, path: str | Path) -> NoReturn:
    """Raise the error that says what is wrong with the first row that is wrong."""
    for row, line in enumerate(body.decode("ascii").split("\n")[:-1], start=2):
        check_fields(line, row, layout, path)
    raise InputDataError("not a table of numbers", path=path, expected=repr(layout.header))


def check_fields(line: str, row: int, layout: Layout, path: str | Path) -> None:
    """Check the number, form and places of the fields of one row."""
    fields, wanted = line.split(), len(layout.columns)
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
    stops = np.cumsum([column.width for column in layout.columns])
    cells = [line[start:stop] for start, stop in pairwise([0, *stops[:-1], len(line)])]
    fits = len(line) == stops[-1] or (layout.columns[-1].overflows and len(line) > stops[-1])
    fits &= all(cell[:1] == " " for cell in cells[1:])
    if not fits or [cell.lstrip(" ") for cell in cells] != fields:
        example = "".join(f"{0.0:{column.width}{column.spec}}" for column in layout.columns)
        raise InputDataError(
            "fields are not in the release's fixed columns (a digit lost or added, or a "
            "re-formatted copy)",
            path=path,
            row=row,
            value=line[:120],
            expected=f"fields that end as in {example!r}",
        )


def is_decimal(field: str) -> bool:
    """Tell whether a field is a number in decimal digits; `nan` and `inf` are none."""
    try:
        float(field)
    except ValueError:
        return False
    return set(field) <= set("0123456789+-.e")


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
