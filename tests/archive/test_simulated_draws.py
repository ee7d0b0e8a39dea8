"""Draws that the simulated catalogues share, and names made of positions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nusources.archive.drawing.draws import (
    FluxDistribution,
    SkyDensity,
    SteepeningFluxDistribution,
    choose_weighted,
    displace,
    draw_by_rank,
    draw_positions,
    equatorial,
    galactic,
    in_window,
    move_to_count,
    offset,
)
from nusources.archive.drawing.names import (
    distinct,
    lat_names,
    lat_position,
    lettered,
    minute_names,
    second_names,
)
from nusources.archive.gamma.lat_catalogs import photon_flux
from nusources.sky import angular_separation

POSITIVE = st.floats(0.3, 5.0)


@given(POSITIVE, POSITIVE, st.floats(0.01, 0.99))
def test_quantiles_are_inverse_to_shares(low, high, quantile):
    distribution = FluxDistribution(2.0, low, high)
    assert distribution.share_below(distribution.at(quantile)) == pytest.approx(quantile, rel=1e-9)


def test_equal_slopes_make_a_shifted_power_law():
    # low = high = 1: N(>S) = 1 / (1 + S/scale), so the median is the scale.
    assert FluxDistribution(3.0, 1.0, 1.0).at(0.5) == pytest.approx(3.0)
    assert FluxDistribution(3.0, 1.0, 1.0).at(0.75) == pytest.approx(9.0)


@given(st.floats(0.01, 0.9999))
def test_quantiles_of_a_steeper_tail_are_inverse_to_shares(quantile):
    distribution = SteepeningFluxDistribution(2.0, 4.0, 1.1, 9.0, 1.5)
    assert distribution.share_below(distribution.at(quantile)) == pytest.approx(quantile, rel=1e-9)


def test_a_steeper_tail_begins_at_its_flux():
    plain = FluxDistribution(2.0, 4.0, 1.1)
    steep = SteepeningFluxDistribution(2.0, 4.0, 1.1, 9.0, 1.5)
    below = np.array([0.1, 0.5, 0.8])
    np.testing.assert_array_equal(steep.at(below), plain.at(below))
    left = 1 - plain.share_below(9.0)
    assert 1 - steep.share_below(90.0) == pytest.approx(left * 10**-1.5)
    assert steep.share_below(9.0) == pytest.approx(plain.share_below(9.0))


def test_slope_of_the_bright_sources():
    flux = FluxDistribution(1.0, 4.0, 1.1).at(np.random.default_rng(1).random(200_000))
    bright = flux[flux > 5]
    slope = 1 / np.log(bright / 5).mean()  # Hill's estimator
    assert slope == pytest.approx(1.1, abs=4 * 1.1 / np.sqrt(bright.size))


def test_ranks_order_the_fluxes_and_keep_their_distribution():
    rng = np.random.default_rng(2)
    key, distribution = rng.normal(size=3000), FluxDistribution(1.0, 2.0, 1.5)
    flux = draw_by_rank(key, distribution, rng=rng)
    assert (np.diff(flux[np.argsort(key)]) >= 0).all()
    assert stats.kstest(flux, distribution.share_below).pvalue > 1e-3


def test_density_of_positions():
    rng = np.random.default_rng(3)
    ra, dec = draw_positions(40_000, SkyDensity(0.6, 0.25), rng=rng)
    low = np.abs(galactic(ra, dec)[1]) < 10
    # |b| < 10 deg is sin(10 deg) of the sky; a quarter of the density there.
    plane = np.sin(np.radians(10.0))
    share = 0.25 * plane / (0.25 * plane + 1 - plane)
    assert low.mean() == pytest.approx(share, abs=4 * np.sqrt(share / 40_000) + 0.002)
    # Mean of sin(dec) with density 1 + .6 sin(dec): .6/3, within 5 % for the missing plane.
    assert np.sin(np.radians(dec)).mean() == pytest.approx(0.2, abs=0.02)
    assert stats.kstest(ra, stats.uniform(0, 360).cdf).statistic < 0.06


def test_positions_keep_away_from_the_borders_of_the_window():
    ra, dec = draw_positions(5000, SkyDensity(0.0, 1.0), rng=np.random.default_rng(4))
    before = in_window(ra, dec)
    moved = displace(ra, dec, 3.0, rng=np.random.default_rng(5))
    assert (in_window(*moved) == before).all()


def test_displacements_are_gaussian_per_axis():
    rng = np.random.default_rng(6)
    ra, dec = np.full(20_000, 359.9999), np.full(20_000, 60.0)
    moved = displace(ra, dec, 2.0, rng=rng)
    separation = angular_separation(ra, dec, *moved) * 3600
    assert np.sqrt((separation**2).mean() / 2) == pytest.approx(2.0, rel=0.02)
    assert ((moved[0] >= 0) & (moved[0] < 360)).all()


def test_offsets_stop_at_the_pole():
    _, dec = offset(np.array([10.0]), np.array([89.9]), np.array([0.0]), np.array([0.5]))
    assert dec[0] == 90.0


def test_galactic_is_inverse_to_equatorial():
    rng = np.random.default_rng(7)
    longitude, latitude = rng.uniform(0, 360, 50), rng.uniform(-89, 89, 50)
    back = galactic(*equatorial(longitude, latitude))
    np.testing.assert_allclose(back[0], longitude, atol=1e-9)
    np.testing.assert_allclose(back[1], latitude, atol=1e-9)


def test_choices_follow_the_weights():
    rng = np.random.default_rng(8)
    weights = np.array([np.inf, 0.0, 1.0, 3.0])
    chosen = [choose_weighted(2, weights, rng=rng) for _ in range(4000)]
    assert all(0 in one and 1 not in one for one in chosen)
    share = np.mean([3 in one for one in chosen])
    assert share == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / 4000))


@given(st.integers(-40, 40))
def test_values_are_moved_across_the_threshold(change):
    values = np.exp(np.random.default_rng(9).normal(size=200))
    movable = np.arange(200) % 2 == 0
    moved = move_to_count(values, 1.0, movable, change)
    assert (moved >= 1).sum() - (values >= 1).sum() == change
    assert (moved[~movable] == values[~movable]).all()
    different = moved != values
    assert different.sum() == abs(change)
    assert (np.abs(moved[different] - 1) >= 0.00999).all()


def test_names_of_positions():
    # TXS 0506+056: 05 09 25.965, +05 41 35.33.
    ra, dec = [77.358185], [5.693148]
    assert minute_names(ra, dec) == ["J0509+0541"]
    assert lat_names(ra, dec) == ["4FGL J0509.4+0541"]
    assert second_names(ra, dec, "3HSPJ", 1) == ["3HSPJ050925.9+054135"]
    assert second_names(ra, dec, "J", 2) == ["J050925.96+054135.3"]
    assert minute_names([0.0], [-0.5], "SIM J") == ["SIM J0000-0030"]


@given(st.floats(0, 359.99), st.floats(-89.9, 89.9))
def test_positions_of_lat_names_have_the_same_name(ra, dec):
    (name,) = lat_names([ra], [dec])
    back = lat_position([name])
    assert lat_names(*back) == [name]
    assert abs(back[1][0] - dec) <= 0.5 / 60 + 1e-6


def test_letters_behind_names_that_stand_twice():
    assert distinct(["x", "y", "x", "x"]) == ["x", "y", "xb", "xc"]
    assert lettered(["x", "y", "x"]) == ["xa", "y", "xb"]


def test_photon_flux_of_index_2():
    # Index 2: energy flux = K ln(1000), photons above 1 GeV = K (1 - 1/100), K in GeV cm^-2 s^-1.
    flux = photon_flux(np.array([1.602176634e-3 * np.log(1000.0)]), np.array([2.0]))
    assert flux[0] == pytest.approx(0.99, rel=1e-6)
