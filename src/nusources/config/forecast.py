"""Section ``forecast``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from nusources.config.base import (
    Name,
    Positive,
    PositiveInt,
    Section,
    TableName,
    ascending,
    plausible,
    unique_names,
)

Degrees = Annotated[float, plausible(1e-3, 30, "deg")]
ThresholdTev = Annotated[float, plausible(0.1, 1e5, "TeV")]
FluxMin = Annotated[float, plausible(1e-17, 1e-9, "erg cm-2 s-1")]
Share = Annotated[float, Field(ge=0, le=1)]
Systematic = Annotated[float, Field(ge=0, le=10)]
Years = Annotated[float, plausible(0.01, 1000, "years")]
Values = Annotated[list[float], Field(min_length=1, max_length=200), AfterValidator(ascending)]
Shares = Annotated[list[Share], Field(min_length=1, max_length=200), AfterValidator(ascending)]


class ReadingsConfig(Section):
    """What the paper leaves open (docs/method-forecast.md)."""

    separation: Literal["half_density", "density", "mean", "smallest"]
    separation_over_sigma: Positive
    psf_width: Literal["per_axis", "r50", "r68"]
    signal_number: Literal["rounded", "binomial"]
    signal_sources: Literal["all", "bright"]
    leaving: Literal["kept", "redrawn"]
    normalisation: Literal["as_printed", "footprint"]
    bounds: Literal["unit", "share", "free"]
    estimator: Literal[
        "sum", "nearest", "unnormalised", "uncorrected", "faint_as_background", "per_event"
    ]


class GridConfig(Section):
    """Values at equal steps of their logarithm."""

    min: Positive
    max: Positive
    n: Annotated[int, Field(ge=2, le=200)]

    @model_validator(mode="after")
    def _ascends(self) -> GridConfig:
        if not self.min < self.max:
            raise ValueError(f"expected min below max; found {self.min:g} and {self.max:g}")
        return self


class BiasConfig(Section):
    """Grid of Figure 1, and where other ways to fit are tried."""

    n_events: PositiveInt
    n_experiments: Annotated[int, Field(ge=2)]
    fractions: Shares
    sigma_deg: GridConfig
    separation_deg: GridConfig
    estimator_sigmas_deg: Values
    estimator_separations_over_sigma: Values


class SignificanceConfig(Section):
    """Grid of Figure 2, and its experiments at one point."""

    fraction: Share
    sigma_deg: GridConfig
    n_events: GridConfig
    point_sigma_deg: Degrees
    point_n_events: PositiveInt
    today_sigma_deg: Degrees
    today_n_events: Annotated[list[PositiveInt], Field(min_length=2, max_length=2)]


class NeededYearsConfig(Section):
    """Thresholds, targets and detectors of Figure 3."""

    targets: Values
    detectors: Annotated[list[Name], Field(min_length=1)]


class ScenarioConfig(Section):
    """A detector, a threshold, and the sources that its PSF allows."""

    name: Name
    detector: Name
    threshold_tev: ThresholdTev
    psf_sigma_deg: Degrees | None
    flux_min_erg_cm2_s: FluxMin | None
    systematic: Systematic
    years: Years


class ImprovementsConfig(Section):
    """What the paper leaves out."""

    scenario: Name
    scatter_dex: Annotated[float, Field(ge=0, le=2)]


class CurvesConfig(Section):
    """Curves of Figures 5, 6 and 7."""

    years: Values
    fraction_scenario: Name
    fractions: Shares
    exponents: Annotated[Values, Field(min_length=2)]
    exponent_fraction: Share | None
    short_years: Years
    blazar_scenario: Name
    blazar_shares: Shares
    blazar_systematics: Annotated[list[Systematic], Field(min_length=1, max_length=10)]
    blazar_completeness: Annotated[float, Field(gt=0, le=1)]


class ForecastConfig(Section):
    """Forecasts of the spatial correlation of neutrinos with AGN (chen2025)."""

    agn: TableName
    flux: Literal["soft", "full", "hard"]
    full_over_soft: Positive
    blazars: TableName
    blazar_classes: Annotated[list[str], Field(min_length=1)]
    blazar_abs_glat_min_deg: Annotated[float, Field(ge=0, lt=90)]
    atmosphere: Literal["pipeline", "low"]
    threshold_of: Literal["true_energy", "energy_proxy"]
    readings: ReadingsConfig
    n_experiments: Annotated[int, Field(ge=2)]
    n_experiments_readings: Annotated[int, Field(ge=2)]
    bias: BiasConfig
    significance: SignificanceConfig
    needed_years: NeededYearsConfig
    scenarios: Annotated[list[ScenarioConfig], Field(min_length=1), AfterValidator(unique_names)]
    readings_scenario: Name
    improvements: ImprovementsConfig
    curves: CurvesConfig

    @property
    def tables(self) -> list[str]:
        """Tables of datasets that the study reads."""
        return [self.agn, self.blazars]

    @model_validator(mode="after")
    def _names_scenarios(self) -> ForecastConfig:
        known = [one.name for one in self.scenarios]
        named = {
            "readings_scenario": self.readings_scenario,
            "improvements.scenario": self.improvements.scenario,
            "curves.fraction_scenario": self.curves.fraction_scenario,
            "curves.blazar_scenario": self.curves.blazar_scenario,
        }
        for key, name in named.items():
            if name not in known:
                raise ValueError(f"{key}: no scenario {name!r}; expected one of {', '.join(known)}")
        return self


SECTIONS = {"forecast": ForecastConfig}
