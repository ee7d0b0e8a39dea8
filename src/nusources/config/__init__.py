"""The configuration: its schema, one module per section, and a check that tells all mistakes.

A module of this folder that has ``SECTIONS`` adds its sections to the configuration: a study brings
its own without a change here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    Field,
    ValidationError,
    ValidationInfo,
    create_model,
    model_validator,
)

from nusources.checked_yaml import dotted, read_yaml
from nusources.config.alerts import AlertsConfig
from nusources.config.base import (
    Name,
    Section,
    known_study,
    refuse_unknown_dataset,
    registry_of,
    unique_names,
)
from nusources.config.blazars import BlazarsConfig, VariableSamplesConfig
from nusources.config.data import DataConfig
from nusources.config.groups import GroupConfig
from nusources.config.mistakes import describe
from nusources.config.sensitivity import SensitivityConfig
from nusources.config.simulation import SimulationConfig
from nusources.config.spatial import SpatialConfig
from nusources.config.tracks import TracksConfig
from nusources.datasets.registry import Dataset, load_registry
from nusources.errors import ConfigError
from nusources.products import SHARED
from nusources.yaml_lines import key_lines, repeated_keys


def run_name(name: str) -> str:
    """Check the name of a run."""
    if name == SHARED:
        raise ValueError(f"results/{SHARED} holds what runs have in common; expected another name")
    return name


class RunConfig(Section):
    """The configuration that all studies share; `Config` has the sections of studies too."""

    run: Annotated[Name, AfterValidator(run_name)]
    seed: Annotated[int, Field(ge=0)]
    studies: Annotated[list[Annotated[str, AfterValidator(known_study)]], Field(min_length=1)]
    products: list[Name]
    data: DataConfig
    tracks: TracksConfig
    alerts: AlertsConfig
    blazars: BlazarsConfig
    variable_samples: VariableSamplesConfig
    simulation: SimulationConfig
    groups: Annotated[
        list[GroupConfig],
        Field(min_length=1, max_length=32),
        AfterValidator(unique_names),
    ]
    spatial: SpatialConfig
    sensitivity: SensitivityConfig

    @property
    def datasets(self) -> set[str]:
        """Datasets that the run needs."""
        samples = {sample.dataset for sample in self.tracks.samples}
        return samples | {table.partition("/")[0] for table in self.tables}

    @property
    def tables(self) -> list[str]:
        """Tables of datasets, as <dataset>/<table>, that the run needs besides track samples."""
        return sorted(
            {table for name in type(self).model_fields for table in self._tables_of(name)}
        )

    def datasets_of(self, sections: Iterable[str]) -> set[str]:
        """Datasets whose tables some sections of the configuration name."""
        tables = [table for name in sections for table in self._tables_of(name)]
        tables += self.simulation.reads if "simulation" in sections else []
        return {table.partition("/")[0] for table in tables}

    def user_jobs_of(self, sections: Iterable[str]) -> list[str]:
        """Jobs that read files of the user which some sections name, in the order of sections."""
        known = [name for name in type(self).model_fields if name in set(sections)]
        return [job for name in known for job in self._user_jobs_of(name)]

    @property
    def own_sections(self) -> set[str]:
        """Sections that name a file of the user, beside groups."""
        names = type(self).model_fields
        return {name for name in names if getattr(getattr(self, name), "is_own", False)}

    def _user_jobs_of(self, section: str) -> list[str]:
        if section == "groups":
            return ["select_sources"] if any(group.file for group in self.groups) else []
        return getattr(getattr(self, section), "user_jobs", [])

    def _tables_of(self, section: str) -> list[str]:
        if section == "groups":
            return self.group_tables
        return getattr(getattr(self, section), "tables", [])

    @property
    def group_tables(self) -> list[str]:
        """Tables that groups are taken from, or get the positions of counterparts from."""
        groups = {group.table for group in self.groups if group.table}
        return sorted(groups | {one for one in self._counterpart_tables if self.is_real(one)})

    @property
    def _counterpart_tables(self) -> set[str]:
        return {group.counterparts.table for group in self.groups if group.counterparts}

    def is_real(self, table: str) -> bool:
        """Whether the dataset of a table <dataset>/<table> is not simulated in this run."""
        return self.data.source_of(table.partition("/")[0]) == "archive"

    @model_validator(mode="after")
    def _has_circles_on_the_sky(self) -> RunConfig:
        factors = [self.spatial.circle_factor, *self.spatial.circle_factors_shown]
        largest = self.tracks.ang_err_max_deg
        if max(factors) * largest > LARGEST_RADIUS:
            raise ValueError(
                f"spatial.circle_factor or circle_factors_shown: circles of {max(factors):g} x "
                f"tracks.ang_err_max_deg = {largest:g} deg are larger than the sky; expected at "
                f"most {LARGEST_RADIUS / largest:g}"
            )
        return self

    @model_validator(mode="after")
    def _simulates_what_it_can(self, info: ValidationInfo) -> RunConfig:
        for table in sorted(self._counterpart_tables):
            refuse_unknown_dataset(table.partition("/")[0], registry_of(info))
        for dataset in sorted(self.datasets):
            refuse_unknown_dataset(dataset, registry_of(info))
            source = self.data.source_of(dataset)
            if source == "simulated" and registry_of(info)[dataset].generator is None:
                raise ValueError(
                    f"dataset {dataset!r} cannot be simulated; "
                    f"expected data.sources: {{{dataset}: archive}}"
                )
        return self


LARGEST_RADIUS = 180.0
"""Radius of a circle that is the whole sky [deg]."""


def _sections_of_studies() -> dict[str, Any]:
    """Fields of the sections that modules of this folder add, by their names."""
    modules = [import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__)]
    sections: dict[str, type[Section]] = {}
    for module in modules:
        sections |= getattr(module, "SECTIONS", {})
    return {name: (section, ...) for name, section in sections.items()}


Config = create_model("Config", __base__=RunConfig, **_sections_of_studies())
"""The whole configuration."""


def validate(
    config: Mapping[str, Any],
    files: Sequence[str | Path] = (),
    arguments: Mapping[str, Any] | None = None,
    registry: Mapping[str, Dataset] | None = None,
) -> RunConfig:
    """Check a merged configuration.

    Parameters
    ----------
    config : mapping
        The configuration after all overlays.
    files : sequence of path
        The files it was merged from, the last one strongest: they give the line of a mistake.
    arguments : mapping, optional
        What was given as ``--config``, stronger than all files.
    registry : mapping, optional
        Known datasets; by default those of config/datasets/.

    Returns
    -------
    RunConfig
        A `Config`.

    Raises
    ------
    ConfigError
        With every mistake: place, value, what is allowed, nearest known key.
    """
    context = {"registry": load_registry() if registry is None else registry}
    problems = [
        f"{file}, line {second}: {dotted(place)}: stands there twice, in line {first} too"
        for file in files
        for place, first, second in repeated_keys(file)
    ]
    settings = None
    try:
        settings = Config.model_validate(dict(config), context=context)
    except ValidationError as error:
        lines = [(str(file), key_lines(file)) for file in files]
        problems += [describe(one, lines, arguments or {}, Config) for one in error.errors()]
    if settings is None or problems:
        raise ConfigError(problems)
    return settings


def settings_without_mistakes(
    config: Mapping[str, Any], default_file: str | Path, registry: Mapping[str, Dataset]
) -> RunConfig | None:
    """Settings with the default's sections in place of those with mistakes.

    They tell what else is wrong; no run is made of them.

    Returns
    -------
    RunConfig or None
        None if sections contradict each other, or the default has mistakes itself.
    """
    context = {"registry": registry}
    try:
        return Config.model_validate(dict(config), context=context)
    except ValidationError as error:
        wrong = {str(one["loc"][0]) for one in error.errors() if one["loc"]}
    default = read_yaml(Path(default_file), []) or {}
    mended = {name: value for name, value in config.items() if name not in wrong}
    mended |= {name: default[name] for name in wrong & default.keys()}
    try:
        return Config.model_validate(mended, context=context)
    except ValidationError:
        return None
