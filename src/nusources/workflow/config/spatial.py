"""Section ``spatial``."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from nusources.workflow.config.base import LogEnergy, PositiveInt, Section, ascending


class SpatialConfig(Section):
    """Counts of events near sources (chang2022, section 6.3)."""

    n_scrambles: PositiveInt
    log10_energy_thresholds: Annotated[
        list[LogEnergy], Field(min_length=1, max_length=100), AfterValidator(ascending)
    ]
    n_chunks: Annotated[int, Field(ge=1, le=1000)]
