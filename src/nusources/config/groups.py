"""Section ``groups``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from nusources.config.base import Name, Section, TableName, existing_file, sorted_keys
from nusources.config.user_files import (
    AngleUnit,
    Where,
    complete_source_columns,
    plain_source_columns,
)

CLASS_COLUMNS = {name: name for name in ("dec", "gamma_name", "ra", "source_name")}
"""Columns of the table of classes."""

LISTS = Path("data/tables")
"""Folder of the lists of sources that the pipeline comes with."""

ColumnName = Literal["source_name", "ra", "dec", "gamma_name"]
CounterpartColumn = Literal["gamma_name", "ra", "dec"]
FlareClass = Literal["TXS_like", "CFS", "NFS", "other", "infrared_only", "gamma_only", "no_flare"]


def _counterpart_columns() -> dict[CounterpartColumn, str]:
    return {"dec": "counterpart_dec", "gamma_name": "source_name", "ra": "counterpart_ra"}


def _names_all_columns(columns: dict[str, str]) -> dict[str, str]:
    missing = {"gamma_name", "ra", "dec"} - set(columns)
    if missing:
        raise ValueError(f"lacks {', '.join(sorted(missing))}")
    return columns


class CounterpartsConfig(Section):
    """Table with the positions of counterparts, found by ``gamma_name``; taken if it is real."""

    table: TableName
    columns: Annotated[
        dict[CounterpartColumn, str],
        AfterValidator(_names_all_columns),
        AfterValidator(sorted_keys),
    ] = Field(default_factory=_counterpart_columns)


class GroupConfig(Section):
    """A group of sources, from a file with any column names, a table, or a class of this run."""

    model_config = ConfigDict(serialize_by_alias=True)

    name: Name
    label: str
    file: Annotated[str, AfterValidator(existing_file)] | None = None
    table: TableName | None = None
    flare_class: Annotated[FlareClass | None, Field(alias="class")] = None
    class_sample: Literal["FIBS", "ACC_Fermi"] = "FIBS"
    columns: Annotated[
        dict[ColumnName, str], AfterValidator(complete_source_columns), AfterValidator(sorted_keys)
    ] = Field(default_factory=plain_source_columns)
    where: Where = Field(default_factory=dict)
    angle_unit: AngleUnit | None = None
    extension: str | None = None
    counterparts: CounterpartsConfig | None = None
    null: Literal["source_ra", "event_ra"] = "event_ra"

    @model_validator(mode="before")
    @classmethod
    def _null_is_a_name(cls, group: object) -> object:
        # YAML reads an unquoted key null as nothing.
        if not isinstance(group, dict) or None not in group:
            return group
        if "null" in group:
            raise ValueError("null stands there twice, with and without quotes")
        return {"null" if key is None else key: value for key, value in group.items()}

    @model_validator(mode="after")
    def _has_one_origin(self) -> GroupConfig:
        origins = {"file": self.file, "table": self.table, "class": self.flare_class}
        found = ", ".join(f"{key} {value}" for key, value in origins.items() if value is not None)
        if sum(value is not None for value in origins.values()) != 1:
            raise ValueError(f"expected one of file, table and class; found {found or 'none'}")
        if self.flare_class is not None and (self.where or self.columns != plain_source_columns()):
            raise ValueError(
                f"class {self.flare_class} says which rows and columns: expected no where and no "
                "columns"
            )
        if self.file is not None and "columns" not in self.model_fields_set:
            raise ValueError(
                f"columns is missing: which columns of {self.file} are source_name, ra and dec?"
            )
        of_files = {"angle_unit": self.angle_unit, "extension": self.extension}
        told = [key for key, value in of_files.items() if value is not None]
        if self.file is None and told:
            raise ValueError(
                f"{told[0]} is of files; {self.table or 'a class'} tells its units itself"
            )
        if self.counterparts is not None and "gamma_name" not in self.columns:
            raise ValueError(
                "counterparts without columns.gamma_name: expected both, or neither; found columns "
                f"{', '.join(self.columns)}"
            )
        return self

    @property
    def request(self) -> dict[str, Any]:
        """What `nusources.selection.groups.GroupRequest` is made of, but for weights."""
        request = self.model_dump(include={"name", "columns", "where", "angle_unit"})
        if self.flare_class is None:
            return request
        where = {"sample": self.class_sample, "class": self.flare_class}
        return request | {"where": where, "columns": CLASS_COLUMNS}

    @property
    def name_suffix(self) -> str:
        """What stands after the names of the sources, for lists and tables place them apart."""
        if self.flare_class is not None:
            return " [flares]"
        return f" [{self.table}]" if self.table else ""

    @property
    def is_own(self) -> bool:
        """Whether the group is from a file that the pipeline did not come with."""
        return self.file is not None and Path(self.file).parent != LISTS

    def is_list_of(self, file: str, columns: Mapping[str, str]) -> bool:
        """Whether the group is the one that a file lists under its name, at the listed places.

        Parameters
        ----------
        file : str
            With a column ``group``.
        columns : mapping
            Its columns by our names; those that the group does not take play no part.
        """
        is_whole = self.where == {"group": self.name}
        return (
            self.file == file
            and is_whole
            and all(columns.get(name) == column for name, column in self.columns.items())
        )
