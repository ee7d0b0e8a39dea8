"""Run all benchmarks, or those that are named, and write results.csv and machine.json.

``python -m benchmarks dry_run runs`` measures these again and keeps the other rows.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks import (
    blocks,
    coronae,
    coronae_population,
    dcf,
    dry_run,
    forecast,
    permutation,
    regression,
    rt,
    runs,
    scramble,
    scramble_exact,
    stacking,
)
from benchmarks.measuring import describe_machine, read_rows, write_rows

FOLDER = Path(__file__).resolve().parent
SHORT = {
    "dcf": dcf,
    "blocks": blocks,
    "rt": rt,
    "forecast": forecast,
    "coronae_population": coronae_population,
    "stacking": stacking,
    "permutation": permutation,
    "regression": regression,
    "coronae": coronae,
    "dry_run": dry_run,
    "runs": runs,
}


def main(names: list[str]) -> None:
    unknown = sorted(set(names) - set(SHORT))
    if unknown:
        raise SystemExit(f"no benchmark {', '.join(unknown)}; expected {', '.join(SHORT)}, or none")
    started, machine = time.perf_counter(), describe_machine()
    rows = [row for name in names or SHORT for row in SHORT[name].all_rows()]
    if names:
        measured = {row.benchmark for row in rows}
        kept = [row for row in read_rows(FOLDER / "results.csv") if row.benchmark not in measured]
        rows = [*kept, *rows]
    else:
        scramble_rows, slopes = scramble.all_rows()
        rows = [*scramble_rows, *scramble_exact.all_rows(), *rows]
        machine |= slopes | {"benchmarks_took_s": round(time.perf_counter() - started)}
        text = json.dumps(machine, indent=2) + "\n"
        (FOLDER / "machine.json").write_text(text, encoding="utf-8")
    write_rows(FOLDER / "results.csv", rows)
    for row in rows:
        peer = f", {row.peer} {row.peer_s:.3g} s, ratio {row.ratio:.3g}" if row.ratio else ""
        memory = f", {row.peak_mib:.0f} MiB" if row.peak_mib else ""
        print(f"{row.benchmark}: {row.case}: {row.ours_s:.3g} s{peer}{memory}")


if __name__ == "__main__":
    main(sys.argv[1:])
