"""The flow of sources through the selection."""

import numpy as np
import pandas as pd

from nusources.contracts.published import OUR_NUMBERS
from nusources.contracts.selection import SOURCE_FLOW
from nusources.reproduction import read_published
from nusources.selection.flow import (
    PositionCuts,
    complete_flow,
    flow_numbers,
    flow_of_alerts,
    flow_of_blazars,
    flow_of_samples,
    flow_of_tracks,
    incomplete_steps,
    own_steps,
)
from nusources.tables import check_table

REAL = {"real": ["3HSP"], "simulated": [], "own": []}


def numbers_of(flow):
    return dict(zip(flow["id"], flow["n"], strict=True))


def blazars(infrared):
    return pd.DataFrame(
        {
            "source_name": ["a", "b", "c"],
            "gamma_name": ["g1", "g2", None],
            "infrared": infrared,
            "is_fibs": [True, True, False],
            "n_catalogs": [3, 2, 1],
            "alert_factor": [1.0, 1.01, 0.2],
        }
    )


MEMBERS = pd.DataFrame(
    {"source_name": ["a", "a", "b", "c"], "catalog": ["x", "y", "x", "y"], "catalog_name": "n"}
)
MATCHING = pd.DataFrame({"catalog": ["x", "y", "late"], "n_entries": [2, 2, 9], "n_new": [2, 1, 4]})


def test_blazars_are_counted_by_catalogue_and_overlap():
    found = numbers_of(flow_of_blazars(blazars("yes"), MEMBERS, MATCHING, "late"))
    assert found == {
        "catalog.x": 2,
        "catalog.y": 2,
        "catalog.late": 4,  # of this one only what was added
        "meta": 3,
        "gamma": 2,
        "fibs": 2,
        "fibs.x": 2,
        "fibs.y": 1,
        "fibs.late": 0,
        "fibs.in_two": 2,
        "fibs.in_three": 1,
        "fibs.in_alerts": 1,  # on the border counts
    }


def test_without_infrared_light_curves_there_is_no_fibs():
    found = numbers_of(flow_of_blazars(blazars("unknown"), MEMBERS, MATCHING, None))
    assert "fibs" not in found
    assert found["catalog.late"] == 9


def test_alerts_tracks_and_samples():
    alerts = pd.DataFrame(
        {
            "in_sample": [True, True, True, False],
            "sample": ["archival", "realtime_v1", "realtime_v2", "archival"],
            "ra": [192.9, 266.4, 192.9, 192.9],
            "dec": [27.1, -28.9, 60.0, 27.1],
        }
    )
    found = numbers_of(flow_of_alerts(alerts, PositionCuts(40.0, 10.0)))
    assert list(found.values()) == [3, 1, 2, 1]
    samples = pd.DataFrame({"sample": ["4FGL", "4FGL", "XRT"], "alert_factor": [1.5, 1.51, 1.2]})
    found = numbers_of(flow_of_samples(samples))
    assert found["variable.4FGL.in_alerts"] == 1
    assert found["variable.XRT.in_alerts"] == 0  # not enlarged
    assert flow_of_tracks(pd.DataFrame({"n_selected": [3, 4]}))["n"].tolist() == [7]


def published_of(*ids):
    return pd.DataFrame({"id": ids, "quantity": "q", "published": 1.0})


def test_steps_without_input_and_incomplete_ones_are_told():
    part = pd.DataFrame({"id": ["meta", "gamma"], "step": "s", "n": [5.0, 2.0]})
    published = published_of("selection.meta", "selection.fibs", "table6.a")
    reasons = incomplete_steps(["x"], ["x", "y"], {"XRT": "few", "4FGL": ""})
    assert reasons["variable.XRT.in_alerts"] == "few"
    assert "variable.4FGL" not in reasons
    flow = complete_flow({"p": part}, {"p": REAL}, published, reasons)
    check_table(flow, SOURCE_FLOW)
    rows = flow.set_index("id")
    assert rows.loc["selection.meta", "missing"] == "this run is without y"
    assert rows.loc["selection.gamma", "missing"] == ""
    assert np.isnan(rows.loc["selection.fibs", "n"])
    numbers = flow_numbers(flow, published)
    check_table(numbers, OUR_NUMBERS)
    assert numbers["id"].tolist() == ["selection.meta", "selection.fibs"]
    assert numbers["ours"].isna().all()


def test_each_step_tells_what_it_descends_from():
    steps = ["tracks", "meta", "catalog.hsp3", "catalog.fermi_4lac", "variable.X"]
    part = pd.DataFrame({"id": [*steps, "variable.X.in_alerts"], "step": "s", "n": 1.0})
    parents = {"real": ["3HSP"], "simulated": ["4LAC"], "own": ["alerts (my.csv)"]}
    flow = complete_flow({"p": part}, {"p": parents}, published_of("selection.meta"), {}).set_index(
        "id"
    )
    assert set(flow["input"]) == {"mixed"}
    # Only steps that alerts take part in rest on the user's.
    rests = flow.index[flow["own"] == "your own alerts (my.csv)"]
    assert set(rests) == {
        "selection.meta",
        "selection.catalog.fermi_4lac",
        "selection.variable.X.in_alerts",
    }


def test_steps_on_a_choice_of_the_user_are_not_the_paper_s():
    paper = {"hsp3": "hsp3", "bzcat5": "bzcat5"}
    assert own_steps(paper, paper, []) == {}
    assert own_steps({"hsp3": "hsp3"}, paper, []) == {}  # fewer: told as incomplete
    more = own_steps(paper | {"rfc": "rfc"}, paper, ["XRT"])
    assert more["meta"] == more["catalog.rfc"] == "your own choice of catalogues (rfc)"
    assert "catalog.hsp3" not in more
    assert more["variable.XRT.in_alerts"] == "your own sample XRT"
    other = own_steps({"hsp3": "rfc"}, paper, [])
    assert other["catalog.hsp3"] == "your own choice of catalogues (hsp3)"
    part = pd.DataFrame({"id": ["meta"], "step": "s", "n": [5.0]})
    flow = complete_flow({"p": part}, {"p": REAL}, published_of("selection.meta"), {}, more)
    numbers = flow_numbers(flow, published_of("selection.meta"))
    assert numbers["own"].tolist() == ["your own choice of catalogues (rfc)"]


def test_a_complete_run_lacks_nothing():
    assert incomplete_steps(["y", "x"], ["x", "y"], {"XRT": ""}) == {}


def test_the_two_counts_of_wibrals_are_compared_at_two_factors(repository):
    published = read_published(repository / "data/published/chang2022.csv").set_index("id")
    first = published.loc["selection.variable.WIBRaLS.in_alerts"]
    second = published.loc["temporal.WIBRaLS.n_sources"]
    # chang2022, sections 4.1 and 5.1.1: one sample, one printed factor, two counts.
    assert (first["published"], second["published"]) == (214, 165)
    assert first["untestable"] == second["untestable"] == ""
    assert "section 4.1 counts 214" in second["caveat"]
