"""Regions of alerts against brute force, closed forms and symmetry."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nusources.alert_regions import (
    RA_ERRORS,
    SHAPES,
    AlertRegions,
    areas,
    circles,
    contains,
    ra_limits,
)
from nusources.sky import angular_separation

FACTORS = (1.0, 1.1, 1.3, 1.5)
BOTH = [(shape, ra_errors) for shape in SHAPES for ra_errors in RA_ERRORS]
few = settings(max_examples=60, deadline=None, derandomize=True)


def one_region(ra=10.0, dec=20.0, axes=(2.0, 1.0, 0.5, 1.5), ra_errors="coordinate"):
    return AlertRegions(*(np.array([value]) for value in (ra, dec, *axes)), ra_errors)


def uniform_sky(n, rng):
    return rng.uniform(0, 360, n), np.degrees(np.arcsin(rng.uniform(-1, 1, n)))


def around(ra, dec, radius, n, rng):
    """Positions within a radius of a place, uniform in the sphere's solid angle."""
    theta = rng.uniform(0, 2 * np.pi, n)
    r = 2 * np.arcsin(np.sqrt(rng.uniform(0, 1, n)) * np.sin(np.radians(radius) / 2))
    d = np.radians(dec)
    dec_2 = np.arcsin(np.sin(d) * np.cos(r) + np.cos(d) * np.sin(r) * np.cos(theta))
    step = np.arctan2(np.sin(theta) * np.sin(r) * np.cos(d), np.cos(r) - np.sin(d) * np.sin(dec_2))
    return (ra + np.degrees(step)) % 360, np.degrees(dec_2)


def naive_contains(region, ra, dec, shape, index=0):
    """One region and one position with plain arithmetic of coordinates."""
    step = (ra - region.ra[index]) % 360
    step = step - 360 if step >= 180 else step
    north = dec - region.dec[index]
    a = region.ra_plus[index] if step > 0 else region.ra_minus[index]
    b = region.dec_plus[index] if north > 0 else region.dec_minus[index]
    if shape == "rectangle":
        return -a <= step <= a and -b <= north <= b
    return (step / a) ** 2 + (north / b) ** 2 <= 1


@few
@given(
    ra=st.floats(0, 360),
    dec=st.floats(-90, 90),
    radius=st.floats(0.05, 60),
    seed=st.integers(0, 2**32 - 1),
)
def test_circles_and_equal_true_axes_are_circles_anywhere(ra, dec, radius, seed):
    positions = around(ra, dec, min(3 * radius, 179), 500, np.random.default_rng(seed))
    separation = angular_separation(ra, dec, *positions)
    # Positions that rounding may put on either side of the border are left out.
    clear = np.abs(separation - radius) > 1e-9 * max(radius, 1)
    found = [contains(one_region(ra, dec, (radius,) * 4, "true"), *positions)[0]]
    for shape, ra_errors in BOTH:
        region = circles(ra, dec, radius, ra_errors)
        found.append(contains(region, *positions, shape)[0])
        found.append(contains(region.scaled(0.5).scaled(2.0), *positions, shape)[0])
    for inside in found:
        np.testing.assert_array_equal(inside[clear], (separation <= radius)[clear])
    assert 0 < found[0].sum() < 500


def test_a_circle_leaves_the_regions_beside_it_alone():
    ra, dec = np.array([10.0, 350.0, 10.0]), np.array([89.0, 89.0, 89.0])
    radii = [np.array([3.0, 2.0, 3.0])] * 4
    mixed = AlertRegions(ra, dec, *radii, is_circle=np.array([True, False, True]))
    sky = uniform_sky(4000, np.random.default_rng(2))
    inside = contains(mixed, sky[0], 80 + np.abs(sky[1]) / 9)
    near = 80 + np.abs(sky[1]) / 9
    np.testing.assert_array_equal(inside[0], contains(circles(10.0, 89.0, 3.0), sky[0], near)[0])
    np.testing.assert_array_equal(inside[0], inside[2])
    flat = one_region(350.0, 89.0, (2.0,) * 4)
    np.testing.assert_array_equal(inside[1], contains(flat, sky[0], near)[0])
    assert 0 < inside[1].sum() < inside[0].sum()
    assert areas(mixed)[0] == areas(circles(10.0, 89.0, 3.0))[0] > 20 * areas(mixed)[1]


