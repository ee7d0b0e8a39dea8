"""Records of provenance: what is gathered for some files."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from nusources.jobs.provenance import file_facts, gather_provenance, provenance_path


def write(folder: Path, name: str, inputs: list[str], outputs: list[str]) -> None:
    folder.mkdir(exist_ok=True)
    content = {"input": inputs, "output": {one: {} for one in outputs}}
    (folder / f"{name}.json").write_text(json.dumps(content))


def test_jobs_upstream_of_a_file_are_gathered_and_no_others(tmp_path):
    folder = tmp_path / "provenance"
    write(folder, "first", ["data/a.csv"], ["a", "b"])
    write(folder, "second", ["a"], ["c"])
    write(folder, "aside", ["b"], ["d"])
    write(folder, "last", ["c", "b"], ["e"])
    assert list(gather_provenance([folder], ["e"])) == ["first", "last", "second"]
    assert list(gather_provenance([folder], ["d"])) == ["aside", "first"]
    assert gather_provenance([folder], ["data/a.csv"]) == {}
    assert gather_provenance([tmp_path / "none"], ["e"]) == {}


def test_records_of_other_folders_belong_to_the_jobs_upstream(tmp_path):
    write(tmp_path / "shared", "load", ["data/a.csv"], ["a"])
    write(tmp_path / "run", "count", ["a"], ["b"])
    folders = [tmp_path / "run", tmp_path / "shared"]
    assert list(gather_provenance(folders, ["b"])) == ["count", "load"]
    assert list(gather_provenance(folders[:1], ["b"])) == ["count"]


def test_the_newer_of_two_records_of_one_file_is_its_maker(tmp_path):
    for number, name in enumerate(["old_name", "new_name"]):
        write(tmp_path / "run", name, [], ["a"])
        os.utime(tmp_path / "run" / f"{name}.json", (number, number))
    assert list(gather_provenance([tmp_path / "run"], ["a"])) == ["new_name"]


def test_facts_of_a_file(tmp_path):
    file = tmp_path / "a"
    file.write_bytes(b"abc")
    assert file_facts(file) == {"size": 3, "sha256": hashlib.sha256(b"abc").hexdigest()}


def test_a_record_is_called_like_the_log():
    path = provenance_path(Path("results/default/logs/figure-a-b.log"))
    assert path == Path("results/default/provenance/figure-a-b.json")
