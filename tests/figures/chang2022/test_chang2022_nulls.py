"""Figures of null hypotheses and of exact pairs, from made-up tables."""

from __future__ import annotations

import numpy as np
import pytest
from chang2022_depth_tables import depth_tables
from chang2022_tables import run_facts
from matplotlib.text import Text
from scipy.stats import norm

from nusources.figures.chang2022.nulls import (
    draw_nulls,
    draw_pairs,
    prepare_nulls,
    prepare_pairs,
)
from nusources.figures.house.inputs import Inputs

KEY = ["group", "log10_energy_min"]


@pytest.fixture(scope="module")
def tables():
    return depth_tables()


def test_the_scrambles_are_the_reference(tables):
    plotted, _ = prepare_nulls(Inputs(tables, run_facts()))
    own = plotted[plotted["null"] == "source_ra"]
    assert (own["mean_change"] == 0).all()
    assert (own["sigma_ratio"] == 1).all()
    assert (own[["mean_change_error", "sigma_ratio_error"]] == 0).all(axis=None)


def test_changes_are_those_of_the_nulls(tables):
    plotted, facts = prepare_nulls(Inputs(tables, run_facts()))
    rows = plotted.set_index(["null", *KEY])
    for group, threshold in (("TXS_like", 4.8), ("CFS", 5.5)):
        own, band = rows.loc[
            [("source_ra", group, threshold), ("source_band", group, threshold)]
        ].iloc
        assert band["mean_change"] == pytest.approx(
            100 * (band["n_expected"] - own["n_expected"]) / own["n_expected"], rel=1e-12
        )
        # 200 trials: the mean to sigma / sqrt(200), sigma to sigma / sqrt(400).
        error = 100 * band["sigma"] / own["n_expected"] / np.sqrt(200)
        assert band["mean_change_error"] == pytest.approx(error, rel=1e-12)
        assert band["sigma_ratio_error"] == pytest.approx(band["sigma_ratio"] / 20, rel=1e-12)
    assert facts["n_band_trials"] == 200
    assert facts["largest_change"].endswith("%")


def test_exact_nulls_have_no_error(tables):
    plotted, _ = prepare_nulls(Inputs(tables, run_facts()))
    exact = plotted[plotted["null"].isin(["event_ra", "catalogue_rotation"])]
    assert (exact[["mean_change_error", "p_value_error"]] == 0).all(axis=None)


def test_pulls_are_drawn_beside_the_exact_moments(tables):
    plotted, facts = prepare_nulls(Inputs(tables, run_facts()))
    exact = plotted[plotted["null"] == "exact"]
    assert len(exact) == len(tables["moments"])
    largest = tables["moments"][["mean_pull", "sigma_pull"]].abs().max(axis=None)
    assert facts["largest_pull"] == f"{largest:.1f}"


def test_caption_names_the_range_of_p_values(tables):
    _, facts = prepare_nulls(Inputs(tables, run_facts()))
    own = tables["nulls"][tables["nulls"]["null"] == "source_ra"]
    least = own.loc[own["p_value"].idxmin()]
    there = tables["nulls"].merge(least[KEY].to_frame().T.astype({KEY[1]: float}), on=KEY)
    assert len(there) == 4
    low, high = there["p_value"].min(), there["p_value"].max()
    assert facts["least_p_text"].endswith(f"p = {low:.2g} to {high:.2g}")


def test_without_scatter_nothing_is_made_up():
    tables = depth_tables(means=[0, 0])
    plotted, facts = prepare_nulls(Inputs(tables, run_facts()))
    assert "nan" not in " ".join(str(value) for value in facts.values())
    assert plotted["mean_pull"].isna().sum() >= len(plotted[plotted["null"] != "exact"])


def test_every_group_has_its_strips(tables):
    figure = draw_nulls(*prepare_nulls(Inputs(tables, run_facts())))
    assert len(figure.axes) == 2 * 4
    assert len({axes.get_ylim() for axes in figure.axes[:4]}) == 4


def test_pairs_stand_beside_events(tables):
    plotted, facts = prepare_pairs(Inputs(tables, run_facts()))
    row = plotted.set_index(KEY).loc[("CFS", 5.0)]
    nulls = tables["nulls"].set_index(["null", *KEY])
    events = nulls.loc[("source_ra", "CFS", 5.0)]
    pairs = tables["pairs"].set_index(KEY).loc[("CFS", 5.0)]
    assert row["p_events"] == events["p_value"]
    assert row["p_pairs"] == pairs["p_value"]
    needed = (pairs["n_pairs_5sigma"] - pairs["n_expected"]) / pairs["sigma"]
    assert row["needed_5sigma"] == pytest.approx(needed, rel=1e-12)
    assert facts["p_pairs_min"] == tables["pairs"]["p_value"].min()
    assert facts["sigma_lines"]["5"] == pytest.approx(norm.sf(5), rel=1e-12)


def test_axis_reaches_what_exact_p_values_reach(tables):
    changed = dict(tables)
    changed["pairs"] = tables["pairs"].assign(p_value=tables["pairs"]["p_value"] * 1e-12)
    figure = draw_pairs(*prepare_pairs(Inputs(changed, run_facts())))
    low = figure.axes[0].get_ylim()[0]
    assert low < changed["pairs"]["p_value"].min()
    texts = [one.get_text() for one in figure.findobj(Text)]
    assert texts.count("3σ") == texts.count("5σ") == 2


def test_axis_ends_at_the_smallest_p_value_or_at_three_sigma(tables):
    changed = dict(tables)
    changed["pairs"] = tables["pairs"].assign(p_value=0.4)
    nulls = tables["nulls"]
    changed["nulls"] = nulls.assign(p_value=0.5)
    plotted, facts = prepare_pairs(Inputs(changed, run_facts()))
    figure = draw_pairs(plotted, facts)
    low = figure.axes[0].get_ylim()[0]
    assert norm.sf(3) / 3 < low < norm.sf(3)
    texts = [one.get_text() for one in figure.findobj(Text)]
    assert "3σ" in texts
    assert "5σ" not in texts
    floor = "smallest possible with scrambles, 1/(N+1)"
    assert (floor in texts) == (facts["p_floor"] > low)
