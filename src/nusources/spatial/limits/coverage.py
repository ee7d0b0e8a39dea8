"""Coverage of the limits: how often they contain the true signal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.random_streams import named_generator
from nusources.spatial.limits.event_limits import classical_upper_limit, feldman_cousins_interval
from nusources.spatial.names import CLASSICAL, UNIFIED
from nusources.spatial.nulls.count_distribution import (
    CountDistribution,
    poisson,
    sum_of_independent,
)
from nusources.statistics import binomial_error

SIGNALS = tuple(np.arange(0, 3.01, 0.25).tolist())
"""True signals, in standard deviations of the background."""

RARE = 1e-9
"""Counts less probable than this are left out of the expected coverage, unless they are drawn; the
few hundred left out cannot change it by a millionth."""


def limit_coverage(
    background: CountDistribution,
    signals: NDArray,
    confidence_level: float,
    n_trials: int,
    *,
    seed: int,
) -> pd.DataFrame:
    """Share of the trials whose limits contain the true signal.

    A count is a draw of the background and a Poisson draw of the signal. Limits are computed once
    per count, by the functions of the run.

    Parameters
    ----------
    background : CountDistribution
        Counts without signal.
    signals : ndarray, shape (n,)
        True mean numbers of signal events; each has a random stream of its own.
    confidence_level : float
    n_trials : int
        Trials for each signal.
    seed : int

    Returns
    -------
    DataFrame
        Contract ``limit_coverage``. `coverage_expected` is the sum of the probabilities of the
        counts whose limits contain the signal: what the share must agree with.

    References
    ----------
    Feldman & Cousins 1998, Phys. Rev. D 57, 3873, section II (what coverage means).
    """
    chances = [sum_of_independent([background, poisson(float(one))]) for one in signals]
    draws = [_draw_counts(background, float(one), n_trials, seed) for one in signals]
    limits = _limits_by_count(chances, draws, background, confidence_level)
    rows = []
    for signal, chance, drawn in zip(signals, chances, draws, strict=True):
        for name, ends in limits.items():
            counts, low, high = ends.T
            is_right = counts[(low <= signal) & (signal <= high)].astype(np.int64)
            share = float(np.isin(drawn, is_right).mean())
            rows.append(
                {
                    "limit": name,
                    "signal": float(signal),
                    "coverage": share,
                    "coverage_error": float(binomial_error(share, n_trials)),
                    "coverage_expected": _probability_of(is_right, chance),
                }
            )
    return pd.DataFrame(rows).assign(
        n_expected=background.mean,
        sigma=background.sigma,
        confidence_level=confidence_level,
        n_trials=n_trials,
    )


def _draw_counts(
    background: CountDistribution, signal: float, n_trials: int, seed: int
) -> NDArray[np.int64]:
    rng = named_generator(seed, "closure", "coverage", repr(signal))
    # Rounding leaves the sum of the probabilities a little off 1, which `choice` may refuse.
    share = background.probability / background.probability.sum()
    return rng.choice(background.counts, n_trials, p=share) + rng.poisson(signal, n_trials)


def _limits_by_count(
    chances: Sequence[CountDistribution],
    draws: Sequence[NDArray],
    background: CountDistribution,
    confidence_level: float,
) -> dict[str, NDArray[np.float64]]:
    """Count, lower and upper end of each limit for all counts that are drawn or not too rare."""
    likely = [one.counts[one.probability > RARE] for one in chances]
    counts = np.unique(np.concatenate([*likely, *draws]))
    upper = [classical_upper_limit(int(n), background, confidence_level) for n in counts]
    unified = [feldman_cousins_interval(int(n), background, confidence_level) for n in counts]
    return {
        CLASSICAL: np.column_stack([counts, np.zeros(counts.size), upper]),
        UNIFIED: np.column_stack([counts, unified]),
    }


def _probability_of(counts: NDArray[np.int64], chance: CountDistribution) -> float:
    """Probability of any of some counts."""
    return float(min(chance.probability[np.isin(chance.counts, counts)].sum(), 1.0))
