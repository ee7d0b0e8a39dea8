"""Section ``relation``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from nusources.config.base import Section

Abscissa = Literal["one_normal", "flat", "two_normals"]


def _distinct(values: list[str]) -> list[str]:
    if len(set(values)) < len(values):
        raise ValueError(f"expected each once; found {values}")
    return values


class ModelConfig(Section):
    """Priors of `nusources.regression.model.Model`."""

    abscissa: Abscissa
    slope_prior: Literal["rotation", "uniform"]
    scatter_prior: Literal["uniform", "log_uniform", "half_normal"]
    scatter_max: Annotated[float, Field(gt=0.01, le=10)]


Count = Annotated[int, Field(ge=20)]
OverSpread = Annotated[float, Field(ge=0, le=2)]


def _sorted(counts: dict[str, int]) -> dict[str, int]:
    """The order of keys in a file is not a change of parameters."""
    return dict(sorted(counts.items()))


class MocksConfig(Section):
    """Made-up samples that fits are tried on; abscissae have the spread 1."""

    n_ranks: Annotated[dict[Abscissa, Count], AfterValidator(_sorted)]
    n_ranks_sources: Annotated[int, Field(ge=4, le=13)]
    n_samples: Count
    n_sources: Annotated[list[Annotated[int, Field(ge=4, le=200)]], Field(min_length=1)]
    x_errors: Annotated[list[OverSpread], Field(min_length=1)]
    y_error: OverSpread
    scatter: Annotated[float, Field(gt=0, le=3)]


class RelationConfig(Section):
    """Relation of neutrino and hard X-ray luminosities, its priors and methods."""

    model: ModelConfig
    n_draws: Annotated[int, Field(ge=100, le=200_000)]
    chains: Annotated[list[Abscissa], AfterValidator(_distinct)]
    mocks: MocksConfig
    closure: MocksConfig


SECTIONS = {"relation": RelationConfig}
