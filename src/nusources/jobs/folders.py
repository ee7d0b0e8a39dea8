"""Folders in which the pipeline can run, told before anything does; standard library only."""

from __future__ import annotations

import sys
from pathlib import Path

from nusources.errors import NusourcesError

BRACES = "{}"
"""Snakemake takes them in the path of a script for wildcards."""

OF_SHELLS = " \t\n'\"$&;|<>()*?[]\\`!"
"""Snakemake hands the path of Python to a shell without quotes."""


def refuse_unusable_folder(repository: Path, python: str = sys.executable) -> None:
    """Refuse folders in whose names a character stands with which every job would fail.

    Parameters
    ----------
    repository : Path
        Folder of the pipeline.
    python : str
        The interpreter that jobs run with, as a rule in the folder's ``.venv``.

    Raises
    ------
    NusourcesError
        Naming the path and its characters.
    """
    checks = ((str(repository), BRACES), (python, BRACES + OF_SHELLS))
    for path, unusable in checks:
        found = sorted({one for one in path if one in unusable})
        if found:
            raise NusourcesError(
                f"{path}: no job can run from a path with {' '.join(map(repr, found))}; "
                "expected the pipeline in a folder whose path has no blanks, quotes, brackets or "
                "other characters of the shell: move or clone it there, and run `make env` anew"
            )
