"""Rows that a user wants: those in which columns hold given values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nusources.errors import InputDataError
from nusources.formats.records import is_number
from nusources.user_files.table import UserColumn, UserTable

YES, NO = ("true", "t", "yes", "y"), ("false", "f", "no", "n")
"""Cells, in small letters, that say what YAML's true and false say; 1 and 0 do too."""

Cell = str | bool


def rows_where(
    table: UserTable, where: Mapping[str, Cell | Sequence[Cell]], what: str
) -> UserTable:
    """Keep the rows in which columns hold a value, or one of some values.

    Blanks around text do not count, and numbers are the same however they are typed: 1 is 1.0.

    Parameters
    ----------
    table : UserTable
    where : mapping
        Value or values by column; true and false stand for yes and no too, which YAML does not
        tell apart. Empty keeps all rows.
    what : str
        What the rows are of, named in errors.

    Raises
    ------
    InputDataError
        If a column is missing or stands there twice, or no row is left.
    """
    table.require(what, where)
    kept = np.ones(len(table), dtype=bool)
    for name, value in where.items():
        wanted = [value] if isinstance(value, str | bool) else list(value)
        kept &= _holds(table.column(name), wanted)
    if not kept.any():
        raise InputDataError(
            f"{what} has no rows",
            path=table.path,
            value=f"{len(table)} rows with others",
            expected=f"rows with {dict(where) or 'anything'}",
        )
    return table.kept(kept)


def _holds(column: UserColumn, wanted: Sequence[Cell]) -> np.ndarray:
    texts = np.array(column.texts, dtype=object)
    found = np.zeros(len(texts), dtype=bool)
    small = np.array([text.lower() for text in texts], dtype=object)
    for one in wanted:
        if isinstance(one, bool):
            found |= np.isin(small, YES if one else NO)
        text = one.strip() if isinstance(one, str) else str(int(one))
        found |= texts == text
        if is_number(text):
            same = [is_number(cell) and float(cell) == float(text) for cell in texts]
            found |= np.array(same, dtype=bool)
    return found
