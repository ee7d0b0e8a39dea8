"""Fits by quadrature against brute force and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from regression_points import double_integral, six
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm, truncnorm

from nusources.errors import InputDataError
from nusources.regression.batch import fit_many
from nusources.regression.evidence import slope_evidence
from nusources.regression.grid import SIZES, line_likelihood, posterior_grid
from nusources.regression.model import Model
from nusources.regression.points import Points
from nusources.regression.quadrature import fit, normal_below


def marginal(points: Points, model: Model, axis: int) -> tuple[float, float]:
    """Mean and standard deviation of slope or scatter from the grid."""
    found = fit_many([points], model, sizes=None).iloc[0]
    name = ("slope", "scatter")[axis]
    return found[f"{name}_mean"], found[f"{name}_sd"]


def test_flat_likelihood_is_that_of_brute_force():
    points = six(correlation=0.3)
    slope, scatter = 0.8, 0.5
    variance = scatter**2 + 0.25**2 + slope**2 * 0.15**2 - 2 * slope * 0.3 * 0.15 * 0.25

    def likelihood(intercept: float) -> float:
        line = intercept + slope * (points.x - points.pivot)
        return float(np.prod(norm.pdf(points.y, line, np.sqrt(variance))))

    expected = quad(likelihood, 38, 50, points=[44.1], epsabs=0, epsrel=1e-10)[0]
    axes = np.array([slope]), np.array([scatter])
    found = line_likelihood(points, Model("flat"), axes)[0, 0]
    assert found == pytest.approx(np.log(expected), abs=1e-8)


@pytest.mark.parametrize("n", [4, 9])
def test_likelihood_of_one_normal_is_that_of_brute_force(n):
    """Over the mean and the intercept; nine points take more than one logarithm."""
    rng = np.random.default_rng(n)
    x = rng.normal(44, 1, n)
    errors = rng.uniform(0.1, 0.4, (2, n))
    correlation = rng.uniform(-0.5, 0.5, n)
    points = Points.of(x, x + rng.normal(0, 0.5, n), *errors, correlation=correlation)
    model = Model(centre=43.0, spread=0.8)
    slope, scatter, width = 0.7, 0.4, 0.9
    shared = np.array([[width**2, slope * width**2], [slope * width**2, 0]])
    shared[1, 1] = slope**2 * width**2 + scatter**2
    cross = correlation * errors[0] * errors[1]
    own = np.moveaxis(np.array([[errors[0] ** 2, cross], [cross, errors[1] ** 2]]), -1, 0)
    laws = [multivariate_normal([0, 0], shared + one) for one in own]

    def likelihood(mean: np.ndarray, level: np.ndarray) -> np.ndarray:
        found = norm.pdf(mean, 43.0, 3 * 0.8) * np.ones_like(level)
        for law, a, b in zip(laws, x, points.y, strict=True):
            found = found * law.pdf(np.stack(np.broadcast_arrays(a - mean, b - level), axis=-1))
        return found

    cuts = [[one - 3, one, one + 3] for one in (float(x.mean()), float(points.y.mean()))]
    expected = double_integral(likelihood, *cuts)
    axes = [np.array([one]) for one in (slope, scatter, width)]
    found = line_likelihood(points, model, axes).item()
    assert found == pytest.approx(np.log(expected), abs=1e-5)


@pytest.mark.parametrize("abscissa", ["flat", "one_normal"])
def test_without_errors_of_x_it_is_weighted_least_squares(abscissa):
    """Many points with known errors and next to no scatter: the posterior is the normal of
    weighted least squares, whatever the true abscissae."""
    rng = np.random.default_rng(3)
    x, error = rng.normal(0, 1, 40), rng.uniform(0.1, 0.3, 40)
    y = 0.5 + 0.7 * x + rng.normal(0, error)
    points = Points.of(x, y, 0.0, error)
    found = fit(points, Model(abscissa, "uniform", scatter_max=0.011), n_draws=20_000, rng=rng)
    design = np.stack([np.ones(40), x - x.mean()])
    precision = (design / error**2) @ design.T
    best = np.linalg.solve(precision, (design / error**2) @ y)
    widths = np.sqrt(np.diag(np.linalg.inv(precision)))
    assert found.slope.mean() == pytest.approx(best[1], abs=0.03 * widths[1])
    assert found.slope.std() == pytest.approx(widths[1], rel=0.02)
    assert found.intercept.mean() == pytest.approx(best[0], abs=0.03 * widths[0])
    assert found.intercept.std() == pytest.approx(widths[0], rel=0.02)


@pytest.mark.parametrize("abscissa", ["flat", "one_normal"])
def test_exchanged_axes_give_the_inverse_slope(abscissa):
    """Points on a line without errors."""
    x = np.linspace(0, 3, 8)
    model = Model(abscissa, scatter_prior="log_uniform")
    found = marginal(Points.of(x, 2 * x, 0, 0), model, 0)[0]
    inverse = marginal(Points.of(2 * x, x, 0, 0), model, 0)[0]
    assert found == pytest.approx(2, abs=0.01)
    assert found * inverse == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("slope_prior", ["rotation", "uniform"])
@pytest.mark.parametrize("abscissa", ["flat", "one_normal"])
def test_evidence_is_the_ratio_of_densities_of_the_slope(abscissa, slope_prior):
    """Savage-Dickey: evidence(1) / evidence(free) = posterior(1) / prior(1)."""
    model = Model(abscissa, slope_prior)
    points = six()
    evidence = slope_evidence(points, model)
    grid = posterior_grid(points, model, [3 * one for one in SIZES[abscissa]])
    axis, mass = grid.axes[0], grid.marginal(0)
    middles, sizes = axis.value(axis.middles), np.exp(axis.log_sizes())
    for slope in (0.0, 1.0):
        density = np.interp(slope, middles, mass / sizes)
        ratio = density / np.exp(model.log_slope_prior(np.array(slope)))
        logarithm = evidence[f"{slope:g}"] - evidence["free"]
        assert logarithm == pytest.approx(np.log(ratio), abs=0.01)


@pytest.mark.parametrize("scatter_prior", ["uniform", "log_uniform", "half_normal"])
@pytest.mark.parametrize("abscissa", ["flat", "one_normal"])
def test_a_finer_grid_changes_nothing_that_draws_would_show(abscissa, scatter_prior):
    points, model = six(), Model(abscissa, scatter_prior=scatter_prior)
    # 24 scatters have to reach over the decades of the log-uniform prior.
    share = 0.05 if scatter_prior == "log_uniform" else 0.02
    fine = [3 * one for one in SIZES[abscissa]]
    coarse, exact = fit_many([points], model), fit_many([points], model, sizes=fine)
    for name in ("slope", "scatter"):
        width = exact[f"{name}_sd"].item()
        for one in ("mean", "sd", "q16", "median", "q84", "q975"):
            difference = coarse[f"{name}_{one}"].item() - exact[f"{name}_{one}"].item()
            assert abs(difference) < share * width
    assert coarse["log_evidence"].item() == pytest.approx(exact["log_evidence"].item(), abs=0.01)


def test_draws_have_the_moments_of_the_grid():
    points, model = six(), Model()
    found = fit(points, model, n_draws=40_000, rng=np.random.default_rng(5))
    expected = fit_many([points], model, sizes=(192, 144, 72)).iloc[0]
    for name in ("slope", "scatter"):
        draws, width = getattr(found, name), expected[f"{name}_sd"]
        assert draws.mean() == pytest.approx(expected[f"{name}_mean"], abs=4 * width / 200)
        assert draws.std() == pytest.approx(width, rel=0.02)
    assert found.diagnostics.n_effective == 40_000
    assert found.method == "quadrature"


def test_evidence_with_weighted_draws():
    """Errors whose sides differ in the ninth digit: the evidence of the grid."""
    near = [[0.25] * 6, [0.25 * (1 + 1e-9)] * 6]
    rng = np.random.default_rng(4)
    found = slope_evidence(six(y_error=near), Model(), rng=rng)
    expected = slope_evidence(six(), Model())
    assert found == pytest.approx(expected, abs=0.01)
    with pytest.raises(InputDataError, match="evidence with limits takes random numbers"):
        slope_evidence(six(y_error=near), Model())


def test_a_limit_becomes_a_normal_with_the_moments_below_it():
    limit, mean, variance = np.array([0.5, -1.0, 9.0]), np.array([1.0, 0.0, 0.0]), np.full(3, 4.0)
    value, error = normal_below(limit, mean, variance)
    both = 1 / (1 / variance + error**-2)
    law = truncnorm(-np.inf, (limit - mean) / 2, mean, 2)
    np.testing.assert_allclose(both[:2], law.var()[:2])
    np.testing.assert_allclose((both * (mean / variance + value / error**2))[:2], law.mean()[:2])
    assert np.isinf(error[2])


def test_a_narrow_posterior_is_found():
    """Of 300 points; the slope is known to about .01."""
    rng = np.random.default_rng(7)
    x = rng.normal(0, 3, 300)
    y = 1 + 1.3 * x + rng.normal(0, 0.3, 300)
    found = fit_many([Points.of(x, y, 0.0, 0.01)], Model()).iloc[0]
    design = np.stack([np.ones(300), x])
    fitted = np.linalg.lstsq(design.T, y, rcond=None)[0]
    rest = (y - fitted @ design).std(ddof=2)
    assert found["slope_mean"] == pytest.approx(fitted[1], abs=3e-4)
    assert found["slope_sd"] == pytest.approx(rest / x.std() / np.sqrt(300), rel=0.03)
    assert found["scatter_mean"] == pytest.approx(rest, rel=0.01)


def test_predictions_have_all_their_widths():
    found = fit(six(), Model(), n_draws=60_000, rng=np.random.default_rng(8))
    draws = found.predict([44.0, 47.0], [0.0, 0.5], np.random.default_rng(9))
    assert draws.shape == (60_000, 2)
    for one, (x, error) in enumerate(((44.0, 0.0), (47.0, 0.5))):
        line = found.intercept + found.slope * (x - found.pivot)
        assert draws[:, one].mean() == pytest.approx(line.mean(), abs=0.03)
        variance = line.var() + (found.scatter**2).mean() + error**2 * (found.slope**2).mean()
        assert draws[:, one].var() == pytest.approx(variance, rel=0.05)
