"""Posterior-predictive test of sources against a relation that others gave."""

from __future__ import annotations

import numpy as np
import pytest
from relations import certain, points_at, uncertain
from scipy import stats

from nusources.luminosity.predictive import (
    COVARIANCE,
    OWN,
    integral_transform,
    predict,
    replicate,
)

X = np.array([43.0, 44.5, 46.0])


def test_a_certain_relation_leaves_scatter_and_errors():
    posterior = certain(slope=1.0, intercept=44.0, scatter=0.3)
    points = points_at(X, X + np.array([0.5, -0.5, 0.0]), x_error=0.4, y_error=0.1)
    found = predict(posterior, points)
    assert found.mean == pytest.approx(X)
    assert found.variance == pytest.approx(0.3**2 + 0.1**2 + 0.4**2)
    assert found.chi2() == pytest.approx(2 * 0.25 / 0.26)
    assert found.chi2(COVARIANCE) == pytest.approx(found.chi2())


def test_the_slope_multiplies_the_error_of_x():
    posterior = certain(slope=-2.0, intercept=44.0, scatter=0.3)
    found = predict(posterior, points_at(X, X, x_error=0.4, y_error=0.1))
    assert found.variance == pytest.approx(0.3**2 + 0.1**2 + 4 * 0.4**2)


def test_a_common_distance_takes_its_part_out():
    posterior = certain(slope=1.0, intercept=44.0, scatter=0.0)
    alike = predict(posterior, points_at(X, X, x_error=0.2, y_error=0.2, correlation=0.999))
    assert alike.variance == pytest.approx(2 * 0.04 * 0.001)
    opposite = predict(posterior, points_at(X, X, x_error=0.2, y_error=0.2, correlation=-0.999))
    assert opposite.variance == pytest.approx(2 * 0.04 * 1.999)


@pytest.mark.parametrize(
    ("offset", "slope", "of_x", "of_y"),
    [(0.5, 1.0, 0.3, 0.1), (-0.5, 1.0, 0.1, 0.4), (0.5, -1.0, 0.1, 0.1), (-0.5, -1.0, 0.3, 0.4)],
)
def test_errors_count_on_the_side_of_the_relation(offset, slope, of_x, of_y):
    """A source above it: its y may be lower, and its x larger where the relation rises."""
    posterior = certain(slope=slope, intercept=44.0, scatter=0.0)
    points = points_at(
        X, 44.0 + slope * (X - 44.0) + offset, x_error=(0.1, 0.3), y_error=(0.1, 0.4)
    )
    assert predict(posterior, points).variance == pytest.approx(of_x**2 + of_y**2)


def test_what_sources_share_is_the_error_of_the_relation():
    posterior = uncertain()
    found = predict(posterior, points_at(X, X, x_error=0.1, y_error=0.2))
    lines = posterior.intercept[:, None] + posterior.slope[:, None] * (X - posterior.pivot)
    shared = found.covariance - np.diag(np.diag(found.covariance))
    by_hand = np.cov(lines, rowvar=False, ddof=0)
    assert shared[0, 2] == pytest.approx(by_hand[0, 2])
    assert np.diag(found.covariance) == pytest.approx(found.variance)
    square = (posterior.slope**2).mean()
    noise = (posterior.scatter**2).mean() + square * 0.01 + 0.04
    assert found.variance == pytest.approx(by_hand.diagonal() + noise)


def test_replicas_of_a_certain_relation_follow_the_law_of_chi_squared():
    posterior = certain(slope=1.2, intercept=44.0, scatter=0.3)
    points = points_at(X, X, x_error=0.2, y_error=0.3, correlation=0.5)
    replicas = replicate(posterior, points, 20_000, np.random.default_rng(1))
    for kind in (OWN, COVARIANCE):
        assert stats.kstest(replicas.chi2[kind], stats.chi2(3).cdf).pvalue > 1e-3


def test_replicas_share_the_error_of_the_relation():
    """By own variances chi squared is wider than its law; by the covariance it follows it."""
    points = points_at(np.linspace(47, 48, 7), np.zeros(7), x_error=0.05, y_error=0.05)
    replicas = replicate(uncertain(), points, 20_000, np.random.default_rng(1))
    assert replicas.chi2[OWN].mean() == pytest.approx(7, rel=0.03)
    assert replicas.chi2[OWN].std() > 1.5 * np.sqrt(14)
    assert replicas.chi2[COVARIANCE].mean() == pytest.approx(7, rel=0.05)


def test_tails_of_replicas():
    points = points_at(X, X, x_error=0.2, y_error=0.3)
    replicas = replicate(certain(), points, 999, np.random.default_rng(1))
    assert replicas.p_values(0.0, OWN) == (1.0, 1 / 1000)
    assert replicas.p_values(1e9, OWN) == (1 / 1000, 1.0)
    one = float(replicas.chi2[OWN][17])
    assert sum(replicas.p_values(one, OWN)) == pytest.approx(1 + 2 / 1000)


def test_integral_transform_is_uniform_for_sources_on_the_relation():
    posterior, rng = uncertain(), np.random.default_rng(8)
    x = rng.uniform(42, 47, 3000)
    chosen = rng.integers(posterior.slope.size, size=x.size)
    line = posterior.intercept[chosen] + posterior.slope[chosen] * (x - posterior.pivot)
    y = line + rng.normal(0, np.hypot(posterior.scatter[chosen], 0.2))
    points = points_at(x, y, x_error=1e-9, y_error=0.2)
    assert stats.kstest(integral_transform(posterior, points), "uniform").pvalue > 1e-3


def test_integral_transform_of_a_certain_relation():
    points = points_at(X, X + 0.5, x_error=0.3, y_error=0.4, correlation=0.25)
    found = integral_transform(certain(slope=1.0, intercept=44.0, scatter=0.2), points)
    width = np.sqrt(0.04 + 0.16 + 0.09 - 2 * 0.25 * 0.12)
    assert found == pytest.approx(stats.norm.cdf(0.5 / width))
