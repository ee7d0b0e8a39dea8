"""Figure 4 of chen2025 and the left panel of Figure 7."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from chang2022_tables import run_facts
from chen2025_population_pages import archive, default
from matplotlib.figure import Figure

from nusources.figures.chen2025.population import (
    band_entries,
    blazar_shares,
    draw_blazar_shares,
    prepare_extrapolation,
)
from nusources.figures.house.inputs import Inputs
from nusources.figures.house.style import house_style


@pytest.fixture(scope="module")
def printed():
    """Published numbers, made here."""
    rows = [
        ("extrapolation.1e-14", 0.1, np.nan),
        ("extrapolation.2.4e-13", 0.3, np.nan),
        ("extrapolation.advised_limit", 2e-13, np.nan),
        ("blazars.share", 0.85, 0.05),
    ]
    return pd.DataFrame(rows, columns=["id", "published", "published_error"])


def prepared(tables, printed):
    return prepare_extrapolation(Inputs(tables | {"published": printed}, run_facts()))


def test_published_errors_stand_beside_ours(printed):
    tables = default()
    plotted, facts = prepared(tables, printed)
    rows = tables["extrapolation"].set_index(["method", "flux_min"])
    last = facts["points"][-1]
    assert last["flux_min"] == 2.4e-13
    assert last["published"] == 0.3
    main = rows.loc[("luminosity_function", 2.4e-13)]
    assert last["ours"]["luminosity_function"] == main["relative_error"]
    assert last["widest"] == pytest.approx(main["factor_high_997"] / main["factor_mean"] - 1)
    told = f"above 2.4 × 10⁻¹³ {100 * main['relative_error']:.0f} % (upper 99.7 % "
    assert told in facts["errors_text"]
    assert facts["errors_text"].endswith("published 30 %)")
    assert np.isnan(facts["points"][1]["published"])  # 4e-14 is not among the numbers made here
    assert set(plotted["method"]) == {"luminosity_function", "as_printed", "catalogue_bootstrap"}
    assert facts["factor_text"] == f"{main['factor_mean']:.1f}"


def test_what_lies_below_the_survey_limit(printed):
    tables = default()
    _, facts = prepared(tables, printed)
    main = tables["extrapolation"].set_index(["population", "method", "flux_min"])
    seen = main.loc[("agn", "luminosity_function", 6.5e-15)]
    assert facts["survey_limit"] == 6.5e-15
    assert facts["faint_text"].startswith(f"{100 * (1 - seen['share_mean']):.0f} ± ")


def test_another_luminosity_function_is_told_where_there_is_one(printed):
    _, without = prepared(default(), printed)
    _, with_it = prepared(archive(), printed)
    assert "another luminosity function" not in without["others_text"]
    assert "another luminosity function" in with_it["others_text"]
    assert with_it["methods"][-1] == "tabulated"


def test_share_of_blazars(printed):
    rows, facts = blazar_shares(default()["extrapolation"], printed)
    assert facts["blazar_flux"] == 2e-12
    assert facts["blazar_share"] == [0.85, 0.05]
    assert facts["blazar_published_text"] == "85 ± 5 %"
    assert rows["share_median"].is_monotonic_decreasing
    with house_style():
        figure = Figure()
        axes = figure.add_subplot()
        entries = draw_blazar_shares(axes, rows, facts)
    assert [one.get_label() for one in entries] == ["median", "68 %", "95 %", "published"]
    assert axes.get_ylim() == (0, 1)
    _, unpublished = blazar_shares(default()["extrapolation"], printed.iloc[:0])
    assert np.isnan(unpublished["blazar_share"]).all()


def test_bands_in_the_legend_are_as_dark_as_drawn():
    one, two, three = (entry.get_alpha() for entry in band_entries("blue"))
    assert one > two > three
    assert three == pytest.approx(0.12)
    assert two == pytest.approx(1 - 0.88 * 0.8)
