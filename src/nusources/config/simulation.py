"""Section ``simulation``."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nusources.config.alerts import PUBLIC_LISTS
from nusources.config.base import Section, plausible


class PointSourceConfig(Section):
    """An injected point source."""

    source_name: str
    group: str | None
    ra_deg: Annotated[float, Field(ge=0, lt=360)]
    dec_deg: Annotated[float, Field(ge=-90, le=90)]
    flux_100tev_per_gev_cm2_s: Annotated[float, plausible(1e-25, 1e-10, "GeV^-1 cm^-2 s^-1")]
    spectral_index: Annotated[float, Field(ge=1, le=5)]


class PopulationConfig(Section):
    """An injected isotropic population."""

    n_sources: Annotated[int, Field(ge=0)]
    flux_slope: Annotated[float, Field(gt=1)]
    fraction_of_diffuse: Annotated[float, Field(ge=0, le=1)]


class SimulatedTracksConfig(Section):
    """The signal in simulated tracks."""

    point_sources: list[PointSourceConfig]
    population: PopulationConfig


class ClusteringConfig(Section):
    """Angular correlation function of sources, w = (theta / theta_0)^-slope."""

    theta_0_arcsec: Annotated[float, plausible(1e-2, 300, "arcsec")]
    slope: Annotated[float, Field(gt=0.2, lt=2)]


class SimulationConfig(Section):
    """What simulated datasets contain."""

    tracks: SimulatedTracksConfig
    efeds_clustering: ClusteringConfig | None

    @property
    def reads(self) -> list[str]:
        """Simulated tables that other simulated datasets are made from."""
        return list(PUBLIC_LISTS)
