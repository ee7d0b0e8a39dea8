"""Neutrino spectra of coronae: kernels, templates, a grid of them, spectra between its points."""

from __future__ import annotations

from benchmarks.measuring import Row, run_case

CASE = "benchmarks.coronae_case"
WARM = "1 thread, warm"
STEPS = (0.5, 0.25)


def all_rows() -> list[Row]:
    """Rows of the table; times are of the processor."""
    found = run_case(CASE, "kernel")
    case = f"yields of 7 species by 261 proton energies and pions, one photon shape; {WARM}"
    rows = [_row("coronae_kernel", case, found, "numpy, proton by proton on 1,201 photon energies")]
    for step in STEPS:
        found = run_case(CASE, "templates", "--step", step)
        case = f"{found['n']:,} templates, {step:g} dex; {WARM}, kernel made ready"
        rows.append(Row("coronae_grid", case, found["ours_s"], peak_mib=found["peak_mib"]))
    case = f"one template by itself; {WARM}, kernel made ready"
    rows.append(Row("coronae_template", case, found["one_s"], peak_mib=found["peak_mib"]))
    found = run_case(CASE, "between")
    case = f"20,000 sources between the points of the .25-dex grid, 161 energies; {WARM}"
    rows.append(_row("coronae_between", case, found, "scipy RegularGridInterpolator"))
    return rows


def _row(name: str, case: str, found: dict, peer: str) -> Row:
    if not found["agrees"]:
        raise RuntimeError(f"{name}: {peer} gives other numbers")
    ours_s, peer_s = found["ours_s"], found["peer_s"]
    return Row(name, case, ours_s, peer, peer_s, peer_s / ours_s, True, found["peak_mib"])
