"""Sections ``blazars`` and ``variable_samples``."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from nusources.config.base import (
    Days,
    Name,
    Section,
    TableName,
    sorted_keys,
    unique_names,
)

Cuts = Annotated[dict[Name, float], AfterValidator(sorted_keys)]


class CatalogConfig(Section):
    """One catalogue of the meta-blazar sample."""

    name: Name
    table: TableName


class AlertCatalogConfig(CatalogConfig):
    """A catalogue of gamma-ray sources of which those in alert regions are added."""

    classes: list[str]


class BlazarsConfig(Section):
    """The meta-blazar sample (chang2022, sections 3.2 and 4.2.1)."""

    catalogs: Annotated[list[CatalogConfig], Field(min_length=1), AfterValidator(unique_names)]
    alert_catalog: AlertCatalogConfig | None
    gamma_ray: TableName
    infrared: TableName | None
    match_radius_arcsec: Annotated[float, Field(gt=0, le=3600)]

    @property
    def tables(self) -> list[str]:
        """Tables of sources, merged ones first."""
        optional = [self.alert_catalog.table if self.alert_catalog else None, self.infrared]
        return [
            *(one.table for one in self.catalogs),
            self.gamma_ray,
            *(one for one in optional if one),
        ]


class VariableSampleConfig(Section):
    """One multi-frequency sample (chang2022, section 4.1)."""

    name: Annotated[str, Field(min_length=1)]
    table: TableName
    combine_days: Days | None = None
    incomplete: str = ""
    above: Cuts = Field(default_factory=dict)
    at_least: Cuts = Field(default_factory=dict)


class VariableSamplesConfig(Section):
    """The multi-frequency samples and their cuts on position."""

    abs_dec_max_deg: Annotated[float, Field(gt=0, le=90)]
    abs_glat_min_deg: Annotated[float, Field(ge=0, lt=90)]
    samples: Annotated[list[VariableSampleConfig], AfterValidator(unique_names)]

    @property
    def tables(self) -> list[str]:
        """Tables that the section needs."""
        return [sample.table for sample in self.samples]
