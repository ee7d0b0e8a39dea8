"""Sums of counts against closed forms and exact fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from spatial.skies import STEADY

from nusources.spatial.nulls.count_distribution import (
    CountDistribution,
    from_counts,
    from_weights,
    number_of_successes,
    poisson,
    sum_of_independent,
)

WEIGHTS = st.lists(st.integers(0, 2**32), min_size=1, max_size=5).filter(any)


def fractions_of_sum(parts: list[list[int]]) -> list[Fraction]:
    """Convolution without rounding."""
    total = [Fraction(1)]
    for weights in parts:
        product = [Fraction(0)] * (len(total) + len(weights) - 1)
        for i, one in enumerate(total):
            for k, weight in enumerate(weights):
                product[i + k] += one * Fraction(weight, sum(weights))
        total = product
    return total


@STEADY
@given(st.lists(WEIGHTS, max_size=7))
def test_sums_are_those_of_fractions(parts):
    exact = fractions_of_sum(parts)
    found = sum_of_independent([from_weights(np.array(one)) for one in parts])
    for count in range(len(exact) + 2):
        high, low = sum(exact[count:], Fraction(0)), sum(exact[: count + 1], Fraction(0))
        assert found.at_least(count) == pytest.approx(float(high), rel=1e-13, abs=1e-240)
        assert found.at_most(count) == pytest.approx(float(low), rel=1e-13, abs=1e-240)


def test_far_tails_keep_their_digits():
    """40 sources with three rare counts each: tails of 1e-100 and below, to ten digits."""
    rng = np.random.default_rng(1)
    parts = [[2**32, *rng.integers(1, 2**20, 3).tolist()] for _ in range(40)]
    exact = fractions_of_sum(parts)
    found = sum_of_independent([from_weights(np.array(one)) for one in parts])
    for count in range(0, 120, 7):
        p_value = sum(exact[count:])
        if p_value > Fraction(1, 10**200):
            assert found.at_least(count) == pytest.approx(float(p_value), rel=1e-10)
    assert Fraction(1, 10**200) < sum(exact[98:]) < Fraction(1, 10**100), "far enough"


@pytest.mark.parametrize("n", [1, 63, 64, 65, 700])
def test_equal_successes_are_binomial(n):
    found = number_of_successes(np.full(n, 0.03))
    expected = stats.binom(n, 0.03)
    tails = [found.at_least(count) for count in range(min(n, 40))]
    np.testing.assert_allclose(tails, expected.sf(np.arange(min(n, 40)) - 1), rtol=1e-9)
    assert (found.mean, found.sigma) == pytest.approx((expected.mean(), expected.std()))


@pytest.mark.parametrize("n", [63, 64, 65, 128])
def test_all_events_of_a_row_may_happen(n):
    """Certain events all happen; even chances all happen with probability 2^-n."""
    certain = number_of_successes(np.ones(n))
    assert (certain.first, certain.probability.tolist()) == (n, [1.0])
    assert number_of_successes(np.full(n, 0.5)).at_least(n) == pytest.approx(0.5**n, rel=1e-12)


def test_unequal_successes():
    happens = np.array([0.0, 1.0, 0.5, 1.0])
    found = number_of_successes(happens)
    assert found.first == 2
    np.testing.assert_array_equal(found.probability, [0.5, 0.5])
    assert number_of_successes(np.empty(0)).probability.tolist() == [1.0]


def test_poisson():
    found = poisson(7.5)
    assert (found.mean, found.sigma) == pytest.approx((7.5, 7.5**0.5), rel=1e-12)
    assert found.at_least(20) == pytest.approx(stats.poisson(7.5).sf(19), rel=1e-12)
    assert poisson(0).probability.tolist() == [1.0]


def test_tails_and_quantiles():
    found = CountDistribution(3, np.array([0.25, 0.5, 0.25]))
    assert found.counts.tolist() == [3, 4, 5]
    assert [found.at_least(count) for count in (-1, 3, 4, 5, 6)] == [1, 1, 0.75, 0.25, 0]
    assert [found.at_most(count) for count in (-1, 2, 3, 5, 9)] == [0, 0, 0.25, 1, 1]
    assert [found.smallest_count(p) for p in (1, 0.75, 0.5, 0.25, 0.1)] == [3, 4, 5, 5, 6]
    assert (found.mean, found.sigma) == (4, 0.5**0.5)


def test_probabilities_are_at_most_one():
    """Rounding may leave a sum above one; a probability is not."""
    found = CountDistribution(0, np.array([0.5, 0.5 + 1e-9]))
    assert (found.at_least(0), found.at_most(1)) == (1.0, 1.0)


def test_weights_need_not_add_up_to_one():
    found = from_weights(np.array([0, 1, 3]))
    assert (found.first, found.probability.tolist()) == (1, [0.25, 0.75])


def test_frequencies():
    found = from_counts(np.array([2, 2, 4, 3]))
    assert found.first == 2
    assert found.probability.tolist() == [0.5, 0.25, 0.25]
