"""Cells of a text table as printed, and how they become the columns of a contract.

A cell is a number only if it is a decimal number, so a lost separator, a text in a number's place
or `nan` is an error with its line and column, never a wrong number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from nusources.errors import InputDataError
from nusources.tables import Column, Contract

NUMBER_CHARACTERS = set("0123456789+-.eE")
MAX_INTEGER = 2**63 - 1


@dataclass(frozen=True)
class Records:
    """Cells of a text table, blanks around them taken away.

    Parameters
    ----------
    path : str or Path
        The file, named in errors.
    cells : dict of str to list of str
        The cells of each column, under the column's label in the file.
    first_row : int
        Line of the file (from 1) that holds the first record.
    """

    path: str | Path
    cells: dict[str, list[str]]
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

    def decoded(self, label: str, codes: Mapping[str, Any]) -> list:
        """Give the meanings of a column of codes."""
        cells = self.cells[label]
        if not set(cells) <= set(codes):
            self.refuse(label, codes.__contains__, f"one of {', '.join(map(repr, codes))}")
        return [codes[cell] for cell in cells]

    def flags(self, label: str, codes: Mapping[str, bool]) -> np.ndarray:
        """Convert a column of codes to booleans."""
        return np.array(self.decoded(label, codes), dtype=bool)

    def changed(self, cells: Mapping[str, list[str]]) -> Records:
        """Put other cells under some labels."""
        return replace(self, cells={**self.cells, **cells})

    def refuse(
        self, label: str, allowed: Callable, expected: str = "a finite decimal number"
    ) -> None:
        """Raise for the first cell of a column that is not allowed, if any is."""
        wrong = np.array([not allowed(cell) for cell in self.cells[label]])
        self.refuse_rows(wrong, label, expected)

    def matched(self, label: str, pattern: re.Pattern[str], expected: str) -> list[tuple[str, ...]]:
        """Groups of a pattern in each cell of a column.

        Raises
        ------
        InputDataError
            For a cell that does not match.
        """
        found = [pattern.fullmatch(cell) for cell in self.cells[label]]
        self.refuse_rows(np.array([one is None for one in found]), label, expected)
        return [one.groups() for one in found if one is not None]

    def refuse_rows(
        self,
        wrong: np.ndarray,
        label: str,
        expected: str,
        problem: str = "cell not allowed",
        value: Any = None,
    ) -> None:
        """Raise for the first row that is wrong, if any is.

        Parameters
        ----------
        wrong : numpy.ndarray of bool
            One per row.
        label : str
            The column to blame.
        expected, problem : str
        value : sequence, optional
            What was found in each row; default: the cells of the column.
        """
        wrong = np.asarray(wrong, dtype=bool)
        if not wrong.any():
            return
        index = int(np.argmax(wrong))
        raise InputDataError(
            problem,
            path=self.path,
            row=self.first_row + index,
            column=label,
            value=(self.cells[label] if value is None else value)[index],
            expected=expected,
        )


@dataclass(frozen=True)
class Field:
    """A column of a text table, and how it becomes one of ours.

    Parameters
    ----------
    label : str
        Its label in the file.
    factor : float
        Unit of the file in units of ours.
    missing : tuple of str, optional
        Cells that say that there is no value, where they differ from those of the table.
    no_value : float, optional
        Number that stands where there is no value.
    codes : mapping, optional
        What each cell that may occur means.
    made_by : callable, optional
        Makes the column of the records and the label, where it is no plain number or text.
    """

    label: str
    factor: float = 1.0
    missing: tuple[str, ...] | None = None
    no_value: float | None = None
    codes: Mapping[str, Any] | None = None
    made_by: Callable[[Records, str], Any] | None = None


def convert(
    records: Records,
    contract: Contract,
    fields: Mapping[str, Any],
    missing: Sequence[str] = ("",),
) -> dict[str, np.ndarray | pd.Series]:
    """Convert columns as their contract asks.

    Parameters
    ----------
    records : Records
    contract : Contract
    fields : mapping of str to Field or str
        Column, or merely its label, of each column of the contract that is to be converted.
    missing : sequence of str
        What stands in nullable columns where there is no value.

    Returns
    -------
    dict
        Arrays and text series by the names of the contract.
    """
    rules = {column.name: column for column in contract.columns}
    return {
        name: _convert_one(
            records, Field(field) if isinstance(field, str) else field, rules[name], missing
        )
        for name, field in fields.items()
    }


def to_table(
    records: Records,
    contract: Contract,
    fields: Mapping[str, Any],
    missing: Sequence[str] = ("",),
) -> pd.DataFrame:
    """Make a table of the converted columns; see `convert`.

    A column ``row`` that the contract has and `fields` has not counts the records from 1.
    """
    table = pd.DataFrame(convert(records, contract, fields, missing))
    if "row" in contract.column_names and "row" not in fields:
        table["row"] = np.arange(1, len(records) + 1, dtype=np.int64)
    return table


def _convert_one(records: Records, field: Field, column: Column, missing: Sequence[str]):
    if field.made_by is not None:
        return field.made_by(records, field.label)
    if field.codes is not None:
        return pd.Series(records.decoded(field.label, field.codes), dtype=column.dtype)
    if field.missing is not None:
        missing = field.missing
    absent = missing if column.nullable else ()
    if column.dtype == "string":
        return records.texts(field.label, absent)
    if column.dtype == "int64":
        return records.integers(field.label)
    values = records.numbers(field.label, absent)
    if field.no_value is not None:
        values = np.where(values == field.no_value, np.nan, values)
    return values if field.factor == 1 else values * field.factor


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
