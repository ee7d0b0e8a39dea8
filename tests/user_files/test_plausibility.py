"""What is odd about a user's sources."""

import warnings

import numpy as np
import pandas as pd
import pytest

from nusources.errors import InputDataError, InputWarning
from nusources.user_files.plausibility import (
    distinct_names,
    tell_close_pairs,
    tell_other_positions,
    tell_unknown_names,
)
from nusources.user_files.positions import SkyColumns
from nusources.user_files.table import UserTable

SKY = SkyColumns("Name", "RA", "Dec")
NAMES = ["A", "B", "C"]
RA, DEC = np.array([10.0, 350.0, 200.0]), np.array([0.0, 89.9, -45.0])


def table_of(**columns):
    plain = {"Name": NAMES, "RA": RA, "Dec": DEC}
    return UserTable.of_frame(pd.DataFrame(plain | columns), "my.csv")


def silent(check, *arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check(*arguments)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a", "", "c"], r"row 2, column 'Name': a source without a name.*found ''; expected"),
        (["a", None, "c"], r"row 2, column 'Name'"),
        (["a", "b", "a "], r"row 3, column 'Name': .* that was there before \(row 1\); found 'a'"),
        (["a 1", "a1", "c"], r"row 2, column 'Name': .*\(row 1\); found 'a1'"),
    ],
)
def test_names_that_are_missing_or_repeated_are_refused(names, told):
    with pytest.raises(InputDataError, match=told):
        distinct_names(table_of(Name=names), "Name", "a source")
    assert distinct_names(table_of(), "Name", "a source") == NAMES


@pytest.mark.parametrize(
    ("ra", "dec", "arcsec"),
    [
        ([10.0, 10.01, 200.0], [0.0, 0.0, 5.0], "36"),
        ([359.995, 0.005, 200.0], [0.0, 0.0, 5.0], "36"),
        ([10.0, 190.0, 200.0], [89.995, 89.995, 5.0], "36"),
    ],
)
def test_two_entries_of_one_object_are_told(ra, dec, arcsec):
    told = rf"1 pair\(s\) .*'A' and 'B' \({arcsec} arcsec\); an event near it counts once, but"
    with pytest.warns(InputWarning, match=told):
        tell_close_pairs(table_of(), NAMES, np.array(ra), np.array(dec))


def test_entries_that_are_apart_are_not_told():
    silent(tell_close_pairs, table_of(), NAMES, RA, DEC)
    near = np.array([10.0, 10.017, 200.0])  # 61 arcsec
    silent(tell_close_pairs, table_of(), NAMES, near, np.zeros(3))


def test_names_that_nothing_is_known_of_are_noted():
    names = ["NGC 1068", "J0112+3208", "M 31"]
    with pytest.warns(InputWarning, match=r"1 of 3 names .* not checked: M 31") as told:
        tell_unknown_names(table_of(), names, {"ngc1068": (40.7, 0.0)})
    assert told[0].message.severity == "note"
    silent(tell_unknown_names, table_of(), names, {"ngc1068": (40.7, 0.0), "m31": (10.7, 41.3)})


@pytest.mark.parametrize(
    ("ra", "dec"),
    [("RAJ2000", "DEJ2000"), ("_RA", "_DE"), ("ra_icrs", "dec_icrs"), ("RA_2", "Dec_2")],
)
def test_second_positions_that_contradict_are_told(ra, dec):
    other = table_of(**{ra: RA + np.array([0, 5, 2]), dec: DEC})
    told = rf"columns '{ra}' and '{dec}' contradict 'RA' and 'Dec': 1 row\(s\) .* row 3 by 1.4"
    with pytest.warns(InputWarning, match=told):
        tell_other_positions(other, SKY, RA, DEC)
    silent(tell_other_positions, table_of(**{ra: RA + 0.1, dec: DEC}), SKY, RA, DEC)


def test_second_positions_are_in_their_declared_unit():
    columns = {"Name": NAMES, "RA": RA, "Dec": DEC, "RAJ2000": RA / 15, "DEJ2000": np.radians(DEC)}
    units = {"RAJ2000": "h", "DEJ2000": "rad"}
    table = UserTable.of_frame(pd.DataFrame(columns), "my.csv", units)
    silent(tell_other_positions, table, SKY, RA, DEC)
    with pytest.warns(InputWarning, match=r"2 row\(s\) are more than 1 deg apart, row 1 by 9.3"):
        tell_other_positions(table_of(RAJ2000=RA / 15, DEJ2000=DEC), SKY, RA, DEC)


def test_other_columns_are_no_positions():
    other = table_of(RAh=[5, 6, 7], Dech=DEC, rate=RA + 50, decay=DEC, RAJ2000=["1:2:3"] * 3)
    silent(tell_other_positions, other, SKY, RA, DEC)
    silent(tell_other_positions, table_of(RAJ2000=["1:2:3"] * 3, DEJ2000=DEC), SKY, RA, DEC)
    silent(tell_other_positions, table_of(RAJ2000=[np.nan] * 3, DEJ2000=DEC), SKY, RA, DEC)
