"""Verdicts: published numbers beside ours."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nusources.contracts.published import PUBLISHED, REPRODUCTION
from nusources.errors import NusourcesError
from nusources.reproduction import Comparison, compare, read_published, verdict
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
        ((243, NAN, 0.5, NAN, NAN, False, "", "an input"), "not testable"),
    ],
)
def test_status(arguments, status):
    _, found, reason = verdict(Comparison(*arguments))
    assert found == status
    assert (reason == "") == (status == "reproduced")


def test_pull_is_in_combined_errors():
    # Error of a rounded number: uniform over one unit, 1/sqrt(12).
    pull, _, _ = verdict(Comparison(10.0, 3.0, 0.5, 20.0, 4.0))
    assert pull == pytest.approx(10 / math.sqrt(9 + 16 + 1 / 12))


@given(
    *[st.floats(-1e6, 1e6) for _ in range(2)],
    *[st.floats(0, 1e3) for _ in range(2)],
    st.booleans(),
)
def test_simulated_input_never_counts_as_reproduced(published, ours, error, our_error, simulated):
    _, status, _ = verdict(Comparison(published, error, 0.5, ours, our_error, simulated))
    assert (status == "simulated input") == simulated


def test_published_numbers_of_the_repository_obey_their_contract(repository):
    published = read_published(repository / "data/published/chang2022.csv")
    check_table(published, PUBLISHED)
    # 13 thresholds x 4 groups x 3 numbers of Table 6
    assert published["id"].str.startswith("table6.").sum() == 156


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
        }
    )


def ours_of(**changes):
    row = {"study": "chang2022", "id": "a", "ours": 243.0, "ours_error": 0.0}
    row |= {"simulated": False, "missing": "", "note": ""}
    return pd.DataFrame([row | changes])


def test_a_number_that_no_stage_computes_is_told():
    table = compare(published_of("a"), ours_of(study="kun2026"), "chang2022")
    check_table(table, REPRODUCTION)
    assert table.loc[0, "reason"] == "no stage of this run computes it"


def test_a_note_explains_a_difference_and_nothing_else():
    far = compare(published_of("a"), ours_of(ours=1e3, note="printed slip"), "chang2022")
    assert far.loc[0, "status"] == "differs"
    assert far.loc[0, "reason"].endswith("combined errors apart: printed slip")
    near = compare(published_of("a"), ours_of(note="printed slip"), "chang2022")
    assert near.loc[0, "reason"] == ""


def test_a_number_that_is_not_in_the_list_is_refused():
    with pytest.raises(NusourcesError, match=r"chang2022.csv has no number 'b', which a stage"):
        compare(published_of("a"), ours_of(id="b"), "chang2022")
