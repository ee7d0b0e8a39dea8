"""Section ``tracks``."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from nusources.config.base import (
    Name,
    Section,
    plausible,
    refuse_unknown_dataset,
    registry_of,
    unique_names,
)
from nusources.datasets.registry import event_seasons


class SampleConfig(Section):
    """One sample of track events; `if_present`: left out unless all its files are at hand."""

    name: Name
    label: str
    dataset: Name
    seasons: Annotated[list[Name], Field(min_length=1)]
    if_present: bool = False

    @model_validator(mode="after")
    def _names_known_seasons(self, info: ValidationInfo) -> SampleConfig:
        registry = registry_of(info)
        refuse_unknown_dataset(self.dataset, registry)
        known = event_seasons(registry[self.dataset])
        unknown = [season for season in self.seasons if season not in known]
        if unknown:
            raise ValueError(
                f"dataset {self.dataset!r} has no season {', '.join(unknown)}; "
                f"expected some of {', '.join(known)}"
            )
        return self


class TracksConfig(Section):
    """Track samples and their cuts (chang2022, section 3.1)."""

    samples: Annotated[list[SampleConfig], Field(min_length=1), AfterValidator(unique_names)]
    energy_proxy_min_tev: Annotated[float, plausible(0.01, 1e4, "TeV")]
    ang_err_max_deg: Annotated[float, Field(gt=0, le=180)]
