"""What all benchmarks share: cases in processes of their own, rows of the table, the machine."""

from __future__ import annotations

import csv
import json
import os
import platform
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGES = ("nusources", "numpy", "numba", "scipy", "astropy", "pandas", "snakemake")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Row:
    """One line of results.csv; empty where it does not apply.

    Attributes
    ----------
    benchmark, case : str
    ours_s : float
        Our time [s] for the work that the case names.
    peer : str
    peer_s : float
        Time of the peer [s] for the same work.
    ratio : float
        peer_s / ours_s (dry run: ours_s / peer_s).
    agrees : bool
        True only where both gave the same numbers on the same input.
    peak_mib : float
        Largest resident memory of our process [MiB], interpreter and input included.
    """

    benchmark: str
    case: str
    ours_s: float
    peer: str = ""
    peer_s: float | None = None
    ratio: float | None = None
    agrees: bool | None = None
    peak_mib: float | None = None


def peak_mib() -> float:
    """Largest resident memory of this process so far [MiB]; Linux counts it in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run_case(module: str, *arguments: object, **environment: str) -> dict[str, Any]:
    """Run ``python -m module arguments`` and read the JSON object that it prints last."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=REPOSITORY,
        env=os.environ | ONE_THREAD | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def report(**values: object) -> None:
    """Print the result of a case for `run_case`."""
    print(json.dumps(values))


def write_rows(path: Path, rows: list[Row]) -> None:
    """Write results.csv with four significant digits, as the clock gives no more."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(field.name for field in fields(Row))
        writer.writerows([_text(value) for value in asdict(row).values()] for row in rows)


def read_rows(path: Path) -> list[Row]:
    """Rows of results.csv."""
    with path.open(newline="", encoding="utf-8") as stream:
        return [_row(cells) for cells in csv.DictReader(stream)]


def _row(cells: dict[str, str]) -> Row:
    numbers = {
        name: float(cells[name]) if cells[name] else None
        for name in ("peer_s", "ratio", "peak_mib")
    }
    return Row(
        cells["benchmark"],
        cells["case"],
        float(cells["ours_s"]),
        cells["peer"],
        agrees=cells["agrees"] == "True" if cells["agrees"] else None,
        **numbers,
    )


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return "" if value is None else str(value)


def describe_machine() -> dict[str, Any]:
    """Processor, memory, date and versions."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "cpu": _cpu_model(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": platform.system(),
        "load_average_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def _cpu_model() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor()
