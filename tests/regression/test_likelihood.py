"""Likelihood of single sources against integrals over their true abscissa and ordinate."""

from __future__ import annotations

import numpy as np
import pytest
from regression_points import SIX, double_integral, of_two_sides, six
from scipy.stats import multivariate_normal, norm

from nusources.errors import InputDataError
from nusources.regression.likelihood import (
    Lines,
    log_likelihoods,
    quadrant_probability,
    refuse_limits,
)
from nusources.regression.model import Model
from nusources.regression.points import Points

SLOPE, INTERCEPT, SCATTER, MEAN, WIDTH = 0.8, 44.2, 0.4, -0.3, 1.1


def line(is_flat: bool = False) -> Lines:
    shape = [np.empty((0, 1))] * 2 if is_flat else [np.array([[MEAN]]), np.array([[WIDTH]])]
    given = (np.array([one]) for one in (SLOPE, INTERCEPT, SCATTER))
    return Lines(*given, *shape, np.ones(1))


def brute_force(points: Points, which: int, is_flat: bool) -> float:
    """Integral over the truth of one source, by quadrants; written out from the definitions."""
    value = {"x": points.x[which] - points.pivot, "y": points.y[which]}
    is_limit = {"x": points.is_x_limit[which], "y": points.is_y_limit[which]}
    rho = 0.0 if any(is_limit.values()) else points.correlation[which]

    def deviation(at: np.ndarray, axis: str) -> np.ndarray:
        low, high = (vars(points)[f"{axis}_error_{side}"][which] for side in ("low", "high"))
        return (at - value[axis]) / np.where(at > value[axis], high, low)

    def measured(at_x: np.ndarray, at_y: np.ndarray) -> np.ndarray:
        at = {"x": at_x, "y": at_y}
        z = [deviation(at[axis], axis) * (not is_limit[axis]) for axis in "xy"]
        found = np.exp(-0.5 * (z[0] ** 2 - 2 * rho * z[0] * z[1] + z[1] ** 2) / (1 - rho**2))
        for axis in "xy":
            if is_limit[axis]:
                width = vars(points)[f"{axis}_error_low"][which]
                found = found * norm.cdf((value[axis] - at[axis]) / width)
        return found

    def truth(at_x: np.ndarray, at_y: np.ndarray) -> np.ndarray:
        population = 1.0 if is_flat else norm.pdf(at_x, MEAN, WIDTH)
        return population * norm.pdf(at_y, INTERCEPT + SLOPE * at_x, SCATTER)

    cuts = [
        [value[axis] - (12 if is_limit[axis] else 3), value[axis], value[axis] + 3] for axis in "xy"
    ]
    found = double_integral(lambda *at: truth(*at) * measured(*at), *cuts)
    # A measured value has a density: what is measured, integrated over truth, is 1.
    for axis in "xy":
        if any(is_limit.values()) and not is_limit[axis]:
            low, high = (vars(points)[f"{axis}_error_{side}"][which] for side in ("low", "high"))
            found /= np.sqrt(2 * np.pi) * (low + high) / 2
    return found if any(is_limit.values()) else found / double_integral(measured, *cuts)


CASES = {
    "gaussian": six(correlation=0.3),
    "two sides": of_two_sides(),
    "limit of y": of_two_sides(is_y_limit=[False] * 5 + [True]),
    "limit of y, equal sides": six(is_y_limit=[False] * 5 + [True]),
    "limit of x": of_two_sides(is_x_limit=[False] * 5 + [True]),
    "limit of y, alike sides": six(correlation=0.3, is_y_limit=[False] * 5 + [True]),
    "both limits": of_two_sides(is_x_limit=[False] * 5 + [True], is_y_limit=[False] * 5 + [True]),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("is_flat", [False, True])
def test_a_source_has_the_likelihood_of_brute_force(case, is_flat):
    points = CASES[case]
    if is_flat and points.is_x_limit.any():
        pytest.skip("refused")
    found = log_likelihoods(points, line(is_flat))[0]
    for which in (2, 5):
        expected = np.log(brute_force(points, which, is_flat))
        assert found[which] == pytest.approx(expected, abs=1e-5), which


@pytest.mark.parametrize("is_flat", [False, True])
def test_sides_that_are_alike_are_gaussian(is_flat):
    """The closed form, and the sum over quadrants: errors that differ in the ninth digit."""
    rng = np.random.default_rng(1)
    given = rng.normal(0, 1, 20), rng.normal(44, 1, 20), rng.uniform(0.05, 2, 20)
    shape = rng.normal(0, 1, (1, 20)), rng.uniform(0.1, 2, (1, 20))
    lines = Lines(*given, *(one[:0] if is_flat else one for one in shape), np.ones(20))
    near = [[0.25] * 6, [0.25 * (1 + 1e-9)] * 6]
    found = log_likelihoods(Points.of(*SIX.values(), 0.15, near, correlation=0.3), lines)
    expected = log_likelihoods(six(correlation=0.3), lines)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_limits_far_above_say_nothing():
    far = Points.of([*SIX["x"], 60.0], [*SIX["y"], 70.0], 0.1, 0.2, is_y_limit=[False] * 6 + [True])
    found = log_likelihoods(far, line())[0, -1]
    expected = norm.logpdf(60.0 - far.pivot, MEAN, np.hypot(WIDTH, 0.1))
    assert found == pytest.approx(expected, abs=1e-8)


def test_flat_abscissae_take_no_limit():
    points = CASES["limit of x"]
    with pytest.raises(InputDataError, match=r"limit on the abscissa \(source '6'\).*found 'flat'"):
        refuse_limits(points, Model("flat"))
    refuse_limits(points, Model())


def test_probability_of_a_quadrant():
    rng = np.random.default_rng(2)
    h, k = rng.normal(0, 1.5, (2, 30))
    correlation = rng.uniform(-0.95, 0.95, 30)
    found = quadrant_probability(h, k, correlation)
    for place in range(30):
        law = multivariate_normal([0, 0], [[1, correlation[place]], [correlation[place], 1]])
        assert found[place] == pytest.approx(law.cdf([h[place], k[place]]), abs=1e-7)
    zero = np.zeros(1)
    assert quadrant_probability(zero, np.ones(1), zero)[0] == pytest.approx(norm.cdf(1) / 2)
