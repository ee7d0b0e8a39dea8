"""Section ``spatial``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from nusources.config.base import (
    Days,
    LogEnergy,
    Name,
    Positive,
    PositiveInt,
    Section,
    TableName,
    ascending,
    unique_names,
)

SpectralIndex = Annotated[float, Field(ge=0, le=6)]
CircleFactor = Annotated[float, Field(gt=0, le=100)]
"""Radius of a circle over the angular error."""
Band = Annotated[list[LogEnergy], Field(min_length=2, max_length=2), AfterValidator(ascending)]


def _numbers_once(cases: list[list[int]]) -> list[list[int]]:
    """Refuse two cases with one number of sources."""
    numbers = [n_sources for n_sources, _ in cases]
    if len(set(numbers)) < len(numbers):
        raise ValueError(f"expected different numbers of sources; found {numbers}")
    return cases


Declination = Annotated[float, Field(ge=-90, le=90)]
WHOLE_SKY = "whole_sky"


class DeclinationRangeConfig(Section):
    """Range of the declination of events: lower end included, upper end not."""

    name: Name
    dec_min_deg: Declination | None = None
    dec_max_deg: Declination | None = None

    @model_validator(mode="after")
    def _is_a_range(self) -> DeclinationRangeConfig:
        if self.name == WHOLE_SKY:
            raise ValueError(f"the name {WHOLE_SKY} is taken: the whole sky is always there")
        low, high = self.dec_min_deg, self.dec_max_deg
        if low is None and high is None:
            raise ValueError("expected dec_min_deg, dec_max_deg or both")
        if low is not None and high is not None and low >= high:
            raise ValueError(f"expected dec_min_deg below dec_max_deg; found {low:g} and {high:g}")
        return self

    @property
    def ends(self) -> dict[str, str | float]:
        """Name and the ends that are there, as the library calls them."""
        ends = {"dec_min": self.dec_min_deg, "dec_max": self.dec_max_deg}
        return {"name": self.name} | {key: one for key, one in ends.items() if one is not None}


class NullsConfig(Section):
    """Null hypotheses beside the scrambles."""

    band_half_width_deg: Annotated[float, Field(ge=0, le=180)]
    n_band_trials: PositiveInt


class FluxLimitsConfig(Section):
    """Limits on the flux (chang2022, section 7.4)."""

    n_events: Positive
    group: Name | None = None
    bands: Annotated[list[Band], Field(min_length=1)]
    live_time_days: Days
    spectral_indices: Annotated[list[SpectralIndex], Field(min_length=1, max_length=20)]
    area: TableName
    recipe: Literal["acceptance", "paper"] = "acceptance"


class CatalogueTestConfig(Section):
    """Binomial test of a list of sources."""

    table: TableName
    dec_min_deg: Annotated[float, Field(ge=-90, le=90)]
    largest_p: Annotated[float, Field(gt=0, le=1)]
    n_trials: PositiveInt


class DenseClosureConfig(Section):
    """Simulated skies with all events of the sample and many isotropic sources."""

    n_skies: PositiveInt
    n_skies_per_field: Annotated[int, Field(ge=1, le=1024)]
    n_sources: PositiveInt
    n_scrambles: PositiveInt


class ClosureConfig(Section):
    """Simulated skies without signal, and trials of the limits."""

    n_skies: PositiveInt
    n_events: PositiveInt
    n_sources: PositiveInt
    n_scrambles: PositiveInt
    dense: DenseClosureConfig
    n_coverage_trials: PositiveInt


class NullWidthConfig(Section):
    """Width of the null against the number of isotropic sources and of seasons."""

    n_seasons: Annotated[list[PositiveInt], Field(max_length=20), AfterValidator(ascending)]
    sources_and_draws: Annotated[
        list[Annotated[list[PositiveInt], Field(min_length=2, max_length=2)]],
        Field(min_length=1, max_length=20),
        AfterValidator(_numbers_once),
    ]


class SpatialConfig(Section):
    """Counts of events near sources (chang2022, section 6.3)."""

    n_scrambles: PositiveInt
    log10_energy_thresholds: Annotated[
        list[LogEnergy], Field(min_length=1, max_length=100), AfterValidator(ascending)
    ]
    n_chunks: Annotated[int, Field(ge=1, le=1000)]
    circle_factor: CircleFactor
    circle_factors_shown: Annotated[
        list[CircleFactor], Field(min_length=1, max_length=10), AfterValidator(ascending)
    ]
    declination_ranges: Annotated[
        list[DeclinationRangeConfig], Field(max_length=20), AfterValidator(unique_names)
    ] = Field(default_factory=list)
    nulls: NullsConfig
    null_width: NullWidthConfig
    confidence_level: Annotated[float, Field(gt=0.5, lt=1)]
    flux_limits: FluxLimitsConfig
    catalogue_test: CatalogueTestConfig
    closure: ClosureConfig

    @property
    def tables(self) -> list[str]:
        """Tables of datasets that the section needs."""
        return [self.flux_limits.area, self.catalogue_test.table]
