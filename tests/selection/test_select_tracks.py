"""Cuts on events."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nusources.contracts.tracks import SELECTION_FLOW, TRACKS
from nusources.errors import InputDataError
from nusources.selection.tracks import select_tracks
from nusources.tables import check_table


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
