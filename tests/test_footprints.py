"""Footprints: areas against other ways to find them, drawing, the flat sky, bad input."""

from __future__ import annotations

from dataclasses import astuple, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nusources.catalogs.xray.xray_agn import read_efeds_agn
from nusources.errors import InputDataError
from nusources.facts.xray_agn_models import read_efeds_model
from nusources.footprints import Footprint, project, unproject

SQUARE = Footprint(100.0, -0.5, 1.0, 0.0, 0.0, 1.0, 1.0, 1, 1.0)


@pytest.fixture(scope="module")
def efeds(repository):
    return read_efeds_model(repository / "data" / "tables" / "model_efeds_agn.csv").footprint


def shoelace(corners: np.ndarray, footprint: Footprint) -> float:
    """Area of a polygon with edges straight in R.A. and declination, on the flat sky [deg^2]."""
    share = np.linspace(0, 1, 2001)[:-1, None]
    ends = np.roll(corners, -1, axis=0)
    path = np.concatenate([a + share * (b - a) for a, b in zip(corners, ends, strict=True)])
    x, y = footprint.flat(*path.T)
    return 0.5 * abs(float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum()))


def test_area_of_one_square_is_that_of_the_sphere():
    solid_angle = 1.0 * np.degrees(2 * np.sin(np.radians(0.5)))
    assert SQUARE.area == pytest.approx(solid_angle, rel=1e-12)
    beside = replace(SQUARE, n_fields=3, step=2.5)
    assert beside.area == pytest.approx(3 * solid_angle, rel=1e-12)
    overlapping = replace(SQUARE, n_fields=3, step=0.25)
    assert overlapping.area == pytest.approx(1.5 * solid_angle, rel=1e-12)


def test_area_of_efeds_is_that_of_its_fields_without_what_they_share(efeds):
    """Shoelace formula: four fields less the three parallelograms that neighbours share."""
    field = efeds.corners[0]
    east, north = field[1] - field[0], field[3] - field[0]
    along = np.linalg.solve(np.stack([east, north], axis=1), [efeds.step, 0.0])
    assert 0 < along[1] < 1  # the shifted field begins inside this one,
    assert 0.5 < along[0] < 1  # and the one after it does not
    shared = field[0] + np.array(
        [along @ [east, north], east + along[1] * north, east + north, along[0] * east + north]
    )
    area = sum(shoelace(one, efeds) for one in efeds.corners)
    area -= sum(shoelace(shared + np.array([k * efeds.step, 0.0]), efeds) for k in range(3))
    assert efeds.area == pytest.approx(area, rel=1e-6)
    assert efeds.area == pytest.approx(143.3, abs=0.05)
    assert efeds.published_area == 142


def test_area_of_efeds_is_that_of_random_points(efeds):
    rng, n = np.random.default_rng(2), 1_000_000
    low, high = np.sin(np.radians([-4, 7]))
    inside = efeds.contains(
        rng.uniform(125, 147, n), np.degrees(np.arcsin(rng.uniform(low, high, n)))
    )
    box = 22 * np.degrees(high - low)
    error = box * np.sqrt(inside.mean() * (1 - inside.mean()) / n)
    assert error < 0.15
    assert efeds.area == pytest.approx(inside.mean() * box, abs=4 * error)
    assert not efeds.contains([126.3, 145.5], [5.5, -2.5]).any()  # not a rectangle


@given(
    edges=st.tuples(*[st.floats(0.5, 5.0)] * 2),
    tilts=st.tuples(*[st.floats(0.0, 3.0)] * 2),
    step=st.floats(0.1, 6.0),
    n_fields=st.integers(1, 4),
    dec=st.floats(-60, 60),
)
def test_areas_of_any_fields_are_those_of_a_fine_grid(edges, tilts, step, n_fields, dec):
    footprint = Footprint(150.0, dec, edges[0], -tilts[0], tilts[1], edges[1], step, n_fields, 1.0)
    x_low, x_high, y_low, y_high = footprint.bounds_flat()
    pixel = max(x_high - x_low, y_high - y_low) / 600
    x, y = np.arange(x_low, x_high + pixel, pixel), np.arange(y_low, y_high + pixel, pixel)
    counted = footprint.coverage(x, y, pixel).sum() * pixel**2
    # An edge of length l crosses l / pixel cells; their errors have either sign.
    length = sum(np.linalg.norm(b - a) for a, b in footprint._edges)
    assert footprint.area == pytest.approx(counted, abs=0.5 * length * pixel)


