"""Correlations of luminosities, against scipy and against sums over sources."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from luminosity_tables import made_up_luminosities
from scipy import stats

from nusources.contracts.luminosity_words import BLAZARS, CALIBRATION
from nusources.errors import InputDataError
from nusources.luminosity import exchanges
from nusources.luminosity.correlations import (
    PEARSON,
    STATISTICS,
    correlations,
    observed_correlations,
    rank_correlations,
)
from nusources.luminosity.exchanges import (
    drawn_exchanges,
    n_exchanges_within,
    sums_of_all_exchanges,
)
from nusources.luminosity.pairs import Pairs, joint_rows, log_area, pairs_of

SAMPLES = (CALIBRATION, BLAZARS)


def made_up_pairs(n: int, seed: int, n_first: int | None = None) -> Pairs:
    """Fluxes that follow each other a little, near sources and far ones."""
    rng = np.random.default_rng(seed)
    xray = rng.normal(-11, 0.6, n)
    neutrino = 0.6 * xray + rng.normal(-4, 0.5, n)
    area = np.where(np.arange(n) < n // 3, 52.0, 55.0) + rng.normal(0, 0.7, n)
    names = tuple(f"source {number}" for number in range(n))
    stratum = (np.arange(n) >= (n // 2 if n_first is None else n_first)).astype(np.int64)
    return Pairs(names, neutrino, xray, area, stratum)


def by_scipy(pairs: Pairs) -> dict[str, float]:
    """The same statistics from scipy, with residuals of lines for the partial correlation."""
    y, x = pairs.neutrino_luminosity, pairs.xray_luminosity
    residuals = [one - np.polyval(np.polyfit(pairs.area, one, 1), pairs.area) for one in (x, y)]
    return {
        "pearson_luminosity": stats.pearsonr(x, y).statistic,
        "pearson_flux": stats.pearsonr(pairs.xray_flux, pairs.neutrino_flux).statistic,
        "partial_distance": stats.pearsonr(*residuals).statistic,
        "spearman_luminosity": stats.spearmanr(x, y).statistic,
        "kendall_luminosity": stats.kendalltau(x, y).statistic,
    }


@pytest.mark.parametrize(("n", "seed"), [(4, 0), (6, 1), (13, 2), (40, 3)])
def test_statistics_are_those_of_scipy(n, seed):
    pairs = made_up_pairs(n, seed)
    assert observed_correlations(pairs) == pytest.approx(by_scipy(pairs), abs=1e-10)
    assert set(by_scipy(pairs)) == set(STATISTICS)


def test_samples_side_by_side_are_samples_one_by_one():
    many = [made_up_pairs(6, seed) for seed in range(4)]
    columns = [
        np.stack([getattr(one, name) for one in many], axis=1)
        for name in ("neutrino_flux", "xray_flux", "area")
    ]
    found = correlations(*columns)
    for number, one in enumerate(many):
        for name, value in observed_correlations(one).items():
            assert found[name][number] == pytest.approx(value)
    assert set(correlations(*columns, with_ranks=False)) == set(PEARSON)


def test_equal_values_have_their_mean_rank():
    x = np.array([[1.0], [2.0], [2.0], [3.0], [5.0], [5.0]])
    y = np.array([[1.0], [1.0], [4.0], [2.0], [2.0], [9.0]])
    found = rank_correlations(x, y)
    assert found["spearman_luminosity"][0] == pytest.approx(stats.spearmanr(x, y).statistic)
    kendall = stats.kendalltau(x.ravel(), y.ravel()).statistic
    assert found["kendall_luminosity"][0] == pytest.approx(kendall)


def test_a_correlation_of_equal_values_is_undefined():
    found = rank_correlations(np.ones((4, 1)), np.arange(4.0)[:, np.newaxis])
    assert all(np.isnan(values[0]) for values in found.values())


@given(st.integers(0, 2**32 - 1), st.integers(4, 9))
def test_order_units_and_scale_do_not_matter(seed, n):
    pairs = made_up_pairs(n, seed)
    order = np.random.default_rng(seed).permutation(n)
    other = correlations(
        pairs.neutrino_flux[order] + 3.0, pairs.xray_flux[order] - 2.0, pairs.area[order] + 1.0
    )
    assert observed_correlations(pairs) == pytest.approx(other, abs=1e-9)


def test_a_common_distance_correlates_luminosities_and_no_fluxes():
    pairs = made_up_pairs(300, 5)
    shuffled = np.random.default_rng(6).permutation(300)
    found = correlations(pairs.neutrino_flux, pairs.xray_flux[shuffled], pairs.area)
    assert found["pearson_luminosity"] > 0.75
    assert abs(found["pearson_flux"]) < 0.2
    assert abs(found["partial_distance"]) < 0.2


def test_pairs_hold_measured_sources_and_their_luminosities():
    table = made_up_luminosities(seed=2)
    table.loc[table["source_name"] == "blazars 3", "is_xray_limit"] = True
    table.loc[table["source_name"] == "calibration 2", "log10_xray_luminosity"] = np.nan
    table.loc[table["source_name"] == "blazars 5", "distance"] = np.nan
    pairs = pairs_of(table, SAMPLES)
    assert "blazars 3" not in joint_rows(table, SAMPLES)["source_name"].tolist()
    assert len(pairs) == 10
    assert pairs.stratum.tolist() == [0] * 5 + [1] * 5
    rows = table.set_index("source_name").loc[list(pairs.source_names)]
    np.testing.assert_allclose(pairs.xray_luminosity, rows["log10_xray_luminosity"])
    np.testing.assert_allclose(pairs.neutrino_luminosity, rows["log10_neutrino_luminosity"])
    np.testing.assert_allclose(10**pairs.xray_flux, rows["xray_flux"], rtol=1e-9)


def test_area_of_a_sphere():
    assert log_area(np.array([10.0]))[0] == pytest.approx(np.log10(1.19649518e52), abs=1e-8)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"source_names": ("a", "b", "c")}, "too few sources.*found 'a, b, c'"),
        (
            {"xray_flux": np.array([-11.0, np.nan, -12, np.nan])},
            "row 2, column 'xray_flux': no number for b",
        ),
        ({"area": np.full(4, 52.0)}, "all sources are alike"),
    ],
)
def test_unusable_pairs_are_told(change, words):
    pairs = made_up_pairs(4, 1)
    values = {name: getattr(pairs, name) for name in pairs.__dataclass_fields__}
    values["source_names"] = tuple("abcd")
    with pytest.raises(InputDataError, match=words):
        Pairs(**(values | change))


def test_exchanges_stay_within_strata():
    stratum = np.array([0, 1, 0, 1, 1, 2])
    drawn = drawn_exchanges(stratum, 4000, np.random.default_rng(3))
    assert (np.sort(drawn, axis=0) == np.arange(6)[:, np.newaxis]).all()
    assert (stratum[drawn] == stratum[:, np.newaxis]).all()
    ways, counts = np.unique(drawn, axis=1, return_counts=True)
    assert ways.shape[1] == n_exchanges_within(stratum) == 12
    assert stats.chisquare(counts).pvalue > 1e-3


@pytest.mark.parametrize("at_once", [1, 7, 10**6])
def test_sums_of_all_exchanges_are_those_of_each(at_once, monkeypatch):
    monkeypatch.setattr(exchanges, "MOST_AT_ONCE", at_once)
    pairs = replace(made_up_pairs(8, 4), stratum=np.array([1, 0, 0, 2, 1, 0, 2, 2]))
    weights = np.stack([pairs.neutrino_flux, pairs.area])
    parts = list(sums_of_all_exchanges(pairs, weights))
    assert max(part.shape[1] for part in parts) <= max(at_once, 6)
    sums = np.concatenate(parts, axis=1)
    assert sums.shape == (2, 6 * 6 * 2)
    drawn = drawn_exchanges(pairs.stratum, 3000, np.random.default_rng(1))
    each = weights @ pairs.xray_flux[np.unique(drawn, axis=1)]
    for found, expected in ((sums, each), (sums[0] + sums[1], each[0] + each[1])):
        np.testing.assert_allclose(np.sort(found), np.sort(expected), rtol=1e-12)
