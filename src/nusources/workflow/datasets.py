"""Datasets: the registry, where their files stand, and receipts of what was used.

A receipt lists each file of a dataset with path, size and digest of the unpacked official bytes.
Loaders open the paths of a receipt; they do not know whether a file is simulated or real.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nusources.errors import InputDataError

MIRROR_VARIABLE = "NUSOURCES_MIRROR"
REGISTRY = Path("config/datasets.yaml")


@dataclass(frozen=True)
class DatasetFile:
    """One official file.

    Attributes
    ----------
    path : str
        Below the dataset's folder.
    role, season : str
        What it holds.
    git_blob : str or None
        Git's identifier of the unpacked official bytes.
    """

    path: str
    role: str
    season: str
    git_blob: str | None


@dataclass(frozen=True)
class Dataset:
    """One entry of the registry."""

    name: str
    title: str
    short_title: str
    home: str
    mirrors: tuple[str, ...]
    citation: str
    licence: str
    folder: str
    generator: str | None
    files: tuple[DatasetFile, ...]


def load_registry(path: str | Path = REGISTRY) -> dict[str, Dataset]:
    """Read the registry of datasets."""
    content = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    return {name: _dataset(name, entry) for name, entry in content.items()}


def _dataset(name: str, entry: dict[str, Any]) -> Dataset:
    files = tuple(
        DatasetFile(one["path"], one["role"], one["season"], one.get("git_blob"))
        for one in entry["files"]
    )
    plain = {key: value for key, value in entry.items() if key not in ("files", "mirrors")}
    return Dataset(name=name, mirrors=tuple(entry["mirrors"]), files=files, **plain)


def files_of_seasons(dataset: Dataset, seasons: list[str]) -> list[DatasetFile]:
    """Files that some seasons need.

    Raises
    ------
    InputDataError
        If the dataset has no events of a season.
    """
    known = [one.season for one in dataset.files if one.role.startswith("events")]
    for season in seasons:
        if season not in known:
            raise InputDataError(
                f"dataset {dataset.name!r} has no such season",
                value=season,
                expected=f"one of {', '.join(known)}",
            )
    return [one for one in dataset.files if one.season in seasons]


def mirror_folder(configured: str | None) -> Path | None:
    """Folder of the local mirror: the configuration's, else the environment variable's."""
    chosen = configured or os.environ.get(MIRROR_VARIABLE)
    return Path(chosen) if chosen else None


def locate_in_mirror(
    dataset: Dataset, files: list[DatasetFile], mirror: Path | None
) -> dict[str, Path]:
    """Find official files, plain or gzipped, in a mirror.

    Returns
    -------
    dict
        From the path in the registry to the path on disk.

    Raises
    ------
    InputDataError
        If there is no mirror or files are absent: the message lists what to put where.
    """
    folder = None if mirror is None else mirror / dataset.folder
    found: dict[str, Path] = {}
    for one in files:
        plain = (folder or Path()) / one.path
        candidates = [plain, plain.with_name(plain.name + ".gz")] if folder else []
        present = [path for path in candidates if path.is_file()]
        if present:
            found[one.path] = present[0]
    absent = [one.path for one in files if one.path not in found]
    if absent:
        place = folder or Path(f"<mirror>/{dataset.folder}")
        how = "" if mirror else f"; name the mirror in data.mirror or ${MIRROR_VARIABLE}"
        raise InputDataError(
            f"dataset {dataset.name!r}: {len(absent)} of {len(files)} files are not there",
            value=", ".join(absent),
            expected=f"them in {place}, plain or with .gz (home: {dataset.home}){how}",
        )
    return found


def file_record(file: DatasetFile, path: Path, *, simulated: bool) -> dict[str, Any]:
    """Entry of a receipt: where a file stands and which unpacked bytes it holds.

    Raises
    ------
    InputDataError
        If the bytes of a real file are not the official ones.
    """
    data = _unpacked(path)
    if not simulated and file.git_blob is not None:
        blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        if blob != file.git_blob:
            raise InputDataError(
                "the bytes are not the official ones (changed, truncated or another version)",
                path=path,
                value=f"git blob {blob}, {len(data)} bytes",
                expected=f"git blob {file.git_blob}",
            )
    return {
        "role": file.role,
        "season": file.season,
        "path": str(path),
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "simulated": simulated,
    }


def make_receipt(
    dataset: Dataset, files: list[DatasetFile], paths: dict[str, Path], *, simulated: bool
) -> dict[str, Any]:
    """Receipt of the files of a dataset that a sample uses."""
    return {
        "dataset": dataset.name,
        "title": dataset.title,
        "short_title": dataset.short_title,
        "home": dataset.home,
        "citation": dataset.citation,
        "licence": dataset.licence,
        "simulated": simulated,
        "files": [file_record(one, paths[one.path], simulated=simulated) for one in files],
    }


def read_receipt(path: str | Path) -> dict[str, Any]:
    """Read a receipt."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def _unpacked(path: Path) -> bytes:
    if path.suffix != ".gz":
        return path.read_bytes()
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as error:
        raise InputDataError(f"not a readable gzip file ({error})", path=path) from error
