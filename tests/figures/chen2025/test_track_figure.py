"""The figure and the table of the fit of track events: numbers and texts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from chen2025_track_pages import archive, default, empty
from pages import Case, Page

from nusources.figures.chen2025.tracks import prepare_track_fits, prepare_tracks, survival
from nusources.figures.house.inputs import Inputs

FACTS = {"size": "double", "simulated": ["eFEDS AGN"]}


def test_survival_is_the_share_of_skies_that_are_as_large():
    statistic = np.array([0.0, 0.0, 5.0, 1.0, 3.0])
    nulls = pd.DataFrame({"sample": "a", "catalogue": "b", "statistic": statistic})
    curve = survival(nulls)
    assert curve["statistic"].tolist() == [5.0, 3.0, 1.0]
    assert curve["share"].tolist() == [0.2, 0.4, 0.6]
    many = survival(pd.DataFrame({"sample": "a", "catalogue": "b", "statistic": np.arange(5000.0)}))
    assert len(many) <= 200
    assert many["share"].iloc[0] == 1 / 5000
    assert many["statistic"].iloc[-1] == 1
    assert survival(nulls.assign(statistic=0.0)).empty


def test_results_are_told_with_their_p_values():
    _, facts = prepare_tracks(Inputs(default(), FACTS))
    assert facts["results_text"] == (
        "AGN of Swift-BAT: 493 events, fraction 0.02, p = 0.17 (0.9σ), below 0.0380 ± 0.0019; "
        "blazars of 4FGL-DR4: 493 events, fraction 0.19, p ≤ 1 × 10⁻³ (3.1σ), below 0.226 ± 0.011; "
        "AGN of eFEDS: 7 events, fraction 1, p = 0.14 (1.1σ), nothing excluded"
    )
    assert (facts["n_fits"], facts["n_trials"], facts["level_text"]) == (3, "1000", "90 %")
    assert facts["smallest_text"] == "1 × 10⁻³ (3.1σ) for blazars of 4FGL-DR4"
    _, facts = prepare_tracks(Inputs(archive(), FACTS))
    assert "AGN of eFEDS (PS-3years, IC79 only): 7 events" in facts["results_text"]
    _, facts = prepare_tracks(Inputs(empty(), FACTS))
    assert facts["results_text"].endswith("AGN of eFEDS: no event")


def test_no_search_at_all_is_told():
    tables = {name: table.iloc[:0] for name, table in default().items()}
    plotted, facts = prepare_tracks(Inputs(tables, FACTS))
    assert plotted.empty
    assert (facts["results_text"], facts["smallest_text"]) == ("No events", "no events")


def test_table_has_a_row_for_each_fit():
    table, facts = prepare_track_fits(Inputs(archive(), FACTS))
    assert len(table) == 6
    assert list(facts["headers"]) == list(table.columns)
    assert table["significance"].iloc[1] == "1 × 10⁻³ (3.1σ)"
    assert facts["remarks"] == ["SIMULATED: eFEDS AGN; tests the method, not the sky"]


@pytest.mark.parametrize("run", [default, archive])
def test_observed_fits_are_drawn(run, products):
    page = Page(products["chen2025_tracks"], Case(run))
    left, right = page.draw().axes
    fits = run()["fits"]
    observed = [line for line in right.lines if line.get_marker() == "o"]
    drawn = [(line.get_xdata()[0], line.get_ydata()[0]) for line in observed]
    assert drawn == list(zip(fits["statistic"], fits["p_value"], strict=True))
    bars = [line.get_xdata()[1] for line in left.lines if len(line.get_xdata()) == 2]
    assert bars == fits["limit"].dropna().tolist()
