"""Cuts on events and groups of sources."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nusources.contracts.spatial import SOURCES
from nusources.contracts.tracks import SELECTION_FLOW, TRACKS
from nusources.errors import InputDataError
from nusources.selection import check_memberships, select_group, select_tracks
from nusources.tables import check_table

COLUMNS = {"source_name": "Name", "ra": "RAJ2000", "dec": "DEJ2000"}


def tracks_of(log10_energy, ang_err, season="IC40"):
    n = len(log10_energy)
    return pd.DataFrame(
        {
            "season": season,
            "row": np.arange(1, n + 1),
            "mjd": 55000.0 + np.arange(n),
            "log10_energy": np.asarray(log10_energy, dtype=float),
            "ang_err": np.asarray(ang_err, dtype=float),
            "ra": np.linspace(0.0, 359.0, n),
            "dec": np.linspace(-80.0, 80.0, n),
        }
    )


def catalogue(n=3, **changes):
    table = {
        "Name": [f"source {number}" for number in range(n)],
        "RAJ2000": np.linspace(10.0, 300.0, n),
        "DEJ2000": np.linspace(-60.0, 60.0, n),
        "kind": ["a", "b", "a"][:n] if n <= 3 else ["a"] * n,
    }
    return pd.DataFrame(table | changes)


def test_both_ends_of_the_cuts_are_kept():
    # 60 TeV is log10(6e4 GeV) = 4.778151...: the first event is exactly on both cuts.
    on_the_cut = float(np.log10(6e4))
    tracks = tracks_of([on_the_cut, on_the_cut, 4.77, 6.0], [5.0, 5.01, 1.0, 0.2])
    selected, flow = select_tracks(tracks, 60.0, 5.0)
    assert selected["row"].tolist() == [1, 4]
    assert flow.loc[0, ["n_events", "n_energy", "n_selected"]].tolist() == [4, 3, 2]
    assert flow.loc[0, "fraction"] == 0.5
    check_table(selected, TRACKS)
    check_table(flow, SELECTION_FLOW)


def test_flow_counts_each_season_and_its_repeated_rows():
    one, two = tracks_of([5, 5, 3], [1, 1, 1]), tracks_of([6, 2], [1, 1], "IC59")
    one.loc[1, ["mjd", "ra", "dec"]] = one.loc[0, ["mjd", "ra", "dec"]]
    _, flow = select_tracks(pd.concat([one, two], ignore_index=True), 60.0, 5.0)
    assert flow["season"].tolist() == ["IC40", "IC59"]
    assert flow["n_selected"].tolist() == [2, 1]
    assert flow["n_duplicates"].tolist() == [1, 0]


@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_selection_is_the_plain_filter(n, seed):
    rng = np.random.default_rng(seed)
    tracks = tracks_of(rng.uniform(3, 7, n), rng.uniform(0.1, 10, n))
    wanted = [
        row.row for row in tracks.itertuples() if 10**row.log10_energy >= 6e4 and row.ang_err <= 5
    ]
    if not wanted:
        with pytest.raises(InputDataError, match=f"none of {n} events passes the cuts"):
            select_tracks(tracks, 60.0, 5.0)
        return
    selected, flow = select_tracks(tracks, 60.0, 5.0)
    assert selected["row"].tolist() == wanted
    assert flow["n_selected"].sum() == len(wanted)


def test_no_event_left_tells_what_there_was():
    with pytest.raises(InputDataError, match=r"energy proxy >= 1e\+06 TeV .*largest .* 1e\+03 TeV"):
        select_tracks(tracks_of([6.0], [1.0]), 1e6, 5.0)


def test_group_with_foreign_columns_and_a_condition():
    sources = select_group(catalogue(), "mine", COLUMNS, {"kind": "a"})
    assert sources["source_name"].tolist() == ["source 0", "source 2"]
    assert set(sources["group"]) == {"mine"}
    check_table(sources, SOURCES)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            catalogue().drop(columns="DEJ2000"),
            r"needs the column\(s\) DEJ2000; expected among Name",
        ),
        (catalogue(Name=["a", "b", "a"]), r"cat.csv, row 3, column 'Name': .* found 'a'"),
        (
            catalogue(Name=["a", None, "c"]),
            r"cat.csv, row 2, column 'Name': a source without a name",
        ),
        (
            catalogue(DEJ2000=[0.0, -90.5, 0.0]),
            r"row 2, column 'DEJ2000': .* found -90.5; .* -90 to 90",
        ),
        (catalogue(RAJ2000=[0.0, 10.0, np.nan]), r"row 3, column 'RAJ2000': not a position"),
        (catalogue(RAJ2000=["0", "12h30m", "1"]), r"row 2, column 'RAJ2000': .* found '12h30m'"),
        (catalogue(RAJ2000=[0.0, np.inf, 1.0]), r"row 2, column 'RAJ2000'"),
        (
            catalogue(9, RAJ2000=np.linspace(0, 23.9, 9)),
            "they look like hours; found 23.9; .* by 15",
        ),
    ],
)
def test_wrong_catalogues_are_refused_with_the_place(table, message):
    with pytest.raises(InputDataError, match=message):
        select_group(table, "mine", COLUMNS, {}, "cat.csv")


def test_few_sources_near_zero_hours_are_taken_as_degrees_with_a_warning():
    few = catalogue(3, RAJ2000=[1.0, 2.0, 23.0])
    with pytest.warns(UserWarning, match=r"cat.csv: all right ascensions are below 24"):
        sources = select_group(few, "mine", COLUMNS, {}, "cat.csv")
    assert len(sources) == 3


@pytest.mark.parametrize("unit", ["h", "hourangle", "rad"])
def test_a_declared_unit_other_than_degrees_is_refused(unit):
    table = catalogue()
    table.attrs["units"] = {"RAJ2000": unit, "DEJ2000": "deg"}
    with pytest.raises(InputDataError, match=rf"column 'RAJ2000': .* found '{unit}'; expected deg"):
        select_group(table, "mine", COLUMNS, {}, "cat.fits")


def test_a_condition_that_keeps_nothing_is_told():
    with pytest.raises(InputDataError, match=r"group 'mine' has no sources; expected rows with"):
        select_group(catalogue(), "mine", COLUMNS, {"kind": "z"})


def test_one_name_at_two_positions_is_refused():
    sources = pd.DataFrame(
        {"group": ["a", "b"], "source_name": ["x", "x"], "ra": [1.0, 1.5], "dec": [0.0, 0.0]}
    )
    with pytest.raises(InputDataError, match=r"different positions.*'group': 'b', 'ra': 1.5"):
        check_memberships(sources)
    check_memberships(sources.assign(ra=1.0))
