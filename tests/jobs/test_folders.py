"""Folders in which no job could run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nusources.errors import NusourcesError
from nusources.jobs.digest import REPOSITORY
from nusources.jobs.folders import refuse_unusable_folder

PYTHON = "/usr/bin/python3"


@pytest.mark.parametrize("folder", ["/a/b", "/home/é.x/nu-1_2+~=%#,@:/n", "/a b/c", "/a/<x>"])
def test_usable_folders(folder):
    """The shell sees the path of Python only."""
    refuse_unusable_folder(Path(folder), PYTHON)


@pytest.mark.parametrize(
    ("folder", "python", "told"),
    [
        ("/a/{v2}", PYTHON, "/a/{v2}: no job can run from a path with '{' '}'; expected"),
        ("/a b", "/a b/.venv/bin/python", "/a b/.venv/bin/python: no job .* with ' '; expected"),
        ("/a", "/a$b/python", r"with '\$'"),
        ("/a", "/it's/python", 'with "\'"'),
    ],
)
def test_unusable_folders_are_told(folder, python, told):
    with pytest.raises(NusourcesError, match=told):
        refuse_unusable_folder(Path(folder), python)


def test_no_environment_is_made_in_such_a_folder(tmp_path):
    place = tmp_path / "field test"
    for name in ("envs/make_environment.py", "src/nusources"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
    (place / "envs/make_environment.py").write_bytes(
        (REPOSITORY / "envs/make_environment.py").read_bytes()
    )
    (place / "src/nusources").symlink_to(REPOSITORY / "src/nusources")
    command = [sys.executable, str(place / "envs/make_environment.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "field test/.venv/bin/python: no job can run from a path with ' '" in done.stderr
    assert not (place / ".venv").exists()
