"""Closure: p-values are right where nothing is there, and an injected excess is found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from spatial.oracle import Sky, count_distribution, expected_count
from spatial.skies import directions, prepared

from nusources.spatial.counting.scrambles import count_observed, count_scrambled
from nusources.spatial.nulls.excess import summarise_excess
from nusources.statistics import global_p_value, pooled_p_values, right_tailed_p_values

N_SKIES, N_TRIALS = 400, 199
LEVELS = np.array([5.0, 5.5, 6.0])
ALPHA = 1e-3
"""Seeds are fixed; a right program would fail for one seed in a thousand."""


def null_sky(rng: np.random.Generator) -> Sky:
    """Isotropic events and sources whose R.A. is uniform, as in a scramble."""
    n_events = 60
    energy = 5 + rng.exponential(0.5, n_events)
    return Sky(
        *directions(rng, n_events), rng.uniform(2, 15, n_events), energy, *directions(rng, 6)
    )


@pytest.fixture(scope="module")
def null_skies() -> list[tuple[np.ndarray, np.ndarray]]:
    """Observed counts (groups x levels, flat) of many null skies, and their trials."""
    rng = np.random.default_rng(31)
    groups = np.array([[1, 0], [1, 0], [1, 1], [0, 1], [0, 1], [0, 1]], dtype=bool)
    found = []
    for number in range(N_SKIES):
        sky = prepared(null_sky(rng), groups, LEVELS)
        trials = count_scrambled(sky, 0, N_TRIALS, seed=number)
        found.append((count_observed(sky).ravel(), trials.reshape(N_TRIALS, -1)))
    return found


def test_local_p_values_are_never_too_small(null_skies):
    """p = (M+1)/(N+1) of a discrete count is above uniform: P(p <= a) <= a for all a."""
    p = np.array([right_tailed_p_values(*one) for one in null_skies])
    assert p.min(axis=0).max() < 0.05, "small p-values do occur in every column"
    for column in p.T:
        # one-sided: is the empirical distribution anywhere above the uniform one?
        assert stats.kstest(column, "uniform", alternative="greater").pvalue > ALPHA


def test_randomised_p_values_are_uniform(null_skies):
    """Ties broken at random make the rank among N+1 equal skies exactly uniform."""
    rng = np.random.default_rng(32)
    p = []
    for observed, trials in null_skies:
        above = (trials > observed).sum(axis=0)
        equal = (trials == observed).sum(axis=0) + 1
        p.append((above + rng.random(observed.size) * equal) / (N_TRIALS + 1))
    for column in np.array(p).T:
        assert stats.kstest(column, "uniform").pvalue > ALPHA


def test_global_p_values_are_never_too_small(null_skies):
    local = np.array([right_tailed_p_values(*one).min() for one in null_skies])
    found = np.array([global_p_value(pooled_p_values(*one)) for one in null_skies])
    assert stats.kstest(found, "uniform", alternative="greater").pvalue > ALPHA
    # the smallest of six local p-values is not a p-value, and the same test says so
    assert stats.kstest(local, "uniform", alternative="greater").pvalue < 1e-9
    # few ties among minima over six counts: nearly uniform from below as well
    assert 0.45 < found.mean() < 0.6


@pytest.mark.parametrize("seed", range(4))
def test_p_values_are_those_of_the_exact_distribution(seed):
    """M of N trials: binomial about the exact tail, for each possible observation."""
    rng = np.random.default_rng(seed)
    sky = Sky(*directions(rng, 8), rng.uniform(10, 50, 8), np.full(8, 7.0), *directions(rng, 3))
    exact = count_distribution(sky)[::-1].cumsum()[::-1]
    n_trials = 20_000
    trials = count_scrambled(prepared(sky, thresholds=LEVELS), 0, n_trials, seed=seed)[:, 0, :1]
    compared = 0
    for observed, tail in enumerate(exact):
        p = right_tailed_p_values(np.array([observed]), trials)[0]
        # 4.5 errors of the binomial, and the bias 1/(N+1) of the rule itself
        allowed = 4.5 * np.sqrt(max(tail * (1 - tail), 0) / n_trials) + 1 / n_trials
        assert abs(p - tail) <= allowed
        compared += 1e-3 < tail < 0.999
    assert compared >= 3


def with_injected(sky: Sky, n_injected: int, rng: np.random.Generator) -> Sky:
    """The sky with events added inside one radius of random sources, with low energies."""
    source = rng.integers(0, len(sky.source_ra), n_injected)
    radius = np.full(n_injected, 1.0)
    # uniform over the circle; small enough for plane geometry off the poles
    distance, angle = radius * 0.99 * np.sqrt(rng.random(n_injected)), rng.uniform(0, 2 * np.pi)
    dec = sky.source_dec[source] + distance * np.cos(angle)
    stretch = np.maximum(np.cos(np.radians(sky.source_dec[source])), np.cos(np.radians(dec)))
    ra = (sky.source_ra[source] + 0.98 * distance * np.sin(angle) / stretch) % 360
    return replace(
        sky,
        event_ra=np.append(sky.event_ra, ra),
        event_dec=np.append(sky.event_dec, dec),
        ang_err=np.append(sky.ang_err, radius),
        log10_energy=np.append(sky.log10_energy, rng.uniform(5.0, 5.4, n_injected)),
    )


def background(rng: np.random.Generator) -> Sky:
    """Two thousand events of one to three degrees, twenty sources away from the poles."""
    ra, dec = directions(rng, 2000)
    energy = 5 + rng.exponential(0.4, 2000)
    places = rng.uniform(0, 360, 20), rng.uniform(-60, 60, 20)
    return Sky(ra, dec, rng.uniform(1, 3, 2000), energy, *places)


@pytest.mark.parametrize("seed", range(3))
def test_an_injected_excess_is_found(seed):
    rng = np.random.default_rng([41, seed])
    plain, n_trials, n_injected = background(rng), 999, 60
    sky = with_injected(plain, n_injected, rng)
    ours = prepared(sky, thresholds=LEVELS)
    before = count_observed(prepared(plain, thresholds=LEVELS))
    observed = count_observed(ours)
    # every injected event is inside, and only at the threshold that it reaches
    np.testing.assert_array_equal(observed - before, [[n_injected, 0, 0]])
    trials = count_scrambled(ours, 0, n_trials, seed=seed)
    table = summarise_excess(observed, trials, ["group"], LEVELS, [20], [2060, 0, 0])
    low, *high = table.itertuples()
    assert low.p_value == 1 / (n_trials + 1)
    # the excess is the injected number, less those that a scramble would find anyway (a few
    # percent: the sky covered by circles), within the scatter of the background
    by_chance = low.n_expected - expected_count(plain)
    assert 0 < by_chance < 0.1 * n_injected
    assert abs(low.excess - (n_injected - by_chance)) < 4.5 * low.sigma
    assert low.excess > 3 * low.sigma
    for row in high:
        assert row.p_value > ALPHA
    p = pooled_p_values(observed.ravel(), trials.reshape(n_trials, -1))
    assert global_p_value(p) <= 3 / (n_trials + 1)
