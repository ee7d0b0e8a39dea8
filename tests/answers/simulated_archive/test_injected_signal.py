"""What is said of the signal that was injected into simulated tracks: whole sentences."""

from __future__ import annotations

import pandas as pd

from nusources.answers.house.answer import Results, Sample
from nusources.answers.simulated_archive.injected_signal import answer

LABELS = {"TXS_like": "TXS-like", "related": "related flares"}


def group(name: str, flux_injected: float, flux_fitted: float, ratio: float) -> dict:
    return {
        "group": name,
        "log10_energy_min": 4.8,
        "n_injected": 276,
        "n_signal": 82,
        "excess": 66.64,
        "sigma": 15.51,
        "ratio": ratio,
        "ratio_error": 0.19,
        "flux_injected": flux_injected,
        "flux_fitted": flux_fitted,
        "flux_error": 4.0e-18,
    }


def told(*rows: dict):
    table = pd.DataFrame([*rows, rows[0] | {"log10_energy_min": 5.0, "n_injected": 1}])
    table.attrs["simulated"] = ["IceTracks-DR1"]
    return answer(Results([Sample("ten years", {"recovered": table})], {}, LABELS))


def test_the_signal_is_found_again():
    other = group("related", 2.08e-17, 1.3e-17, 0.7) | {"flux_error": 7e-18, "excess": 59.0}
    none = group("CFS", 0.0, -1.4e-18, float("nan")) | {"excess": -6.4}
    found = told(other, none, group("TXS_like", 2.08e-17, 1.46e-17, 0.83))
    assert found.headline == "The injected signal is found again (SIMULATED data)"
    assert found.sentences == (
        "ten years: of 276 injected events with log10(E/GeV) ≥ 4.8, 82 lie around TXS-like, and an "
        "excess of 67 ± 16 is found (0.83 ± 0.19 of it); flux at 100 TeV (1.46 ± 0.40) × 10⁻¹⁷ "
        "GeV⁻¹ cm⁻² s⁻¹, injected 2.08 × 10⁻¹⁷.",
        "ten years, other groups: an excess of 59 ± 16 around related flares (0.70 ± 0.19 of it) "
        "and −6 ± 16 around CFS, where nothing is injected.",
    )


def test_a_flux_three_errors_off_is_not_found_again():
    found = told(group("TXS_like", 2.08e-17, 0.8e-17, 0.4))
    assert found.headline == "The injected signal is not found as injected (SIMULATED data)"
    assert len(found.sentences) == 1


def test_without_an_injected_source():
    found = told(group("CFS", 0.0, 1e-18, float("nan")))
    assert found.headline == (
        "The injected signal does not exist: no source of a group was injected (SIMULATED data)"
    )
    assert found.sentences == (
        "ten years, other groups: an excess of 67 ± 16 around CFS, where nothing is injected.",
    )
