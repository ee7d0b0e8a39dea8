"""Limits on the number of signal events over a background of any distribution.

The observed count is n = b + s with b from the null hypothesis (its width included: the scrambles
are wider or narrower than Poisson) and s Poisson with the mean that the limit is about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaln, pdtr, xlogy

from nusources.spatial.limits.critical_counts import sensitivity_in_events
from nusources.spatial.nulls.count_distribution import CountDistribution, poisson

GRID_STEPS = 4000
"""Steps of the signal in the search for the Feldman-Cousins interval. They give the best signal of
each count, whose error is of second order in the step (1e-6 events in the ends of table IV). A
range of accepted signals apart from the others and narrower than a step would be missed."""

END_STEPS, END_ROUNDS = 64, 3
"""Steps into which the bracket of an end is divided, and how often: to 4e-6 of a step of the
grid."""

NEGLIGIBLE = 1e-15
"""Ends of a background below this do not move an interval, and cost time."""


def classical_upper_limit(
    n_observed: int, background: CountDistribution, confidence_level: float
) -> float:
    """Signal above which the observed count or less has a probability below 1 - CL.

    Parameters
    ----------
    n_observed : int
    background : CountDistribution
    confidence_level : float
        Between 0 and 1.

    Returns
    -------
    float
        Mean number of signal events; 0 where the count is that improbable without signal.

    Raises
    ------
    ValueError
        If the confidence level is not between 0 and 1.

    References
    ----------
    Feldman & Cousins 1998, Phys. Rev. D 57, 3873, section II (classical intervals).

    Examples
    --------
    Nothing seen and nothing expected: -ln 0.1 at 90 %.

    >>> nothing = CountDistribution(0, np.ones(1))
    >>> round(classical_upper_limit(0, nothing, 0.9), 4)
    2.3026
    """
    _check_level(confidence_level)
    allowed = background.counts <= n_observed
    room, weight = n_observed - background.counts[allowed], background.probability[allowed]

    def excess_probability(signal: float) -> float:
        return float(weight @ pdtr(room, signal)) - (1 - confidence_level)

    if not allowed.any() or excess_probability(0.0) <= 0:
        return 0.0
    high = 1.0
    while excess_probability(high) > 0:
        high *= 2
    return float(brentq(excess_probability, 0.0, high, xtol=1e-10))


def feldman_cousins_interval(
    n_observed: int,
    background: CountDistribution,
    confidence_level: float,
    *,
    n_steps: int = GRID_STEPS,
) -> tuple[float, float]:
    """Unified interval of the signal: never empty, one- or two-sided by itself.

    For a signal s the counts n are accepted in the order of P(n | s) / P(n | best s >= 0), until
    they have the confidence level; the interval holds the signals that accept the observed count.

    Parameters
    ----------
    n_observed : int
    background : CountDistribution
    confidence_level : float
    n_steps : int
        Steps of the grid of signals. It finds the last accepted and the first rejected signal;
        between them the ends are refined to the boundary.

    Returns
    -------
    low, high : float
        Mean number of signal events.

    Raises
    ------
    ValueError
        If the confidence level is not between 0 and 1, or the count is impossible.

    References
    ----------
    Feldman & Cousins 1998, Phys. Rev. D 57, 3873, section IV.

    Examples
    --------
    Nothing seen and nothing expected (their Table IV):

    >>> nothing = CountDistribution(0, np.ones(1))
    >>> low, high = feldman_cousins_interval(0, nothing, 0.9)
    >>> low, round(high, 2)
    (0.0, 2.44)
    """
    _check_level(confidence_level)
    if n_observed < background.first:
        raise ValueError(
            f"the background has at least {background.first} events; found {n_observed} in all"
        )
    grid = _signal_grid(n_observed, background, confidence_level, n_steps)
    most = int(grid[-1] + 10 * np.sqrt(grid[-1]) + 20)
    # An observed count beyond the background's ends keeps its column.
    background = _without_ends(background, n_observed)
    at = n_observed - background.first
    on_grid = _count_probabilities(grid, background, most)
    best = on_grid.max(axis=0)

    def accepts(probability: NDArray) -> NDArray[np.bool_]:
        ratio = np.divide(probability, best, out=np.zeros_like(probability), where=best > 0)
        better = np.where(ratio > ratio[:, [at]], probability, 0).sum(axis=1)
        return better < confidence_level

    def accepts_signal(signal: NDArray) -> NDArray[np.bool_]:
        return accepts(_count_probabilities(signal, background, most))

    inside = np.flatnonzero(accepts(on_grid))
    first, last = int(inside[0]), int(inside[-1])
    low = _refined_end(accepts_signal, grid[first], grid[max(first - 1, 0)])
    high = _refined_end(accepts_signal, grid[last], grid[min(last + 1, n_steps)])
    return low, high


def _signal_grid(
    n_observed: int, background: CountDistribution, confidence_level: float, n_steps: int
) -> NDArray[np.float64]:
    """Signals from 0 to beyond the best one of each count that matters."""
    # The limit grows with the count, and a deficit has a lower one than the expected count.
    count = max(n_observed, int(np.ceil(background.mean)))
    highest = classical_upper_limit(count, background, 1 - (1 - confidence_level) / 10)
    top = highest + 6 * np.sqrt(highest + background.sigma**2 + 1)
    return np.linspace(0, top, n_steps + 1)


def _without_ends(background: CountDistribution, n_observed: int) -> CountDistribution:
    """The background without its negligible ends; they stay up to the observed count."""
    kept = np.flatnonzero(background.probability > NEGLIGIBLE)
    first = min(int(kept[0]), max(n_observed - background.first, 0))
    return CountDistribution(
        background.first + first, background.probability[first : int(kept[-1]) + 1]
    )


def _refined_end(
    accepts: Callable[[NDArray[np.float64]], NDArray[np.bool_]], accepted: float, rejected: float
) -> float:
    """Last accepted signal on the way from an accepted to a rejected one.

    The sum of the better counts jumps where two counts change places: the bracket is divided, not
    interpolated.
    """
    for _ in range(END_ROUNDS):
        signal = np.linspace(accepted, rejected, END_STEPS + 1)
        last = int(np.flatnonzero(accepts(signal))[-1])
        accepted, rejected = signal[last], signal[min(last + 1, END_STEPS)]
    return float(accepted)


def _count_probabilities(
    signal: NDArray, background: CountDistribution, most: int
) -> NDArray[np.float64]:
    """P(n | s) for each signal, with up to `most` signal events, and each n from the first on."""
    number = np.arange(most)
    # One logarithm for each signal; the first column is 0 log 0 = 0 without signal.
    with np.errstate(invalid="ignore"):
        weights = number * xlogy(1.0, signal)[:, np.newaxis]
    weights[:, 0] = 0.0
    weights -= signal[:, np.newaxis]
    weights -= gammaln(number + 1)
    np.exp(weights, out=weights)
    # Absolute precision is enough here: the sums are compared with the confidence level.
    size = most + background.probability.size - 1
    transformed = np.fft.rfft(weights, size)
    transformed *= np.fft.rfft(background.probability, size)
    probability = np.fft.irfft(transformed, size)
    return np.clip(probability, 0, None, out=probability)


def _check_level(confidence_level: float) -> None:
    if not 0 < confidence_level < 1:
        raise ValueError(f"confidence_level must be between 0 and 1; found {confidence_level}")


def summarise_limits(
    observed: NDArray,
    backgrounds: Sequence[Sequence[CountDistribution]],
    groups: Sequence[str],
    thresholds: Sequence[float],
    confidence_level: float,
) -> pd.DataFrame:
    """Limits on the number of signal events near each group and above each threshold.

    Parameters
    ----------
    observed : ndarray of int, shape (n_groups, n_thresholds)
    backgrounds : sequence of n_groups sequences of n_thresholds CountDistribution
        The null hypothesis, for example of the scrambles.
    groups, thresholds : sequences
    confidence_level : float

    Returns
    -------
    DataFrame
        Contract ``excess_limits``.

    References
    ----------
    Chang et al. 2022, section 7.4, for the classical limits; Feldman & Cousins 1998.
    """
    rows = []
    for group, level in np.ndindex(observed.shape):
        count, background = int(observed[group, level]), backgrounds[group][level]
        low, high = feldman_cousins_interval(count, background, confidence_level)
        rows.append(
            {
                "group": groups[group],
                "log10_energy_min": float(thresholds[level]),
                "n_observed": count,
                "n_expected": background.mean,
                "sigma": background.sigma,
                "confidence_level": confidence_level,
                "upper_limit": classical_upper_limit(count, background, confidence_level),
                "upper_limit_poisson": classical_upper_limit(
                    count, poisson(background.mean), confidence_level
                ),
                "unified_low": low,
                "unified_high": high,
                "sensitivity": sensitivity_in_events(background),
            }
        )
    return pd.DataFrame(rows)
