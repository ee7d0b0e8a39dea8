"""Sources of each group inside alert regions."""

import numpy as np
import pandas as pd
import pytest

from nusources.alert_regions import contains
from nusources.catalogs.alerts.alert_list import regions_of
from nusources.contracts.alerts import ALERT_LIST
from nusources.contracts.selection import ALERT_COUNTS
from nusources.selection.alert_counts import (
    alert_variants,
    count_in_alerts,
    source_positions,
    table2_numbers,
)
from nusources.tables import check_table

CONVENTIONS = {"shape": "ellipse", "ra_errors": "coordinate", "factor": 1.0}


def alert(name, ra, dec, axes, membership="member", region="rectangle"):
    ra_plus, ra_minus, dec_plus, dec_minus = axes
    return {
        "alert_name": name,
        "stream": "EHE",
        "sample": "realtime_v1",
        "mjd": 58000.0,
        "ra": ra,
        "dec": dec,
        "ra_err_plus": ra_plus,
        "ra_err_minus": ra_minus,
        "dec_err_plus": dec_plus,
        "dec_err_minus": dec_minus,
        "region": region,
        "position_source": "invented",
        "membership": membership,
        "in_sample": membership in ("member", "doubtful member"),
        "reason": None,
        "energy": np.nan,
        "signalness": np.nan,
    }


@pytest.fixture
def alerts():
    return pd.DataFrame(
        [
            alert("IC1", 10.0, 0.0, (2.0, 1.0, 1.0, 1.0)),
            alert("IC2", 50.0, 20.0, (1.0, 1.0, 1.0, 1.0), "doubtful member"),
            alert("IC3", 90.0, 0.0, (1.0, 1.0, 1.0, 1.0), "doubtful non-member"),
            alert("IC4", 120.0, 0.0, (np.nan,) * 4, "excluded", "none"),
        ]
    )[ALERT_LIST.column_names]


@pytest.fixture
def sources():
    rows = [
        ("A", "east", 11.9, 0.0, "4FGLJ1"),  # inside IC1
        ("A", "corner", 11.5, 0.9, "4FGLJ2"),  # in the rectangle, not in the ellipse, of IC1
        ("A", "west", 8.5, 0.0, None),  # outside, inside at factor 1.5
        ("B", "doubtful", 50.0, 20.5, "4FGLJ3"),  # inside IC2
        ("B", "other", 90.5, 0.0, "4FGLJ4"),  # inside IC3
    ]
    table = pd.DataFrame(rows, columns=["group", "source_name", "ra", "dec", "gamma_name"])
    return table.assign(listed_ra=table["ra"], listed_dec=table["dec"])


def inside(counts, **chosen):
    for name, value in chosen.items():
        counts = counts[counts[name] == value]
    return counts.set_index("group")["n_inside"].to_dict()


def test_every_convention_is_counted(alerts, sources):
    counts = count_in_alerts(alerts, source_positions(sources, None), CONVENTIONS)
    check_table(counts, ALERT_COUNTS)
    # 3 variants x 2 meanings x 1 kind of position x 2 shapes x 4 factors x 2 groups
    assert len(counts) == 3 * 2 * 2 * 4 * 2
    plain = {"ra_errors": "coordinate", "alerts": "sample", "factor": 1.0}
    assert inside(counts, shape="ellipse", **plain) == {"A": 1, "B": 1}
    assert inside(counts, shape="rectangle", **plain) == {"A": 2, "B": 1}
    assert inside(counts, shape="ellipse", **plain | {"factor": 1.5})["A"] == 3
    assert inside(counts, shape="ellipse", **plain | {"alerts": "without IC2"})["B"] == 0
    assert inside(counts, shape="ellipse", **plain | {"alerts": "with IC3"})["B"] == 2
    assert inside(counts[counts["is_chosen"]]) == {"A": 1, "B": 1}
    assert counts["is_chosen"].sum() == 2


def test_variants_leave_out_or_add_one_alert_each(alerts):
    variants = alert_variants(alerts)
    assert {name: len(one) for name, one in variants.items()} == {
        "sample": 2,
        "without IC2": 1,
        "with IC3": 3,
    }


def test_counterparts_replace_positions_where_they_are_known(alerts, sources):
    lat = pd.DataFrame(
        {
            "source_name": ["4FGL J1", "4FGL J4", "4FGL J9"],
            "counterpart_ra": [200.0, np.nan, 10.0],
            "counterpart_dec": [0.0, np.nan, 0.0],
        }
    )
    # A run that has moved its sources still knows where they are listed.
    positions = source_positions(sources.assign(ra=0.0, dec=0.0), lat)
    assert positions["listed"]["ra"].tolist() == sources["ra"].tolist()
    assert positions["counterpart"]["ra"].tolist() == [200.0, 11.5, 8.5, 50.0, 90.5]
    counts = count_in_alerts(alerts, positions, CONVENTIONS)
    assert inside(counts[counts["is_chosen"]]) == {"A": 0, "B": 1}
    assert set(counts.loc[counts["is_chosen"], "positions"]) == {"counterpart"}


def test_counts_agree_with_regions_enlarged_one_by_one(alerts, sources):
    counts = count_in_alerts(alerts, source_positions(sources, None), CONVENTIONS)
    regions = regions_of(alerts[alerts["in_sample"]], "true").scaled(1.3)
    found = contains(regions, sources["ra"], sources["dec"], "rectangle").any(axis=0)
    expected = pd.Series(found).groupby(sources["group"]).sum().to_dict()
    chosen = {"shape": "rectangle", "ra_errors": "true", "factor": 1.3, "alerts": "sample"}
    assert inside(counts, **chosen) == expected


REAL = {"real": ["a list"], "simulated": [], "own": []}


def test_numbers_of_table_2_are_the_chosen_counts(alerts, sources):
    counts = count_in_alerts(alerts, source_positions(sources, None), CONVENTIONS)
    counts.attrs = REAL
    published = pd.DataFrame({"id": ["table2.A.n_inside", "table2.NFS.n_inside", "table6.x"]})
    numbers = table2_numbers(counts, published)
    assert numbers["id"].tolist() == ["table2.A.n_inside", "table2.NFS.n_inside"]
    assert numbers["ours"].iloc[0] == 1
    assert numbers["missing"].tolist() == [
        "",
        "no sources of the group NFS in this run: supply them",
    ]


def test_counts_that_hang_on_a_convention_say_so(alerts, sources):
    counts = count_in_alerts(alerts, source_positions(sources, None), CONVENTIONS)
    counts.attrs = REAL
    published = pd.DataFrame({"id": ["table2.A.n_inside", "table2.B.n_inside"]})
    numbers = table2_numbers(counts, published)
    # A: 1 in ellipses, 2 in rectangles; B: 1 in both.
    told = "1 of 2 combinations of position and shape give 1, the others 2"
    assert numbers["caveat"].tolist() == [told, ""]


def test_counts_of_own_groups_and_alerts_are_marked(alerts, sources):
    counts = count_in_alerts(alerts, source_positions(sources, None), CONVENTIONS)
    counts.attrs = REAL
    published = pd.DataFrame({"id": ["table2.A.n_inside", "table2.B.n_inside"]})
    of_group = table2_numbers(counts, published, {"A": "your own sources (a.csv)"})
    assert of_group["own"].tolist() == ["your own sources (a.csv)", ""]
    of_alerts = table2_numbers(counts, published, {}, "your own alerts (b.csv)")
    assert of_alerts["own"].tolist() == ["your own alerts (b.csv)"] * 2
