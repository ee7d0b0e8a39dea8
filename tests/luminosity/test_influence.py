"""What each calibrator does to the relation."""

from __future__ import annotations

import numpy as np
import pytest
from relations import points_at
from scipy import stats

from nusources.luminosity.influence import NOTHING, leave_one_out, relation_numbers
from nusources.luminosity.predictive import predict
from nusources.regression.model import Model
from nusources.regression.quadrature import fit

X = np.array([42.0, 42.4, 43.0, 43.5, 47.0])
CALIBRATION = points_at(X, np.array([42.9, 42.1, 43.4, 43.1, 49.0]), 0.1, 0.2)
NAMES = ["a", "b", "c", "d", "far"]
OTHERS = points_at(np.array([44.0, 45.0, 46.0]), np.array([44.5, 45.0, 46.0]), 0.1, 0.3)


def fitted(points):
    return fit(points, Model(), n_draws=2000, rng=np.random.default_rng(1))


@pytest.fixture(scope="module")
def table():
    return leave_one_out(CALIBRATION, NAMES, OTHERS, fitted)


def test_first_row_is_the_fit_of_all(table):
    first = table.iloc[0]
    everything = fitted(CALIBRATION)
    assert first["left_out"] == NOTHING
    assert first["n_calibration"] == 5
    assert first["slope"] == everything.slope.mean()
    assert first["intercept"] == everything.intercept.mean()
    assert first["slope_shift"] == 0.0
    chi2 = predict(everything, OTHERS).chi2()
    assert first["chi2"] == chi2
    assert first["p"] == stats.chi2(3).sf(chi2)


def test_the_source_that_carries_the_slope_moves_it_most(table):
    rows = table.set_index("left_out")
    assert rows["slope_shift"].abs().idxmax() == "far"
    assert rows.loc["far", "slope_error"] > 1.4 * rows.loc[NOTHING, "slope_error"]
    assert rows.loc["a", "n_calibration"] == 4
    own = fitted(CALIBRATION.take(np.array([True, True, True, True, False])))
    shift = (own.slope.mean() - rows.loc[NOTHING, "slope"]) / rows.loc[NOTHING, "slope_error"]
    assert rows.loc["far", "slope_shift"] == pytest.approx(shift)


def test_intercepts_are_told_at_one_pivot():
    posterior = fitted(CALIBRATION)
    here = relation_numbers(posterior, OTHERS, posterior.pivot)
    there = relation_numbers(posterior, OTHERS, posterior.pivot + 1)
    assert there["intercept"] == pytest.approx(here["intercept"] + here["slope"])
