"""Injected sources: numbers, energies and shares of their fluxes against closed forms."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nusources.archive.tracks import rates as simulated_rates
from nusources.archive.tracks.signal import (
    PointSource,
    Signal,
    draw_point_source_events,
    draw_population,
    draw_population_events,
)
from nusources.errors import InputDataError
from nusources.facts.track_models import Season
from nusources.units import SECONDS_PER_DAY

SOURCE = PointSource("mine", 123.0, -37.0, 5e-15, 2.0)


def season_of(live_time: float) -> Season:
    return Season("any", "any", 100, live_time, 50_000.0, 51_000.0, 10)


@pytest.fixture
def detector(monkeypatch):
    """An area of 1e6 cm2 in the south, 3e6 cm2 in the north, whatever the energy."""

    def by_hemisphere(log10_energy, dec, parameters):
        return np.where(np.asarray(dec) < 0, 1e6, 3e6) * np.ones_like(log10_energy)

    monkeypatch.setattr(simulated_rates, "effective_area", by_hemisphere)
    return SimpleNamespace(effective_area=None)


def events_in_closed_form(area: float, days: float, norm: float) -> float:
    """E^-2 from 100 GeV to 1 EeV: A T norm (1e5)^2 (1 / 1e2 - 1 / 1e9)."""
    return area * days * SECONDS_PER_DAY * norm * 1e10 * (1e-2 - 1e-9)


def test_flux_of_a_source():
    """Twice the energy, a quarter of the flux; the norm at 100 TeV."""
    assert SOURCE.flux(1e5) == 5e-15
    np.testing.assert_allclose(SOURCE.flux(np.array([2e5, 1e4])), [1.25e-15, 5e-13], rtol=1e-14)


@pytest.mark.parametrize(("dec", "area"), [(-37.0, 1e6), (-0.2, 1e6), (0.2, 3e6), (88.0, 3e6)])
def test_expected_number_of_events(detector, dec, area):
    """The exposure is that of the source's own declination and grows with the live time."""
    source = PointSource("mine", 123.0, dec, 5e-18, 2.0)
    spectrum = source.flux(10.0**simulated_rates.LOG10_ENERGY)
    row = simulated_rates.declination_row(dec)
    for days in (100.0, 250.0):
        exposure = simulated_rates.exposure_grid(season_of(days), detector)[row]
        expected = events_in_closed_form(area, days, 5e-18)
        # Midpoints of .05 decades: 6e-4.
        assert (exposure * spectrum).sum() == pytest.approx(expected, rel=1e-3)


def test_the_drawn_number_is_poisson_of_the_closed_form(detector):
    """500 draws of 432: the mean to 4 sqrt(n / 500), the variance to 4 sqrt(2 / 500) of itself."""
    exposure = simulated_rates.exposure_grid(season_of(10.0), detector)
    expected = events_in_closed_form(1e6, 10.0, 5e-15 / 1000)
    source = PointSource("mine", 123.0, -37.0, 5e-15 / 1000, 2.0)
    rng = np.random.default_rng(1)
    numbers = [len(draw_point_source_events(source, exposure, rng=rng)) for _ in range(500)]
    assert np.mean(numbers) == pytest.approx(expected, abs=4 * np.sqrt(expected / 500))
    assert np.var(numbers) == pytest.approx(expected, rel=4 * np.sqrt(2 / 500))


def test_drawn_events_have_position_name_and_spectrum(detector):
    """E^-2 with a flat area: 1 / E is uniform between its ends."""
    exposure = simulated_rates.exposure_grid(season_of(0.5), detector)
    events = draw_point_source_events(SOURCE, exposure, rng=np.random.default_rng(2))
    expected = events_in_closed_form(1e6, 0.5, 5e-15)
    # 21600 events: a tenth less or more of them would be 15 standard deviations.
    assert len(events) == pytest.approx(expected, abs=4 * np.sqrt(expected) + 1e-3 * expected)
    assert set(events["component"]) == {"point source"}
    assert set(events["source_name"]) == {"mine"}
    assert set(zip(events["true_ra"], events["true_dec"], strict=True)) == {(123.0, -37.0)}
    log10_energy = events["true_log10_energy"]
    for decade in (3, 4, 5):
        share = 10.0 ** (2 - decade)
        error = 4 * np.sqrt(share / len(events))
        assert (log10_energy > decade).mean() == pytest.approx(share, abs=error + 1e-3 * share)


def test_no_flux_no_events(detector):
    exposure = simulated_rates.exposure_grid(season_of(10.0), detector)
    silent = PointSource("silent", 0.0, 0.0, 0.0, 2.0)
    assert draw_point_source_events(silent, exposure, rng=np.random.default_rng(3)).empty


