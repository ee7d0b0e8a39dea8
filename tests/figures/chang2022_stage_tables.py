"""Made-up tables of the depth of the search under the contracts, for the figures of chang2022."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from chang2022_depth_tables import depth_tables
from chang2022_tables import TABLE6_THRESHOLDS

from nusources.contracts.circles import CIRCLE_COUNTS, NULL_WIDTH
from nusources.contracts.closure import LIMIT_COVERAGE, NULL_SKY_P_VALUES
from nusources.contracts.declinations import DECLINATION_RANGES
from nusources.contracts.spatial_depth import BINOMIAL_SCAN, BINOMIAL_TEST
from nusources.figures.chang2022.closure import REGIMES, STATISTIC_LABELS
from nusources.spatial.catalogue_binomial import scan_table, summarise_test
from nusources.spatial.limits.coverage import limit_coverage
from nusources.spatial.nulls.count_distribution import poisson
from nusources.tables import check_table


def width_table(seasons=(1, 10), numbers=(32, 409), n_draws=2, thresholds=TABLE6_THRESHOLDS):
    """Widths 1 + season / 100 + draw / 1000 at every threshold and number."""
    index = pd.MultiIndex.from_product(
        [seasons, numbers, range(n_draws), thresholds],
        names=["n_seasons", "n_sources", "draw", "log10_energy_min"],
    )
    table = index.to_frame(index=False)
    table["width"] = 1 + table["n_seasons"] / 100 + table["draw"] / 1000
    table["n_expected"] = 100.0
    table["sigma"] = 10 * table["width"]
    table = table.assign(n_selected=1000, variance_bound=0.0)
    check_table(table, NULL_WIDTH)
    return table


def circle_table(samples=("ic40", "ic79"), factors=(1.0, 1.5), groups=("TXS_like", "CFS")):
    """Expected 20 f^2 around the first group, 50 f^2 around the second, in each sample."""
    index = pd.MultiIndex.from_product(
        [samples, groups, factors, (4.8, 5.0)],
        names=["sample", "group", "circle_factor", "log10_energy_min"],
    )
    table = index.to_frame(index=False)
    size = table["group"].map({one: 20.0 + 30 * place for place, one in enumerate(groups)})
    table["n_expected"] = size * table["circle_factor"] ** 2 * (5.8 - table["log10_energy_min"])
    table["sigma"] = np.sqrt(table["n_expected"])
    table = table.assign(n_sources=32, n_selected=20000, n_observed=7)
    table["sample_label"] = "Data, " + table["sample"]
    check_table(table, CIRCLE_COUNTS)
    return table


LARGEST = 0.1


def list_tables(sizes=(97,), small=(2e-5, 2e-4, 1.6e-3, 1.8e-3)) -> dict[str, pd.DataFrame]:
    """Uniform p-values and a few small ones, one list per size."""
    rng = np.random.default_rng(5)
    scans, tests = [], []
    for size in sizes:
        p_values = np.concatenate([small, rng.uniform(0.05, 1, size - len(small))])
        names = np.array([f"source {number}" for number in range(size)], dtype=object)
        scans.append(scan_table(p_values, names, f"{size} sources"))
        tests.append(summarise_test(p_values, f"{size} sources", 99, LARGEST, rng=rng))
    tables = {
        "scan": pd.concat(scans, ignore_index=True),
        "test": pd.concat(tests, ignore_index=True),
    }
    check_table(tables["scan"], BINOMIAL_SCAN)
    check_table(tables["test"], BINOMIAL_TEST)
    return tables


LEVEL = 0.9


def closure_tables(n_skies=50, *, sigma=3.0, signals=(0.0, 2.0, 4.0)) -> dict[str, pd.DataFrame]:
    """Uniform p-values and normal moments, as many dense skies as sparse ones."""
    rng = np.random.default_rng(3)
    parts = []
    for regime, name in [
        (one, name) for one in sorted(REGIMES) for name in sorted(STATISTIC_LABELS)
    ]:
        p = rng.random(n_skies)
        scale = sigma / np.sqrt(199)
        is_scrambled = name == "events_scrambled"
        parts.append(
            pd.DataFrame(
                {
                    "regime": regime,
                    "sky": np.arange(n_skies),
                    "statistic": name,
                    "n_observed": rng.poisson(9, n_skies),
                    "n_expected": 9 + is_scrambled * scale * rng.normal(size=n_skies),
                    "sigma": sigma + is_scrambled * scale * 0.7 * rng.normal(size=n_skies),
                    "p_value": np.minimum(1, p + 0.05),
                    "p_value_randomised": p,
                    "n_scrambles": 199 * int(is_scrambled),
                }
            )
        )
    tables = {
        "p_values": pd.concat(parts, ignore_index=True),
        "coverage": limit_coverage(poisson(4), np.array(signals), LEVEL, 500, seed=1),
    }
    check_table(tables["p_values"], NULL_SKY_P_VALUES)
    check_table(tables["coverage"], LIMIT_COVERAGE)
    return tables


ENDS = {"whole_sky": (np.nan, np.nan), "north": (-5.0, np.nan), "south": (np.nan, -5.0)}


SHARES = {"whole_sky": 1.0, "north": 0.005, "south": 0.995}


@cache
def ranges_of(groups=("TXS_like", "CFS"), thresholds=TABLE6_THRESHOLDS) -> pd.DataFrame:
    """A whole sky of Poisson counts, with made-up parts of it."""
    tables = depth_tables(groups, thresholds)
    key = ["group", "log10_energy_min"]
    rows = tables["excess"].merge(
        tables["limits"].drop(columns=["n_observed", "n_expected", "sigma"]), on=key
    )
    parts = []
    for name, (low, high) in ENDS.items():
        share = SHARES[name]
        parts.append(
            rows.assign(
                range=name,
                dec_min=low,
                dec_max=high,
                n_selected=(rows["n_selected"] * share).round().astype("int64"),
                n_expected=rows["n_expected"] * share,
                p_global=0.5,
                p_global_error=0.01,
                accepted=1e18,
                flux_limit=rows["upper_limit"] / 1e18,
                flux_unified=rows["unified_high"] / 1e18,
                flux_sensitivity=rows["sensitivity"] / 1e18,
            )
        )
    table = pd.concat(parts, ignore_index=True)[DECLINATION_RANGES.column_names]
    check_table(table, DECLINATION_RANGES)
    return table