@pytest.mark.parametrize("dec", [-60.0, -5.0, 0.0, 30.0, 70.0])
@pytest.mark.parametrize("ra", [0.001, 100.0, 359.999])
def test_small_coordinate_ellipses_are_circles(ra, dec):
    radius = 0.2
    positions = around(ra, dec, 0.5, 4000, np.random.default_rng(1))
    separation = angular_separation(ra, dec, *positions)
    across = radius / np.cos(np.radians(dec))
    inside = contains(one_region(ra, dec, (across, across, radius, radius)), *positions)[0]
    # The border moves by radius^2 tan(dec) / 2, 0.0010 deg at most here (dec 70 deg).
    clear = np.abs(separation - radius) > 0.0011
    np.testing.assert_array_equal(inside[clear], (separation <= radius)[clear])
    assert clear.mean() > 0.98


@few
@given(
    ra=st.floats(0, 360),
    dec=st.floats(-90, 90),
    axes=st.tuples(*[st.floats(0.1, 150)] * 4),
    seed=st.integers(0, 2**32 - 1),
)
def test_coordinate_regions_are_the_naive_ones(ra, dec, axes, seed):
    region = one_region(ra, dec, axes)
    sky = uniform_sky(200, np.random.default_rng(seed))
    for shape in SHAPES:
        expected = [naive_contains(region, *place, shape) for place in zip(*sky, strict=True)]
        np.testing.assert_array_equal(contains(region, *sky, shape)[0], expected)
        minus, plus = ra_limits(region, sky[1], shape)
        step = (sky[0] - ra + 180) % 360 - 180
        near = np.minimum(np.abs(step - plus[0]), np.abs(step + minus[0])) < 1e-9
        within = (step >= -minus[0]) & (step <= plus[0]) & (plus[0] >= 0)
        np.testing.assert_array_equal(within[~near], np.array(expected)[~near])


def test_many_regions_and_positions_make_a_matrix():
    rng = np.random.default_rng(3)
    ra, dec = uniform_sky(7, rng)
    regions = AlertRegions(ra, dec, *rng.uniform(5, 40, (4, 7)))
    sky = uniform_sky(300, rng)
    inside = contains(regions, *sky)
    assert inside.shape == (7, 300)
    for index in range(7):
        expected = [
            naive_contains(regions, *place, "ellipse", index) for place in zip(*sky, strict=True)
        ]
        np.testing.assert_array_equal(inside[index], expected)
    assert inside.any(axis=1).all()


@pytest.mark.parametrize(("shape", "ra_errors"), BOTH)
def test_quarters_use_the_half_axes_of_their_side(shape, ra_errors):
    region = one_region(0.0, 0.0, (2.0, 1.0, 0.5, 1.5), ra_errors)
    tips = {"east": (2.0, 0.0), "west": (-1.0, 0.0), "north": (0.0, 0.5), "south": (0.0, -1.5)}
    for x, y in tips.values():
        assert contains(region, 0.999 * x, 0.999 * y, shape)
        assert not contains(region, 1.001 * x, 1.001 * y, shape)
    # Half way along the diagonal of a quarter: inside an ellipse to 1/sqrt(2), a rectangle to 1.
    reach = 1.0 if shape == "rectangle" else np.sqrt(0.5)
    for a, b in ((2.0, 0.5), (-1.0, 0.5), (2.0, -1.5), (-1.0, -1.5)):
        # 1 % covers the curvature of the sphere within 2 deg of the equator (3e-4).
        assert contains(region, 0.99 * reach * a, 0.99 * reach * b, shape)
        assert not contains(region, 1.01 * reach * a, 1.01 * reach * b, shape)


