"""Groups of sources."""

import warnings

import numpy as np
import pandas as pd
import pytest
from written_tables import FORMATS, write

from nusources.contracts.spatial import SOURCES
from nusources.errors import InputDataError, InputWarning
from nusources.selection.groups import (
    GroupRequest,
    check_memberships,
    check_weights,
    select_group,
)
from nusources.tables import check_table
from nusources.user_files.reading import read_user_table
from nusources.user_files.table import UserTable

COLUMNS = {"source_name": "Name", "ra": "RAJ2000", "dec": "DEJ2000"}


def request(**keys):
    return GroupRequest("mine", COLUMNS, **keys)


def catalogue(n=3, **changes):
    table = {
        "Name": [f"source {number}" for number in range(n)],
        "RAJ2000": np.linspace(10.0, 300.0, n),
        "DEJ2000": np.linspace(-60.0, 60.0, n),
        "kind": ["a", "b", "a"][:n] if n <= 3 else ["a"] * n,
    }
    return UserTable.of_frame(pd.DataFrame(table | changes), "cat.csv")


def test_group_with_foreign_columns_and_a_condition():
    sources = select_group(catalogue(), request(where={"kind": "a"}))
    assert sources["source_name"].tolist() == ["source 0", "source 2"]
    assert set(sources["group"]) == {"mine"}
    assert sources["weight"].tolist() == [1.0, 1.0]
    check_table(sources, SOURCES)


def test_names_of_gamma_ray_counterparts_lose_their_blanks():
    columns = COLUMNS | {"gamma_name": "g"}
    table = catalogue(g=["4FGL J1", "", None])
    sources = select_group(table, GroupRequest("mine", columns))
    assert sources["gamma_name"].fillna("none").tolist() == ["4FGLJ1", "none", "none"]
    check_table(sources, SOURCES)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Name": ["a", "b", "a"]}, r"cat.csv, row 3, column 'Name': .* found 'a'"),
        ({"Name": ["a", None, "c"]}, r"cat.csv, row 2, column 'Name': a source without a name"),
        ({"DEJ2000": [0.0, -90.5, 0.0]}, r"row 2, column 'DEJ2000': .* found -90.5; .* -90 to 90"),
        ({"RAJ2000": [0.0, 30.0, np.nan]}, r"row 3, column 'RAJ2000': not a position"),
        ({"RAJ2000": ["0", "12h", "1"]}, r"row 2, column 'RAJ2000': .* found '12h'"),
        ({"RAJ2000": np.array([1.0, 2.0, 23.0])}, "the unit of right ascension is not declared"),
    ],
)
def test_wrong_catalogues_are_refused_with_the_place(changes, message):
    with pytest.raises(InputDataError, match=message):
        select_group(catalogue(**changes), request())


def test_a_column_that_is_missing_is_named():
    columns = COLUMNS | {"dec": "DE"}
    told = r"group 'mine' needs the column\(s\) DE; found .*; expected Name, RAJ2000, DE"
    with pytest.raises(InputDataError, match=told):
        select_group(catalogue(), GroupRequest("mine", columns))


def test_the_unit_that_is_told_is_taken():
    few = catalogue(3, RAJ2000=[1.0, 2.0, 23.0])
    assert select_group(few, request(angle_unit="hourangle"))["ra"].tolist() == [15.0, 30.0, 345.0]
    assert select_group(few, request(angle_unit="deg"))["ra"].tolist() == [1.0, 2.0, 23.0]


def test_a_condition_that_keeps_nothing_is_told():
    told = r"group 'mine' has no rows; found '3 rows with others'; expected rows with {'kind': 'z'}"
    with pytest.raises(InputDataError, match=told):
        select_group(catalogue(), request(where={"kind": "z"}))


def test_what_is_odd_about_a_user_s_list_is_told():
    places = {"RAJ2000": [10.0, 10.001, 300.0], "DEJ2000": [0.0] * 3}
    table = catalogue(**places, RA=[0.0] * 3, dec=[0.0] * 3)
    with pytest.warns(InputWarning) as told:
        select_group(table, request(), {"source0": (10.0, 0.0)})
    texts = " ".join(str(one.message) for one in told)
    for part in ("2 of 3 names are in no", "closer than 1 arcmin", "columns 'RA' and 'dec'"):
        assert part in texts
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        select_group(table, request())  # tables of the run are not looked at


@pytest.mark.parametrize("ending", FORMATS)
def test_any_column_may_hold_the_weights(tmp_path, ending):
    columns = {"Name": ["A", "B"], "RAJ2000": [77.0, 40.0], "DEJ2000": [5.0, 0.0]}
    table = read_user_table(write(tmp_path, ending, columns | {"flux": [3.0, 1.0]}))
    sources = select_group(table, request(weight_column="flux"))
    assert sources["weight"].tolist() == [3.0, 1.0]
    check_table(sources, SOURCES)


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ([1.0, -1.0, 2.0], r"row 2, column 'flux': not a flux weight; found -1.0"),
        ([1.0, np.nan, 2.0], r"row 2, column 'flux': not a flux weight"),
        ([1.0, "x", 2.0], r"row 2, column 'flux': not a finite decimal number; found 'x'"),
        ([0.0, 0.0, 0.0], r"column 'flux': all flux weights are 0"),
    ],
)
def test_impossible_weights_are_refused(weights, told):
    with pytest.raises(InputDataError, match=told):
        select_group(catalogue(flux=weights), request(weight_column="flux"))


def test_groups_without_the_column_of_weights():
    requests = [request(weight_column="flux"), GroupRequest("other", COLUMNS, {}, None, "flux")]
    with pytest.raises(InputDataError, match=r"no group has the column of weights"):
        check_weights(requests, [catalogue(), catalogue()])
    with pytest.warns(InputWarning, match="the tables of other have no column 'flux'"):
        check_weights(requests, [catalogue(flux=1.0), catalogue()])
    assert select_group(catalogue(), requests[1])["weight"].tolist() == [1.0, 1.0, 1.0]
    check_weights([request()], [catalogue()])


def test_one_name_at_two_positions_is_refused():
    sources = pd.DataFrame(
        {"group": ["a", "b"], "source_name": ["x", "x"], "ra": [1.0, 1.5], "dec": [0.0, 0.0]}
    )
    with pytest.raises(InputDataError, match=r"different positions.*'group': 'b', 'ra': 1.5"):
        check_memberships(sources)
    check_memberships(sources.assign(ra=1.0))
