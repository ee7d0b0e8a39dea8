"""Run all benchmarks and write results.csv and machine.json."""

from __future__ import annotations

import json
import time
from pathlib import Path

from benchmarks import dry_run, runs, scramble, scramble_exact
from benchmarks.measuring import describe_machine, write_rows

FOLDER = Path(__file__).resolve().parent


def main() -> None:
    started, machine = time.perf_counter(), describe_machine()
    rows = [*dry_run.all_rows(), *runs.all_rows()]
    scramble_rows, slopes = scramble.all_rows()
    rows = [*scramble_rows, *scramble_exact.all_rows(), *rows]
    machine |= slopes | {"benchmarks_took_s": round(time.perf_counter() - started)}
    write_rows(FOLDER / "results.csv", rows)
    (FOLDER / "machine.json").write_text(json.dumps(machine, indent=2) + "\n", encoding="utf-8")
    for row in rows:
        peer = f", {row.peer} {row.peer_s:.3g} s, ratio {row.ratio:.3g}" if row.ratio else ""
        memory = f", {row.peak_mib:.0f} MiB" if row.peak_mib else ""
        print(f"{row.benchmark}: {row.case}: {row.ours_s:.3g} s{peer}{memory}")


if __name__ == "__main__":
    main()
