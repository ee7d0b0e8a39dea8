"""Members of the lists of the paper and of a run."""

from __future__ import annotations

import numpy as np
import pandas as pd
from chang2022_light_curve_tables import filled

from nusources.contracts.flares import FLARE_CLASSES, MEASURES
from nusources.figures.chang2022.class_flow import prepare_class_flow
from nusources.figures.chang2022.member_lists import (
    prepare_correlated_members,
    prepare_txs_like_members,
    prepare_weekly_members,
)
from nusources.figures.chang2022.source_lists import prepare_source_lists
from nusources.figures.house.inputs import Inputs
from nusources.flares.curve_numbers import member_numbers

LISTED = pd.DataFrame(
    {
        "group": ["TXS_like", "TXS_like", "TXS_like", "CFS"],
        "name": ["A", "B", "C", "D"],
        "name_4fgl": ["4FGLJ1", "4FGLJ2", "4FGLJ3", "4FGLJ4"],
    }
)
CLASSES = pd.DataFrame(
    {
        "sample": ["FIBS"] * 5 + ["ACC_Fermi"],
        "source_name": ["a", "b", "d", "e", "f", "c"],
        "gamma_name": ["4FGL J1", "4FGL J2", "4FGL J4", "4FGL J5", None, "4FGL J3"],
        "class": ["TXS_like", "NFS", "CFS", "TXS_like", "TXS_like", "TXS_like"],
        "simultaneous_ratio": 0.1,
        "lag_days": 100.0,
    }
)


def test_members_of_the_paper_and_of_the_run():
    tables = {"published_lists": LISTED, "classes": CLASSES}
    table, facts = prepare_txs_like_members(Inputs(tables, {"simulated": ["WISE"]}))
    rows = table.set_index(table["source_name"].fillna(table["published_name"]))
    assert rows["membership"].to_dict() == {
        "a": "both",
        "b": "the paper",
        "C": "the paper",
        "e": "this run",
        "f": "this run",
    }
    assert rows.loc["b", "class"] == "non-simultaneous flares (NFS)"
    assert rows.loc["C", "class"] == "not classified"
    assert rows.loc["C", "gamma_name"] == "4FGLJ3"
    counts = {name: facts[f"n_{name}"] for name in ("published", "ours", "both", "absent")}
    assert counts == {"published": 3, "ours": 3, "both": 1, "absent": 1}
    table, facts = prepare_correlated_members(Inputs(tables, {"simulated": []}))
    assert table["membership"].tolist() == ["both"]
    assert facts["remarks"] == []


def found_classes() -> dict[str, pd.DataFrame]:
    """Classes of a run without ACC-Fermi sources that have two light curves."""
    rows = [
        ("FIBS", "TXS_like", "TXS_like", True, True),
        ("FIBS", "unconfirmed", "TXS_like", True, True),
        ("FIBS", "CFS", "CFS", True, True),
        ("FIBS", "NFS", "NFS", True, True),
        ("FIBS", "non_variable", "non_variable", True, True),
        ("FIBS", "uncertain", "uncertain", True, True),
        ("FIBS", "gamma_only", "gamma_only", False, True),
        ("FIBS", "no_curve", "no_curve", False, False),
        ("ACC_Fermi", "no_curve", "no_curve", False, False),
    ]
    names = ["sample", "class", "aperture_class", "has_infrared_flare", "has_gamma_flare"]
    told = [
        {"source_name": f"s{number}"} | dict(zip(names, row, strict=True))
        for number, row in enumerate(rows)
    ]
    measures = [{"source_name": "s0", "band": "gamma_ray"}]
    return {"classes": filled(FLARE_CLASSES, told), "measures": filled(MEASURES, measures)}


def test_the_flow_tells_ours_beside_the_published_numbers():
    published = pd.DataFrame(
        {"id": ["selection.fibs", "flares.FIBS.both_flare"], "published": [2700.0, 2239.0]}
    )
    table, facts = prepare_class_flow(Inputs(found_classes() | {"published": published}, {}))
    rows = table.set_index("id")
    assert rows.filter(like="FIBS", axis=0)["n_sources"].tolist() == [8, 6, 2, 4, 2, 1, 1, 1]
    assert rows.filter(like="ACC", axis=0)["n_sources"].isna().all()
    assert rows["published"].dropna().to_dict() == {
        "flares.FIBS.sources": 2700,
        "flares.FIBS.both_flare": 2239,
    }
    assert facts["first_text"].endswith("(FIBS): 8 (published 2700)")
    assert (facts["n_steps"], facts["n_absent"]) == (11, 3)


def test_lists_of_sources_come_from_the_selection_and_from_the_classes():
    flow = pd.DataFrame(
        {
            "id": ["selection.variable.ACC", "selection.variable.4FGL"],
            "n": [np.nan, 992.0],
            "missing": ["no catalogue", ""],
        }
    )
    ids = ["selection.variable.ACC", "selection.variable.4FGL", "flares.FIBS.CFS", "selection.fibs"]
    published = pd.DataFrame({"id": ids, "published": [445.0, 992.0, 62.0, 2700.0]})
    tables = found_classes() | {"flow": flow, "published": published}
    table, facts = prepare_source_lists(Inputs(tables, {"simulated": []}))
    rows = table.set_index("list")
    assert rows.loc["4FGL-DR2", ["n_sources", "published"]].tolist() == [992, 992]
    assert rows.loc["ACC", "remark"] == "no catalogue"
    assert rows.loc["CFS of FIBS", ["n_sources", "published"]].tolist() == [1, 62]
    assert rows.loc["FIBS, both bands flaring", "n_sources"] == 6
    assert rows.loc["TXS-like of ACC-Fermi", "remark"] == "input not available"
    assert rows.loc["FIBS", ["n_sources", "published"]].tolist() == [8, 2700]
    assert facts["n_absent"] == 4


def test_tables_and_numbers_count_the_same_members():
    given = Inputs({"published_lists": LISTED, "classes": CLASSES}, {"simulated": []})
    numbers = member_numbers(CLASSES, LISTED)
    assert numbers["table4.n_agree"] == prepare_txs_like_members(given)[1]["n_both"] == 1
    assert numbers["table5.n_agree"] == prepare_correlated_members(given)[1]["n_both"] == 1


def test_weekly_curves_of_the_members():
    bands = ["gamma_ray_weekly"] * 3 + ["gamma_ray"]
    rows = [
        {"source_name": name, "band": band, "n_points": 700, "n_flares": n_flares}
        for name, band, n_flares in zip(
            ["4FGL J4", "4FGL J1", "4FGL J9", "4FGL J2"], bands, [2, 0, 5, 5], strict=True
        )
    ]
    given = {"published_lists": LISTED, "measures": filled(MEASURES, rows)}
    table, facts = prepare_weekly_members(Inputs(given, {"simulated": []}))
    assert table["gamma_name"].tolist() == ["4FGL J1", "4FGL J4"]
    assert facts["counts_text"] == "1 TXS-like and 1 correlated flares (CFS)"
    assert (facts["n_listed"], facts["n_members"], facts["n_flaring"]) == (4, 2, 1)
