"""A table that a user brought: cells as printed, until a column's type is asked for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from nusources.errors import InputDataError
from nusources.formats.records import is_number

MISSING = frozenset({"", "nan", "null", "none", "na", "n/a", "--", "<na>"})
"""Cells, in small letters, that say that there is no value."""

MOST_NAMES = 40
"""Columns that an error lists."""


@dataclass(frozen=True)
class UserColumn:
    """A column as it stands in the file.

    Parameters
    ----------
    name : str
        As TOPCAT shows it.
    values : ndarray, shape (n_rows,)
        Text (of text files, and of text columns), or numbers or flags of typed files.
    unit : str
        As the file declares it; empty if it does not.
    frame : str
        Frame of reference that the file declares for it, see `nusources.user_files.frames`.
    missing : ndarray of bool, optional
        Rows without a value.
    identifier : str
        ID of a VOTable's field, by which it may be called too.
    """

    name: str
    values: np.ndarray
    unit: str = ""
    frame: str = ""
    missing: np.ndarray | None = None
    identifier: str = ""

    @property
    def is_absent(self) -> np.ndarray:
        """Rows without a value."""
        values = self.values
        if values.dtype.kind == "f":
            absent = np.isnan(values)
        elif values.dtype.kind == "O":
            absent = np.array([str(one).strip().lower() in MISSING for one in values], dtype=bool)
        else:
            absent = np.zeros(len(values), dtype=bool)
        return absent if self.missing is None else absent | self.missing

    @property
    def texts(self) -> list[str]:
        """Cells as text without blanks around it, empty where there is no value."""
        return [_text(one) for one in self.masked]

    @property
    def masked(self) -> list[Any]:
        """Cells as they are, None where the file says that there is no value."""
        values = self.values.tolist()
        if self.missing is None:
            return values
        return [None if gone else one for one, gone in zip(values, self.missing, strict=True)]


@dataclass(frozen=True)
class UserTable:
    """A table of a file.

    Parameters
    ----------
    path : str
        The file, named in errors.
    columns : tuple of UserColumn
        In their order; a name may stand there twice.
    rows : ndarray of int, shape (n_rows,)
        Line of a text file, or row of a table, counted from 1.
    title : str
        Name of the table in its file, where files may have several.
    comments : tuple of str
        Lines of comment above the header.
    """

    path: str
    columns: tuple[UserColumn, ...]
    rows: np.ndarray
    title: str = ""
    comments: tuple[str, ...] = ()

    @classmethod
    def of_frame(
        cls, frame: pd.DataFrame, path: str = "", units: Mapping[str, str] | None = None
    ) -> UserTable:
        """Table of a data frame, positions in it being J2000.

        Parameters
        ----------
        frame : DataFrame
        path : str
            File named in errors.
        units : mapping, optional
            Units by column.
        """
        columns = [
            UserColumn(
                str(name),
                *_plain_array(frame.iloc[:, place]),
                unit=(units or {}).get(str(name), ""),
            )
            for place, name in enumerate(frame.columns)
        ]
        return cls(str(path), tuple(columns), np.arange(1, len(frame) + 1))

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def names(self) -> list[str]:
        """Names of the columns."""
        return [column.name for column in self.columns]

    def found(self, name: str) -> list[UserColumn]:
        """Columns of a name; if there is none, those whose ID it is."""
        by_name = [one for one in self.columns if one.name == name]
        return by_name or [one for one in self.columns if one.identifier == name]

    def require(self, what: str, names: Iterable[str]) -> None:
        """Check that columns are there, each once.

        Raises
        ------
        InputDataError
            If one is missing or stands there twice.
        """
        names = list(dict.fromkeys(names))
        missing = [name for name in names if not self.found(name)]
        if missing:
            raise InputDataError(
                f"{what} needs the column(s) {', '.join(missing)}{self._hint(missing)}",
                path=self.path,
                value=self.names[:MOST_NAMES],
                expected=", ".join(names),
            )
        for name in names:
            self.column(name)

    def _hint(self, missing: Sequence[str]) -> str:
        commented = [line for line in self.comments if all(name in line for name in missing)]
        if commented:
            return f" (the line {commented[0][:80]!r} begins with # and so is a comment)"
        known = self.names + [one.identifier for one in self.columns if one.identifier]
        lower = {name.lower(): name for name in known}
        near = difflib.get_close_matches(missing[0].lower(), lower, n=1)
        return f" (did you mean {lower[near[0]]!r}?)" if near else ""

    def column(self, name: str) -> UserColumn:
        """Column of a name or ID.

        Raises
        ------
        InputDataError
            If there is none, if there are several, or if its rows hold several values each.
        """
        found = self.found(name)
        if len(found) != 1:
            raise InputDataError(
                "several columns have this name" if found else "there is no such column",
                path=self.path,
                column=name,
                value=self.names[:MOST_NAMES],
                expected="one column of that name",
            )
        if found[0].values.ndim > 1:
            raise InputDataError(
                "each row holds several values",
                path=self.path,
                column=name,
                value=found[0].values.shape[1:],
                expected="one value in each row",
            )
        return found[0]

    def texts(self, name: str) -> list[str]:
        """Cells of a column as text; see `UserColumn.texts`."""
        return self.column(name).texts

    def numbers(self, name: str, expected: str = "a number") -> np.ndarray:
        """Convert a column to float64, NaN where there is no value.

        Raises
        ------
        InputDataError
            For a cell that is no finite decimal number.
        """
        column = self.column(name)
        if column.values.dtype.kind in "iuf":
            values = np.where(column.is_absent, np.nan, column.values.astype(np.float64))
            self.refuse(np.isinf(values), name, "not a finite number", expected)
            return values
        absent = column.is_absent
        wrong = [
            not gone and not is_number(text)
            for gone, text in zip(absent, column.texts, strict=True)
        ]
        self.refuse(wrong, name, "not a finite decimal number", expected)
        pairs = zip(absent, column.texts, strict=True)
        return np.array([np.nan if gone else float(text) for gone, text in pairs], dtype=np.float64)

    def kept(self, wanted: np.ndarray) -> UserTable:
        """Rows that are wanted."""
        columns = [
            replace(
                one,
                values=one.values[wanted],
                missing=None if one.missing is None else one.missing[wanted],
            )
            for one in self.columns
        ]
        return replace(self, columns=tuple(columns), rows=self.rows[wanted])

    def refuse(
        self, wrong: Sequence[bool] | np.ndarray, name: str, problem: str, expected: str
    ) -> None:
        """Raise for the first row that is wrong, if any is.

        Raises
        ------
        InputDataError
            With file, row, column and cell.
        """
        places = np.flatnonzero(np.asarray(wrong, dtype=bool))
        if places.size:
            raise InputDataError(
                problem,
                path=self.path,
                row=int(self.rows[places[0]]),
                column=name,
                value=self.column(name).masked[places[0]],
                expected=expected,
            )


def _text(value: Any) -> str:
    """Text of a cell: whole numbers without a point."""
    if value is None or value != value:  # noqa: PLR0124 -- NaN
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def _plain_array(values: pd.Series) -> tuple[np.ndarray]:
    """Values as numbers, flags or text, the latter with None where there is none."""
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_extension_array_dtype(values):
        return (values.to_numpy(),)
    texts = values.astype(object)
    return (texts.where(texts.notna(), None).to_numpy(dtype=object),)
