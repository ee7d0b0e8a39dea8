"""Made-up tables of flares against times of alerts under the contracts, for chang2022."""

from __future__ import annotations

import numpy as np
import pandas as pd
from chang2022_light_curve_tables import filled

from nusources.contracts.flares import FLARE_CLASSES
from nusources.contracts.temporal import (
    CONTROLS,
    FLARE_RATIOS,
    SIMULTANEITY,
    SIMULTANEITY_GROUPS,
    TIME_CONVENTIONS,
    TIME_NULL_SKIES,
    TIME_POWER,
    TIME_SEARCHES,
    WINDOW_SCAN,
)

LEVELS = (0.0, 1.5, 2.5)
WITHOUT = "without TXS 0506+056 and PKS 1502+106"
VARIANTS = {
    "WIBRaLS": ("main", WITHOUT),
    "4FGL": ("main", "factor 1.1", "without the brightest"),
    "ACC": ("main",),
    "XRT": ("main",),
}
READINGS = (("default", "default"), ("window", "630 d"), ("factor", "1.5"), ("limits", "at_value"))


def time_tables(step: float = 360.0, seed: int = 4) -> dict[str, pd.DataFrame]:
    """Sliding windows, scan, searches, readings and power of four samples."""
    rng = np.random.default_rng(seed)
    shifts = np.arange(-3600, 3600 + step, step)
    ratios, searches = [], []
    for sample, variants in VARIANTS.items():
        for variant in variants:
            key = {"sample": sample, "variant": variant, "n_trials": 10_000}
            searches.append(key | _search("shifts_and_levels"))
            ratios += [
                key | {"level": level, "shift_days": shift} | _ratio(rng)
                for level in LEVELS
                for shift in shifts
            ]
        key = {"sample": sample, "variant": "main", "n_trials": 10_000}
        searches += [key | _search(one) for one in ("windows_and_factors", "whole_chain")]
    scan = [
        {"sample": sample, "factor": factor, "window_days": days, "n_trials": 10_000}
        | {"ratio": 1.1, "p_local": rng.uniform(1e-4, 1), "n_pairs": 40}
        for sample in VARIANTS
        for factor in (1.0, 1.1, 1.3, 1.5)
        for days in (30.0, 90.0, 570.0)
    ]
    return {
        "ratios": filled(FLARE_RATIOS, ratios),
        "searches": filled(TIME_SEARCHES, searches),
        "scan": filled(WINDOW_SCAN, scan),
        **check_tables(),
    }


def _ratio(rng: np.random.Generator) -> dict:
    return {
        "ratio": rng.normal(1, 0.2),
        "ratio_error": 0.1,
        "trial_mean": 1.0,
        "trial_std": 0.2,
        "p_local": rng.uniform(1e-3, 1),
        "n_inside": 30,
        "n_outside": 500,
        "n_defined": 10_000,
    }


def _search(name: str) -> dict:
    return {
        "search": name,
        "p_local": 0.004,
        "p_global": 0.25,
        "p_global_error": 0.01,
        "level": 1.5,
        "shift_days": 720.0,
        "window_days": 570.0,
        "factor": 1.3,
        "n_sources": 900,
        "n_left_out": 4,
        "n_pairs": 41,
    }


def check_tables() -> dict[str, pd.DataFrame]:
    """Readings and power of two samples."""
    readings = [
        {"sample": sample, "reading": reading, "choice": choice, "n_pairs": 40, "n_trials": 499}
        | {"ratio": 1 + 0.1 * at, "ratio_error": 0.2, "p_local": 0.5 - 0.1 * at}
        for sample in ("WIBRaLS", "4FGL")
        for at, (reading, choice) in enumerate(READINGS)
    ]
    power = [
        {"sample": sample, "share": share, "n_skies": 50, "n_found": n_found, "n_trials": 999}
        | {"p_median": 0.5 / (1 + n_found)}
        for sample, of_sample in (("WIBRaLS", (0, 10, 25)), ("4FGL", (0, 1, 5)))
        for share, n_found in zip((0.0, 0.3, 1.0), of_sample, strict=True)
    ]
    rng = np.random.default_rng(6)
    skies = [
        {"sample": sample, "controls": controls, "sky": sky, "n_trials": 499}
        | {"p_local": np.ceil(500 * rng.uniform()) / 500}
        for sample in ("WIBRaLS", "4FGL")
        for controls in CONTROLS
        for sky in range(100)
    ]
    return {
        "skies": filled(TIME_NULL_SKIES, skies),
        "conventions": filled(TIME_CONVENTIONS, readings),
        "power": filled(TIME_POWER, power),
    }


def nothing() -> dict[str, pd.DataFrame]:
    """Tables of a run without light curves of variable sources."""
    return {name: table.iloc[:0] for name, table in time_tables().items()}


def simultaneity_tables(
    n_warm: int = 4, n_sources: int = 300, n_regions: tuple[int, int] = (14, 74)
) -> dict[str, pd.DataFrame]:
    """Shares of stages of three groups, and classes of all sources."""
    rows = []
    for group, number in zip(SIMULTANEITY_GROUPS, (n_warm, *n_regions), strict=True):
        row = {"group": group, "n_sources": number, "n_trials": 100_000, "p_value": 0.038}
        for at, name in enumerate(("simultaneous", "low_energy", "high_energy")):
            row[f"{name}_ratio"] = 0.2 + 0.2 * at if number else np.nan
            row[f"{name}_trial_mean"] = 0.15 + 0.2 * at if number else np.nan
            row[f"{name}_trial_std"] = 0.05 if number else np.nan
        rows.append(row if number else row | {"p_value": 1.0})
    rng = np.random.default_rng(5)
    classes = [
        {
            "sample": "FIBS",
            "source_name": f"s{at}",
            "class": "NFS",
            "aperture_class": "NFS",
            "has_infrared_flare": at != 1,
            "has_gamma_flare": True,
            "is_in_alert_region": at % 20 == 0,
            "is_warm_spot": at % 100 == 1,
            "simultaneous_ratio": rng.uniform() if at else 0.0,
        }
        for at in range(n_sources)
    ]
    return {"simultaneity": filled(SIMULTANEITY, rows), "classes": filled(FLARE_CLASSES, classes)}
