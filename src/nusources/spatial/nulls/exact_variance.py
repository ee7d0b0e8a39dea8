"""Exact mean and variance of the event count under independent, uniform right ascensions.

With A_ij the arc on which source j touches event i, as a share of the turn, an event stays
untouched with probability q_i = prod_j (1 - |A_ij|), and

    Var = sum over ordered pairs (i, k) of [prod_j (1 - |A_ij u A_kj|) - q_i q_k].

With odds b = |A| / (1 - |A|), a pair whose arcs nowhere overlap has q_i q_k [prod_j (1 - b_ij b_kj)
- 1]. The first two orders of that product, summed over all pairs, are squares of sums over events:
no pair is ever looked at. Pairs with overlapping arcs are corrected one by one to the exact term,
and events with wide arcs (near a pole) are paired one by one from the start. What is left out is
the third and higher orders of pairs of narrow events without overlap; it is never positive, and its
bound is returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from nusources.spatial.counting.group_arcs import GroupArcs, arcs_of_group, cumulate
from nusources.spatial.counting.prepared_sky import Sky
from nusources.spatial.nulls.exact_kernels import add_far_pairs, add_near_pairs, add_wide_pairs

WIDE = 0.05
"""Share of the turn from which an arc is wide. Any value is right: the smaller, the smaller is the
bound, and the more pairs are done one by one."""


@dataclass(frozen=True)
class CountMoments:
    """Mean and variance of the event count of each group and threshold.

    Attributes
    ----------
    mean, variance : ndarray, shape (n_groups, n_levels)
    variance_bound : ndarray, shape (n_groups, n_levels)
        The exact variance is at most this much below `variance`.
    """

    mean: NDArray[np.float64]
    variance: NDArray[np.float64]
    variance_bound: NDArray[np.float64]


def exact_moments(sky: Sky) -> CountMoments:
    """Exact mean and variance of the number of events with a source in their circle.

    Parameters
    ----------
    sky : Sky

    Returns
    -------
    CountMoments

    References
    ----------
    The null of chang2022, section 6.3; docs/method-spatial.md has the derivation.
    """
    moments = [moments_of_arcs(arcs_of_group(sky, group)) for group in range(sky.n_groups)]
    return CountMoments(*(np.array(part) for part in zip(*moments, strict=True)))


def moments_of_arcs(arcs: GroupArcs, wide: float = WIDE) -> tuple[NDArray, NDArray, NDArray]:
    """Mean, variance and bound of the variance for one group, by threshold.

    Parameters
    ----------
    arcs : GroupArcs
    wide : float
        See `WIDE`.

    References
    ----------
    docs/method-spatial.md derives it.
    """
    if not arcs.level.size:
        nothing = np.zeros((3, arcs.n_levels))
        return nothing[0], nothing[1], nothing[2]
    with np.errstate(divide="ignore"):
        untouched = np.exp(arcs.sum_by_event(np.log1p(-arcs.share)))
    mean = np.bincount(arcs.level, weights=1 - untouched, minlength=arcs.n_levels)
    is_wide = np.maximum.reduceat(arcs.share, arcs.place[:-1]) > wide
    variance, bound = _sum_pairs(arcs, untouched, is_wide)
    return cumulate(mean), variance, bound


def _sum_pairs(
    arcs: GroupArcs, untouched: NDArray[np.float64], is_wide: NDArray[np.bool_]
) -> tuple[NDArray, NDArray]:
    """Variance and its bound, by threshold."""
    # An event that is always touched has no covariance, and infinite odds.
    is_certain = untouched == 0
    odds = np.where(arcs.share < 1, arcs.share, 0) / np.where(arcs.share < 1, 1 - arcs.share, 1)
    events = (arcs.place, arcs.first_source, arcs.start, arcs.share, odds)
    traits = (untouched, arcs.level, is_wide)
    sources = _without(arcs, is_certain)
    most = int(np.diff(arcs.place)[~is_wide].max(initial=1))
    far, bound, one_by_one = np.zeros((3, arcs.n_levels))
    add_far_pairs(sources, events, traits, np.empty((arcs.n_levels, most)), (far, bound))
    add_near_pairs(sources, events, traits, one_by_one)
    chosen = np.flatnonzero(is_wide & ~is_certain)
    add_wide_pairs(sources, events, traits, chosen, one_by_one)
    itself = _pairs_with_itself(arcs, untouched, odds, is_wide)
    one_by_one += np.bincount(arcs.level, weights=itself, minlength=arcs.n_levels)
    return far + cumulate(one_by_one), bound


def _pairs_with_itself(
    arcs: GroupArcs,
    untouched: NDArray[np.float64],
    odds: NDArray[np.float64],
    is_wide: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Variance of each event, less what the far form has of its pair with itself."""
    single = arcs.sum_by_event(odds**2)
    double = (single**2 - arcs.sum_by_event(odds**4)) / 2
    return untouched * (1 - untouched) - ~is_wide * untouched**2 * (double - single)


def _without(
    arcs: GroupArcs, dropped: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Arcs by source without those of some events."""
    kept = ~dropped[arcs.arc_event]
    before = np.concatenate([[0], np.cumsum(kept)])
    return before[arcs.source_first], arcs.arc_event[kept]


def summarise_moments(
    moments: CountMoments, excess: pd.DataFrame, groups: Sequence[str], thresholds: Sequence[float]
) -> pd.DataFrame:
    """Exact moments beside those of the scrambles.

    Parameters
    ----------
    moments : CountMoments
    excess : DataFrame
        Contract ``spatial_excess`` of the same sky.
    groups, thresholds : sequences
        In the order of the moments.

    Returns
    -------
    DataFrame
        Contract ``exact_moments``. The pulls are differences in units of the scrambles' own error:
        sigma / sqrt(N) for the mean and, as for a normal distribution, sigma / sqrt(2 N) for sigma.
    """
    sigma = np.sqrt(moments.variance)
    table = pd.DataFrame(
        {
            "group": np.repeat(list(groups), len(thresholds)),
            "log10_energy_min": np.tile(np.asarray(thresholds, dtype=float), len(groups)),
            "n_expected": moments.mean.ravel(),
            "sigma": sigma.ravel(),
            "variance_bound": moments.variance_bound.ravel(),
            "sigma_poisson": np.sqrt(moments.mean).ravel(),
        }
    )
    names = {"n_expected": "n_expected_scrambled", "sigma": "sigma_scrambled"}
    kept = ["group", "log10_energy_min", "n_observed", *names, "n_scrambles"]
    table = table.merge(excess[kept].rename(columns=names), on=["group", "log10_energy_min"])
    spread = table["sigma"].where(table["sigma"] > 0)
    error = spread / np.sqrt(table["n_scrambles"])
    # Half a count: the count is a whole number, the normal distribution is not.
    above = (table["n_observed"] - 0.5 - table["n_expected"]) / spread
    return table.assign(
        mean_pull=(table["n_expected_scrambled"] - table["n_expected"]) / error,
        sigma_pull=(table["sigma_scrambled"] - table["sigma"]) / (error / np.sqrt(2)),
        p_value_normal=ndtr(-above),
    )
