"""Rows that a user wants."""

import numpy as np
import pytest
from written_tables import FORMATS, write

from nusources.errors import InputDataError
from nusources.user_files.reading import read_user_table
from nusources.user_files.where import rows_where

COLUMNS = {"Name": ["A1", "B2", "C3"], "Class": ["bll", "bll ", "fsrq"], "z": [1.0, 0.5, 2.0]}


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize(
    ("where", "kept"),
    [
        ({}, ["A1", "B2", "C3"]),
        ({"Class": "bll"}, ["A1", "B2"]),
        ({"Class": " bll "}, ["A1", "B2"]),
        ({"z": "1"}, ["A1"]),
        ({"z": "1.0"}, ["A1"]),
        ({"z": ["1e0", "2"]}, ["A1", "C3"]),
        ({"z": "0.50", "Class": ["bll", "x"]}, ["B2"]),
        ({"z": True}, ["A1"]),
    ],
)
def test_numbers_and_blanks(tmp_path, ending, where, kept):
    table = read_user_table(write(tmp_path, ending, COLUMNS))
    assert rows_where(table, where, "it").texts("Name") == kept


@pytest.mark.parametrize("value", ["1", "1.0", "01"])
def test_a_flag_of_whole_numbers_with_an_empty_cell(tmp_path, value):
    (tmp_path / "a.csv").write_text("Name,flag\nA,1\nB,\nC,1\nD,0\n")
    table = read_user_table(tmp_path / "a.csv")
    kept = rows_where(table, {"flag": value}, "it")
    assert kept.texts("Name") == ["A", "C"]
    assert kept.rows.tolist() == [2, 4]
    assert rows_where(table, {"flag": ""}, "it").texts("Name") == ["B"]


@pytest.mark.parametrize(("value", "kept"), [(True, ["A", "C"]), (False, ["B", "D"])])
def test_yes_and_no_are_what_yaml_makes_of_them(tmp_path, value, kept):
    (tmp_path / "a.csv").write_text("Name,is\nA,yes\nB,no\nC,TRUE\nD,0\nE,maybe\n")
    table = read_user_table(tmp_path / "a.csv")
    assert rows_where(table, {"is": value}, "it").texts("Name") == kept


def test_masks_of_a_fits_file(tmp_path):
    from astropy.table import MaskedColumn, Table

    table = Table({"Name": ["A", "B"], "is": [True, False]})
    table["n"] = MaskedColumn([7, 8], mask=[False, True])
    table.write(tmp_path / "a.fits")
    found = read_user_table(tmp_path / "a.fits")
    assert rows_where(found, {"is": False}, "it").texts("Name") == ["B"]
    assert rows_where(found, {"is": "True"}, "it").texts("Name") == ["A"]
    assert rows_where(found, {"n": ""}, "it").texts("Name") == ["B"]
    np.testing.assert_array_equal(found.numbers("n"), [7.0, np.nan])


def test_nothing_that_is_left_is_told(tmp_path):
    table = read_user_table(write(tmp_path, "csv", COLUMNS))
    told = r"group 'g' has no rows; found '3 rows with others'; expected rows with {'z': '9'}"
    with pytest.raises(InputDataError, match=told):
        rows_where(table, {"z": "9"}, "group 'g'")
    with pytest.raises(InputDataError, match=r"needs the column\(s\) Z \(did you mean 'z'\?\)"):
        rows_where(table, {"Z": "9"}, "group 'g'")
