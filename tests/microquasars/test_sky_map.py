"""Lines of sight through a disk: straight ones in closed form, arms and bar where they stand."""

from __future__ import annotations

import numpy as np
import pytest

from nusources.microquasars.density import uniform
from nusources.microquasars.sky_map import Disk, bar, sky_map, spiral_arms

OBSERVER, RADIUS, THICKNESS = 8.0, 15.0, 1.2
SURFACE = 1 / (np.pi * RADIUS**2)
"""Sources per kpc^2 of a uniform disk with one source."""


def seen(longitude, latitude, void, *, pattern=None, n_steps=400, thickness=THICKNESS):
    kinds = {} if pattern is None else {"pattern": pattern}
    disk = Disk(uniform(RADIUS), thickness, **kinds)
    place = np.atleast_1d(longitude).astype(float), np.atleast_1d(latitude).astype(float)
    return sky_map(disk, *place, OBSERVER, void, n_steps)


@pytest.mark.parametrize("latitude", [10.0, -10.0, 25.0, 60.0])
@pytest.mark.parametrize("void", [0.3, 1.0])
def test_a_sight_line_out_of_the_disk(latitude, void):
    """It enters behind the void's cylinder, h / cos b, and leaves through the top, d / (2 sin b).

    The density is equal on the way, so the map is that length over the disk's volume.
    """
    tilt = np.radians(abs(latitude))
    length = max(THICKNESS / 2 / np.sin(tilt) - void / np.cos(tilt), 0.0)
    found = seen([0.0, 77.0, -150.0], [latitude] * 3, void)
    np.testing.assert_allclose(found, SURFACE / THICKNESS * length, rtol=1e-12)


def test_nothing_is_seen_along_the_axis_of_the_void():
    assert seen(0.0, 90.0, 0.5) == 0.0
    assert seen(0.0, -90.0, 0.5) == 0.0


@pytest.mark.parametrize("longitude", [0.0, 30.0, -75.0, 100.0, 180.0])
def test_a_sight_line_in_the_plane_ends_at_the_edge(longitude):
    """From the void to the circle of the Galaxy: R cos l + sqrt(15^2 - R^2 sin^2 l)."""
    turn = np.radians(longitude)
    edge = OBSERVER * np.cos(turn) + np.sqrt(RADIUS**2 - (OBSERVER * np.sin(turn)) ** 2)
    found = seen(longitude, 0.0, 2.0, n_steps=40_000)
    # The edge falls within one step of 21 kpc / 40000.
    assert found[0] == pytest.approx(SURFACE / THICKNESS * (edge - 2.0), rel=3e-4)


def test_a_thick_disk_ends_at_the_edge_at_any_latitude():
    """At 20 deg a disk of 20 kpc is left through its edge, 23 kpc away in the plane."""
    found = seen([0.0, 180.0], [20.0, 20.0], 2.0, n_steps=40_000, thickness=20.0)
    lengths = np.array([23.0 - 2.0, 7.0 - 2.0]) / np.cos(np.radians(20.0))
    np.testing.assert_allclose(found, SURFACE / 20.0 * lengths, rtol=3e-4)


@pytest.mark.parametrize("latitude", [10.0, 25.0])
@pytest.mark.parametrize("n_steps", [1, 4])
def test_places_along_a_sight_line(latitude, n_steps):
    """Midpoints are exact for what grows linearly: distances along x and y, seen from the Sun.

    Away from the centre x = R + s cos b; towards longitude 90 deg y = s cos b.
    """
    tilt = np.radians(latitude)
    ends = np.array([0.5 / np.cos(tilt), THICKNESS / 2 / np.sin(tilt)])
    length, half_squares = np.diff(ends)[0], np.diff(ends**2)[0] / 2
    patterns = (lambda r, azimuth: r * np.cos(azimuth)), (lambda r, azimuth: r * np.sin(azimuth))
    x = seen(180.0, latitude, 0.5, pattern=patterns[0], n_steps=n_steps)
    y = seen(90.0, latitude, 0.5, pattern=patterns[1], n_steps=n_steps)
    scale = SURFACE / THICKNESS
    assert x[0] == pytest.approx(
        scale * (OBSERVER * length + np.cos(tilt) * half_squares), rel=1e-12
    )
    assert y[0] == pytest.approx(scale * np.cos(tilt) * half_squares, rel=1e-12)


