"""Section ``forecast_population``."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from nusources.config.base import Section, TableName, ascending, plausible

EnergyFlux = Annotated[float, plausible(1e-18, 1e-6, "erg cm^-2 s^-1")]
Fluxes = Annotated[list[EnergyFlux], AfterValidator(ascending)]
FluxRange = Annotated[Fluxes, Field(min_length=2, max_length=2)]


class PopulationFluxesConfig(Section):
    """Fluxes above which the share of a population's flux is derived."""

    range_erg_cm2_s: FluxRange
    n_fluxes: Annotated[int, Field(ge=2, le=200)]
    also_erg_cm2_s: Fluxes


class ForecastPopulationConfig(Section):
    """From the flux of bright sources to that of all."""

    n_draws: Annotated[int, Field(ge=2, le=100_000)]
    n_resamplings: Annotated[int, Field(ge=2, le=100_000)]
    catalogue: TableName
    luminosity_function: TableName | None
    survey_limit_erg_cm2_s: EnergyFlux
    agn: PopulationFluxesConfig
    blazars: PopulationFluxesConfig

    @property
    def tables(self) -> list[str]:
        """Tables of datasets that it names."""
        return [one for one in (self.catalogue, self.luminosity_function) if one]


SECTIONS = {"forecast_population": ForecastPopulationConfig}
