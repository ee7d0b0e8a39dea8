"""Expected widths against experiments, and S/N against years, events and systematics."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from forecast_fields import periodic, surveyed
from hypothesis import given
from hypothesis import strategies as st

from nusources.forecast.curves import curves_of_blazars, significance_grid
from nusources.forecast.densities import SignalField
from nusources.forecast.expectation import (
    combined,
    compressed,
    expectation,
    needed_events,
    ratios_over_field,
)
from nusources.forecast.experiments import Readings, Setup
from nusources.forecast.forecasts import forecast_scenarios, run_experiments
from nusources.forecast.scenarios import Rates, Scenario
from nusources.likelihood.information import information
from nusources.random_streams import named_generator

PLAIN = Readings()


def stream(block: int) -> np.random.Generator:
    return named_generator(5, "test", str(block))


def rates_and_scenario(n: float, fraction: float, sigma: float, n_bright: int) -> Scenario:
    return Scenario("one", "none", 100.0, 0.1, 1.0, Rates(n, fraction, sigma), n_bright)


@pytest.mark.parametrize(
    ("fraction", "sigma", "n_bright", "signal_number"),
    [
        (0.5, 0.1, 60, "rounded"),
        (0.5, 0.1, 60, "binomial"),
        (0.2, 0.3, 400, "rounded"),
        (0.8, 0.2, 25, "binomial"),
    ],
)
def test_experiments_scatter_as_expected(fraction, sigma, n_bright, signal_number) -> None:
    sources, readings = periodic(400), replace(PLAIN, signal_number=signal_number)
    setup = Setup(1500, fraction, sigma, n_bright)
    fractions, _ = run_experiments(sources, setup, readings, 1200, stream)
    expected = expectation(sources, setup, readings).error(1500, fraction, signal_number)
    # The standard deviation of 1,200 experiments is known to 2 %.
    assert fractions.std(ddof=1) / expected == pytest.approx(1, abs=0.06)
    assert abs(fractions.mean() - fraction) < 4 * expected / np.sqrt(1200) + 0.004


def test_classes_of_ratios_keep_the_information() -> None:
    sources = periodic(100)
    values = ratios_over_field(SignalField(sources, sources.weights(), 0.15))
    ratios, shares = compressed(values)
    assert len(ratios) < 5000
    for fraction in (0.01, 0.3, 0.9):
        exact = information(values, np.ones(len(values)), fraction)
        assert information(ratios, shares, fraction) == pytest.approx(exact, rel=1e-4)


@given(st.floats(0.01, 100), st.floats(0.001, 2))
def test_systematics_add_in_quadrature(ratio: float, systematic: float) -> None:
    total = float(combined(ratio, systematic))
    assert total**-2 == pytest.approx(ratio**-2 + systematic**2)
    assert total < 1 / systematic


@given(st.floats(0.5, 8), st.floats(1e-3, 1), st.floats(0, 0.5))
def test_needed_events_reach_their_target(target: float, one: float, systematic: float) -> None:
    n = needed_events(target, one, systematic)
    if systematic * target >= 1:
        assert n == np.inf
    else:
        assert float(combined(one * np.sqrt(n), systematic)) == pytest.approx(target, rel=1e-6)


def test_the_ratio_grows_with_the_root_of_events() -> None:
    grid = significance_grid(periodic(), [0.1, 0.2], [100.0, 400.0], 0.5, PLAIN)
    by_sigma = grid.set_index(["psf_sigma", "n_events"])["snr_statistical"]
    for sigma in (0.1, 0.2):
        assert by_sigma[sigma, 400.0] == pytest.approx(2 * by_sigma[sigma, 100.0])
    assert by_sigma[0.1, 100.0] > by_sigma[0.2, 100.0]


def test_blocks_of_experiments_do_not_matter(monkeypatch) -> None:
    sources, setup = periodic(50), Setup(100, 0.5, 0.2, 20)
    module = "nusources.forecast.forecasts.BLOCK_EVENTS"
    monkeypatch.setattr(module, 1000)
    ten = run_experiments(sources, setup, PLAIN, 25, stream)[0]
    monkeypatch.setattr(module, 1000)
    more = run_experiments(sources, setup, PLAIN, 40, stream)[0]
    assert ten[:20].tobytes() == more[:20].tobytes()  # further experiments change none before
    assert len(set(more)) == 40


def test_forecasts_in_both_ways_agree() -> None:
    scenario = rates_and_scenario(1500, 0.5, 0.1, 60)
    table = forecast_scenarios(
        periodic(), [scenario], PLAIN, 400, lambda *names: named_generator(2, *names)
    ).set_index("method")
    expected, found = table.loc["information"], table.loc["monte_carlo"]
    error = found["snr_error"]
    assert abs(found["snr"] - expected["snr"]) < 4 * error + 0.01 * expected["snr"]
    assert expected["snr"] == pytest.approx(combined(expected["snr_statistical"], 0.1))
    assert found["n_experiments"] == 400
    # Faint AGN near bright ones, or not, move the fraction of one field by a few per cent.
    assert abs(found["bias"]) < 0.03
    # The median TS of a signal this strong is near the squared distance of f from 0, and above it.
    assert 1 < found["snr_median_ts"] / found["snr_statistical"] < 2
    assert table["n_events"].tolist() == [1500.0] * 3
    # A field without edges has nothing outside: the same experiments, fitted in the same way.
    columns = ["snr", "bias", "snr_median_ts"]
    same = table.loc["normalised", columns].astype(float)
    assert same.tolist() == pytest.approx(found[columns].astype(float).tolist())


def test_bias_is_relative_to_the_true_fraction() -> None:
    scenario = rates_and_scenario(400, 0.2, 0.9, 60)
    table = forecast_scenarios(
        surveyed(), [scenario], PLAIN, 100, lambda *names: named_generator(2, *names)
    ).set_index("method")
    # S of eq. 2 is not normalised in the footprint: with so wide a PSF nothing is found.
    assert table["bias"]["monte_carlo"] == pytest.approx(-1, abs=0.1)


def test_equal_blazars_have_the_closed_form_of_one() -> None:
    scenario = rates_and_scenario(1000, 0.5, 0.1, 1)
    rows = curves_of_blazars(np.ones(7), scenario, np.array([0.1]), 0.8, [0.0, 0.2])
    # Seven equal Gaussians: 7 times the integral over one, in rings of equal probability.
    area = 4 * np.pi * np.degrees(1) ** 2
    r = (np.arange(200_000) + 0.5) / 200_000 * 1.0
    ring = 2 * np.pi * r * (r[1] - r[0])
    signal = np.exp(-(r**2) / 0.02) / (2 * np.pi * 0.01) / 7
    fraction = 0.1 * 0.5 * 0.8
    density = fraction * signal + (1 - fraction) / area
    inside = 7 * (ring * (signal - 1 / area) ** 2 / density).sum()
    outside = (area - 7 * ring.sum()) / area / (1 - fraction)
    expected = fraction * np.sqrt(1000 * (inside + outside))
    assert rows[0]["snr_statistical"] == pytest.approx(expected, rel=1e-4)
    assert rows[1]["snr"] == pytest.approx(float(combined(expected, 0.2)), rel=1e-4)
    assert rows[0]["fraction"] == pytest.approx(0.05)
