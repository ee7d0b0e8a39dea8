"""Partial correlations with upper limits, against sums over all sets of sources."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nusources.errors import InputDataError
from nusources.luminosity.partial import (
    concordance,
    first_projections,
    order_matrix,
    partial_kendall,
    partial_pearson,
)

LIMITS = st.integers(0, 2**32 - 1)


def made_up(n: int, seed: int, slope: float = 0.0, both: float = 0.3) -> tuple[np.ndarray, ...]:
    """Two quantities that both follow a third one, and limits of the first."""
    rng = np.random.default_rng(seed)
    third = rng.normal(size=n)
    first, second = (both * third + rng.normal(size=n) for _ in range(2))
    return first + slope * second, second, third, rng.random(n) < 0.3


def test_known_orders_of_limits():
    order = order_matrix(np.array([1.0, 2.0, 3.0, 3.0]), np.array([True, False, True, False]))
    assert order.tolist() == [
        [0, 1, 0, 1],  # a limit of 1 is below the values 2 and 3, and not known beside a limit of 3
        [-1, 0, 0, 1],
        [0, 0, 0, 0],  # a limit of 3 may be anywhere below the value 3, or equal to it
        [-1, -1, 0, 0],
    ]


def test_without_limits_tau_is_that_of_scipy():
    first, second, third, _ = made_up(25, 3)
    t = {
        pair: stats.kendalltau(*pair_values).statistic
        for pair, pair_values in {
            "12": (first, second),
            "13": (first, third),
            "23": (second, third),
        }.items()
    }
    expected = (t["12"] - t["13"] * t["23"]) / np.sqrt((1 - t["13"] ** 2) * (1 - t["23"] ** 2))
    assert partial_kendall(first, second, third).tau == pytest.approx(expected)


def projections_by_sets(both, with_first, with_second) -> np.ndarray:
    """The kernel of each set of four sources, averaged over those that hold a source."""
    n = len(both)
    held: list[list[float]] = [[] for _ in range(n)]
    for four in combinations(range(n), 4):
        orders = list(permutations(four))
        kernel = np.mean(
            [both[a, b] - with_first[a, b] * with_second[c, d] for a, b, c, d in orders]
        )
        for one in four:
            held[one].append(kernel)
    return np.array([np.mean(one) for one in held])


@pytest.mark.parametrize("n", [5, 6, 9])
def test_projections_are_means_over_sets_of_four(n):
    first, second, third, is_limit = made_up(n, n)
    none = np.zeros(n, dtype=bool)
    matrices = (
        concordance(first, second, is_limit, none),
        concordance(first, third, is_limit, none),
        concordance(second, third, none, none),
    )
    found, expected = first_projections(*matrices), projections_by_sets(*matrices)
    np.testing.assert_allclose(found, expected, atol=1e-12)
    result = partial_kendall(first, second, third, is_first_limit=is_limit)
    one, other = (matrix.sum() / n / (n - 1) for matrix in matrices[1:])
    variance = 16 * expected.var(ddof=1) / n / (1 - one**2) / (1 - other**2)
    assert result.error == pytest.approx(np.sqrt(variance))
    assert result.p_value == pytest.approx(stats.norm.sf(result.tau / result.error))


def test_limits_of_either_quantity_count_alike():
    first, second, third, is_limit = made_up(20, 5)
    one = partial_kendall(first, second, third, is_first_limit=is_limit)
    other = partial_kendall(second, first, third, is_second_limit=is_limit)
    assert (one.tau, one.error) == pytest.approx((other.tau, other.error))


@given(LIMITS)
def test_order_and_monotonic_changes_do_not_matter(seed):
    first, second, third, is_limit = made_up(12, seed)
    order = np.random.default_rng(seed).permutation(12)
    one = partial_kendall(first, second, third, is_first_limit=is_limit)
    other = partial_kendall(
        np.exp(first[order]), 3 * second[order], third[order] ** 3, is_first_limit=is_limit[order]
    )
    assert (one.tau, one.error) == pytest.approx((other.tau, other.error))


def test_error_is_the_scatter_of_tau_and_p_is_uniform_without_a_relation():
    found = []
    for seed in range(600):
        first, second, third, is_limit = made_up(48, seed)
        found.append(partial_kendall(first, second, third, is_first_limit=is_limit))
    tau, error, p_value = np.array([(one.tau, one.error, one.p_value) for one in found]).T
    assert error.mean() == pytest.approx(tau.std(), rel=0.1)
    assert 0.03 < np.mean(p_value < 0.05) < 0.09
    related = [partial_kendall(*made_up(48, seed, 1.0)[:3]).p_value for seed in range(50)]
    assert np.median(related) < 1e-3


def test_a_strong_common_dependence_leaves_a_partial_tau():
    tau = [partial_kendall(*made_up(48, seed, both=2.0)[:3]).tau for seed in range(100)]
    assert np.mean(tau) > 0.1


def test_partial_pearson_is_the_correlation_of_residuals():
    first, second, third, _ = made_up(20, 2)
    residuals = [one - np.polyval(np.polyfit(third, one, 1), third) for one in (first, second)]
    expected = stats.pearsonr(*residuals).statistic
    r, p_value = partial_pearson(first, second, third)
    assert r == pytest.approx(expected)
    assert p_value == pytest.approx(stats.t.sf(r * np.sqrt(17 / (1 - r**2)), 17))


def test_four_sources_are_too_few():
    with pytest.raises(InputDataError, match="too few sources"):
        partial_kendall(*made_up(4, 1)[:3])
