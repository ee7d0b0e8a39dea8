"""Counts that a significance needs, and the signal that reaches them.

Counts come from scrambles, or from exact moments where these do not reach.

The event count of a group has an exact mean and variance, but no exact distribution. It is close to
a sum of rare, nearly independent yes and no, so beyond the scrambles a binomial distribution of the
same mean and variance stands for it (negative binomial where the variance exceeds the mean). For
the number of pairs, whose distribution is exact, this family gives the 5 sigma count within 2 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaln, ndtr, pdtrc, xlog1py, xlogy

from nusources.spatial.names import EXACT_MOMENTS, SCRAMBLES
from nusources.spatial.nulls.count_distribution import (
    CountDistribution,
    from_counts,
    from_weights,
    poisson,
)

SCRAMBLES_BEYOND = 100
"""Scrambles that must be expected beyond a critical count (10 % error) to take it from them."""

EXACT_DISTRIBUTION = "exact distribution"

DISPERSION_TOLERANCE = 1e-6
"""A variance this close to the mean is that of a Poisson distribution: the binomial would have over
10^6 trials."""


@dataclass(frozen=True)
class Criterion:
    """What a flux is asked for.

    Attributes
    ----------
    name : str
    p_value : float
        Largest right-tailed p-value of a trial that counts as a success.
    power : float
        Share of the trials that succeed.
    """

    name: str
    p_value: float
    power: float


CRITERIA = (
    Criterion("sensitivity", 0.5, 0.9),
    Criterion("discovery_3sigma", float(ndtr(-3)), 0.5),
    Criterion("discovery_5sigma", float(ndtr(-5)), 0.5),
)
"""Sensitivity: 90 % of the trials reach the median of the null; discovery potential: half of them
reach 3 or 5 sigma (one-sided)."""


@dataclass(frozen=True)
class CriticalCount:
    """Fewest events that a p-value needs.

    Attributes
    ----------
    count : int
    error : float
        Its Monte-Carlo error [events]; 0 if not from scrambles.
    origin : str
        `SCRAMBLES`, `EXACT_MOMENTS` or `EXACT_DISTRIBUTION`.
    """

    count: int
    error: float
    origin: str


def distribution_of_moments(mean: float, variance: float) -> CountDistribution:
    """Binomial, Poisson or negative binomial distribution with given mean and variance.

    Parameters
    ----------
    mean, variance : float
        The mean is kept to rounding; the variance to one part in the number of binomial trials.

    References
    ----------
    Johnson, Kemp & Kotz 2005, Univariate Discrete Distributions, chapters 3 to 5.

    Examples
    --------
    >>> found = distribution_of_moments(10.0, 15.0)
    >>> round(found.mean, 9), round(found.sigma**2, 9)
    (10.0, 15.0)
    """
    if mean <= 0:
        return CountDistribution(0, np.ones(1))
    if abs(variance / mean - 1) < DISPERSION_TOLERANCE:
        return poisson(mean)
    if variance < mean:
        n = max(round(mean**2 / (mean - variance)), int(np.ceil(mean)))
        counts = np.arange(min(n, _far(mean, variance)) + 1)
        places = gammaln(n + 1) - gammaln(counts + 1) - gammaln(n - counts + 1)
        return from_weights(
            np.exp(places + xlogy(counts, mean / n) + xlog1py(n - counts, -mean / n))
        )
    size, success = mean**2 / (variance - mean), mean / variance
    counts = np.arange(_far(mean, variance) + 1)
    places = gammaln(counts + size) - gammaln(size) - gammaln(counts + 1)
    return from_weights(np.exp(places + size * np.log(success) + xlog1py(counts, -success)))


def _far(mean: float, variance: float) -> int:
    """A count beyond every tail that is asked for."""
    return int(mean + 40 * np.sqrt(variance) + 40 * variance / mean + 200)


def critical_count(
    scrambled: NDArray[np.integer], beyond: CountDistribution, p_value: float
) -> CriticalCount:
    """Fewest events with a right-tailed p-value of at most `p_value`.

    Parameters
    ----------
    scrambled : ndarray of int, shape (n_scrambles,)
        Counts of the scrambles; may be empty.
    beyond : CountDistribution
        Stands for the null where fewer than `SCRAMBLES_BEYOND` scrambles are expected beyond.
    p_value : float

    References
    ----------
    Kashyap et al. 2010, ApJ 719, 900, section 2.
    """
    if p_value * scrambled.size < SCRAMBLES_BEYOND:
        return CriticalCount(beyond.smallest_count(p_value), 0.0, EXACT_MOMENTS)
    null = from_counts(scrambled)
    count = null.smallest_count(p_value)
    # The error of the tail over its slope, which the smooth distribution has without noise.
    slope = max(beyond.at_least(count - 1) - beyond.at_least(count + 1), 0.0) / 2
    error = np.sqrt(p_value * (1 - p_value) / scrambled.size)
    return CriticalCount(count, float(error / slope) if slope > 0 else 0.0, SCRAMBLES)


def success_probability(count: int, background: CountDistribution, signal: float) -> float:
    """Probability of at least `count` events with a Poisson signal of mean `signal`.

    References
    ----------
    Kashyap et al. 2010, ApJ 719, 900, section 2.

    Examples
    --------
    One event or more of a signal of mean ln 2, without background:

    >>> nothing = CountDistribution(0, np.ones(1))
    >>> round(success_probability(1, nothing, float(np.log(2))), 12)
    0.5
    """
    room = count - 1 - background.counts
    above = np.where(room >= 0, pdtrc(np.maximum(room, 0), signal), 1.0)
    return float(background.probability @ above)


def signal_at_power(count: int, background: CountDistribution, power: float) -> float:
    """Mean of a Poisson signal with which a share `power` of the skies has at least `count` events.

    Parameters
    ----------
    count : int
    background : CountDistribution
    power : float

    Returns
    -------
    float
        [events]; 0 where the background alone has the power.

    References
    ----------
    Kashyap et al. 2010, ApJ 719, 900, section 2.

    Examples
    --------
    >>> nothing = CountDistribution(0, np.ones(1))
    >>> round(signal_at_power(1, nothing, 0.5), 9) == round(float(np.log(2)), 9)
    True
    """

    def missing_power(signal: float) -> float:
        return success_probability(count, background, signal) - power

    if missing_power(0.0) >= 0:
        return 0.0
    high = 1.0
    while missing_power(high) < 0:
        high *= 2
    return float(brentq(missing_power, 0.0, high, xtol=1e-10))


def sensitivity_in_events(null: CountDistribution) -> float:
    """Mean of a Poisson signal with which 90 % of the skies reach the median of the null.

    Parameters
    ----------
    null : CountDistribution

    Returns
    -------
    float
        [events]

    References
    ----------
    Kashyap et al. 2010, ApJ 719, 900, section 2.
    """
    criterion = CRITERIA[0]
    return signal_at_power(null.smallest_count(criterion.p_value), null, criterion.power)
