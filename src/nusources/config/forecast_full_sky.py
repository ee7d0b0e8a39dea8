"""Section ``forecast_full_sky``."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nusources.config.base import Name, Section


class ForecastFullSkyConfig(Section):
    """S/N of scenarios with AGN of the whole sky."""

    scenarios: Annotated[list[Name], Field(min_length=1)]
    abs_glat_min_deg: Annotated[float, Field(ge=0, lt=90)]
    n_experiments: Annotated[int, Field(ge=20, le=100_000)]


SECTIONS = {"forecast_full_sky": ForecastFullSkyConfig}
