"""Snakemake in a fork of a process that has it loaded: a dry run takes less time than its import.

What the fork knows is Snakemake alone. The project is imported after the fork, from the copy of the
checkout in which Snakemake runs.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["snakemake.cli"])


def run_snakemake(
    arguments: list[str], folder: Path, environment: Mapping[str, str], seconds: float
) -> tuple[int, str]:
    """Run Snakemake in a folder; gives its exit code and what it printed.

    Python has started already: variables that it reads at its start (PYTHONHASHSEED) come too late.
    """
    with tempfile.NamedTemporaryFile() as printed:
        told = (arguments, folder, dict(environment), printed.name)
        process = FORKS.Process(target=_snakemake, args=told)
        process.start()
        process.join(seconds)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(["snakemake", *arguments], seconds)
        return process.exitcode, Path(printed.name).read_text(encoding="utf-8")


def _snakemake(
    arguments: list[str], folder: Path, environment: dict[str, str], printed: str
) -> None:
    stream = os.open(printed, os.O_WRONLY | os.O_APPEND)
    os.dup2(stream, 1)
    os.dup2(stream, 2)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:0] = environment["PYTHONPATH"].split(os.pathsep)
    assert "nusources" not in sys.modules
    from snakemake.cli import main

    main(arguments)