POPULATION = pd.DataFrame(
    {
        "source_name": ["faint", "bright", "unseen", "north"],
        "ra": [10.0, 20.0, 30.0, 40.0],
        "dec": [-30.0, -30.0, -60.0, 30.0],
        "weight": [0.1, 0.3, 0.4, 0.2],
    }
)


def expected_events() -> np.ndarray:
    """South (row 100, sin(dec) = -.5): acceptance 2; row 26 (-60 deg): none; north: 5."""
    expected = np.zeros((400, 140))
    expected[simulated_rates.declination_row(-30.0), [40, 60]] = 0.5, 1.5
    expected[simulated_rates.declination_row(30.0), 80] = 5.0
    return expected


def test_events_of_a_population_go_by_flux_and_acceptance():
    """Weight times acceptance: .1 x 2, .3 x 2, .4 x 0 and .2 x 5, of 1.8 in all."""
    n = 40_000
    events = draw_population_events(POPULATION, n, expected_events(), rng=np.random.default_rng(4))
    assert len(events) == n
    assert set(events["component"]) == {"population"}
    counts = events["source_name"].value_counts()
    assert "unseen" not in counts
    for name, part in (("faint", 0.2), ("bright", 0.6), ("north", 1.0)):
        share = part / 1.8
        error = np.sqrt(share * (1 - share) / n)
        assert counts[name] / n == pytest.approx(share, abs=4 * error)
    joined = events.merge(POPULATION, on="source_name")
    np.testing.assert_array_equal(joined["true_ra"], joined["ra"])
    np.testing.assert_array_equal(joined["true_dec"], joined["dec"])


def test_energies_of_a_population_are_those_of_its_declination():
    """South: a quarter in cell 40 (4 to 4.05), the rest in cell 60; north: all in cell 80."""
    events = draw_population_events(
        POPULATION, 20_000, expected_events(), rng=np.random.default_rng(5)
    )
    is_north = events["source_name"] == "north"
    assert events.loc[is_north, "true_log10_energy"].between(6.0, 6.05).all()
    south = events.loc[~is_north, "true_log10_energy"]
    is_low = south.between(4.0, 4.05)
    assert (is_low | south.between(5.0, 5.05)).all()
    assert is_low.mean() == pytest.approx(0.25, abs=4 * np.sqrt(0.25 * 0.75 / len(south)))


@pytest.mark.parametrize("slope", [2.5, 2.0])
def test_fluxes_of_a_population_are_a_power_law(slope):
    """N(>S) falls as S^-(slope - 1) from the least flux on."""
    population = draw_population(20_000, slope, rng=np.random.default_rng(6))
    flux = population["weight"] / population["weight"].min()
    assert population["weight"].sum() == pytest.approx(1.0, rel=1e-12)
    assert stats.kstest(flux, lambda s: 1 - s ** -(slope - 1)).pvalue > 1e-3


def test_the_default_population_is_euclidean():
    kwargs = [{}, {"count_slope": 2.5}]
    one, other = (draw_population(50, rng=np.random.default_rng(7), **more) for more in kwargs)
    pd.testing.assert_frame_equal(one, other)


def test_populations_are_isotropic_and_named_apart():
    population = draw_population(5000, rng=np.random.default_rng(8))
    assert stats.kstest(population["ra"], stats.uniform(0, 360).cdf).pvalue > 1e-3
    # A full turn and no more: 5000 draws leave no degree empty (probability 1e-6).
    assert population["ra"].between(0.0, 360.0, inclusive="left").all()
    assert population["ra"].max() > 359.0
    sine = np.sin(np.radians(population["dec"]))
    assert stats.kstest(sine, stats.uniform(-1, 2).cdf).pvalue > 1e-3
    assert population["source_name"].is_unique
    assert population["source_name"].iloc[[0, -1]].tolist() == [
        "population 000001",
        "population 005000",
    ]


@pytest.mark.parametrize("fraction", [0.0, 1.0])
def test_extreme_shares_are_allowed(fraction):
    assert Signal((), POPULATION, fraction).population_fraction == fraction


@pytest.mark.parametrize("fraction", [-0.01, 1.01])
def test_impossible_shares_are_refused(fraction):
    with pytest.raises(InputDataError, match=f"found {fraction}; expected 0 to 1"):
        Signal((), POPULATION, fraction)


@pytest.mark.parametrize("dec", [-90.0, 90.0])
def test_sources_may_be_at_the_poles_and_silent(dec):
    assert Signal((PointSource("pole", 0.0, dec, 0.0, 2.0),)).point_sources[0].dec == dec


@pytest.mark.parametrize(("dec", "norm"), [(-90.1, 1.0), (90.1, 1.0), (0.0, -1e-30)])
def test_impossible_sources_are_refused(dec, norm):
    with pytest.raises(InputDataError, match="'off' is impossible"):
        Signal((PointSource("off", 0.0, dec, norm, 2.0),))
