"""What a run needs of official files and does not have yet, told before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nusources.datasets.places import Places, obtainable_files, present_files
from nusources.datasets.registry import Dataset, DatasetFile

NAMES_SHOWN = 3


@dataclass(frozen=True)
class Absence:
    """Files of a dataset that are neither in the mirror nor in the cache.

    Parameters
    ----------
    dataset : str
    n_wanted : int
        How many files of it a run needs.
    files : tuple of DatasetFile
        Those that cannot be had; if all can be downloaded, those that are not here.
    reason : str
        Why they cannot be had; empty if they can be downloaded.
    """

    dataset: str
    n_wanted: int
    files: tuple[DatasetFile, ...]
    reason: str = ""

    @property
    def sentence(self) -> str:
        """How many files, which, how large, and what becomes of them."""
        names = ", ".join(one.path for one in self.files[:NAMES_SHOWN])
        n_more = len(self.files) - NAMES_SHOWN
        more = f" and {n_more} more" if n_more > 0 else ""
        told = f"({names}{more}; {size_in_words(self.files)})"
        fate = f"are not there, and {self.reason}" if self.reason else "will be downloaded"
        return f"{self.dataset}: {len(self.files)} of {self.n_wanted} files {told} {fate}"


def absences(
    wanted: Iterable[Sequence[Any]], registry: Mapping[str, Dataset], places: Places
) -> list[Absence]:
    """Find the datasets of which a run needs files that are neither in the mirror nor the cache.

    Parameters
    ----------
    wanted : iterable of [str, sequence of str]
        Dataset, and paths of its files.
    registry : mapping
    places : Places
    """
    found = [_absence(registry[name], paths, places) for name, paths in wanted]
    return [one for one in found if one.files]


def _absence(dataset: Dataset, paths: Sequence[str], places: Places) -> Absence:
    files = [one for one in dataset.files if one.path in paths]
    here, obtainable = present_files(dataset, places), obtainable_files(dataset, places)
    absent = tuple(one for one in files if one.path not in here)
    lost = tuple(one for one in absent if one.path not in obtainable)
    if not lost:
        return Absence(dataset.name, len(files), absent)
    reason = "data.offline forbids downloads" if places.offline else "cannot be downloaded"
    return Absence(dataset.name, len(files), lost, reason)


def size_in_words(files: Iterable[DatasetFile]) -> str:
    """Sum of the registered sizes; files without one are left out."""
    return f"{sum(one.size or 0 for one in files) / 1e6:.3g} MB"
