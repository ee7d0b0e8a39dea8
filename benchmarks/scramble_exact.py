"""Exact nulls beside the scrambles: time and memory. No peer has them."""

from __future__ import annotations

import tempfile

from benchmarks.measuring import Row, run_case

OURS = "benchmarks.scramble_exact_ours"

NULLS = {
    "moments": "exact mean and variance of the event count",
    "pairs": "exact distribution of the pair count",
    "events": "exact event count, events turned one by one",
    "rotation": "exact event count, catalogue turned as a whole",
}

REPEATS = 3
SIZES = ((250_000, 32), (250_000, 409), (250_000, 2700), (1_000_000, 409))
COLD = (250_000, 409)
"""Sizes of the rows with an empty cache of compiled code."""


def all_rows() -> list[Row]:
    """Rows of the table: best of three, from the events' and sources' positions on."""
    rows = [_row(null, *sizes) for null in NULLS for sizes in SIZES]
    return rows + [_cold_row(null) for null in NULLS]


def _row(null: str, n_events: int, n_sources: int) -> Row:
    plan = ("--events", n_events, "--sources", n_sources, "--repeats", REPEATS)
    one = run_case(OURS, null, *plan)
    sizes = f"{n_events:,} events, {n_sources:,} sources, 13 thresholds"
    case = f"{NULLS[null]}; {sizes}, {one['n_arcs']:,} arcs; 1 thread, warm"
    return Row(f"scramble_exact_{null}", case, one["null_s"], peak_mib=one["peak_mib"])


def _cold_row(null: str) -> Row:
    n_events, n_sources = COLD
    with tempfile.TemporaryDirectory() as empty:
        plan = ("--events", n_events, "--sources", n_sources)
        one = run_case(OURS, null, *plan, NUMBA_CACHE_DIR=empty)
    case = f"{n_events:,} events, {n_sources:,} sources, with import and cold compilation"
    seconds = one["null_s"] + one["import_s"]
    return Row(f"scramble_exact_{null}", f"{NULLS[null]}; {case}", seconds)
