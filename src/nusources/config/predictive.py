"""Section ``predictive``: sources against the relation that others gave."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from nusources.config.base import Name, PositiveInt, Section, ascending

Probability = Annotated[float, Field(gt=0, lt=1)]


def _ascending_counts(values: list[int]) -> list[int]:
    ascending([float(one) for one in values])
    return values


class NullInjectionConfig(Section):
    """Background at random blazars in place of the tested ones."""

    track_sample: Name
    n_injections: PositiveInt
    n_pairs: PositiveInt
    least_n_signal: Annotated[float, Field(ge=0)]
    least_p: Probability


class NeededConfig(Section):
    """Mock samples of more calibrators."""

    n_calibration: Annotated[
        list[PositiveInt], Field(min_length=1), AfterValidator(_ascending_counts)
    ]
    scatter_dex: Annotated[float, Field(gt=0, le=3)]
    n_mocks: PositiveInt
    evidence_ratio: Annotated[float, Field(gt=1)]


class PredictiveConfig(Section):
    """Posterior-predictive test, injected background, and what more calibrators would tell."""

    n_replicated: PositiveInt
    n_permutations_readings: PositiveInt
    null_injection: NullInjectionConfig
    needed: NeededConfig


SECTIONS = {"predictive": PredictiveConfig}
