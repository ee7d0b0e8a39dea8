"""Light curves of single sources and of all selected ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from chang2022_light_curve_tables import TWO, light_curve_tables

from nusources.errors import InputDataError
from nusources.figures.chang2022 import selected_curve_numbers
from nusources.figures.chang2022.light_curve_numbers import (
    NOT_AVAILABLE,
    prepare_light_curve,
    prepare_paper_light_curve,
)
from nusources.figures.chang2022.selected_curve_numbers import (
    LOW_OF_INFRARED,
    NOTHING,
    prepare_selected_light_curves,
)
from nusources.figures.chang2022.source_curves import (
    FITTED_FIRST,
    GAMMA,
    chosen_bands,
    gamma_order,
    links_of,
    neutrino_rows,
)
from nusources.figures.house.inputs import Inputs
from nusources.figures.house.light_curves import time_axis
from nusources.figures.house.preparing import read_file


@pytest.fixture(scope="module")
def files(repository):
    names = {"episodes": "neutrino_episodes", "published_lists": "flaring_blazars"}
    return {name: read_file(repository / f"data/tables/{one}.csv") for name, one in names.items()}


def inputs(files, item="", **changes) -> Inputs:
    return Inputs(light_curve_tables(**changes) | files, {"item": item, "simulated": []})


@pytest.mark.parametrize("name", ["4FGL J0509.4+0542", "4FGLJ0509.4+0542", "5bzb_j0509+0541"])
def test_a_source_is_found_by_any_spelling_of_its_name_or_of_its_curve(name):
    found = links_of(light_curve_tables()["links"], name)
    assert set(found["source_name"]) == {TWO[0]}
    assert set(found["band"]) == {"infrared", "gamma_ray", "gamma_ray_likelihood"}


def test_an_unknown_name_is_told_with_the_nearest_one():
    words = r"no light curve of 4FGL J0519.4\+0542; did you mean '4FGL J0509.4\+0542'"
    with pytest.raises(InputDataError, match=words):
        links_of(light_curve_tables()["links"], "4FGL J0519.4+0542")


def test_where_no_name_fits_the_position_in_a_4fgl_name_is_taken():
    links = light_curve_tables(bands=("xray",))["links"].assign(source_name="a", curve_name="a")
    first = links.iloc[:1].assign(source_name="b", curve_name="b", ra=77.3582, dec=5.6931)
    given = pd.concat([links.iloc[1:], first], ignore_index=True)
    assert links_of(given, "4FGL J0509.4+0542")["source_name"].tolist() == ["b"]
    south = given.assign(dec=-given["dec"])
    assert links_of(south, "4FGL J0509.4-0542")["source_name"].tolist() == ["b"]
    for far in ("4FGL J0509.4-0542", "4FGL J0509.8+0542", "4FGL J0509.4+0546", "J0509+0541"):
        with pytest.raises(InputDataError, match="no light curve of"):
            links_of(given, far)


def test_the_sample_of_the_paper_comes_first_and_the_nearest_curve():
    links = light_curve_tables()["links"]
    own = links[links["source_name"] == TWO[0]]
    more = own.assign(sample="4FGL", source_name="4FGL J0509.4+0542")
    far = own.assign(curve_name="another", separation=9.0)
    found = links_of(pd.concat([more, far, own], ignore_index=True), "4FGL J0509.4+0542")
    assert found["sample"].tolist() == ["FIBS"] * 6 + ["4FGL"] * 3
    assert found["separation"].tolist()[:6] == [0.5] * 3 + [9.0] * 3


def test_bands_that_a_source_lacks_are_those_of_the_nearest_other_source():
    columns = ["sample", "source_name", "ra", "dec", "band", "curve_name", "separation"]
    rows = [
        ("4FGL", "4FGL J0509.4+0542", 77.36, 5.70, "gamma_ray_adaptive", "g", 3.0),
        ("XRT", "near", 77.37, 5.70, "xray", "x1", 1.0),
        ("XRT", "nearer", 77.365, 5.70, "xray", "x2", 1.0),
        ("WIBRaLS", "far", 77.42, 5.70, "infrared", "w", 0.1),
        ("FIBS", "other", 77.361, 5.70, "gamma_ray_adaptive", "g2", 0.1),
    ]
    found = links_of(pd.DataFrame(rows, columns=columns), "4FGL J0509.4+0542")
    assert found["curve_name"].tolist() == ["g", "x2"]


def test_of_gamma_rays_those_that_the_stages_are_from_are_shown():
    links = pd.DataFrame({"band": ["gamma_ray", "gamma_ray_likelihood", "infrared"]})
    bands = ("infrared", *GAMMA)
    assert chosen_bands(links, bands, GAMMA) == ["infrared", "gamma_ray"]
    assert chosen_bands(links, bands, FITTED_FIRST) == ["infrared", "gamma_ray_likelihood"]
    assert chosen_bands(links[:1], bands, FITTED_FIRST) == ["gamma_ray"]
    assert chosen_bands(links, GAMMA, GAMMA) == ["gamma_ray"]


@pytest.mark.parametrize(
    ("name", "has_fit", "order"),
    [("TXS_like", True, FITTED_FIRST), ("TXS_like", False, GAMMA), ("unconfirmed", True, GAMMA)],
)
def test_stages_are_from_fits_where_a_source_is_confirmed(name, has_fit, order):
    tables = light_curve_tables()
    links = tables["links"][tables["links"]["source_name"] == TWO[0]]
    is_own = tables["classes"]["source_name"] == TWO[0]
    classes = tables["classes"].assign(
        **{"class": np.where(is_own, name, "NFS"), "has_likelihood_curve": has_fit}
    )
    assert gamma_order(classes, links) == order


def test_everything_of_one_source_and_nothing_of_another(files):
    plotted, facts = prepare_paper_light_curve(inputs(files, "4FGL J0509.4+0542"))
    counts = plotted.groupby(["panel", "kind"]).size()
    assert counts["infrared", "point"] == 15
    assert counts["gamma_ray_likelihood", "point"] == 152
    assert counts["infrared", "block"] == 3
    assert counts["infrared", "quiescent"] == 1
    assert counts["stages", "flare"] == 2
    assert counts["stages", "stage"] == 3
    assert [one["band"] for one in facts["panels"]] == ["infrared", "gamma_ray_likelihood"]
    gamma = plotted[(plotted["panel"] == "gamma_ray_likelihood") & (plotted["kind"] == "point")]
    table = inputs(files)["gamma_ray_likelihood"]
    own = table[table["source_name"] == "4FGL J0509.4+0542"]
    np.testing.assert_allclose(gamma["flux"], 1e12 * own["flux"])
    np.testing.assert_allclose(gamma["flux_error"], 1e12 * own["flux_error"])
    n_limits = own["is_upper_limit"].sum()
    assert f"γ rays, likelihood fit: 152 points, {n_limits} limits among" in facts["points_text"]
    assert facts["class_text"] == "Class in this run: TXS-like, infrared lag 400 d."
    days = "400 d low energy only, 400 d high energy only, 200 d simultaneous"
    assert facts["stages_text"] == f"Flaring stages (γ rays, likelihood fit): {days}."
    assert facts["source"] == "5BZBJ0509+0541 = 4FGL J0509.4+0542"


def test_x_rays_stand_in_for_infrared_light_curves_only_where_there_are_none(files):
    bands = ("infrared", "xray", "gamma_ray")
    _, facts = prepare_paper_light_curve(inputs(files, TWO[1], bands=bands))
    assert [one["band"] for one in facts["panels"]] == ["infrared", "gamma_ray"]
    _, facts = prepare_paper_light_curve(inputs(files, TWO[1], bands=bands[1:]))
    assert [one["band"] for one in facts["panels"]] == ["xray", "gamma_ray"]
    _, facts = prepare_light_curve(inputs(files, TWO[1], bands=bands))
    assert [one["band"] for one in facts["panels"]] == list(bands)


def test_a_source_of_the_paper_without_a_curve_is_told_one_of_the_user_refused(files):
    plotted, facts = prepare_paper_light_curve(inputs(files, "4FGL J0001.1+0001"))
    assert plotted.empty
    assert facts["note"] == NOT_AVAILABLE
    assert facts["limits"] == [NOT_AVAILABLE]
    with pytest.raises(InputDataError):
        prepare_light_curve(inputs(files, "4FGL J0001.1+0001"))


def test_alerts_of_the_sample_around_the_source_and_its_episodes(files):
    plotted, facts = prepare_paper_light_curve(inputs(files, "4FGL J0509.4+0542"))
    episodes = plotted[plotted["kind"] == "episode"]
    assert episodes["label"].tolist() == ["neutrino flare of 2014-15", "IC170922A"]
    assert episodes["mjd_start"].tolist() == [56937.81, 58018.8711855]
    assert episodes["mjd_stop"].tolist() == [57096.21, 58018.8711855]
    assert facts["neutrino_text"] == "neutrino flare of 2014-15 and IC170922A"
    _, facts = prepare_paper_light_curve(inputs(files, TWO[1]))
    assert facts["neutrino_text"] == "none"


def test_episodes_belong_to_a_source_whatever_its_curves_are_called(files):
    given = inputs(files, "4FGL J0509.4+0542", bands=("xray",))
    _, facts = prepare_paper_light_curve(given)
    assert facts["neutrino_text"] == "neutrino flare of 2014-15 and IC170922A"


def test_an_alert_holds_a_source_up_to_its_border_as_an_ellipse():
    alerts = light_curve_tables()["alerts"]
    places = {"inside": (77.89, 5.7), "corner": (77.89, 6.19), "outside": (77.91, 5.7)}
    found = {
        name: len(neutrino_rows(pd.Series({"source_name": name, "ra": ra, "dec": dec}), alerts))
        for name, (ra, dec) in places.items()
    }
    assert found == {"inside": 1, "corner": 0, "outside": 0}


def test_years_stand_at_the_first_of_january():
    facts = time_axis(pd.DataFrame({"mjd": [58000.0], "mjd_start": np.nan, "mjd_stop": 58700.0}))
    assert facts["years"] == {2018: 58119.0, 2019: 58484.0}
    assert (facts["time_low"], facts["time_high"]) == (57940.0, 58760.0)


def test_selected_sources_are_those_of_the_class_in_fibs(files):
    given = inputs(files)
    other = given["classes"].iloc[:1].assign(sample="ACC_Fermi", source_name="4FGL J1104.4+3812")
    classes = pd.concat([given["classes"], other], ignore_index=True)
    given = Inputs(dict(given.data) | {"classes": classes}, given.facts)
    _, facts = prepare_selected_light_curves(given)
    assert list(facts["cells"]) == list(TWO)
    assert facts["alert_text"] == "5BZBJ0509+0541 (IC170922A)"
    listed = "1 of them in the paper's list (Table 4)"
    assert facts["which"] == f"2 sources that this run selects as TXS-like, {listed}"


def test_sources_of_the_papers_list_are_shown_before_others(files, monkeypatch):
    monkeypatch.setattr(selected_curve_numbers, "MOST", 1)
    given = inputs(files)
    classes = given["classes"].sort_values("source_name", ascending=False).assign(ra=[1.0, 9.0])
    given = Inputs(dict(given.data) | {"classes": classes}, given.facts)
    plotted, facts = prepare_selected_light_curves(given)
    assert set(plotted["source_name"]) == {TWO[0]}
    assert facts["which"].endswith("; the first 1 are shown, the paper's before others")


def test_without_selected_sources_those_of_the_papers_list(files):
    plotted, facts = prepare_selected_light_curves(inputs(files, classes="NFS"))
    assert list(facts["cells"]) == ["4FGL J0509.4+0542"]
    assert facts["which"].startswith("this run selects no source")
    assert set(plotted["source_name"]) == {"4FGL J0509.4+0542"}
    plotted, facts = prepare_selected_light_curves(inputs(files, sources=()))
    assert facts["note"] == NOTHING
    assert plotted.empty


def test_sources_of_the_papers_list_have_their_curves_of_other_names(files):
    given = inputs(files, classes="NFS", bands=("gamma_ray_adaptive", "gamma_ray_two_months"))
    data = dict(given.data)
    links = data["links"].copy()
    is_adaptive = links["band"] == "gamma_ray_adaptive"
    other = "J077.3582+05.6932"
    data["gamma_ray_adaptive"] = data["gamma_ray_adaptive"].assign(source_name=other)
    links.loc[is_adaptive, "curve_name"] = other
    data["links"] = links
    plotted, _ = prepare_selected_light_curves(replace(given, data=data))
    assert set(plotted.loc[plotted["kind"] == "point", "panel"]) == {"gamma_ray_adaptive"}


def test_fluxes_fill_their_part_of_the_panel(files):
    plotted, facts = prepare_selected_light_curves(inputs(files, sources=TWO[:1]))
    points = plotted[plotted["kind"] == "point"]
    heights = points.groupby("panel")["height"].agg(["min", "max"])
    assert heights.loc["infrared"].tolist() == [LOW_OF_INFRARED, LOW_OF_INFRARED + 1]
    assert heights.loc["gamma_ray_likelihood"].tolist() == [0.0, 1.0]
    gamma = points[points["panel"] == "gamma_ray_likelihood"]
    low, high = gamma["flux"].min(), gamma["flux"].max()
    np.testing.assert_allclose(gamma["height"], (gamma["flux"] - low) / (high - low), atol=6e-5)
    expected = (gamma["flux"] + gamma["flux_error"] - low) / (high - low)
    np.testing.assert_allclose(gamma["height_high"], expected.clip(0, 1), atol=6e-5)
    ticks = dict(facts["cells"][TWO[0]]["ticks"])
    assert ticks[0.0] == f"{low:.2g}"
    assert ticks[1.0] == f"{high:.2g}"
