"""Change fragments: their names, and that no commit to the pipeline goes untold."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def changes():
    spec = importlib.util.spec_from_file_location("changes", REPOSITORY / "docs/changes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("changes", "src", "docs"):
        (tmp_path / name).mkdir()
    git(tmp_path, "init", "-q")
    commit(tmp_path, "src/a.py", "changes/a.added.md")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=n", "-c", "user.email=e@example.org"]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True)


def commit(folder: Path, *names: str) -> None:
    for name in names:
        with (folder / name).open("a") as file:
            file.write("a line\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Change")


def test_a_commit_to_the_pipeline_after_the_last_fragment_is_refused(changes, checkout):
    assert changes.problems(checkout) == []
    commit(checkout, "docs/b.md")
    assert changes.problems(checkout) == []
    commit(checkout, "src/b.py")
    assert "after the last fragment" in changes.problems(checkout)[0]
    commit(checkout, "changes/b.fixed.md")
    assert changes.problems(checkout) == []


@pytest.mark.parametrize("name", ["a.md", "a.new.md", "a.added.txt", ".added.md", "a.b.added.md"])
def test_other_names_are_refused(changes, checkout, name):
    commit(checkout, f"changes/{name}")
    assert f"changes/{name}: expected <subject>.<kind>.md" in changes.problems(checkout)[0]


def test_an_empty_fragment_is_refused(changes, checkout):
    (checkout / "changes/c.fixed.md").write_text(" \n")
    assert "changes/c.fixed.md: empty" in changes.problems(checkout)[0]


def test_fragments_are_printed_by_kind(changes, checkout):
    (checkout / "changes/c.fixed.md").write_text("One.\nTwo.\n")
    (checkout / "changes/d.internal.md").write_text("Unseen.\n")
    text = changes.as_text(checkout)
    assert text == "### Added\n\n- a line\n\n### Fixed\n\n- One.\n  Two.\n"
