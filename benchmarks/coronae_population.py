"""Population and diffuse flux of coronae: ours against sources shifted one by one."""

from __future__ import annotations

from benchmarks.measuring import Row, run_case

CASE = "benchmarks.coronae_population_case"
N_COMPARED = 20_000
PEER = "scipy RegularGridInterpolator, numpy.interp by source"


def all_rows() -> list[Row]:
    """Rows of the table; times are of the processor."""
    rows = []
    for what, work in (
        ("population", "accretion rates of 18 shells of redshift and nodes of the integral"),
        ("curves", "25 curves of single sigma from 87 x 1,008 nodes, 2,145 made-up templates"),
    ):
        found = run_case(CASE, "--what", what)
        case = f"{work}; 1 thread, warm"
        rows.append(Row(f"coronae_{what}", case, found["ours_s"], peak_mib=found["peak_mib"]))
    found = run_case(CASE, "--what", "mock", "--compared", N_COMPARED)
    if not found["agrees"]:
        raise RuntimeError(f"coronae_mock: {PEER} gives another flux")
    work = (
        f"sum of the {found['n_sources']:,} sources of a mock of 10 deg2, 2,145 made-up templates"
    )
    case = f"{work}; 1 thread, warm, peer from {N_COMPARED:,}"
    ours_s, peer_s = found["ours_s"], found["peer_s"]
    compared = PEER, peer_s, peer_s / ours_s, True, found["peak_mib"]
    rows.append(Row("coronae_mock", case, ours_s, *compared))
    case = "drawing that mock; 1 thread, warm"
    rows.append(Row("coronae_draw", case, found["draw_s"], peak_mib=found["peak_mib"]))
    return rows
