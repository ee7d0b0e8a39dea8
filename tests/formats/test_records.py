"""Cells of text tables and the descriptors that make columns of them."""

from __future__ import annotations

import numpy as np
import pytest

from nusources.errors import InputDataError
from nusources.formats.angles import degrees_of_radians
from nusources.formats.records import Field, Records, to_table
from nusources.formats.text import split_columns
from nusources.tables import Column, Contract

CONTRACT = Contract(
    "sample",
    "Sample",
    (
        Column("row", "int64", "", "", "row"),
        Column("name", "string", "", "", "name", nullable=True),
        Column("flux", "float64", "erg s-1 cm-2", "", "flux", nullable=True),
        Column("angle", "float64", "deg", "", "angle"),
        Column("is_limit", "bool", "", "", "limit"),
    ),
    ("row",),
)
FIELDS = {
    "name": "Name",
    "flux": Field("F", 1e-12, no_value=-9.9),
    "angle": Field("Angle", made_by=degrees_of_radians),
    "is_limit": Field("l_F", codes={"": False, "<": True}),
}
CELLS = {
    "Name": ["A", "", "C"],
    "F": ["2.5", "", "-9.9"],
    "Angle": ["0", "1", "-1.5"],
    "l_F": ["", "<", ""],
}


def test_descriptors_make_columns():
    table = to_table(Records("f.csv", CELLS, 2), CONTRACT, FIELDS)
    assert sorted(table.columns) == sorted(CONTRACT.column_names)
    assert table["row"].tolist() == [1, 2, 3]
    assert table["name"].isna().tolist() == [False, True, False]
    np.testing.assert_array_equal(table["flux"], [2.5 * 1e-12, np.nan, np.nan])
    np.testing.assert_array_equal(table["angle"], np.degrees([0, 1, -1.5]))
    assert table["is_limit"].tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("label", "cells", "told"),
    [
        ("F", ["1", "x", "2"], "row 3, column 'F': cell not allowed; found 'x'; expected a finite"),
        ("F", ["1", "nan", "2"], "row 3, column 'F': cell not allowed; found 'nan'"),
        ("F", ["1", "1e999", "2"], "row 3, column 'F': cell not allowed; found '1e999'"),
        ("F", ["1", "1_0", "2"], "row 3, column 'F': cell not allowed; found '1_0'"),
        ("Angle", ["1", "", "2"], "row 3, column 'Angle': cell not allowed; found ''"),
        ("l_F", ["", "", ">"], "row 4, column 'l_F': cell not allowed; found '>'; expected one of"),
    ],
)
def test_cells_that_are_refused(label, cells, told):
    with pytest.raises(InputDataError) as caught:
        to_table(Records("f.csv", CELLS | {label: cells}, 2), CONTRACT, FIELDS)
    assert told in str(caught.value)


def test_fixed_columns():
    fields = {"a": (1, 2), "b": (4, 6)}
    assert split_columns("f", ["1  2.5", "12"], fields).cells == {
        "a": ["1", "12"],
        "b": ["2.5", ""],
    }
    for line in ("1 x2.5", "1  2.5 ", " "):
        with pytest.raises(InputDataError, match=r"row 2: fields are not in .* at most 6 bytes"):
            split_columns("f", ["1  2.5", line], fields)
    with pytest.raises(InputDataError, match=r"row 7: .*expected 6 bytes"):
        split_columns("f", ["12"], fields, first_row=7, may_end_early=False)
