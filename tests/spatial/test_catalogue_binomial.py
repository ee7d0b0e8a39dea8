"""Binomial test against closed forms, trials and the published list of sources."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from spatial.skies import STEADY

from nusources.catalogs.neutrino_results.icecube_searches import read_source_list
from nusources.contracts.spatial_depth import BINOMIAL_SCAN, BINOMIAL_TEST
from nusources.errors import InputDataError
from nusources.spatial.catalogue_binomial import (
    binomial_scan,
    corrected_p_value,
    scan_table,
    simulated_p_value,
    smallest_p,
    summarise_test,
)
from nusources.tables import check_table

SEARCHED = 0.1
"""Largest p-value searched: sources without a fitted signal are printed with p near 0.5."""


def test_published_result(mirror):
    """PRL 124 (2020) 051103: the best of the northern list are four sources, 3.3e-5.

    The list of 110 has 97 sources north of -5 deg; all 110 give 5.4e-5 for the same four.
    """
    table = read_source_list(mirror / "icecube_10year_source_list" / "sources.txt")
    p_values = 10.0 ** -table["minus_log10_p"].to_numpy()
    north = p_values[table["dec"] > -5]
    assert len(north) == 97
    k, p_local = smallest_p(north, SEARCHED)
    assert k == 4
    assert p_local == pytest.approx(3.3e-5, abs=0.05e-5)
    assert smallest_p(p_values, SEARCHED) == (4, pytest.approx(5.43e-5, abs=0.005e-5))
    names = table["source_name"].to_numpy()[table["dec"] > -5]
    scan = scan_table(north, names, "north")
    best = {"NGC 1068", "TXS 0506+056", "PKS 1424+240", "GB6 J1542+6129"}
    assert set(scan["source_name"][:4]) == best


def test_scan_by_hand():
    """p = .1, .5: 1 - .9^2 = .19 and .5^2 = .25."""
    np.testing.assert_allclose(binomial_scan(np.array([0.5, 0.1])), [0.19, 0.25], rtol=1e-12)
    assert smallest_p(np.array([0.5, 0.1])) == (1, pytest.approx(0.19))
    assert smallest_p(np.array([0.5, 0.1]), 0.05) == (0, 1.0)


@STEADY
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_scan_is_a_binomial_sum(p_values):
    n, ordered = len(p_values), sorted(p_values)
    for k, found in enumerate(binomial_scan(np.array(p_values)), start=1):
        p = ordered[k - 1]
        terms = [math.comb(n, m) * p**m * (1 - p) ** (n - m) for m in range(k, n + 1)]
        assert found == pytest.approx(sum(terms), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("x", [1e-12, 1e-3, 0.2, 0.9, 1.0])
def test_correction_of_one_and_two_sources(x):
    """One: nothing to correct. Two: the plane outside of U(1) > c1, U(2) > c2."""
    assert corrected_p_value(x, 1) == pytest.approx(x, rel=1e-10)
    c1, c2 = 1 - math.sqrt(1 - x), math.sqrt(x)
    crossed = c1 * (2 - c1) + (c2 - c1) ** 2
    # 1 - sqrt(1 - x) has few digits at small x.
    assert corrected_p_value(x, 2) == pytest.approx(crossed, rel=1e-10 + 1e-15 / x)


@STEADY
@given(st.floats(-8, -0.01), st.integers(1, 40), st.floats(0.01, 1))
def test_bounds_of_the_correction(log10_x, n, largest):
    """At least one of n steps, at most all of them; a shorter search costs less."""
    x = 10.0**log10_x
    whole, part = corrected_p_value(x, n), corrected_p_value(x, n, largest)
    assert x * (1 - 1e-9) <= whole <= min(n * x, 1) * (1 + 1e-9)
    assert part <= whole * (1 + 1e-9)


@pytest.mark.parametrize(("n", "x", "largest"), [(5, 0.1, 1), (30, 0.02, 1), (110, 0.05, 0.1)])
def test_correction_against_trials(n, x, largest):
    exact = corrected_p_value(x, n, largest)
    found, error = simulated_p_value(x, n, 4000, largest, rng=np.random.default_rng(n))
    assert found == pytest.approx(exact, abs=4.5 * error + 1 / 4000)
    assert exact > 1.2 * x


@pytest.mark.parametrize("largest", [1.0, 0.3])
def test_corrected_p_values_are_uniform(largest):
    """Up to .3, one list of 20 in a thousand has nothing to search and the p-value 1."""
    rng = np.random.default_rng(2)
    local = [smallest_p(rng.random(20), largest)[1] for _ in range(500)]
    found = np.array([corrected_p_value(one, 20, largest) for one in local])
    assert stats.kstest(found, "uniform").pvalue > 1e-3


@pytest.mark.parametrize("value", [-0.1, 1.5, math.nan])
def test_wrong_p_values(value):
    text = r"row 2, column 'p_value': not a probability; found .*; expected 0 to 1"
    with pytest.raises(InputDataError, match=text):
        binomial_scan(np.array([0.5, value]))
    with pytest.raises(InputDataError, match="no p-values; found 0; expected at least one"):
        binomial_scan(np.array([]))


def test_the_tables():
    p_values = np.array([0.3, 0.001, 0.8, 0.002])
    names = np.array(["a", "b", "c", "d"], dtype=object)
    scan = scan_table(p_values, names, "mine")
    check_table(scan, BINOMIAL_SCAN)
    assert scan["source_name"].tolist() == ["b", "d", "a", "c"]
    table = summarise_test(p_values, "mine", 300, 0.5, rng=np.random.default_rng(1))
    check_table(table, BINOMIAL_TEST)
    row = table.iloc[0]
    assert (row["k_best"], row["p_threshold"]) == (2, 0.002)
    assert row["p_local"] == scan["p_binomial"].min()
    assert row["p_local"] < row["p_global"] == corrected_p_value(row["p_local"], 4, 0.5)
    none = summarise_test(np.array([0.9]), "none", 10, 0.5, rng=np.random.default_rng(1))
    check_table(none, BINOMIAL_TEST)
    assert none[["k_best", "p_global"]].iloc[0].tolist() == [0, 1]
