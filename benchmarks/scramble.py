"""R.A. scrambles: ours against astropy and k-d trees, and how time and memory grow."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from benchmarks.measuring import Row, run_case

N_SCRAMBLES = 100_000
"""The work that a row names (chang2022, section 6.3)."""

EVENTS = 250_000
OURS, PEERS = "benchmarks.scramble_ours", "benchmarks.scramble_peers"

# sources: (our trials per repeat, our repeats, trials of astropy, trials of the tree)
# Not fewer of ours than are counted together: that is part of their speed.
PLANS = {32: (40_960, 3, 24, 60), 409: (16_384, 3, 8, 40), 2700: (12_288, 2, 4, 16)}
GROWING_SOURCES = dict.fromkeys((32, 409, 2700, 15_424), 8192)
GROWING_EVENTS = dict.fromkeys(
    [
        *((n_events, 32) for n_events in (250_000, 1_000_000, 4_000_000, 10_000_000)),
        *((n_events, 409) for n_events in (250_000, 1_000_000, 10_000_000)),
    ],
    8192,
)


def all_rows() -> tuple[list[Row], dict]:
    """Rows of the table, and the slopes of time against size."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for n_sources in PLANS for row in _against_peers(n_sources, Path(folder))]
    by_sources = {n: _growing(EVENTS, n, trials) for n, trials in GROWING_SOURCES.items()}
    by_events = {sizes: _growing(*sizes, trials) for sizes, trials in GROWING_EVENTS.items()}
    rows += [_growth_row(EVENTS, n, one) for n, one in by_sources.items()]
    rows += [_growth_row(*sizes, one) for sizes, one in by_events.items()]
    slopes = {"time against sources, 250,000 events": _slope(by_sources)}
    for n_sources in (32, 409):
        chosen = {n: one for (n, s), one in by_events.items() if s == n_sources}
        slopes[f"time against events, {n_sources} sources"] = _slope(chosen)
    return rows, {"scramble slopes (log-log)": slopes}


def _total(one: dict) -> float:
    """Seconds for all scrambles: the table once, and so many trials."""
    return one["build_s"] + N_SCRAMBLES * one["trial_s"]


def _against_peers(n_sources: int, folder: Path) -> list[Row]:
    trials, repeats, n_astropy, n_tree = PLANS[n_sources]
    sizes = ("--events", EVENTS, "--sources", n_sources)
    counts = folder / f"{n_sources}.npy"
    ours_plan = (*sizes, "--trials", trials, "--counts", counts)
    ours = run_case(OURS, *ours_plan, "--repeats", repeats)
    two = run_case(OURS, *ours_plan, "--repeats", repeats, "--threads", 2)
    with tempfile.TemporaryDirectory() as empty:
        cold = run_case(OURS, *ours_plan, NUMBA_CACHE_DIR=empty)
    tree = run_case(PEERS, "kdtree", *sizes, "--trials", n_tree, "--counts", counts)
    astropy = run_case(PEERS, "astropy", *sizes, "--trials", n_astropy, "--counts", counts)
    work = f"250,000 events, {n_sources} sources, 13 thresholds, 1e5 scrambles"
    note = f"ours from {trials}"
    cold_s = _total(ours) + cold["import_s"]
    rows = [
        _row(f"{work}; 1 thread, warm; {note}, peer from {n_tree}", _total(ours), ours, tree),
        _row(f"{work}; 1 thread, warm; {note}, peer from {n_astropy}", _total(ours), ours, astropy),
        _row(f"{work}; 1 thread, with import and cold compilation", cold_s, cold, tree),
        _row(f"{work}; 2 threads, warm; {note}", _total(two), two),
    ]
    scramble = f"250,000 events, {n_sources} sources, per scramble, tables and trees ready"
    rows += [
        _row(f"{scramble}; peer from {n}", ours["trial_s"], ours, peer, per_trial=True)
        for n, peer in ((n_tree, tree), (n_astropy, astropy))
    ]
    return rows


def _row(case: str, seconds: float, ours: dict, peer: dict | None = None, per_trial=False) -> Row:
    if peer is None:
        return Row("scramble", case, seconds, peak_mib=ours["peak_mib"])
    if not peer["agrees"]:
        raise RuntimeError(f"{peer['peer']} counts differently: {case}")
    peer_s = peer["trial_s"] if per_trial else _total(peer)
    ratio = peer_s / seconds
    return Row("scramble", case, seconds, peer["peer"], peer_s, ratio, True, ours["peak_mib"])


def _growing(n_events: int, n_sources: int, trials: int) -> dict:
    return run_case(OURS, "--events", n_events, "--sources", n_sources, "--trials", trials)


def _growth_row(n_events: int, n_sources: int, one: dict) -> Row:
    case = (
        f"{n_events:,} events, {n_sources:,} sources, 1e5 scrambles; 1 thread, warm; "
        f"{one['n_arcs']:,} arcs in {one['n_bands']} tables"
    )
    return Row("scramble_growth", case, _total(one), peak_mib=one["peak_mib"])


def _slope(cases: dict[int, dict]) -> float:
    """Exponent of time against size by least squares in the logarithms; 1 is linear."""
    seconds = [_total(one) for one in cases.values()]
    return round(float(np.polyfit(np.log(list(cases)), np.log(seconds), 1)[0]), 3)
