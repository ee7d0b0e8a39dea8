"""Thresholds, powers and fractions from fits of many experiments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError

Array = NDArray[np.float64]
FEWEST_BEYOND = 30
"""Trials that must lie beyond a threshold for it to be read from them."""

FRACTIONS_AT_ONCE = 6
FARTHEST_SCORE = 1.5  # in standard deviations: farther away the line is curved
FISHER_STEPS = 8
SMALLEST = 1e-9


class Simulation(Protocol):
    """Simulate and fit experiments."""

    def __call__(
        self, fraction: float, n_experiments: int, rng: np.random.Generator
    ) -> tuple[Array, Array]:
        """Fitted fractions and test statistics at a true fraction."""


@dataclass(frozen=True)
class Estimate:
    """A number from simulated experiments.

    Attributes
    ----------
    value, error : float
        The error is that of the Monte Carlo, one standard deviation.
    """

    value: float
    error: float


def quantile(values: ArrayLike, level: float) -> Estimate:
    """Quantile of independent values, with an error from the ranks around it.

    Parameters
    ----------
    values : array_like, shape (n,)
    level : float
        0 to 1.

    Examples
    --------
    >>> quantile([4.0, 0.0, 3.0, 1.0, 2.0], 0.5).value
    2.0
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    step = np.sqrt(level * (1 - level) / len(ordered))
    low, middle, high = np.quantile(ordered, np.clip([level - step, level, level + step], 0, 1))
    return Estimate(float(middle), float(high - low) / 2)


def tail_probability(n_sigma: float) -> float:
    """One-sided probability of a normal variable beyond `n_sigma`."""
    from scipy.special import ndtr

    return float(ndtr(-n_sigma))


def threshold(null_statistics: ArrayLike, probability: float) -> tuple[Estimate, str]:
    """Test statistic that experiments without signal exceed with a probability.

    Parameters
    ----------
    null_statistics : array_like, shape (n,)
        TS of trials at a fraction of 0.
    probability : float

    Returns
    -------
    value : Estimate
    how : str
        ``trials`` if enough of them lie beyond, else ``chi-square tail``: the tail of a
        chi-square with one degree of freedom times the share of trials with TS > 0.

    Raises
    ------
    InputDataError
        If no trial has TS > 0.
    """
    from scipy.stats import chi2

    values = np.asarray(null_statistics, dtype=np.float64)
    if len(values) * probability >= FEWEST_BEYOND:
        return quantile(values, 1 - probability), "trials"
    share = float(np.mean(values > 0))
    if share == 0:
        raise InputDataError("no trial with a positive test statistic", expected="more trials")
    error = np.sqrt(share * (1 - share) / len(values))
    low, value, high = chi2.isf(
        np.minimum(probability / (share + np.array([-error, 0, error])), 1.0), 1
    )
    return Estimate(float(value), float(abs(high - low)) / 2), "chi-square tail"


def weighted_threshold(statistics: ArrayLike, weights: ArrayLike, probability: float) -> Estimate:
    """Test statistic that experiments without signal exceed with a small probability.

    From experiments with signal, each with its likelihood without signal over that with it as
    weight: they reach probabilities far below one over their number.

    Parameters
    ----------
    statistics, weights : array_like, shape (n,)
    probability : float

    Raises
    ------
    InputDataError
        If the experiments do not reach the probability: the signal was too weak or too strong.

    References
    ----------
    Siegmund 1976, Ann. Statist. 4, 673 (importance sampling).
    """
    order = np.argsort(statistics)[::-1]
    ordered = np.asarray(statistics, dtype=np.float64)[order]
    weight = np.asarray(weights, dtype=np.float64)[order]
    beyond = np.cumsum(weight) / len(weight)
    error = np.sqrt(np.cumsum(weight**2)) / len(weight)
    place = int(np.searchsorted(beyond, probability))
    if not FEWEST_BEYOND < place < len(ordered) - 1:
        raise InputDataError(
            "experiments that do not reach the tail of the test statistic",
            value=float(beyond[-1]),
            expected=f"{FEWEST_BEYOND} beyond, and some below, a probability of {probability:.3g}",
        )
    low, high = np.searchsorted(beyond, probability + np.array([-1, 1]) * error[place])
    ends = ordered[np.clip([low, high], 0, len(ordered) - 1)]
    return Estimate(float(ordered[place]), float(ends[0] - ends[1]) / 2)


