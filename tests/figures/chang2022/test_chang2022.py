"""Figures 12 and 13 and Table 6 of chang2022, from made-up tables."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pandas as pd
import pytest
from chang2022_tables import TABLE6_THRESHOLDS, made_up_tables, run_facts
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from scipy.stats import norm

from nusources.figures.chang2022 import event_counts as chang2022
from nusources.figures.chang2022.event_count_numbers import NOT_COMPARABLE, p_text, published_counts
from nusources.figures.chang2022.table6 import prepare_table6
from nusources.figures.house.inputs import Inputs
from nusources.figures.house.latex import latex_table
from nusources.figures.house.panels import band_edges, energy_ticks_tev, panel_columns, panel_title
from nusources.figures.house.preparing import write_facts
from nusources.figures.house.saving import save_figure
from nusources.figures.house.texts import fill_texts
from nusources.product_list import load_products

FUNCTIONS = {"chang2022_fig12": "excess", "chang2022_fig13": "p_values"}
EIGHT = ("TXS_like", "CFS", *(f"mine_{number}" for number in range(3, 9)))
LONG = "Blazars with correlated infrared and gamma-ray flares in at least two of the ten seasons"


@pytest.fixture(scope="module")
def files(repository):
    return {"published": pd.read_csv(repository / "data" / "published" / "chang2022.csv")}


@pytest.fixture(scope="module")
def products(repository):
    return {one["id"]: one for one in load_products(repository / "config" / "products")}


def prepared(function, tables, files, facts_in):
    return getattr(chang2022, f"prepare_{function}")(Inputs(tables | files, facts_in))


def drawn(function, tables, files, facts_in):
    return getattr(chang2022, f"draw_{function}")(*prepared(function, tables, files, facts_in))


def shows(text) -> bool:
    return text.get_visible() and bool(text.get_text().strip())


def drawn_texts(figure, monkeypatch) -> list[tuple[str, Bbox]]:
    """Every text that is put on the page, with its box in pixels."""
    draw, drawn_ones = Text.draw, []

    def draw_and_remember(text, renderer, *args, **kwargs):
        drawn_ones.append(text)
        return draw(text, renderer, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(Text, "draw", draw_and_remember)
        FigureCanvasAgg(figure).draw()
    return [(one.get_text(), one.get_window_extent()) for one in drawn_ones if shows(one)]


CASES = {
    "two groups": ({}, {}),
    "another sample": ({"thresholds": (4.8, 5.4, 6.0)}, {"comparable": False}),
    "eight groups": ({"groups": EIGHT}, {"groups": EIGHT}),
    "five groups": ({"groups": EIGHT[:5]}, {"groups": EIGHT[:5]}),
    "one group": ({"groups": EIGHT[:1]}, {"groups": EIGHT[:1], "simulated": []}),
    "one threshold": ({"thresholds": (5.0,)}, {}),
    "one column": ({}, {"size": "single"}),
    "no events": ({"means": [0, 0]}, {"comparable": False}),
    "one scramble": ({"n_scrambles": 1}, {}),
    "few scrambles": ({"n_scrambles": 99}, {}),
    "long labels": ({}, {"group_labels": {"TXS_like": LONG, "CFS": f"${LONG} {LONG}"}}),
}


@pytest.mark.parametrize("function", FUNCTIONS.values())
@pytest.mark.parametrize("case", CASES)
@pytest.mark.filterwarnings("error")
def test_texts_are_inside_and_apart(case, function, files, monkeypatch):
    table_changes, fact_changes = CASES[case]
    figure = drawn(function, made_up_tables(**table_changes), files, run_facts(**fact_changes))
    texts = drawn_texts(figure, monkeypatch)
    assert len(texts) > 10
    for text, box in texts:
        inside = Bbox.intersection(box, figure.bbox.padded(1))
        assert inside is not None, f"{text!r} is off the page"
        assert inside.bounds == pytest.approx(box.bounds), f"{text!r} leaves the page"
    for (one, here), (other, there) in itertools.combinations(texts, 2):
        assert not here.padded(-0.5).overlaps(there.padded(-0.5)), f"{one!r} is on {other!r}"


@pytest.mark.parametrize("function", FUNCTIONS.values())
def test_letters_have_print_size(function, files):
    figure = drawn(function, made_up_tables(), files, run_facts())
    figure.draw_without_rendering()
    sizes = {one.get_fontsize() for one in figure.findobj(Text) if one.get_text().strip()}
    assert sizes == {7.0, 8.0}


@pytest.mark.parametrize(("product_id", "function"), FUNCTIONS.items())
@pytest.mark.parametrize("ending", ["pdf", "svg", "png"])
def test_drawn_twice_is_the_same(tmp_path, files, product_id, function, ending):
    contents = []
    for name in ("one", "two"):
        figure = drawn(function, made_up_tables(), files, run_facts())
        path = tmp_path / f"{name}.{ending}"
        about = {"product_id": product_id, "run": "test", "title": "a", "alt": "b"}
        save_figure(figure, [path], simulated=["icecube_10year_ps"], **about)
        contents.append(path.read_bytes())
    assert contents[0] == contents[1]


@pytest.mark.parametrize(("product_id", "function"), FUNCTIONS.items())
@pytest.mark.parametrize("case", CASES)
def test_texts_of_every_case(case, product_id, function, files, products):
    table_changes, fact_changes = CASES[case]
    facts_in = run_facts(**fact_changes)
    plotted, facts = prepared(function, made_up_tables(**table_changes), files, facts_in)
    texts = fill_texts(products[product_id], facts, facts_in["simulated"])
    assert "log10(E/GeV)" in texts["alt"]
    assert "-0.0" not in texts["caption"]
    assert "nan" not in texts["caption"]
    assert (NOT_COMPARABLE in texts["caption"]) == (not facts_in["comparable"])
    assert plotted["group"].nunique() == len(facts["titles"])


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
        (0.5312, 0.0021, "0.531 ± 0.002"),
        (0.06, 0.015, "0.06 ± 0.01"),
        (0.5, 0.3, "0.5 ± 0.3"),
        (2.5e-5, 5e-6, "2.5e-05 ± 5e-06"),
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
    assert [panel_columns(count) for count in range(1, 9)] == [1, 2, 2, 2, 3, 3, 3, 3]
    assert panel_title("TXS-like", "32 sources", 40) == "TXS-like (32 sources)"
    cut = panel_title(LONG, "32 sources", 40)
    assert cut.endswith("(32 sources)")
    assert max(map(len, cut.splitlines())) <= 40


def test_band_of_one_threshold_has_a_width():
    x, half = band_edges(np.array([5.0]), np.array([2.0]))
    assert x[0] < 5.0 < x[1]
    assert half.tolist() == [2.0, 2.0]
