"""Made-up tables of forecasts, as small runs would have them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from nusources.contracts import forecast as contracts
from nusources.forecast.bias import ESTIMATORS, PANELS
from nusources.forecast.expectation import combined
from nusources.tables import check_table

SIGMAS = np.array([0.02, 0.07, 0.2, 0.5])
SEPARATIONS = np.array([0.045, 0.13, 0.36, 1.0])
SCENARIOS = {
    "gen2_100tev": ("icecube_gen2", 100.0, 0.3, 7.0),
    "hunt_300tev": ("hunt", 300.0, 0.1, 30.0),
    "own": ("neon", 1000.0, 0.0, 2.0),
}
PRINTED = ("fraction_0.2", "exponent_0", "figure2_point", "figure2_coarse", "icecube_today")


def checked(rows: list[dict], contract) -> pd.DataFrame:
    table = pd.DataFrame(rows)[contract.column_names]
    check_table(table, contract)
    return table.sort_values(list(contract.key), ignore_index=True)


def bias_table(fractions=(0.2, 0.5, 0.8)) -> pd.DataFrame:
    rows = []
    for name in PANELS:
        for fraction in fractions:
            for sigma in SIGMAS:
                for separation in SEPARATIONS:
                    lost = 0 if name == "no_edges" else min(1, 3 * sigma / (1 + separation))
                    rows.append(bias_row(name, fraction, sigma, separation, -fraction * lost))
    return checked(rows, contracts.BIAS)


def bias_row(name: str, fraction: float, sigma: float, separation: float, bias: float) -> dict:
    n_sources = int((0.5 / separation) ** 2 * 143) + 1
    return {
        "estimator": name,
        "fraction": fraction,
        "psf_sigma": sigma,
        "separation": separation,
        "flux_min": 1e-13 / n_sources,
        "n_sources": n_sources,
        "bright_share": 0.3,
        "bias": bias,
        "bias_error": 0.004,
        "scatter": 0.04,
        "n_experiments": 100,
    }


def estimator_table() -> pd.DataFrame:
    rows = [
        bias_row(name, 0.5, sigma, over * sigma, -0.05 * at)
        for at, name in enumerate(ESTIMATORS)
        for sigma in (0.1, 0.3)
        for over in (1, 2, 3, 5)
    ]
    return checked(rows, contracts.BIAS)


def significance_table() -> pd.DataFrame:
    rows = [
        {
            "psf_sigma": sigma,
            "n_events": n,
            "fraction": 0.5,
            "flux_min": 1e-13,
            "n_sources": 100,
            "bright_share": 0.2,
            "snr_statistical": 0.018 * np.sqrt(n) / sigma,
        }
        for sigma in np.geomspace(0.04, 0.6, 9)
        for n in np.geomspace(100, 1e5, 9)
    ]
    return checked(rows, contracts.SIGNIFICANCE)


def forecast_table() -> pd.DataFrame:
    rows = []
    others = dict.fromkeys(PRINTED, ("any", 0.0, 0.0, 6.0))
    for name, (detector, threshold, systematic, ratio) in (SCENARIOS | others).items():
        for method in ("information", "monte_carlo", "normalised"):
            trials = method != "information"
            rows.append(
                {
                    "scenario": name,
                    "method": method,
                    "detector": detector,
                    "threshold_tev": threshold,
                    "psf_sigma": 0.1,
                    "flux_min": 1e-13,
                    "n_sources": 98,
                    "bright_share": 0.112,
                    "years": 5.0,
                    "n_events": 2000.0,
                    "fraction": 0.5,
                    "systematic": systematic,
                    "snr_statistical": ratio,
                    "snr": float(combined(ratio, systematic)),
                    "snr_error": 0.2 if trials else 0.0,
                    "bias": -0.1 if trials else np.nan,
                    "snr_median_ts": 1.3 * ratio if trials else np.nan,
                    "n_experiments": 1000 if trials else 0,
                }
            )
    return checked(rows, contracts.FORECASTS)


def curve_table() -> pd.DataFrame:
    rows = []
    for name, (_, _, systematic, ratio) in SCENARIOS.items():
        for years in np.linspace(0, 10, 11):
            rows.append(point("years", name, years, systematic, ratio * np.sqrt(years / 5)))
    for fraction in np.linspace(0, 0.9, 10):
        rows.append(point("fraction", "hunt_300tev", fraction, 0.1, 30 * fraction))
    for exponent in np.linspace(0, 2, 9):
        rows.append(point("exponent", "exponent_0", exponent, 0.1, 3 * np.exp(exponent)))
    return checked(rows, contracts.CURVES)


def blazar_table(systematics=(0.0, 0.06, 0.1, 0.2)) -> pd.DataFrame:
    rows = [
        point("blazar_fraction", "hunt_100tev", share, systematic, 200 * share)
        for systematic in systematics
        for share in (0.01, 0.05, 0.1, 0.3)
    ]
    return checked(rows, contracts.CURVES)


def point(curve: str, scenario: str, value: float, systematic: float, ratio: float) -> dict:
    return {
        "curve": curve,
        "scenario": scenario,
        "value": value,
        "systematic": systematic,
        "n_events": 2000.0,
        "fraction": 0.5,
        "snr_statistical": ratio,
        "snr": float(combined(ratio, systematic)),
    }


def years_table(detectors=("icecube_gen2", "hunt"), others=("narrow", "wide")) -> pd.DataFrame:
    rows = []
    for detector in detectors:
        for at, width in enumerate(("own", *others)):
            for threshold in (10.0, 30.0, 100.0, 300.0, 1000.0):
                for target in (2.0, 3.0, 5.0):
                    away = np.log10(threshold / 200) ** 2
                    years = target**2 * (0.1 + away) * (1 + 0.3 * at)
                    rows.append(
                        {
                            "detector": detector,
                            "width": width,
                            "threshold_tev": threshold,
                            "target": target,
                            "years": years,
                            "psf_sigma": 0.1,
                            "flux_min": 1e-13,
                            "n_sources": 98,
                            "bright_share": 0.112,
                            "n_per_year": 800.0,
                            "fraction": 0.5,
                        }
                    )
    return checked(rows, contracts.NEEDED_YEARS)


def reading_table(n_others: int = 24) -> pd.DataFrame:
    rows = []
    for at in range(n_others + 1):
        rows.append(
            {
                "scenario": "gen2_100tev",
                "subject": "default" if at == 0 else f"subject_{at % 9}",
                "choice": "default" if at == 0 else f"another_choice_{at}",
                "kind": "default" if at == 0 else "other",
                "n_events": 2000.0,
                "fraction": 0.5,
                "psf_sigma": 0.2,
                "flux_min": 1e-13,
                "n_sources": 98,
                "bright_share": 0.112,
                "bias": -0.04 * (at % 7),
                "snr_statistical": 5.0 + (at % 5) - 4 * (at == 3) + 40 * (at == 4),
                "snr_error": 0.2,
                "snr": 3.0,
                "n_experiments": 400,
            }
        )
    return checked(rows, contracts.READINGS)


LONGEST = [
    ("all_of_these", "at_once"),
    ("agn_below_survey", "known_share"),
    ("hard_agn", "25_percent_unknown"),
    ("leaving", "no_edges"),
    ("n_events", "share_of_field"),
    ("systematic", "catalogue_bootstrap"),
]


def named_reading_table() -> pd.DataFrame:
    """Readings that have the longest names."""
    table = reading_table(len(LONGEST))
    is_other = table["kind"] == "other"
    table.loc[is_other, ["subject", "choice"]] = LONGEST
    return table


@cache
def forecast_tables() -> dict[str, pd.DataFrame]:
    """Tables of a run with a scenario of its own."""
    return {
        "bias": bias_table(),
        "estimators": estimator_table(),
        "significance": significance_table(),
        "forecasts": forecast_table(),
        "years": years_table(),
        "readings": reading_table(),
    }
