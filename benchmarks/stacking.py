"""One trial of a stack, a scrambled sky and its fit, against numpy and scipy."""

from __future__ import annotations

import tempfile

from benchmarks.measuring import Row, run_case

CASE = "benchmarks.stacking_case"
PEER = "numpy over bands of declination, scipy minimize"


def all_rows() -> list[Row]:
    """Rows of the table; times are of the processor."""
    rows = []
    for n_sources in (1, 13, 110):
        found = run_case(CASE, "--sources", n_sources)
        if not found["agrees"]:
            raise RuntimeError(f"{n_sources} sources: {PEER} gives another fit")
        plural = "sources" if n_sources > 1 else "source"
        case = (
            f"1,134,450 events, {n_sources} {plural}, one scrambled sky and fit of n_s and index; "
            "1 thread, warm, all made ready"
        )
        ours, peer = found["ours_s"], found["peer_s"]
        rows.append(Row("stacking", case, ours, PEER, peer, peer / ours, True, found["peak_mib"]))
    with tempfile.TemporaryDirectory() as empty:
        cold = run_case(CASE, "--sources", 1, NUMBA_CACHE_DIR=empty)
    case = "import and cold compilation of all that stacking compiles"
    rows.append(Row("stacking_cold", case, cold["import_s"], peak_mib=cold["peak_mib"]))
    return rows
