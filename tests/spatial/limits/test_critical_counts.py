"""Critical counts: which null they come from, and the distributions that stand beyond."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from nusources.spatial.limits.critical_counts import (
    EXACT_MOMENTS,
    SCRAMBLES,
    critical_count,
    distribution_of_moments,
)
from nusources.spatial.nulls.count_distribution import CountDistribution, poisson


def test_a_hundred_scrambles_beyond_are_enough():
    """Half of 200 scrambles are 100, half of 198 are 99; their counts differ from the Poisson's."""
    counts = np.repeat([20, 30], 100)
    by_scrambles = critical_count(counts, poisson(8.0), 0.5)
    assert (by_scrambles.origin, by_scrambles.count) == (SCRAMBLES, 21)
    by_moments = critical_count(counts[1:-1], poisson(8.0), 0.5)
    assert (by_moments.origin, by_moments.count, by_moments.error) == (EXACT_MOMENTS, 9, 0.0)


def test_error_of_a_critical_count():
    """Binomial error of the tail over its slope, the mean of the two steps about the count."""
    beyond = CountDistribution(0, np.array([0.1, 0.4, 0.3, 0.2]))
    counts = np.repeat([0, 1, 2, 3], [40, 160, 120, 80])
    found = critical_count(counts, beyond, 0.5)
    # P(N >= 2) = .5; slope (P(N >= 1) - P(N >= 3)) / 2 = (.9 - .2) / 2
    assert found.count == 2
    assert found.error == pytest.approx(np.sqrt(0.25 / 400) / 0.35, rel=1e-12)


def test_no_slope_no_error():
    beyond = CountDistribution(0, np.ones(1))
    assert critical_count(np.repeat([20, 30], 100), beyond, 0.5).error == 0.0


@pytest.mark.parametrize(("mean", "variance", "n"), [(2.5, 0.0, 3), (2.5, 0.1, 3), (3.0, 0.75, 4)])
def test_few_binomial_trials(mean, variance, n):
    """n = mean^2 / (mean - variance), rounded, and at least the mean; p = mean / n."""
    found = distribution_of_moments(mean, variance)
    np.testing.assert_allclose(
        found.probability, stats.binom.pmf(found.counts, n, mean / n), rtol=1e-10
    )
    assert found.counts.tolist() == list(range(n + 1))


@pytest.mark.parametrize(
    ("mean", "variance", "family"),
    [
        (600.0, 540.0, stats.binom(6000, 0.1)),
        (600.0, 750.0, stats.nbinom(2400, 0.8)),
        (0.02, 0.0201, stats.nbinom(4, 0.02 / 0.0201)),
        (2.0, 80.0, stats.nbinom(4 / 78, 2 / 80)),
        (600.0, 600.0, stats.poisson(600.0)),
    ],
)
@pytest.mark.parametrize("n_sigma", [-5, 0, 5, 8])
def test_far_tails_of_the_families(mean, variance, family, n_sigma):
    """Binomial n = m^2 / (m - v), p = m / n; negative binomial size m^2 / (v - m), p = m / v."""
    found = distribution_of_moments(mean, variance)
    count = max(round(mean + n_sigma * np.sqrt(variance)), 0)
    assert found.at_least(count) == pytest.approx(family.sf(count - 1), rel=1e-7)
    assert found.at_least(count + 20) == pytest.approx(family.sf(count + 19), rel=1e-6, abs=1e-30)


def test_nearly_equal_moments_are_poisson():
    """One part in 10^6 of either side: the same counts as from the binomial beyond it."""
    near, beyond = (distribution_of_moments(8.0, 8.0 * ratio) for ratio in (1 - 9e-7, 1 - 2e-6))
    np.testing.assert_array_equal(near.probability, poisson(8.0).probability)
    assert beyond.probability[60] != near.probability[60]
    assert beyond.at_least(25) == pytest.approx(near.at_least(25), rel=1e-3)


def test_no_events_without_a_mean():
    for mean in (0.0, -1e-12):
        none = distribution_of_moments(mean, 0.0)
        assert (none.at_least(0), none.at_least(1)) == (1.0, 0.0)
