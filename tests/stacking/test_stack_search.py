"""The stacking likelihood: against plain sums, and fits of skies with and without signal."""

from __future__ import annotations

import numpy as np
import pytest
from stacks import SEASONS, made_up_model, made_up_sample, made_up_tracks, search_of

from nusources.contracts.stacking import NULL_FITS
from nusources.errors import InputDataError
from nusources.sky import angular_separation
from nusources.stacking.energies import SPECTRAL_INDICES, accepted_signal, signal_shares
from nusources.stacking.events import Sample, StackEvents
from nusources.stacking.pairs import REACH, PairFinder, Sources
from nusources.stacking.search import Stack
from nusources.stacking.trials import SampleSearch, single_source_fits
from nusources.tables import check_table

THREE = Sources.of(["a", "b", "c"], [10.0, 14.0, 359.5], [-4.0, -3.0, 60.0])
WEIGHTS = np.array([1.0, 2.0, 0.5])


def plain_ratios(sample, sources, shares, reach):
    """S / B of all events, source by source, with nothing left out within the reach."""
    events = sample.events
    sine = np.sin(np.radians(events.dec))
    density = sample.background.at(sine, events.energy_cell, events.configuration)
    variance = np.radians(events.width) ** 2
    total = np.zeros(len(events))
    for one in range(len(sources.names)):
        away = np.radians(
            angular_separation(sources.ra[one], sources.dec[one], events.ra, events.dec)
        )
        gauss = np.exp(-(away**2) / (2 * variance)) / (2 * np.pi * variance)
        gauss *= (
            away
            / np.sin(away)
            / (1 - np.exp(-(reach**2) / 2))
            * (away < reach * np.radians(events.width))
        )
        total += shares[one, events.configuration, events.energy_cell] * gauss
    return total / density


@pytest.fixture(scope="module")
def small():
    """A thousand events, some of them at the sources."""
    tracks = made_up_tracks(1000, 8)
    rng = np.random.default_rng(1)
    tracks.loc[:29, "ra"] = np.repeat(THREE.ra, 10) + rng.normal(0, 1, 30)
    tracks.loc[:29, "dec"] = np.repeat(THREE.dec, 10) + rng.normal(0, 1, 30)
    tracks["ra"] %= 360
    return Sample.of("small", tracks, made_up_model(), SEASONS)


def observed(sample, sources=THREE, weights=WEIGHTS):
    """The stack, and its pairs in the observed sky."""
    search = search_of(sample, sources, weights)
    return search.stacks[0], search.stacks[0].hits(search.finder.observed())


@pytest.mark.parametrize("spectral_index", [1.0, 2.3, 2.34, 4.0])
def test_statistic_is_the_plain_sum_over_all_events_and_sources(small, spectral_index):
    search, hits = observed(small)
    node = int((spectral_index - 1) * 10 + 1e-6)
    part = (spectral_index - 1) * 10 - node
    shares = search.stack.shares
    mixed = shares[node] if part < 1e-6 else (1 - part) * shares[node] + part * shares[node + 1]
    ratios = plain_ratios(small, THREE, mixed, REACH)
    for n_signal in (0.5, 12.0, 40.0):
        plain = np.log1p(n_signal / 1000 * (ratios - 1)).sum()
        assert search.stack.statistic(hits, n_signal, spectral_index) / 2 == pytest.approx(
            plain, abs=1e-6
        )


def test_a_wide_reach_leaves_nothing_out(small):
    finder = PairFinder(THREE, small, reach=7.0)
    shares = signal_shares(accepted_signal(small.model, THREE.dec), WEIGHTS)
    stack = Stack(THREE, shares, 1000)
    ratios = plain_ratios(small, THREE, shares[10], np.inf)
    plain = np.log1p(30 / 1000 * (ratios - 1)).sum()
    assert stack.statistic(finder.observed(), 30, 2.0) / 2 == pytest.approx(plain, abs=1e-6)


def test_the_fit_is_the_largest_of_a_fine_grid(small):
    search, hits = observed(small)
    fit = search.stack.fit(hits)
    assert 5 < fit.n_signal < 60
    assert fit.statistic == pytest.approx(
        search.stack.statistic(hits, fit.n_signal, fit.spectral_index), abs=1e-6
    )
    grid = [
        search.stack.statistic(hits, n_signal, index)
        for n_signal in np.linspace(1, 80, 80)
        for index in np.linspace(1, 4, 61)
    ]
    assert max(grid) <= fit.statistic + 0.01
    for factor in (0.98, 1.02):
        assert (
            search.stack.statistic(hits, factor * fit.n_signal, fit.spectral_index) < fit.statistic
        )


def test_a_fixed_index_is_fitted_at_that_index(small):
    search, hits = observed(small)
    fit = search.stack.fit(hits, fixed_index=2.55)
    assert fit.statistic == pytest.approx(
        search.stack.statistic(hits, fit.n_signal, 2.55), abs=1e-6
    )
    steps = [search.stack.statistic(hits, f * fit.n_signal, 2.55) for f in (0.99, 1.01)]
    assert max(steps) < fit.statistic


def test_without_an_excess_there_is_no_signal_and_no_index(small):
    search, hits = observed(small, Sources.of(["d"], [200.0], [40.0]), [1.0])
    assert search.stack.statistic(hits, 3.0, 2.0) < 0
    fit = search.stack.fit(hits)
    assert (fit.statistic, fit.n_signal) == (0.0, 0.0)
    assert np.isnan(fit.spectral_index)


def test_signal_by_source_adds_to_the_fit(small):
    search, hits = observed(small)
    fit = search.stack.fit(hits)
    by_source = search.stack.signal_by_source(hits, fit)
    assert by_source.sum() == pytest.approx(fit.n_signal, rel=1e-4)
    assert (by_source > 0).all()


