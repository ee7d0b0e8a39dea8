from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from nusources.errors import InputDataError
from nusources.likelihood.fit import fit_counts, fit_fractions, fit_fractions_of

FREE = {"lower": -np.inf, "upper": np.inf}


def test_equal_densities_say_nothing():
    for bounds in ({}, FREE):
        fractions, statistics = fit_fractions(np.ones((2, 5)), **bounds)
        assert fractions.tolist() == [0, 0]
        assert statistics.tolist() == [0, 0]


@given(
    n_near=st.integers(1, 40),
    n_far=st.integers(1, 40),
    near=st.floats(1.1, 1e5),
    far=st.floats(0, 0.9),
)
def test_two_values_solve_an_equation(n_near, n_far, near, far):
    # n a / (1 + f a) + m b / (1 + f b) = 0 with a = near - 1, b = far - 1.
    a, b = near - 1, far - 1
    exact = -(n_near * a + n_far * b) / ((n_near + n_far) * a * b)
    ratios = np.repeat([near, far], [n_near, n_far])
    (free,), _ = fit_fractions(ratios, **FREE)
    assert free == pytest.approx(exact, rel=1e-9, abs=1e-11)
    (bounded,), (statistic,) = fit_fractions(ratios)
    assert bounded == pytest.approx(min(max(exact, 0), 1), rel=1e-9, abs=1e-11)
    likelihood = n_near * np.log1p(bounded * a) + n_far * np.log1p(bounded * b)
    assert statistic == pytest.approx(2 * likelihood, rel=1e-9, abs=1e-9)


def test_three_values_solve_a_quadratic():
    # Numbers n, m, k of S / B = 0, 2 and 4, excess -1, 1 and 3.
    n, m, k = 7, 3, 2
    # -n (1 + f)(1 + 3 f) + m (1 - f)(1 + 3 f) + 3 k (1 - f)(1 + f) = 0
    roots = np.roots([-3 * n - 3 * m - 3 * k, -4 * n + 2 * m, -n + m + 3 * k])
    ratios = np.repeat([0.0, 2.0, 4.0], [n, m, k])
    inside = [root for root in roots if -1 / 3 < root < 1]
    assert fit_fractions(ratios, **FREE)[0] == pytest.approx(inside, rel=1e-12)


@given(seed=st.integers(0, 10_000), n=st.integers(1, 30), shape=st.floats(0.05, 5))
def test_the_maximum_is_that_of_a_minimizer(seed, n, shape):
    ratios = np.random.default_rng(seed).gamma(shape, 1 / shape, n)
    (fraction,), (statistic,) = fit_fractions(ratios)

    def negative(f):
        with np.errstate(divide="ignore"):
            return -2 * np.log1p(f * (ratios - 1)).sum()

    found = minimize_scalar(negative, bounds=(0, 1), method="bounded", options={"xatol": 1e-10})
    assert statistic >= -found.fun - 1e-8
    assert statistic >= 0
    assert statistic == pytest.approx(-negative(fraction), rel=1e-9, abs=1e-12)


def test_free_fractions_stop_where_a_density_would_vanish():
    ratios = np.array([0.0] * 1000 + [5.0])
    (fraction,), _ = fit_fractions(ratios, **FREE)
    assert -1 / 4 < fraction < 0
    assert fit_fractions(ratios)[0] == [0]
    assert fit_fractions(ratios, lower=-0.1, upper=1)[0] == [-0.1]


def test_a_likelihood_without_maximum_goes_to_its_bound():
    assert fit_fractions([0.0, 0.5], **FREE)[0] == [-np.inf]
    assert fit_fractions([0.5, 1.0], **FREE) == ([-np.inf], [np.inf])
    assert fit_fractions([1.5, 2.0], **FREE)[0] == [np.inf]
    assert fit_fractions([1.5, 2.0])[0] == [1]


def test_experiments_of_unequal_numbers():
    rng = np.random.default_rng(1)
    parts = [rng.gamma(0.3, 3, n) for n in (5, 1, 80)]
    fractions, statistics = fit_fractions_of(np.concatenate(parts), np.cumsum([0, 5, 1, 80]))
    alone = [fit_fractions(one) for one in parts]
    assert fractions.tolist() == [one[0][0] for one in alone]
    assert statistics.tolist() == [one[1][0] for one in alone]


def test_counted_events_are_events():
    ratios, counts = np.array([0.0, 0.5, 4.0, 30.0]), np.array([[9, 0, 2, 1], [0, 5, 0, 0]])
    found = fit_counts(ratios, counts, lower=-np.inf, upper=np.inf)
    for number, one in enumerate(counts):
        single = fit_fractions(np.repeat(ratios, one), **FREE)
        assert found[0][number] == pytest.approx(single[0][0], rel=1e-12)
        assert found[1][number] == pytest.approx(single[1][0], rel=1e-12)
    with pytest.raises(InputDataError, match="out of order"):
        fit_counts(ratios[::-1], counts)
    with pytest.raises(InputDataError, match="zero events"):
        fit_counts(ratios, np.zeros((1, 4), dtype=int))


def test_the_order_of_events_changes_no_byte():
    ratios = np.random.default_rng(2).gamma(0.1, 10, (3, 500))
    moved = ratios[::-1, np.random.default_rng(3).permutation(500)]
    for one, other in zip(fit_fractions(ratios), fit_fractions(moved), strict=True):
        assert one[::-1].tobytes() == other.tobytes()


@pytest.mark.parametrize(
    ("ratios", "bounds", "told"),
    [
        (np.ones((2, 0)), {}, "zero events"),
        ([1.0, -0.5], {}, "a ratio of densities that cannot be used; found -0.5"),
        ([1.0, np.inf], {}, "a ratio of densities"),
        ([1.0, 2.0], {"lower": 0.5}, "bounds of the fraction"),
    ],
)
def test_what_cannot_be_fitted_is_told(ratios, bounds, told):
    with pytest.raises(InputDataError, match=told):
        fit_fractions(ratios, **bounds)
