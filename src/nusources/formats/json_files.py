"""JSON files of numbers: objects, columns, finite numbers."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nusources.errors import InputDataError
from nusources.formats.raw import read_bytes


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
        raise InputDataError(f"not JSON ({error})", path=path) from error
    if not isinstance(content, dict):
        raise InputDataError("not a JSON object", path=path, value=type(content).__name__)
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
            raise InputDataError("not a finite number", path=path, row=row, column=key, value=value)
    return np.array(list(column.values()), dtype=np.float64)


def is_finite_number(value: object) -> bool:
    """Tell whether a value of a JSON file is a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of hundreds of digits
        return False