@pytest.mark.parametrize(("shape", "ra_errors"), BOTH)
def test_mirror_images_have_mirrored_contents(shape, ra_errors):
    rng = np.random.default_rng(5)
    east, north = rng.uniform(-4, 4, (2, 1000))
    right = one_region(180.0, 30.0, (3.0, 1.0, 2.0, 0.5), ra_errors)
    left = one_region(180.0, 30.0, (1.0, 3.0, 2.0, 0.5), ra_errors)
    upside_down = one_region(180.0, -30.0, (3.0, 1.0, 0.5, 2.0), ra_errors)
    inside = contains(right, 180 + east, 30 + north, shape)
    np.testing.assert_array_equal(inside, contains(left, 180 - east, 30 + north, shape))
    np.testing.assert_array_equal(inside, contains(upside_down, 180 + east, -30 - north, shape))
    assert 100 < inside.sum() < 900


@pytest.mark.parametrize("ra_errors", RA_ERRORS)
def test_regions_cross_right_ascension_zero_and_turn_with_the_sky(ra_errors):
    rng = np.random.default_rng(7)
    sky = around(0.0, 50.0, 12, 2000, rng)
    axes = (9.0, 6.0, 4.0, 5.0)
    expected = contains(one_region(123.0, 50.0, axes, ra_errors), (sky[0] + 123) % 360, sky[1])
    for ra in (0.0, 360.0, 359.5, 0.5):
        inside = contains(one_region(ra, 50.0, axes, ra_errors), (sky[0] + ra) % 360, sky[1])
        np.testing.assert_array_equal(inside, expected)
    assert 100 < expected.sum() < 1900


def test_at_the_pole():
    true = one_region(40.0, 89.5, (1.0, 1.0, 1.0, 1.0), "true")
    across_the_pole = (220.0, 89.8)  # 0.7 deg away
    assert contains(true, *across_the_pole)
    assert not contains(true, 220.0, 89.4)  # 1.1 deg away
    coordinates = one_region(40.0, 89.5, (1.0, 1.0, 1.0, 1.0))
    assert not contains(coordinates, *across_the_pole)
    assert contains(coordinates, 40.5, 89.9)
    on_the_pole = one_region(0.0, 90.0, (2.0, 2.0, 2.0, 2.0), "true")
    assert contains(on_the_pole, np.arange(0, 360, 10.0), 88.001).all()
    assert not contains(on_the_pole, np.arange(0, 360, 10.0), 87.999).any()


@pytest.mark.parametrize(("shape", "ra_errors"), BOTH)
def test_larger_factors_contain_smaller_ones(shape, ra_errors):
    rng = np.random.default_rng(11)
    ra, dec = uniform_sky(40, rng)
    regions = AlertRegions(ra, dec, *rng.uniform(0.5, 15, (4, 40)), ra_errors)
    sky = uniform_sky(4000, rng)
    inside = [contains(regions.scaled(factor), *sky, shape) for factor in FACTORS]
    for smaller, larger in pairwise(inside):
        assert not (smaller & ~larger).any()
        assert larger.sum() > smaller.sum()
    assert (np.diff([areas(regions.scaled(f), shape) for f in FACTORS], axis=0) > 0).all()


@pytest.mark.parametrize("ra_errors", RA_ERRORS)
def test_ellipses_lie_in_their_rectangles(ra_errors):
    rng = np.random.default_rng(13)
    ra, dec = uniform_sky(40, rng)
    regions = AlertRegions(ra, dec, *rng.uniform(0.5, 15, (4, 40)), ra_errors)
    sky = uniform_sky(4000, rng)
    ellipse, rectangle = (contains(regions, *sky, shape) for shape in SHAPES)
    assert not (ellipse & ~rectangle).any()
    assert (areas(regions, "ellipse") < areas(regions, "rectangle")).all()


