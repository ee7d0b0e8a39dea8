"""What stands of the registered files in the mirror and in the cache, and with which bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nusources.datasets.identity import check_identity, measure
from nusources.datasets.places import Places
from nusources.datasets.registry import Dataset, DatasetFile
from nusources.errors import InputDataError

OK, UNCHECKED, MISSING, CHANGED = "ok", "unchecked", "missing", "changed"


@dataclass(frozen=True)
class Holding:
    """One registered file: where it stands, and its state.

    States: ok, unchecked (no digest is known), missing, changed.
    """

    dataset: str
    path: str
    place: Path | None
    state: str
    problem: str = ""


def holdings(wanted: Iterable[tuple[Dataset, DatasetFile]], places: Places) -> Iterator[Holding]:
    """Look for files and compare the bytes of those present with the registry."""
    for dataset, file in wanted:
        place = places.find(dataset, file)
        if place is None:
            yield Holding(dataset.name, file.path, None, MISSING)
            continue
        try:
            check_identity(file, measure(place, expected_size=file.size), place)
        except InputDataError as error:
            yield Holding(dataset.name, file.path, place, CHANGED, str(error))
        else:
            state = UNCHECKED if file.unpinned else OK
            yield Holding(dataset.name, file.path, place, state)


def all_files(datasets: Iterable[Dataset]) -> list[tuple[Dataset, DatasetFile]]:
    """Every file of some datasets."""
    return [(dataset, file) for dataset in datasets for file in dataset.files]


def table(found: Sequence[Holding], places: Places) -> str:
    """Table of files for a terminal: state, dataset, file, where it stands."""
    rows = [(one.state, one.dataset, one.path, _where(one, places)) for one in found]
    rows.insert(0, ("state", "dataset", "file", "found in"))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    ]
    folders = f"mirror: {places.mirror or 'none'}\ncache: {places.cache or 'none'}"
    return "\n".join([folders, "", *lines, "", summary(found)])


def summary(found: Iterable[Holding]) -> str:
    """How many files are in each state, in one line."""
    counts = Counter(one.state for one in found)
    return ", ".join(
        f"{counts[state]} {state}"
        for state in (OK, UNCHECKED, MISSING, CHANGED)
        if counts[state] or state != UNCHECKED
    )


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


def _where(holding: Holding, places: Places) -> str:
    if holding.place is None:
        return "-"
    in_mirror = places.mirror is not None and holding.place.is_relative_to(places.mirror)
    packed = " (.gz)" if holding.place.suffix == ".gz" else ""
    return ("mirror" if in_mirror else "cache") + packed
