"""Groups of sources."""

import numpy as np
import pandas as pd
import pytest

from nusources.contracts.spatial import SOURCES
from nusources.errors import InputDataError
from nusources.selection.groups import check_memberships, select_group
from nusources.tables import check_table

COLUMNS = {"source_name": "Name", "ra": "RAJ2000", "dec": "DEJ2000"}


def catalogue(n=3, **changes):
    table = {
        "Name": [f"source {number}" for number in range(n)],
        "RAJ2000": np.linspace(10.0, 300.0, n),
        "DEJ2000": np.linspace(-60.0, 60.0, n),
        "kind": ["a", "b", "a"][:n] if n <= 3 else ["a"] * n,
    }
    return pd.DataFrame(table | changes)


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
            r"needs the column\(s\) DEJ2000; found .*; expected Name",
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
    with pytest.raises(
        InputDataError,
        match=r"group 'mine' has no sources; found '3 rows with others'; expected rows with",
    ):
        select_group(catalogue(), "mine", COLUMNS, {"kind": "z"})


def test_one_name_at_two_positions_is_refused():
    sources = pd.DataFrame(
        {"group": ["a", "b"], "source_name": ["x", "x"], "ra": [1.0, 1.5], "dec": [0.0, 0.0]}
    )
    with pytest.raises(InputDataError, match=r"different positions.*'group': 'b', 'ra': 1.5"):
        check_memberships(sources)
    check_memberships(sources.assign(ra=1.0))
