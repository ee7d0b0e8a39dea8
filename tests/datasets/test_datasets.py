"""Places of official files, their bytes, and receipts."""

import gzip
import hashlib
import subprocess

import pytest
from misbehaving_server import MisbehavingServer, status, whole

from nusources.datasets import download
from nusources.datasets.holdings import Holding, all_files, holdings, refuse_changed, summary, table
from nusources.datasets.identity import measure
from nusources.datasets.patience import Patience
from nusources.datasets.places import Places, locate, mirror_folder
from nusources.datasets.receipts import make_receipt
from nusources.datasets.registry import Dataset, DatasetFile, load_registry
from nusources.errors import ConfigError, InputDataError

CONTENT = b"official bytes\n"
# `printf 'official bytes\n' | git hash-object --stdin`
BLOB = hashlib.sha1(b"blob 15\0" + CONTENT, usedforsecurity=False).hexdigest()
PATH = "events/IC40.csv"


def make_dataset(*urls, **file) -> Dataset:
    return Dataset(
        name="d",
        defined_in="here.yaml",
        title="a dataset",
        short_title="D",
        home="https://doi.org/x",
        citation="c",
        licence="l",
        folder="folder",
        generator=None,
        urls=urls,
        files=(DatasetFile(path=PATH, role="events", season="IC40", git_blob=BLOB, **file),),
    )


@pytest.fixture
def dataset():
    return make_dataset()


@pytest.fixture
def mirror_copy(tmp_path):
    (tmp_path / "mirror" / "folder" / "events").mkdir(parents=True)
    return tmp_path / "mirror"


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(download, "Patience", lambda: Patience(attempts=1))
    server = MisbehavingServer()
    yield server
    server.stop()


def place(folder, content=CONTENT, *, packed=False):
    path = folder / "folder" / (PATH + ".gz" if packed else PATH)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content) if packed else content)
    return path


def test_identifier_is_gits_own(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    answer = subprocess.run(
        ["git", "hash-object", str(path)], check=False, capture_output=True, text=True
    )
    if answer.returncode:
        pytest.skip("git is not at hand")
    assert answer.stdout.strip() == BLOB == measure(path).git_blob


@pytest.mark.parametrize("expected_size", [None, 15, 99])
def test_a_packed_file_is_measured_unpacked(tmp_path, expected_size):
    path = tmp_path / "file.gz"
    path.write_bytes(gzip.compress(CONTENT))
    found = measure(path, expected_size=expected_size)
    assert (found.size, found.git_blob) == (15, BLOB)
    assert found.sha256 == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_is_found_plain_or_packed_and_its_bytes_are_checked(dataset, mirror_copy, packed):
    path = place(mirror_copy, packed=packed)
    paths = locate(dataset, dataset.files, Places(mirror_copy, None))
    receipt = make_receipt(dataset, dataset.files, paths, simulated=False)
    (file,) = receipt["files"]
    assert file["path"] == str(path)
    assert file["size"] == len(CONTENT)
    assert file["sha256"] == hashlib.sha256(CONTENT).hexdigest()


def test_the_mirror_goes_before_the_cache(dataset, mirror_copy, tmp_path):
    cached = place(tmp_path / "cache")
    places = Places(mirror_copy, tmp_path / "cache")
    assert locate(dataset, dataset.files, places) == {PATH: cached}
    mirrored = place(mirror_copy, packed=True)
    assert locate(dataset, dataset.files, places) == {PATH: mirrored}


def test_changed_bytes_are_refused_unless_simulated(dataset, mirror_copy):
    paths = {PATH: place(mirror_copy, CONTENT + b"more")}
    with pytest.raises(InputDataError, match=rf"not the official ones .* expected git blob {BLOB}"):
        make_receipt(dataset, dataset.files, paths, simulated=False)
    assert make_receipt(dataset, dataset.files, paths, simulated=True)["simulated"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (CONTENT[:5], r"truncated or another version\); .*5 bytes.*expected git blob .* 15 bytes"),
        (CONTENT + b"x", r"\(another version\)"),
        (CONTENT.upper(), r"\(changed\)"),
        (b"<!DOCTYPE html><p>x", r"\(a web page\)"),
    ],
)
def test_other_bytes_are_told_apart(mirror_copy, content, told):
    dataset = make_dataset(size=len(CONTENT))
    paths = {PATH: place(mirror_copy, content)}
    with pytest.raises(InputDataError, match=told):
        make_receipt(dataset, dataset.files, paths, simulated=False)


def test_a_truncated_archive_is_refused(dataset, mirror_copy):
    path = place(mirror_copy, packed=True)
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(InputDataError, match=r"IC40.csv.gz: not a readable gzip file"):
        make_receipt(dataset, dataset.files, {PATH: path}, simulated=False)


