"""Exact distribution of the number of event-source pairs under uniform right ascensions.

A pair is an event with a source in its circle; an event with two sources counts twice. While the
right ascension of one source runs around the sky, its number of pairs is piecewise constant, so a
sweep over the ends of its arcs gives its distribution. Sources are independent: the distribution of
the sum is the convolution.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from nusources.spatial.counting.arcs import TURN
from nusources.spatial.counting.prepared_sky import Sky
from nusources.spatial.counting.sweep import lengths_by_count
from nusources.spatial.nulls.count_distribution import (
    CountDistribution,
    from_weights,
    sum_of_independent,
)

SIGNIFICANCES = (3, 5)
"""One-sided significances for which the table names the least number of pairs."""


def exact_pairs(sky: Sky) -> tuple[NDArray[np.int64], list[list[CountDistribution]]]:
    """Observed number of pairs and its exact distribution for each group and threshold.

    Parameters
    ----------
    sky : Sky

    Returns
    -------
    observed : ndarray of int64, shape (n_groups, n_thresholds)
    distributions : list of n_groups lists of n_thresholds CountDistribution

    References
    ----------
    The null of Chang et al. 2022, section 6.3, for pairs; docs/method-spatial.md derives it.
    """
    of_sources = [_pairs_of_source(sky, number) for number in range(sky.sources.ra.size)]
    observed = np.zeros((sky.n_groups, sky.n_levels), dtype=np.int64)
    distributions = []
    for group in range(sky.n_groups):
        is_member = (sky.sources.membership >> np.uint32(group)) & np.uint32(1)
        members = [of_sources[number] for number in np.flatnonzero(is_member)]
        observed[group] = sum(member[0] for member in members)
        distributions.append(
            [
                sum_of_independent([from_weights(member[1][level]) for member in members])
                for level in range(sky.n_levels)
            ]
        )
    return observed, distributions


def count_pairs(sky: Sky, shifts: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Pairs of each group and threshold with shifted sources.

    Parameters
    ----------
    sky : Sky
    shifts : ndarray of uint32, shape (n_sources, n_trials)
        Shift of each source from its catalogue position [2**-32 turns].

    Returns
    -------
    ndarray of int64, shape (n_trials, n_groups, n_thresholds)
        Cumulative: pairs whose event reaches each threshold.

    References
    ----------
    The null of Chang et al. 2022, section 6.3, for pairs; docs/method-spatial.md derives it.
    """
    counts = np.zeros((shifts.shape[1], sky.n_groups, sky.n_levels), dtype=np.int64)
    for number in range(len(shifts)):
        start, width, event = sky.arcs_of(number)
        member = (sky.sources.membership[number] >> np.arange(sky.n_groups, dtype=np.uint32)) & 1
        for trial, shift in enumerate(shifts[number]):
            level = sky.level[event[shift - start <= width]]
            counts[trial] += np.outer(member, np.bincount(level, minlength=sky.n_levels))
    return counts[:, :, ::-1].cumsum(axis=2)[:, :, ::-1]


def _pairs_of_source(sky: Sky, source: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of one source where it stands, and the shares of the turn with n pairs."""
    start, width, event = sky.arcs_of(source)
    level, n_levels = sky.level[event], sky.n_levels
    is_inside = np.uint32(0) - start <= width
    here = np.bincount(level[is_inside], minlength=n_levels)[::-1].cumsum()[::-1]
    length = width.astype(np.int64) + 1
    covered = lengths_by_count(start.astype(np.int64), length, level, n_levels)
    return here, covered / TURN


def summarise_pairs(
    observed: NDArray,
    distributions: Sequence[Sequence[CountDistribution]],
    groups: Sequence[str],
    thresholds: Sequence[float],
) -> pd.DataFrame:
    """Observed and expected number of pairs with its exact p-value.

    Parameters
    ----------
    observed, distributions
        From `exact_pairs`.
    groups, thresholds : sequences

    Returns
    -------
    DataFrame
        Contract ``pair_distribution``.
    """
    rows = []
    for group, counts, by_level in zip(groups, observed, distributions, strict=True):
        for threshold, n_pairs, null in zip(thresholds, counts, by_level, strict=True):
            rows.append(
                {
                    "group": group,
                    "log10_energy_min": float(threshold),
                    "n_pairs": int(n_pairs),
                    "n_expected": null.mean,
                    "sigma": null.sigma,
                    "p_value": null.at_least(int(n_pairs)),
                    "p_value_low": null.at_most(int(n_pairs)),
                }
                | {
                    f"n_pairs_{n_sigma}sigma": null.smallest_count(float(ndtr(-n_sigma)))
                    for n_sigma in SIGNIFICANCES
                }
            )
    return pd.DataFrame(rows)
