"""Sensitivity, discovery potential and pulls: closed forms, brute force, and what must rise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from spatial.signal_models import made_up_model, source_table, spread_sources
from spatial.skies import STEADY

from nusources.contracts.sensitivity import RECOVERED_PULLS, SENSITIVITY
from nusources.errors import InputDataError
from nusources.spatial.counting.arcs import EventCircles
from nusources.spatial.counting.prepared_sky import prepare_sky
from nusources.spatial.limits.critical_counts import (
    CRITERIA,
    EXACT_MOMENTS,
    SCRAMBLES,
    critical_count,
    distribution_of_moments,
    success_probability,
)
from nusources.spatial.nulls.count_distribution import poisson
from nusources.spatial.nulls.exact_pairs import exact_pairs
from nusources.spatial.power.recovered_pulls import summarise_pulls
from nusources.spatial.power.sensitivity import (
    GroupNull,
    closed_form_flux,
    flux_at_power,
    fluxes_to_reach,
    inject_group,
    summarise_sensitivity,
)
from nusources.spatial.signal.acceptance import accepted_events
from nusources.tables import check_table

THRESHOLDS = np.array([4.8, 5.3])


@pytest.fixture(scope="module")
def model(repository):
    return made_up_model(repository)


def poisson_null(means=(8.0, 3.0), n_scrambles=100_000, seed=1) -> GroupNull:
    """Scrambles with Poisson counts."""
    scrambled = np.random.default_rng(seed).poisson(means, (n_scrambles, len(means)))
    return GroupNull("mine", THRESHOLDS, scrambled, np.array(means), np.array(means))


def empty_null(n_scrambles=4000) -> GroupNull:
    """No background at all."""
    zeros = np.zeros(2)
    return GroupNull("mine", THRESHOLDS, np.zeros((n_scrambles, 2), dtype=int), zeros, zeros)


@given(st.floats(0.05, 800), st.floats(0.5, 2.0))
@STEADY
def test_distribution_has_the_moments(mean, dispersion):
    found = distribution_of_moments(mean, dispersion * mean)
    assert found.probability.sum() == pytest.approx(1, rel=1e-10)
    assert found.mean == pytest.approx(mean, rel=1e-6)
    # A whole number n of binomial trials: mean^2 / n is wrong by mean^2 / 2 n^2, and n >= mean.
    n_trials = mean / max(1 - dispersion, 1e-6)
    slack = mean**2 / max(n_trials - 1, mean) ** 2 if dispersion < 1 else 0.0
    assert found.sigma**2 == pytest.approx(dispersion * mean, rel=2e-6, abs=slack)


def test_distributions_of_known_families():
    binomial = distribution_of_moments(6.0, 6.0 * 0.7)
    np.testing.assert_allclose(
        binomial.probability, stats.binom.pmf(binomial.counts, 20, 0.3), atol=1e-14
    )
    negative = distribution_of_moments(9.0, 18.0)
    np.testing.assert_allclose(
        negative.probability[:60], stats.nbinom.pmf(np.arange(60), 9, 0.5), atol=1e-14
    )
    exactly = distribution_of_moments(4.0, 4.0)
    np.testing.assert_allclose(exactly.probability, poisson(4.0).probability, atol=1e-14)
    assert distribution_of_moments(0.0, 0.0).at_least(1) == 0


def test_critical_counts_of_pairs_by_their_moments():
    """For pairs the exact distribution is known: the moments give its counts to 1.5 % or one."""
    rng = np.random.default_rng(3)
    n = 4000
    circles = EventCircles(rng.uniform(0, 360, n), rng.uniform(-60, 60, n), rng.uniform(0.2, 3, n))
    sources = source_table(spread_sources(25))
    sky = prepare_sky(circles, np.full(n, 5.0), [4.8], sources, ["mine"])
    exact = exact_pairs(sky)[1][0][0]
    beyond = distribution_of_moments(exact.mean, exact.sigma**2)
    for criterion in CRITERIA:
        expected = exact.smallest_count(criterion.p_value)
        found = beyond.smallest_count(criterion.p_value)
        assert abs(found - expected) <= max(1, 0.015 * expected)


def test_where_critical_counts_come_from():
    """Poisson of 8: median 8, P(N >= 18) = .0016, P(N >= 19) = .00064."""
    null = poisson_null()
    found = [null.critical(0, criterion) for criterion in CRITERIA]
    assert [one.origin for one in found] == [SCRAMBLES, SCRAMBLES, EXACT_MOMENTS]
    expected = [int(stats.poisson.isf(one.p_value, 8.0)) + 1 for one in CRITERIA]
    assert [one.count for one in found] == expected
    assert found[2].error == 0
    # Error of the tail over the probability of one count more.
    step = np.sqrt(0.5 * 0.5 / 100_000) / stats.poisson.pmf([8, 9], 8.0).mean()
    assert found[0].error == pytest.approx(step, rel=0.01)


def test_few_scrambles_leave_all_to_the_moments():
    few = critical_count(np.arange(150), poisson(8.0), 0.5)
    assert (few.origin, few.count) == (EXACT_MOMENTS, 9)


def test_without_background_the_flux_is_a_logarithm(model):
    """One source, one event is a discovery: 1 - exp(-s) = power, whatever the significance."""
    source = spread_sources(1)
    trials = inject_group(empty_null(), model, source, 4000, seed=5)
    accepted = accepted_events(model, source.dec, THRESHOLDS)[0]
    np.testing.assert_allclose(trials.accepted, accepted)
    table = summarise_sensitivity([trials])
    check_table(table, SENSITIVITY)
    for row in table.itertuples():
        level = int(np.searchsorted(THRESHOLDS, row.log10_energy_min))
        signal = -np.log1p(-row.power)
        assert row.n_critical == 1
        assert row.flux_closed_form * accepted[level] == pytest.approx(signal, rel=1e-8)
        assert abs(row.flux - row.flux_closed_form) < 4.5 * row.flux_error
        # Error of an exponential quantile: sqrt(p / (1 - p) / n); the order statistics scatter.
        assert row.flux_error * accepted[level] == pytest.approx(
            np.sqrt(row.power / (1 - row.power) / 4000), rel=0.3
        )


def test_sensitivity_with_background_agrees_with_the_closed_form(model):
    null, source = poisson_null(), spread_sources(1)
    table = summarise_sensitivity([inject_group(null, model, source, 4000, seed=6)])
    pull = (table["flux"] - table["flux_closed_form"]) / table["flux_error"]
    assert pull.abs().max() < 4.5
    assert (table["n_signal"] > 0).all()
    by = table.set_index(["log10_energy_min", "criterion"])["flux"]
    for threshold in THRESHOLDS:
        fluxes = by.loc[threshold][[criterion.name for criterion in CRITERIA]]
        assert fluxes.is_monotonic_increasing


def test_closed_form_is_the_power_of_a_poisson_signal():
    """With Poisson background the sum is Poisson of the sum."""
    background = poisson(8.0)
    for signal in (0.0, 3.0, 12.5):
        found = success_probability(15, background, signal)
        assert found == pytest.approx(stats.poisson.sf(14, 8.0 + signal), rel=1e-9)
    null = poisson_null()
    flux = closed_form_flux(null, 0, CRITERIA[1], 2.0)
    count = null.critical(0, CRITERIA[1]).count
    # The scrambles' own distribution stands for the Poisson one: to some 1/sqrt(100000).
    assert stats.poisson.sf(count - 1, 8.0 + 2.0 * flux) == pytest.approx(0.5, abs=0.01)


def test_fluxes_to_reach_by_brute_force(model):
    """The flux of each trial is where its count first reaches the critical one."""
    null, source = poisson_null(n_scrambles=200), spread_sources(2)
    trials = inject_group(null, model, source, 100, seed=7)
    top = trials.signal.flux
    for level, count in ((0, 12), (1, 6), (0, 0), (0, 10_000)):
        fluxes = fluxes_to_reach(trials, level, count)
        background = null.scrambled[:100, level]
        full = background + trials.signal.counts(level, top)
        np.testing.assert_array_equal(np.isfinite(fluxes), full >= count)
        for trial in np.flatnonzero(np.isfinite(fluxes)):
            above = trials.signal.counts(level, np.nextafter(fluxes[trial], np.inf) * (1 + 1e-12))
            assert background[trial] + above[trial] >= count
            if fluxes[trial] > 0:
                below = trials.signal.counts(level, fluxes[trial] * (1 - 1e-12))
                assert background[trial] + below[trial] < count
        for share in (0.3, 0.7):
            reached = background + trials.signal.counts(level, share * top) >= count
            np.testing.assert_array_equal(reached, fluxes < share * top)


def test_flux_at_power_is_an_order_statistic():
    fluxes = np.random.default_rng(8).permutation(np.arange(1.0, 101.0))
    assert flux_at_power(fluxes, 0.9)[0] == 90
    assert flux_at_power(fluxes, 0.5) == (50.0, 5.0)
    assert flux_at_power(np.full(10, np.inf), 0.5) == (np.inf, np.inf)


def test_power_rises_with_flux(model):
    trials = inject_group(poisson_null(n_scrambles=500), model, spread_sources(3), 500, seed=9)
    fluxes = fluxes_to_reach(trials, 0, 15)
    power = [np.mean(fluxes <= share * trials.signal.flux) for share in np.linspace(0, 1, 9)]
    assert np.all(np.diff(power) >= 0)
    assert power[0] < 0.05
    assert power[-1] > 0.95


def test_same_seed_same_table_other_seed_other(model):
    null, source = poisson_null(n_scrambles=1000), spread_sources(3)
    first, again, other = (
        summarise_sensitivity([inject_group(null, model, source, 300, seed=seed)])
        for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first, again)
    assert not first["flux"].equals(other["flux"])


def test_a_flux_scales_with_exposure(model, repository):
    """Twice the live time needs half the flux: exactly so in closed form."""
    null, source = poisson_null(), spread_sources(4)
    exposure = model.exposures[0]
    twice = made_up_model(repository, exposures=(exposure, exposure))
    once, doubled = (accepted_events(one, source.dec, THRESHOLDS)[0, 0] for one in (model, twice))
    assert doubled == pytest.approx(2 * once)
    assert closed_form_flux(null, 0, CRITERIA[0], doubled) == pytest.approx(
        closed_form_flux(null, 0, CRITERIA[0], once) / 2
    )


def test_pulls_have_mean_zero_and_width_one(model):
    """Far apart sources, Poisson background: unbiased, and the expected scatter is the true one."""
    trials = inject_group(poisson_null((60.0, 25.0)), model, spread_sources(2), 4000, seed=10)
    table = summarise_pulls([trials], summarise_sensitivity([trials]))
    check_table(table, RECOVERED_PULLS)
    assert len(table) == 2 * (1 + len(CRITERIA))
    assert (table["pull_mean"].abs() < 4.5 * table["pull_mean_error"]).all()
    assert ((table["pull_width"] - 1).abs() < 4.5 * table["pull_width_error"]).all()
    quiet = table[table["injected"] == "no signal"]
    assert (quiet["n_injected"] == 0).all()
    loud = table[table["injected"] == "discovery_5sigma"]
    error = loud["n_recovered_error"]
    assert ((loud["n_recovered"] - loud["n_injected"]).abs() < 4.5 * error).all()


def test_too_few_scrambles_are_named(model):
    with pytest.raises(ValueError, match="300 injection trials need as many scrambles; found 200"):
        inject_group(poisson_null(n_scrambles=200), model, spread_sources(1), 300, seed=1)


def test_a_detector_that_sees_nothing_is_named(model):
    exposure = replace(model.exposures[0], area=0 * model.exposures[0].area)
    blind = replace(model, exposures=(exposure,))
    with pytest.raises(InputDataError, match="accepts no event of group 'mine'"):
        inject_group(poisson_null(n_scrambles=200), blind, spread_sources(1), 100, seed=1)


def test_a_flood_of_events_is_refused_before_it_is_drawn(model):
    """Proxies above 8 are far beyond the energies of this detector: one in 10^7."""
    null = replace(poisson_null(n_scrambles=200), thresholds=np.array([3.0, 8.0]))
    soft = replace(model, spectral_index=4.0)
    with pytest.raises(InputDataError, match="too far apart for one set of trials"):
        inject_group(null, soft, spread_sources(1), 100, seed=1)


def test_too_little_signal_is_named(model):
    trials = inject_group(poisson_null(n_scrambles=200), model, spread_sources(1), 100, seed=1)
    none = {name: getattr(trials.signal, name)[:0] for name in ("trial", "mark", "level")}
    weak = replace(trials, signal=replace(trials.signal, **none))
    with pytest.raises(ValueError, match="100 trials are too few for sensitivity of 'mine'"):
        summarise_sensitivity([weak])
