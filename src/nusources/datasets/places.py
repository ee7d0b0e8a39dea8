"""Where the files of a dataset stand: in the mirror, in the cache, or to be downloaded."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from nusources.datasets.registry import Dataset, DatasetFile
from nusources.errors import ConfigError, InputDataError

MIRROR_VARIABLE = "NUSOURCES_MIRROR"

log = logging.getLogger("nusources")


@dataclass(frozen=True)
class Places:
    """Folders that hold official files, each with one sub-folder per dataset.

    Attributes
    ----------
    mirror : Path or None
        Looked into first, never written.
    cache : Path or None
        Looked into next; downloads go there.
    offline : bool
        Nothing is downloaded.
    """

    mirror: Path | None
    cache: Path | None
    offline: bool = True

    def find(self, dataset: Dataset, file: DatasetFile) -> Path | None:
        """Place of a file, plain or with ``.gz``; None if it is not there."""
        for folder in filter(None, (self.mirror, self.cache)):
            plain = folder / dataset.folder / file.path
            for path in (plain, plain.with_name(plain.name + ".gz")):
                if path.is_file():
                    return path
        return None


def mirror_folder(configured: str | None) -> Path | None:
    """Folder of the local mirror: the configuration's, else the environment variable's.

    Raises
    ------
    ConfigError
        If there is no such folder: its files would be downloaded again, or be missing.
    """
    chosen = configured or os.environ.get(MIRROR_VARIABLE)
    if not chosen:
        return None
    if not Path(chosen).is_dir():
        origin = "data.mirror" if configured else f"${MIRROR_VARIABLE}"
        raise ConfigError([f"{origin}: found {chosen!r}; expected a folder; there is none"])
    return Path(chosen)


def obtainable_files(dataset: Dataset, places: Places) -> set[str]:
    """Files of a dataset that are in the mirror or the cache, or can be downloaded."""
    at_homes = {one.path for one in dataset.files if dataset.addresses(one) and not places.offline}
    return present_files(dataset, places) | at_homes


def present_files(dataset: Dataset, places: Places) -> set[str]:
    """Files of a dataset that are in the mirror or the cache."""
    return {one.path for one in dataset.files if places.find(dataset, one)}


def tell(line: str) -> None:
    """Put a line into the job's log and on the terminal: downloads take long."""
    log.info("%s", line)
    print(f"nusources: {line}", file=sys.stderr, flush=True)


def locate(
    dataset: Dataset,
    files: Iterable[DatasetFile],
    places: Places,
    say: Callable[[str], None] = log.info,
) -> dict[str, Path]:
    """Find official files in the mirror or the cache; download what is in neither.

    Parameters
    ----------
    dataset : Dataset
    files : iterable of DatasetFile
    places : Places
    say : callable, optional
        Told in one line what a download does.

    Returns
    -------
    dict
        From the path in the registry to the path on disk.

    Raises
    ------
    InputDataError
        If files are absent: which, where to put them by hand, and why they did not come.
    """
    files = list(files)
    found = {one.path: places.find(dataset, one) for one in files}
    reasons: list[str] = []
    if not places.offline and places.cache is not None:
        _fetch_absent(dataset, files, found, places, say, reasons)
    absent = [path for path, place in found.items() if place is None]
    if absent:
        raise InputDataError(
            f"dataset {dataset.name!r}: {len(absent)} of {len(files)} files are not there",
            value=", ".join(absent),
            expected=_how_to_place(dataset, places) + "".join(f"\n  {one}" for one in reasons),
        )
    return {path: place for path, place in found.items() if place is not None}


def _fetch_absent(dataset, files, found, places: Places, say, reasons: list[str]) -> None:
    """Download what is not in the mirror; files of the cache are checked, and replaced if bad."""
    in_mirror = Places(places.mirror, None)
    wanted = [one for one in files if in_mirror.find(dataset, one) is None]
    if not wanted or places.cache is None:
        return
    from nusources.datasets.cache import Cache
    from nusources.datasets.download import Downloader  # requests takes .15 s to import

    downloader = Downloader(Cache(places.cache), say=say)
    for one in wanted:
        try:
            found[one.path] = downloader.fetch(dataset, one)
        except InputDataError as error:
            found[one.path] = None
            reasons.append(str(error))


def _how_to_place(dataset: Dataset, places: Places) -> str:
    folders = [str(folder / dataset.folder) for folder in (places.mirror, places.cache) if folder]
    text = f"them in {' or '.join(folders) or f'<mirror>/{dataset.folder}'}, plain or with .gz"
    text += f" (home: {dataset.home})"
    if places.mirror is None:
        text += f"; or name a mirror in data.mirror or ${MIRROR_VARIABLE}"
    if places.offline and places.cache is not None:
        text += "; or set data.offline: false to download them"
    return text