def test_pairs_of_further_events_are_those_of_the_sky(small):
    finder = PairFinder(THREE, small)
    there, again = finder.observed(), finder.hits_of(finder.events, slice(None))
    assert len(there.value) == len(again.value) > 30
    order = np.lexsort((there.value, there.source)), np.lexsort((again.value, again.source))
    np.testing.assert_allclose(there.value[order[0]], again.value[order[1]], rtol=1e-6)
    np.testing.assert_array_equal(there.cell[order[0]], again.cell[order[1]])
    assert there.n_places == again.n_places < len(there.value)


def test_densities_are_densities():
    sample = made_up_sample()
    background = sample.background
    split = background.split
    widths = [(1 + split), (1 - split)]
    total = sum(
        side.sum() * 2 * np.pi * width / side.shape[1]
        for side, width in zip(background.sides, widths, strict=True)
    )
    assert total == pytest.approx(1, abs=1e-9)
    assert all((side > 0).all() for side in background.sides)
    shares = signal_shares(accepted_signal(sample.model, THREE.dec), WEIGHTS)
    np.testing.assert_allclose(shares.sum(axis=(1, 2, 3)), 1)
    assert len(shares) == len(SPECTRAL_INDICES)


def test_sources_share_the_signal_by_flux_weight_and_acceptance():
    accepted = accepted_signal(made_up_model(), THREE.dec)
    shares = signal_shares(accepted, WEIGHTS)
    for node in (0, 10, 30):
        events = [weight * accepted[node, one].sum() for one, weight in enumerate(WEIGHTS)]
        found = shares[node].sum(axis=(1, 2))
        assert found == pytest.approx(np.array(events) / sum(events))
        own = shares[node, 1] / found[1]
        np.testing.assert_allclose(own, accepted[node, 1] / accepted[node, 1].sum())


def test_the_mean_ratio_of_scrambled_skies_is_one():
    """The background's density is that of the events: no signal is expected of it."""
    sample = made_up_sample(60_000)
    search = search_of(sample, THREE, WEIGHTS)
    stack = search.stacks[0].stack
    means = [stack.ratios(search.scrambled(trial, 5), 3.0).sum() / 60_000 for trial in range(200)]
    error = np.std(means) / np.sqrt(200)
    assert error < 0.04
    assert np.mean(means) == pytest.approx(1, abs=4 * error)


def test_trials_do_not_depend_on_the_others():
    sample = made_up_sample()
    search = search_of(sample, THREE, WEIGHTS)
    few, many = search.null_fits(range(3, 5), 1), search.null_fits(range(6), 1)
    np.testing.assert_array_equal(few["ts"], many["ts"][3:5])
    assert many["ts"].nunique() > 1
    assert (search.null_fits(range(6), 2)["ts"] != many["ts"]).any()
    # Nor on other stacks that read the same skies.
    other = Sources.of(["d", "a"], [200.0, 10.0], [40.0, -4.0])
    both = SampleSearch.of(sample, {"first": (other, [1, 1]), "stack": (THREE, WEIGHTS)})
    of_both = both.null_fits(range(6), 1)
    again = of_both[of_both["stack"] == "stack"]
    np.testing.assert_allclose(again["ts"], many["ts"], rtol=1e-9)
    signal = [
        one.injected_fits(8.0, 2.5, 3, 1, 1).query("stack == 'stack'") for one in (search, both)
    ]
    np.testing.assert_allclose(signal[0]["ts"], signal[1]["ts"], rtol=1e-9)
    assert (signal[0]["n_signal"] > 0).sum() >= 2


def test_single_sources_are_stacks_of_one():
    sample = made_up_sample()
    table = single_source_fits(sample, THREE, 4, 1)
    alone = search_of(sample, Sources.of(["b"], [14.0], [-3.0]), [3.0]).null_fits(range(4), 1)
    of_b = table[table["source_name"] == "b"]
    np.testing.assert_allclose(of_b["ts"], alone["ts"], rtol=1e-9)
    assert (of_b["dec"] == -3.0).all()
    check_table(table, NULL_FITS, "null_fits.parquet")


@pytest.mark.parametrize(
    ("column", "value"), [("ang_err", 0.0), ("ang_err", np.nan), ("log10_energy", np.inf)]
)
def test_events_that_are_none_are_named(column, value):
    columns = {"ra": [1.0, 2.0], "dec": [0.0, 0.0], "width": [1.0, 1.0], "log10_energy": [3.0, 3.0]}
    columns["width" if column == "ang_err" else column][1] = value
    with pytest.raises(InputDataError, match=f"{column}.*row 2|row 2.*{column}"):
        StackEvents.of(**columns, configuration=[0, 0])


def test_sources_of_one_name_and_bad_weights_are_named():
    with pytest.raises(InputDataError, match=r"two sources of one name.*twin"):
        Sources.of(["twin", "twin"], [1, 2], [3, 4])
    with pytest.raises(InputDataError, match="without sources"):
        Sources.of([], [], [])
    sample = made_up_sample(2000)
    for weights, word in (([1.0, -1.0, 1.0], "b: -1"), ([0.0, 0.0, 0.0], "all 0")):
        with pytest.raises(InputDataError, match=word):
            search_of(sample, THREE, weights)


def test_a_season_without_model_is_named():
    tracks = made_up_tracks(50, 1)
    tracks.loc[7, "season"] = "IC22"
    with pytest.raises(InputDataError, match=r"season.*IC22"):
        Sample.of("odd", tracks, made_up_model(), SEASONS)
