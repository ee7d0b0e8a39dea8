"""Section ``temporal``: flares against the times of alerts (chang2022, sections 5 and 6.2)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from nusources.config.base import Days, Positive, PositiveInt, Section, ascending, unique_names

Factors = Annotated[list[Positive], Field(min_length=1, max_length=10), AfterValidator(ascending)]
Windows = Annotated[list[Days], Field(min_length=1, max_length=50), AfterValidator(ascending)]
Position = Annotated[list[float], Field(min_length=2, max_length=2)]
Share = Annotated[float, Field(ge=0, le=1)]
Controls = Annotated[int, Field(ge=740)]
"""Control trials: enough for a p-value of 3 sigma."""


def _levels(values: list[float]) -> list[float]:
    if not values or values[0] != 0:
        raise ValueError(f"expected 0 (no cut) first; found {values}")
    return ascending(values)


class VariantConfig(Section):
    """A slide with something changed."""

    name: Annotated[str, Field(min_length=1)]
    factor: Positive | None = None
    without: list[Position] = Field(default_factory=list)
    n_brightest_left_out: Annotated[int, Field(ge=0)] = 0


class TimeSampleConfig(Section):
    """Window and regions of one of the `variable_samples` (section 5.1.1)."""

    name: Annotated[str, Field(min_length=1)]
    of: Annotated[str, Field(min_length=1)]
    band: Literal[
        "infrared", "millimetre", "xray", "gamma_ray", "gamma_ray_weekly", "gamma_ray_two_months"
    ]
    window_days: Days
    factor: Positive
    step_days: Days
    windows_days: Windows
    other_windows_days: list[Days] = Field(default_factory=list)
    variants: Annotated[list[VariantConfig], AfterValidator(unique_names)] = Field(
        default_factory=list
    )

    @model_validator(mode="before")
    @classmethod
    def _is_of_its_name(cls, values: Any) -> Any:
        """`of` tells the variable sample whose sources these are: that of the same name."""
        return {"of": values.get("name"), **values} if isinstance(values, dict) else values


class ReadingsConfig(Section):
    """What the paper leaves open."""

    alerts: Literal["away_from_plane", "all"]
    shift_sign: Literal["flare_follows", "observations_shifted"]
    bins: Literal["midpoint", "overlap"]
    limits: Literal["left_out", "at_value"]
    faint: Literal["left_out", "floored"]
    level_cut: Literal["detections", "whole_sources", "counted_as_zero"]
    mean_over: Literal["detections", "pairs", "pair_ratios"]
    two_regions: Literal["two_pairs", "windows_joined"]
    ratio_error: Literal["standard_errors", "bootstrap"]
    control_regions: Literal["analysis", "all"]
    control_alert_times: Literal["permuted", "drawn", "uniform"]


class SimultaneityConfig(Section):
    """Sources in alert regions and warm spots (section 6.2)."""

    shape: Literal["ellipse", "rectangle"]
    near_deg: Positive
    warm_spot_statistic: Literal["mean", "median"]
    n_trials: PositiveInt


class TimePowerConfig(Section):
    """Simulated skies with coincident flares."""

    samples: list[str]
    shares: Annotated[list[Share], Field(min_length=1, max_length=20), AfterValidator(ascending)]
    n_skies: PositiveInt
    n_controls: Controls


class TimeClosureConfig(Section):
    """Simulated skies without correlation."""

    samples: list[str]
    n_skies: PositiveInt
    n_controls: PositiveInt


class TemporalConfig(Section):
    """R(t) of variable sources in alert regions, and simultaneity of flares."""

    levels: Annotated[list[float], Field(max_length=10), AfterValidator(_levels)]
    shift_max_days: Days
    factors: Factors
    n_controls: PositiveInt
    n_scrambles: PositiveInt
    n_chain_skies: PositiveInt
    n_convention_trials: PositiveInt
    readings: ReadingsConfig
    samples: Annotated[list[TimeSampleConfig], AfterValidator(unique_names)]
    simultaneity: SimultaneityConfig
    power: TimePowerConfig
    closure: TimeClosureConfig


SECTIONS = {"temporal": TemporalConfig}