@pytest.mark.parametrize("radius", [0.01, 1.0, 40.0, 180.0])
def test_area_of_a_circle_is_that_of_a_cap(radius):
    exact = 2 * np.pi * (1 - np.cos(np.radians(radius))) * np.degrees(1) ** 2
    # 1 - cos loses digits at 0.01 deg: 1e-8.
    for shape, ra_errors in BOTH:
        found = areas(circles(3.0, 70.0, radius, ra_errors), shape)
        np.testing.assert_allclose(found, exact, rtol=1e-7)
    as_axes = one_region(3.0, 70.0, (radius,) * 4, "true")
    np.testing.assert_allclose(areas(as_axes), exact, rtol=1e-7)


@pytest.mark.parametrize("shape", SHAPES)
def test_area_of_a_small_region_is_flat(shape):
    axes = np.array([0.02, 0.01, 0.005, 0.015])
    flat = {"rectangle": 1.0, "ellipse": np.pi / 4}[shape] * (axes[0] + axes[1]) * sum(axes[2:])
    assert areas(one_region(0, 60, axes, "true"), shape) == pytest.approx(flat, rel=1e-6)
    # cos(dec) over 0.02 deg changes by tan(60 deg) 0.02 deg: 6e-4, half of it in the mean.
    assert areas(one_region(0, 60, axes), shape) == pytest.approx(flat / 2, rel=3e-4)


def test_area_of_a_coordinate_rectangle_is_that_of_a_band():
    band = np.degrees(1) * 30.0 * (np.sin(np.radians(50)) - np.sin(np.radians(-10)))
    region = one_region(0, 20, (10.0, 20.0, 30.0, 30.0))
    assert areas(region, "rectangle") == pytest.approx(band, rel=1e-12)
    to_the_pole = one_region(0, 80, (200.0, 180.0, 30.0, 170.0))
    assert areas(to_the_pole, "rectangle") == pytest.approx(4 * np.pi * np.degrees(1) ** 2)


@pytest.mark.parametrize(("shape", "ra_errors"), BOTH)
@pytest.mark.parametrize("dec", [0.0, -70.0, 85.0])
def test_area_is_the_share_of_random_positions(shape, ra_errors, dec):
    region = one_region(5.0, dec, (12.0, 25.0, 9.0, 14.0), ra_errors)
    n, radius = 400_000, 40.0
    sky = around(5.0, dec, radius, n, np.random.default_rng(17))
    cap = areas(circles(5.0, dec, radius, "true"))[0]
    share = areas(region, shape)[0] / cap
    found = contains(region, *sky, shape).sum() / n
    # Five standard deviations of the binomial count.
    assert found == pytest.approx(share, abs=5 * np.sqrt(share * (1 - share) / n))


def test_wrong_regions_and_switches_are_refused():
    with pytest.raises(ValueError, match="ra_errors='sky': allowed are 'coordinate', 'true'"):
        one_region(ra_errors="sky")
    with pytest.raises(ValueError, match="shape='circle': allowed are 'ellipse', 'rectangle'"):
        contains(one_region(), 0.0, 0.0, "circle")
    with pytest.raises(ValueError, match="dec_plus: errors must be above 0"):
        one_region(axes=(1.0, 1.0, 0.0, 1.0))
    with pytest.raises(ValueError, match="ra_minus: one finite number"):
        one_region(axes=(1.0, np.nan, 1.0, 1.0))
    with pytest.raises(ValueError, match="factor 0"):
        one_region().scaled(0)
    with pytest.raises(ValueError, match="ra_errors='true': allowed are 'coordinate'"):
        ra_limits(one_region(ra_errors="true"), 0.0)
    with pytest.raises(ValueError, match="is_circle: limits in R"):
        ra_limits(circles(3.0, 70.0, 1.0), 0.0)
