"""Figures 12 and 13 and Table 6 of chang2022, from made-up tables."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from chang2022_tables import TABLE6_THRESHOLDS, made_up_tables, run_facts
from matplotlib.text import Text
from scipy.stats import norm

from nusources.figures.chang2022 import event_counts as chang2022
from nusources.figures.chang2022.event_count_numbers import NOT_COMPARABLE, p_text, published_counts
from nusources.figures.chang2022.table6 import prepare_table6
from nusources.figures.house.inputs import Inputs
from nusources.figures.house.latex import latex_table
from nusources.figures.house.panels import band_edges, energy_ticks_tev, panel_columns, panel_title
from nusources.figures.house.preparing import write_facts
from nusources.figures.house.texts import fill_texts


@pytest.fixture(scope="module")
def files(published):
    return {"published": published("chang2022")}


def prepared(function, tables, files, facts_in):
    return getattr(chang2022, f"prepare_{function}")(Inputs(tables | files, facts_in))


def drawn(function, tables, files, facts_in):
    return getattr(chang2022, f"draw_{function}")(*prepared(function, tables, files, facts_in))


def test_published_excess_of_table_6(files):
    plotted, _ = prepared("excess", made_up_tables(), files, run_facts())
    rows = plotted.set_index(["group", "log10_energy_min"])
    # Table 6: 243 measured, 232 expected; 39 and 34.
    assert rows.loc[("TXS_like", 4.8), "published_excess"] == 11
    assert rows.loc[("CFS", 6.0), "published_excess"] == 5
    row = rows.loc[("TXS_like", 4.8)]
    assert row["pull"] == (row["excess"] - 11) / row["sigma"]


def test_the_headline_tells_deviation_and_significance_apart(files):
    """7 events of 2 expected, with a standard deviation of 1.25: 4.0 of these, but p = .004."""
    tables = made_up_tables()
    row = tables["excess"].index[-1]
    changes = {"n_observed": 7, "n_expected": 2.0, "excess": 5.0, "sigma": 1.25, "p_value": 0.004}
    tables["excess"].loc[tables["excess"].index != row, "excess"] = 0.0
    for name, value in changes.items():
        tables["excess"].loc[row, name] = value
    _, facts = prepared("excess", tables, files, run_facts())
    assert (facts["extreme_deviation"], facts["extreme_p"]) == ("+4.0", "0.004 (2.7σ)")


def test_published_table_has_four_groups_at_thirteen_thresholds(files):
    counts = published_counts(files["published"])
    assert counts.groupby("group").size().to_dict() == dict.fromkeys(
        ("ACC", "CFS", "NFS", "TXS_like"), 13
    )
    assert counts.notna().all(axis=None)


def test_published_p_value_is_that_of_a_normal_distribution(files):
    plotted, _ = prepared("p_values", made_up_tables(), files, run_facts())
    row = plotted.set_index(["group", "log10_energy_min"]).loc[("TXS_like", 5.1)]
    # Table 6: 188 measured, 173 expected, 1 sigma 13. The paper's text has 0.127 as the lowest
    # p-value of the group, "at 150 TeV"; 10^5.1 GeV = 126 TeV.
    assert row["published_p"] == pytest.approx(norm.sf(15 / 13), rel=1e-12)
    assert row["published_p_low"] < 0.127 < row["published_p_high"]
    assert row["published_p_low"] == pytest.approx(norm.sf(15.5 / 12.5), rel=1e-12)
    assert row["published_p_high"] == pytest.approx(norm.sf(14.5 / 13.5), rel=1e-12)


def test_other_samples_are_not_compared(files):
    facts_in = run_facts(comparable=False)
    plotted, facts = prepared("excess", made_up_tables(), files, facts_in)
    assert plotted[["published_excess", "published_sigma", "pull"]].isna().all(axis=None)
    figure = chang2022.draw_excess(plotted, facts)
    assert len(figure.axes) == 2, "no panels of differences"
    assert figure.legends[0].get_title().get_text() == NOT_COMPARABLE
    compared = drawn("excess", made_up_tables(), files, run_facts())
    assert len(compared.axes) == 4


def test_own_group_has_no_panel_of_differences(files):
    groups = ("TXS_like", "mine")
    figure = drawn("excess", made_up_tables(groups), files, run_facts(groups))
    assert len(figure.axes) == 3


@pytest.mark.parametrize(("simulated", "width"), [(["icecube_10year_ps"], 2**0.5), ([], 1.0)])
def test_band_of_differences_is_that_of_two_skies_where_ours_is_another(simulated, width, files):
    facts_in = run_facts(simulated=simulated)
    plotted, facts = prepared("excess", made_up_tables(), files, facts_in)
    residuals = chang2022.draw_excess(plotted, facts).axes[1]
    low, high = np.sort(_edges(residuals))
    assert (low, high) == pytest.approx((-width, width))
    assert ("√2" in facts["comparison"]) == bool(simulated)


def _edges(residuals) -> list[float]:
    box = residuals.patches[0].get_extents().transformed(residuals.transData.inverted())
    return [box.y0, box.y1]


def test_without_scatter_there_is_no_pull(files):
    tables = made_up_tables(means=[0, 0])
    plotted, facts = prepared("excess", tables, files, run_facts())
    assert plotted["pull"].isna().all()
    assert facts["extreme_excess"] == 0.0


def test_thresholds_from_a_sum_find_their_published_row(files):
    thresholds = tuple(4.8 + 0.1 * np.arange(13))
    assert thresholds != TABLE6_THRESHOLDS
    plotted, _ = prepared("excess", made_up_tables(thresholds=thresholds), files, run_facts())
    assert plotted["published_excess"].notna().all()


def test_groups_stand_in_the_order_of_the_configuration(files):
    facts_in = run_facts(("CFS", "TXS_like"))
    plotted, facts = prepared("excess", made_up_tables(), files, facts_in)
    assert list(plotted["group"].unique()) == list(facts["titles"]) == ["CFS", "TXS_like"]


def test_caption_states_all_global_p_values(files, products):
    tables = made_up_tables()
    _, facts = prepared("p_values", tables, files, run_facts())
    caption = fill_texts(products["chang2022_fig13"], facts)["caption"]
    for row in tables["searches"].itertuples():
        label = {"TXS_like": "TXS-like"}.get(row.search, row.search)
        assert f"{p_text(row.p_global, row.p_global_error)} ({label})" in caption


@pytest.mark.parametrize(
    ("p", "error", "text"),
    [
        (0.5312, 0.0021, "0.5312 ± 0.0021"),
        (0.06, 0.015, "0.060 ± 0.015"),
        (0.5, 0.3, "0.50 ± 0.30"),
        (2.5e-5, 5e-6, "(2.50 ± 0.50) × 10⁻⁵"),
        (1.0, 0.0, "1"),
    ],
)
def test_p_values_as_text(p, error, text):
    assert p_text(p, error) == text


def test_smallest_possible_p_value_is_drawn_if_in_range(files):
    for n_scrambles, expected in ((99, True), (9999, False)):
        figure = drawn("p_values", made_up_tables(n_scrambles=n_scrambles), files, run_facts())
        texts = [one.get_text() for one in figure.findobj(Text)]
        assert ("smallest possible, 1/(N+1)" in texts) == expected


def test_table6_names_what_is_missing(files):
    groups = ("TXS_like", "mine")
    tables = made_up_tables(groups, thresholds=(4.8, 5.0, 7.0))
    table, facts = prepare_table6(Inputs(tables | files, run_facts(groups)))
    notes = table.set_index(["group", "log10_energy_min"])["note"]
    assert notes[("TXS_like", 4.8)] == ""
    assert notes[("TXS_like", 4.9)] == "threshold not in this run"
    assert notes[("TXS_like", 7.0)] == "not published"
    assert notes[("mine", 5.0)] == "not published"
    assert notes[("NFS", 4.8)] == notes[("ACC", 6.0)] == "input not available"
    assert list(table["group"].unique()) == ["TXS_like", "mine", "CFS", "NFS", "ACC"]
    assert facts["groups"] == "5 groups"
    missing = table["note"].isin(["input not available", "threshold not in this run"])
    assert (table["n_expected"].isna() == missing).all()


def test_table6_of_another_sample(files):
    table, _ = prepare_table6(Inputs(made_up_tables() | files, run_facts(comparable=False)))
    ours = table[table["n_observed"].notna()]
    assert set(ours["note"]) == {"published for all ten seasons"}


def test_table6_as_latex_and_csv(files, products, tmp_path):
    table, facts = prepare_table6(Inputs(made_up_tables() | files, run_facts()))
    caption = fill_texts(products["chang2022_table6"], facts, ["icecube_10year_ps"])["caption"]
    latex = latex_table(
        table,
        facts["headers"],
        formats=facts["formats"],
        caption=caption,
        label="tab:chang2022_table6",
        remarks=facts["remarks"],
    )
    assert latex.startswith("% SIMULATED: icecube_10year_ps; tests the method, not the sky\n")
    assert r"NFS & 4.8 & \ldots & 3084 & \ldots & 3071 & \ldots & 60 & input not available" in latex
    assert latex.count(r" \\") == 52 + 2
    table.to_csv(tmp_path / "a.csv", index=False)
    again = pd.read_csv(tmp_path / "a.csv", keep_default_na=True)
    assert again["n_expected"].equals(table["n_expected"]), "every digit is kept"


def test_facts_are_written_as_json(files, products, tmp_path):
    product = products["chang2022_fig13"]
    _, facts = prepared("p_values", made_up_tables(), files, run_facts())
    ancestors = {"real": [], "simulated": ["icecube_10year_ps"], "own": []}
    write_facts(tmp_path / "a.json", product, facts, fill_texts(product, facts), ancestors)
    found = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert found["title"] == product["title"]
    assert {kind: found[kind] for kind in ancestors} == ancestors
    assert found["facts"]["sigma_lines"]["3"] == pytest.approx(norm.sf(3), rel=1e-12)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (4.74, 6.06, [100, 300, 1000]),
        (2.9, 7.1, [1, 10, 100, 1000, 10000]),
        (4.94, 5.06, [90, 100]),
        (4.11, 4.14, [13]),
    ],
)
def test_energies_above_the_panels(low, high, ticks):
    assert energy_ticks_tev(low, high) == ticks


def test_layout_of_panels():
    assert [panel_columns(count) for count in range(1, 9)] == [1, 2, 3, 2, 3, 3, 3, 3]
    assert panel_title("TXS-like", "32 sources", 40) == "TXS-like (32 sources)"
    cut = panel_title(
        "Blazars with correlated flares in two bands and in two seasons", "32 sources", 40
    )
    assert cut.endswith("(32 sources)")
    assert max(map(len, cut.splitlines())) <= 40


def test_band_of_one_threshold_has_a_width():
    x, half = band_edges(np.array([5.0]), np.array([2.0]))
    assert x[0] < 5.0 < x[1]
    assert half.tolist() == [2.0, 2.0]
