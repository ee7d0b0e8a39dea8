"""What a run needs of official files and does not have yet, told before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nusources.datasets.places import Places, obtainable_files, present_files
from nusources.datasets.registry import Dataset, DatasetFile

NAMES_SHOWN = 3


def tell_absent(
    wanted: Iterable[tuple[str, Sequence[str]]], registry: Mapping[str, Dataset], places: Places
) -> list[str]:
    """Tell of which datasets a run needs files that are neither in the mirror nor in the cache.

    Parameters
    ----------
    wanted : iterable of (str, sequence of str)
        Dataset, and paths of its files.
    registry : mapping
    places : Places

    Returns
    -------
    list of str
        One sentence per dataset: how many files, which, how large, and what becomes of them.
    """
    sentences = []
    for name, paths in wanted:
        dataset = registry[name]
        files = [one for one in dataset.files if one.path in paths]
        here, obtainable = present_files(dataset, places), obtainable_files(dataset, places)
        absent = [one for one in files if one.path not in here]
        lost = [one for one in absent if one.path not in obtainable]
        if lost:
            what = (
                "cannot be downloaded" if not places.offline else "data.offline forbids downloads"
            )
            sentences.append(f"{name}: {_of(lost, files)} are not there, and {what}")
        elif absent:
            sentences.append(f"{name}: {_of(absent, files)} will be downloaded")
    return sentences


def size_in_words(files: Iterable[DatasetFile]) -> str:
    """Sum of the registered sizes; files without one are left out."""
    return f"{sum(one.size or 0 for one in files) / 1e6:.3g} MB"


def _of(some: Sequence[DatasetFile], files: Sequence[DatasetFile]) -> str:
    names = ", ".join(one.path for one in some[:NAMES_SHOWN])
    more = f" and {len(some) - NAMES_SHOWN} more" if len(some) > NAMES_SHOWN else ""
    return f"{len(some)} of {len(files)} files ({names}{more}; {size_in_words(some)})"
