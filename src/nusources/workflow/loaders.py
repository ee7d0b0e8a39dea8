"""Which reader turns which official file into which tables: config/loaders.yaml.

Read when the Snakefile is parsed, so nothing but the standard library and YAML is imported here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from nusources.errors import ConfigError

LOADERS = Path("config/loaders.yaml")
NEEDED = {"file": str, "reader": str, "tables": dict}
OPTIONAL = {"arguments": dict}

# The C parser is ten times faster; every dry run reads the list.
_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Loader:
    """How one official file becomes tables.

    Parameters
    ----------
    file : str
        Path in the dataset.
    reader : str
        ``<module of nusources.catalogs>.<function>``.
    tables : dict
        Contract, ``<module of nusources.contracts>.<name>``, by name of the table; in the order
        in which the reader returns them.
    arguments : dict
        Further arguments of the reader.
    """

    file: str
    reader: str
    tables: dict[str, str]
    arguments: dict[str, Any] = field(default_factory=dict)

    @property
    def modules(self) -> list[str]:
        """Modules that a job imports by these names."""
        contracts = {contract.partition(".")[0] for contract in self.tables.values()}
        return [
            f"nusources.catalogs.{self.reader.partition('.')[0]}",
            *(f"nusources.contracts.{module}" for module in sorted(contracts)),
        ]


def load_loaders(
    path: str | Path, files: Mapping[str, Collection[str]]
) -> dict[str, tuple[Loader, ...]]:
    """Read and check the list of loaders.

    Parameters
    ----------
    path : str or Path
    files : mapping
        Files of each dataset of the registry.

    Returns
    -------
    dict
        Loaders of each dataset.

    Raises
    ------
    ConfigError
        With all mistakes.
    """
    content = yaml.load(Path(path).read_text(encoding="utf-8"), Loader=_YAML)
    problems = [
        f"{path}: {problem}"
        for dataset, entries in content.items()
        for problem in _problems(dataset, entries, files)
    ]
    if problems:
        raise ConfigError(problems)
    return {
        dataset: tuple(Loader(**entry) for entry in entries) for dataset, entries in content.items()
    }


def _problems(dataset: str, entries: Any, files: Mapping[str, Collection[str]]) -> list[str]:
    if dataset not in files:
        return [f"{dataset}: no such dataset in config/datasets/"]
    problems = []
    for number, entry in enumerate(entries, start=1):
        place = f"{dataset}[{number}]"
        shapes = NEEDED | OPTIONAL
        problems += [f"{place}: lacks {key!r}" for key in NEEDED if key not in entry]
        problems += [f"{place}: unknown key {key!r}" for key in entry if key not in shapes]
        problems += [
            f"{place}: {key}: expected {shapes[key].__name__}; found {value!r}"
            for key, value in entry.items()
            if key in shapes and not isinstance(value, shapes[key])
        ]
        if entry.get("file") not in files[dataset]:
            problems.append(f"{place}: the dataset has no file {entry.get('file')!r}")
    names = [name for entry in entries for name in entry.get("tables", ())]
    twice = sorted({name for name in names if names.count(name) > 1})
    return problems + [f"{dataset}: table {name!r} stands there twice" for name in twice]
