"""Tables of the searches for Seyfert galaxies."""

import numpy as np
import pytest
from icetracks_samples import put, refused
from release_samples import CANDIDATES, SEARCHES, SOUTH, SUMMARY

from nusources.catalogs.neutrino_results.seyfert_tables import (
    read_search_summary,
    read_southern_candidates,
    read_southern_searches,
    read_southern_summary,
)


def test_official_tables(mirror):
    folder = mirror / "icecube_seyfert_tables"
    summary = read_search_summary(folder / "icecube_2510.13403_tab_summary_of_results.csv")
    assert len(summary) == 17
    assert summary["block"].value_counts().tolist() == [12, 4, 1]
    candidates = read_southern_candidates(
        folder / "icecube_2602.10208_tab_candidate_sources_14.csv"
    )
    searches = read_southern_searches(folder / "icecube_2602.10208_tab_individual_results_14.csv")
    assert (len(candidates), len(searches)) == (14, 14)
    both = candidates.merge(searches, on="source_name")
    assert both["n_expected"].tolist() == both["corona_n_expected"].tolist()
    brightest = read_southern_summary(folder / "icecube_2602.10208_tab_stacking_and_brightest.csv")
    # Limits of both tables agree: E^-2.5, E^-4 and E^-3.6 limits were made for E^-3.
    fluxes = brightest.dropna(subset="norm_limit").set_index("object")["norm_limit"]
    limits = searches.set_index("source_name")["power_law_limit_e3"]
    np.testing.assert_allclose(fluxes, limits[fluxes.index], rtol=5e-3)


def test_blocks_and_tests_are_carried_down(tmp_path):
    table = read_search_summary(put(tmp_path, SUMMARY))
    assert table["block"].tolist() == ["Survey"] + ["12 sources"] * 4
    assert table["test"].fillna("").tolist() == ["", "Best source", "Binomial", "Others", "Others"]
    assert table["object"].iloc[3] == "XY 2"
    assert table["is_starred"].tolist() == [False, False, False, True, False]
    assert table["sigma_global"].isna().tolist() == [False, False, False, True, True]


def test_limits_are_events_or_fluxes(tmp_path):
    table = read_southern_summary(put(tmp_path, SOUTH))
    np.testing.assert_array_equal(table["n_s_limit"], [10.5, np.nan])
    np.testing.assert_array_equal(table["norm_limit"], [np.nan, 6.25e-10])
    searches = read_southern_searches(put(tmp_path, SEARCHES))
    np.testing.assert_allclose(searches["power_law_limit_e3"], [22.5e-11, 63.5e-11])
    assert searches["has_no_signal"].tolist() == [True, False]
    assert read_southern_candidates(put(tmp_path, CANDIDATES))["ra"].tolist() == [201.5, 213.5]


@pytest.mark.parametrize(
    ("reader", "data", "parts"),
    [
        (read_search_summary, SUMMARY.replace(b"s,,,,", b"s,,,5.0,", 1), ["row 3", "'ra_deg'"]),
        (read_search_summary, SUMMARY.replace(b"4.5,4.0", b"4.5,-"), ["row 4", "_sigma'", "'-'"]),
        (read_search_summary, SUMMARY.replace(b"23.75", b"93.75"), ["'dec'", "at most 90"]),
        (read_search_summary, SUMMARY.replace(b"Survey,,", b",,"), ["row 1", "'block'"]),
        (read_southern_candidates, CANDIDATES.replace(b"XY 2", b"XY 1"), ["key is not unique"]),
        (read_southern_searches, SEARCHES.replace(b"4.5", b"n"), ["row 2", "'dc_n_UL'", "'n'"]),
        (read_southern_summary, SOUTH.replace(b",n_s\r", b",n\r"), ["a block that tells"]),
        (read_southern_summary, SOUTH.replace(b"6.25 e", b"6.25 f"), ["row 5", "'UL_90pct'"]),
        (read_southern_summary, SOUTH.replace(b"0.0025", b"2.5"), ["'p_local'", "at most 1"]),
        (read_southern_searches, SEARCHES[:-1], ["cut off"]),
    ],
)
def test_damaged_files_are_refused(tmp_path, reader, data, parts):
    refused(reader, put(tmp_path, data), *parts)
