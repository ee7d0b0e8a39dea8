"""Section ``data``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, model_validator

from nusources.config.base import Name, Section, refuse_unknown_dataset, registry_of


class DataConfig(Section):
    """Where datasets come from."""

    source: Literal["simulated", "archive"]
    sources: dict[Name, Literal["simulated", "archive"]]
    mirror: str | None
    cache: Annotated[str, Field(min_length=1)]
    offline: bool
    fetch: list[Name]
    load_all: bool

    def source_of(self, dataset: str) -> str:
        """Where a dataset comes from: ``simulated`` or ``archive``."""
        return self.sources.get(dataset, self.source)

    @model_validator(mode="after")
    def _names_known_datasets(self, info: ValidationInfo) -> DataConfig:
        for dataset in [*self.sources, *self.fetch]:
            refuse_unknown_dataset(dataset, registry_of(info))
        return self
