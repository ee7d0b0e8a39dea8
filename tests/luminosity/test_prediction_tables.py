"""Tables of the predictive test, by hand for a certain relation."""

from __future__ import annotations

import numpy as np
import pytest
from luminosity_tables import made_up_luminosities
from relations import certain, points_at
from scipy import stats

from nusources.contracts.luminosity_predictive import (
    CHI2_HISTOGRAMS,
    NULL_INJECTION,
    PREDICTED,
    TESTS,
)
from nusources.luminosity.null_injection import Pool
from nusources.luminosity.prediction_tables import (
    REPLICATED,
    chi2_histograms,
    injection_rows,
    predicted_sources,
    predictive_tests,
)
from nusources.luminosity.predictive import COVARIANCE, OWN, Replicated
from nusources.luminosity.samples import X, Y, sample_rows
from nusources.tables import check_table

AT = np.array([43.0, 44.5, 46.0])
RELATION = certain(slope=1.0, intercept=44.0, scatter=0.5)
"""L_nu = L_hX."""


def test_sources_have_the_events_that_the_relation_gives():
    rows = sample_rows(made_up_luminosities(), "blazars").assign(n_signal=12.0)
    rows[Y] = rows[X] + 1.0
    found = predicted_sources(rows, RELATION)
    check_table(found, PREDICTED)
    # Ten times too bright: a tenth of the events.
    np.testing.assert_allclose(found["n_signal_expected"], 1.2)
    np.testing.assert_allclose(found["predicted"], rows[X])
    np.testing.assert_allclose(found["pull"], 1 / found["predicted_error"])
    np.testing.assert_allclose(found["relation_error"], 0, atol=1e-9)
    assert (found["integral_transform"] > 0.5).all()


def test_chi_squared_has_both_tails():
    points = points_at(AT, AT + 0.3, x_error=1e-9, y_error=1e-9)
    drawn = {OWN: np.array([0.1, 0.2, 1.0, 2.0]), COVARIANCE: np.arange(4.0)}
    table = predictive_tests(points, RELATION, Replicated(drawn), 5)
    check_table(table, TESTS)
    row = table.set_index("variance").loc[OWN]
    chi2 = 3 * 0.09 / 0.25
    assert (row["chi2"], row["n_sources"], row["n_calibration"]) == (pytest.approx(chi2), 3, 5)
    assert row["p"] == pytest.approx(stats.chi2(3).sf(chi2))
    assert row["p_low"] == pytest.approx(stats.chi2(3).cdf(chi2))
    # 1.08: one of four replicas is above, three are below.
    assert (row["p_replicated"], row["p_low_replicated"]) == (2 / 5, 4 / 5)
    assert (row["replicated_median"], row["n_replicated"]) == (0.6, 4)


def test_histograms_have_the_bins_of_the_replicas():
    replicated = np.linspace(0, 10, 1001)
    table = chi2_histograms({REPLICATED: replicated, "background": np.array([0.01, 99.0])})
    check_table(table, CHI2_HISTOGRAMS)
    shares = table.groupby("kind")["share"].sum()
    assert shares[REPLICATED] == pytest.approx(0.98, abs=2e-3)
    assert shares["background"] == 0.5
    assert table["chi2_max"].max() == pytest.approx(9.8)


def test_injections_are_compared_with_the_level_and_with_the_sources():
    points = points_at(AT, AT + np.array([0.2, 0.7, 0.9]), x_error=0.1, y_error=0.1)
    pool = Pool(np.array([0, 1, 1]), points.x, points.y, np.zeros(3))
    settings = {"n_sources": 2, "least_n_signal": 1.0, "least_p": 0.05}
    chi2 = {"background": np.array([0.5, 1.0, 5.9, 6.1]), REPLICATED: np.array([9.0, 0.1])}
    table = injection_rows(chi2, {"background": (points, pool)}, RELATION, 1.0, settings)
    check_table(table, NULL_INJECTION)
    rows = table.set_index("kind")
    # Two degrees of freedom: 5.99 has p = .05.
    assert rows["share_consistent"].to_dict() == {"background": 0.75, REPLICATED: 0.5}
    assert rows["share_below"].to_dict() == {"background": 0.5, REPLICATED: 0.5}
    assert rows["n_pool_sources"].tolist() == [2, 0]
    assert rows["n_pool"].tolist() == [3, 0]
    assert rows["log10_ratio"].tolist() == pytest.approx([0.7, 0.0])
