"""Injected events: numbers, energies, containment, marks, and the one path of counting."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import integrate
from scipy.special import ndtr
from spatial.signal_models import made_up_exposure, made_up_model, source_table, spread_sources

from nusources.detection_model import (
    CONTAINMENT,
    SourceShares,
    build_signal_model,
    expected_events,
    shares_of_group,
)
from nusources.detectors.energy_proxy import proxy_median_and_scatter
from nusources.errors import InputDataError
from nusources.facts.track_models import read_model_detector, read_seasons
from nusources.random_streams import counter_generator
from nusources.sky import angular_separation
from nusources.spatial.counting.arcs import TURN, EventCircles
from nusources.spatial.counting.prepared_sky import prepare_sky
from nusources.spatial.counting.scrambles import count_scrambled, draw_shifts
from nusources.spatial.signal.acceptance import accepted_events
from nusources.spatial.signal.injection import (
    SIGNAL_TRIALS_PER_BLOCK,
    draw_signal_events,
    inject_into_scrambles,
    touched_events,
)

THRESHOLDS = np.array([4.8, 5.3, 6.0])


@pytest.fixture(scope="module")
def model(repository):
    return made_up_model(repository)


def within(value, expected, error, n_sigma=4.5):
    """4.5 sigma: 7e-6 for each comparison with fixed seeds."""
    assert abs(value - expected) < n_sigma * error, (value, expected, error)


def test_expected_number_is_the_integral_of_area_and_flux(repository):
    exposure = made_up_exposure(repository)
    edges, number = expected_events(exposure, np.array([10.0, -40.0]), 2.3)
    band = {10.0: 1, -40.0: 0}
    for row, dec in zip(number, band, strict=True):
        for at in (0, 12, 19):
            flux, _ = integrate.quad(
                lambda energy: (energy / 1e5) ** -2.3, *10.0 ** edges[at : at + 2], epsrel=1e-10
            )
            expected = exposure.area[band[dec], at] * flux * 1000.0 * 86400.0
            assert row[at] == pytest.approx(expected, rel=1e-9)


def test_parts_of_a_bin_add_up(repository):
    exposure = made_up_exposure(repository)
    dec = np.array([10.0])
    whole = expected_events(exposure, dec, 2.0)[1]
    parts = expected_events(exposure, dec, 2.0, 4)[1]
    np.testing.assert_allclose(parts.reshape(1, -1, 4).sum(axis=2), whole, rtol=1e-12)


@pytest.mark.parametrize("containment", CONTAINMENT)
def test_share_of_events_that_hold_their_source(model, containment):
    """The meaning of ang_err, at all declinations: drawn events, counted on the sphere."""
    chosen = replace(model, containment=containment, ang_err_max=180.0)
    dec = np.array([-80.0, -6.0, 0.0, 45.0, 89.0])
    sources = SourceShares(np.arange(5).astype(object), np.zeros(5), dec, np.full(5, 0.2))
    flux = 20_000 / float(accepted_events(chosen, dec, [4.8]).mean())
    events = draw_signal_events(chosen, sources, flux, 10, 4.8, rng=np.random.default_rng(1))
    apart = angular_separation(0.0, dec[events.source], events.ra_offset, events.dec)
    inside = apart <= events.ang_err
    expected = CONTAINMENT[containment]
    within(inside.mean(), expected, np.sqrt(expected * (1 - expected) / inside.size))


def test_known_containments():
    assert CONTAINMENT["sigma_per_axis"] == pytest.approx(0.3934693, abs=1e-7)
    assert CONTAINMENT["median"] == 0.5
    assert CONTAINMENT["r68"] == 0.68


@pytest.mark.parametrize("index", [1.0, 2.0, 3.2])
@pytest.mark.parametrize("ang_err_max", [0.8, 5.0])
def test_counted_events_agree_with_the_closed_form(model, index, ang_err_max):
    """One source: nothing can touch another, so the closed form is exact to its bins (.2 %)."""
    chosen = replace(model, spectral_index=index, ang_err_max=ang_err_max)
    source = spread_sources(1)
    accepted = accepted_events(chosen, source.dec, THRESHOLDS)[0]
    flux = 60 / accepted[0]
    signal = inject_into_scrambles(chosen, source, flux, 512, THRESHOLDS, "one", seed=3)
    for level in range(3):
        counts = signal.counts(level, flux)
        error = np.sqrt(flux * accepted[level] / 512) + 0.002 * flux * accepted[level]
        within(counts.mean(), flux * accepted[level], error)
    # Poisson: the variance is the mean, to 4.5 sqrt(2 / 512).
    assert signal.counts(0, flux).var() == pytest.approx(60, rel=0.28)


def test_cuts_of_the_selection_hold(model):
    chosen = replace(model, ang_err_max=0.7, log10_energy_min=5.1)
    source = spread_sources(1)
    flux = 2000 / accepted_events(chosen, source.dec, [4.8])[0, 0]
    np.testing.assert_array_equal(
        accepted_events(chosen, source.dec, [4.8, 5.0])[0, 0],
        accepted_events(chosen, source.dec, [5.1])[0, 0],
    )
    events = draw_signal_events(chosen, source, flux, 1, 5.1, rng=np.random.default_rng(2))
    assert events.ang_err.max() <= 0.7
    assert events.log10_energy.min() >= 5.1


def test_energies_follow_area_and_spectrum(repository, model):
    """Share of the drawn proxies above 6 by direct integration over the true energy."""
    exposure = made_up_exposure(repository)
    source = spread_sources(1)

    def tail(threshold):
        def integrand(x):
            at = min(int((x - 3.0) / 0.2 + 1e-9), 19)
            median, scatter = proxy_median_and_scatter(x, True, exposure.detector.energy_proxy)
            return exposure.area[1, at] * 10**-x * ndtr((median - threshold) / scatter)

        grid = 3.0 + 4.0 * (np.arange(100_000) + 0.5) / 100_000
        return sum(integrand(x) for x in grid[::20])

    expected = tail(6.0) / tail(4.8)
    wide = replace(model, ang_err_max=180.0)
    flux = 40_000 / accepted_events(wide, source.dec, [4.8])[0, 0]
    events = draw_signal_events(wide, source, flux, 1, 4.8, rng=np.random.default_rng(4))
    share = np.mean(events.log10_energy >= 6.0)
    within(share, expected, np.sqrt(expected * (1 - expected) / events.mark.size))


def test_a_lower_least_proxy_only_adds_events(model):
    """The number above a threshold does not depend on how far below it events are drawn."""
    source, rng = spread_sources(1), np.random.default_rng(5)
    flux = 5000 / accepted_events(model, source.dec, [5.5])[0, 0]
    numbers = [
        np.sum(draw_signal_events(model, source, flux, 1, low, rng=rng).log10_energy >= 5.5)
        for low in (3.0, 5.5)
    ]
    within(numbers[0], numbers[1], np.sqrt(sum(numbers)))


def test_touched_events_are_those_of_the_sphere(model):
    """Brute force: each event against each shifted source."""
    rng = np.random.default_rng(6)
    sources = spread_sources(40)
    sources = replace(sources, dec=rng.uniform(-60, 85, 40))
    flux = 2000 / accepted_events(model, sources.dec, [4.8]).mean()
    events = draw_signal_events(model, sources, flux, 7, 4.8, rng=rng)
    shifts = rng.integers(0, 2**32, (40, 7), dtype=np.uint32)
    place = (sources.ra[:, None] + shifts * (360 / TURN)) % 360
    ra = place[events.source, events.trial] + events.ra_offset
    apart = angular_separation(
        place[:, events.trial], sources.dec[:, None], ra[None, :], events.dec[None, :]
    )
    expected = (apart <= events.ang_err).any(axis=0)
    found = touched_events(events, sources, shifts)
    own = apart[events.source, np.arange(ra.size)] <= events.ang_err
    assert expected.sum() > own.sum() > 0
    np.testing.assert_array_equal(found, expected)


def test_a_trial_is_a_scramble_of_the_sky_with_the_events_in_it(model):
    """Data and injected events counted together by the code that counts data."""
    rng = np.random.default_rng(7)
    n_events, n_trials, seed = 3000, 3, 11
    data = EventCircles(
        rng.uniform(0, 360, n_events), rng.uniform(-30, 50, n_events), rng.uniform(0.3, 3, n_events)
    )
    energy = rng.uniform(4.8, 6.5, n_events)
    sources = spread_sources(12)
    table = source_table(sources)
    sky = prepare_sky(data, energy, THRESHOLDS, table, ["mine"])
    background = count_scrambled(sky, 0, n_trials, seed=seed)[:, 0]
    flux = 40 / accepted_events(model, sources.dec, THRESHOLDS)[0, 0]
    signal = inject_into_scrambles(model, sources, flux, n_trials, THRESHOLDS, "s", seed=seed)
    shifts = draw_shifts(sources.names, 0, SIGNAL_TRIALS_PER_BLOCK, seed=seed)
    stream = counter_generator(seed, 0, "signal", "s")
    events = draw_signal_events(
        model, sources, flux, SIGNAL_TRIALS_PER_BLOCK, THRESHOLDS[0], rng=stream
    )
    moved = (sources.ra[events.source] + shifts[events.source, events.trial] * (360 / TURN)) % 360
    for trial in range(n_trials):
        of_trial = np.flatnonzero(events.trial == trial)
        parts = [
            np.concatenate(pair)
            for pair in (
                (data.ra, (moved + events.ra_offset)[of_trial] % 360),
                (data.dec, events.dec[of_trial]),
                (data.radius, events.ang_err[of_trial]),
            )
        ]
        both = np.concatenate([energy, events.log10_energy[of_trial]])
        whole = prepare_sky(EventCircles(*parts), both, THRESHOLDS, table, ["mine"])
        counts = count_scrambled(whole, trial, 1, seed=seed)[0, 0]
        added = [signal.counts(level, flux)[trial] for level in range(3)]
        assert added[0] > 0
        np.testing.assert_array_equal(counts, background[trial] + added)


def test_trials_are_functions_of_seed_name_and_number(model):
    """More trials extend a run; another seed or name gives others; blocks fit the scrambles."""
    sources = spread_sources(3)
    flux = 5 / accepted_events(model, sources.dec, THRESHOLDS)[0, 0]

    def injected(n_trials, stream="a", seed=1):
        signal = inject_into_scrambles(
            model, sources, flux, n_trials, THRESHOLDS, stream, seed=seed
        )
        return signal.counts(0, flux)

    long = injected(SIGNAL_TRIALS_PER_BLOCK + 40)
    np.testing.assert_array_equal(injected(30), long[:30])
    np.testing.assert_array_equal(injected(SIGNAL_TRIALS_PER_BLOCK), long[:SIGNAL_TRIALS_PER_BLOCK])
    assert not np.array_equal(injected(30, seed=2), long[:30])
    assert not np.array_equal(injected(30, stream="b"), long[:30])


def test_counts_rise_with_flux_in_every_trial(model):
    sources = spread_sources(5)
    flux = 30 / accepted_events(model, sources.dec, THRESHOLDS)[0, 0]
    signal = inject_into_scrambles(model, sources, flux, 64, THRESHOLDS, "s", seed=1)
    counts = np.array([signal.counts(0, share * flux) for share in (0, 0.25, 0.5, 1.0)])
    assert np.all(np.diff(counts, axis=0) >= 0)
    assert np.all(counts[0] == 0)
    assert np.all(np.diff(counts.sum(axis=1)) > 0)


def test_shares_of_a_group():
    table = source_table(spread_sources(4)).assign(weight=[1.0, 3.0, 0.0, 4.0])
    np.testing.assert_allclose(shares_of_group(table, "mine").share, 0.25)
    np.testing.assert_allclose(
        shares_of_group(table, "mine", "weight").share, [0.125, 0.375, 0, 0.5]
    )


@pytest.mark.parametrize("weights", [[0, 0], [1, -1], [1, np.nan]])
def test_impossible_weights_are_refused(weights):
    table = source_table(spread_sources(2)).assign(weight=np.array(weights, dtype=float))
    with pytest.raises(InputDataError, match="the flux weights of group 'mine' are impossible"):
        shares_of_group(table, "mine", "weight")


def test_a_missing_weight_column_is_named():
    with pytest.raises(InputDataError, match="a column flux of flux weights"):
        shares_of_group(source_table(spread_sources(2)), "mine", "flux")


def test_build_signal_model_adds_live_times_by_configuration(repository):
    tables = repository / "data" / "tables"
    seasons = read_seasons(tables / "icetracks_seasons.csv")
    detectors = read_model_detector(tables / "model_detector.csv")
    energy, dec = np.meshgrid([2.0, 2.2], [-90.0, 0.0])
    grid = {
        "log10_energy_min": energy.ravel(),
        "log10_energy_max": energy.ravel() + 0.2,
        "dec_min": dec.ravel(),
        "dec_max": dec.ravel() + 90.0,
        "effective_area": [1.0, 2.0, 3.0, 4.0],
    }
    areas = pd.concat([pd.DataFrame({"season": name} | grid) for name in ("IC40", "IC86_II")])
    settings = {
        "spectral_index": 2.0,
        "containment": "median",
        "energy_proxy_min_tev": 100,
        "ang_err_max_deg": 5,
        "circle_factor": 1.5,
    }
    names = ["IC40", "IC86_III", "IC86_IV"]
    model = build_signal_model(areas, names, seasons, detectors, settings)
    assert [one.live_time for one in model.exposures] == pytest.approx([376.36, 362.94 + 370.68])
    assert model.log10_energy_min == pytest.approx(5.0)
    assert model.circle_factor == 1.5
    np.testing.assert_array_equal(model.exposures[0].area, [[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_allclose(model.exposures[1].dec, [-90, 0, 90])
    with pytest.raises(InputDataError, match="expected an effective area of IC59"):
        build_signal_model(areas, ["IC59"], seasons, detectors, settings)
