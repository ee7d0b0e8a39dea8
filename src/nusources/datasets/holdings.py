"""What stands of the registered files in the mirror and in the cache, and with which bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nusources.datasets.identity import check_identity, measure
from nusources.datasets.places import Places
from nusources.datasets.registry import Dataset, DatasetFile
from nusources.errors import InputDataError

OK, UNCHECKED, MISSING, CHANGED = "ok", "unchecked", "missing", "changed"


@dataclass(frozen=True)
class Holding:
    """One registered file: where it stands, its state, its registered size [bytes].

    States: ok, unchecked (no digest is known), missing, changed.
    """

    dataset: str
    path: str
    place: Path | None
    state: str
    problem: str = ""
    size: int | None = None


def holdings(wanted: Iterable[tuple[Dataset, DatasetFile]], places: Places) -> Iterator[Holding]:
    """Look for files and compare the bytes of those present with the registry."""
    for dataset, file in wanted:
        place = places.find(dataset, file)
        if place is None:
            yield Holding(dataset.name, file.path, None, MISSING, size=file.size)
            continue
        try:
            check_identity(file, measure(place, expected_size=file.size), place)
        except InputDataError as error:
            yield Holding(dataset.name, file.path, place, CHANGED, str(error), file.size)
        else:
            state = UNCHECKED if file.unpinned else OK
            yield Holding(dataset.name, file.path, place, state, size=file.size)


def all_files(datasets: Iterable[Dataset]) -> list[tuple[Dataset, DatasetFile]]:
    """Every file of some datasets."""
    return [(dataset, file) for dataset in datasets for file in dataset.files]


def chosen_files(
    registry: Mapping[str, Dataset], wanted: Iterable[tuple[str, Sequence[str]]]
) -> list[tuple[Dataset, DatasetFile]]:
    """Files named by dataset and paths."""
    return [
        (registry[name], file)
        for name, paths in wanted
        for file in registry[name].files
        if file.path in paths
    ]


def table(found: Sequence[Holding], places: Places) -> str:
    """Table of files for a terminal: state, dataset, file, size, where it stands."""
    rows = [
        (one.state, one.dataset, one.path, _size(one.size), _where(one, places)) for one in found
    ]
    rows.insert(0, ("state", "dataset", "file", "MB", "found in"))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]])
        for row in rows
    ]
    folders = f"mirror: {places.mirror or 'none'}\ncache: {places.cache or 'none'}"
    return "\n".join([folders, "", *lines, "", summary(found)])


def summary(found: Iterable[Holding]) -> str:
    """How many files are in each state, in one line, and the size of those that are missing."""
    found = list(found)
    counts = Counter(one.state for one in found)
    line = ", ".join(
        f"{counts[state]} {state}"
        for state in (OK, UNCHECKED, MISSING, CHANGED)
        if counts[state] or state != UNCHECKED
    )
    missing = sum(one.size or 0 for one in found if one.state == MISSING)
    return line + (f" ({missing / 1e6:.3g} MB missing)" if missing else "")


def refuse_changed(found: Iterable[Holding]) -> None:
    """Refuse files whose bytes are not the official ones.

    Raises
    ------
    InputDataError
        With every such file.
    """
    problems = [one.problem for one in found if one.state == CHANGED]
    if problems:
        noun = "file has" if len(problems) == 1 else "files have"
        raise InputDataError(f"{len(problems)} {noun} changed:\n  " + "\n  ".join(problems))


def _size(size: int | None) -> str:
    return "-" if size is None else f"{size / 1e6:.3f}"


def _where(holding: Holding, places: Places) -> str:
    if holding.place is None:
        return "-"
    in_mirror = places.mirror is not None and holding.place.is_relative_to(places.mirror)
    packed = " (.gz)" if holding.place.suffix == ".gz" else ""
    return ("mirror" if in_mirror else "cache") + packed
