"""Section ``sensitivity``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from nusources.config.base import (
    LogEnergy,
    Name,
    Positive,
    PositiveInt,
    Section,
    ascending,
    plausible,
)

Separation = Annotated[float, plausible(1e-5, 30, "deg")]
Share = Annotated[float, Field(gt=0, lt=1)]
Factors = Annotated[list[Positive], Field(max_length=20)]


class PowerConfig(Section):
    """Power against the number of sources and the angular error, at one threshold."""

    groups: list[Name] | None = None
    log10_energy_min: LogEnergy
    n_trials: PositiveInt
    n_sources: Annotated[list[PositiveInt], Field(min_length=1, max_length=20)]
    reference_n_sources: PositiveInt
    ang_err_factors: Annotated[
        list[Positive], Field(min_length=1, max_length=20), AfterValidator(ascending)
    ]


class SystematicsConfig(Section):
    """Changes of the inputs with which the analysis is repeated."""

    groups: list[Name] | None = None
    n_draws: Annotated[int, Field(ge=2, le=1000)]
    ang_err_factors: Factors
    energy_proxy_factors: Factors
    effective_area_factors: Factors
    missing_source_shares: Annotated[list[Share], Field(max_length=20)]
    position_errors_deg: Annotated[list[Separation], Field(max_length=20)]
    containments: list[Literal["sigma_per_axis", "median", "r68"]]


class SensitivityConfig(Section):
    """Injection trials (docs/method-spatial.md)."""

    groups: list[Name] | None
    n_trials: Annotated[int, Field(ge=100)]
    spectral_index: Annotated[float, Field(ge=1, le=5)]
    containment: Literal["sigma_per_axis", "median", "r68"]
    weight_column: str | None
    confidence_level: Share
    power: PowerConfig
    systematics: SystematicsConfig
