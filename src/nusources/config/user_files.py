"""What every file of a user is told with: where it is, its units, and the rows that count."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator

AngleUnit = Literal["deg", "hourangle", "rad"]
"""Unit of angles where the file declares none; of hourangle, right ascensions only."""


def _cells(where: dict[str, Any]) -> dict[str, Any]:
    """Values as text, as which numbers are compared; true and false stay, for yes and no."""
    return {column: _cell(column, value) for column, value in sorted(where.items())}


def _cell(column: str, value: Any) -> Any:
    if isinstance(value, list) and value and not any(isinstance(one, list) for one in value):
        return [_cell(column, one) for one in value]
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int | float):
        return str(value)
    raise ValueError(f"{column}: expected text, a number, true, false, or a list of them")


Where = Annotated[dict[str, Any], AfterValidator(_cells)]
"""Rows that count: value, or list of values, by column."""


def plain_source_columns() -> dict[Any, str]:
    """Columns of a list of sources that has the names of ours."""
    return {"dec": "dec", "ra": "ra", "source_name": "source_name"}


def complete_source_columns(columns: dict[str, str]) -> dict[str, str]:
    """Refuse columns of a list of sources without name or position."""
    missing = {"source_name", "ra", "dec"} - set(columns)
    if missing:
        raise ValueError(f"lacks {', '.join(sorted(missing))}")
    return columns
