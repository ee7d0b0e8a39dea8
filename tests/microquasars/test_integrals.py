"""Integrals over the disk against closed forms, brute force, and the printed Table III."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import dblquad, quad

from nusources.microquasars.density import (
    exponential,
    exponential_scale,
    microquasar,
    normalised,
    uniform,
)
from nusources.microquasars.integrals import angular_integral, disk_integral
from nusources.microquasars.population import simulate_populations
from nusources.microquasars.sky_map import Disk, bar, sky_map, spiral_arms

OBSERVER, RADIUS = 8.3, 15.0

# anchordoqui2014, Table III, kpc^-2
TABLE_3 = {
    "uniform": {1: 0.0224, 2: 0.0163, 3: 0.0127, 4: 0.0101, 5: 0.0081},
    "exponential": {1: 0.0211, 2: 0.0178, 3: 0.0163, 4: 0.0154, 5: 0.0148},
    "microquasar": {1: 0.0273, 2: 0.0193, 3: 0.0146, 4: 0.0113, 5: 0.0088},
}


def density_of(name, void):
    if name == "uniform":
        return uniform(RADIUS)
    if name == "exponential":
        return exponential(exponential_scale(OBSERVER - void, 0.1, RADIUS), RADIUS)
    return microquasar(4.0, RADIUS)


@pytest.mark.parametrize("void", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("name", TABLE_3)
def test_table_3_to_all_printed_digits(name, void):
    found = disk_integral(density_of(name, void), OBSERVER, void)
    assert round(found.total, 4) == TABLE_3[name][void]
    assert found.error < 1e-9 * found.total


@given(st.floats(0.2, 3.0), st.floats(1.05, 2.0))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_a_ring_of_a_uniform_disk_gives_a_logarithm(void, ratio):
    # Between circles h1 < h2 about the observer: sigma 2 pi ln(h2/h1), if the ring is in the disk.
    inner, outer = (disk_integral(uniform(RADIUS), OBSERVER, h) for h in (void, void * ratio))
    expected = 2 / RADIUS**2 * np.log(ratio)
    assert inner.total - outer.total == pytest.approx(expected, rel=1e-6)


@given(st.floats(0.1, 14.9), st.floats(0.05, 3.0))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_angular_integral_is_the_numerical_one(r, excluded):
    expected, _ = quad(
        lambda beta: 2 / (OBSERVER**2 + r**2 - 2 * OBSERVER * r * np.cos(beta)),
        excluded,
        np.pi,
        limit=500,
    )
    assert angular_integral(r, OBSERVER, excluded) == pytest.approx(expected, rel=1e-7)


def test_angular_integral_at_the_observers_radius():
    # 1 / (2 R^2 (1 - cos beta)) integrates to cot(excluded/2) / R^2
    expected = 1 / np.tan(0.15) / OBSERVER**2
    assert angular_integral(OBSERVER, OBSERVER, 0.3) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", TABLE_3)
def test_brute_force_over_the_printed_limits(name):
    """I2 as eq. (13) has it, and I1 + I2 over distance and direction from the observer."""
    density = density_of(name, 3)

    def printed(r, theta):
        squared = OBSERVER**2 + r**2 + 2 * OBSERVER * r * np.cos(theta)
        return float(density(r)) * r / squared

    phi = np.arcsin(3 / OBSERVER)
    rest, _ = dblquad(printed, -np.pi + phi, np.pi - phi, 0, RADIUS, epsrel=1e-5)

    def seen(distance, direction):
        # distance d and direction from the observer: d dd dalpha / d^2
        squared = OBSERVER**2 + distance**2 - 2 * OBSERVER * distance * np.cos(direction)
        return float(density(np.sqrt(squared))) / distance

    alpha = np.linspace(0, np.pi, 721)
    alpha = (alpha[1:] + alpha[:-1]) / 2
    edge = OBSERVER * np.cos(alpha) + np.sqrt(RADIUS**2 - (OBSERVER * np.sin(alpha)) ** 2)
    parts = [quad(seen, 3, end, args=(a,))[0] for a, end in zip(alpha, edge, strict=True)]
    total = 2 * np.sum(parts) * np.pi / 720
    found = disk_integral(density, OBSERVER, 3)
    assert found.rest == pytest.approx(rest, rel=1e-4)
    # Midpoint rule over 720 directions: error below 1e-4 for a smooth density.
    assert found.total == pytest.approx(total, rel=2e-4)


def test_a_kinked_profile_is_split_at_its_kinks():
    ring = normalised("ring", lambda r: np.where((r > 11) & (r < 12), 1.0, 0.0), RADIUS, (11, 12))
    # Outside the void's radii the angular integral is 2 pi / (r^2 - R^2): a closed form.
    squares = 144 - OBSERVER**2, 121 - OBSERVER**2
    expected = np.log(squares[0] / squares[1]) / (144 - 121)
    assert disk_integral(ring, OBSERVER, 1.0).total == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("void", [0.0, -1.0, 8.3, 9.0])
def test_an_impossible_void_is_refused(void):
    with pytest.raises(
        ValueError, match=r"void's radius is .* kpc; expected above 0 and below .* 8.3"
    ):
        disk_integral(uniform(RADIUS), OBSERVER, void)


@pytest.mark.parametrize("name", TABLE_3)
def test_discrete_sources_have_the_integral_as_their_mean(name):
    density = density_of(name, 2)
    lonely = simulate_populations(density, OBSERVER, 2.0, 1, 400_000, rng=np.random.default_rng(3))
    terms = lonely["brightest"].to_numpy()
    expected = disk_integral(density, OBSERVER, 2.0).total
    # Standard error of a mean of independent terms, four of them.
    assert abs(terms.mean() - expected) < 4 * terms.std() / np.sqrt(terms.size)


def test_realisations_are_sums_of_sources():
    density = density_of("microquasar", 1)
    table = simulate_populations(density, OBSERVER, 1.0, 200, 3000, rng=np.random.default_rng(1))
    expected = 200 * disk_integral(density, OBSERVER, 1.0).total
    error = table["inverse_square_sum"].std() / np.sqrt(3000)
    assert abs(table["inverse_square_sum"].mean() - expected) < 4 * error
    brightest = table["inverse_square_sum"] * table["brightest_share"]
    assert brightest.max() <= 1.0  # no source is nearer than the void of 1 kpc


def test_one_source_is_all_of_its_flux():
    table = simulate_populations(
        uniform(RADIUS), OBSERVER, 1.0, 1, 50, rng=np.random.default_rng(1)
    )
    seen = table[table["inverse_square_sum"] > 0]
    assert (seen["brightest_share"] == 1.0).all()


@pytest.mark.parametrize("numbers", [(0, 10), (10, 0), (-1, 10)])
def test_numbers_of_sources_and_realisations_are_positive(numbers):
    with pytest.raises(ValueError, match=r"n_(sources|realisations) is .*; expected at least 1"):
        simulate_populations(uniform(RADIUS), 8.3, 1.0, *numbers, rng=np.random.default_rng(1))


PATTERNS = [
    lambda r, azimuth: np.ones_like(r),
    spiral_arms(4, 12.0, 0.8, 4.0),
    bar(4.0, 25.0, 0.6),
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_keep_the_number_of_sources(pattern):
    azimuth = np.linspace(0, 2 * np.pi, 3600, endpoint=False)
    for r in (0.5, 3.0, 8.0, 14.0):
        assert pattern(np.full_like(azimuth, r), azimuth).mean() == pytest.approx(1.0, abs=1e-9)


def test_the_sky_adds_up_to_the_integral():
    # Thin disk: the map's sum over the sky tends to the integral of the plane.
    density = density_of("microquasar", 2)
    longitude = np.arange(-180, 180, 2.0) + 1
    latitude = np.degrees(np.arctan(np.linspace(-0.05, 0.05, 401)))  # beyond is nothing at 0.1 kpc
    lon, lat = np.meshgrid(longitude, latitude)
    flux = sky_map(Disk(density, 0.1), lon, lat, OBSERVER, 2.0, 200)
    width = np.gradient(np.radians(latitude))[:, np.newaxis] * np.cos(np.radians(lat))
    total = (flux * width).sum() * np.radians(2.0)
    assert total == pytest.approx(disk_integral(density, OBSERVER, 2.0).total, rel=0.01)


def test_the_sky_of_a_plain_disk_is_symmetric():
    lon, lat = np.meshgrid([10.0, -10.0, 120.0, -120.0], [2.0, -2.0])
    flux = sky_map(Disk(uniform(RADIUS), 1.0), lon, lat, OBSERVER, 1.0)
    np.testing.assert_allclose(flux[0], flux[1], rtol=1e-12)
    np.testing.assert_allclose(flux[:, 0], flux[:, 1], rtol=1e-12)
    assert flux[0, 0] > flux[0, 2], "the centre is brighter than the anticentre"


def test_impossible_disks_are_refused():
    with pytest.raises(ValueError, match=r"thickness is 0.0 kpc; expected above 0"):
        Disk(uniform(RADIUS), 0.0)
    with pytest.raises(ValueError, match=r"contrast is 1.5; expected 0 to 1"):
        spiral_arms(2, 12.0, 1.5, 4.0)
