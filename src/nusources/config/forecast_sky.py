"""Section ``forecast_sky``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from nusources.config.base import (
    Name,
    Positive,
    Section,
    TableName,
    ascending,
    plausible,
    unique_names,
)


class SkyCatalogueConfig(Section):
    """Sources of the whole sky, with a flux that neutrinos are taken to follow."""

    name: Name
    label: str
    table: TableName
    flux: str
    column: str
    values: Annotated[list[str | int], Field(min_length=1)]


class SkyTrialsConfig(Section):
    """Numbers of simulated experiments."""

    n_samples: Annotated[int, Field(ge=1000, le=10_000_000)]
    n_null: Annotated[int, Field(ge=100, le=10_000_000)]
    n_experiments: Annotated[int, Field(ge=20, le=1_000_000)]


class ForecastSkyConfig(Section):
    """Likelihood of source lists on the sphere, for each detector."""

    catalogues: Annotated[
        list[SkyCatalogueConfig], Field(min_length=1), AfterValidator(unique_names)
    ]
    years: Annotated[float, plausible(0.01, 1000, "years")]
    spectral_index: Annotated[float, plausible(0.5, 5, "of E^-index")]
    energy_of: Literal["energy_proxy", "true_energy"]
    energies_tev: Annotated[
        list[Annotated[float, plausible(0.01, 1e6, "TeV")]],
        Field(min_length=1),
        AfterValidator(ascending),
    ]
    astrophysical_share: Annotated[Positive, Field(le=1)]
    declinations_deg: Annotated[
        list[Annotated[float, Field(ge=-90, le=90)]],
        Field(min_length=1, max_length=100),
        AfterValidator(ascending),
    ]
    catalogue_trials: SkyTrialsConfig
    declination_trials: SkyTrialsConfig

    @property
    def tables(self) -> list[str]:
        """Tables of datasets that it names, in the order of catalogues."""
        return [one.table for one in self.catalogues]


SECTIONS = {"forecast_sky": ForecastSkyConfig}
