"""What is told of a grid between its cells."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from nusources.regression.grid import Axis, Grid, posterior_grid
from nusources.regression.model import Model
from nusources.regression.points import Points


def normal_grid() -> Grid:
    """A standard normal in cells of .6 standard deviations, by a second axis that is uniform."""
    axes = Axis(0.0, 1e4, -6.0, 6.0, 20), Axis(0.0, 1e4, 0.0, 1.0, 3)
    mass = norm.pdf(axes[0].value(axes[0].middles))[:, np.newaxis] * np.ones(3)
    return Grid(axes, mass / mass.sum(), 0.0)


def test_cumulative_probability_within_cells():
    """A sum of cells up to an edge alone is off by .004, a straight line between edges by .018."""
    grid = normal_grid()
    z, below = grid.cumulative(0)
    np.testing.assert_allclose(below, norm.cdf(grid.axes[0].value(z)), atol=1e-3)


def test_draws_are_not_widened_by_cells():
    """Uniform places in cells would add .6^2 / 12 to the variance: 1.5 % of the width."""
    first, second = normal_grid().draw(400_000, np.random.default_rng(1))
    assert first.std() == pytest.approx(1, rel=0.004)
    assert second.std() == pytest.approx(12**-0.5, rel=0.004)


def test_positions_invert_values():
    axis = Axis(0.5, 0.2, -3.0, 40.0, 8)
    np.testing.assert_allclose(axis.position(axis.value(axis.edges)), axis.edges, atol=1e-12)
    assert axis.value(axis.edges[[0, -1]]) == pytest.approx([-3.0, 40.0])
    # Sizes of narrow cells are the differences of their edges.
    narrow = Axis(0.5, 0.2, 1.0, 1.1, 8)
    sizes = np.diff(narrow.value(narrow.edges))
    np.testing.assert_allclose(np.exp(narrow.log_sizes()), sizes, rtol=1e-4)


def test_a_small_scatter_about_a_well_known_slope_is_found():
    """No cell of the first grid meets a slope that is known to .02; scatters must wait for it."""
    model = Model(centre=0.0, spread=1.0)
    x = np.array([-6.0, -2.5, 0.5, 1.0, 3.0, 6.0])
    y = 0.13 * x + 0.02 * np.array([1, -1, 1, 1, -1, -1])
    grid = posterior_grid(Points.of(x, y, 0.0, 0.05), model)
    assert grid.axes[1].low < 0.002
    z, below = grid.cumulative(1)
    assert np.interp(0.1, grid.axes[1].value(z), below) > 0.9
