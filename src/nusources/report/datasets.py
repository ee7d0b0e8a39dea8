"""Datasets of a run, real or simulated, as their receipts tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from nusources.errors import InputDataError
from nusources.origins import input_state

TEXTS = ("dataset", "title", "home", "citation", "licence")
FILE_KEYS = ("role", "season", "path", "size", "sha256", "simulated")


@dataclass(frozen=True)
class DataFile:
    """One file of a dataset, as in its receipt; `size` in bytes."""

    role: str
    season: str
    path: str
    size: int
    sha256: str
    simulated: bool

    @property
    def shown_path(self) -> str:
        """Path below the project, or the bare name of a file outside of it."""
        path = PurePath(self.path)
        return path.name if path.is_absolute() else path.as_posix()


@dataclass(frozen=True)
class Dataset:
    """A dataset with all its files that the run used."""

    dataset: str
    short_title: str
    title: str
    home: str
    citation: str
    licence: str
    files: tuple[DataFile, ...]

    @property
    def state(self) -> str:
        """``real``, ``simulated``, or ``mixed`` if only some files are simulated."""
        return input_state(
            [file.path for file in self.files if not file.simulated],
            [file.path for file in self.files if file.simulated],
        )

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def home_link(self) -> str:
        """Address of its home, empty if that is not a web address."""
        return self.home if self.home.startswith(("https://", "http://")) else ""


def check_receipt(receipt: Mapping[str, Any], path: str) -> None:
    """Check a receipt.

    Raises
    ------
    InputDataError
        If a key is missing, named with the file.
    """
    missing = [name for name in (*TEXTS, "simulated", "files") if name not in receipt]
    for place, file in enumerate(receipt.get("files", ()), start=1):
        missing += [f"files[{place}].{name}" for name in FILE_KEYS if name not in file]
    if missing or not receipt["files"]:
        lacks = ", ".join(missing) or "files"
        raise InputDataError(
            f"the receipt lacks {lacks}", path=path, value=sorted(receipt), expected="all of them"
        )


def merge_receipts(receipts: Iterable[Mapping[str, Any]]) -> list[Dataset]:
    """Datasets from checked receipts; samples of the same dataset share one entry."""
    first: dict[str, Mapping[str, Any]] = {}
    files: dict[str, dict[str, DataFile]] = {}
    for receipt in receipts:
        name = receipt["dataset"]
        first.setdefault(name, receipt)
        for file in receipt["files"]:
            held = {key: file[key] for key in FILE_KEYS} | {
                "simulated": bool(file["simulated"] or receipt["simulated"]),
                "season": file["season"] or "",
            }
            files.setdefault(name, {})[file["path"]] = DataFile(**held)
    return [
        Dataset(
            **{key: first[name][key] or "" for key in TEXTS},
            short_title=first[name].get("short_title") or name,
            files=tuple(held.values()),
        )
        for name, held in sorted(files.items())
    ]
