"""Flares against the times of alerts: slides of control trials, and simultaneity, against numpy."""

from __future__ import annotations

import tempfile

from benchmarks.measuring import Row, run_case

CASE, TABLE_CASE = "benchmarks.rt_case", "benchmarks.simultaneity_case"
N_CONTROLS, N_SKIES, N_COMPARED = 10_000, 100_000, 200
SIZES = {"rt_infrared": ("infrared", 3200, 257, 21), "rt_4fgl": ("gamma", 356, 47, 655)}
PEERS = {"bincount": "numpy.bincount", "masks": "numpy, a mask for each shift"}
GROWTH = (100_000, 8_000, 1_000)


def all_rows() -> list[Row]:
    """Rows of the table; times are of the processor."""
    rows = []
    for name, (band, n_sources, n_pairs, n_shifts) in SIZES.items():
        size = ["--band", band, "--sources", n_sources, "--pairs", n_pairs]
        work = f"{n_sources:,} curves, 1e4 controls of {n_pairs} pairs, 3 levels, {n_shifts} shifts"
        for peer, label in PEERS.items():
            compare = ["--peer", peer, "--compared", N_COMPARED]
            ours = run_case(CASE, *size, "--trials", N_CONTROLS, *compare)
            case = f"{work}; 1 thread, warm, peer from {N_COMPARED}"
            rows.append(_row(name, case, ours, label, N_CONTROLS))
    n_sources, n_pairs, n_trials = GROWTH
    size = ["--band", "infrared", "--sources", n_sources, "--pairs", n_pairs]
    ours = run_case(CASE, *size, "--trials", n_trials)
    case = (
        f"100,000 curves, 1,000 controls of {n_pairs:,} pairs, 3 levels, 21 shifts; 1 thread, warm"
    )
    rows.append(Row("rt_growth", case, ours["ours_s"], peak_mib=ours["peak_mib"]))
    with tempfile.TemporaryDirectory() as empty:
        cold = run_case(
            CASE, *size[:2], "--sources", 2, "--pairs", 1, "--trials", 1, NUMBA_CACHE_DIR=empty
        )
    case = "import and cold compilation of all that the correlation in time compiles"
    rows.append(Row("rt_cold", case, cold["import_s"], peak_mib=cold["peak_mib"]))
    table = run_case(TABLE_CASE, "--trials", N_SKIES, "--compared", N_COMPARED)
    case = f"Table 1: 2,239 sources, 80 alerts, 1e5 skies; 1 thread, warm, peer from {N_COMPARED}"
    rows.append(_row("simultaneity_1e5", case, table, "numpy, sky by sky", N_SKIES))
    return rows


def _row(name: str, case: str, ours: dict, peer: str, n_trials: int) -> Row:
    if not ours["agrees"]:
        raise RuntimeError(f"{name}: {peer} gives other numbers")
    peer_s = ours["peer_s"] * n_trials
    ratio = peer_s / ours["ours_s"]
    return Row(name, case, ours["ours_s"], peer, peer_s, ratio, True, ours["peak_mib"])