def test_azimuth_of_patterns():
    """Azimuth 0 is towards the Sun and grows towards longitude 90 deg."""

    def ahead(r, azimuth):
        return np.where(np.abs(azimuth) < np.pi / 2, 1.0, 0.0)

    def first_quadrants(r, azimuth):
        return np.where(np.sin(azimuth) > 0, 1.0, 0.0)

    # Through the centre: 8 kpc before it, less the void; away from it all 7 kpc are ahead.
    towards, away = seen([0.0, 180.0], [0.0, 0.0], 1.0, pattern=ahead, n_steps=40_000)
    assert towards == pytest.approx(SURFACE / THICKNESS * 7.0, rel=3e-4)
    assert away == pytest.approx(SURFACE / THICKNESS * 6.0, rel=3e-4)
    plain = seen([60.0, -60.0], [3.0, 3.0], 1.0)
    left, right = seen([60.0, -60.0], [3.0, 3.0], 1.0, pattern=first_quadrants)
    assert left == pytest.approx(plain[0], rel=1e-12)
    assert right == 0.0


def test_patterns_get_distances_from_the_centre():
    """Towards longitude 0 and 180 deg the distance from the centre is |R - s| and R + s."""

    def near_the_centre(r, azimuth):
        return np.where(r < 3.0, 1.0, 0.0)

    towards, away = seen([0.0, 180.0], [0.0, 0.0], 1.0, pattern=near_the_centre, n_steps=40_000)
    assert towards == pytest.approx(SURFACE / THICKNESS * 6.0, rel=3e-4)
    assert away == 0.0


@pytest.mark.parametrize(("n_arms", "pitch"), [(2, 12.0), (4, 12.0), (4, 25.0)])
def test_arms_wind_outwards_with_azimuth(n_arms, pitch):
    """The crest through r = 4 kpc at azimuth 0 is r = 4 exp(azimuth tan(pitch))."""
    arms = spiral_arms(n_arms, pitch, 0.8, 4.0)
    azimuth = np.linspace(-2.0, 5.0, 15)
    crest = 4.0 * np.exp(azimuth * np.tan(np.radians(pitch)))
    np.testing.assert_allclose(arms(crest, azimuth), 1.8, rtol=1e-12)
    for number in range(n_arms):
        turned = azimuth + 2 * np.pi * number / n_arms
        np.testing.assert_allclose(arms(crest, turned), 1.8, rtol=1e-12)
        between = turned + np.pi / n_arms
        np.testing.assert_allclose(arms(crest, between), 0.2, rtol=1e-10)
    quarter = azimuth + np.pi / 2 / n_arms
    np.testing.assert_allclose(arms(crest, quarter), 1.0, atol=1e-12)


def test_arms_are_finite_at_the_centre():
    assert np.isfinite(spiral_arms(4, 12.0, 0.8, 4.0)(np.zeros(3), np.arange(3.0))).all()
    assert spiral_arms(4, 12.0, 0.0, 4.0)(np.ones(1), np.ones(1)) == 1.0


def test_the_bar_has_two_ends():
    """Along it at both ends 1 + c, across it 1 - c, none from its length on."""
    pattern = bar(4.0, 25.0, 0.6)
    azimuth = np.radians([25.0, 205.0, 115.0, 295.0, 70.0, 160.0])
    expected = [1.6, 1.6, 0.4, 0.4, 1.0, 1.0]
    np.testing.assert_allclose(pattern(np.full(6, 3.999), azimuth), expected, rtol=1e-12)
    np.testing.assert_array_equal(pattern(np.full(6, 4.0), azimuth), 1.0)


@pytest.mark.parametrize("contrast", [-0.01, 1.01])
@pytest.mark.parametrize(
    "make", [lambda c: bar(4.0, 25.0, c), lambda c: spiral_arms(2, 12.0, c, 4)]
)
def test_impossible_contrasts_are_refused(make, contrast):
    with pytest.raises(ValueError, match=rf"contrast is {contrast}; expected 0 to 1"):
        make(contrast)


@pytest.mark.parametrize("contrast", [0.0, 1.0])
def test_extreme_contrasts_are_allowed(contrast):
    assert bar(4.0, 0.0, contrast)(np.ones(1), np.full(1, np.pi / 2)) == 1.0 - contrast
    assert spiral_arms(2, 12.0, contrast, 1.0)(np.ones(1), np.zeros(1)) == 1.0 + contrast
