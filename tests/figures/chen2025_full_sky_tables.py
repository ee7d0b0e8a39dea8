"""Made-up tables from which the table of S/N with AGN of the whole sky is made."""

from __future__ import annotations

from functools import cache

import pandas as pd
from chen2025_detector_pages import tables_of

from nusources.contracts.forecast_full_sky import FULL_SKY, STEPS
from nusources.tables import check_table

SCENARIOS = (("gen2_100tev", "icecube_gen2", 100.0), ("hunt_300tev", "hunt", 300.0))


@cache
def run_of(n_scenarios: int):
    """Tables of made-up forecasts."""
    rows = [_row(*scenario, at) for scenario in SCENARIOS[:n_scenarios] for at in range(len(STEPS))]
    table = pd.DataFrame(rows)
    check_table(table, FULL_SKY)
    return {"full_sky": table, "detectors": tables_of(("icecube_gen2", "hunt"))["detectors"]}


def _row(scenario: str, detector: str, threshold: float, at: int) -> dict:
    return {
        "scenario": scenario,
        "step": STEPS[at],
        "detector": detector,
        "threshold_tev": threshold,
        "psf_sigma": 0.2,
        "years": 5.0,
        "n_catalogue": 6_400_000 if at else 22_079,
        "n_sources": 54_000 if at else 131,
        "flux_min": 2.4e-13,
        "bright_share": 0.17,
        "unseen_share": 0.6 if at > 4 else 0.0,
        "n_events": 4434.0,
        "fraction": 0.43,
        "snr_statistical": 10.0 - at,
        "snr_information": 10.5 - at,
        "systematic": 0.3,
        "snr": 3.2 - at / 10,
        "snr_error": 0.7,
        "bias": -0.01 * at,
        "snr_median_ts": 12.0 - at,
        "n_experiments": 100 if at else 1000,
    }
