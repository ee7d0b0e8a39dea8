"""Thresholds from scrambled skies and fitted tails, and the signal that passes them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr
from scipy.stats import chi2
from stacks import made_up_sample

from nusources.contracts.stacking import SOURCE_SENSITIVITIES, STACK_INJECTIONS
from nusources.significance import right_tail
from nusources.sky import angular_separation
from nusources.stacking.injected import draw_injected
from nusources.stacking.pairs import Sources
from nusources.stacking.sensitivity import (
    STRENGTHS,
    found_flux,
    injection_table,
    signal_errors,
    source_sensitivities,
    with_published,
)
from nusources.stacking.thresholds import COUNTED, FITTED, UNKNOWN, signal_at_power, threshold_of
from nusources.stacking.trials import SampleSearch, each_alone
from nusources.tables import check_table


def half_chi_squared(n, freedom, seed):
    rng = np.random.default_rng(seed)
    return rng.chisquare(freedom, n) * (rng.random(n) < 0.5)


@pytest.mark.parametrize("freedom", [1.0, 2.0, 3.0])
def test_a_fitted_tail_gives_the_threshold_of_its_law(freedom):
    exact = chi2.isf(2 * right_tail(5), freedom)
    found = [
        threshold_of(half_chi_squared(2000, freedom, seed), right_tail(5)) for seed in range(20)
    ]
    assert {one.method for one in found} == {FITTED}
    assert np.mean([one.value for one in found]) == pytest.approx(exact, rel=0.05)


def test_a_frequent_threshold_is_counted():
    null = half_chi_squared(20_000, 2.0, 1)
    found = threshold_of(null, right_tail(3))
    assert found.method == COUNTED
    assert (null > found.value).mean() == pytest.approx(right_tail(3), rel=0.05)
    assert found.value == pytest.approx(chi2.isf(2 * right_tail(3), 2), rel=0.1)


def test_too_few_skies_give_no_threshold():
    assert threshold_of(np.zeros(500), right_tail(5)) == (
        pytest.approx(np.nan, nan_ok=True),
        UNKNOWN,
    )


def test_signal_at_power_inverts_the_share():
    means, n = np.array([2.0, 5.0, 9.0, 15.0, 25.0]), np.full(5, 4000)
    shares = ndtr(-2 + 0.9 * np.sqrt(means))
    assert signal_at_power(means, shares, n, 0.5) == pytest.approx((2 / 0.9) ** 2, rel=1e-2)
    assert signal_at_power(means, shares, n, 0.9) == pytest.approx((3.2816 / 0.9) ** 2, rel=1e-2)
    assert np.isnan(signal_at_power(means, shares, n, 1 - 1e-9))
    assert np.isnan(signal_at_power(means, shares[::-1], n, 0.5))


def test_the_error_without_signal_is_the_scatter_of_strong_stacks():
    """Where n_s may be anything, its scatter is that of the information in the events."""
    sources = Sources.of(["a", "b", "c", "d"], [10, 100, 200, 300], [10, 20, 40, 60])
    search = SampleSearch.of(made_up_sample(50_000), {"stack": (sources, np.ones(4))})
    error = signal_errors(search, 3.0, 1)[0]
    mean = 30 * error
    fits = search.injected_fits(mean, 3.0, 60, 0, 1)
    assert fits["n_signal"].mean() == pytest.approx(mean, rel=0.1)
    # The number itself varies, too.
    assert error < fits["n_signal"].std() < 2 * np.sqrt(error**2 + mean)


def test_injections_have_their_flux_and_pass_more_often_when_strong():
    sources = Sources.of(["a", "b"], [10, 100], [10, 40])
    search = SampleSearch.of(made_up_sample(), {"stack": (sources, [1.0, 3.0])})
    table = injection_table(search, 2.5, 12, 1)
    check_table(table[STACK_INJECTIONS.column_names], STACK_INJECTIONS, "injections")
    assert table["mean_signal"].nunique() == len(STRENGTHS)
    assert (table["flux"] / table["mean_signal"]).std() < 1e-9 * table["flux"].max()
    null = search.null_fits(range(60), 1)["ts"].to_numpy()
    events, flux = found_flux(table, null, 1.0, 0.5)
    more, larger = found_flux(table, null, 9.0, 0.5)
    assert 0 < events < more
    assert flux / events == pytest.approx(larger / more)
    assert all(np.isnan(found_flux(table, null, np.nan, 0.5)))


def test_the_share_without_signal_counts_as_one_strength():
    rng = np.random.default_rng(3)
    means = np.repeat([1.0, 3.0, 6.0, 10.0], 300)
    passes = rng.random(1200) < ndtr(-1 + np.sqrt(means))
    table = pd.DataFrame(
        {"mean_signal": means, "flux": 2 * means, "ts": np.where(passes, 9.0, 0.0)}
    )
    few, many = np.zeros(100), np.full(100, 9.0)
    few[:16] = 9.0  # Phi(-1)
    events, flux = found_flux(table, few, 4.0, 0.9)
    assert events == pytest.approx((1 + 1.2816) ** 2, rel=0.1)
    assert flux == pytest.approx(2 * events)
    # Where scrambled skies pass as well, the share rises less with the signal.
    assert found_flux(table, many, 4.0, 0.9)[0] > 1.3 * events


def test_angular_errors_mean_what_the_configuration_says():
    """68 % radii: widths of events, and of injected ones about their source."""
    plain, wide = made_up_sample(500), made_up_sample(500, containment="r68")
    factor = 1 / np.sqrt(-2 * np.log(0.32))
    assert wide.events.width == pytest.approx(factor * plain.events.width)
    sources = Sources.of(["a"], [50.0], [20.0])
    signal = draw_injected(wide.model, sources, np.ones(1), 4000.0, 1, np.random.default_rng(1))
    events = next(signal)
    away = angular_separation(50.0, 20.0, events.ra, events.dec)
    # Rayleigh: 39.3 % within a width.
    assert (away < events.width).mean() == pytest.approx(0.393, abs=0.03)
    assert len(events) == pytest.approx(4000, abs=300)


def test_injected_events_come_from_sources_by_their_share_of_the_flux():
    model = made_up_sample(500).model
    sources = Sources.of(["a", "b"], [50.0, 230.0], [20.0, 20.0])
    rng = np.random.default_rng(2)
    events = next(draw_injected(model, sources, np.array([0.25, 0.75]), 4000.0, 1, rng))
    at_second = np.abs(events.ra - 230.0) < 90
    # Sources of one declination have one acceptance; the error of the share is .007.
    assert at_second.mean() == pytest.approx(0.75, abs=0.03)


def test_a_source_of_twice_the_acceptance_needs_half_the_flux():
    """The same flux share of events everywhere: only the acceptance differs by declination."""
    found = source_sensitivities(made_up_sample(), [10.0, 50.0], 2.0, (60, 20), 1)
    check_table(
        with_published(found, None)[SOURCE_SENSITIVITIES.column_names], SOURCE_SENSITIVITIES, "s"
    )
    assert (found["events"] > 0).all()
    per_event = found["sensitivity"] / found["events"]
    # The made-up area is half as large above 30 deg.
    assert per_event[1] / per_event[0] == pytest.approx(2, rel=1e-6)


def test_published_curves_stand_beside_spectra_of_index_2_only():
    curve = pd.DataFrame({"row": [1, 2], "sin_dec": [0.5, 0.0], "flux": [4e-13, 2e-13]})
    rows = pd.DataFrame({"dec": [0.0, 30.0, -40.0, 0.0], "injected_index": [2.0, 2.0, 2.0, 3.0]})
    found = with_published(rows, curve)["published"].to_numpy()
    # E^2 flux of 2e-13 TeV/cm2/s is 2e-20 per GeV, cm2 and s at 100 TeV.
    np.testing.assert_allclose(found, [2e-20, 4e-20, np.nan, np.nan], atol=1e-26)


def test_each_alone_are_stacks_of_one():
    sources = Sources.of(["a", "b"], [10, 100], [10, 40])
    lists = each_alone(sources)
    assert [one.names for one, _ in lists.values()] == [("a",), ("b",)]
