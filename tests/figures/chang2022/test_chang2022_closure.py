"""Figure of the closure, from small drawn skies."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from chang2022_stage_tables import LEVEL, closure_tables
from chang2022_tables import run_facts

from nusources.figures.chang2022.closure import (
    PLAIN,
    PULL_EDGES,
    RANDOMISED,
    REGIMES,
    STATISTIC_LABELS,
    distance_text,
    prepare_closure,
    scrambled_pulls,
)
from nusources.figures.house.inputs import Inputs


def test_shares_are_those_of_the_p_values():
    tables = closure_tables()
    plotted, facts = prepare_closure(Inputs(tables, run_facts()))
    for regime, column, name in product(REGIMES, (RANDOMISED, PLAIN), STATISTIC_LABELS):
        is_shown = (plotted["regime"] == regime) & (plotted["part"] == column)
        rows = plotted[is_shown & (plotted["name"] == name)]
        p_values = tables["p_values"].set_index(["regime", "statistic"]).loc[(regime, name)]
        values = p_values[column].to_numpy()
        expected = [(values <= one).mean() for one in rows["x"]]
        # Ties (p-values of 1): the last of them has the whole share.
        is_last = ~rows["x"].duplicated(keep="last").to_numpy()
        np.testing.assert_allclose(rows["y"][is_last], np.array(expected)[is_last])
    for regime in REGIMES:
        assert facts[f"{regime}_n_skies"] == 50
        # All p-values were raised, so that none is too small: 50 draws are off by chance only.
        assert facts[f"{regime}_largest_above"] < 0.2


def test_saturation_and_width_are_told_by_regime():
    tables = closure_tables(sigma=3.0)
    table = tables["p_values"]
    is_dense = table["regime"] == "dense"
    table.loc[is_dense & (table["statistic"] == "pairs_exact"), "n_expected"] = 10.0
    _, facts = prepare_closure(Inputs(tables, run_facts()))
    # 9 events of 10 pairs; a standard deviation of 3 is that of a Poisson count of mean 9.
    assert facts["dense_saturated_percent"] == pytest.approx(10)
    assert facts["sparse_saturated_percent"] == pytest.approx(0)
    assert facts["dense_width_over_poisson"] == pytest.approx(1)


def test_every_sky_is_in_the_histogram():
    tables = closure_tables()
    far = tables["p_values"]["statistic"] == "events_scrambled"
    tables["p_values"].loc[far & (tables["p_values"]["sky"] < 3), "n_expected"] = 99.0
    plotted, _ = prepare_closure(Inputs(tables, run_facts()))
    rows = plotted[(plotted["name"] == "mean_pull") & (plotted["regime"] == "dense")]
    assert rows["y"].sum() == pytest.approx(1)
    assert rows["y"].iloc[-1] == pytest.approx(3 / 50)
    assert rows["x"].iloc[-1] == (PULL_EDGES[-1] + PULL_EDGES[-2]) / 2


def test_pulls_are_in_errors_of_the_scrambles():
    keys = {"sky": [0], "n_scrambles": [400]}
    scrambled = pd.DataFrame(keys | {"n_expected": [10.3], "sigma": [2.1]})
    exact = pd.DataFrame(keys | {"n_expected": [10.0], "sigma": [2.0]})
    pulls = scrambled_pulls(scrambled, exact)
    # 2 / sqrt(400) = .1 and .1 / sqrt(2)
    assert pulls["mean_pull"].iloc[0] == pytest.approx(3)
    assert pulls["sigma_pull"].iloc[0] == pytest.approx(np.sqrt(2))


def test_coverage_is_against_the_signal_in_standard_deviations():
    plotted, facts = prepare_closure(Inputs(closure_tables(), run_facts()))
    rows = plotted[(plotted["part"] == "coverage") & (plotted["name"] == "classical")]
    np.testing.assert_allclose(rows["x"], [0, 1, 2])
    assert rows["y"].iloc[0] == 1
    assert facts["confidence_level"] == LEVEL
    assert facts["largest_coverage_pull"] < 4


def test_a_distance_outside_the_band_is_marked():
    assert distance_text(0.02, 0.62) == "D = 0.020 (p = 0.62)"
    assert distance_text(0.07, 0.049) == "D = 0.070 (p = 0.05), outside 95 %"
    tables = closure_tables()
    shifted = tables["p_values"].assign(
        p_value_randomised=lambda rows: rows["p_value_randomised"] ** 2
    )
    _, facts = prepare_closure(Inputs(tables | {"p_values": shifted}, run_facts()))
    assert facts["sparse_ks_text"].count("outside 95 %") == 3
