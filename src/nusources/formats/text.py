"""Text files: their lines, and the records that stand in them.

Records are parted by a separator or by blanks, or stand in fixed columns.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from nusources.errors import InputDataError
from nusources.formats.raw import read_text
from nusources.formats.records import Records

UNPRINTABLE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")  # all but the tab


def read_lines(
    path: str | Path, encoding: str = "ascii", line_end: str = "\n", *, may_end_open: bool = False
) -> list[str]:
    """Read the lines of a plain or gzipped text file.

    Parameters
    ----------
    path : str or Path
    encoding, line_end : str
    may_end_open : bool
        Whether the last line may lack its line end, as in some releases.

    Raises
    ------
    InputDataError
        For a file that is missing, empty, a web page, damaged or binary; a last line that is cut
        off; and other line ends.
    """
    return split_lines(read_text(path, encoding), path, line_end, may_end_open=may_end_open)


def split_lines(
    text: str, path: str | Path, line_end: str = "\n", *, may_end_open: bool = False
) -> list[str]:
    """Split a text into its lines; see `read_lines`."""
    if not text.endswith(line_end) and not may_end_open:
        raise InputDataError(
            "last line is cut off", path=path, value=text[-40:], expected=f"{line_end!r} at its end"
        )
    lines = text.removesuffix(line_end).split(line_end)
    for row, line in enumerate(lines, start=1):
        if not line.isprintable() and UNPRINTABLE.search(line):
            raise InputDataError(
                "binary data or other line ends", path=path, row=row, value=line[:80]
            )
    return lines


def read_delimited(
    path: str | Path,
    header: Sequence[str],
    *,
    separator: str | None = ",",
    encoding: str = "ascii",
    line_end: str = "\n",
    title: Sequence[str] = (),
    may_end_open: bool = False,
) -> Records:
    r"""Read records whose cells are parted by a separator.

    Parameters
    ----------
    path : str or Path
        Plain or gzipped file.
    header : sequence of str
        Labels that the header line must have, in order.
    separator : str or None
        A cell may stand in double quotes where it is a comma. None: any blanks and tabs.
    encoding, line_end : str
    title : sequence of str
        Lines that must stand above the header.
    may_end_open : bool
        As `read_lines`.

    Returns
    -------
    Records

    Raises
    ------
    InputDataError
        As `read_lines`; and for another header, a wrong number of cells, or no records.
    """
    lines = read_lines(path, encoding, line_end, may_end_open=may_end_open)
    wanted_lines = [*([one] for one in title), list(header)]
    for row, wanted in enumerate(wanted_lines, start=1):
        found = lines[row - 1] if row <= len(lines) else ""
        if [cell.strip() for cell in found.split(separator)] != wanted:
            raise InputDataError(
                "unknown header line",
                path=path,
                row=row,
                value=found[:200],
                expected=repr((separator or " ").join(wanted)),
            )
    first = len(wanted_lines)
    return to_records(path, lines[first:], header, first_row=first + 1, separator=separator)


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
        raise InputDataError("no rows after the header", path=path, row=max(first_row - 1, 1))
    most = len(labels) - 1 if rest else -1
    rows = [_split(line, separator, most) for line in lines]
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
    stripped = {
        label: [cell.strip() for cell in column]
        for label, column in zip(labels, columns, strict=True)
    }
    return Records(path, stripped, first_row)


def _split(line: str, separator: str | None, most: int) -> list[str]:
    if separator != "," or '"' not in line:
        return line.split(separator, most)
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error:
        return []


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


def read_fixed_width(path: str | Path, fields: Mapping[str, tuple[int, int]]) -> Records:
    """Read records of fixed columns, as the byte-by-byte description of a CDS ReadMe tells.

    It is an own reader, and not `astropy.io.ascii` with the ReadMe, because a job has the one file
    that it loads, simulated files have no ReadMe, and astropy's errors name no row. A test compares
    both on the releases.

    Parameters
    ----------
    path : str or Path
        File without a header.
    fields : mapping of str to (int, int)
        As `split_columns`.

    Returns
    -------
    Records

    Raises
    ------
    InputDataError
        As `read_lines` and `split_columns`.
    """
    return split_columns(path, read_lines(path), fields)


def split_columns(
    path: str | Path,
    lines: Sequence[str],
    fields: Mapping[str, tuple[int, int]],
    *,
    first_row: int = 1,
    may_end_early: bool = True,
) -> Records:
    """Cut lines into the cells of fixed columns.

    Parameters
    ----------
    path : str or Path
        File to name.
    lines : sequence of str
    fields : mapping of str to (int, int)
        First and last byte (from 1) of each field, all fields of the record in order.
    first_row : int
        Row (from 1) of the file that ``lines[0]`` is.
    may_end_early : bool
        Whether a line may end before its last field; the fields behind its end are empty.

    Raises
    ------
    InputDataError
        For a line that is too long or short, or has characters between its fields.
    """
    end = max(stop for _, stop in fields.values())
    gaps = np.ones(end, dtype=bool)
    for start, stop in fields.values():
        gaps[start - 1 : stop] = False
    gap_bytes = np.flatnonzero(gaps)
    padded = [line.ljust(end) for line in lines] if may_end_early else lines
    for row, line in enumerate(padded, start=first_row):
        fits = len(line) == end and line.strip()
        if not fits or any(line[byte] not in " |" for byte in gap_bytes):
            raise InputDataError(
                "fields are not in the release's fixed columns",
                path=path,
                row=row,
                value=line[:120],
                expected=f"{'at most ' * may_end_early}{end} bytes, blanks between the fields",
            )
    cells = {
        label: [line[start - 1 : stop].strip() for line in padded]
        for label, (start, stop) in fields.items()
    }
    return Records(path, cells, first_row)
