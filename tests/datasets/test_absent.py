"""What a run is told of files that it needs and does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from nusources.datasets.absent import absences, size_in_words
from nusources.datasets.places import Places
from nusources.datasets.registry import load_registry

NAME = "icecube_10year_ps"
PATHS = [f"events/{season}_exp.csv" for season in ("IC40", "IC59", "IC79", "IC86_I")]


@pytest.fixture
def registry(repository: Path, monkeypatch):
    monkeypatch.chdir(repository)
    return load_registry()


def told(wanted, registry, places: Places) -> list[str]:
    return [one.sentence for one in absences(wanted, registry, places)]


def with_files(folder: Path, *paths: str) -> Places:
    for path in paths:
        file = folder / NAME / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return Places(folder, None)


def test_datasets_that_are_there_are_not_mentioned(registry, tmp_path):
    assert told([(NAME, PATHS)], registry, with_files(tmp_path, *PATHS)) == []


def test_what_is_missing_is_told_with_its_size(registry, tmp_path):
    places = with_files(tmp_path, PATHS[0])
    (sentence,) = told([(NAME, PATHS[:2])], registry, places)
    assert sentence == (
        f"{NAME}: 1 of 2 files (events/IC59_exp.csv; 10.9 MB) are not there, and data.offline "
        "forbids downloads"
    )


def test_many_files_are_counted_and_what_can_be_downloaded_is_called_so(registry, tmp_path):
    places = Places(tmp_path, tmp_path / "cache", offline=False)
    (sentence,) = told([(NAME, PATHS)], registry, places)
    assert sentence == (
        f"{NAME}: 4 of 4 files (events/IC40_exp.csv, events/IC59_exp.csv, events/IC79_exp.csv and "
        "1 more; 38.1 MB) will be downloaded"
    )


def test_files_without_an_address_cannot_be_downloaded(registry, tmp_path):
    name, orphan = next(
        (dataset.name, one.path)
        for dataset in registry.values()
        for one in dataset.files
        if not dataset.addresses(one)
    )
    places = Places(tmp_path, tmp_path / "cache", offline=False)
    (sentence,) = told([(name, [orphan])], registry, places)
    assert "are not there, and cannot be downloaded" in sentence


def test_unknown_sizes_are_left_out(registry):
    known, unknown = (
        next(one for one in registry[NAME].files if (one.size is None) == is_unknown)
        for is_unknown in (False, True)
    )
    assert size_in_words([known, unknown]) == size_in_words([known]) == "3.76 MB"
