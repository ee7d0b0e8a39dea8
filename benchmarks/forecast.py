"""One experiment of a forecast: densities and fit, against numpy, k-d tree and a map."""

from __future__ import annotations

import tempfile

from benchmarks.measuring import Row, run_case

CASE = "benchmarks.forecast_case"
PEERS = {
    "numpy": "numpy over all pairs, scipy minimize_scalar",
    "cKDTree": "scipy cKDTree.sparse_distance_matrix, minimize_scalar",
}
EXPERIMENTS = (
    ("forecast_exact", "22,079 sources in 142 deg2", ["--sources", 22079], PEERS),
    ("forecast_bright", "394 sources in 142 deg2", ["--sources", 394], PEERS),
    ("forecast_map", "22,079 sources in 142 deg2, by map", ["--sources", 22079, "--how", "map"],
     PEERS),
    ("forecast_blazars", "3,933 sources on the sphere", ["--sources", 3933, "--sphere"], PEERS),
    ("forecast_full_sky", "6.4e6 sources on the sphere", ["--sources", 6_400_000, "--sphere"],
     ["cKDTree"]),
)  # fmt: skip


def all_rows() -> list[Row]:
    """Rows of the table; times are of the processor."""
    rows = []
    for name, work, size, peers in EXPERIMENTS:
        for peer in peers:
            found = run_case(CASE, *size, "--peer", peer)
            case = f"2,000 events, {work}, .1 deg, density and fit; 1 thread, warm, all made ready"
            rows.append(_row(name, case, found, PEERS[peer]))
    closed = run_case(CASE, "--sources", 99, "--how", "closed")
    case = "information of 99 separated sources, closed form; 1 thread, warm"
    rows.append(_row("forecast_closed", case, closed, "integral over a map of ours"))
    with tempfile.TemporaryDirectory() as empty:
        cold = run_case(CASE, "--sources", 2, NUMBA_CACHE_DIR=empty)
    case = "import and cold compilation of all that the likelihood compiles"
    rows.append(Row("forecast_cold", case, cold["import_s"], peak_mib=cold["peak_mib"]))
    return rows


def _row(name: str, case: str, found: dict, peer: str) -> Row:
    if not found["agrees"]:
        raise RuntimeError(f"{name}: {peer} gives other numbers")
    ours_s, peer_s = found["ours_s"], found["peer_s"]
    return Row(name, case, ours_s, peer, peer_s, peer_s / ours_s, True, found["peak_mib"])
