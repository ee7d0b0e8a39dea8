"""Records of provenance: what is gathered for some files."""

from __future__ import annotations

import hashlib
import json
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
    assert list(gather_provenance(folder, ["e"])) == ["first", "last", "second"]
    assert list(gather_provenance(folder, ["d"])) == ["aside", "first"]
    assert gather_provenance(folder, ["data/a.csv"]) == {}
    assert gather_provenance(tmp_path / "none", ["e"]) == {}


def test_facts_of_a_file(tmp_path):
    file = tmp_path / "a"
    file.write_bytes(b"abc")
    assert file_facts(file) == {"size": 3, "sha256": hashlib.sha256(b"abc").hexdigest()}


def test_a_record_is_called_like_the_log():
    path = provenance_path(Path("results/default/logs/figure-a-b.log"))
    assert path == Path("results/default/provenance/figure-a-b.json")
