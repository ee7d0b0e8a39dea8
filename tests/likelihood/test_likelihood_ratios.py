"""Simulated experiments against what the information says of them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from fields import random_field

from nusources.errors import InputDataError
from nusources.likelihood.fit import fit_fractions
from nusources.likelihood.information import fraction_error, information
from nusources.likelihood.maps import FlatGrid, signal_map
from nusources.likelihood.ratios import RatioDistribution
from nusources.likelihood.signal import FlatSources

SIDE, N_EVENTS, N_EXPERIMENTS = 12.0, 400, 4000
FREE = {"lower": -np.inf, "upper": np.inf}
SETTINGS = {
    "separated": (60, 0.08, 0.3),
    "crowded": (600, 0.2, 0.5),
    "weak": (60, 0.1, 0.05),
    "strong": (400, 0.1, 0.9),
}


@cache
def ratio_map(n_sources: int, sigma: float, seed: int = 1) -> np.ndarray:
    field = random_field(n_sources, SIDE, seed)
    n = int(np.ceil(SIDE / sigma * 5))
    grid = FlatGrid(0.0, 0.0, SIDE / n, n, n)
    return signal_map(grid, field.x, field.y, field.weights, sigma, periodic=True) * SIDE**2


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("signal_number", ["binomial", "fixed"])
def test_fits_scatter_as_the_information_says(setting: str, signal_number: str):
    n_sources, sigma, fraction = SETTINGS[setting]
    field = random_field(n_sources, SIDE, seed=1)
    sources = FlatSources.of(field.x, field.y, field.weights, sigma=sigma, period=field.period)
    rng = np.random.default_rng(list(SETTINGS).index(setting))
    n_signal = np.full(N_EXPERIMENTS, round(fraction * N_EVENTS))
    if signal_number == "binomial":
        n_signal = rng.binomial(N_EVENTS, fraction, N_EXPERIMENTS)
    events = np.concatenate([field.events(n, N_EVENTS - n, sigma, rng) for n in n_signal], axis=1)
    ratios = sources.density(*events, sigma) * SIDE**2
    fractions, _ = fit_fractions(ratios.reshape(N_EXPERIMENTS, N_EVENTS), **FREE)
    ratio = ratio_map(n_sources, sigma)
    per_event = information(ratio, np.ones(ratio.shape), fraction)
    error = fraction_error(per_event, N_EVENTS, true_fraction=fraction, signal_number=signal_number)
    assert fractions.std(ddof=1) / error == pytest.approx(1, abs=0.04)
    assert fractions.mean() == pytest.approx(fraction, abs=4 * error / N_EXPERIMENTS**0.5 + 2e-3)


def test_drawn_ratios_have_the_distribution_of_events():
    ratio = ratio_map(100, 0.2)
    drawn = RatioDistribution.of(ratio, np.ones(ratio.shape))
    rng = np.random.default_rng(3)
    ratios = drawn.draw(0.25, 4000, 50, rng)
    signal, background = ratios[:, :1000], ratios[:, 1000:]
    assert background.mean() == pytest.approx(1, abs=0.03)
    assert signal.mean() == pytest.approx((ratio**2).mean(), rel=0.03)
    counted = drawn.draw(0.25, 4000, 50, rng, signal_number="binomial")
    assert counted.mean() == pytest.approx(ratios.mean(), rel=0.03)
    number = (drawn.draw(0.25, 100, 4000, rng, signal_number="binomial")).mean(axis=1)
    assert number.std() > drawn.draw(0.25, 100, 4000, rng).mean(axis=1).std()


def test_the_expected_fit_of_the_true_model_is_the_truth():
    ratio = ratio_map(200, 0.15)
    drawn = RatioDistribution.of(ratio, np.ones(ratio.shape))
    fitted, error = drawn.expected_fit(0.35, signal_number="binomial")
    assert fitted == pytest.approx(0.35, abs=1e-9)
    assert error**-2 == pytest.approx(information(ratio, np.ones(ratio.shape), 0.35), rel=1e-9)
    _, fixed = drawn.expected_fit(0.35)
    expected = fraction_error(error**-2, 1, true_fraction=0.35, signal_number="fixed")
    assert fixed == pytest.approx(expected, rel=1e-9)


def test_a_bright_share_is_a_mixture_of_true_signals():
    ratio = ratio_map(80, 0.15)
    flat, share = np.ones(ratio.shape) / ratio.size, 0.3
    truth = share * ratio / ratio.sum() + (1 - share) * flat
    fitted, error = RatioDistribution.of(ratio, flat, truth).expected_fit(0.5)
    assert fitted == pytest.approx(0.15, abs=1e-9)
    per_event = information(ratio, flat, 0.15)
    expected = fraction_error(
        per_event, 1, true_fraction=0.5, bright_share=share, signal_number="fixed"
    )
    assert error == pytest.approx(expected, rel=1e-9)


def test_a_model_of_the_wrong_width_is_fitted_as_expected():
    grid = FlatGrid(0.0, 0.0, 0.03, 400, 400)
    field = random_field(80, SIDE, seed=1)
    ratio, true = (
        signal_map(grid, field.x, field.y, field.weights, sigma, periodic=True) * SIDE**2
        for sigma in (0.15, 0.25)
    )
    drawn = RatioDistribution.of(ratio, np.ones(ratio.shape), true)
    fitted, error = drawn.expected_fit(0.5)
    fractions, _ = fit_fractions(drawn.draw(0.5, 1000, 800, np.random.default_rng(4)), **FREE)
    assert fitted < 0.45
    assert fractions.mean() == pytest.approx(fitted, abs=0.005)
    assert fractions.std() / (error / 1000**0.5) == pytest.approx(1, abs=0.08)


def test_the_expected_statistic_is_that_of_very_many_events():
    ratio = ratio_map(80, 0.15)
    drawn = RatioDistribution.of(ratio, np.ones(ratio.shape))
    many = drawn.draw(0.2, 200_000, 1, np.random.default_rng(5))
    _, (statistic,) = fit_fractions(many)
    assert drawn.expected_statistic(0.2, 200_000) == pytest.approx(statistic, rel=0.02)
    assert drawn.expected_statistic(0.0, 100) == 0


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: RatioDistribution.of([], []), "an empty footprint"),
        (lambda: RatioDistribution.of([2.0], [0.0]), "an empty footprint"),
        (lambda: RatioDistribution.of([2.0, 0.0], [1.0, -1.0]), "row 2"),
        (lambda: RatioDistribution.of([2.0, 0.0], [1.0, 1.0]).mixture(1.1), "found 1.1"),
        (
            lambda: RatioDistribution.of([2.0], [1.0]).draw(0.1, 0, 3, np.random.default_rng(1)),
            "zero events",
        ),
        (lambda: RatioDistribution.of([2.0, 1.5], [1.0, 1.0]).expected_fit(0.1), "without maximum"),
    ],
)
def test_what_has_no_events_is_told(call, told):
    with pytest.raises(InputDataError, match=told):
        call()
