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

STRENGTHS_AT_ONCE = 6
FARTHEST_SCORE = 1.5  # in standard deviations: farther away the score is no parabola
FISHER_STEPS = 8
SMALLEST = 1e-9


class Simulation(Protocol):
    """Simulate and fit experiments."""

    def __call__(
        self, strength: float, n_experiments: int, rng: np.random.Generator, /
    ) -> tuple[Array, Array]:
        """Fitted fractions and test statistics at a true strength of the signal.

        The strength is the fraction of signal events, or their expected number.
        """


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


def strength_at(
    exceeds: Callable[[float, int, np.random.Generator], NDArray[np.bool_]],
    power: float,
    guess: float,
    n_experiments: int,
    rng: np.random.Generator,
    *,
    largest: float = 1.0,
) -> Estimate:
    """Strength of a signal at which a share `power` of the experiments passes a test.

    The strength is doubled or halved until the wanted share lies between two of them; then sets of
    experiments are spread about it, where the normal score of the share is a parabola of the
    strength.

    Parameters
    ----------
    exceeds : callable
        Of (strength, n_experiments, rng): whether each experiment passes.
    power : float
    guess : float
        First strength, above 0.
    n_experiments : int
        In each of some 18 sets.
    rng : Generator
    largest : float
        Strength beyond which there is none; of a fraction, 1.

    Returns
    -------
    Estimate

    Raises
    ------
    InputDataError
        If the largest strength does not reach the power.
    """

    def share(strength: float) -> float:
        return float(np.mean(exceeds(strength, n_experiments, rng)))

    low, high = _bracket(share, power, min(guess, largest), largest)
    strengths = np.linspace(low, high, STRENGTHS_AT_ONCE)
    passed = np.array([share(float(one)) for one in strengths])
    curve = _score_curve(strengths, passed, n_experiments, (low, high))
    for reach in (1.2, 0.8):
        middle, half = curve.root(power), reach / curve.slope
        more = np.clip(middle + np.linspace(-half, half, STRENGTHS_AT_ONCE), low / 2, largest)
        strengths = np.append(strengths, more)
        passed = np.append(passed, [share(float(one)) for one in more])
        near = np.abs(curve.score(strengths) - curve.score(middle)) < FARTHEST_SCORE
        part = strengths[near], passed[near]
        curve = _score_curve(*part, n_experiments, (middle - half, middle + half), degree=2)
    return Estimate(curve.root(power), curve.error_at(power))


@dataclass(frozen=True)
class _ScoreCurve:
    """Normal score of the share that passes, a polynomial of (strength - middle) / half."""

    middle: float
    half: float
    coefficients: Array
    covariance: Array

    def score(self, strength: ArrayLike) -> Array:
        """Score at strengths."""
        place = (np.asarray(strength, dtype=np.float64) - self.middle) / self.half
        return np.asarray(np.polynomial.polynomial.polyval(place, self.coefficients))

    @property
    def slope(self) -> float:
        """Change of the score with the strength, in the middle."""
        return float(max(self.coefficients[1], 0.05)) / self.half

    def root(self, power: float) -> float:
        """Strength at which the share is the power, next to the middle."""
        return self.middle + self.half * self._place(power)

    def error_at(self, power: float) -> float:
        """Error of the root."""
        place = self._place(power)
        powers = place ** np.arange(len(self.coefficients))
        change = np.polynomial.polynomial.polyval(
            place, np.polynomial.polynomial.polyder(self.coefficients)
        )
        return self.half * float(np.sqrt(powers @ self.covariance @ powers) / abs(change))

    def _place(self, power: float) -> float:
        from scipy.special import ndtri

        roots = np.polynomial.polynomial.polyroots(
            np.append(self.coefficients[0] - ndtri(power), self.coefficients[1:])
        )
        real = roots.real[np.abs(roots.imag) < 1e-9]
        if not real.size:
            # A parabola that misses the power: where it comes nearest.
            return float(-self.coefficients[1] / (2 * self.coefficients[2]))
        return float(real[np.argmin(np.abs(real))])


def _bracket(
    share: Callable[[float], float], power: float, guess: float, largest: float
) -> tuple[float, float]:
    """Strengths, a factor of two apart, with shares below and above the power."""
    strength = guess
    if share(strength) >= power:
        while share(strength / 2) >= power and strength > SMALLEST:
            strength /= 2
        return strength / 2, strength
    while (found := share(min(2 * strength, largest))) < power:
        if strength >= largest:
            raise InputDataError(
                "the power is not reached by the largest signal",
                value=found,
                expected=f"{power:g}; take more events",
            )
        strength = min(2 * strength, largest)
    return strength, min(2 * strength, largest)


def _score_curve(
    strengths: Array, passed: Array, n: int, ends: tuple[float, float], degree: int = 1
) -> _ScoreCurve:
    """Most likely curve through shares of `n` experiments (probit regression)."""
    from scipy.special import ndtr, ndtri

    middle, half = (ends[0] + ends[1]) / 2, (ends[1] - ends[0]) / 2
    design = ((strengths - middle) / half) ** np.arange(degree + 1)[:, np.newaxis]
    # Half an experiment more and less: shares of 0 and 1 have finite scores to begin with.
    score = ndtri((passed * n + 0.5) / (n + 1))
    for _ in range(FISHER_STEPS):
        mean = np.clip(ndtr(score), 1e-9, 1 - 1e-9)
        density = np.maximum(np.exp(-(score**2) / 2) / np.sqrt(2 * np.pi), 1e-9)
        weight = n * density**2 / (mean * (1 - mean))
        normal = (design * weight) @ design.T
        found = np.linalg.solve(normal, (design * weight) @ (score + (passed - mean) / density))
        score = np.clip(found @ design, -6, 6)
    return _ScoreCurve(middle, half, found, np.linalg.inv(normal))
