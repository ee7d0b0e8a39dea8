"""What figures and the table of the tests of luminosities tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from kun2026_tests_tables import relation_tables, with_photohadronic_band
from pages import Case, Page

from nusources.figures.kun2026.permutation import left_out_text, published_p
from nusources.figures.kun2026.ratio import found_shift
from nusources.figures.kun2026.statistic_labels import DEFAULT, rejected


@pytest.fixture(scope="module")
def tables():
    return relation_tables()


def prepared(products, product_id, tables):
    product = {"size": "double"} | products[product_id]
    return Page(product, Case(lambda: tables)).numbers


def test_the_spread_of_p_values_leaves_out_exchanged_luminosities(products, tables):
    _, facts = prepared(products, "kun2026_permutation", tables)
    tests = tables["tests"]
    honest = tests[tests["shuffled"].isin(["fluxes", "fluxes_within_classes"])]["p_value"]
    assert float(facts["spread_text"]) == pytest.approx(honest.max() / honest.min(), rel=0.05)
    assert facts["within_text"] == "3000 of the exchanges"
    assert facts["published_text"] == "6.3 × 10⁻⁴ (3.2σ)"


def test_shares_of_bins_add_up_to_one(products, tables):
    plotted, _ = prepared(products, "kun2026_permutation", tables)
    bins = plotted[plotted["hypothesis"].isna()]
    totals = bins.groupby(["shuffled", "statistic"])["share"].sum()
    np.testing.assert_allclose(totals, 1)
    shares = plotted[plotted["hypothesis"].notna()]
    rows = shares.set_index(["hypothesis", "shuffled", "statistic"])["rejected"]
    own = tables["rejections"].query("level == 0.05")
    expected = own.set_index(["hypothesis", "shuffled", "statistic"])["share"]
    assert rows.loc[("relation", *DEFAULT)] == expected.loc[("relation", *DEFAULT)]


def test_rejections_of_the_nearest_level(tables):
    rows = rejected(tables["rejections"], "no_relation")
    expected = tables["rejections"].query("hypothesis == 'no_relation' and level == 0.05")
    assert rows.loc[DEFAULT] == expected.set_index(["shuffled", "statistic"])["share"].loc[DEFAULT]


def test_a_missing_published_number_is_a_dash():
    assert published_p(pd.DataFrame({"id": ["other"], "published": [1.0]})) == "–"


def test_sources_that_are_left_out_have_names(tables):
    luminosities = tables["luminosities"].copy()
    assert left_out_text(luminosities) == "none is left out"
    luminosities.loc[luminosities["source_name"] == "blazars 2", "is_xray_limit"] = True
    luminosities.loc[luminosities["source_name"] == "calibration 3", "distance"] = np.nan
    told = left_out_text(luminosities)
    assert told == "calibration 3 and blazars 2 left out for want of a measured luminosity"


def test_ratios_tell_what_lies_in_each_band(products, tables):
    rows, facts = prepared(products, "kun2026_ratio", tables)
    ratios = rows["log10_ratio"].dropna()
    inside = int(ratios.between(0.45, 1.15).sum())
    assert f"derived; {inside} of 13 sources inside" in facts["bands_text"]
    assert "equal luminosities (line, inferred)" in facts["bands_text"]
    assert any("input not available" in one for one in facts["limits"])
    assert rows["source_name"].dropna().str.split().str[0].tolist() == ["calibration"] * 6 + (
        ["blazars"] * 7
    )
    _, facts = prepared(products, "kun2026_ratio", with_photohadronic_band(tables))
    assert "leptohadronic models −0.45 to 2.3" in facts["bands_text"]
    assert not any("input not available" in one for one in facts["limits"])


def test_the_shift_that_is_found_nine_times_in_ten():
    power = pd.DataFrame({"shift": [0.0, 1.0, 2.0], "power": [0.05, 0.85, 0.95]})
    assert found_shift(power) == "1.5 dex"
    assert found_shift(power.iloc[:2]) == "more than 1 dex"


def test_agn_tell_limits_and_both_p_values(products, tables):
    plotted, facts = prepared(products, "kun2026_xray_agn", tables)
    assert (facts["n_sources"], facts["n_limits"]) == (48, 12)
    row = tables["agn_tests"].set_index("statistic").loc["partial_kendall"]
    assert facts["partial_text"].startswith(f"{row['value']:.2f}")
    assert [one["statistic"] for one in facts["tests"]] == [
        "kendall",
        "partial_kendall",
        "partial_pearson",
    ]
    assert plotted["limits"].dropna().unique().tolist() == ["censored", "left_out"]


def test_the_table_has_sizes_of_permutation_tests_only(products, tables):
    table, facts = prepared(products, "kun2026_tests", tables)
    assert facts["n_tests"] == len(table) == 11
    assert table["size"].isna().sum() == table["power"].isna().sum() == 2
    assert table["statistic"].iloc[0] == "r of luminosities"
    own = tables["rejections"].query("hypothesis == 'no_relation' and level == 0.05")
    expected = own.set_index(["shuffled", "statistic"])["share"].loc[DEFAULT]
    assert table["size"].iloc[0] == expected


def test_the_closure_is_of_samples_without_a_relation(page):
    plotted, facts = page("kun2026_test_closure", "default").numbers
    assert set(plotted["hypothesis"]) == {"exchanged", "no_relation"}
    rejections = page("kun2026_test_closure", "default").inputs["rejections"]
    rows = rejections.query("hypothesis == 'exchanged' and level == 0.05")
    rows = rows[rows["shuffled"] != "luminosities"]
    rows = rows[rows["statistic"].isin(["pearson_luminosity", "pearson_flux", "partial_distance"])]
    pull = ((rows["share"] - 0.05) / rows["share_error"]).abs().max()
    assert float(facts["pull_text"]) == pytest.approx(pull, rel=0.05)
