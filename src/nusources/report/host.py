"""What the machine and the checkout tell about themselves."""

from __future__ import annotations

import platform
import re
import subprocess
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from nusources.jobs.digest import REPOSITORY

GIT_SECONDS = 10


def package_versions(package: str) -> list[tuple[str, str]]:
    """Versions of Python, a package, and the packages that it needs, by name.

    Parameters
    ----------
    package : str
        An installed distribution.
    """
    needed = [line for line in requires(package) or () if "extra ==" not in line]
    names = sorted(re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in needed)
    found = [(name, _version_or_none(name)) for name in (package, *names)]
    known = [(name, number) for name, number in found if number is not None]
    return [("Python", platform.python_version()), *known]


def host_facts(repository: Path = REPOSITORY) -> dict[str, Any]:
    """Platform, and commit of the checkout with a flag for uncommitted changes.

    Parameters
    ----------
    repository : Path

    Returns
    -------
    dict
        `commit` and `dirty` are None where git or the history is missing.
    """
    top = _git(repository, "rev-parse", "--show-toplevel")
    # An unpacked copy inside another repository must not borrow its commit.
    ours = top is not None and Path(top).resolve() == repository.resolve()
    commit = _git(repository, "rev-parse", "HEAD") if ours else None
    changes = _git(repository, "status", "--porcelain") if commit else None
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "git": {"commit": commit, "dirty": None if changes is None else bool(changes)},
    }


def _git(repository: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(repository), *words],
            capture_output=True,
            text=True,
            timeout=GIT_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _version_or_none(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
