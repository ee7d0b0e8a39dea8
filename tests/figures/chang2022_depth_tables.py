"""Made-up tables of exact nulls and limits under the contracts, and what all their figures obey."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from chang2022_tables import TABLE6_THRESHOLDS, made_up_tables

from nusources.contracts import spatial_depth
from nusources.fluxes import PowerLawFlux
from nusources.spatial.limits.event_limits import summarise_limits
from nusources.spatial.limits.flux_limits import (
    events_in_bands,
    flux_limit_rows,
    limits_of_groups,
    summarise_flux_limits,
)
from nusources.spatial.nulls.count_distribution import from_counts, poisson
from nusources.spatial.nulls.exact_pairs import summarise_pairs
from nusources.spatial.nulls.exact_variance import CountMoments, summarise_moments
from nusources.spatial.nulls.other_nulls import Null, compare_nulls
from nusources.tables import check_table

INDICES = (2.0, 2.37, 2.5, 3.0)
BANDS = ((4.8, 5.0), (5.0, 5.2))
DIFFUSE = PowerLawFlux(1.44e-18, 2.37)


def depth_tables(groups=("TXS_like", "CFS"), thresholds=TABLE6_THRESHOLDS, *, means=None):
    """All tables of a sample; copies, because the cases of a test share them."""
    key = tuple(groups), tuple(thresholds), None if means is None else tuple(means)
    return {name: table.copy() for name, table in _made_depth_tables(*key).items()}


@cache
def _made_depth_tables(groups, thresholds, means):
    """Tables from Poisson backgrounds, through the analysis' own functions."""
    tables = made_up_tables(groups, thresholds, means=means)
    excess = tables["excess"].set_index(["group", "log10_energy_min"])
    cells = pd.MultiIndex.from_product([groups, thresholds])
    shape = (len(groups), len(thresholds))
    observed = excess["n_observed"].reindex(cells).to_numpy().reshape(shape)
    expected = np.maximum(excess["n_expected"].reindex(cells).to_numpy().reshape(shape), 1e-9)
    exact = [[poisson(mean) for mean in row] for row in expected]
    rng = np.random.default_rng(3)
    trials = [[from_counts(rng.poisson(1.02 * mean, 200)) for mean in row] for row in expected]
    grid = (groups, thresholds)
    nulls = [
        Null("source_ra", exact, 999),
        Null("event_ra", exact),
        Null("source_band", trials, 200),
    ]
    nulls.append(Null("catalogue_rotation", exact))
    moments = CountMoments(expected, expected, np.zeros(shape))
    depth = {
        "nulls": compare_nulls(observed, nulls, *grid),
        "moments": summarise_moments(moments, tables["excess"], *grid),
        "pairs": summarise_pairs(observed, exact, *grid),
        "limits": summarise_limits(observed, exact, *grid, 0.9),
    }
    depth["flux_limits"] = flux_limit_table(depth["limits"])
    contracts = ("null_comparison", "exact_moments", "pair_distribution", "excess_limits")
    for name, contract in zip(depth, (*contracts, "group_flux_limits"), strict=True):
        check_table(depth[name], getattr(spatial_depth, contract.upper()))
    return tables | depth


def flux_limit_table(limits: pd.DataFrame) -> pd.DataFrame:
    """Limits for an area that rises with energy, [cm2]."""
    low = np.round(np.arange(4.0, 9.0, 0.2), 1)
    areas = pd.DataFrame({"log10_energy_min": low, "log10_energy_max": np.round(low + 0.2, 1)})
    areas["effective_area"] = 4e5 * 10 ** (0.7 * (low - 5))
    ten = events_in_bands(10, BANDS)
    paper = summarise_flux_limits("paper", ten, areas, 3650, INDICES, DIFFUSE)
    # Six times the paper's recipe: 39 % inside of the circles, and proxies below the energies.
    per_event = 6 * paper["flux"].to_numpy().reshape(len(BANDS), -1) / 10
    keys = {"recipe": "acceptance", "group": "TXS_like"}
    accepted = flux_limit_rows(keys, ten, per_event, INDICES, DIFFUSE)
    groups = limits_of_groups(limits, areas, 3000, INDICES, DIFFUSE)
    return pd.concat([paper, accepted, groups], ignore_index=True)
