"""What Snakemake spends on planning this workflow, relative to a workflow that does nothing."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import REPOSITORY, Row

REPEATS = 5
EMPTY = "rule all:\n    default_target: True\n"


def all_rows() -> list[Row]:
    """Median of five dry runs each, in turns, so that a busy minute strikes both."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "Snakefile").write_text(EMPTY, encoding="utf-8")
        _plan(folder)
        _plan(REPOSITORY)
        pairs = [(_plan(REPOSITORY), _plan(folder)) for _ in range(REPEATS)]
    ours, empty = (statistics.median(column) for column in zip(*pairs, strict=True))
    case = "snakemake -n of the default run, median of 5 (ratio: ours / empty workflow)"
    return [Row("dry_run", case, ours, "empty workflow", empty, ours / empty)]


def _plan(folder: str | Path) -> float:
    """Seconds of one dry run."""
    command = [str(Path(sys.executable).with_name("snakemake")), "-n", "--cores", "1", "--quiet"]
    environment = {name: value for name, value in os.environ.items() if "SNAKEMAKE" not in name}
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    return time.perf_counter() - started
