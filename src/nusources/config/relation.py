"""Section ``relation``: the line with scatter that is fitted to luminosities."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nusources.config.base import PositiveInt, Section


class ModelConfig(Section):
    """Priors; docs/method-luminosity.md."""

    abscissa: Literal["one_normal", "flat", "two_normals"]
    slope_prior: Literal["rotation", "uniform"]
    scatter_prior: Literal["uniform", "log_uniform", "half_normal"]
    scatter_max: Annotated[float, Field(gt=0.01, le=10)]


class RelationConfig(Section):
    """Relation of neutrino and hard X-ray luminosities (kun2026)."""

    model: ModelConfig
    n_draws: PositiveInt


SECTIONS = {"relation": RelationConfig}
