"""Made-up tables of sensitivity, power and systematics under the contracts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.contracts.sensitivity import (
    POWER_CURVE,
    RECOVERED_PULLS,
    SENSITIVITY,
    SYSTEMATICS,
)
from nusources.spatial.limits.critical_counts import CRITERIA
from nusources.spatial.names import ANG_ERR_FACTOR, FLUX, ISOTROPIC, N_SOURCES
from nusources.tables import check_table

VARIATIONS = {
    "angular errors × 0.8": ("ang_err", 0.7),
    "angular errors × 1.2": ("ang_err", 1.4),
    "effective area × 0.9": ("effective_area", 1.11),
    "10% of the sources missing": ("missing_sources", 1.1),
}


def sensitivity_rows(groups) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, pulls = [], []
    for at, group in enumerate(groups):
        for threshold in (4.8, 5.3, 6.0):
            keys = {"group": group, "log10_energy_min": threshold}
            for size, criterion in enumerate(CRITERIA):
                flux = (1 + size) * 2 / (1 + at) * 4.54e-18
                values = {
                    "criterion": criterion.name,
                    "p_value": criterion.p_value,
                    "power": criterion.power,
                    "n_expected": 100.0,
                    "sigma": 10.0,
                    "n_critical": 100 + 10 * size,
                    "critical_from": "exact moments" if size == 2 else "scrambles",
                    "n_signal": 12.0,
                    "flux": flux,
                    "flux_error": 1.2e-19,
                    "flux_closed_form": flux / 1.02,
                    "n_trials": 5000,
                }
                rows.append(keys | values)
            numbers = dict.fromkeys(
                [column.name for column in RECOVERED_PULLS.columns[3:-1]], 0.02 + 0.01 * at
            )
            pulls.append(keys | {"injected": "no signal"} | numbers | {"n_trials": 5000})
    return pd.DataFrame(rows), pd.DataFrame(pulls)


def power_rows(groups) -> pd.DataFrame:
    curves = [(ISOTROPIC, N_SOURCES, (4, 16, 64))]
    for group in groups:
        curves += [(group, FLUX, (0.0, 1e-17, 2e-17)), (group, ANG_ERR_FACTOR, (0.5, 1.0, 2.0))]
    return pd.DataFrame(
        [
            {
                "group": group,
                "varied": varied,
                "value": float(value),
                "log10_energy_min": 5.0,
                "criterion": criterion.name,
                "n_critical": 10,
                "flux": 1.35e-17,
                "power": (0.9, 0.5, 0.1)[at],
                "power_error": 0.01,
                "power_closed_form": (0.92, 0.5, 0.1)[at],
                "n_trials": 1000,
            }
            for group, varied, values in curves
            for at, value in enumerate(values)
            for criterion in CRITERIA
        ]
    )


def systematics_rows(groups) -> pd.DataFrame:
    rows = []
    for at, group in enumerate(groups):
        for threshold in (4.8, 5.3):
            for name, (kind, ratio) in {"nominal": ("nominal", 1.0), **VARIATIONS}.items():
                for draw in range(3 if kind == "missing_sources" else 1):
                    changed = ratio + 0.1 * (draw - 1) * (kind == "missing_sources")
                    keys = {"variation": name, "kind": kind, "draw": draw, "group": group}
                    values = {
                        "log10_energy_min": threshold,
                        "n_observed": 110,
                        "n_expected": 100.0,
                        "sigma": 10.0,
                        "excess": 10.0 * changed,
                        "p_value": 0.1 / changed,
                        "n_limit": 20.0,
                        "n_unified": np.nan,
                        "n_sensitivity": 15.0,
                        "accepted": 1e18,
                        "flux_limit": changed * (1 + at) * 2e-17,
                    }
                    rows.append(keys | values)
    return pd.DataFrame(rows)


def power_tables(groups) -> dict[str, pd.DataFrame]:
    sensitivity, pulls = sensitivity_rows(groups)
    made = {
        "sensitivity": sensitivity,
        "pulls": pulls,
        "power": power_rows(groups),
        "systematics": systematics_rows(groups),
    }
    contracts = (SENSITIVITY, RECOVERED_PULLS, POWER_CURVE, SYSTEMATICS)
    for table, contract in zip(made.values(), contracts, strict=True):
        check_table(table, contract)
    return made
