"""Verdicts: published numbers beside ours."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nusources.contracts import PUBLISHED, REPRODUCTION
from nusources.reproduction import compare, read_published, spatial_excess_values, verdict
from nusources.tables import check_table

NAN = math.nan


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        # published, its error, rounding, ours, its error, simulated, missing
        ((243, NAN, 0.5, 243.4, 0.0, False, ""), "reproduced"),  # equal after rounding
        ((1.0, 0.1, 0.05, 1.19, 0.0, False, ""), "reproduced"),  # 1.8 combined errors
        ((1.0, 0.1, 0.0, 1.21, 0.0, False, ""), "differs"),  # 2.1 errors
        ((1.0, 0.1, 0.0, 1.21, 0.1, False, ""), "reproduced"),  # 0.21 / 0.141 = 1.5 errors
        ((243, NAN, 0.0, 244, 0.0, False, ""), "differs"),  # no error at all, not equal
        ((243, NAN, 0.0, 243, 0.0, False, ""), "reproduced"),  # no error at all, equal
        ((243, NAN, 0.5, 243, 0.0, True, ""), "simulated input"),  # never counts
        ((243, NAN, 0.5, NAN, NAN, False, "no file"), "input not available"),
        ((NAN, NAN, 0.0, 1.0, 0.1, False, ""), "not testable"),
    ],
)
def test_status(arguments, status):
    _, found, reason = verdict(*arguments)
    assert found == status
    assert (reason == "") == (status == "reproduced")


def test_pull_is_in_combined_errors():
    # Error of a rounded number: uniform over one unit, 1/sqrt(12).
    pull, _, _ = verdict(10.0, 3.0, 0.5, 20.0, 4.0, False, "")
    assert pull == pytest.approx(10 / math.sqrt(9 + 16 + 1 / 12))


@given(
    *[st.floats(-1e6, 1e6) for _ in range(2)],
    *[st.floats(0, 1e3) for _ in range(2)],
    st.booleans(),
)
def test_simulated_input_never_counts_as_reproduced(published, ours, error, our_error, simulated):
    _, status, _ = verdict(published, error, 0.5, ours, our_error, simulated, "")
    assert (status == "simulated input") == simulated


def test_published_numbers_of_the_repository_obey_their_contract(repository):
    published = read_published(repository / "data/published/chang2022.csv")
    check_table(published, PUBLISHED)
    # 13 thresholds x 4 groups x 3 numbers of Table 6
    assert published["id"].str.startswith("table6.").sum() == 156


def excess_of(group, threshold, observed):
    return pd.DataFrame(
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


def published_of(*ids):
    return pd.DataFrame(
        {
            "id": ids,
            "quantity": "q",
            "where": "Table 6",
            "published": 243.0,
            "published_error": np.nan,
            "rounding": 0.5,
        }
    )


def test_table_6_is_matched_by_group_threshold_and_quantity():
    published = published_of(
        "table6.A.4.8.n_observed", "table6.A.4.9.n_observed", "table6.B.4.8.sigma"
    )
    ours = spatial_excess_values(excess_of("A", 4.8, 243), published, False, "")
    table = compare(published, ours, "chang2022")
    check_table(table, REPRODUCTION)
    assert table["status"].tolist() == ["reproduced", "input not available", "input not available"]
    assert table["reason"].tolist()[2] == (
        "no sources of the group B, or no such threshold, in this run: supply them"
    )


def test_another_sample_is_not_compared():
    published = published_of("table6.A.4.8.n_observed")
    ours = spatial_excess_values(excess_of("A", 4.8, 243), published, False, "one season only")
    table = compare(published, ours, "chang2022")
    assert table.loc[0, "status"] == "input not available"
    assert table.loc[0, "reason"] == "one season only"
    assert math.isnan(table.loc[0, "ours"])


def test_error_of_sigma_is_that_of_a_normal_standard_deviation():
    ours = spatial_excess_values(
        excess_of("A", 4.8, 1), published_of("table6.A.4.8.sigma"), True, ""
    )
    assert ours.loc[0, "ours_error"] == pytest.approx(15.2 / math.sqrt(2 * 99_999))


def test_a_number_that_no_stage_computes_is_told():
    published = published_of("table9.x.1.0.n_observed")
    nothing = pd.DataFrame({"id": [], "ours": [], "ours_error": [], "simulated": [], "missing": []})
    table = compare(published, nothing.astype({"id": "str", "missing": "str"}), "chang2022")
    assert table.loc[0, "reason"] == "no stage of this run computes it"
