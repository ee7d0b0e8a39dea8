"""Permutation tests of 13 sources, against plain numpy and scipy.stats.permutation_test."""

from __future__ import annotations

from benchmarks.measuring import Row, run_case

CASE = "benchmarks.permutation_case"
CASES = (
    ("permutation", "drawn", "1e6 exchanges of 13 sources, five statistics; 1 thread, with drawing",
     "numpy by rows, scipy rankdata; exchanges given"),
    ("permutation_within", "within", "all 3,628,800 exchanges in classes of 6 and 7, three "
     "correlations; 1 thread", "numpy by rows; exchanges given"),
    ("permutation_exact", "exact", "all 40,320 exchanges of 8 sources, Pearson's r; 1 thread",
     "scipy.stats.permutation_test, vectorised"),
)  # fmt: skip


def all_rows() -> list[Row]:
    """Rows of the table; times are of the processor."""
    rows = []
    for name, which, case, peer in CASES:
        found = run_case(CASE, which)
        if not found["agrees"]:
            raise RuntimeError(f"{name}: {peer} gives other numbers")
        ours, theirs = found["ours_s"], found["peer_s"]
        rows.append(Row(name, case, ours, peer, theirs, theirs / ours, True, found["peak_mib"]))
    return rows
