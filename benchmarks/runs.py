"""The whole default run, and its figures alone beside bare figures with as many panels."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.measuring import ONE_THREAD, REPOSITORY, Row

RUN = "benchmark"
"""Name of the run that is made for this; removed afterwards."""
CACHE = ".cache/benchmark"
CORES = 2
POINTS_PER_INCH = 72


def all_rows() -> list[Row]:
    """One run from nothing to the report, its figures again, and a run with a user's sources."""
    folder, shared = REPOSITORY / "results" / RUN, REPOSITORY / "results" / "shared"
    shutil.rmtree(folder, ignore_errors=True)
    before = set(shared.glob("*"))
    try:
        whole = _make()
        figures = sorted(folder.glob("report/figures/*/*.svg"))
        sizes = [_panels_and_inches(file.read_text(encoding="utf-8")) for file in figures]
        shutil.rmtree(folder / "report" / "figures")
        ours, bare = _make(), _draw_bare(sizes)
        shutil.rmtree(folder)
        own = _make("--configfile", "config/examples/my_sources.yaml")
    finally:
        for made in (folder, *(set(shared.glob("*")) - before)):
            shutil.rmtree(made, ignore_errors=True)
    case = f"the {len(sizes)} figures of the default run, and the report; {CORES} cores"
    return [
        Row("run", f"the default run from nothing; {CORES} cores, compiled code ready", whole),
        Row("figures", case, ours, "bare matplotlib, one process each", bare, bare / ours),
        Row("own_run", f"four sources of a user after that run; {CORES} cores", own),
    ]


def _make(*arguments: str) -> float:
    """Seconds that Snakemake takes for all that is due."""
    command = [str(Path(sys.executable).with_name("snakemake")), "--cores", str(CORES)]
    # A cache of its own gives it a folder of its own for what runs share.
    command += ["--quiet", "all", *arguments, "--config", f"run={RUN}", f"data={{cache: {CACHE}}}"]
    environment = {name: value for name, value in os.environ.items() if "SNAKEMAKE" not in name}
    started = time.perf_counter()
    subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, check=True)
    return time.perf_counter() - started


def _panels_and_inches(svg: str) -> tuple[int, float, float]:
    """Number of panels, width and height [inches] of a figure."""
    width, height = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', svg).groups()
    n_panels = len(set(re.findall(r'<g id="(axes_\d+)"', svg)))
    return n_panels, float(width) / POINTS_PER_INCH, float(height) / POINTS_PER_INCH


def _draw_bare(sizes: list[tuple[int, float, float]]) -> float:
    """Seconds for bare figures of these sizes, as many at once as there are cores."""

    def draw(size: tuple[int, float, float]) -> None:
        arguments = [sys.executable, "-m", "benchmarks.bare_figure", folder, *map(str, size)]
        subprocess.run(arguments, cwd=REPOSITORY, env=os.environ | ONE_THREAD, check=True)

    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(CORES) as pool:
        list(pool.map(draw, sizes))
    return time.perf_counter() - started
