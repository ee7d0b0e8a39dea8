"""The larger sample: limits in correlations and fits, exchanged fluxes."""

from __future__ import annotations

import numpy as np
import pytest
from luminosity_tables import made_up_luminosities

from nusources.contracts.luminosity_tests import XRAY_AGN_FITS, XRAY_AGN_LINES, XRAY_AGN_TESTS
from nusources.contracts.luminosity_words import XRAY_AGN
from nusources.errors import InputDataError
from nusources.luminosity.pairs import log_area
from nusources.luminosity.partial import partial_kendall, partial_pearson
from nusources.luminosity.samples import CENSORED, LEFT_OUT, X, Y, sample_rows
from nusources.luminosity.xray_agn import (
    agn_fits,
    agn_tests,
    exchanged_kendall,
    fit_rows,
    line_rows,
)
from nusources.regression.model import Model
from nusources.tables import check_table


@pytest.fixture(scope="module")
def luminosities():
    return made_up_luminosities(seed=3)


def columns(luminosities, limits):
    rows = sample_rows(luminosities, XRAY_AGN, limits)
    area = log_area(rows["distance"].to_numpy())
    return rows[X].to_numpy(), rows[Y].to_numpy(), area, rows["is_neutrino_limit"].to_numpy()


def test_statistics_are_those_of_partial_correlations(luminosities):
    table = agn_tests(luminosities, XRAY_AGN, 400, np.random.default_rng(2))
    check_table(table, XRAY_AGN_TESTS)
    rows = table.set_index("statistic")
    x, y, area, is_limit = columns(luminosities, CENSORED)
    expected = partial_kendall(x, y, area, is_second_limit=is_limit)
    found = rows.loc["partial_kendall"]
    assert (found["value"], found["error"], found["p_value"]) == (
        expected.tau,
        expected.error,
        expected.p_value,
    )
    assert (found["n_sources"], found["n_limits"]) == (48, 12)
    x, y, area, is_limit = columns(luminosities, LEFT_OUT)
    assert not is_limit.any()
    found = rows.loc["partial_pearson"]
    assert (found["value"], found["p_value"]) == pytest.approx(partial_pearson(x, y, area))
    assert (found["n_sources"], found["n_limits"]) == (36, 0)


def test_exchanged_correlations_are_those_of_each_exchange(luminosities):
    x, y, area, is_limit = columns(luminosities, CENSORED)
    flux = x - area
    draws = (300, np.random.default_rng(4))
    parts = list(exchanged_kendall(flux, y, area, is_limit, draws))
    found = np.concatenate([part["partial_kendall"] for part in parts])
    tau = np.concatenate([part["kendall"] for part in parts])
    assert len(found) == 300
    again = np.random.default_rng(4)
    orders = np.vstack(
        [again.permuted(np.broadcast_to(np.arange(48), (n, 48)), axis=1) for n in (256, 44)]
    )
    for number in (0, 17, 299):
        own = flux[orders[number]] + area
        expected = partial_kendall(own, y, area, is_second_limit=is_limit)
        assert found[number] == pytest.approx(expected.tau)
        is_larger = np.sign(own[:, np.newaxis] - own)
        # A source is known to be brighter in neutrinos if it is no limit.
        known = (y[:, np.newaxis] > y) & ~is_limit[:, np.newaxis]
        expected = (is_larger * (known.astype(int) - known.T)).sum() / (48 * 47)
        assert tau[number] == pytest.approx(expected)


def test_p_values_of_exchanges_are_small_with_a_relation_and_even_without(luminosities):
    related = agn_tests(luminosities, XRAY_AGN, 400, np.random.default_rng(1))
    assert (related["p_value_exchanged"] < 0.05).all()
    p_values = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        none = luminosities[luminosities["sample"] == XRAY_AGN].reset_index(drop=True)
        area = log_area(none["distance"].to_numpy())
        none[X] = (none[X] - area).to_numpy()[rng.permutation(48)] + area
        p_values.append(agn_tests(none, XRAY_AGN, 99, rng)["p_value_exchanged"])
    assert 0.35 < np.mean(p_values) < 0.65


def test_an_X_ray_limit_is_told(luminosities):
    table = luminosities.copy()
    table.loc[table["source_name"] == "xray_agn 5", "is_xray_limit"] = True
    with pytest.raises(InputDataError, match="xray_agn 5 has an upper limit in X-rays"):
        agn_tests(table, XRAY_AGN, 100, np.random.default_rng(1))


def test_both_fits_find_the_slope_and_limits_lower_the_line():
    luminosities = made_up_luminosities(seed=3, n_xray_agn=24)
    draws = (4000, np.random.default_rng(5))
    fits = agn_fits(luminosities, XRAY_AGN, Model(), draws)
    table = fit_rows(fits)
    check_table(table, XRAY_AGN_FITS)
    rows = table.set_index(["limits", "parameter"])
    for limits, method in ((LEFT_OUT, "quadrature"), (CENSORED, "emcee")):
        slope = rows.loc[(limits, "slope")]
        width = (slope["high"] - slope["low"]) / 2
        assert abs(slope["median"] - 1) < 3 * width
        assert slope["method"] == method
        assert slope["median"] == np.quantile(fits[limits].slope, 0.5)
    # Neutrinos below their limits pull the line down.
    assert rows.loc[(CENSORED, "intercept"), "median"] < rows.loc[(LEFT_OUT, "intercept"), "median"]
    x = sample_rows(luminosities, XRAY_AGN, CENSORED)[X].to_numpy()
    lines = line_rows(fits, x)
    check_table(lines, XRAY_AGN_LINES)
    ends = lines[lines["limits"] == CENSORED].iloc[[0, -1]]
    assert ends[X].tolist() == [x.min(), x.max()]
    posterior = fits[CENSORED]
    at = np.median(posterior.intercept + posterior.slope * (x.max() - posterior.pivot))
    assert ends["median"].iloc[1] == pytest.approx(at)
