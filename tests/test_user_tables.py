"""A user's catalogue in any of the formats."""

import numpy as np
import pandas as pd
import pytest
from astropy.table import Table

from nusources.errors import InputDataError
from nusources.user_tables import read_source_table

CATALOGUE = pd.DataFrame(
    {"Name": ["a", "b"], "RAJ2000": [10.25, 200.5], "DEJ2000": [-30.0, 45.125]}
)


def write_catalogue(path):
    if path.suffix == ".csv":
        CATALOGUE.to_csv(path, index=False)
    elif path.suffix == ".parquet":
        CATALOGUE.to_parquet(path)
    else:
        formats = {".fits": "fits", ".vot": "votable", ".ecsv": "ascii.ecsv"}
        Table.from_pandas(CATALOGUE).write(path, format=formats[path.suffix])


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".fits", ".vot", ".ecsv"])
def test_every_format_gives_the_same_numbers(tmp_path, ending):
    path = tmp_path / f"catalogue{ending}"
    write_catalogue(path)
    table = read_source_table(path)
    np.testing.assert_array_equal(table["RAJ2000"], CATALOGUE["RAJ2000"])
    np.testing.assert_array_equal(table["DEJ2000"], CATALOGUE["DEJ2000"])
    assert [str(name) for name in table["Name"]] == ["a", "b"]


@pytest.mark.parametrize("ending", [".fits", ".vot", ".ecsv"])
def test_declared_units_are_kept(tmp_path, ending):
    path = tmp_path / f"catalogue{ending}"
    table = Table.from_pandas(CATALOGUE)
    table["RAJ2000"].unit = "rad"
    formats = {".fits": "fits", ".vot": "votable", ".ecsv": "ascii.ecsv"}
    table.write(path, format=formats[ending])
    assert read_source_table(path).attrs["units"] == {"RAJ2000": "rad"}


def test_an_absent_file_is_named(tmp_path):
    with pytest.raises(InputDataError, match=r"none.csv: there is no such file; expected a table"):
        read_source_table(tmp_path / "none.csv")


def test_an_empty_catalogue_is_refused(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("Name,RAJ2000,DEJ2000\n")
    with pytest.raises(InputDataError, match=r"empty.csv: the table has no rows"):
        read_source_table(path)


@pytest.mark.parametrize("ending", [".parquet", ".fits", ".vot", ".ecsv", ".dat"])
def test_what_is_not_of_its_format_is_refused(tmp_path, ending):
    path = tmp_path / f"broken{ending}"
    path.write_text("<html>not a catalogue</html>")
    with pytest.raises(InputDataError, match=rf"broken\{ending}: not readable"):
        read_source_table(path)


def test_rows_longer_than_the_header_are_refused(tmp_path):
    path = tmp_path / "joined.csv"
    path.write_text("Name,RAJ2000,DEJ2000\na,10.25,-30.0b,200.5,45.125\n")
    with pytest.raises(
        InputDataError, match=r"joined.csv: not readable.*more cells than the 3 of the head"
    ):
        read_source_table(path)
