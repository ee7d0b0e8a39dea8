"""Made-up tables under the contracts, for the figures of chang2022."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.contracts.spatial import GLOBAL_P_VALUES, SPATIAL_EXCESS
from nusources.spatial.nulls.excess import summarise_excess, summarise_searches
from nusources.tables import check_table

TABLE6_THRESHOLDS = tuple(round(4.8 + 0.1 * step, 1) for step in range(13))


def made_up_tables(
    groups=("TXS_like", "CFS"), thresholds=TABLE6_THRESHOLDS, *, means=None, n_scrambles=999, seed=1
) -> dict[str, pd.DataFrame]:
    """Tables of counts that fall with the threshold, through the analysis' own functions."""
    rng = np.random.default_rng(seed)
    falling = np.exp(-2.2 * (np.asarray(thresholds) - 4.8))
    tops = np.full(len(groups), 230.0) * (1 + np.arange(len(groups))) if means is None else means
    expected = np.asarray(tops)[:, np.newaxis] * falling
    scrambled = rng.poisson(expected, size=(n_scrambles, *expected.shape))
    observed = rng.poisson(expected)
    counts = [32 + 30 * number for number in range(len(groups))]
    selected = (20000 * falling).astype(int)
    tables = {
        "excess": summarise_excess(observed, scrambled, groups, thresholds, counts, selected),
        "searches": summarise_searches(observed, scrambled, groups, thresholds),
    }
    check_table(tables["excess"], SPATIAL_EXCESS)
    check_table(tables["searches"], GLOBAL_P_VALUES)
    return tables


def run_facts(groups=("TXS_like", "CFS"), **changes) -> dict:
    """Facts of a run as the script gathers them."""
    facts = {
        "sample": "ten_years",
        "sample_label": "IceTracks-DR1, 10 years",
        "run": "default",
        "group_labels": {group: group.replace("_", "-") for group in groups},
        "comparable": True,
        "simulated": ["icecube_10year_ps"],
        "size": "double",
    }
    return facts | changes
