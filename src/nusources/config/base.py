"""What all sections of the configuration share: types, and checks of single values."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from nusources.datasets.registry import Dataset
from nusources.errors import nearest

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
"""A name that becomes part of a path or a random stream: letters, digits, underscore."""

TableName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*$")]
"""A table of a dataset, <dataset>/<table>, as in config/datasets/."""

LogEnergy = Annotated[float, Field(ge=0, le=12)]
"""log10(E/GeV): 1 GeV to 10^12 GeV, so that energies in TeV or GeV are noticed."""

PositiveInt = Annotated[int, Field(ge=1)]
Positive = Annotated[float, Field(gt=0)]


def plausible(low: float, high: float, unit: str) -> AfterValidator:
    """Make a check that asks back when a value is absurd in its unit."""

    def check(value: float) -> float:
        if not low <= value <= high:
            raise ValueError(f"expected {low:g} to {high:g} {unit}; is it in another unit?")
        return value

    return AfterValidator(check)


Kiloparsecs = Annotated[float, plausible(1e-3, 1e3, "kpc")]
"""A length in a galaxy."""

Days = Annotated[float, plausible(1e-3, 1e5, "days")]


def unique_names(items: list) -> list:
    """Refuse a list in which two items have one name."""
    names = [item.name for item in items]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"the same name twice: {', '.join(twice)}")
    return items


def existing_file(name: str) -> str:
    """Refuse the name of a file that is not there."""
    if not Path(name).is_file():
        raise ValueError(
            "expected a file; there is none of that name (seen from the project's folder)"
        )
    return name


def ascending(values: list[float]) -> list[float]:
    """Refuse numbers that do not ascend."""
    if any(low >= high for low, high in itertools.pairwise(values)):
        raise ValueError(f"expected ascending numbers; found {values}")
    return values


def known_study(name: str) -> str:
    """Refuse a study that is not in config/studies/, and suggest one that is."""
    known = sorted(path.stem for path in Path("config/studies").glob("*.yaml"))
    if name not in known:
        raise ValueError(f"no such study{nearest(name, known)} Known: {', '.join(known)}")
    return name


def listed(path: str, column: str, name: str, what: str, without: str = "") -> str:
    """Refuse a name that no row of a table of data/tables/ has, and suggest one that has."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        known = sorted({row[column] for row in rows} - {without})
    if name not in known:
        raise ValueError(f"no such {what}{nearest(name, known)} Known: {', '.join(known)}")
    return name


def registry_of(info: ValidationInfo) -> Mapping[str, Dataset]:
    """Known datasets, which `nusources.config.validate` hands to the checks."""
    return (info.context or {})["registry"]


def refuse_unknown_dataset(name: str, registry: Mapping[str, Dataset]) -> None:
    """Refuse a name that no dataset of the registry has, and suggest one."""
    if name not in registry:
        hint = nearest(name, registry)
        raise ValueError(f"no dataset {name!r}{hint} Known: {', '.join(registry)}")


def sorted_keys(mapping: dict[str, str]) -> dict[str, str]:
    """The order of keys in a file is not a change of parameters."""
    return dict(sorted(mapping.items()))


class Section(BaseModel):
    """A part of the configuration; unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
