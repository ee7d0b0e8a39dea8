from __future__ import annotations

import numpy as np
import pytest
from fields import random_field, summed_gaussians

from nusources.errors import InputDataError
from nusources.likelihood.maps import FlatGrid, sample_map, signal_map

SIDE, SIGMA = 6.0, 0.2


@pytest.mark.parametrize("periodic", [False, True])
def test_points_of_a_map_have_the_density_of_all_pairs(periodic: bool):
    field = random_field(40, SIDE, seed=1)
    step = 0.1
    grid = FlatGrid(0.0, 0.0, step, round(SIDE / step), round(SIDE / step) - (not periodic))
    found = signal_map(grid, field.x, field.y, field.weights, SIGMA, periodic=periodic)
    x, y = (one.ravel() for one in np.meshgrid(grid.x, grid.y))
    images = int(periodic)
    expected = summed_gaussians(x, y, field, SIGMA, images=images).reshape(found.shape)
    assert np.abs(found - expected).max() * SIDE**2 < 1e-6


def test_values_between_points_are_close():
    field = random_field(40, SIDE, seed=2)
    grid = FlatGrid(-1.0, -1.0, SIGMA / 5, 201, 201)
    values = signal_map(grid, field.x, field.y, field.weights, SIGMA)
    x, y = np.random.default_rng(3).uniform(-1, SIDE + 1, (2, 2000))
    peak = field.weights.max() / (2 * np.pi * SIGMA**2)
    difference = sample_map(grid, values, x, y) - summed_gaussians(x, y, field, SIGMA)
    assert np.abs(difference).max() < 4e-4 * peak


def test_a_cubic_is_sampled_without_error_up_to_the_corners():
    grid = FlatGrid(2.0, -1.0, 0.5, 5, 4)
    values = (grid.x**3)[np.newaxis, :] + (grid.y + 3)[:, np.newaxis] ** 2
    x, y = np.array([2.0, 4.0, 2.1, 3.3]), np.array([-1.0, 0.5, 0.45, -0.2])
    assert sample_map(grid, values, x, y) == pytest.approx(x**3 + (y + 3) ** 2)


def test_the_order_of_sources_changes_no_byte():
    field = random_field(60, SIDE, seed=4)
    grid = FlatGrid(0.0, 0.0, 0.1, 60, 60)
    found = signal_map(grid, field.x, field.y, field.weights, SIGMA)
    one = np.random.default_rng(5).permutation(60)
    again = signal_map(grid, field.x[one], field.y[one], field.weights[one], SIGMA)
    assert again.tobytes() == found.tobytes()


def test_what_a_map_cannot_show_is_told():
    grid = FlatGrid(0.0, 0.0, 0.2, 10, 10)
    with pytest.raises(InputDataError, match=r"too wide .*; found 0.2; expected at most 0.05 deg"):
        signal_map(grid, [1.0], [1.0], [1.0], 0.1)
    with pytest.raises(InputDataError, match=r"row 2: an event outside the map; found \(2.0"):
        sample_map(grid, np.ones((10, 10)), [1.0, 2.0], [0.0, 0.0])
    with pytest.raises(InputDataError, match="does not fit its grid"):
        sample_map(grid, np.ones((10, 9)), [1.0], [0.0])
