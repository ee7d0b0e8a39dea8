"""Permutation tests, against all exchanges and against their own null hypothesis."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from luminosity_tables import made_up_luminosities
from scipy import stats
from test_correlations import SAMPLES, made_up_pairs

from nusources.contracts.luminosity_tests import NULL_HISTOGRAMS, REJECTIONS
from nusources.errors import InputDataError
from nusources.luminosity.correlations import PEARSON, STATISTICS, correlations
from nusources.luminosity.pairs import Pairs, pairs_of
from nusources.luminosity.permutation import (
    BLOCK,
    FLUXES,
    LUMINOSITIES,
    WITHIN,
    pearson_p_value,
    permutation_tests,
    significances,
)
from nusources.luminosity.rejections import (
    NO_RELATION,
    OWN_NULL,
    RELATION,
    Trials,
    above_limit,
    batch_streams,
    flux_over_distance,
    p_values_of,
    rejection_shares,
    repeated_shares,
    simulated,
)
from nusources.luminosity.tally import ROUNDING, Tally
from nusources.random_streams import counter_generator
from nusources.tables import check_table


def stream(shuffled: str, block: int) -> np.random.Generator:
    return counter_generator(7, block, shuffled)


def rows_of(pairs: Pairs, n: int, n_exact: int = 10**6) -> pd.DataFrame:
    """Rows by what is exchanged and statistic."""
    return permutation_tests(pairs, n, n_exact, stream)[0].set_index(["shuffled", "statistic"])


def all_statistics(pairs: Pairs, orders: np.ndarray) -> dict[str, np.ndarray]:
    """Statistics of some orders of the X-ray fluxes, shape (n_orders, n)."""
    flux = pairs.xray_flux[orders].T
    shape = flux.shape
    neutrino, area = (
        np.broadcast_to(one[:, np.newaxis], shape) for one in (pairs.neutrino_flux, pairs.area)
    )
    return correlations(neutrino, flux, area)


def test_drawn_exchanges_agree_with_all_of_six():
    pairs = made_up_pairs(6, 8)
    found = rows_of(pairs, 200_000)
    orders = np.array(list(permutations(range(6))))
    for name, values in all_statistics(pairs, orders).items():
        row = found.loc[(FLUXES, name)]
        exact = np.mean(values >= values[0] - ROUNDING)
        assert row["p_value"] == pytest.approx(exact, abs=4 * row["p_value_error"] + 1e-5), name
        assert row["null_mean"] == pytest.approx(values.mean(), abs=0.005), name
        assert row["null_deviation"] == pytest.approx(values.std(), rel=0.02), name
    luminosity = [pairs.xray_luminosity[list(order)] for order in orders]
    naive = [np.corrcoef(pairs.neutrino_luminosity, one)[0, 1] for one in luminosity]
    row = found.loc[(LUMINOSITIES, PEARSON[0])]
    exact = np.mean(np.array(naive) >= naive[0] - ROUNDING)
    assert row["p_value"] == pytest.approx(exact, abs=4 * row["p_value_error"] + 1e-5)


def test_all_exchanges_within_classes_are_exact():
    pairs = made_up_pairs(7, 4, n_first=3)
    found = rows_of(pairs, 100)
    orders = np.array([(*a, *b) for a in permutations(range(3)) for b in permutations(range(3, 7))])
    for name in PEARSON:
        values = all_statistics(pairs, orders)[name]
        row = found.loc[(WITHIN, name)]
        assert row["p_value"] == np.mean(values >= values[0] - ROUNDING)
        assert (row["is_exact"], row["n_permutations"]) == (True, 144)
        assert row["p_value_error"] == 0
        assert row["null_mean"] == pytest.approx(values.mean(), abs=1e-12)
    drawn = rows_of(pairs, 100_000, n_exact=143)
    for name in PEARSON:
        row = drawn.loc[(WITHIN, name)]
        assert not row["is_exact"]
        exact = found.loc[(WITHIN, name), "p_value"]
        assert row["p_value"] == pytest.approx(exact, abs=4 * row["p_value_error"])


def test_scipy_gives_the_p_value_of_exchanged_fluxes():
    pairs = made_up_pairs(7, 12)

    def statistic(flux):
        return np.corrcoef(flux + pairs.area, pairs.neutrino_luminosity)[0, 1]

    exact = stats.permutation_test(
        (pairs.xray_flux,),
        statistic,
        permutation_type="pairings",
        alternative="greater",
        n_resamples=np.inf,
    )
    row = rows_of(pairs, 100_000).loc[(FLUXES, "pearson_luminosity")]
    assert row["p_value"] == pytest.approx(exact.pvalue, abs=4 * row["p_value_error"])


def test_thirteen_sources_have_all_readings():
    pairs = pairs_of(made_up_luminosities(seed=4), SAMPLES)
    tests, histograms = permutation_tests(pairs, 3000, 5_000_000, stream)
    found = tests.set_index(["shuffled", "statistic"])
    assert len(pairs) == 13
    assert [name for way, name in found.index if way == FLUXES] == list(STATISTICS)
    assert found.loc[(WITHIN, "partial_distance"), "n_permutations"] == 3_628_800
    check_table(histograms, NULL_HISTOGRAMS)
    counted = histograms.groupby(["shuffled", "statistic"])["n"].sum()
    assert (counted == found["n_permutations"].loc[counted.index]).all()
    centres = 0.5 * (histograms["bin_low"] + histograms["bin_high"])
    one = histograms.assign(centre=centres).groupby(["shuffled", "statistic"])
    means = one.apply(lambda rows: np.average(rows["centre"], weights=rows["n"]))
    np.testing.assert_allclose(means, found["null_mean"].loc[means.index], atol=0.005)


def test_the_p_value_alone_is_that_of_all_tests():
    pairs = made_up_pairs(9, 3)
    expected = rows_of(pairs, 20_000).loc[(FLUXES, "pearson_luminosity"), "p_value"]
    assert pearson_p_value(pairs, 20_000, stream) == expected


def test_more_exchanges_extend_a_run():
    pairs = made_up_pairs(9, 3)
    few, more = (rows_of(pairs, n) for n in (BLOCK + 10, BLOCK + 11))
    extremes = [table["p_value"] * (table["n_permutations"] + 1) for table in (few, more)]
    steps = (extremes[1] - extremes[0]).loc[[FLUXES, LUMINOSITIES]]
    assert set(steps.round(9)) <= {0.0, 1.0}


def test_p_values_of_a_tally():
    tally = Tally(0.5)
    tally.add(np.array([0.5, 0.7, np.nan, -0.2, 0.1]))
    assert tally.p_values(is_exact=True) == pytest.approx((2 / 5, 0, 4 / 5))
    drawn = tally.p_values(is_exact=False)
    assert drawn == pytest.approx((3 / 6, np.sqrt(0.25 / 5), 1.0))
    tally = Tally(-0.2)
    tally.add(np.array([0.5, 0.7, -0.2, 0.1]))
    assert tally.p_values(is_exact=True) == pytest.approx((1, 0, 0.5))
    assert (tally.mean, tally.deviation) == pytest.approx((0.275, 0.3491060))
    assert Tally(np.nan).p_values(is_exact=False) == (1.0, 0.0, 1.0)


def test_significances_of_the_published_p_value():
    assert significances(6.3e-4) == pytest.approx(
        {"significance": stats.norm.isf(6.3e-4), "significance_two_sided": 3.4184}, abs=1e-4
    )


def test_a_p_value_of_one_has_no_significance():
    assert np.isnan(significances(1.0)["significance"])
    assert significances(0.9)["significance"] == pytest.approx(stats.norm.isf(0.9))


TRIALS = Trials(400, 199, 0.5, (0.05, 0.1))


def test_p_values_are_uniform_under_the_null_of_exchanges():
    pairs = made_up_pairs(10, 21)
    shares = rejection_shares(pairs, TRIALS, np.random.default_rng(5))
    check_table(shares, REJECTIONS)
    own = shares[(shares["hypothesis"] == OWN_NULL) & (shares["shuffled"] != LUMINOSITIES)]
    pulls = (own["share"] - own["level"]) / np.sqrt(own["level"] * (1 - own["level"]) / 400)
    # Rank statistics are discrete: never too often, sometimes too rarely.
    assert pulls.max() < 4
    pearson = own["statistic"].isin(PEARSON)
    assert pulls[pearson].abs().max() < 4
    naive = shares[shares["shuffled"] == LUMINOSITIES]
    assert naive["share"].min() > 0.9


def test_a_relation_is_found_and_none_is_not():
    shares = rejection_shares(made_up_pairs(13, 2), TRIALS, np.random.default_rng(6))
    rows = shares[(shares["level"] == 0.05) & (shares["shuffled"] == FLUXES)]
    found = rows.set_index(["hypothesis", "statistic"])["share"]
    assert (found[RELATION] > 2 * found[NO_RELATION]).all()


def test_p_values_of_simulated_samples_are_those_of_the_exchanges():
    pairs = made_up_pairs(8, 30)
    rng = np.random.default_rng(2)
    mocks = simulated(pairs, RELATION, Trials(5, 50, 0.6, (0.05,)), rng)
    exchange = np.stack([rng.permutation(8) for _ in range(50)], axis=1)
    found = p_values_of(mocks, pairs.area, exchange, FLUXES)
    for number in range(5):
        one = Pairs(
            pairs.source_names, mocks[0][:, number], mocks[1][:, number], pairs.area, pairs.stratum
        )
        orders = np.vstack([np.arange(8), exchange.T])
        for name, values in all_statistics(one, orders).items():
            exact = np.mean(values >= values[0] - ROUNDING)
            assert found[name][number] == pytest.approx(exact), name


def test_samples_without_relation_are_above_the_limits_and_keep_their_lines():
    pairs = made_up_pairs(13, 2)
    trials = Trials(4000, 99, 0.5, (0.05,))
    neutrino, xray = simulated(pairs, NO_RELATION, trials, np.random.default_rng(1))
    assert neutrino.min() >= pairs.neutrino_flux.min()
    assert xray.min() >= pairs.xray_flux.min()
    line, scatter, limit = flux_over_distance(pairs.xray_flux, pairs.area)
    expected = stats.truncnorm((limit - line) / scatter, np.inf, loc=line, scale=scatter)
    np.testing.assert_allclose(xray.mean(axis=1), expected.mean(), atol=5 * scatter / 63)
    fit = stats.linregress(pairs.area, pairs.xray_flux)
    np.testing.assert_allclose(line, fit.intercept + fit.slope * pairs.area)
    assert scatter == pytest.approx(np.sqrt(((pairs.xray_flux - line) ** 2).sum() / 11))
    both = np.corrcoef(neutrino.ravel(), xray.ravel())[0, 1]
    lines = [one.mean(axis=1, keepdims=True) for one in (neutrino, xray)]
    rest = np.corrcoef((neutrino - lines[0]).ravel(), (xray - lines[1]).ravel())[0, 1]
    assert abs(rest) < 0.02 < abs(both) + 0.02


def test_related_samples_follow_their_X_rays_above_the_limits():
    pairs = made_up_pairs(13, 2)
    trials = Trials(2000, 99, 0.4, (0.05,))
    neutrino, xray = simulated(pairs, RELATION, trials, np.random.default_rng(1))
    assert neutrino.min() >= pairs.neutrino_flux.min()
    assert xray.min() >= pairs.xray_flux.min()
    ratio = np.mean(pairs.neutrino_flux - pairs.xray_flux)
    bright = xray > pairs.neutrino_flux.min() - ratio + 3 * 0.4
    residuals = (neutrino - xray - ratio)[bright]
    assert len(residuals) > 1000
    assert residuals.std() == pytest.approx(0.4, rel=0.05)
    assert residuals.mean() == pytest.approx(0, abs=0.03)


def test_a_relation_that_cannot_give_the_sample_is_told():
    pairs = made_up_pairs(6, 2)
    # X-ray fluxes fall with distance and neutrino fluxes do not: far sources would be too faint.
    xray = -pairs.area + 1e-3 * np.arange(6)
    odd = Pairs(pairs.source_names, pairs.area / 100, xray, pairs.area, pairs.stratum)
    with pytest.raises(InputDataError, match="hardly give sources"):
        simulated(odd, RELATION, Trials(10, 99, 0.01, (0.05,)), np.random.default_rng(1))


def test_numbers_above_a_limit():
    drawn = above_limit(np.array([0.0, -1.0]), 2.0, 1.0, (2, 20_000), np.random.default_rng(3))
    assert drawn.min() >= 1
    expected = stats.truncnorm([0.5, 1.0], np.inf, loc=[0, -1], scale=2.0)
    for values, mean in zip(drawn, expected.mean(), strict=True):
        assert values.mean() == pytest.approx(mean, rel=0.02)


def test_batches_draw_their_own_exchanges():
    pairs = made_up_pairs(8, 30)
    trials = Trials(100, 19, 0.5, (0.1, 0.3))
    batches = [rejection_shares(pairs, trials, batch_streams(3)(one)) for one in range(3)]
    table = repeated_shares(pairs, trials, 3, batch_streams(3))
    check_table(table, REJECTIONS)
    shares = np.stack([one["share"] for one in batches])
    np.testing.assert_allclose(table["share"], shares.mean(axis=0))
    np.testing.assert_allclose(table["share_error"], shares.std(axis=0, ddof=1) / np.sqrt(3))
    assert set(table["n_mocks"]) == {300}
    assert (shares[0] != shares[1]).any()
