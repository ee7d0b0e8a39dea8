"""The registry: what it holds, and how its mistakes are told."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
import yaml

from nusources.datasets.registry import (
    DatasetFile,
    event_seasons,
    files_of_seasons,
    load_registry,
)
from nusources.errors import ConfigError, InputDataError

DELETED = object()
SHA256 = "a" * 64


@pytest.fixture(scope="module")
def registry(repository):
    return load_registry(repository / "config" / "datasets")


def entry() -> dict:
    return {
        "title": "a dataset",
        "short_title": "D",
        "home": "https://example.org",
        "citation": "someone",
        "licence": "none",
        "folder": "d",
        "generator": None,
        "urls": ["https://example.org/{path}"],
        "files": [{"path": "events/a.csv", "role": "events", "season": "S1", "sha256": SHA256}],
    }


def problems(folder: Path, **files) -> str:
    for name, content in files.items():
        text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_registry(folder)
    return "\n".join(caught.value.problems)


def test_every_file_of_the_mirror_is_registered(registry, mirror):
    """All but the pages that describe it and the tables derived from it."""
    stored = {
        Path(folder, name).relative_to(mirror).as_posix().removesuffix(".gz")
        for folder, _, names in os.walk(mirror)
        for name in names
    }
    official = {path for path in stored if "/" in path and not path.startswith("derived/")}
    registered = {f"{one.folder}/{file.path}" for one in registry.values() for file in one.files}
    assert official - registered == set()
    assert len(official) > 200


def test_addresses_are_complete_and_official_ones_come_first(registry):
    dataset = registry["icecube_10year_ps"]
    addresses = dataset.addresses(dataset.files[0])
    assert addresses[0].startswith(
        "dataverse+https://dataverse.harvard.edu/doi:10.7910/DVN/VKL316#"
    )
    assert all(one.endswith("events/IC40_exp.csv") for one in addresses)
    for one in registry.values():
        for file in one.files:
            for address in one.addresses(file):
                assert "{" not in address
                assert " " not in address


def test_addresses_are_quoted_and_a_files_own_come_first(tmp_path):
    content = entry()
    content["files"][0] |= {"path": "a+b c.csv", "urls": ["https://own.example.org/{name}"]}
    (tmp_path / "d.yaml").write_text(yaml.safe_dump({"d": content}))
    dataset = load_registry(tmp_path)["d"]
    assert dataset.addresses(dataset.files[0]) == (
        "https://own.example.org/a%2Bb%20c.csv",
        "https://example.org/a%2Bb%20c.csv",
    )


def test_seasons_give_the_files_that_loaders_read(registry):
    dataset = registry["icecube_10year_ps"]
    assert len(event_seasons(dataset)) == 10
    files = files_of_seasons(dataset, ["IC40"])
    assert {one.role for one in files} == {"events", "uptime", "effective_area"}
    assert {one.season for one in files} == {"IC40"}


def test_an_unknown_season_names_the_known_ones(registry):
    with pytest.raises(InputDataError, match=r"found 'IC99'; expected one of IC40, IC59"):
        files_of_seasons(registry["icecube_10year_ps"], ["IC99"])


def test_one_file_can_be_read_alone(registry, repository):
    dataset = registry["bzcat5"]
    path = repository / dataset.defined_in.split("config/")[0] / dataset.defined_in
    assert load_registry(path)["bzcat5"].files == dataset.files


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("title", DELETED, "d.title: is missing"),
        ("titel", "x", "line 16: d.titel: unknown key"),
        ("name", "x", "d.name: unknown key"),
        ("title", 7, "line 2: d.title: found 7; expected a valid string"),
        ("home", "ftp://x", "d.home: found 'ftp://x'; expected an address that begins with https"),
        ("folder", "a/b", "d.folder: found 'a/b'"),
        ("generator", DELETED, "d.generator: is missing"),
        ("urls", ["/local"], "d.urls[0]: found '/local'; expected an address that begins with"),
        ("urls", ["https://x/{file}"], "unknown file in braces; known: path, name"),
        ("urls", ["zip+https://x/a.zip"], "expected '#' and the file's name"),
        ("files", [], "line 1: d: no files; expected one at least"),
    ],
)
def test_a_mistake_in_an_entry_is_told_with_its_place(tmp_path, key, value, told):
    content = entry()
    if value is DELETED:
        del content[key]
    else:
        content[key] = value
    assert told in problems(tmp_path, d={"d": content})


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("path", "/etc/passwd", "expected a path below the dataset's folder"),
        ("path", "../other/a.csv", "expected a path below the dataset's folder"),
        ("path", "a.csv.gz", "expected the name of the unpacked file, without .gz"),
        ("sha256", "abc", "d.files[0].sha256: found 'abc'"),
        ("sha256", DELETED, "expected sha256 or git_blob"),
        ("git_blob", SHA256, "d.files[0].git_blob"),
        ("size", 0, "d.files[0].size: found 0"),
        ("size", "12", "d.files[0].size: found '12'; expected a valid integer"),
        ("unpinned", True, "unpinned: expected no digest and no address"),
        ("md5", "abc", "line 16: d.files[0].md5: unknown key"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_place(tmp_path, key, value, told):
    content = entry()
    if value is DELETED:
        del content["files"][0][key]
    else:
        content["files"][0][key] = value
    assert told in problems(tmp_path, d={"d": content})


def test_generated_files_are_files_of_the_dataset(tmp_path):
    content = entry() | {"generated": ["b.csv"]}
    assert "generated: no such file: b.csv" in problems(tmp_path, d={"d": content})


def test_all_mistakes_are_told_at_once(tmp_path):
    first, second = entry(), entry() | {"folder": "e"}
    del first["home"]
    second["files"] *= 2
    text = problems(tmp_path, one={"d": first}, two={"e": second})
    assert "d.home: is missing" in text
    assert "the same file twice: events/a.csv" in text


def test_two_entries_must_not_share_a_name_or_a_folder(tmp_path):
    text = problems(tmp_path, one={"d": entry()}, two={"d": entry(), "e": entry()})
    assert "dataset 'd' is also in" in text
    assert "e: folder 'd' is that of d" in text


def test_an_entry_twice_in_one_file_is_told(tmp_path):
    text = yaml.safe_dump({"d": entry()})
    assert "dataset 'd' stands here twice" in problems(tmp_path, one=text + text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("d: [", "cannot be read as YAML"),
        ("- d", "expected datasets by name; found list"),
        ("", "expected datasets by name; found NoneType"),
        ("d: 7", "d: expected keys such as title and files; found 7"),
    ],
)
def test_what_is_no_registry_is_told(tmp_path, text, told):
    assert told in problems(tmp_path, d=text)


def test_an_empty_folder_is_told(tmp_path):
    assert "no *.yaml here" in problems(tmp_path)


def test_a_file_is_frozen():
    file = DatasetFile(path="a.csv", role="events", sha256=SHA256)
    with pytest.raises(ValueError, match="frozen"):
        file.path = "b.csv"


def test_packed_files_of_the_mirror_have_the_registered_size(registry, mirror):
    dataset = registry["icecube_3year_ps"]
    file = next(one for one in dataset.files if "IC79-2010-Tab" in one.path)
    packed = mirror / dataset.folder / f"{file.path}.gz"
    assert len(gzip.decompress(packed.read_bytes())) == file.size
