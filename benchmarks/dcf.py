"""Discrete correlation of a catalogue: ours against pyDCF's way, and surrogates."""

from __future__ import annotations

import tempfile

from benchmarks.measuring import Row, run_case

CASE = "benchmarks.dcf_case"
N_CURVES, N_COMPARED, N_SURROGATES, N_WITH_SURROGATES = 2700, 100, 1000, 100


def all_rows() -> list[Row]:
    """Rows of the table; times are of the processor."""
    ours = run_case(CASE, "--curves", N_CURVES, "--compared", N_COMPARED)
    if not ours["agrees"]:
        raise RuntimeError("pyDCF's way gives other correlations")
    with tempfile.TemporaryDirectory() as empty:
        cold = run_case(CASE, "--curves", N_CURVES, NUMBA_CACHE_DIR=empty)
    peer_s = ours["peer_s"] * N_CURVES
    work = "2,700 pairs of curves of 24 and 152 points, 100 bins"
    rows = []
    for how, seconds, one in (
        ("1 thread, warm", ours["ours_s"], ours),
        ("1 thread, with import and cold compilation", cold["ours_s"] + cold["import_s"], cold),
    ):
        case = f"{work}; {how}, peer from {N_COMPARED}"
        rows.append(
            Row(
                "dcf",
                case,
                seconds,
                "pyDCF, written again",
                peer_s,
                peer_s / seconds,
                True,
                one["peak_mib"],
            )
        )
    some = run_case(CASE, "--curves", N_WITH_SURROGATES, "--surrogates", N_SURROGATES)
    seconds = some["ours_s"] * N_CURVES / N_WITH_SURROGATES
    case = f"{work}, 1,000 surrogates each, global means; warm, from {N_WITH_SURROGATES}"
    rows.append(Row("dcf_surrogates", case, seconds, peak_mib=some["peak_mib"]))
    return rows
