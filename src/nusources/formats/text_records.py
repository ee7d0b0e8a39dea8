"""Tables printed as text: delimited or fixed-width records, read cell by cell.

A cell is a number only if it is a decimal number, so a lost separator, a text in a number's place
or `nan` is an error with its line and column, never a wrong number.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from nusources.errors import InputDataError
from nusources.formats.raw import GZIP_MAGIC, decompress, read_raw, refuse_useless
from nusources.tables import Column, Contract

NUMBER_CHARACTERS = set("0123456789+-.eE")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
MAX_INTEGER = 2**63 - 1


@dataclass(frozen=True)
class Records:
    """Cells of a text table as printed, blanks around them taken away.

    Parameters
    ----------
    path : str or Path
        The file, named in errors.
    cells : mapping of str to list of str
        The cells of each column, under the column's label in the file.
    first_row : int
        Line of the file (from 1) that holds the first record.
    """

    path: str | Path
    cells: Mapping[str, list[str]]
    first_row: int

    def __len__(self) -> int:
        return len(next(iter(self.cells.values())))

    def numbers(self, label: str, missing: Sequence[str] = ()) -> np.ndarray:
        """Convert a column to float64, NaN for cells that say `missing`.

        Raises
        ------
        InputDataError
            For a cell that is no finite decimal number.
        """
        cells = self.cells[label]
        try:
            values = [np.nan if cell in missing else float(cell) for cell in cells]
        except ValueError:
            self.refuse(label, lambda cell: cell in missing or is_number(cell))
        kept = "".join(cells) if not missing else "".join(c for c in cells if c not in missing)
        if not set(kept) <= NUMBER_CHARACTERS or np.isinf(values).any():
            self.refuse(label, lambda cell: cell in missing or is_number(cell))
        return np.array(values, dtype=np.float64)

    def integers(self, label: str) -> np.ndarray:
        """Convert a column to int64; see `numbers`."""
        cells = self.cells[label]
        if not all(is_integer(cell) for cell in cells):
            self.refuse(label, is_integer, "a whole number")
        return np.array([int(cell) for cell in cells], dtype=np.int64)

    def texts(self, label: str, missing: Sequence[str] = ()) -> pd.Series:
        """Give a column as text, missing where the cell says `missing`.

        Raises
        ------
        InputDataError
            For an empty cell, unless that is what `missing` names.
        """
        cells = self.cells[label]
        if "" not in missing and "" in cells:
            self.refuse(label, bool, "some text")
        values = [None if cell in missing else cell for cell in cells]
        return pd.Series(values, dtype="string")

    def flags(self, label: str, codes: Mapping[str, bool]) -> np.ndarray:
        """Convert a column of codes to booleans."""
        cells = self.cells[label]
        if not set(cells) <= set(codes):
            self.refuse(label, codes.__contains__, f"one of {', '.join(map(repr, codes))}")
        return np.array([codes[cell] for cell in cells], dtype=bool)

    def refuse(self, label: str, allowed, expected: str = "a finite decimal number") -> None:
        """Raise for the first cell of a column that is not allowed."""
        index, cell = next((i, c) for i, c in enumerate(self.cells[label]) if not allowed(c))
        raise InputDataError(
            "cell not allowed",
            path=self.path,
            row=self.first_row + index,
            column=label,
            value=cell,
            expected=expected,
        )


def is_number(cell: str) -> bool:
    """Tell whether a cell is a finite decimal number."""
    try:
        return bool(np.isfinite(float(cell))) and set(cell) <= NUMBER_CHARACTERS
    except ValueError:
        return False


def is_integer(cell: str) -> bool:
    """Tell whether a cell is a whole number that fits into 64 bits."""
    digits = cell.removeprefix("-")
    return digits.isascii() and digits.isdigit() and int(digits) <= MAX_INTEGER


def read_text(path: str | Path, encoding: str = "ascii") -> str:
    """Read a plain or gzipped text file.

    Raises
    ------
    InputDataError
        For a file that is missing, empty, a web page, damaged or binary.
    """
    data = read_raw(path)
    if data.startswith(GZIP_MAGIC):
        data = decompress(data, path)
        refuse_useless(data, path)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise InputDataError(
            "binary data, not text", path=path, value=data[:16], expected=encoding
        ) from None


def read_lines(path: str | Path, encoding: str = "ascii", line_end: str = "\n") -> list[str]:
    """Read the lines of a plain or gzipped text file.

    Raises
    ------
    InputDataError
        As `read_text`; and for a last line that is cut off and other line ends.
    """
    text = read_text(path, encoding)
    if not text.endswith(line_end):
        raise InputDataError(
            "last line is cut off", path=path, value=text[-40:], expected=f"{line_end!r} at its end"
        )
    lines = text.removesuffix(line_end).split(line_end)
    for row, line in enumerate(lines, start=1):
        if not line.isprintable() and UNPRINTABLE.search(line.replace("\t", "")):
            raise InputDataError(
                "binary data or other line ends",
                path=path,
                row=row,
                value=line[:80],
                expected="printable text",
            )
    return lines


def read_delimited(
    path: str | Path,
    header: Sequence[str],
    *,
    separator: str = ",",
    encoding: str = "ascii",
    line_end: str = "\n",
    title: Sequence[str] = (),
) -> Records:
    r"""Read records whose cells are parted by a separator.

    Parameters
    ----------
    path : str or Path
        Plain or gzipped file.
    header : sequence of str
        Labels that the header line must have, in order.
    separator, encoding, line_end : str
        A cell may stand in double quotes where the separator is a comma.
    title : sequence of str
        Lines that must stand above the header.

    Returns
    -------
    Records

    Raises
    ------
    InputDataError
        As `read_lines`; and for another header, a wrong number of cells, or no records.
    """
    lines = read_lines(path, encoding, line_end)
    for row, wanted in enumerate([*title, separator.join(header)], start=1):
        found = lines[row - 1] if row <= len(lines) else ""
        if [cell.strip() for cell in found.split(separator)] != wanted.split(separator):
            raise InputDataError(
                "unknown header line", path=path, row=row, value=found[:200], expected=repr(wanted)
            )
    first = len(title) + 1
    if len(lines) == first:
        raise InputDataError(
            "no rows after the header", path=path, row=first, value=0, expected="one row at least"
        )
    rows = [_split(line, separator) for line in lines[first:]]
    for row, cells in enumerate(rows, start=first + 1):
        if len(cells) != len(header):
            raise InputDataError(
                f"{len(cells)} cells instead of {len(header)}",
                path=path,
                row=row,
                value=lines[row - 1][:120],
                expected=f"{len(header)} cells parted by {separator!r}",
            )
    columns = zip(*rows, strict=True)
    cells = {
        label: [cell.strip() for cell in column]
        for label, column in zip(header, columns, strict=True)
    }
    return Records(path, cells, first + 1)


def _split(line: str, separator: str) -> list[str]:
    if separator != "," or '"' not in line:
        return line.split(separator)
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error:
        return []


def convert(
    records: Records, contract: Contract, labels: Mapping[str, str], missing: Sequence[str] = ("",)
) -> dict[str, np.ndarray | pd.Series]:
    """Convert columns as their contract asks.

    Parameters
    ----------
    records : Records
    contract : Contract
    labels : mapping of str to str
        Label in the file of each column of the contract that is to be converted.
    missing : sequence of str
        What stands in nullable columns where there is no value.

    Returns
    -------
    dict
        Arrays and text series by the names of the contract.
    """
    rules = {column.name: column for column in contract.columns}
    return {
        name: _convert_one(records, label, rules[name], missing) for name, label in labels.items()
    }


def _convert_one(records: Records, label: str, column: Column, missing: Sequence[str]):
    absent = missing if column.nullable else ()
    if column.dtype == "string":
        return records.texts(label, absent)
    if column.dtype == "int64":
        return records.integers(label)
    return records.numbers(label, absent)
