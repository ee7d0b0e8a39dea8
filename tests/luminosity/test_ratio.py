"""The ratio of luminosities: its errors, two-sample tests and their power."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from luminosity_tables import made_up_luminosities
from scipy import stats
from test_correlations import SAMPLES

from nusources.contracts.luminosity_tests import RATIO_POWER, RATIOS
from nusources.errors import InputDataError
from nusources.luminosity.ratio import PowerGrid, TwoSamples, ratios
from nusources.luminosity.two_samples import p_values_at, splits, two_sample_statistics
from nusources.tables import check_table

MANY = 10**6


def rows_of(first, second, most=MANY) -> dict[str, dict]:
    both = TwoSamples.of(np.array(first), np.array(second), most, np.random.default_rng(2))
    return {row["statistic"]: row for row in both.tests()}


def test_the_ratio_has_no_distance():
    table = made_up_luminosities(seed=3)
    rows = ratios(table, SAMPLES)
    check_table(rows, RATIOS)
    far = table.copy()
    for column in ("log10_xray_luminosity", "log10_neutrino_luminosity"):
        far[column] += 2.0
    np.testing.assert_allclose(ratios(far, SAMPLES)["log10_ratio"], rows["log10_ratio"])
    first = table[table["source_name"] == "calibration 1"].iloc[0]
    expected = first["log10_xray_luminosity"] - first["log10_neutrino_luminosity"]
    assert rows["log10_ratio"].iloc[0] == expected


def test_errors_of_the_ratio_leave_out_the_distance():
    table = made_up_luminosities(n_blazars=0, n_source_list=0, n_xray_agn=0)
    low, high, distance = 0.3, 0.4, 0.2
    table["log10_xray_error_low"], table["log10_xray_error_high"] = np.hypot(0.1, distance), 0.5
    table["log10_neutrino_error_low"] = low
    table["log10_neutrino_error_high"] = np.hypot(high, distance)
    both = np.hypot(0.1, distance) * np.hypot(high, distance)
    table["error_correlation"] = distance**2 / both
    rows = ratios(table, SAMPLES)
    np.testing.assert_allclose(rows["log10_ratio_error_low"], np.hypot(0.1, high))
    correlation = distance**2 / both
    expected = np.sqrt(0.5**2 + low**2 - 2 * correlation * 0.5 * low)
    np.testing.assert_allclose(rows["log10_ratio_error_high"], expected)


@pytest.mark.filterwarnings("ignore:ks_2samp:RuntimeWarning")
@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(2, 6), st.booleans())
def test_p_values_are_those_of_scipy(seed, n, m, with_ties):
    rng = np.random.default_rng(seed)
    first, second = rng.normal(0.4, 1, n), rng.normal(0, 1, m)
    if with_ties:
        first, second = first.round(), second.round()
    found = rows_of(first, second)
    larger = stats.mannwhitneyu(first, second).statistic
    assert found["mann_whitney"]["value"] == pytest.approx(abs(larger - n * m / 2))
    assert found["kolmogorov_smirnov"]["value"] == pytest.approx(
        stats.ks_2samp(first, second, method="asymp").statistic
    )
    if not with_ties:  # of equal values scipy knows no exact distribution
        exact = stats.mannwhitneyu(first, second, method="exact").pvalue
        assert found["mann_whitney"]["p_value"] == pytest.approx(exact)
        exact = stats.ks_2samp(first, second, method="exact").pvalue
        assert found["kolmogorov_smirnov"]["p_value"] == pytest.approx(exact)


def test_equal_values_share_their_ranks():
    first, second = [1.0, 2.0, 2.0], [2.0, 3.0, 1.0, 4.0]
    values = np.array(first + second)
    ways = splits(7, 3, MANY, np.random.default_rng(0))
    null = [abs(stats.mannwhitneyu(values[way], values[~way]).statistic - 6) for way in ways]
    found = two_sample_statistics(values, ways)
    np.testing.assert_allclose(found["mann_whitney"], null)
    null = [stats.ks_2samp(values[way], values[~way]).statistic for way in ways]
    np.testing.assert_allclose(found["kolmogorov_smirnov"], null)


def test_all_splits_or_drawn_ones():
    rng = np.random.default_rng(4)
    every = splits(13, 6, 1716, rng)
    assert every.shape == (1716, 13)
    assert len(np.unique(every, axis=0)) == 1716
    assert (every.sum(axis=1) == 6).all()
    drawn = splits(13, 6, 1715, rng)
    assert drawn.shape == (1715, 13)
    assert (drawn.sum(axis=1) == 6).all()
    first, second = rng.normal(1, 1, 6), rng.normal(0, 1, 7)
    exact, some = rows_of(first, second), rows_of(first, second, most=1700)
    for name, row in some.items():
        assert exact[name]["is_exact"]
        assert exact[name]["p_value_error"] == 0
        assert not row["is_exact"]
        assert row["p_value"] == pytest.approx(exact[name]["p_value"], abs=5 * row["p_value_error"])


def test_as_many_splits_as_allowed_are_all_of_them():
    ratios_of = np.array([0.1, 0.5]), np.array([0.2, 0.9, 1.5])
    rng = np.random.default_rng(1)
    assert [TwoSamples.of(*ratios_of, most, rng).is_exact for most in (9, 10)] == [False, True]


def test_errors_that_are_all_distance_cancel():
    table = made_up_luminosities(n_blazars=0, n_source_list=0, n_xray_agn=0)
    for axis in ("xray", "neutrino"):
        for side in ("low", "high"):
            table[f"log10_{axis}_error_{side}"] = 0.1 + 1e-17
    table["error_correlation"] = 1.0
    np.testing.assert_allclose(ratios(table, SAMPLES)["log10_ratio_error_low"], 0, atol=1e-8)


def test_a_test_rejects_at_its_level():
    both = TwoSamples.of(np.array([0.0, 0.1]), np.array([1.0, 1.1]), MANY, np.random.default_rng(1))
    p_least = both.tests()[0]["p_value"]
    assert p_least == 2 / 6
    grid = PowerGrid((100.0,), 10, p_least)
    assert (both.power(grid, np.random.default_rng(1))["power"] == 1).all()


def test_p_values_count_the_observed_split_once():
    null = np.array([0.0, 1.0, 1.0, 2.0])
    assert p_values_at(1.0, null, is_exact=True) == 0.75
    assert p_values_at(1.0, null, is_exact=False) == 0.8
    assert p_values_at(3.0, null, is_exact=False) == 0.2


def test_power_grows_with_the_shift_and_is_the_level_without():
    rng = np.random.default_rng(8)
    both = TwoSamples.of(rng.normal(0, 0.6, 6), rng.normal(0, 0.6, 7), MANY, rng)
    table = both.power(PowerGrid((0.0, 0.8, 2.5), 4000, 0.05), rng)
    check_table(table, RATIO_POWER)
    for name, rows in table.groupby("statistic"):
        none, some, large = rows.sort_values("shift")["power"]
        assert 0.02 < none < 0.065, name
        assert none < some < large
        assert large > 0.95
    residuals = [one - one.mean() for one in (both.first, both.second)]
    assert both.scatter == pytest.approx(np.sqrt((np.concatenate(residuals) ** 2).sum() / 11))


def test_power_agrees_with_tests_one_by_one():
    rng = np.random.default_rng(9)
    both = TwoSamples.of(rng.normal(0, 1, 4), rng.normal(0, 1, 5), MANY, rng)
    table = both.power(PowerGrid((1.5,), 4000, 0.1), np.random.default_rng(1))
    found = table.set_index("statistic")["power"]
    drawn = both.scatter * np.random.default_rng(1).standard_normal((4000, 9))
    drawn[:, :4] += 1.5
    exact = stats.mannwhitneyu(drawn[:, :4], drawn[:, 4:], axis=1, method="exact").pvalue
    assert found["mann_whitney"] == np.mean(exact <= 0.1)


def test_one_ratio_is_too_few():
    with pytest.raises(InputDataError, match="second sample"):
        rows_of([1.0, 2.0], [3.0])
