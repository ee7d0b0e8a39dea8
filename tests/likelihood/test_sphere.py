from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nusources.errors import InputDataError
from nusources.likelihood.signal import signal_density
from nusources.likelihood.sphere import SphereSources
from nusources.likelihood.spreads import gaussian, king, tabulated
from nusources.sky import angular_separation

WHOLE_SKY = 4 * np.pi * np.degrees(1) ** 2
ANGLE = np.array([0.1, 0.2, 0.5, 1.0, 2.0, 5.0])
SPREADS = {
    "gaussian": gaussian(),
    "king": king(2.0, 30.0),
    "table": tabulated(ANGLE, 1 - np.exp(-((ANGLE / 0.8) ** 1.3)), 0.5),
}


def isotropic(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return rng.uniform(0, 360, n), np.degrees(np.arcsin(rng.uniform(-1, 1, n)))


def profile(name: str, angle: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """Density [1/deg2] at an angle [deg], from formulas in the cosine of the angle."""
    spread, cosine = SPREADS[name], np.cos(np.radians(angle))
    width = np.radians(sigma)
    squared = 2 * (1 - cosine) / width**2
    # 1 - cos loses digits for small angles.
    squared = np.where(angle < 5, (2 * np.sin(np.radians(angle) / 2) / width) ** 2, squared)
    if name == "gaussian":
        found = np.exp(-squared / 2) / (2 * np.pi * width**2 * (1 - np.exp(-2 / width**2)))
    elif name == "king":
        end = np.minimum(spread.farthest, 2 / width)
        norm = 1 - (1 + end**2 / 4) ** -1.0
        found = 0.5 / (2 * np.pi * width**2) * (1 + squared / 4) ** -2.0 / norm
    else:
        points = np.linspace(0, spread.farthest, spread.table.size)
        found = np.interp(np.sqrt(squared), points, spread.table, right=0.0) / width**2
    inside = squared <= spread.farthest**2 * (1 + 1e-12)
    return np.where(inside, found, 0.0) * np.radians(1) ** 2


def all_pairs(name, events, sources, weights, sigma):
    angle = angular_separation(*(one[:, np.newaxis] for one in events), *sources)
    return profile(name, angle, np.broadcast_to(sigma, len(events[0]))[:, np.newaxis]) @ weights


@pytest.mark.parametrize("name", SPREADS)
@pytest.mark.parametrize(("n_sources", "sigma"), [(1, 0.1), (300, 0.05), (3000, 0.5), (50, 8.0)])
def test_densities_are_those_of_all_pairs(name: str, n_sources: int, sigma: float):
    rng = np.random.default_rng(n_sources)
    sources, weights = isotropic(n_sources, rng), rng.pareto(1.5, n_sources) + 1
    weights /= weights.sum()
    events = isotropic(300, rng)
    # Near sources, near both poles, and across R.A. = 0.
    near = rng.integers(0, n_sources, 60)
    ra = [events[0], sources[0][near] + rng.normal(0, sigma, 60), [0.0, 359.99, 0.01, 77, 200]]
    dec = [events[1], np.clip(sources[1][near] + rng.normal(0, sigma, 60), -90, 90)]
    events = np.concatenate(ra), np.concatenate([*dec, [0.0, 3.0, -3.0, 89.99, -90]])
    own = SphereSources.of(*sources, weights, sigma=sigma, spread=SPREADS[name])
    found = own.density(*events, sigma, spread=SPREADS[name])
    expected = all_pairs(name, events, sources, weights, sigma)
    assert np.abs(found - expected).max() * WHOLE_SKY < 1e-6
    assert found.max() > 0


def test_sources_about_the_poles_and_across_zero_are_found():
    rng = np.random.default_rng(1)
    ra = rng.uniform(-180, 180, 400)
    dec = np.where(np.arange(400) % 2, 89.5, -89.5) + rng.uniform(-0.5, 0.5, 400)
    dec[:100] = rng.normal(0, 1, 100)
    ra[:100] = rng.normal(0, 1, 100)
    weights, sigma = np.ones(400) / 400, rng.uniform(0.05, 1.5, 200)
    events = np.mod(ra[::2] + 0.1, 360), dec[::2]
    found = SphereSources.of(ra, dec, weights, sigma=0.1).density(*events, sigma)
    expected = all_pairs("gaussian", events, (ra, dec), weights, sigma)
    assert np.abs(found - expected).max() * WHOLE_SKY < 1e-6


@pytest.mark.parametrize(
    ("name", "sigma"),
    [("gaussian", 1.0), ("king", 1.0), ("table", 1.0), ("gaussian", 60.0), ("king", 20.0)],
)
def test_the_integral_over_the_sphere_is_the_sum_of_weights(name: str, sigma: float):
    sources = SphereSources.of([10.0], [90.0], [1.0], sigma=sigma)
    cosine = 1 - 2 * (np.arange(400_000) + 0.5) ** 2 / 400_000**2
    dec = np.degrees(np.arcsin(cosine))
    area = np.diff(2 * np.arange(400_001) ** 2 / 400_000**2) * 2 * np.pi * np.degrees(1) ** 2
    found = sources.density(np.zeros(len(dec)), dec, sigma, spread=SPREADS[name])
    assert found @ area == pytest.approx(1, abs=2e-5)


def test_a_small_field_is_nearly_flat():
    rng = np.random.default_rng(2)
    x, y = rng.uniform(-0.5, 0.5, (2, 50))
    weights = np.full(50, 1 / 50)
    flat = signal_density(x, y, x, y, weights, 0.05)
    own = SphereSources.of(100 + x, y, weights, sigma=0.05)
    assert own.density(100 + x, y, 0.05) == pytest.approx(flat, rel=1e-3)


def test_a_table_keeps_its_containment():
    spread = SPREADS["table"]
    step = spread.farthest / (spread.table.size - 1)
    distance = (np.arange(200_000) + 0.5) * spread.farthest / 200_000
    density = np.interp(distance, step * np.arange(spread.table.size), spread.table)
    contained = np.cumsum(density * 2 * np.pi * distance) * spread.farthest / 200_000
    expected = 1 - np.exp(-((ANGLE / 0.8) ** 1.3))
    at = 2 * np.sin(np.radians(ANGLE) / 2) / np.radians(0.5)
    assert np.interp(at, distance, contained) == pytest.approx(expected / expected[-1], abs=2e-4)


@given(seed=st.integers(0, 1000), n_sources=st.integers(1, 60))
def test_the_order_of_sources_and_events_changes_no_byte(seed, n_sources):
    rng = np.random.default_rng(seed)
    # Few places: sources share coordinates.
    ra, dec = rng.integers(0, 4, n_sources) * 0.5, rng.integers(0, 4, n_sources) * 0.5
    weights = rng.choice([1.0, 0.5, 1 / 3], n_sources)
    events, sigma = rng.uniform(0, 2, (2, 30)), rng.uniform(0.2, 2, 30)
    found = SphereSources.of(ra, dec, weights, sigma=1.0).density(*events, sigma)
    one, two = rng.permutation(n_sources), rng.permutation(30)
    again = SphereSources.of(ra[one], dec[one], weights[one], sigma=1.0)
    assert again.density(*events[:, two], sigma[two]).tobytes() == found[two].tobytes()


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: SphereSources.of([1.0], [91.0], [1.0], sigma=1.0), "found 91.0; expected -90"),
        (lambda: SphereSources.of([], [], [], sigma=1.0), "without sources"),
        (lambda: king(1.0, 5.0), "a King function without integral"),
        (lambda: tabulated([1.0, 0.5], [0.5, 1.0], 0.1), "ascending angles"),
        (lambda: tabulated([0.5, 1.0], [0.5, 0.4], 0.1), "shares that rise"),
        (lambda: tabulated([0.5, 1.0], [0.0, 0.0], 0.1), "shares that rise"),
    ],
)
def test_what_is_no_sky_is_told(call, told):
    with pytest.raises(InputDataError, match=told):
        call()
