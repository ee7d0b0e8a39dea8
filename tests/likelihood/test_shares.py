from __future__ import annotations

import numpy as np
import pytest

from nusources.errors import InputDataError
from nusources.likelihood.maps import FlatGrid
from nusources.likelihood.shares import footprint_share, rectangle_share, smoothed
from nusources.likelihood.signal import signal_density

GRID = FlatGrid(-2.0, -2.0, 0.05, 241, 241)


def rectangle_exposure() -> np.ndarray:
    """Of 1 from -.525 to 6.525 deg: the pixels of these points, whole."""
    inside = (np.abs(GRID.x - 3) < 3.51).astype(float)
    return inside[:, np.newaxis] * inside


@pytest.mark.parametrize("sigma", [0.15, 0.6])
def test_the_share_in_a_rectangle_has_a_closed_form(sigma: float):
    x, y = np.random.default_rng(1).uniform(-1, 7, (2, 200))
    found = footprint_share(GRID, 2 * rectangle_exposure(), x, y, sigma)
    border = (3 - 3.525, 3 + 3.525)
    assert found / 2 == pytest.approx(rectangle_share(x, y, sigma, border, border), abs=4e-3)


def test_the_share_of_a_source_is_the_integral_of_its_density():
    sigma, border = 0.3, (0.0, 6.0)
    centres = np.arange(0.025, 6, 0.05)
    x, y = (one.ravel() for one in np.meshgrid(centres, centres))
    for source in ((0.1, 5.8), (3.0, -0.4)):
        density = signal_density(x, y, [source[0]], [source[1]], [1.0], sigma)
        share = rectangle_share([source[0]], [source[1]], sigma, border, border)[0]
        assert density.sum() * 0.05**2 == pytest.approx(share, abs=1e-3)


def test_smoothing_keeps_the_sum_away_from_the_border():
    values = np.zeros((GRID.n_y, GRID.n_x))
    values[100, 120] = 1
    found = smoothed(GRID, values, 0.2)
    assert found.sum() == pytest.approx(1)
    assert found[100, 120] == pytest.approx(0.05**2 / (2 * np.pi * 0.2**2), rel=1e-6)


@pytest.mark.parametrize(
    ("exposure", "sigma", "told"),
    [
        (np.zeros((241, 241)), 0.2, "an empty footprint; found 0"),
        (-rectangle_exposure(), 0.2, "an exposure that cannot be used"),
        (rectangle_exposure(), 3.0, "wider than the footprint; found 3.0; expected less than 2.81"),
    ],
)
def test_footprints_that_hold_no_events_are_told(exposure, sigma, told):
    with pytest.raises(InputDataError, match=told):
        footprint_share(GRID, exposure, [1.0], [1.0], sigma)
