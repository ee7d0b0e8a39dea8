"""Fits of a line with scatter: a chain and quadrature against emcee written by hand."""

from __future__ import annotations

import tempfile

from benchmarks.measuring import Row, run_case

CASE = "benchmarks.regression_case"
PEER = "emcee, a function of one walker"
WORK = "1,000 effective draws, 6 points, one normal; 1 thread, warm"
N_MOCKS = 10_000


def all_rows() -> list[Row]:
    """Rows of the table; times are of the processor."""
    rows = []
    for how, case in (("chain", "all walkers at once"), ("quadrature", "independent draws")):
        found = run_case(CASE, how)
        if not found["agrees"]:
            raise RuntimeError(f"regression_{how}: {PEER} gives other slopes")
        ours_s, peer_s = found["ours_s"], found["peer_s"]
        about = f"{WORK}; {case}"
        ratio = peer_s / ours_s
        rows.append(
            Row(f"regression_{how}", about, ours_s, PEER, peer_s, ratio, True, found["peak_mib"])
        )
    for abscissa in ("one_normal", "flat"):
        found = run_case(CASE, abscissa, "--mocks", N_MOCKS)
        case = f"{N_MOCKS:,} mock samples of 6, {abscissa.replace('_', ' ')}; 1 thread, warm"
        rows.append(Row("regression_mocks", case, found["ours_s"], peak_mib=found["peak_mib"]))
    with tempfile.TemporaryDirectory() as empty:
        cold = run_case(CASE, "cold", NUMBA_CACHE_DIR=empty)
    case = "import and cold compilation of the likelihood of one normal"
    rows.append(Row("regression_cold", case, cold["ours_s"], peak_mib=cold["peak_mib"]))
    return rows
