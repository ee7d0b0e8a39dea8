"""Made-up tables of the tests of kun2026, as small runs would have them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from nusources.contracts import luminosity_predictive as contracts
from nusources.tables import check_table

CALIBRATORS = ("NGC 1068", "NGC 4151", "TXS 0506+056", "GB6 J1542+6129")
BLAZARS = ("PKS 1441+25", "1ES 1959+650", "PKS 1329-049", "PG 1218+304", "Mkn 421")


def checked(rows: list[dict], contract) -> pd.DataFrame:
    table = pd.DataFrame(rows)[contract.column_names]
    check_table(table, contract)
    return table.sort_values(list(contract.key), ignore_index=True)


@cache
def predicted_table(names=BLAZARS, with_events=True) -> pd.DataFrame:
    rows = [
        {
            "source_name": name,
            "log10_xray_luminosity": 44.0 + 0.5 * at,
            "log10_neutrino_luminosity": 44.2 + 0.6 * at,
            "predicted": 44.1 + 0.5 * at,
            "predicted_error": 0.8 + 0.1 * at,
            "relation_error": 0.3 + 0.1 * at,
            "pull": 0.1 - 0.2 * at,
            "integral_transform": 0.5 - 0.05 * at,
            "n_signal": 7.5 if with_events else np.nan,
            "n_signal_expected": 3.2 if with_events else np.nan,
        }
        for at, name in enumerate(names)
    ]
    return checked(rows, contracts.PREDICTED)


@cache
def chi2_table(n_sources=5) -> pd.DataFrame:
    rows = [
        {
            "variance": variance,
            "chi2": chi2,
            "n_sources": n_sources,
            "n_calibration": 4,
            "p": 0.9,
            "p_low": 0.1,
            "p_replicated": 0.8,
            "p_low_replicated": 0.2,
            "replicated_median": 4.0,
            "n_replicated": 10_000,
        }
        for variance, chi2 in (("own", 1.6), ("covariance", 2.4))
    ]
    return checked(rows, contracts.TESTS)


@cache
def histogram_table(kinds=("replicated", "background", "measured")) -> pd.DataFrame:
    edges = np.linspace(0, 20, 21)
    rows = []
    for at, kind in enumerate(kinds):
        share = np.exp(-((edges[:-1] - 3 - 2 * at) ** 2) / 20)
        for low, high, one in zip(edges[:-1], edges[1:], share / share.sum(), strict=True):
            rows.append({"kind": kind, "chi2_min": low, "chi2_max": high, "share": one})
    return checked(rows, contracts.CHI2_HISTOGRAMS)


@cache
def injection_table(kinds=("replicated", "background", "measured")) -> pd.DataFrame:
    rows = [
        {
            "kind": kind,
            "n_trials": 10_000,
            "n_pool_sources": 20,
            "n_pool": 1500,
            "share_consistent": 0.95 - 0.1 * at,
            "least_n_signal": 1.0,
            "least_p": 0.05,
            "share_below": 0.02,
            "chi2_median": 4.0 + at,
            "log10_ratio": 0.1 * at,
        }
        for at, kind in enumerate(kinds)
    ]
    return checked(rows, contracts.NULL_INJECTION)


@cache
def chance_table(names=("blazars with NuSTAR points", "all blazars")) -> pd.DataFrame:
    rows = [
        {
            "looked_at": name,
            "n_looked_at": 20 + 60 * at,
            "least_n_signal": 1.0,
            "n_asked": 7,
            "n_mean": 7.9 + 20 * at,
            "share_of_skies": 0.7,
            "n_skies": 200,
            "n_signal_mean": 12.5,
        }
        for at, name in enumerate(names)
    ]
    return checked(rows, contracts.SELECTION_CHANCE)


@cache
def power_table(numbers=(6, 12, 24, 48), most=1.0) -> pd.DataFrame:
    rows = [
        {
            "n_calibration": n,
            "true_slope": slope,
            "true_scatter": 0.6,
            "slope_error": 1.2 / np.sqrt(n),
            "ln_evidence_median": (2 * slope - 1) * n / 4,
            "share_decided": most * (1 - np.exp(-n / 10)),
            "share_wrong": 0.02,
            "share_rejected": 0.9 * (1 - np.exp(-n / 20)) if slope else np.nan,
            "n_mocks": 400,
        }
        for n in numbers
        for slope in (0.0, 1.0)
    ]
    return checked(rows, contracts.POWER)


@cache
def influence_table(names=CALIBRATORS) -> pd.DataFrame:
    rows = [
        {
            "left_out": name,
            "n_calibration": len(names) - (name != "none"),
            "slope": 0.9 + 0.1 * at,
            "slope_error": 0.3,
            "slope_shift": at / 3,
            "intercept": 44.0,
            "intercept_error": 0.3,
            "scatter": 0.6,
            "scatter_error": 0.2,
            "chi2": 1.6 + at,
            "p": 0.9 - 0.1 * at,
        }
        for at, name in enumerate(("none", *names))
    ]
    return checked(rows, contracts.INFLUENCE)


@cache
def reading_table(n=30, with_missing=True) -> pd.DataFrame:
    subjects = ("window", "band", "calibrators", "slope_prior", "redshift")
    rows = [
        {
            "subject": "default" if at == 0 else subjects[at % len(subjects)],
            "choice": "" if at == 0 else f"choice number {at}",
            "n_calibration": 6,
            "n_sources": 7,
            "slope": 0.9 + 0.01 * at,
            "slope_error": 0.3,
            "scatter": 0.6,
            "scatter_error": 0.2,
            "chi2": 1.6 + at / 10,
            "p": 0.9,
            "p_permutation": 10.0 ** (-1 - at / 10),
            "method": "quadrature",
            "missing": None,
        }
        for at in range(n)
    ]
    table = pd.DataFrame(rows)
    if with_missing:
        nothing = dict.fromkeys(("slope", "slope_error", "scatter", "scatter_error"), np.nan)
        nothing |= dict.fromkeys(("chi2", "p", "p_permutation"), np.nan)
        lost = rows[0] | nothing | {"subject": "calibrators", "choice": "user"}
        lost |= {"missing": "no hard X-rays of GB6 J1542+6129"}
        table = pd.DataFrame([*rows, lost])
    return checked(table.to_dict("records"), contracts.READINGS)
