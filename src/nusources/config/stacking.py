"""Section ``stacking``: the summed signal of source lists in all track events."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from nusources.config.base import (
    Name,
    PositiveInt,
    Section,
    TableName,
    ascending,
    existing_file,
    sorted_keys,
    unique_names,
)
from nusources.config.user_files import (
    AngleUnit,
    Where,
    complete_source_columns,
    plain_source_columns,
)
from nusources.contracts.luminosity_words import SAMPLES

SpectralIndex = Annotated[float, Field(ge=1, le=4)]
ColumnName = Literal["source_name", "ra", "dec"]


def _known_samples(names: list[str]) -> list[str]:
    unknown = sorted(set(names) - set(SAMPLES))
    if unknown:
        raise ValueError(f"no such sample {unknown[0]!r}. Known: {', '.join(SAMPLES)}")
    return names


class StackConfig(Section):
    """A list of sources: samples of the table of luminosities, or a file of the user's."""

    name: Name
    label: str
    samples: Annotated[list[str], AfterValidator(_known_samples)] = Field(default_factory=list)
    weights: Literal["xray_flux", "equal", "column"]
    file: Annotated[str, AfterValidator(existing_file)] | None = None
    columns: Annotated[
        dict[ColumnName, str], AfterValidator(complete_source_columns), AfterValidator(sorted_keys)
    ] = Field(default_factory=plain_source_columns)
    weight_column: str | None = None
    where: Where = Field(default_factory=dict)
    angle_unit: AngleUnit | None = None
    extension: str | None = None

    @model_validator(mode="after")
    def _has_one_origin(self) -> StackConfig:
        if bool(self.samples) == (self.file is not None):
            raise ValueError("expected samples of the luminosities, or a file of yours")
        if (self.weights == "column") != (self.weight_column is not None):
            raise ValueError("weights: column and weight_column stand together")
        if self.file is None and self.weights == "column":
            raise ValueError("weights: column is of files; samples have xray_flux or equal")
        if self.file is not None and self.weights == "xray_flux":
            raise ValueError("weights of a file: equal, or column with weight_column")
        return self

    @property
    def request(self) -> dict[str, Any]:
        """What `nusources.selection.groups.GroupRequest` is made of."""
        names = {"name", "columns", "where", "angle_unit", "weight_column"}
        return self.model_dump(include=names)


class SingleSourcesConfig(Section):
    """Single sources: fits without signal, and sensitivity against declination."""

    table: TableName
    published: TableName | None
    n_skies: PositiveInt
    declinations_deg: Annotated[
        list[Annotated[float, Field(ge=-85, le=85)]],
        Field(min_length=1),
        AfterValidator(ascending),
    ]
    spectral_index: SpectralIndex
    n_trials: Annotated[int, Field(ge=50)]
    n_injected: Annotated[int, Field(ge=10)]


class StackingConfig(Section):
    """Stacks, their trials, and the single sources."""

    containment: Literal["sigma_per_axis", "median", "r68"]
    stacks: Annotated[list[StackConfig], Field(min_length=1), AfterValidator(unique_names)]
    spectral_index: SpectralIndex
    n_trials: Annotated[int, Field(ge=100)]
    n_injected: Annotated[int, Field(ge=10)]
    confidence_level: Annotated[float, Field(gt=0.5, lt=1)]
    single_sources: SingleSourcesConfig

    @property
    def tables(self) -> list[str]:
        """Tables of datasets that the section reads."""
        named = (self.single_sources.table, self.single_sources.published)
        return [one for one in named if one]

    @property
    def files(self) -> list[str]:
        """Files of the user."""
        return [one.file for one in self.stacks if one.file]


SECTIONS = {"stacking": StackingConfig}
