"""Simulated tracks: published facts, structure of the tables, determinism, and closure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from archive.tracks.expectations import expected_counts
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate

from nusources.archive.tracks.rates import SECONDS_PER_DAY
from nusources.archive.tracks.seasons import (
    EVENT_COLUMNS,
    TRUTH_COLUMNS,
    earth_rotation_angle,
    local_azimuth,
    simulate_season,
)
from nusources.archive.tracks.signal import (
    PointSource,
    Signal,
    draw_population,
)
from nusources.archive.tracks.uptime import draw_times, simulate_uptime
from nusources.detectors import effective_area
from nusources.errors import InputDataError
from nusources.facts.track_models import (
    Season,
    read_model_detector,
    read_model_fluxes,
    read_seasons,
)
from nusources.fluxes import power_law_flux
from nusources.random_streams import named_generator
from nusources.sky import angular_separation

ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII"]
SEASONS = ["IC40", "IC59", "IC79", *(f"IC86_{number}" for number in ROMAN)]
NO_SIGNAL = Signal()


@pytest.fixture(scope="module")
def tables(repository):
    folder = repository / "data" / "tables"
    return (
        read_seasons(folder / "icetracks_seasons.csv"),
        read_model_detector(folder / "model_detector.csv"),
        read_model_fluxes(folder / "model_fluxes.csv"),
    )


@pytest.fixture(scope="module")
def simulate(tables):
    """Draw a season by name."""
    seasons, detectors, fluxes = tables

    def draw(name, signal=NO_SIGNAL, seed=1):
        season = seasons[name]
        rng = named_generator(seed, "tracks", name)
        return simulate_season(season, detectors[season.configuration], fluxes, signal, rng=rng)

    return draw


@pytest.fixture(scope="module")
def archive(simulate):
    """Draw all seasons without a signal."""
    return {name: simulate(name)[0] for name in SEASONS}


def test_seasons_are_the_published_ones(tables):
    seasons = tables[0]
    assert list(seasons) == SEASONS
    # HEASARC icecubepsc has 1,134,450 rows; the livetimes of the good runs sum to 3577.87 d.
    assert sum(season.n_events for season in seasons.values()) == 1_134_450
    assert sum(season.livetime for season in seasons.values()) == pytest.approx(3577.87)
    assert sum(season.n_runs for season in seasons.values()) == 12_906


def test_every_season_has_the_published_rows(tables, archive):
    for name, season in tables[0].items():
        assert len(archive[name]) == season.n_events


@pytest.mark.parametrize("name", SEASONS)
def test_columns_are_within_their_ranges(archive, tables, name):
    events, season = archive[name], tables[0][name]
    assert list(events.columns) == EVENT_COLUMNS
    assert not events.isna().to_numpy().any()
    assert events["mjd"].is_monotonic_increasing
    assert events["mjd"].between(season.mjd_start, season.mjd_stop).all()
    assert events["ra"].between(0.0, 360.0, inclusive="left").all()
    assert events["azimuth"].between(0.0, 360.0, inclusive="left").all()
    assert events["dec"].between(-90.0, 90.0).all()
    assert events["ang_err"].min() >= 0.2  # floor of the release
    np.testing.assert_allclose(events["zenith"], events["dec"] + 90.0)


def test_share_of_energetic_tracks_is_the_published_one(archive):
    # chang2022, section 3.1: 250,821 of 1,134,450 have E >= 60 TeV and AngErr <= 5 deg.  The
    # IC86_II bundles are set to this total; the other seasons are fitted to events or predicted.
    passing = sum(
        ((e["log10_energy"] >= np.log10(6e4)) & (e["ang_err"] <= 5.0)).sum()
        for e in archive.values()
    )
    assert passing / 1_134_450 == pytest.approx(250_821 / 1_134_450, abs=0.004)


def test_equal_streams_give_equal_tables(simulate):
    signal = Signal((PointSource("a", 10.0, 5.0, 1e-18, 2.0),))
    first, again, other = (simulate("IC40", signal, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first[0], again[0])
    pd.testing.assert_frame_equal(first[1], again[1])
    assert not first[0].equals(other[0])


@pytest.mark.parametrize("name", SEASONS)
def test_uptime_is_the_published_one(tables, name):
    season = tables[0][name]
    runs = simulate_uptime(season, rng=named_generator(1, "uptime", name))
    assert len(runs) == season.n_runs
    assert (runs["mjd_stop"] - runs["mjd_start"]).sum() == pytest.approx(season.livetime, abs=1e-7)
    assert (runs["mjd_stop"] > runs["mjd_start"]).all()
    assert (runs["mjd_start"].to_numpy()[1:] >= runs["mjd_stop"].to_numpy()[:-1]).all()
    assert runs["mjd_start"].iloc[0] == season.mjd_start
    assert runs["mjd_stop"].iloc[-1] == pytest.approx(season.mjd_stop, abs=1e-6)


@given(st.integers(2, 60), st.floats(0.05, 0.95), st.integers(0, 1000))
@settings(derandomize=True, max_examples=50)
def test_times_lie_within_good_runs(n_runs, share, seed):
    season = Season("any", "any", 1, share * n_runs, 50_000.0, 50_000.0 + n_runs, n_runs)
    rng = np.random.default_rng(seed)
    runs = simulate_uptime(season, rng=rng)
    mjd = draw_times(runs, 500, rng=rng)
    run = np.searchsorted(runs["mjd_start"], mjd, side="right") - 1
    assert (np.diff(mjd) >= 0.0).all()
    assert (run >= 0).all()
    assert (mjd <= runs["mjd_stop"].to_numpy()[run]).all()


def test_earth_rotation_angle_at_the_epoch_and_a_sidereal_day_later():
    # IERS Conventions 2010, eq. 5.15 at Tu = 0; a turn lasts 1/1.00273781191135448 d.
    day = 1 / 1.00273781191135448
    angles = earth_rotation_angle(51544.5 + np.array([0.0, day, 1000 * day]))
    np.testing.assert_allclose(angles, 360 * 0.7790572732640, atol=1e-6)


@given(st.floats(50_000.0, 60_000.0), st.floats(0.0, 359.99))
def test_azimuth_is_its_own_inverse(mjd, ra):
    back = local_azimuth(mjd, local_azimuth(mjd, ra))
    assert abs((back - ra + 180.0) % 360.0 - 180.0) < 1e-9


def test_components_fill_the_rows(tables):
    seasons, detectors, fluxes = tables
    for season in seasons.values():
        counts = expected_counts(season, detectors[season.configuration], fluxes)
        assert sum(counts.values()) == pytest.approx(season.n_events)
        assert min(counts.values()) > 0.0


def test_astrophysical_count_against_direct_integration(tables):
    seasons, detectors, fluxes = tables
    season, parameters = seasons["IC79"], detectors["IC79"].effective_area

    def rate(log10_energy, sin_dec):
        area = effective_area(log10_energy, np.degrees(np.arcsin(sin_dec)), parameters)
        energy = 10.0**log10_energy
        return area * power_law_flux(energy, fluxes.astrophysical) * energy * np.log(10.0)

    integral = integrate.dblquad(rate, -1.0, 1.0, 2.0, 9.0, epsrel=1e-4)[0]
    expected = 2.0 * np.pi * season.livetime * SECONDS_PER_DAY * integral
    counts = expected_counts(season, detectors["IC79"], fluxes)
    # 400 x 140 cells by the midpoint rule
    assert counts["astrophysical"] == pytest.approx(expected, rel=2e-3)


def test_too_many_neutrinos_are_refused(simulate):
    bright = Signal((PointSource("bright", 0.0, 5.0, 1e-13, 2.0),))
    with pytest.raises(InputDataError, match=r"season IC40 draws more neutrinos.*n_events = 36900"):
        simulate("IC40", bright)


def test_impossible_signals_are_refused():
    with pytest.raises(InputDataError, match=r"'population_fraction'.*found 1\.5; expected 0 to 1"):
        Signal(population_fraction=1.5)
    with pytest.raises(InputDataError, match=r"no population.*draw_population"):
        Signal(population_fraction=0.5)
    with pytest.raises(InputDataError, match=r"'off' is impossible.*dec from -90 to 90"):
        Signal((PointSource("off", 0.0, 91.0, 1e-18, 2.0),))


def events_per_flux(dec, index, season, detector):
    """Events over the flux at 100 TeV [GeV cm2 s]: T times the integral of A (E/100 TeV)^-index."""
    grid = np.linspace(2.0, 9.0, 20_001)
    area = effective_area(grid, dec, detector.effective_area)
    rate = area * 10.0 ** (grid - index * (grid - 5.0)) * np.log(10.0)
    return season.livetime * 86400.0 * integrate.trapezoid(rate, grid)


@pytest.mark.parametrize("dec", [-30.0, 5.7, 70.0])
@pytest.mark.parametrize("index", [2.0, 3.2])
def test_point_source_closure(tables, simulate, dec, index):
    """Number, position and spectrum of an injected source come back from the truth table."""
    seasons, detectors, _ = tables
    n_events = 20_000
    per_flux = events_per_flux(dec, index, seasons["IC86_VII"], detectors["IC86_II"])
    source = PointSource("closure", 200.0, dec, n_events / per_flux, index)

    events, truth = simulate("IC86_VII", Signal((source,)))
    assert list(truth.columns) == TRUTH_COLUMNS
    # Poisson, and up to 2 % for declination cells of .005 in sin(dec) in which the area changes.
    assert len(truth) == pytest.approx(n_events, abs=4 * n_events**0.5 + 0.02 * n_events)
    own = events.iloc[truth["row"]]
    pull = angular_separation(200.0, dec, own["ra"], own["dec"]) / own["ang_err"].to_numpy()
    # Rayleigh: 39.3 % within one angular error; four binomial errors.
    assert (pull < 1).mean() == pytest.approx(0.393, abs=4 * (0.393 * 0.607 / len(truth)) ** 0.5)

    # Unbiased mean of log10 E against quadrature of E^-index times the effective area.
    grid = np.linspace(2.0, 9.0, 20_001)
    area = effective_area(grid, dec, detectors["IC86_II"].effective_area)
    weight = area * 10.0 ** ((1.0 - index) * grid)
    mean = (weight * grid).sum() / weight.sum()
    error = np.sqrt((weight * (grid - mean) ** 2).sum() / weight.sum() / len(truth))
    # Declination cells of .005 in sin(dec) shift the mean by at most .01.
    assert truth["true_log10_energy"].mean() == pytest.approx(mean, abs=4 * error + 0.01)


def test_population_events_come_from_their_sources(tables, simulate):
    population = draw_population(50, rng=np.random.default_rng(1))
    signal = Signal(population=population, population_fraction=1.0)
    events, truth = simulate("IC86_VII", signal)
    counts = expected_counts(tables[0]["IC86_VII"], tables[1]["IC86_II"], tables[2])
    expected = counts["astrophysical"]
    assert len(truth) == pytest.approx(expected, abs=4 * expected**0.5)
    assert set(truth["component"]) == {"population"}
    joined = truth.merge(population, on="source_name", validate="many_to_one")
    np.testing.assert_array_equal(joined["true_ra"], joined["ra"])
    np.testing.assert_array_equal(joined["true_dec"], joined["dec"])
    assert len(events) == 145_750


def test_population_counts_follow_the_slope():
    weight = draw_population(200_000, rng=np.random.default_rng(5))["weight"].to_numpy()
    # N(>S) falls as S^-1.5: the maximum likelihood slope of log S has error 1.5/sqrt(n).
    slope = 1.0 / np.log(weight / weight.min()).mean()
    assert slope == pytest.approx(1.5, abs=4 * 1.5 / 200_000**0.5)
    assert weight.sum() == pytest.approx(1.0)


def test_background_is_uniform_in_right_ascension(archive):
    ra = np.radians(archive["IC79"]["ra"].to_numpy())
    # Each component of the sum of n random unit vectors has variance n/2.
    length = abs(np.exp(1j * ra).sum()) / np.sqrt(len(ra) / 2)
    assert length < 4.0
