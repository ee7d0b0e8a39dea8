"""Section ``luminosity_tests``."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from nusources.config.base import (
    PositiveInt,
    Section,
    TableName,
    ascending,
    existing_file,
    plausible,
)

BANDS = "data/tables/luminosity_ratios.csv"
"""Ratios of models that the project has."""
Level = Annotated[float, Field(gt=0, lt=0.5)]
Dex = Annotated[float, plausible(0, 10, "dex")]


class RejectionsConfig(Section):
    """Simulated samples that permutation tests are tried on."""

    n_mocks: Annotated[int, Field(ge=100)]
    n_permutations: Annotated[int, Field(ge=99)]
    scatter_dex: Annotated[float, plausible(1e-3, 10, "dex")]
    levels: Annotated[list[Level], Field(min_length=1, max_length=9), AfterValidator(ascending)]


class ClosureConfig(Section):
    """Many more of them, on request."""

    n_batches: Annotated[int, Field(ge=2)]
    n_mocks: Annotated[int, Field(ge=100)]
    levels: Annotated[list[Level], Field(min_length=1, max_length=99), AfterValidator(ascending)]


class RatioConfig(Section):
    """Tests of the ratio of two samples, their power, and what models give."""

    n_splits: Annotated[int, Field(ge=100)]
    shifts_dex: Annotated[list[Dex], Field(min_length=2, max_length=99), AfterValidator(ascending)]
    n_mocks: Annotated[int, Field(ge=100)]
    level: Level
    bands: Annotated[str, AfterValidator(existing_file)]
    models: TableName | None
    photons: TableName | None

    @model_validator(mode="after")
    def _has_both(self) -> RatioConfig:
        if (self.models is None) != (self.photons is None):
            raise ValueError("expected both of models and photons, or null for both")
        return self


class LuminosityTestsConfig(Section):
    """Tests of the relation of luminosities."""

    n_permutations: Annotated[int, Field(ge=100)]
    n_permutations_agn: Annotated[int, Field(ge=100)]
    n_exact: PositiveInt
    rejections: RejectionsConfig
    closure: ClosureConfig
    ratio: RatioConfig

    @property
    def is_own(self) -> bool:
        """Whether the user brings ratios of models."""
        return self.ratio.bands != BANDS

    @property
    def model_tables(self) -> dict[str, str]:
        """Tables of models, by what they hold; none where they are null."""
        named = {"models": self.ratio.models, "photons": self.ratio.photons}
        return {key: table for key, table in named.items() if table}

    @property
    def tables(self) -> list[str]:
        """Tables of datasets that the section reads."""
        return list(self.model_tables.values())


SECTIONS = {"luminosity_tests": LuminosityTestsConfig}