def fraction_at(
    exceeds: Callable[[float, int, np.random.Generator], NDArray[np.bool_]],
    power: float,
    guess: float,
    n_experiments: int,
    rng: np.random.Generator,
) -> Estimate:
    """Fraction at which a share `power` of the experiments passes a test.

    The fraction is doubled or halved until the wanted share lies between two of them; then sets of
    experiments are spread about it, where the share is a normal distribution function of the
    fraction.

    Parameters
    ----------
    exceeds : callable
        Of (fraction, n_experiments, rng): whether each experiment passes.
    power : float
    guess : float
        First fraction, above 0.
    n_experiments : int
        In each of some 18 sets.
    rng : Generator

    Returns
    -------
    Estimate

    Raises
    ------
    InputDataError
        If even all events as signal do not reach the power.
    """

    def share(fraction: float) -> float:
        return float(np.mean(exceeds(fraction, n_experiments, rng)))

    low, high = _bracket(share, power, min(guess, 1.0))
    fractions = np.linspace(low, high, FRACTIONS_AT_ONCE)
    passed = np.array([share(float(one)) for one in fractions])
    line = _probit_line(fractions, passed, n_experiments, power)
    for reach in (1.2, 0.8):
        middle, half = _root(line, power), reach / line.slope
        more = np.clip(middle + np.linspace(-half, half, FRACTIONS_AT_ONCE), low / 2, 1.0)
        fractions = np.append(fractions, more)
        passed = np.append(passed, [share(float(one)) for one in more])
        line = _probit_line(fractions, passed, n_experiments, power, line)
    root = _root(line, power)
    gradient = np.array([1.0, root]) / line.slope
    return Estimate(root, float(np.sqrt(gradient @ line.covariance @ gradient)))


@dataclass(frozen=True)
class _Line:
    """Normal score of the share that passes, as a line in the fraction."""

    intercept: float
    slope: float
    covariance: Array


def _root(line: _Line, power: float) -> float:
    from scipy.special import ndtri

    return float((ndtri(power) - line.intercept) / line.slope)


def _bracket(share: Callable[[float], float], power: float, guess: float) -> tuple[float, float]:
    """Fractions, a factor of two apart, with shares below and above the power."""
    fraction = guess
    if share(fraction) >= power:
        while share(fraction / 2) >= power and fraction > SMALLEST:
            fraction /= 2
        return fraction / 2, fraction
    while (found := share(min(2 * fraction, 1.0))) < power:
        if fraction >= 1:
            raise InputDataError(
                "the power is not reached with all events as signal",
                value=found,
                expected=f"{power:g}; take more events",
            )
        fraction = min(2 * fraction, 1.0)
    return fraction, min(2 * fraction, 1.0)


def _probit_line(
    fractions: Array, passed: Array, n: int, power: float, near: _Line | None = None
) -> _Line:
    """Most likely line; sets far from the power by the line `near` do not count."""
    from scipy.special import ndtr, ndtri

    counts = np.ones(len(fractions))
    if near is not None:
        score = near.intercept + near.slope * fractions
        counts = (np.abs(score - ndtri(power)) < FARTHEST_SCORE).astype(np.float64)
    design = np.stack([np.ones_like(fractions), fractions])
    # Half an experiment more and less: shares of 0 and 1 have finite scores to begin with.
    score = ndtri((passed * n + 0.5) / (n + 1))
    for _ in range(FISHER_STEPS):
        mean = np.clip(ndtr(score), 1e-9, 1 - 1e-9)
        density = np.maximum(np.exp(-(score**2) / 2) / np.sqrt(2 * np.pi), 1e-9)
        weight = counts * n * density**2 / (mean * (1 - mean))
        normal = (design * weight) @ design.T
        line = np.linalg.solve(normal, (design * weight) @ (score + (passed - mean) / density))
        score = np.clip(line @ design, -6, 6)
    slope = max(float(line[1]), 1e-3 / float(fractions.max()))
    return _Line(float(line[0]), slope, np.linalg.inv(normal))
