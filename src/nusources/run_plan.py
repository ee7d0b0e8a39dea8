"""Configuration, places of data and plan of a run; what is wrong with any of them, at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nusources.config import RunConfig, settings_without_mistakes, validate
from nusources.datasets.absent import Absence, absences
from nusources.datasets.places import Places, mirror_folder, obtainable_files, present_files
from nusources.datasets.registry import Dataset, load_registry
from nusources.errors import ConfigError
from nusources.jobs.digest import content_digest
from nusources.plan import Plan
from nusources.product_list import load_products
from nusources.studies import STUDIES, load_studies

OWN_KEYS = {"forecast_detectors": "detectors"}
"""Keys under which sections name files of the user, where it is not ``file``."""


@dataclass(frozen=True)
class PlannedRun:
    """A run that can begin.

    Parameters
    ----------
    settings : RunConfig
    registry : dict
        Known datasets by name.
    places : Places
    plan : Plan
    """

    settings: RunConfig
    registry: dict[str, Dataset]
    places: Places
    plan: Plan

    @property
    def absences(self) -> list[Absence]:
        """Datasets of which the run needs files that are not here."""
        return absences(self.plan.archive_files(with_left_out=False), self.registry, self.places)

    @property
    def news(self) -> list[str]:
        """Sentences about data, for the terminal."""
        return self.plan.samples_left_out() + [one.sentence for one in self.absences]


def plan_run(
    config: Mapping[str, Any], files: Sequence[str | Path], arguments: Mapping[str, Any]
) -> PlannedRun:
    """Check a merged configuration and plan its run.

    Parameters
    ----------
    config, files, arguments
        As for `nusources.config.validate`; the first file is the default configuration.

    Raises
    ------
    ConfigError
        With every mistake. If there is one, data that the run could not have are told with it;
        alone they are none, for a target may not need them.
    """
    registry = load_registry()
    try:
        return _planned(validate(config, files, arguments, registry), registry)
    except ConfigError as error:
        settings = settings_without_mistakes(config, files[0], registry)
        problems = error.problems + _lost_data(settings, registry)
        raise ConfigError(list(dict.fromkeys(problems))) from None


def _planned(settings: RunConfig, registry: dict[str, Dataset]) -> PlannedRun:
    data = settings.data
    places = Places(mirror_folder(data.mirror), Path(data.cache), data.offline)
    plan = Plan(
        settings,
        registry,
        load_studies(settings.studies),
        load_products("config/products"),
        obtainable=lambda dataset: obtainable_files(dataset, places),
        present=lambda dataset: present_files(dataset, places),
        digest_of=content_digest,
        has_mirror=places.mirror is not None,
    )
    _refuse_unread_files(plan)
    return PlannedRun(settings, registry, places, plan)


def _refuse_unread_files(plan: Plan) -> None:
    """Refuse a file of the user that no study of the run reads."""
    read = {need for study in plan.studies for need in study.needs}
    unread = sorted(plan.settings.own_sections - read)
    if unread:
        known = load_studies(path.stem for path in sorted(STUDIES.glob("*.yaml")))
        readers = {one: [study.study for study in known if one in study.needs] for one in unread}
        raise ConfigError(
            [
                f"{section}.{OWN_KEYS.get(section, 'file')}: no study of the run reads it; "
                "expected studies with "
                f"{' or '.join(names)} among them"
                for section, names in readers.items()
            ]
        )


def _lost_data(settings: RunConfig | None, registry: dict[str, Dataset]) -> list[str]:
    """What a run with the settings that are right could not have."""
    if settings is None:
        return []
    try:
        run = _planned(settings, registry)
    except ConfigError as error:
        return error.problems
    return [one.sentence for one in run.absences if one.reason]
