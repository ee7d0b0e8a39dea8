"""Probability distributions of counts, and sums of independent ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, xlogy

NEGLIGIBLE = 1e-250
"""Ends of a distribution below this are cut off: they cost time, and denormal numbers much of it.
The error of a tail probability is this times the number of terms, so p-values to 1e-200 keep their
digits."""

EVENTS_PER_ROW = 64
"""Events that `number_of_successes` takes together; the result does not depend on it."""


@dataclass(frozen=True)
class CountDistribution:
    """Probabilities of the counts `first`, `first` + 1, ...

    Attributes
    ----------
    first : int
    probability : ndarray, shape (n,)
    """

    first: int
    probability: NDArray[np.float64]

    @property
    def counts(self) -> NDArray[np.int64]:
        """The counts that have a probability."""
        return self.first + np.arange(self.probability.size)

    @property
    def mean(self) -> float:
        """Expected count."""
        return float(self.probability @ self.counts)

    @property
    def sigma(self) -> float:
        """Standard deviation of the count."""
        return float(np.sqrt(self.probability @ (self.counts - self.mean) ** 2))

    def at_least(self, count: int) -> float:
        """Probability of this count or more.

        Small terms are added first and all are positive: the digits of a far tail are kept.

        Examples
        --------
        >>> from_weights(np.array([1, 2, 1])).at_least(1)
        0.75
        """
        return float(min(self.probability[max(count - self.first, 0) :][::-1].sum(), 1.0))

    def at_least_each(self, counts: NDArray[np.integer]) -> NDArray[np.float64]:
        """`at_least` of many counts, by look-up."""
        tails = np.append(np.cumsum(self.probability[::-1])[::-1], 0.0)
        place = np.clip(np.asarray(counts) - self.first, 0, self.probability.size)
        return np.minimum(tails[place], 1.0)

    def at_most(self, count: int) -> float:
        """Probability of this count or less.

        Examples
        --------
        >>> from_weights(np.array([1, 2, 1])).at_most(1)
        0.75
        """
        return float(min(self.probability[: max(count - self.first + 1, 0)].sum(), 1.0))

    def smallest_count(self, p_value: float) -> int:
        """Smallest count whose right-tailed p-value is at most `p_value`.

        Examples
        --------
        >>> from_weights(np.array([1, 2, 1])).smallest_count(0.25)
        2
        """
        tails = np.append(np.cumsum(self.probability[::-1])[::-1], 0.0)
        return self.first + int(np.argmax(tails <= p_value))


def from_weights(weights: NDArray) -> CountDistribution:
    """Distribution of counts 0, 1, ... with probabilities in proportion to `weights`.

    Examples
    --------
    >>> from_weights(np.array([1, 2, 1])).probability.tolist()
    [0.25, 0.5, 0.25]
    """
    return _trimmed(0, np.asarray(weights, dtype=float) / np.sum(weights))


def from_counts(counts: NDArray) -> CountDistribution:
    """Observed frequencies of counts, as from scrambles.

    Parameters
    ----------
    counts : ndarray of int, shape (n_trials,)

    Examples
    --------
    >>> from_counts(np.array([3, 3, 4, 2])).mean
    3.0
    """
    return from_weights(np.bincount(counts))


def poisson(mean: float) -> CountDistribution:
    """Poisson distribution.

    Examples
    --------
    >>> round(poisson(2.0).at_least(1) + float(np.exp(-2.0)), 12)
    1.0
    """
    counts = np.arange(int(mean + 40 * np.sqrt(mean) + 200))
    return from_weights(np.exp(xlogy(counts, mean) - mean - gammaln(counts + 1)))


def number_of_successes(probability: NDArray) -> CountDistribution:
    """Distribution of the number of independent events that happen (Poisson binomial).

    Parameters
    ----------
    probability : ndarray, shape (n_events,)
        Probability of each event.

    References
    ----------
    Hong 2013, Comput. Stat. Data Anal. 59, 41.

    Examples
    --------
    >>> number_of_successes(np.array([0.5, 0.5])).probability.tolist()
    [0.25, 0.5, 0.25]
    """
    # Rows of events side by side, one event of each row at a time; missing ones never happen.
    n_rows = -(-probability.size // EVENTS_PER_ROW)
    happens = np.zeros(n_rows * EVENTS_PER_ROW)
    happens[: probability.size] = probability
    rows = np.zeros((n_rows, EVENTS_PER_ROW + 1))
    rows[:, 0] = 1.0
    for column in happens.reshape(n_rows, EVENTS_PER_ROW).T:
        more = rows[:, :-1] * column[:, np.newaxis]
        rows *= 1 - column[:, np.newaxis]
        rows[:, 1:] += more
    return sum_of_independent([from_weights(row) for row in rows])


def sum_of_independent(parts: Sequence[CountDistribution]) -> CountDistribution:
    """Distribution of the sum of independent counts.

    Direct convolution adds products of positive numbers, so that each probability, however small,
    has a relative error of some 1e-16 times the number of parts; a Fourier transform would give
    1e-16 of the largest one. Halves are convolved before they are joined, shorter ones first.

    Parameters
    ----------
    parts : sequence of CountDistribution

    Examples
    --------
    >>> coin = from_weights(np.array([1, 1]))
    >>> sum_of_independent([coin, coin]).probability.tolist()
    [0.25, 0.5, 0.25]
    """
    parts = list(parts) or [CountDistribution(0, np.ones(1))]
    while len(parts) > 1:
        joined = [_sum_of_two(*pair) for pair in zip(parts[::2], parts[1::2], strict=False)]
        parts = joined + parts[len(joined) * 2 :]
    return parts[0]


def _sum_of_two(one: CountDistribution, other: CountDistribution) -> CountDistribution:
    probability = np.convolve(one.probability, other.probability)
    return _trimmed(one.first + other.first, probability)


def _trimmed(first: int, probability: NDArray) -> CountDistribution:
    """Cut off the negligible ends."""
    kept = np.flatnonzero(probability > NEGLIGIBLE)
    return CountDistribution(first + int(kept[0]), probability[kept[0] : kept[-1] + 1])
