"""Templates on a grid, between its points, and as a table."""

import dataclasses

import numpy as np
import pytest

from nusources.contracts.coronae import TEMPLATES
from nusources.coronae.interpolation_error import draw_points, interpolation_errors
from nusources.coronae.template_grid import (
    AXES,
    TemplateGrid,
    even_axes,
    grid_of_table,
    grid_table,
    make_grid,
)
from nusources.errors import InputDataError
from nusources.tables import check_table, read_table, write_table

SMALL = ((4.0, 5.0), (43.0, 44.5), (7.0, 8.0))


@pytest.fixture(scope="module")
def grid(engine) -> TemplateGrid:
    return make_grid(engine, even_axes(0.5, SMALL))


def test_points_are_templates(grid, engine):
    """At its points a grid has the direct spectra, to the digits of float32."""
    for point in ((4.0, 43.0, 7.0), (4.5, 44.0, 7.5), (5.0, 44.5, 8.0)):
        direct = engine.luminosity(*point)
        np.testing.assert_allclose(grid.luminosity(*point), direct, rtol=1e-6)
        share = engine.templates(*point).share_at_earth()
        np.testing.assert_allclose(grid.share_at_earth(*point), share, rtol=1e-6)
    assert grid.n_templates == 3 * 4 * 3
    assert grid.ratio.dtype == grid.electron_share.dtype == np.float32


def test_logarithms_are_straight_between_points(grid, engine):
    """On an edge, a face and in a cell, by hand."""
    first, last = (np.log(engine.luminosity(sigma, 43.5, 7.5)) for sigma in (4.0, 4.5))
    found = np.log(grid.luminosity(4.2, 43.5, 7.5))
    np.testing.assert_allclose(found, 0.6 * first + 0.4 * last, rtol=1e-6)
    corners = [
        np.log(engine.luminosity(sigma, luminosity, mass))
        for sigma in (4.5, 5.0)
        for luminosity in (44.0, 44.5)
        for mass in (7.0, 7.5)
    ]
    parts = np.multiply.outer(np.multiply.outer([0.8, 0.2], [0.3, 0.7]), [0.4, 0.6]).ravel()
    expected = sum(part * corner for part, corner in zip(parts, corners, strict=True))
    found = np.log(grid.luminosity(4.6, 44.35, 7.3))
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_outside_is_told_and_not_clamped(grid):
    points = np.array(
        [
            [3.99, 4.0, 5.0, 5.01, 4.5, 4.5, 4.5, 4.5, np.nan, 4.5],
            [43.5, 43.0, 44.5, 43.5, 42.99, 44.51, 43.5, 43.5, 43.5, np.inf],
            [7.5, 7.0, 8.0, 7.5, 7.5, 7.5, 6.99, 8.01, 7.5, 7.5],
        ]
    )
    outside = grid.is_outside(*points)
    assert np.flatnonzero(~outside).tolist() == [1, 2]
    for found in (grid.luminosity(*points), grid.share_at_earth(*points)):
        assert np.isnan(found[outside]).all()
        assert np.isfinite(found[~outside]).all()


def test_order_and_parts_make_no_difference(grid, monkeypatch):
    rng = np.random.default_rng(4)
    points = draw_points(grid, 100, 3.0, rng=rng)
    whole = grid.luminosity(*points)
    order = rng.permutation(100)
    np.testing.assert_array_equal(grid.luminosity(*points[:, order]), whole[order])
    monkeypatch.setattr("nusources.coronae.template_grid.SOURCES_TOGETHER", 7)
    np.testing.assert_array_equal(grid.luminosity(*points), whole)


def test_no_neutrinos_between_points(grid):
    """Where a template has none, the logarithm is that of the smallest number."""
    empty = dataclasses.replace(grid, ratio=np.zeros_like(grid.ratio))
    found = empty.luminosity(4.2, 43.5, 7.5)
    assert (found < 1e-37 * 10**43.5).all()


def test_table_and_back(grid, tmp_path):
    table = grid_table(grid)
    check_table(table, TEMPLATES)
    assert len(table) == grid.n_templates * len(grid.energies)
    write_table(table.sample(frac=1, random_state=1), tmp_path / "t.parquet", TEMPLATES)
    again = grid_of_table(
        read_table(tmp_path / "t.parquet", TEMPLATES).sample(frac=1, random_state=2)
    )
    for one, other in zip((*grid.axes, grid.energies), (*again.axes, again.energies), strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(again.ratio, grid.ratio)
    np.testing.assert_array_equal(again.electron_share, grid.electron_share)
    np.testing.assert_array_equal(again.luminosity(4.3, 43.3, 7.3), grid.luminosity(4.3, 43.3, 7.3))


def test_tables_that_are_no_grid_are_told(grid):
    table = grid_table(grid)
    with pytest.raises(InputDataError, match="templates are missing; found '5795 rows'"):
        grid_of_table(table[1:])
    mixed = table.assign(level=["fast", *table["level"][1:]])
    with pytest.raises(InputDataError, match="levels are mixed; found 'fast, full'"):
        grid_of_table(mixed)


def test_axes():
    axes = even_axes(0.5)
    assert [len(axis) for axis in axes] == [13, 15, 11]
    assert [(axis[0], axis[-1]) for axis in axes] == [(1, 7), (41, 48), (5.5, 10.5)]
    for step in (0.3, -1.0, 0.0, 9.0):
        with pytest.raises(InputDataError, match="a whole number of steps"):
            even_axes(step)


def test_drawn_points(grid):
    points = draw_points(grid, 500, 0.1, rng=np.random.default_rng(1))
    assert points.shape == (3, 500)
    ratio = points[1] - points[2] - 38.10037
    assert ratio.max() < -1
    assert not grid.is_outside(*points).any()
    assert np.ptp(points[0]) > 0.95


@pytest.mark.parametrize(
    ("step", "median", "worst", "bias"),
    [(1.0, 0.170, 0.42, -0.083), (0.5, 0.053, 0.145, -0.022)],
)
def test_interpolation_errors(engine, step, median, worst, bias):
    """Of whole grids, below three times the Eddington luminosity; independently calculated."""
    ranges = ((2.0, 7.0), (41.0, 47.0), (6.0, 10.0))
    grid = make_grid(engine, even_axes(step, ranges))
    points = draw_points(grid, 400, 3.0, rng=np.random.default_rng(2))
    errors = interpolation_errors(grid, engine, points)
    assert list(errors.columns) == [*AXES, "worst_error", "total_error"]
    assert errors["worst_error"].median() == pytest.approx(median, rel=0.15)
    assert errors["worst_error"].max() == pytest.approx(worst, rel=0.2)
    assert errors["total_error"].mean() == pytest.approx(bias, abs=0.01)


def test_errors_of_points_of_the_grid(grid, engine):
    errors = interpolation_errors(grid, engine, np.array([[4.5], [44.0], [7.5]]))
    assert errors["worst_error"].max() < 1e-6
    brighter = dataclasses.replace(grid, ratio=grid.ratio * np.float32(2))
    errors = interpolation_errors(brighter, engine, np.array([[4.5], [44.0], [7.5]]))
    assert errors["worst_error"][0] == pytest.approx(np.log10(2), rel=1e-5)
    assert errors["total_error"][0] == pytest.approx(np.log10(2), rel=1e-5)
