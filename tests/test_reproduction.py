"""Verdicts: published numbers beside ours."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nusources.contracts.published import PUBLISHED, REPRODUCTION
from nusources.errors import InputDataError, NusourcesError
from nusources.origins import INPUTS
from nusources.reproduction import Comparison, compare, read_published, verdict
from nusources.tables import check_table

NAN = math.nan


@pytest.mark.parametrize(
    ("numbers", "changes", "status"),
    [
        # published, its error, rounding, ours, its error
        ((243, NAN, 0.5, 243.4, 0.0), {}, "reproduced"),  # within half a unit
        ((243, NAN, 0.5, 243.5, NAN), {}, "reproduced"),  # on its border
        ((663, NAN, 0.5, 663.54, NAN), {}, "differs"),  # beyond: rounding is a bound
        ((6e36, NAN, 5e35, 6.56e36, NAN), {}, "differs"),
        ((243, NAN, 0.5, 245.4, 1.0), {}, "reproduced"),  # 0.5 + 2 x 1 = 2.5 > 2.4
        ((243, NAN, 0.5, 245.6, 1.0), {}, "differs"),
        ((1.0, 0.1, 0.05, 1.24, 0.0), {}, "reproduced"),  # 0.05 + 2 x 0.1 = 0.25
        ((1.0, 0.1, 0.05, 1.26, 0.0), {}, "differs"),
        ((1.0, 0.1, 0.05, 1.26, 0.1), {}, "reproduced"),  # 0.05 + 2 x 0.141 = 0.333
        ((243, NAN, 0.0, 244, 0.0), {}, "differs"),  # no error at all, not equal
        ((243, NAN, 0.0, 243, 0.0), {}, "reproduced"),  # no error at all, equal
        ((243, NAN, 0.5, 243, 0.0), {"input": "real"}, "reproduced"),
        ((243, NAN, 0.5, 243, 0.0), {"input": "simulated"}, "simulated input"),  # never counts
        ((243, NAN, 0.5, 243, 0.0), {"input": "mixed"}, "simulated input"),
        ((243, NAN, 0.5, NAN, NAN), {"missing": "no file"}, "input not available"),
        ((NAN, NAN, 0.0, 1.0, 0.1), {}, "not testable"),
        ((243, NAN, 0.5, NAN, NAN), {"untestable": "an input"}, "not testable"),
        ((102, NAN, 0.5, 102, NAN), {"own": "your own alerts"}, "not testable"),
        ((102, NAN, 0.5, 3, NAN), {"own": "your own alerts", "input": "mixed"}, "not testable"),
        ((1.7, NAN, 0.05, 1.7, NAN), {"identity": "4.3 - 2.6"}, "identity"),
        ((1.8, NAN, 0.05, 1.7, NAN), {"identity": "4.3 - 2.6"}, "differs"),  # does not hold
        ((7, NAN, 0.5, 7, NAN), {"identity": "rows", "input": "simulated"}, "simulated input"),
    ],
)
def test_status(numbers, changes, status):
    _, found, reason = verdict(Comparison(*numbers, **changes))
    assert found == status
    assert (reason == "") == (status == "reproduced")


@pytest.mark.parametrize(
    ("numbers", "pull"),
    [
        ((10.0, 3.0, 0.5, 20.0, 4.0), 9.5 / 5),  # 3 and 4 in quadrature are 5
        ((20.0, 3.0, 0.5, 10.0, 4.0), -9.5 / 5),  # signed
        ((10.0, NAN, 0.5, 12.5, 2.0), 1.0),  # a missing error is 0
        ((10.0, 2.0, 0.5, 12.5, NAN), 1.0),
        ((10.0, 2.0, 0.5, 10.5, NAN), 0.0),  # rounding explains it all
    ],
)
def test_pull_is_what_rounding_leaves_over_the_combined_error(numbers, pull):
    assert verdict(Comparison(*numbers))[0] == pytest.approx(pull)


def test_there_is_no_pull_without_errors():
    pull, status, reason = verdict(Comparison(663, NAN, 0.5, 663.54, NAN))
    assert math.isnan(pull)
    assert status == "differs"
    assert reason == "0.54 apart, of which rounding explains 0.5"
    assert verdict(Comparison(2e37, NAN, 5e36, 1.76e36, NAN))[2] == "0.088 times the printed number"


def test_reasons_of_own_input_and_identities_name_them():
    own = verdict(Comparison(102, NAN, 0.5, 3, NAN, own="your own alerts (a.csv)"))
    assert own[2] == "rests on your own alerts (a.csv), not on the paper's input"
    identity = verdict(Comparison(1.7, NAN, 0.05, 1.7, NAN, identity="4.3 - 2.6"))
    assert identity[2] == "by hand from printed numbers: 4.3 - 2.6"


@given(
    *[st.floats(-1e6, 1e6) for _ in range(2)],
    *[st.floats(0, 1e3) for _ in range(2)],
    st.sampled_from(INPUTS),
)
def test_simulated_input_never_counts_as_reproduced(published, ours, error, our_error, kind):
    _, status, _ = verdict(Comparison(published, error, 0.5, ours, our_error, kind))
    assert (status == "simulated input") == (kind in ("simulated", "mixed"))


@given(*[st.floats(-1e3, 1e3) for _ in range(2)], st.floats(0.01, 10), st.floats(0, 10))
def test_status_and_pull_agree(published, ours, error, rounding):
    pull, status, _ = verdict(Comparison(published, error, rounding, ours, NAN))
    if abs(abs(pull) - 2) > 1e-6:
        assert (status == "reproduced") == (abs(pull) < 2)
    # Exchanging the two changes the sign only.
    back, same, _ = verdict(Comparison(ours, error, rounding, published, NAN))
    assert (back, same) == (pytest.approx(-pull), status)


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
            "identity": "",
            "by_construction": "the draw",
            "caveat": "",
            "note": "",
        }
    )


def ours_of(**changes):
    row = {"study": "chang2022", "id": "a", "ours": 243.0, "ours_error": 0.0}
    row |= {"input": "real", "own": "", "missing": "", "note": "", "caveat": ""}
    return pd.DataFrame([row | changes])


def test_a_number_that_no_stage_computes_is_told():
    table = compare(published_of("a"), ours_of(study="kun2026"), "chang2022")
    check_table(table, REPRODUCTION)
    assert table.loc[0, "reason"] == "no stage of this run computes it"


def test_a_note_explains_a_difference_and_nothing_else():
    far = compare(published_of("a"), ours_of(ours=1e3, note="printed slip"), "chang2022")
    assert far.loc[0, "status"] == "differs"
    assert far.loc[0, "reason"] == "4.12 times the printed number: printed slip"
    near = compare(published_of("a"), ours_of(note="printed slip"), "chang2022")
    assert near.loc[0, "reason"] == ""


def test_a_note_of_the_run_goes_before_that_of_the_published_number():
    published = published_of("a").assign(note="printed slip")
    of_paper = compare(published, ours_of(ours=1e3), "chang2022").loc[0, "reason"]
    assert of_paper.endswith(": printed slip")
    of_run = compare(published, ours_of(ours=1e3, note="other cut"), "chang2022").loc[0, "reason"]
    assert of_run.endswith(": other cut")
    assert compare(published, ours_of(), "chang2022").loc[0, "reason"] == ""


def test_every_status_can_carry_a_caveat():
    published = published_of("a").assign(caveat="members are inferred")
    for changes in ({}, {"ours": 1e3}):
        table = compare(published, ours_of(caveat="1 of 4 gives 2", **changes), "chang2022")
        assert table.loc[0, "caveat"] == "members are inferred; 1 of 4 gives 2"
    assert compare(published_of("a"), ours_of(), "chang2022").loc[0, "caveat"] == ""


def test_agreement_by_construction_is_told_of_simulated_input_only():
    simulated = compare(published_of("a"), ours_of(input="simulated"), "chang2022")
    assert simulated.loc[0, "caveat"] == "by construction: the draw"
    assert compare(published_of("a"), ours_of(), "chang2022").loc[0, "caveat"] == ""


def test_numbers_of_the_user_carry_no_caveat_of_the_paper_s():
    published = published_of("a").assign(caveat="members are inferred")
    table = compare(published, ours_of(own="your own alerts", ours=3.0), "chang2022")
    assert table.loc[0, ["status", "caveat"]].tolist() == ["not testable", ""]
    assert table.loc[0, "ours"] == 3.0  # still shown


def test_a_value_or_a_reason_is_needed():
    with pytest.raises(NusourcesError, match="gives 'a' neither a value nor a reason"):
        compare(published_of("a"), ours_of(ours=np.nan), "chang2022")


def test_a_number_that_is_not_in_the_list_is_refused():
    with pytest.raises(NusourcesError, match=r"chang2022.csv has no number 'b', which a stage"):
        compare(published_of("a"), ours_of(id="b"), "chang2022")


def test_a_file_of_published_numbers_without_a_column_is_refused(repository, tmp_path):
    whole = pd.read_csv(repository / "data/published/anchordoqui2014.csv")
    path = tmp_path / "some.csv"
    whole.drop(columns=["note", "rounding"]).to_csv(path, index=False)
    with pytest.raises(InputDataError, match=r"some\.csv: lacks the column\(s\) rounding, note"):
        read_published(path)
