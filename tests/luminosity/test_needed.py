"""Mock samples of more calibrators."""

from __future__ import annotations

import numpy as np
import pytest
from relations import points_at
from test_null_injection import pool_of

from nusources.luminosity.needed import (
    Truth,
    decisions,
    ln_evidence_ratio,
    mock_sample,
    needed_calibrators,
    rejected_share,
)
from nusources.random_streams import named_generator
from nusources.regression.evidence import slope_evidence
from nusources.regression.model import Model

CALIBRATION = points_at(
    np.array([42.0, 43.0, 44.0, 45.0, 46.0]), np.array([42.5, 43.0, 43.9, 45.4, 45.8]), 0.15, 0.3
)
TRUTH = Truth.like(CALIBRATION, 0.6)
SETTINGS = {"n_mocks": 60, "evidence_ratio": 10.0, "model": Model()}


def random(*names):
    return named_generator(5, *names)


def test_truth_is_like_the_measured_sample():
    assert TRUTH.x_mean == 44.0
    assert TRUTH.x_spread == pytest.approx(np.sqrt(2.5))
    assert TRUTH.intercept == pytest.approx(CALIBRATION.y.mean())
    assert TRUTH.scatter == 0.6
    assert TRUTH.y_error == pytest.approx(0.3)


def test_mock_samples_follow_their_relation():
    points = mock_sample(TRUTH, 40_000, 0.5, random("mock"))
    variance = 0.6**2 + 0.3**2
    x = points.x - TRUTH.x_mean
    assert x.var() == pytest.approx(2.5 + 0.15**2, rel=0.03)
    assert np.cov(x, points.y)[0, 1] == pytest.approx(0.5 * 2.5, rel=0.05)
    assert points.y.var() == pytest.approx(0.25 * 2.5 + variance, rel=0.03)
    shared = Truth.like(points_at(CALIBRATION.x, CALIBRATION.y, 0.15, 0.3, correlation=0.9), 0.6)
    with_it = mock_sample(shared, 40_000, 0.5, random("mock"))
    found = np.cov(with_it.x, with_it.y)[0, 1]
    assert found == pytest.approx(0.5 * 2.5 + 0.9 * 0.045, abs=0.03)


def test_the_ratio_is_that_of_the_fine_evidence():
    points = mock_sample(TRUTH, 8, 1.0, random("ratio"))
    fine = slope_evidence(points, Model())
    assert ln_evidence_ratio(points, Model()) == pytest.approx(fine["1"] - fine["0"], abs=0.05)


@pytest.mark.parametrize("slope", [0.0, 1.0])
def test_more_calibrators_decide_rightly(slope):
    few = decisions(TRUTH, 5, slope, SETTINGS, random("few"))
    many = decisions(TRUTH, 40, slope, SETTINGS, random("many"))
    assert many["share_decided"] > 0.9
    assert few["share_decided"] < many["share_decided"]
    assert many["share_wrong"] == 0.0
    assert np.sign(many["ln_evidence_median"]) == (1 if slope else -1)
    assert many["slope_error"] < few["slope_error"] / 2


def test_background_far_from_the_relation_is_rejected_and_near_it_is_not():
    pool = pool_of([20] * 9)
    settings = {"n_sources": 7, "least_p": 0.05, "model": Model()}
    x = TRUTH.x_mean + pool.x
    near = points_at(x, TRUTH.intercept + pool.x, 0.1, 0.3)
    far = points_at(x, TRUTH.intercept + pool.x + 6.0, 0.1, 0.3)
    for background, expected in ((near, 0.0), (far, 1.0)):
        rng = random("rejection")
        samples = (mock_sample(TRUTH, 30, 1.0, rng) for _ in range(3))
        assert rejected_share(samples, background, pool, settings, rng) == expected


def test_rows_of_all_sizes():
    settings = SETTINGS | {"n_mocks": 3, "n_calibration": [5, 9], "scatter_dex": 0.6}
    settings |= {"n_sources": 3, "least_p": 0.05}
    pool = pool_of([5] * 4)
    background = points_at(TRUTH.x_mean + pool.x, TRUTH.intercept + pool.y, 0.1, 0.3)
    table = needed_calibrators(CALIBRATION, (background, pool), settings, random)
    assert table["n_calibration"].tolist() == [5, 5, 9, 9]
    assert table["share_rejected"].notna().tolist() == [False, True, False, True]
    without = needed_calibrators(CALIBRATION, None, settings, random)
    assert without["share_rejected"].isna().all()
    assert without["share_decided"].tolist() == table["share_decided"].tolist()
