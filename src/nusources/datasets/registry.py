"""The registry of datasets: official homes, files, and how to recognise their bytes.

It stands in ``config/datasets/<family>.yaml`` and is checked strictly: all mistakes are told at
once, each with file, line, key and what is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import AfterValidator, Field, model_validator

from nusources.checked_yaml import Entry, checked, place, read_yaml
from nusources.errors import ConfigError, InputDataError

REGISTRY = Path("config/datasets")

NAME_PATTERN = r"^[A-Za-z][A-Za-z0-9_]*$"
ADDRESS_KINDS = ("https://", "http://", "dataverse+http", "zip+http")
UNREAD_ROLES = frozenset({"smearing", "angular_resolution"})
"""Roles of a season's files that no loader reads: not asked for with the season."""

Text = Annotated[str, Field(min_length=1)]


def _relative_path(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\\" in path:
        raise ValueError("expected a path below the dataset's folder, with forward slashes")
    if path.endswith(".gz"):
        raise ValueError("expected the name of the unpacked file, without .gz")
    return path


def _web_address(address: str) -> str:
    if not address.startswith(("https://", "http://")):
        raise ValueError("expected an address that begins with https:// or http://")
    return address


def _download_address(address: str) -> str:
    if not address.startswith(ADDRESS_KINDS):
        raise ValueError(f"expected an address that begins with {', '.join(ADDRESS_KINDS)}")
    if "+http" in address[:15] and "#" not in address:
        raise ValueError("expected '#' and the file's name in the repository or archive")
    unknown = set(re.findall(r"\{(.*?)\}", address)) - {"path", "name"}
    if unknown:
        raise ValueError(f"unknown {', '.join(sorted(unknown))} in braces; known: path, name")
    return address


Address = Annotated[str, AfterValidator(_download_address)]
Addresses = Annotated[tuple[Address, ...], Field(strict=False)]


class Loader(Entry):
    """How an official file becomes tables.

    Attributes
    ----------
    reader : str
        ``<family>.<module of nusources.catalogs>.<function>``.
    tables : dict
        Contract, ``<module of nusources.contracts>.<name>``, by name of the table; in the order
        in which the reader returns them.
    arguments : dict
        Further arguments of the reader.
    """

    reader: Annotated[str, Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+\.[a-z0-9_]+$")]
    tables: Annotated[dict[str, str], Field(min_length=1)]
    arguments: dict[str, Any] = Field(default_factory=dict)

    @property
    def modules(self) -> list[str]:
        """Modules that a job imports by these names."""
        contracts = {contract.partition(".")[0] for contract in self.tables.values()}
        return [
            f"nusources.catalogs.{self.reader.rpartition('.')[0]}",
            *(f"nusources.contracts.{module}" for module in sorted(contracts)),
        ]


class DatasetFile(Entry):
    """One official file.

    Attributes
    ----------
    path : str
        Below the dataset's folder, unpacked.
    role, season : str
        What it holds; `season` is None for files that belong to no season.
    size : int or None
        Bytes, unpacked.
    sha256, git_blob : str or None
        Digests of the unpacked official bytes, one of them at least.
    urls : tuple of str
        Addresses of this file, tried before the dataset's.
    unpinned : bool
        The official bytes are not known: a file placed by hand is taken as it is.
    loaders : tuple of Loader
        What tables are made of it; track samples are read by season, without these.
    """

    path: Annotated[str, AfterValidator(_relative_path)]
    role: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    season: Annotated[str, Field(pattern=NAME_PATTERN)] | None = None
    size: Annotated[int, Field(ge=1)] | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    git_blob: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")] | None = None
    urls: Addresses = ()
    unpinned: bool = False
    loaders: Annotated[tuple[Loader, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _can_be_recognised(self) -> DatasetFile:
        has_digest = self.sha256 is not None or self.git_blob is not None
        if not has_digest and not self.unpinned:
            raise ValueError("expected sha256 or git_blob of the unpacked official bytes")
        if self.unpinned and (has_digest or self.urls):
            raise ValueError("unpinned: expected no digest and no address")
        return self


class Dataset(Entry):
    """One entry of the registry.

    Attributes
    ----------
    name, defined_in : str
        Its key, and the file of the registry that holds it.
    title, short_title : str
    home : str
        Address of the official page.
    mirrors : tuple of str
        Further official pages.
    citation, licence : str
    folder : str
        Folder in a mirror and in the cache.
    generator : str or None
        The simulator that writes the same files in the same formats.
    generated : tuple of str
        Which files with loaders it writes, besides those of seasons; with ``.gz`` if it packs them.
    urls : tuple of str
        Addresses of its files in the order in which they are tried, with ``{path}`` or ``{name}``:
        ``https://...``, ``dataverse+https://<host>/<doi>#<file>`` (file of a Dataverse dataset),
        ``zip+https://...#<file>`` (member of an archive).
    note : str
        What a user must know, e.g. that it is a copy whose official form differs.
    simulated : bool
        The files are simulated wherever they come from, and all that is made of them says so.
    files : tuple of DatasetFile
    """

    name: Annotated[str, Field(pattern=NAME_PATTERN)]
    defined_in: str
    title: Text
    short_title: Text
    home: Annotated[str, AfterValidator(_web_address)]
    mirrors: Annotated[
        tuple[Annotated[str, AfterValidator(_web_address)], ...], Field(strict=False)
    ] = ()
    citation: Text
    licence: Text
    folder: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+$")]
    generator: Text | None
    generated: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    urls: Addresses = ()
    note: str = ""
    simulated: bool = False
    files: Annotated[tuple[DatasetFile, ...], Field(strict=False)]

    @model_validator(mode="after")
    def _names_each_file_once(self) -> Dataset:
        if not self.files:
            raise ValueError("no files; expected one at least")
        paths = [one.path for one in self.files]
        twice = sorted({path for path in paths if paths.count(path) > 1})
        if twice:
            raise ValueError(f"the same file twice: {', '.join(twice)}")
        names = [name for one in self.files for loader in one.loaders for name in loader.tables]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"the same table twice: {', '.join(twice)}")
        unknown = sorted({one.removesuffix(".gz") for one in self.generated} - set(paths))
        if unknown:
            raise ValueError(f"generated: no such file: {', '.join(unknown)}")
        return self

    @property
    def generated_files(self) -> dict[str, str]:
        """Names under which the simulator writes files, by their paths in the registry."""
        return {one.removesuffix(".gz"): one for one in self.generated}

    @property
    def tables(self) -> dict[str, str]:
        """Contract, ``<module>.<name>``, of each table that its files become, by its name."""
        loaders = [loader for one in self.files for loader in one.loaders]
        return {name: contract for one in loaders for name, contract in one.tables.items()}

    def addresses(self, file: DatasetFile) -> tuple[str, ...]:
        """Where a file can be had, in order."""
        path = PurePosixPath(file.path)
        return tuple(
            url.replace("{path}", quote(file.path)).replace("{name}", quote(path.name))
            for url in (*file.urls, *self.urls)
        )


def load_registry(path: str | Path = REGISTRY) -> dict[str, Dataset]:
    """Read the registry of datasets.

    Parameters
    ----------
    path : str or Path
        One YAML file, or the folder that holds them.

    Returns
    -------
    dict
        From a dataset's name to its entry.

    Raises
    ------
    ConfigError
        With every mistake: file, line, key, what was found and what is allowed.
    """
    files = sorted(Path(path).glob("*.yaml")) if Path(path).is_dir() else [Path(path)]
    if not files:
        raise ConfigError([f"{path}: no *.yaml here; expected the registry of datasets"])
    datasets: dict[str, Dataset] = {}
    problems: list[str] = []
    for file in files:
        for dataset in _read(file, problems):
            problems += _clashes(dataset, datasets)
            datasets[dataset.name] = dataset
    if problems:
        raise ConfigError(problems)
    return datasets


def event_seasons(dataset: Dataset) -> list[str]:
    """Seasons of which a dataset has events."""
    return [one.season for one in dataset.files if one.role.startswith("events") and one.season]


def files_of_seasons(dataset: Dataset, seasons: Iterable[str]) -> list[DatasetFile]:
    """Files that some seasons need.

    Raises
    ------
    InputDataError
        If the dataset has no events of a season.
    """
    known = event_seasons(dataset)
    for season in seasons:
        if season not in known:
            raise InputDataError(
                f"dataset {dataset.name!r} has no such season",
                value=season,
                expected=f"one of {', '.join(known)}",
            )
    chosen = set(seasons)
    return [one for one in dataset.files if one.season in chosen and one.role not in UNREAD_ROLES]


def _read(file: Path, problems: list[str]) -> list[Dataset]:
    """Entries of one file; mistakes are added to `problems`."""
    before = len(problems)
    content = read_yaml(file, problems)
    if len(problems) > before:
        return []
    if not isinstance(content, dict):
        problems.append(f"{file}: expected datasets by name; found {type(content).__name__}")
        return []
    names = re.findall(r"^([A-Za-z]\w*):", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    twice = sorted({name for name in names if names.count(name) > 1})
    problems += [f"{file}: dataset {name!r} stands here twice" for name in twice]
    entries = [_dataset(file, name, entry, problems) for name, entry in content.items()]
    return [entry for entry in entries if entry is not None]


def _dataset(file: Path, name: Any, entry: Any, problems: list[str]) -> Dataset | None:
    if not isinstance(entry, dict):
        problems.append(f"{file}: {name}: expected keys such as title and files; found {entry!r}")
        return None
    reserved = sorted({"name", "defined_in"} & set(entry))
    problems += [f"{place(file, (name, key))}: unknown key" for key in reserved]
    content = {**entry, "name": str(name), "defined_in": file.as_posix()}
    return checked(Dataset, content, file, (str(name),), problems)


def _clashes(dataset: Dataset, others: dict[str, Dataset]) -> list[str]:
    """Names and folders that two entries share."""
    problems = []
    if dataset.name in others:
        before = others[dataset.name].defined_in
        problems.append(f"{dataset.defined_in}: dataset {dataset.name!r} is also in {before}")
    for other in others.values():
        if other.folder == dataset.folder and other.name != dataset.name:
            problems.append(
                f"{dataset.defined_in}: {dataset.name}: folder {dataset.folder!r} "
                f"is that of {other.name}"
            )
    return problems
