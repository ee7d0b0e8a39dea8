"""Section ``luminosity``: neutrino and hard X-ray luminosities (kun2026)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from nusources.config.base import (
    Days,
    Name,
    Positive,
    Section,
    TableName,
    existing_file,
    listed,
    plausible,
    sorted_keys,
    unique_names,
)
from nusources.config.user_files import Where
from nusources.contracts.luminosity_words import USER_COLUMNS
from nusources.errors import nearest

FACTS = "data/tables/luminosity_sources.csv"
Text = Annotated[str, Field(min_length=1)]
EnergyTev = Annotated[float, plausible(1e-2, 1e6, "TeV")]
EnergyKev = Annotated[float, plausible(0.1, 1e4, "keV")]
Arcmin = Annotated[float, plausible(0.01, 30, "arcmin")]
Dex = Annotated[float, Field(ge=0, le=3)]


def _known_column(name: str) -> str:
    if name not in USER_COLUMNS:
        hint = nearest(name, USER_COLUMNS)
        raise ValueError(f"no such column{hint} Known: {', '.join(USER_COLUMNS)}")
    return name


ColumnName = Annotated[str, AfterValidator(_known_column)]


def _ascends(ends: list[float]) -> list[float]:
    if not ends[0] < ends[1]:
        raise ValueError(f"expected a lower end below the upper one; found {ends}")
    return ends


Window = Annotated[list[EnergyTev], Field(min_length=2, max_length=2), AfterValidator(_ascends)]
Band = Annotated[list[EnergyKev], Field(min_length=2, max_length=2), AfterValidator(_ascends)]


def _known_reading(name: str) -> str:
    return listed(FACTS, "reading", name, "reading of the facts", without="default")


class TablesConfig(Section):
    """Tables that luminosities are derived from; null: not at hand."""

    source_list: TableName
    source_list_ts: TableName | None
    area_ic86_ii: TableName
    gamma_sources: TableName | None
    xray_agn: TableName | None
    bass_sources: TableName | None
    bass_spectra: TableName | None
    bass_fluxes: TableName | None
    nustar: TableName | None
    xrt: TableName | None

    @property
    def by_name(self) -> dict[str, str]:
        """Tables that are at hand."""
        return {name: table for name, table in self.model_dump().items() if table}


class LiveTimeConfig(Section):
    """Days that the area of a season serves."""

    season: Name
    days: Days


class AreasConfig(Section):
    """Effective areas of the seasons."""

    sample: Name | None
    tables: list[TableName]
    live_times: Annotated[list[LiveTimeConfig], Field(min_length=1)]
    live_time_latest_days: Days


class ContourConfig(Section):
    """68 % contour of flux and index of a source."""

    source: Text
    table: TableName
    reference_energy_gev: Positive


class WindowConfig(Section):
    """A window of energy."""

    name: Text
    energy_tev: Window


class ReadingConfig(Section):
    """Switches of `nusources.luminosity.reading.Reading`."""

    calibrators: Annotated[list[Text], Field(min_length=1)]
    blazars_left_out: list[Text]
    blazars_added: list[Text]
    facts: list[Annotated[str, AfterValidator(_known_reading)]]
    neutrinos: Literal["published", "latest"]
    area: Literal["by_season", "ic86_ii"]
    live_time_days: Days | None
    window_tev: Window | None
    frame: Literal["source", "observed"]
    band_kev: Band
    intrinsic: bool
    cutoff: bool
    xray_k_correction: bool
    neutrino_error: Literal["joint", "n_signal"]
    limit_index: Literal[2, 3]
    match_radius_arcmin: Arcmin
    match_radius_added_arcmin: Arcmin
    redshift_radius_arcmin: Arcmin
    index_error: Positive
    index_error_max: Positive
    least_deviations: Positive
    n_signal_floor: Annotated[float, Field(gt=0, lt=1)]
    xray_error_dex: Dex
    single_epoch_dex: Dex
    peculiar_velocity_km_s: Annotated[float, Field(ge=0, le=3000)]

    @property
    def arguments(self) -> dict[str, Any]:
        """Of `Reading`: tuples in place of lists."""
        dumped = self.model_dump()
        return {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in dumped.items()
        }


class LuminosityConfig(Section):
    """Luminosities of sources, from tables of releases or a file of the user."""

    file: Annotated[str, AfterValidator(existing_file)] | None
    columns: Annotated[dict[ColumnName, Text], AfterValidator(sorted_keys)] = Field(
        default_factory=dict
    )
    where: Where = Field(default_factory=dict)
    extension: str | None = None
    tables_used: TablesConfig
    redshifts: list[TableName]
    contours: list[ContourConfig]
    areas: AreasConfig
    reading: ReadingConfig
    windows: Annotated[list[WindowConfig], Field(min_length=1), AfterValidator(unique_names)]

    @model_validator(mode="after")
    def _tells_of_a_file(self) -> LuminosityConfig:
        told = [name for name in ("columns", "where", "extension") if getattr(self, name)]
        if self.file is None and told:
            raise ValueError(
                f"{told[0]} without file: expected both or neither; found {getattr(self, told[0])}"
            )
        return self

    @property
    def by_name(self) -> dict[str, str]:
        """Tables of datasets by the names that `nusources.luminosity.gathering` gives them."""
        areas = {f"areas_{place}": table for place, table in enumerate(self.areas.tables)}
        if self.file is not None:
            return {"area_ic86_ii": self.tables_used.area_ic86_ii} | areas
        redshifts = {one: one for one in self.redshifts}
        contours = {one.table: one.table for one in self.contours}
        return self.tables_used.by_name | areas | redshifts | contours

    @property
    def tables(self) -> list[str]:
        """Tables of datasets that the section needs."""
        return sorted(set(self.by_name.values()))

    @property
    def told(self) -> dict[str, Any]:
        """Of `nusources.luminosity.gathering.Gathering`, without the titles."""
        return {
            "live_time_days": {one.season: one.days for one in self.areas.live_times},
            "live_time_latest_days": self.areas.live_time_latest_days,
            "redshifts": self.redshifts,
            "contours": {
                one.source: (one.table, one.reference_energy_gev) for one in self.contours
            },
        }

    @property
    def is_own(self) -> bool:
        """Whether the section names a file of the user."""
        return self.file is not None

    @property
    def user_jobs(self) -> list[str]:
        """Jobs that read the user's file."""
        return ["derive_luminosities"] if self.file else []

    @property
    def request(self) -> dict[str, Any]:
        """What `nusources.user_files.luminosities.LuminosityRequest` is made of."""
        return {"columns": self.columns, "where": self.where}


class CosmologyConfig(Section):
    """The cosmology of distances, one that astropy knows by name."""

    name: Literal["Planck18", "Planck15", "Planck13", "WMAP9", "WMAP7", "WMAP5"]


SECTIONS = {"luminosity": LuminosityConfig, "cosmology": CosmologyConfig}
