"""Section ``forecast_tracks``."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from nusources.config.base import Name, Section, TableName, ascending, plausible, unique_names

Share = Annotated[float, Field(ge=0, le=1)]


class TrackCatalogueConfig(Section):
    """A catalogue that track events may follow."""

    name: Name
    label: str
    table: TableName
    flux: Name
    where: dict[Name, list[str | bool]]
    in_footprint: bool


class ForecastTracksConfig(Section):
    """The fit of the fraction of track events that follow catalogues."""

    dec_min_deg: Annotated[float, Field(ge=-90, lt=90)]
    energy_proxy_min_tev: Annotated[float, plausible(0.1, 1e5, "TeV")]
    spectral_index: Annotated[float, Field(ge=1, le=5)]
    n_trials: Annotated[int, Field(ge=100)]
    n_experiments: Annotated[int, Field(ge=50)]
    confidence_level: Annotated[float, Field(gt=0.5, lt=1)]
    true_fractions: Annotated[
        list[Share], Field(min_length=2, max_length=50), AfterValidator(ascending)
    ]
    catalogues: Annotated[
        list[TrackCatalogueConfig], Field(min_length=1), AfterValidator(unique_names)
    ]

    @field_validator("true_fractions")
    @classmethod
    def _begin_with_none(cls, fractions: list[float]) -> list[float]:
        if fractions[0] != 0:
            raise ValueError(f"expected 0 as the first fraction; found {fractions[0]:g}")
        return fractions

    @property
    def tables(self) -> list[str]:
        """Tables of datasets that the section reads."""
        return [one.table for one in self.catalogues]


SECTIONS = {"forecast_tracks": ForecastTracksConfig}
