"""Excess of events near groups of sources, and its probability under scrambled positions.

chang2022, section 6.3 and Table 6. The paper gives local p-values only; the global ones come from
the same scrambles and cost no further trials.

Each group has its own null hypothesis. Where its distribution is exact (scrambled events), so are
the expected count, its scatter and the local p-value; the trials of the same null then serve the
global p-value, in which observed sky and trials look up the same exact local p-values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.spatial.names import ALL_GROUPS, EVENT_RA, SOURCE_RA
from nusources.spatial.nulls.count_distribution import CountDistribution
from nusources.statistics import (
    binomial_error,
    global_p_value,
    pooled_p_values,
    right_tailed_p_values,
)

ExactNulls = Mapping[int, Sequence[CountDistribution]]
"""Exact distributions of the count of scrambled events, by number of the group, for each
threshold."""

NONE_EXACT: ExactNulls = MappingProxyType({})


def local_p_values(
    observed: NDArray, scrambled: NDArray, exact: ExactNulls = NONE_EXACT
) -> NDArray[np.float64]:
    """Right-tailed p-value of the observed sky and of each trial under each group's own null.

    Parameters
    ----------
    observed : ndarray of int, shape (n_groups, n_thresholds)
    scrambled : ndarray of int, shape (n_trials, n_groups, n_thresholds)
        Each group's trials under its own null.
    exact : mapping, optional
        Groups whose p-values are exact; those of the others are the shares of the pool.

    Returns
    -------
    ndarray, shape (n_trials + 1, n_groups, n_thresholds)
        Row 0 is the observed sky.

    References
    ----------
    Chang et al. 2022, section 6.3 and Table 6.
    """
    n_trials = scrambled.shape[0]
    pooled = pooled_p_values(observed.ravel(), scrambled.reshape(n_trials, -1))
    p_values = pooled.reshape(n_trials + 1, *observed.shape)
    for group, distributions in exact.items():
        for level, distribution in enumerate(distributions):
            counts = np.append(observed[group, level], scrambled[:, group, level])
            p_values[:, group, level] = distribution.at_least_each(counts)
    return p_values


def summarise_excess(
    observed: NDArray,
    scrambled: NDArray,
    groups: Sequence[str],
    thresholds: Sequence[float],
    n_sources: Sequence[int],
    n_selected: Sequence[int],
    exact: ExactNulls = NONE_EXACT,
) -> pd.DataFrame:
    """Expected count, scatter, excess and p-value of each group and threshold.

    Parameters
    ----------
    observed : ndarray of int, shape (n_groups, n_thresholds)
    scrambled : ndarray of int, shape (n_trials, n_groups, n_thresholds)
        Each group's trials under its own null.
    groups, thresholds : sequences
    n_sources : sequence of int, one per group
    n_selected : sequence of int, one per threshold
    exact : mapping, optional
        Distributions of the groups whose null is that of scrambled events: their rows are exact.

    Returns
    -------
    DataFrame
        Contract ``spatial_excess``.

    References
    ----------
    Chang et al. 2022, section 6.3 and Table 6.
    """
    n_trials = scrambled.shape[0]
    expected = scrambled.mean(axis=0)
    sigma = scrambled.std(axis=0, ddof=1) if n_trials > 1 else np.zeros_like(expected)
    p_value = right_tailed_p_values(observed, scrambled)
    error, p_error = sigma / np.sqrt(n_trials), binomial_error(p_value, n_trials)
    null = np.full(observed.shape, SOURCE_RA, dtype=object)
    for group, distributions in exact.items():
        null[group], error[group], p_error[group] = EVENT_RA, 0.0, 0.0
        expected[group] = [one.mean for one in distributions]
        sigma[group] = [one.sigma for one in distributions]
        cells = zip(distributions, observed[group], strict=True)
        p_value[group] = [float(one.at_least_each(count)) for one, count in cells]
    grid = {
        "null": null,
        "n_observed": observed.astype(np.int64),
        "n_expected": expected,
        "n_expected_error": error,
        "sigma": sigma,
        "excess": observed - expected,
        "p_value": p_value,
        "p_value_error": p_error,
    }
    keys = {
        "group": np.repeat(list(groups), len(thresholds)),
        "log10_energy_min": np.tile(np.asarray(thresholds, dtype=float), len(groups)),
        "n_sources": np.repeat(np.asarray(n_sources, dtype=np.int64), len(thresholds)),
        "n_selected": np.tile(np.asarray(n_selected, dtype=np.int64), len(groups)),
    }
    columns = keys | {name: values.ravel() for name, values in grid.items()}
    return pd.DataFrame(columns).assign(n_scrambles=np.int64(n_trials))


def summarise_searches(
    observed: NDArray,
    scrambled: NDArray,
    groups: Sequence[str],
    thresholds: Sequence[float],
    exact: ExactNulls = NONE_EXACT,
) -> pd.DataFrame:
    """Global p-value of each group over its thresholds, and over all groups and thresholds.

    Trial t of all groups is one sky for groups of one null. Sources and events are scrambled
    independently of each other, so groups of different nulls are taken to be independent: where
    their counts rise together, as for groups that share sources, the p-value over all groups is
    too high rather than too low.

    Parameters
    ----------
    observed, scrambled, groups, thresholds, exact
        As for `summarise_excess`.

    Returns
    -------
    DataFrame
        Contract ``global_p_values``.

    References
    ----------
    The smallest p-value as in Westfall & Young 1993, chapter 2.
    """
    n_trials, n_groups, n_thresholds = scrambled.shape
    by_group = local_p_values(observed, scrambled, exact)
    searches = [(group, [number]) for number, group in enumerate(groups)]
    searches += [(ALL_GROUPS, list(range(n_groups)))]
    rows = []
    for name, members in searches:
        searched = by_group[:, members].reshape(n_trials + 1, -1)
        member, threshold = divmod(int(searched[0].argmin()), n_thresholds)
        p_global = global_p_value(searched)
        rows.append(
            {
                "search": name,
                "group": groups[members[member]],
                "log10_energy_min": float(thresholds[threshold]),
                "p_local": float(searched[0].min()),
                "p_global": p_global,
                "p_global_error": float(binomial_error(p_global, n_trials)),
                "n_scrambles": n_trials,
            }
        )
    return pd.DataFrame(rows)
