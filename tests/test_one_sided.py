"""Every probability is one-sided (docs/conventions.md): n sigma is p = erfc(n / sqrt(2)) / 2."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from nusources.figures.chang2022.event_count_numbers import right_tailed_normal
from nusources.spatial.limits.critical_counts import CRITERIA, critical_count
from nusources.spatial.limits.event_limits import classical_upper_limit
from nusources.spatial.nulls.count_distribution import poisson
from nusources.spatial.nulls.exact_pairs import summarise_pairs
from nusources.spatial.nulls.exact_variance import CountMoments, summarise_moments


def one_sided(n_sigma: float) -> float:
    return math.erfc(n_sigma / math.sqrt(2)) / 2


def tail_of_poisson(count: int, mean: float) -> float:
    """P(N >= count), term by term, from where nothing is left."""
    terms = (math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(count, 400))
    return math.fsum(terms)


def fewest(p_value: float, mean: float) -> int:
    return next(count for count in range(400) if tail_of_poisson(count, mean) <= p_value)


def test_tabulated_p_values():
    """Tables of the normal distribution: .00135 and 2.87e-7; two-sided ones are twice these."""
    assert one_sided(3) == pytest.approx(1.349898e-3, rel=1e-6)
    assert one_sided(5) == pytest.approx(2.866516e-7, rel=1e-6)


def test_the_criteria_of_sensitivity_and_discovery():
    asked = {one.name: (one.p_value, one.power) for one in CRITERIA}
    assert asked == {
        "sensitivity": (0.5, 0.9),
        "discovery_3sigma": (pytest.approx(one_sided(3), rel=1e-12), 0.5),
        "discovery_5sigma": (pytest.approx(one_sided(5), rel=1e-12), 0.5),
    }


@pytest.mark.parametrize("n_sigma", [3, 5])
def test_counts_of_three_and_five_sigma(n_sigma):
    """At this mean half and twice the p-value ask for other counts."""
    mean, criterion = 20.0, CRITERIA[{3: 1, 5: 2}[n_sigma]]
    less, one, more = (fewest(factor * one_sided(n_sigma), mean) for factor in (2, 1, 0.5))
    assert less < one < more
    found = critical_count(np.zeros(0, dtype=int), poisson(mean), criterion.p_value)
    assert found.count == one
    pairs = summarise_pairs(np.array([[25]]), [[poisson(mean)]], ["g"], [5.0]).iloc[0]
    assert pairs[f"n_pairs_{n_sigma}sigma"] == one
    assert pairs["p_value"] == pytest.approx(tail_of_poisson(25, mean), rel=1e-12)
    assert pairs["p_value_low"] == pytest.approx(1 - tail_of_poisson(26, mean), rel=1e-12)


def test_a_normal_p_value_is_right_tailed():
    """Mean 6.5, sigma 2: 13 events begin at 12.5, 3 sigma above; 1 event at .5, 3 sigma below."""
    moments = CountMoments(np.full((2, 1), 6.5), np.full((2, 1), 4.0), np.full((2, 1), 9.0))
    excess = pd.DataFrame(
        {
            "group": ["high", "low"],
            "log10_energy_min": 5.0,
            "n_observed": [13, 1],
            "n_expected": [6.51, 6.48],
            "sigma": [2.02, 1.99],
            "n_scrambles": 10_000,
        }
    )
    table = summarise_moments(moments, excess, ["high", "low"], [5.0])
    assert table["p_value_normal"].tolist() == pytest.approx(
        [one_sided(3), 1 - one_sided(3)], rel=1e-12
    )
    # Errors of the scrambles: 2 / sqrt(10^4) = .02 of the mean, .02 / sqrt(2) of sigma.
    assert table["mean_pull"].tolist() == pytest.approx([0.5, -1.0], rel=1e-9)
    expected = [0.02 * math.sqrt(2) / 0.02, -0.01 * math.sqrt(2) / 0.02]
    assert table["sigma_pull"].tolist() == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("n_sigma", [-2.0, 0.0, 3.0])
def test_the_normal_reading_of_printed_counts(n_sigma):
    found = right_tailed_normal(10.0 + 2.5 * n_sigma, 10.0, 2.5)
    assert found == pytest.approx(one_sided(n_sigma), rel=1e-12)


@pytest.mark.parametrize("level", [0.683, 0.9, 0.95])
def test_an_upper_limit_has_all_of_its_error_on_one_side(level):
    """Nothing seen, nothing expected: exp(-s) = 1 - CL."""
    limit = classical_upper_limit(0, poisson(0.0), level)
    assert limit == pytest.approx(-math.log(1 - level), rel=1e-8)
