"""Columns of IceCube's fixed-width tables: printed form, range, and the errors that name them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nusources.errors import InputDataError

MINIMUM_GAP = 3  # blanks that the releases keep in front of a value wider than its column


@dataclass(frozen=True)
class Column:
    """One column: its name here, its printed form and the values that it may hold.

    Parameters
    ----------
    name : str
        Name in the DataFrame.
    width : int
        Characters from the end of the column before to the end of this one.
    spec : str
        Number format, ``.2f`` or ``.3e`` style.
    low, high : float
        Smallest and largest value allowed, in the unit of the column.
    allowed : str
        The allowed values in words, for error messages.
    """

    name: str
    width: int
    spec: str
    low: float
    high: float
    allowed: str

    @property
    def decimals(self) -> int:
        """Digits behind the decimal point."""
        return int(self.spec[1:-1])

    @property
    def overflows(self) -> bool:
        """Tell whether allowed values may be wider than the column."""
        return len(f"{self.high:{self.spec}}") + MINIMUM_GAP > self.width


@dataclass(frozen=True)
class Layout:
    """A table's official header line, its columns, and the headers of known copies."""

    header: str
    columns: tuple[Column, ...]
    other_headers: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Column names of the DataFrame."""
        return [column.name for column in self.columns]

    def knows(self, line: str) -> bool:
        """Tell whether a line is one of the headers, blanks and a leading ``#`` aside."""
        accepted = (self.header, *self.other_headers)
        return header_words(line) in [header_words(header) for header in accepted]


def header_words(line: str) -> list[str]:
    """Split a header line into its words, without the leading ``#``."""
    return line.removeprefix("#").split()


def check_ranges(
    values: np.ndarray, layout: Layout, path: str | Path | None, first_row: int = 1
) -> None:
    """Raise for the first value that is outside of its column's range, or not finite.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_rows, n_columns)
    layout : Layout
    path : str, Path or None
        File to name.
    first_row : int
        Row number to print for ``values[0]``.
    """
    low = np.array([column.low for column in layout.columns])
    high = np.array([column.high for column in layout.columns])
    wrong = ~((values >= low) & (values <= high))
    refuse_rows(wrong, values, layout, path, first_row=first_row, problem="value out of range")


def refuse_rows(
    wrong: np.ndarray,
    values: np.ndarray,
    layout: Layout,
    path: str | Path | None,
    *,
    first_row: int,
    problem: str,
) -> None:
    """Raise for the first True of `wrong`, an array of the shape of `values`."""
    if not wrong.any():
        return
    index, number = divmod(int(np.argmax(wrong)), wrong.shape[1])
    column = layout.columns[number]
    raise InputDataError(
        problem,
        path=path,
        row=first_row + index,
        column=column.name,
        value=float(values[index, number]),
        expected=column.allowed,
    )