def test_coverage_tells_the_share_of_each_cell(efeds):
    x_low, x_high, y_low, y_high = efeds.bounds_flat()
    assert (y_low, y_high) == pytest.approx((-2.93, 6.08))
    x, y = np.arange(x_low - 0.1, x_high + 0.2, 0.2), np.arange(y_low - 0.1, y_high + 0.2, 0.2)
    share = efeds.coverage(x, y, 0.2, divisions=8)
    assert share.shape == (len(y), len(x))
    assert share.sum() * 0.04 == pytest.approx(efeds.area, rel=2e-3)
    assert not share[[0, -1]].any() or share[[0, -1]].max() < 0.6
    mask = efeds.coverage(x, y, 0.2)
    assert set(np.unique(mask)) == {0.0, 1.0}
    np.testing.assert_array_equal(mask == 1, efeds.contains_flat(x[None, :], y[:, None]))
    assert ((mask == 1) <= (share > 0)).all()


def test_draws_are_uniform_on_the_sphere_in_the_footprint(efeds):
    ra, dec = efeds.draw(40_000, np.random.default_rng(4))
    assert len(ra) == len(dec) == 40_000
    assert efeds.contains(ra, dec).all()
    x, y = efeds.flat(ra, dec)
    edges = np.linspace(-10, 10, 9), np.linspace(-3, 6.2, 9)
    counts = np.histogram2d(x, y, edges)[0]
    fine = [a[0] + (a[-1] - a[0]) * (np.arange(640) + 0.5) / 640 for a in edges]
    inside = efeds.contains_flat(fine[0][:, None], fine[1][None, :])
    expected = inside.reshape(8, 80, 8, 80).mean(axis=(1, 3))
    used = expected > 0.05
    expected = expected / expected.sum() * 40_000
    chi2 = ((counts - expected)[used] ** 2 / expected[used]).sum()
    assert 1e-3 < stats.chi2(used.sum() - 1).sf(chi2) < 0.999


@given(ra=st.floats(0, 359.999), dec=st.floats(-89, 89), centre=st.floats(0, 359.999))
def test_flat_positions_return_to_the_sphere(ra, dec, centre):
    ra_back, dec_back = unproject(*project(ra, dec, centre), centre)
    assert abs((ra_back - ra + 180) % 360 - 180) < 1e-9
    assert dec_back == dec


def test_bad_footprints_are_refused(efeds):
    values = astuple(efeds)
    with pytest.raises(InputDataError, match="empty: n_fields is 0"):
        replace(efeds, n_fields=0)
    for change in ({"east_ra": 0.0}, {"north_dec": -1.0}, {"east_dec": 0.5}, {"step": 0.0}):
        with pytest.raises(InputDataError, match="expected the first towards the east"):
            replace(efeds, **change)
    assert Footprint(*values) == efeds


def test_real_agn_lie_in_the_footprint(efeds, mirror):
    table = read_efeds_agn(next((mirror / "efeds_agn").glob("eRoSITAagn.fits*")))
    assert len(table) == 22_079
    assert efeds.contains(table["ra"], table["dec"]).sum() == 22_060


GRIDS = {
    "efeds": (np.arange(-12, 12, 0.0417), np.arange(-4, 7.5, 0.0371)),
    "at_corners": (np.linspace(-8.775, 8.775, 352), np.arange(-2.93, 6.5, 0.01)),
    "one_column": (np.array([0.0]), np.linspace(-5, 5, 301)),
    "one_row": (np.linspace(-12, 12, 301), np.array([1.0])),
    "outside": (np.linspace(40, 60, 51), np.linspace(-5, 5, 51)),
    "all_around": (np.linspace(-400, 400, 901), np.linspace(-89.5, 89.5, 180)),
}


@pytest.mark.parametrize("grid", GRIDS)
@pytest.mark.parametrize("n_fields", [1, 4])
@pytest.mark.parametrize("step", [0.25, 1.0, 4.29, 6.0])
def test_masks_are_what_the_points_tell(efeds, grid, n_fields, step):
    x, y = GRIDS[grid]
    for footprint in (efeds, SQUARE):
        own = replace(footprint, n_fields=n_fields, step=step)
        expected = own.contains_flat(x[None, :], y[:, None])
        np.testing.assert_array_equal(own.mask(x, y), expected)


def test_masks_hold_points_on_edges(efeds):
    for own in (efeds, SQUARE, replace(SQUARE, n_fields=3, step=1.0)):
        corners = own.corners
        along = np.linspace(0, 1, 40)[:, None, None, None]
        points = corners + along * (np.roll(corners, -1, axis=1) - corners)
        x, y = own.flat(*points.reshape(-1, 2).T)
        y = np.unique(np.concatenate([y, np.nextafter(y, 90), np.nextafter(y, -90)]))
        x = np.unique(np.concatenate([x, np.nextafter(x, 90), np.nextafter(x, -90), x + 0.1]))
        expected = own.contains_flat(x[None, :], y[:, None])
        assert expected.any()
        np.testing.assert_array_equal(own.mask(x, y), expected)
