"""Bayesian blocks of a catalogue: ours against astropy, and how time grows."""

from __future__ import annotations

import tempfile

from benchmarks.measuring import Row, run_case

CASE = "benchmarks.blocks_case"
CATALOGUE = ("--curves", 2700, "--points", 152, 21)
WORK = "2,700 curves of 152 and of 21 points, p0 .01 and .05"
N_COMPARED = 100
GROWTH = ((10_000, 152), (100_000, 152), (100, 10_000))


def all_rows() -> list[Row]:
    """Rows of the table; times are of the processor."""
    ours = run_case(CASE, *CATALOGUE, "--compared", N_COMPARED)
    if not ours["agrees"]:
        raise RuntimeError("astropy cuts elsewhere")
    with tempfile.TemporaryDirectory() as empty:
        cold = run_case(CASE, *CATALOGUE, NUMBA_CACHE_DIR=empty)
    warm_s, cold_s, peer_s = ours["ours_s"], cold["ours_s"] + cold["first_s"], ours["peer_s"]
    peer = "astropy bayesian_blocks"
    rows = [
        Row(
            "blocks",
            f"{WORK}; {how}, peer from {N_COMPARED} of each",
            seconds,
            peer,
            peer_s,
            peer_s / seconds,
            True,
            one["peak_mib"],
        )
        for how, seconds, one in (
            ("1 thread, warm", warm_s, ours),
            ("1 thread, with import and cold compilation", cold_s, cold),
        )
    ]
    for n_curves, n_points in GROWTH:
        one = run_case(CASE, "--curves", n_curves, "--points", n_points)
        case = f"{n_curves:,} curves of {n_points:,} points, p0 .01 and .05; 1 thread, warm"
        rows.append(Row("blocks_growth", case, one["ours_s"], peak_mib=one["peak_mib"]))
    return rows
