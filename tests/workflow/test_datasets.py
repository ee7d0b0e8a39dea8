"""The registry, the mirror, and receipts."""

import gzip
import hashlib
import subprocess

import pytest

from nusources.errors import InputDataError
from nusources.workflow.datasets import (
    Dataset,
    DatasetFile,
    files_of_seasons,
    load_registry,
    locate_in_mirror,
    make_receipt,
    mirror_folder,
)

CONTENT = b"official bytes\n"
# `printf 'official bytes\n' | git hash-object --stdin`
BLOB = hashlib.sha1(b"blob 15\0" + CONTENT, usedforsecurity=False).hexdigest()


@pytest.fixture
def dataset():
    file = DatasetFile("events/IC40.csv", "events", "IC40", BLOB)
    return Dataset(
        "d", "a dataset", "D", "https://doi.org/x", (), "c", "l", "folder", None, (file,)
    )


@pytest.fixture
def mirror_copy(tmp_path):
    (tmp_path / "folder" / "events").mkdir(parents=True)
    return tmp_path


def test_identifier_is_gits_own(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    answer = subprocess.run(
        ["git", "hash-object", str(path)], check=False, capture_output=True, text=True
    )
    if answer.returncode:
        pytest.skip("git is not at hand")
    assert answer.stdout.strip() == BLOB


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_is_found_plain_or_packed_and_its_bytes_are_checked(dataset, mirror_copy, packed):
    path = mirror_copy / "folder/events" / ("IC40.csv.gz" if packed else "IC40.csv")
    path.write_bytes(gzip.compress(CONTENT) if packed else CONTENT)
    paths = locate_in_mirror(dataset, list(dataset.files), mirror_copy)
    receipt = make_receipt(dataset, list(dataset.files), paths, simulated=False)
    (file,) = receipt["files"]
    assert file["path"] == str(path)
    assert file["size"] == len(CONTENT)
    assert file["sha256"] == hashlib.sha256(CONTENT).hexdigest()


def test_changed_bytes_are_refused_unless_simulated(dataset, mirror_copy):
    path = mirror_copy / "folder/events/IC40.csv"
    path.write_bytes(CONTENT + b"more")
    paths = {"events/IC40.csv": path}
    with pytest.raises(InputDataError, match=rf"not the official ones .* expected git blob {BLOB}"):
        make_receipt(dataset, list(dataset.files), paths, simulated=False)
    assert make_receipt(dataset, list(dataset.files), paths, simulated=True)["simulated"]


def test_a_truncated_archive_is_refused(dataset, mirror_copy):
    path = mirror_copy / "folder/events/IC40.csv.gz"
    path.write_bytes(gzip.compress(CONTENT)[:-5])
    with pytest.raises(InputDataError, match=r"IC40.csv.gz: not a readable gzip file"):
        make_receipt(dataset, list(dataset.files), {"events/IC40.csv": path}, simulated=False)


def test_absent_files_are_listed_with_their_place(dataset, mirror_copy):
    with pytest.raises(
        InputDataError, match=r"1 of 1 files.*events/IC40.csv.*expected them in .*folder"
    ):
        locate_in_mirror(dataset, list(dataset.files), mirror_copy)


def test_without_a_mirror_the_message_tells_how_to_name_one(dataset):
    with pytest.raises(InputDataError, match=r"data.mirror or \$NUSOURCES_MIRROR"):
        locate_in_mirror(dataset, list(dataset.files), None)


def test_the_configuration_goes_before_the_environment(monkeypatch):
    monkeypatch.setenv("NUSOURCES_MIRROR", "/from/environment")
    assert str(mirror_folder("/from/config")) == "/from/config"
    assert str(mirror_folder(None)) == "/from/environment"
    monkeypatch.delenv("NUSOURCES_MIRROR")
    assert mirror_folder(None) is None


def test_an_unknown_season_names_the_known_ones(repository):
    registry = load_registry(repository / "config/datasets.yaml")
    with pytest.raises(InputDataError, match=r"found 'IC99'; expected one of IC40, IC59"):
        files_of_seasons(registry["icecube_10year_ps"], ["IC99"])


def test_registered_files_of_the_mirror_have_the_official_bytes(repository, mirror):
    registry = load_registry(repository / "config/datasets.yaml")
    checked = 0
    for dataset in registry.values():
        for file in dataset.files:
            try:
                paths = locate_in_mirror(dataset, [file], mirror)
            except InputDataError:
                continue
            make_receipt(dataset, [file], paths, simulated=False)
            checked += 1
    assert checked >= 10