def test_absent_files_are_listed_with_their_place(dataset, mirror_copy, tmp_path):
    told = r"1 of 1 files.*events/IC40.csv.*expected them in .*mirror/folder or .*cache/folder"
    with pytest.raises(InputDataError, match=told) as caught:
        locate(dataset, dataset.files, Places(mirror_copy, tmp_path / "cache"))
    assert "home: https://doi.org/x" in str(caught.value)
    assert "set data.offline: false to download them" in str(caught.value)


def test_without_a_mirror_the_message_tells_how_to_name_one(dataset):
    with pytest.raises(InputDataError, match=r"data.mirror or \$NUSOURCES_MIRROR"):
        locate(dataset, dataset.files, Places(None, None))


def test_what_is_nowhere_is_downloaded_into_the_cache(server, mirror_copy, tmp_path):
    dataset = make_dataset(server.serve("/file", whole(CONTENT)))
    said = []
    places = Places(mirror_copy, tmp_path / "cache", offline=False)
    paths = locate(dataset, dataset.files, places, said.append)
    assert paths == {PATH: tmp_path / "cache/folder" / PATH}
    assert said == [f"downloading folder/{PATH} from {server.host}/file"]
    assert list(mirror_copy.rglob("*.csv*")) == []


def test_what_the_mirror_has_is_neither_downloaded_nor_copied(server, mirror_copy, tmp_path):
    dataset = make_dataset(server.serve("/file", whole(CONTENT)))
    mirrored = place(mirror_copy)
    places = Places(mirror_copy, tmp_path / "cache", offline=False)
    assert locate(dataset, dataset.files, places) == {PATH: mirrored}
    assert not server.requests
    assert not (tmp_path / "cache").exists()


def test_a_failed_download_tells_why_and_where_to_put_the_file(server, tmp_path):
    dataset = make_dataset(server.serve("/file", status(404)))
    with pytest.raises(InputDataError) as caught:
        locate(dataset, dataset.files, Places(None, tmp_path / "cache", offline=False))
    text = str(caught.value)
    assert f"{server.host}/file: the server answers 404 Not Found" in text
    assert f"expected them in {tmp_path}/cache/folder" in text


def test_the_configuration_goes_before_the_environment(monkeypatch, tmp_path):
    configured, of_environment = tmp_path / "configured", tmp_path / "environment"
    configured.mkdir()
    of_environment.mkdir()
    monkeypatch.setenv("NUSOURCES_MIRROR", str(of_environment))
    assert mirror_folder(str(configured)) == configured
    assert mirror_folder(None) == of_environment
    monkeypatch.delenv("NUSOURCES_MIRROR")
    assert mirror_folder(None) is None


def test_a_mirror_that_does_not_exist_is_told(monkeypatch):
    monkeypatch.setenv("NUSOURCES_MIRROR", "/nowhere")
    with pytest.raises(ConfigError, match="NUSOURCES_MIRROR: found '/nowhere'; expected a folder"):
        mirror_folder(None)
    with pytest.raises(ConfigError, match=r"data\.mirror: found '/no mirror'"):
        mirror_folder("/no mirror")


def test_states_of_files_and_their_table(dataset, mirror_copy, tmp_path):
    places = Places(mirror_copy, tmp_path / "cache")
    wanted = all_files([dataset])
    (missing,) = holdings(wanted, places)
    place(tmp_path / "cache", packed=True)
    (good,) = holdings(wanted, places)
    place(mirror_copy, b"other")
    (changed,) = holdings(wanted, places)
    assert [one.state for one in (missing, good, changed)] == ["missing", "ok", "changed"]
    lines = table([missing, good, changed], places).splitlines()
    assert lines[4].split() == ["missing", "d", PATH, "-", "-"]
    assert lines[5].split() == ["ok", "d", PATH, "-", "cache", "(.gz)"]
    assert lines[6].split() == ["changed", "d", PATH, "-", "mirror"]
    assert lines[-1] == "1 ok, 1 missing, 1 changed" == summary([missing, good, changed])
    refuse_changed([missing, good])
    with pytest.raises(
        InputDataError, match=r"1 file has changed:\n  .*IC40.csv: the bytes are not"
    ):
        refuse_changed([changed])


def test_sizes_are_shown_and_those_of_missing_files_added_up(tmp_path):
    found = [
        Holding("d", "a", None, "missing", size=1_500_000),
        Holding("d", "b", None, "missing", size=250_000),
        Holding("d", "c", tmp_path / "c", "ok", size=7_000_000),
    ]
    lines = table(found, Places(None, tmp_path)).splitlines()
    assert [line.split()[3] for line in lines[4:7]] == ["1.500", "0.250", "7.000"]
    assert lines[-1] == "1 ok, 2 missing, 0 changed (1.75 MB missing)"


def test_registered_files_of_the_mirror_have_the_official_bytes(repository, mirror):
    registry = load_registry(repository / "config/datasets")
    found = list(holdings(all_files(registry.values()), Places(mirror, None)))
    assert [one.problem for one in found if one.state == "changed"] == []
    assert sum(one.state == "ok" for one in found) >= 223
