from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from fields import random_field
from scipy.stats import chi2, kstest, norm, poisson

from nusources.errors import InputDataError
from nusources.likelihood.fit import fit_fractions
from nusources.likelihood.limits import (
    UpperLimits,
    discovery_potential,
    median_limit,
    median_significance,
    sensitivity,
    signal_to_noise,
)
from nusources.likelihood.maps import FlatGrid, signal_map
from nusources.likelihood.ratios import RatioDistribution
from nusources.likelihood.trials import (
    Estimate,
    quantile,
    strength_at,
    tail_probability,
    threshold,
    weighted_threshold,
)
from nusources.statistics import pool_p_values

SIDE, SIGMA, N_EVENTS = 12.0, 0.15, 300


@cache
def distribution() -> RatioDistribution:
    field = random_field(200, SIDE, seed=1)
    grid = FlatGrid(0.0, 0.0, 0.03, 400, 400)
    ratio = signal_map(grid, field.x, field.y, field.weights, SIGMA, periodic=True) * SIDE**2
    return RatioDistribution.of(ratio, np.ones(ratio.shape))


def simulate(fraction, n_experiments, rng):
    drawn = distribution().draw(fraction, N_EVENTS, n_experiments, rng, signal_number="binomial")
    return fit_fractions(drawn)


@cache
def null_statistics():
    return simulate(0.0, 6000, np.random.default_rng(1))[1]


def test_limits_cover_and_no_more_than_they_should():
    grid = np.linspace(0, 0.4, 17)
    limits = UpperLimits.of(simulate, grid, 1500, np.random.default_rng(2))
    for fraction in (0.03, 0.1, 0.19):
        fitted, _ = simulate(fraction, 3000, np.random.default_rng(3))
        covered = np.mean(limits.limit(fitted) >= fraction)
        # Where the lowest fits are 0, limits cover more often.
        assert covered == pytest.approx(0.9, abs=0.025) or (covered > 0.9 and fraction < 0.05)


def test_a_limit_has_the_error_of_its_monte_carlo():
    grid = np.linspace(0, 0.3, 7)
    found = [
        UpperLimits.of(simulate, grid, 150, np.random.default_rng(seed)).limit_with_error(0.08)
        for seed in range(12)
    ]
    values, errors = np.array([(one.value, one.error) for one in found]).T
    assert 0.5 < values.std(ddof=1) / errors.mean() < 1.6


def test_limits_beyond_the_simulated_fractions_are_unknown():
    limits = UpperLimits(0.9, np.array([0, 0.5, 1.0]), np.array([0.0, 0.2, 0.6]), np.zeros(3))
    assert limits.limit([0.1, 0.3, 0.4]).tolist() == pytest.approx([0.25, 0.625, 0.75])
    # Fits at the bound.
    assert limits.limit(0.0) == 0.5
    assert np.isnan(limits.limit(0.7))
    assert limits.limit(-0.1) == 0


def test_trials_without_signal_have_uniform_p_values():
    statistics = null_statistics()
    fresh = simulate(0.0, 1500, np.random.default_rng(4))[1]
    p_values = pool_p_values(np.concatenate([fresh, statistics]))[: len(fresh)]
    positive = fresh > 0
    # Half of the fits stay at 0; the p-values of the others are uniform up to their share.
    assert 0.3 < positive.mean() < 0.6
    assert kstest(p_values[positive] / p_values[positive].max(), "uniform").pvalue > 0.01


def test_thresholds_of_trials_and_of_their_tail_agree():
    statistics = null_statistics()
    by_trials, how = threshold(statistics, 0.01)
    assert how == "trials"
    assert np.mean(statistics > by_trials.value) == pytest.approx(0.01, abs=2e-4)
    by_tail, how = threshold(statistics[:2000], 0.01)
    assert how == "chi-square tail"
    assert by_tail.value == pytest.approx(by_trials.value, abs=4 * by_trials.error)
    five, how = threshold(statistics, tail_probability(5))
    share = np.mean(statistics > 0)
    assert how == "chi-square tail"
    assert chi2.sf(five.value, 1) * share == pytest.approx(norm.sf(5))


def test_potentials_are_the_fractions_that_reach_them():
    rng = np.random.default_rng(5)
    null = null_statistics()
    for n_sigma in (3, 5):
        least, _ = threshold(null, tail_probability(n_sigma))
        found = discovery_potential(simulate, least.value, 0.12, 200, rng)
        passed = simulate(found.value, 3000, np.random.default_rng(6))[1] > least.value
        assert passed.mean() == pytest.approx(0.5, abs=0.05)
        assert 0 < found.error < 0.03 * found.value
    found = sensitivity(simulate, null, 0.1, 200, rng)
    above = simulate(found.value, 3000, np.random.default_rng(7))[1] > np.median(null)
    assert above.mean() == pytest.approx(0.9, abs=0.02)


