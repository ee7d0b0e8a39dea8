"""Tables and maps of a user's lists: what they say of made-up matches."""

from __future__ import annotations

import pytest
from chang2022_tables import run_facts
from pages import Case, Page
from user_pages import MINE, few, many, some_alerts

from nusources.figures.house.inputs import Inputs
from nusources.figures.user.maps import prepare_alerts_map, prepare_sources_map
from nusources.figures.user.tables import prepare_alerts, prepare_sources


def given(tables) -> Inputs:
    return Inputs(tables, run_facts(**MINE))


def test_sources_with_the_smallest_p_value_come_first():
    table, facts = prepare_sources(given(few()))
    assert table["source_name"].tolist()[:3] == ["TXS 0506+056"] * 3
    assert table["label"].unique().tolist() == ["my sources"]
    assert len(table) == 4 + 1 + 1 + 1
    assert (facts["n_sources"], facts["n_held"]) == ("4 sources", 3)
    assert (facts["best_name"], facts["best_p"], facts["best_events"]) == (
        "TXS 0506+056",
        "0.125",
        "3 events",
    )


def test_each_alert_tells_its_sources():
    table, facts = prepare_alerts(given(some_alerts()))
    first = table[(table["alert_name"] == "IC0A") & (table["sources"] == "blazars")]
    assert first["source_name"].tolist() == ["5BZQ J0042+1009", "3HSP J004300+1200"]
    assert set(table["label"]) == {"merged blazar catalogues", "my sources"}
    assert (facts["n_alerts"], facts["n_held"], facts["n_blazars"]) == ("3 alerts", 2, "3 blazars")
    assert facts["n_expected"] == "3.75"


def test_the_map_shows_each_source_and_each_event_once():
    plotted, facts = prepare_sources_map(given(few()))
    assert plotted["element"].tolist().count("source") == 4
    assert plotted["element"].tolist().count("track") == 4
    held = plotted[plotted["element"] == "source"].set_index("name")["is_held"]
    assert held.to_dict() == {
        "TXS 0506+056": True,
        "PKS 1502+106": False,
        "PKS 1424+240": True,
        "NGC 1068": True,
    }
    assert facts["n_tracks"] == "4 track events"


def test_circles_of_alerts_have_the_area_of_their_regions():
    plotted, facts = prepare_alerts_map(given(some_alerts()))
    radii = plotted.loc[plotted["element"] == "alert", "radius"]
    assert radii.tolist() == pytest.approx([1.6156, 2.2850, 2.7985], rel=1e-3)
    assert facts["largest_radius"] == "2.8"
    assert facts["n_sources"] == "3 sources"


def test_a_map_of_many_sources_names_the_first_thirty(products):
    figure = Page(products["user_sources_map"], Case(many, MINE)).draw()
    (axes,) = figure.axes
    assert len(axes.texts) == 30
