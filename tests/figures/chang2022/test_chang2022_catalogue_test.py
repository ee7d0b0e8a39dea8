"""Binomial test of a list of sources as figure and table, from made-up p-values."""

from __future__ import annotations

import pytest
from chang2022_stage_tables import LARGEST, list_tables
from chang2022_tables import run_facts

from nusources.figures.chang2022.catalogue_binomial import (
    prepare_binomial,
    prepare_catalogue_test,
)
from nusources.figures.house.inputs import Inputs
from nusources.figures.house.latex import latex_table


def test_best_step_is_the_smallest_that_is_searched():
    tables = list_tables()
    plotted, facts = prepare_catalogue_test(Inputs(tables, run_facts()))
    best = plotted[plotted["is_best"]].iloc[0]
    searched = plotted[plotted["is_searched"]]
    assert best["p_binomial"] == searched["p_binomial"].min()
    assert searched["p_value"].max() <= LARGEST
    assert facts["n_searched"] == len(searched) == (plotted["p_value"] <= LARGEST).sum()
    assert facts["best_sources"] == "source 0, source 1, source 2, source 3"
    assert facts["k_best"] == 4


def test_published_result_only_beside_the_northern_list():
    tables = list_tables(sizes=(97, 110))
    table, _ = prepare_binomial(Inputs(tables, run_facts()))
    rows = table.set_index("n_sources")
    # PRL 124 (2020) 051103: four sources, 3.3e-5 before and 3.3 sigma after the correction.
    assert rows.loc[97, ["k_published", "p_published", "significance_published"]].tolist() == [
        4,
        3.3e-5,
        3.3,
    ]
    published = ["k_published", "p_published", "significance_published"]
    assert rows.loc[110, published].isna().all()
    assert rows.loc[110, "note"] == "published for 97 sources"
    _, facts = prepare_catalogue_test(Inputs(list_tables(sizes=(30,)), run_facts()))
    assert facts["published"] == {}


def test_significance_is_one_sided():
    tables = list_tables()
    tables["test"]["p_global"] = 1.349898e-3
    table, facts = prepare_binomial(Inputs(tables, run_facts()))
    assert table["significance"].iloc[0] == pytest.approx(3, abs=1e-6)
    assert facts["p_global"] == "0.0013 (3.0σ)"


def test_table_as_latex():
    table, facts = prepare_binomial(Inputs(list_tables(sizes=(97, 110)), run_facts()))
    latex = latex_table(
        table,
        facts["headers"],
        formats=facts["formats"],
        caption="a",
        label="b",
        remarks=facts["remarks"],
    )
    assert latex.startswith("% SIMULATED: icecube_10year_ps")
    assert r"3.3e$-$05" in latex
    assert latex.count(r"\ldots") == 3


@pytest.mark.parametrize("prepare", [prepare_catalogue_test, prepare_binomial])
def test_a_simulated_list_is_no_confirmation(prepare):
    simulated = run_facts() | {"simulated": ["10-year source list"]}
    _, facts = prepare(Inputs(list_tables(), simulated))
    assert "follow by construction and are no result" in facts["published_text"]
    _, facts = prepare(Inputs(list_tables(), run_facts() | {"simulated": []}))
    assert "by construction" not in facts["published_text"]
