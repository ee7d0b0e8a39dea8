from __future__ import annotations

import numpy as np
import pytest
from fields import random_field, summed_gaussians
from hypothesis import given
from hypothesis import strategies as st

from nusources.errors import InputDataError
from nusources.likelihood.signal import FlatSources, signal_density

SIDE = 12.0


@pytest.mark.parametrize("sigma", [0.02, 0.1, 0.5, 3.0])
@pytest.mark.parametrize("n_sources", [1, 2, 40, 3000])
def test_densities_are_those_of_all_pairs(n_sources: int, sigma: float):
    field = random_field(n_sources, SIDE, seed=n_sources)
    # Also around the field, and at sources.
    x, y = np.random.default_rng(1).uniform(-3, SIDE + 3, (2, 400))
    x, y = np.append(x, field.x[:20]), np.append(y, field.y[:20])
    found = signal_density(x, y, field.x, field.y, field.weights, sigma)
    assert np.abs(found - summed_gaussians(x, y, field, sigma)).max() * SIDE**2 < 1e-6
    assert found[400:].max() > 0.9 * field.weights[:20].max() / (2 * np.pi * sigma**2)


def test_each_event_has_its_own_width():
    field = random_field(300, SIDE, seed=3)
    rng = np.random.default_rng(4)
    x, y = rng.uniform(0, SIDE, (2, 300))
    sigma = rng.choice([0.03, 0.3, 1.5], 300)
    found = signal_density(x, y, field.x, field.y, field.weights, sigma)
    assert np.abs(found - summed_gaussians(x, y, field, sigma)).max() * SIDE**2 < 1e-6


@pytest.mark.parametrize("sigma", [0.1, 0.8, 2.5])
def test_a_field_without_edges_has_images(sigma: float):
    field = random_field(50, SIDE, seed=5)
    x, y = np.random.default_rng(6).uniform(0, SIDE, (2, 300))
    found = signal_density(x, y, field.x, field.y, field.weights, sigma, period=field.period)
    assert found * SIDE**2 == pytest.approx(
        summed_gaussians(x, y, field, sigma, images=2) * SIDE**2, abs=1e-6
    )
    moved = signal_density(
        x - 5 * SIDE, y, field.x, field.y + SIDE, field.weights, sigma, period=field.period
    )
    assert moved == pytest.approx(found, rel=1e-9)


def test_the_integral_over_a_field_without_edges_is_the_sum_of_weights():
    field = random_field(20, SIDE, seed=7)
    points = np.arange(0, SIDE, 0.05)
    x, y = (one.ravel() for one in np.meshgrid(points, points))
    found = signal_density(x, y, field.x, field.y, 3 * field.weights, 0.2, period=field.period)
    assert found.mean() * SIDE**2 == pytest.approx(3, abs=1e-6)


@given(seed=st.integers(0, 1000), n_sources=st.integers(1, 60), n_places=st.integers(1, 5))
def test_the_order_of_sources_and_events_changes_no_byte(seed, n_sources, n_places):
    rng = np.random.default_rng(seed)
    # Few places: sources share coordinates.
    x, y = rng.integers(0, n_places + 1, (2, n_sources)).astype(np.float64)
    weights = rng.choice([1.0, 0.5, 1 / 3], n_sources)
    events, sigma = rng.uniform(0, n_places, (2, 30)), rng.uniform(0.2, 2, 30)
    found = signal_density(*events, x, y, weights, sigma)
    one, two = rng.permutation(n_sources), rng.permutation(30)
    again = signal_density(*events[:, two], x[one], y[one], weights[one], sigma[two])
    assert again.tobytes() == found[two].tobytes()


def test_chunks_of_events_change_no_byte():
    field = random_field(500, SIDE, seed=8)
    x, y = np.random.default_rng(9).uniform(0, SIDE, (2, 100))
    sources = FlatSources.of(field.x, field.y, field.weights, sigma=0.1)
    parts = [sources.density(x[i : i + 7], y[i : i + 7], 0.1) for i in range(0, 100, 7)]
    assert np.concatenate(parts).tobytes() == sources.density(x, y, 0.1).tobytes()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"sources_x": [], "sources_y": [], "weights": []}, "a source list without sources"),
        ({"weights": [1.0, -0.1]}, "row 2: a source has no weight that can be used; found -0.1"),
        ({"weights": [1.0, np.nan]}, "row 2: a source has no weight"),
        ({"weights": [0.0, 0.0]}, "all weights are zero"),
        ({"weights": [1.0]}, "weights do not fit the positions"),
        ({"x": [], "y": []}, "zero events"),
        ({"x": [np.nan]}, "row 1: a position is no number"),
        ({"x": [1.0, 2.0]}, "coordinates of different shapes"),
        ({"sigma": 0.0}, "a point-spread function without width; found 0.0"),
        ({"sigma": [0.1, 0.1]}, "widths do not fit the events"),
    ],
)
def test_what_has_no_density_is_told(changed: dict, told: str):
    given_ = {"x": [0.0], "y": [0.0], "sources_x": [0.0, 1.0], "sources_y": [0.0, 1.0]}
    with pytest.raises(InputDataError) as caught:
        signal_density(**given_ | {"weights": [1.0, 2.0], "sigma": 0.1} | changed)
    assert told in str(caught.value)


def test_a_wider_event_than_there_are_images_for_is_told():
    sources = FlatSources.of([1.0], [1.0], [1.0], sigma=0.1, period=(4.0, 4.0))
    with pytest.raises(InputDataError, match=r"found 0.2; expected at most 0.1 deg"):
        sources.density([1.0], [1.0], 0.2)
