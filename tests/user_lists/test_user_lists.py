"""Sources of a user in circles and regions, and regions of a user with sources."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nusources.alert_regions import AlertRegions, circles, contains
from nusources.contracts.user_lists import USER_ALERTS, USER_SOURCES
from nusources.sky import angular_separation, ra_half_width
from nusources.tables import check_table
from nusources.user_lists.alerts import counts_by_chance, match_user_alerts
from nusources.user_lists.sources import match_user_sources

SOURCES = pd.DataFrame(
    {
        "group": ["mine", "mine", "mine"],
        "source_name": ["near two", "alone", "in an alert"],
        "ra": [10.0, 100.0, 200.0],
        "dec": [0.0, 45.0, -30.0],
    }
)
TRACKS = pd.DataFrame(
    {
        "season": ["IC40", "IC40", "IC79", "IC79"],
        "row": [3, 8, 1, 2],
        "mjd": [54600.5, 54700.0, 55400.25, 55500.0],
        "log10_energy": [5.1, 4.9, 6.2, 5.0],
        "ra": [10.3, 10.0, 100.0, 300.0],
        "dec": [0.0, 0.1, 47.5, 60.0],
        "ang_err": [0.5, 0.2, 2.0, 0.3],
    }
)
ALERTS = pd.DataFrame(
    {"alert_name": ["IC1", "IC2"], "mjd": [58000.0, 58001.0], "ra": [200.5, 10.0], "dec": [-30, 5]}
).astype({"ra": float, "dec": float})
REGIONS = circles(ALERTS["ra"], ALERTS["dec"], [1.0, 2.0], "true")


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    table = match_user_sources(SOURCES, TRACKS, ALERTS, REGIONS, circle_factor=1.0, shape="ellipse")
    check_table(table[USER_SOURCES.column_names], USER_SOURCES)
    return table.set_index(["source_name", "match"])


def test_each_match_of_a_source_is_a_row_the_nearest_first(found):
    rows = found.loc["near two"]
    assert rows["event"].tolist() == ["IC40 8", "IC40 3"]
    assert rows["distance"].tolist() == pytest.approx([0.1, 0.3])
    assert rows["log10_energy"].tolist() == [4.9, 5.1]
    assert rows["mjd"].tolist() == [54700.0, 54600.5]
    assert rows["radius"].tolist() == [0.2, 0.5]
    assert set(rows["n_tracks"]) == {2}


def test_a_source_without_a_match_has_a_row_too(found):
    row = found.loc[("alone", 0)]
    assert (row["kind"], row["n_tracks"], row["n_alerts"]) == ("nothing", 0, 0)
    assert row["p_value"] == 1
    assert row[["event", "mjd", "distance"]].isna().all()


def test_an_alert_that_holds_a_source_is_told(found):
    row = found.loc[("in an alert", 1)]
    assert (row["kind"], row["event"], row["mjd"]) == ("alert", "IC1", 58000.0)
    assert row["distance"] == pytest.approx(angular_separation(200, -30, 200.5, -30))
    assert (row["n_tracks"], row["n_alerts"]) == (0, 1)


def test_chance_of_a_source_is_that_of_scrambled_events(found):
    """Two events reach the declination 0: their arcs are 2 x 0.5 and 2 x sqrt(.2^2 - .1^2) deg."""
    shares = np.array([1.0, 2 * np.sqrt(0.2**2 - 0.1**2)]) / 360
    row = found.loc[("near two", 1)]
    assert row["n_expected"] == pytest.approx(shares.sum(), rel=1e-5)
    assert row["p_value"] == pytest.approx(shares.prod(), rel=1e-5)


def test_larger_circles_hold_more():
    table = match_user_sources(
        SOURCES, TRACKS, ALERTS, REGIONS, circle_factor=1.5, shape="ellipse"
    ).set_index("source_name")
    assert table.loc["alone", "event"] == "IC79 1"
    assert table.loc["alone", "radius"] == 3.0


LISTED = pd.DataFrame(
    {
        "sources": ["blazars", "blazars", "blazars", "mine"],
        "source_name": ["A", "B", "C", "A"],
        "ra": [200.5, 201.0, 20.0, 100.0],
        "dec": [-30.2, -30.0, -30.0, 0.0],
    }
)


def test_each_source_in_a_region_is_a_row_and_so_is_an_empty_region():
    table = match_user_alerts(ALERTS, REGIONS, LISTED, "ellipse")
    check_table(table[USER_ALERTS.column_names], USER_ALERTS)
    rows = table.set_index(["alert_name", "sources", "match"])
    first = rows.sort_index().loc[("IC1", "blazars")]
    assert first["source_name"].tolist() == ["A", "B"]
    assert first["factor"].tolist() == pytest.approx(first["distance"].tolist())
    assert set(first["n_inside"]) == {2}
    assert first["area"].iloc[0] == pytest.approx(np.pi, rel=1e-3)
    empty = rows.loc[("IC2", "mine", 0)]
    assert (empty["n_inside"], empty["n_expected"], empty["p_value"]) == (0, 0.0, 1.0)
    assert pd.isna(empty["source_name"])


@pytest.mark.parametrize("shape", ["ellipse", "rectangle"])
@pytest.mark.parametrize("ra_errors", ["true", "coordinate"])
@pytest.mark.parametrize("dec", [-30.0, 0.0, 88.5])
def test_chance_of_a_region_is_that_of_a_region_that_is_moved(shape, ra_errors, dec):
    """Brute force: the region at 40,000 right ascensions."""
    generator = np.random.default_rng(3)
    around = dec + generator.uniform(-3, 3, 40)
    listed = pd.DataFrame({"ra": generator.uniform(0, 360, 40), "dec": np.clip(around, -90, 89.9)})
    axes = [np.array([one]) for one in (3.0, 2.0, 1.5, 2.5)]
    region = AlertRegions(np.array([358.0]), np.array([dec]), *axes, ra_errors)
    counts, shares = counts_by_chance(region, listed, shape)
    assert shares.sum() == pytest.approx(1)
    turns = (np.arange(40_000) + 0.5) * 360 / 40_000
    inside = sum(
        contains(region, (one.ra - turns) % 360, np.full(turns.size, one.dec), shape)[0].astype(int)
        for one in listed.itertuples()
    )
    for count in range(int(inside.max()) + 2):
        expected = np.mean(inside >= count)
        assert shares[counts >= count].sum() == pytest.approx(expected, abs=40 / 40_000)
    assert counts @ shares == pytest.approx(inside.mean(), abs=40 / 40_000)


@pytest.mark.parametrize("ra_errors", ["true", "coordinate"])
def test_circles_keep_their_shape_one_by_one(ra_errors):
    """A list of a circle and another region, in which only the first is one."""
    alerts = ALERTS.assign(dec=[80.0, 5.0])
    mixed = AlertRegions(
        *(alerts[name].to_numpy() for name in ("ra", "dec")),
        *(np.array([2.0, 2.0]) for _ in range(4)),
        ra_errors,
        is_circle=np.array([True, False]),
    )
    listed = pd.DataFrame(
        {"sources": "blazars", "source_name": ["A"], "ra": [200.5 + 9], "dec": [80.0]}
    )
    table = match_user_alerts(alerts, mixed, listed, "ellipse").set_index("alert_name")
    assert table["n_inside"].tolist() == [1, 0]  # 9 deg of R.A. are 1.6 deg on the sky
    width = 2 * ra_half_width(80.0, 80.0, 2.0) / 360
    assert table.loc["IC1", "n_expected"] == pytest.approx(width, rel=1e-6)
