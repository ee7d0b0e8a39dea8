"""Bias of the fitted fraction on grids of widths and separations."""

from __future__ import annotations

import numpy as np
import pytest
from forecast_fields import surveyed

from nusources.forecast.bias import ESTIMATORS, PANELS, BiasGrid, measure_bias, try_estimators
from nusources.forecast.experiments import Readings
from nusources.random_streams import named_generator

PLAIN = Readings()
GRID = BiasGrid(1000, 40, [0.25, 0.5], [0.6], [0.1, 1.0])


def random(*names: str) -> np.random.Generator:
    return named_generator(7, *names)


def test_only_eq_2_as_printed_loses_signal_at_the_edges() -> None:
    rows = measure_bias(surveyed(400), GRID, PLAIN, random)
    assert set(rows["estimator"]) == set(PANELS)
    assert len(rows) == 3 * 2 * 2
    every = rows[rows["n_sources"] == 400]
    right = every[every["estimator"] != "as_printed"]
    assert ((right["bias"] / right["bias_error"]).abs() < 4).all()
    assert (every["bias"][every["estimator"] == "as_printed"] < -0.2).all()


def test_bias_is_a_difference_of_fractions_with_the_error_of_its_mean() -> None:
    rows = measure_bias(surveyed(400), GRID, PLAIN, random)
    assert rows["bias_error"].tolist() == pytest.approx((rows["scatter"] / np.sqrt(40)).tolist())
    lost = rows[rows["estimator"] == "as_printed"]
    assert (lost["fraction"] + lost["bias"] >= 0).all()
    # Where the whole signal is lost, the bias is minus the true fraction.
    assert lost["bias"].min() < -0.4


def test_all_ways_to_fit_are_tried_at_separations_in_widths() -> None:
    grid = BiasGrid(500, 20, [0.5], [0.1], [1, 3])
    rows = try_estimators(surveyed(400), grid, PLAIN, random)
    assert set(rows["estimator"]) == set(ESTIMATORS)
    assert sorted(set(rows["separation"])) == pytest.approx([0.1, 0.3])
    at = rows[np.isclose(rows["separation"], 0.3)].set_index("estimator")
    share = at["bright_share"]["as_printed"]
    fitted = 0.5 + at["bias"]
    assert fitted["without_eq5"] == pytest.approx(share * fitted["as_printed"], rel=1e-6)
    assert fitted["nearest"] < fitted["as_printed"]
