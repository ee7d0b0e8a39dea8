"""Section ``groups``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from nusources.workflow.config.base import Name, Section, existing_file, sorted_keys


def _complete_columns(columns: dict[str, str]) -> dict[str, str]:
    missing = {"source_name", "ra", "dec"} - set(columns)
    if missing:
        raise ValueError(f"lacks {', '.join(sorted(missing))}")
    return columns


class GroupConfig(Section):
    """A group of sources, read from a table with any column names."""

    name: Name
    label: str
    file: Annotated[str, AfterValidator(existing_file)]
    columns: Annotated[
        dict[Literal["source_name", "ra", "dec", "gamma_name"], str],
        AfterValidator(_complete_columns),
        AfterValidator(sorted_keys),
    ]
    where: Annotated[dict[str, str | list[str]], AfterValidator(sorted_keys)] = Field(
        default_factory=dict
    )
    shown_in: Literal["fig12", "fig14"] = "fig12"
