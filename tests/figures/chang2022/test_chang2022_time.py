"""Figures and tables of flares against the times of alerts: numbers and sentences."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from chang2022_tables import run_facts
from chang2022_time_tables import WITHOUT, nothing, simultaneity_tables, time_tables
from pages import Case, Page, drawn_texts

from nusources.figures.chang2022.simultaneity import (
    prepare_orphans,
    prepare_simultaneous_ratios,
    prepare_table1,
)
from nusources.figures.chang2022.time_checks import prepare_conventions, prepare_time_power
from nusources.figures.chang2022.time_numbers import (
    TWO_MONTHS,
    prepare_acc_ratios,
    prepare_fermi_ratios,
    prepare_shift_p_values,
    prepare_wibrals_ratios,
    prepare_window_scan,
)
from nusources.figures.house.inputs import Inputs
from nusources.figures.house.texts import fill_texts


@pytest.fixture(scope="module")
def inputs():
    return Inputs(time_tables(), run_facts())


def test_each_figure_shows_its_sample_alone(inputs):
    plotted, facts = prepare_wibrals_ratios(inputs)
    assert list(facts["titles"]) == ["main", WITHOUT]
    own = inputs["ratios"]
    own = own[(own["sample"] == "WIBRaLS") & (own["variant"] == "main")]
    shown = plotted[plotted["variant"] == "main"]
    assert sorted(shown["ratio"]) == sorted(own["ratio"])
    assert len(plotted) == 2 * 3 * 21


def test_smaller_regions_stand_first_as_in_the_paper(inputs):
    _, facts = prepare_fermi_ratios(inputs)
    assert list(facts["titles"]) == ["factor 1.1", "main", "without the brightest"]


def test_other_curves_of_the_same_sources_stand_last():
    found = time_tables()
    for name in ("ratios", "searches"):
        table = found[name]
        own = table[(table["sample"] == "4FGL") & (table["variant"] == "main")]
        found[name] = pd.concat([own.assign(sample=TWO_MONTHS), table], ignore_index=True)
    plotted, facts = prepare_fermi_ratios(Inputs(found, run_facts()))
    shown = ["factor 1.1", "main", "without the brightest", TWO_MONTHS]
    assert list(facts["titles"]) == shown
    assert plotted.groupby("variant").size().nunique() == 1


def test_numbers_at_zero_are_those_of_no_shift(inputs):
    _, facts = prepare_acc_ratios(inputs)
    own = inputs["ratios"]
    own = own[(own["sample"] == "ACC") & (own["shift_days"] == 0)].sort_values("level")
    assert facts["zero_text"].count("p = ") == 3
    assert facts["zero_text"].startswith(f"{own['ratio'].iloc[0]:.2f}")
    assert (
        facts["global_text"]
        == "all sources: at t = 720 d (local p-value 0.004), globally 0.25 (0.7σ)"
    )


def test_smallest_p_value_at_zero_is_of_the_main_variant(inputs):
    own = inputs["ratios"]
    at_zero = own[(own["sample"] == "WIBRaLS") & (own["shift_days"] == 0)].copy()
    at_zero.loc[at_zero["variant"] == "main", "p_local"] = [0.2, 0.04, 0.5]
    at_zero.loc[at_zero["variant"] != "main", "p_local"] = 1e-3
    _, facts = prepare_shift_p_values(Inputs(dict(inputs.data) | {"ratios": at_zero}, run_facts()))
    assert facts["p_zero"] == "0.04 (1.8σ)"
    assert facts["p_floor"] == 1 / 10_001


def test_scan_tells_minimum_and_global_p_values_of_each_sample(inputs):
    scan = inputs["scan"].assign(p_local=0.5)
    chosen = (scan["sample"] == "4FGL") & (scan["factor"] == 1.3) & (scan["window_days"] == 90)
    scan.loc[chosen, "p_local"] = 0.002
    _, facts = prepare_window_scan(Inputs(dict(inputs.data) | {"scan": scan}, run_facts()))
    assert facts["samples"] == ["WIBRaLS", "4FGL", "ACC", "XRT"]
    assert "4FGL: 0.002 at 90 d and factor 1.3 (over all windows" in facts["best_text"]
    assert "over the whole chain 0.25" in facts["best_text"]


def test_readings_are_told_against_the_default(inputs):
    plotted, facts = prepare_conventions(inputs)
    assert facts["labels"][0] == "default"
    assert facts["n_readings"] == 3
    assert facts["range_text"].startswith("WIBRaLS: 0.5 by default, 0.2 to 0.5")
    assert len(plotted) == 8


def test_power_has_an_error_where_nothing_is_found(inputs):
    plotted, facts = prepare_time_power(inputs)
    none = plotted[plotted["n_found"] == 0].iloc[0]
    assert none["power"] == none["power_low"] == 0
    assert none["power_high"] == pytest.approx(1 / 51)  # Wilson, one standard deviation
    assert facts["half_text"] == "WIBRaLS: 100% of the pairs; 4FGL: never, at most 10% of the skies"


def test_ratios_are_of_sources_that_flare_in_both_bands():
    plotted, facts = prepare_simultaneous_ratios(Inputs(simultaneity_tables(), run_facts()))
    assert facts["n_all"] == 299
    assert facts["numbers"] == {"all": 299, "warm spots": 2, "regions": 15}
    assert facts["mean_warm"].endswith("(2 sources)")
    assert facts["n_zero"] == 1
    shares = plotted.groupby("sources")["share"].sum()
    np.testing.assert_allclose(shares, 1)


def test_orphans_of_each_band_stand_against_the_simultaneous_share():
    plotted, _ = prepare_orphans(Inputs(simultaneity_tables(), run_facts()))
    data = plotted[(plotted["source"] == "data") & (plotted["group"] == "warm_spots")]
    assert dict(zip(data["kind"], data["orphan"], strict=True)) == {
        "low_energy": 0.4,
        "high_energy": pytest.approx(0.6),
    }
    assert set(data["simultaneous"]) == {0.2}


def test_table1_has_the_published_p_values_and_none_without_sources(published):
    data = simultaneity_tables(n_warm=0) | {"published": published("chang2022")}
    table, facts = prepare_table1(Inputs(data, run_facts()))
    assert table["p_value_published"].tolist() == [0.038, 0.218, 0.466]
    assert table["p_value"].isna().tolist() == [True, False, False]
    assert table["note"].tolist() == ["input not available", "", ""]
    assert facts["p_text"].startswith("warm spots (0 sources): input not available")


@pytest.mark.parametrize(
    "product_id", ["fig03", "fig04", "fig05", "fig07", "fig08", "conventions", "time_power"]
)
def test_page_of_a_run_without_light_curves_says_so(products, product_id):
    page = Page(products[f"chang2022_{product_id}"], Case(nothing))
    assert "input not available" in {text.get_text() for text in drawn_texts(page.draw())}
    told = "Input not available: this run has no light curves of these sources."
    assert fill_texts(page.product, page.numbers[1])["caption"] == told


@pytest.mark.parametrize("product_id", ["fig10", "fig11"])
def test_page_of_a_run_without_sources_that_flare_in_both_bands_says_so(products, product_id):
    tables = simultaneity_tables(n_warm=0, n_sources=1, n_regions=(0, 0))
    tables["classes"] = tables["classes"].iloc[:0]
    page = Page(products[f"chang2022_{product_id}"], Case(lambda: tables))
    assert {text.get_text() for text in drawn_texts(page.draw())} == {"input not available"}
    texts = fill_texts(page.product, page.numbers[1])
    assert texts["caption"].startswith("Input not available: this run has no sources with light")
    assert texts["alt"].startswith("Nothing is shown")


def test_a_run_without_light_curves_says_so():
    _, facts = prepare_acc_ratios(Inputs(nothing(), run_facts()))
    assert facts["zero_text"] == facts["global_text"] == "input not available"
