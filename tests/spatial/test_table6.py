"""Our values of Table 6 of chang2022."""

import math

import numpy as np
import pandas as pd
import pytest

from nusources.contracts.published import OUR_NUMBERS, REPRODUCTION
from nusources.reproduction import compare
from nusources.spatial.table6 import spatial_excess_values
from nusources.tables import check_table


def excess_of(group, threshold, observed, **ancestors):
    table = pd.DataFrame(
        {
            "group": [group],
            "log10_energy_min": [threshold],
            "n_observed": [observed],
            "n_expected": [230.0],
            "n_expected_error": [0.05],
            "sigma": [15.2],
            "n_scrambles": [100_000],
        }
    )
    table.attrs = {"real": ["IceTracks-DR1"], "simulated": [], "own": []} | ancestors
    return table


def published_of(*ids):
    return pd.DataFrame(
        {
            "id": ids,
            "quantity": "q",
            "where": "Table 6",
            "published": 243.0,
            "published_error": np.nan,
            "rounding": 0.5,
            "untestable": "",
            "identity": "",
            "by_construction": "",
            "caveat": "",
            "note": "",
        }
    )


def test_table_6_is_matched_by_group_threshold_and_quantity():
    published = published_of(
        "table6.A.4.8.n_observed", "table6.A.4.9.n_observed", "table6.B.4.8.sigma"
    )
    ours = spatial_excess_values(excess_of("A", 4.8, 243), published, "")
    table = compare(published, ours, "chang2022")
    check_table(table, REPRODUCTION)
    assert table["status"].tolist() == ["reproduced", "input not available", "input not available"]
    assert table["reason"].tolist()[2] == (
        "no sources of the group B, or no such threshold, in this run: supply them"
    )


def test_another_sample_is_not_compared():
    published = published_of("table6.A.4.8.n_observed")
    ours = spatial_excess_values(excess_of("A", 4.8, 243), published, "one season only")
    table = compare(published, ours, "chang2022")
    assert table.loc[0, "status"] == "input not available"
    assert table.loc[0, "reason"] == "one season only"
    assert math.isnan(table.loc[0, "ours"])


def test_error_of_sigma_is_that_of_a_normal_standard_deviation():
    ours = spatial_excess_values(excess_of("A", 4.8, 1), published_of("table6.A.4.8.sigma"), "")
    assert ours.loc[0, "ours_error"] == pytest.approx(15.2 / math.sqrt(2 * 99_999))


def test_numbers_of_other_places_are_left_to_other_stages():
    published = published_of("table2.TXS_like.n_inside", "table6.A.4.8.n_observed")
    ours = spatial_excess_values(excess_of("A", 4.8, 243), published, "")
    check_table(ours, OUR_NUMBERS)
    assert ours["id"].tolist() == ["table6.A.4.8.n_observed"]


def test_groups_of_the_user_are_not_scored_against_the_paper():
    published = published_of("table6.A.4.8.n_observed", "table6.B.4.8.n_observed")
    excess = pd.concat([excess_of(group, 4.8, 3) for group in "AB"], ignore_index=True)
    excess.attrs = {"real": ["X"], "simulated": [], "own": ["sources (a.csv)"]}
    ours = spatial_excess_values(excess, published, "", {"A": "your own sources (a.csv)"})
    table = compare(published, ours, "chang2022")
    # The group of the paper beside it is still compared.
    assert table["status"].tolist() == ["not testable", "differs"]
    assert "your own sources (a.csv)" in table.loc[0, "reason"]


def test_numbers_tell_their_input():
    published = published_of("table6.A.4.8.n_observed")
    excess = excess_of("A", 4.8, 243, real=[], simulated=["IceTracks-DR1"])
    assert spatial_excess_values(excess, published, "")["input"].tolist() == ["simulated"]