def test_a_threshold_of_weighted_trials_is_that_of_trials_without_signal():
    # One Poisson count over a background of 2: TS grows with it, tails are known.
    rng, mean, signal = np.random.default_rng(14), 2.0, 12.0
    counts = rng.poisson(mean + signal, 20_000)
    statistics = np.where(counts > mean, counts * np.log(counts / mean) - counts + mean, 0.0)
    weights = np.exp(signal) * (mean / (mean + signal)) ** counts
    for n_sigma in (3, 5):
        found = weighted_threshold(statistics, weights, tail_probability(n_sigma))
        count = poisson.isf(norm.sf(n_sigma), mean)
        assert found.value == pytest.approx(count * np.log(count / mean) - count + mean)
    with pytest.raises(InputDataError, match="do not reach the tail"):
        weighted_threshold(statistics[:100], weights[:100], 1e-30)


def test_the_median_limit_is_that_of_the_median_fit():
    rng = np.random.default_rng(13)
    null, _ = fit_fractions(
        distribution().draw(0.0, N_EVENTS, 4000, rng), lower=-np.inf, upper=np.inf
    )

    def free(fraction, n_experiments, stream):
        drawn = distribution().draw(
            fraction, N_EVENTS, n_experiments, stream, signal_number="binomial"
        )
        return fit_fractions(drawn, lower=-np.inf, upper=np.inf)

    found = median_limit(free, null, 0.05, 300, rng)
    limits = UpperLimits.of(free, np.linspace(0, 0.2, 9), 2000, rng)
    other = limits.limit_with_error(float(np.median(null)))
    assert found.value == pytest.approx(other.value, abs=4 * np.hypot(found.error, other.error))


@pytest.mark.parametrize(
    ("passes", "power", "exact"),
    [
        (lambda strength: -np.expm1(-strength), 0.9, np.log(10)),
        (norm.cdf, 0.9, norm.ppf(0.9)),
        (lambda strength: norm.cdf((strength - 5) / (1 + 0.1 * strength) ** 0.5), 0.5, 5.0),
    ],
)
def test_strengths_at_a_power_have_no_bias_and_their_error(passes, power, exact):
    def exceeds(strength, n, rng):
        return rng.random(n) < passes(strength)

    found = [
        strength_at(exceeds, power, 4.0, 200, np.random.default_rng(seed), largest=1e9)
        for seed in range(60)
    ]
    pulls = np.array([(one.value - exact) / one.error for one in found])
    assert abs(pulls.mean()) < 4 / 60**0.5
    assert 0.75 < pulls.std(ddof=1) < 1.3
    assert max(one.error for one in found) < 0.06 * exact


def test_a_guess_far_off_is_mended():
    def exceeds(fraction, n, rng):
        return rng.normal(fraction / 0.02, size=n) > 5

    for guess in (0.001, 0.02, 0.1, 0.9):
        found = strength_at(exceeds, 0.5, guess, 1000, np.random.default_rng(8))
        assert found.value == pytest.approx(0.1, abs=4 * found.error)
    with pytest.raises(InputDataError, match="not reached by the largest signal"):
        strength_at(lambda f, n, rng: rng.random(n) < 0.1, 0.5, 0.9, 100, np.random.default_rng(9))


def test_the_median_significance_is_that_of_the_expected_statistic():
    fractions, statistics = simulate(0.3, 2000, np.random.default_rng(10))
    found = median_significance(statistics)
    expected = distribution().expected_statistic(0.3, N_EVENTS) ** 0.5
    assert found.value == pytest.approx(expected, abs=4 * found.error + 0.05)
    ratio = signal_to_noise(fractions)
    _, error = distribution().expected_fit(0.3, signal_number="binomial")
    assert ratio.value == pytest.approx(0.3 / error * N_EVENTS**0.5, abs=4 * ratio.error)
    assert ratio.error == pytest.approx(ratio.value / 4000**0.5, rel=0.1)


def test_the_error_of_a_quantile_is_its_scatter():
    draws = np.random.default_rng(11).normal(size=(400, 500))
    for level in (0.1, 0.5, 0.9):
        found = [quantile(one, level) for one in draws]
        scatter = np.std([one.value for one in found])
        assert np.mean([one.error for one in found]) == pytest.approx(scatter, rel=0.1)


def test_what_gives_no_limit_is_told():
    rng = np.random.default_rng(12)
    with pytest.raises(InputDataError, match="true fractions of a construction"):
        UpperLimits.of(simulate, [0.1, 0.2], 5, rng)
    with pytest.raises(InputDataError, match="the confidence level is no share"):
        UpperLimits.of(simulate, [0, 0.2], 5, rng, level=90)
    with pytest.raises(InputDataError, match="no trial with a positive"):
        threshold(np.zeros(10), 1e-3)
    with pytest.raises(InputDataError, match="too few experiments"):
        signal_to_noise([1.0])


def test_the_ratio_of_mean_and_scatter_and_its_error() -> None:
    rng = np.random.default_rng(9)
    found = [signal_to_noise(rng.normal(5, 1, 200)) for _ in range(3000)]
    values, errors = np.array([(one.value, one.error) for one in found]).T
    assert values.mean() == pytest.approx(5, rel=0.02)
    assert values.std() == pytest.approx(errors.mean(), rel=0.06)
    assert signal_to_noise(np.zeros(4)) == Estimate(0.0, 0.0)
