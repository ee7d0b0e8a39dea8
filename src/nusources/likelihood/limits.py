"""Upper limits, sensitivity and discovery potential of a likelihood, each with its error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError
from nusources.likelihood.checks import checked_fraction
from nusources.likelihood.trials import (
    Estimate,
    Simulation,
    quantile,
    strength_at,
)

Array = NDArray[np.float64]
LEVEL = 0.9
FRACTION, STATISTIC = 0, 1
"""Places of what a simulation gives."""


@dataclass(frozen=True)
class UpperLimits:
    """Upper limits on the fraction for each fitted fraction (Neyman's construction).

    Attributes
    ----------
    level : float
        Confidence level.
    fractions : ndarray, shape (n,)
        True fractions of the simulated experiments, ascending.
    fitted : ndarray, shape (n,)
        What all but `level` of them lie below, ascending.
    errors : ndarray, shape (n,)
        Monte-Carlo errors of `fitted`.
    """

    level: float
    fractions: Array
    fitted: Array
    errors: Array

    @classmethod
    def of(
        cls,
        simulate: Simulation,
        fractions: ArrayLike,
        n_experiments: int,
        rng: np.random.Generator,
        *,
        level: float = LEVEL,
    ) -> UpperLimits:
        """Simulate experiments at true fractions.

        Parameters
        ----------
        simulate : callable
            Fits of experiments at a true fraction.
        fractions : array_like
            Ascending, from 0; the largest bounds the limits.
        n_experiments : int
            For each fraction.
        rng : Generator
        level : float
        """
        true = np.asarray(fractions, dtype=np.float64)
        checked_fraction(level, "confidence level")
        if len(true) < 2 or true[0] != 0 or np.any(np.diff(true) <= 0):
            raise InputDataError(
                "true fractions of a construction", value=true.tolist(), expected="0 < ... < 1"
            )
        found = [quantile(simulate(float(one), n_experiments, rng)[0], 1 - level) for one in true]
        # The quantile grows with the fraction; chance must not make the limit jump.
        fitted = np.maximum.accumulate([one.value for one in found])
        return cls(level, true, fitted, np.array([one.error for one in found]))

    def limit(self, fitted: ArrayLike) -> Array:
        """Upper limit for fitted fractions.

        Parameters
        ----------
        fitted : array_like

        Returns
        -------
        ndarray
            The smallest fraction of which all but `level` of the experiments lie below the fitted
            one; NaN where it is beyond the simulated ones. Where fits pile up at a bound, the next
            simulated fraction: no limit is too low.
        """
        values = np.asarray(fitted, dtype=np.float64)
        after = np.searchsorted(self.fitted, values, side="right")
        inside = (after > 0) & (after < len(self.fitted))
        upper = np.clip(after, 1, len(self.fitted) - 1)
        step = self.fitted[upper] - self.fitted[upper - 1]
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(step > 0, (values - self.fitted[upper - 1]) / step, 0.0)
        part = np.where(values == self.fitted[upper - 1], 1.0, part)
        between = self.fractions[upper - 1] + part * np.diff(self.fractions)[upper - 1]
        return np.where(inside, between, np.where(after == 0, self.fractions[0], np.nan))

    def limit_with_error(self, fitted: float) -> Estimate:
        """Upper limit for one fitted fraction, with its Monte-Carlo error."""
        value = float(self.limit(fitted))
        slope = np.interp(
            value, self.fractions, np.gradient(self.fitted, self.fractions), left=np.nan
        )
        error = float(np.interp(value, self.fractions, self.errors) / slope) if slope else np.inf
        return Estimate(value, error)


def _exceeding(
    simulate: Simulation, which: int, least: float
) -> Callable[[float, int, np.random.Generator], NDArray[np.bool_]]:
    """Whether experiments have more than this, of the numbers that a simulation gives."""

    def exceeds(strength: float, n: int, stream: np.random.Generator) -> NDArray[np.bool_]:
        return simulate(strength, n, stream)[which] > least

    return exceeds


def discovery_potential(
    simulate: Simulation,
    least: float,
    guess: float,
    n_experiments: int,
    rng: np.random.Generator,
    *,
    largest: float = 1.0,
) -> Estimate:
    """Strength of the signal at which half of the experiments exceed a test statistic.

    Parameters
    ----------
    simulate : callable
    least : float
        TS of the significance that is asked for, from `trials.threshold` or
        `trials.weighted_threshold`.
    guess : float
        A strength near the result.
    n_experiments : int
        In each of some 18 sets.
    rng : Generator
    largest : float
        Strength beyond which there is none; of a fraction, 1.
    """
    exceeds = _exceeding(simulate, STATISTIC, least)
    return strength_at(exceeds, 0.5, guess, n_experiments, rng, largest=largest)


def sensitivity(
    simulate: Simulation,
    null_statistics: ArrayLike,
    guess: float,
    n_experiments: int,
    rng: np.random.Generator,
    *,
    largest: float = 1.0,
) -> Estimate:
    """Strength at which `LEVEL` of the experiments exceed the median TS without signal.

    Parameters
    ----------
    simulate : callable
    null_statistics : array_like
        TS of trials without signal.
    guess, n_experiments, rng, largest
        See `discovery_potential`.
    """
    median = float(np.median(np.asarray(null_statistics, dtype=np.float64)))
    exceeds = _exceeding(simulate, STATISTIC, median)
    return strength_at(exceeds, LEVEL, guess, n_experiments, rng, largest=largest)


def median_limit(
    simulate: Simulation,
    null_fractions: ArrayLike,
    guess: float,
    n_experiments: int,
    rng: np.random.Generator,
    *,
    largest: float = 1.0,
) -> Estimate:
    """Median upper limit of experiments without signal: that of their median fitted fraction.

    Neyman's construction for one fitted fraction, without a grid: the true strength at which
    `LEVEL` of the experiments fit a larger one.

    Parameters
    ----------
    simulate : callable
    null_fractions : array_like
        Fitted fractions of trials without signal.
    guess, n_experiments, rng, largest
        See `discovery_potential`.
    """
    median = float(np.median(np.asarray(null_fractions, dtype=np.float64)))
    exceeds = _exceeding(simulate, FRACTION, median)
    return strength_at(exceeds, LEVEL, guess, n_experiments, rng, largest=largest)


def signal_to_noise(fractions: ArrayLike) -> Estimate:
    """Mean over standard deviation of fitted fractions.

    Parameters
    ----------
    fractions : array_like, shape (n_experiments,)

    Returns
    -------
    Estimate
        Its error takes them as normal: the standard deviation has the relative error
        1 / sqrt(2 n - 2). Fractions that are all at one bound tell nothing: 0.
    """
    values = np.asarray(fractions, dtype=np.float64)
    n = len(values)
    if n < 2:
        raise InputDataError("too few experiments", value=n, expected="two at least")
    scatter = values.std(ddof=1)
    if scatter == 0:
        return Estimate(0.0, 0.0)
    ratio = float(values.mean() / scatter)
    return Estimate(ratio, float(np.sqrt(1 / n + ratio**2 / (2 * n - 2))))


def median_significance(statistics: ArrayLike) -> Estimate:
    """Square root of the median TS: significance that half of the experiments exceed.

    Parameters
    ----------
    statistics : array_like, shape (n_experiments,)
    """
    median = quantile(statistics, 0.5)
    root = np.sqrt(max(median.value, 0.0))
    return Estimate(float(root), median.error / (2 * float(root)) if root else 0.0)
