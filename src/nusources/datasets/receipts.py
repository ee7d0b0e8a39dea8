"""Receipts: the files of a dataset that a run used, with size and digest of the official bytes.

Loaders open the paths of a receipt; they do not know whether a file is simulated or real.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nusources.datasets.identity import check_identity, measure
from nusources.datasets.registry import Dataset, DatasetFile


def file_record(file: DatasetFile, path: Path, *, simulated: bool) -> dict[str, Any]:
    """Entry of a receipt: where a file stands and which unpacked bytes it holds.

    Raises
    ------
    InputDataError
        If the bytes of a real file are not the official ones.
    """
    found = measure(path, expected_size=file.size)
    if not simulated:
        check_identity(file, found, path)
    return {
        "file": file.path,
        "role": file.role,
        "season": file.season,
        "path": str(path),
        "size": found.size,
        "sha256": found.sha256,
        "simulated": simulated,
    }


def make_receipt(
    dataset: Dataset,
    files: Iterable[DatasetFile],
    paths: Mapping[str, Path],
    *,
    simulated: bool,
) -> dict[str, Any]:
    """Receipt of the files of a dataset that a sample uses.

    Parameters
    ----------
    dataset : Dataset
    files : iterable of DatasetFile
    paths : mapping
        From the path in the registry to the path on disk.
    simulated : bool
        Whether this run simulated them: then they are recorded, not compared with the registry.
        Files of a registered dataset that is simulated are compared, and recorded as simulated.
    """
    return {
        "dataset": dataset.name,
        "title": dataset.title,
        "short_title": dataset.short_title,
        "home": dataset.home,
        "citation": dataset.citation,
        "licence": dataset.licence,
        "simulated": simulated or dataset.simulated,
        "files": [
            file_record(one, paths[one.path], simulated=simulated)
            | {"simulated": simulated or dataset.simulated}
            for one in files
        ],
    }
