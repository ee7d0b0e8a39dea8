"""Chosen columns of FITS tables: damage, other kinds, changed bytes."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from astropy.io import fits
from catalogue_samples import BLOCK, make_table, put_fits
from icetracks_samples import put, refused

from nusources.errors import InputDataError
from nusources.formats.fits import FitsField, assemble, read_fits_tables
from nusources.tables import Column, Contract

NAME, RA, CODE = (
    FitsField("Name", "text"),
    FitsField("ra", unit="deg"),
    FitsField("code", "integer"),
)
COLUMNS = {
    NAME: ["A 1", "B 2", "C"],
    RA: [1.5, 2.25, 300.0],
    CODE: [1, 2, -3],
    FitsField("spare"): [7.0, 8.0, 9.0],
    FitsField("spare_name", "text"): ["x", "y", "z"],
    FitsField("spare_ra", unit="deg"): [4.0, 5.0, 6.0],
}
CONTRACT = Contract(
    "sample",
    "Sample",
    (
        Column("name", "string", "", "", "name", nullable=True),
        Column("ra", "float64", "deg", "", "ra", nullable=True),
        Column("code", "int64", "", "", "code"),
    ),
    ("name",),
)
FIELDS = {"name": NAME, "ra": RA, "code": CODE}


@pytest.fixture
def whole(tmp_path):
    return put_fits(tmp_path / "whole.fits", make_table("T", COLUMNS)).read_bytes()


def columns_of(path):
    return assemble(next(iter(read_fits_tables(path).values())), CONTRACT, FIELDS)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_plain_and_packed_files_are_read(tmp_path, whole, pack):
    columns = columns_of(put(tmp_path, pack(whole)))
    assert list(columns["name"]) == ["A 1", "B 2", "C"]
    np.testing.assert_array_equal(columns["ra"], [1.5, 2.25, 300.0])
    np.testing.assert_array_equal(columns["code"], [1, 2, -3])
    assert columns["code"].dtype == np.int64


def test_missing_values(tmp_path):
    rows = {NAME: ["", "a", "b", "c"], RA: [np.nan, -np.inf, np.inf, -1.0], CODE: [0, 0, 0, 0]}
    table = read_fits_tables(put_fits(tmp_path / "f.fits", make_table("T", rows)))["T"]
    fields = {"name": NAME, "ra": FitsField("ra", unit="deg", missing=-1.0)}
    columns = assemble(table, CONTRACT, fields)
    assert columns["name"].isna().tolist() == [True, False, False, False]
    assert np.isnan(columns["ra"]).all()


def test_vectors_keep_their_rows(tmp_path):
    field = FitsField("flux", width=2)
    path = put_fits(tmp_path / "f.fits", make_table("T", {field: [[1.0, 2.0], [3.0, 4.0]]}))
    column = read_fits_tables(path)["T"].column(field)
    np.testing.assert_array_equal(column, [[1.0, 2.0], [3.0, 4.0]])


def test_damaged_files_are_refused(tmp_path, whole):
    refused(columns_of, tmp_path / "none.fits", "no such file")
    refused(columns_of, put(tmp_path, b""), "empty file")
    refused(columns_of, put(tmp_path, b"<html>404</html>"), "an HTML page, not data")
    refused(columns_of, put(tmp_path, whole[:-BLOCK]), "not a readable FITS file")
    refused(columns_of, put(tmp_path, whole[: BLOCK // 2]), "not a readable FITS file")
    refused(columns_of, put(tmp_path, whole + b"x" * BLOCK), "not a readable FITS file")
    refused(columns_of, put(tmp_path, gzip.compress(whole)[:-9]), "truncated or damaged gzip")
    two_rows = whole.replace(b"NAXIS2  =                    3", b"NAXIS2  =                    2")
    refused(columns_of, put(tmp_path, two_rows), "data behind the last row, 2")
    renamed = whole.replace(b"TTYPE4  ", b"TTYPE6  ")
    refused(columns_of, put(tmp_path, renamed), "a keyword stands twice")
    unprintable = whole.replace(b"B 2", b"B\x012")
    refused(columns_of, put(tmp_path, unprintable), "row 2, column 'Name'", "not printable ASCII")


@pytest.mark.parametrize(
    ("field", "message"),
    [
        (FitsField("dec"), "lacks a column; found 'Name, ra, code, spare, spare_name, spare_ra'"),
        (FitsField("ra"), "column 'ra': column of another kind; found 'E [deg]'; expected real []"),
        (FitsField("ra", "integer", "deg"), "expected integer [deg], 1 per row"),
        (FitsField("ra", unit="deg", width=2), "expected real [deg], 2 per row"),
    ],
)
def test_other_columns_are_refused(tmp_path, whole, field, message):
    table = read_fits_tables(put(tmp_path, whole))["T"]
    with pytest.raises(InputDataError) as caught:
        table.column(field)
    assert message in str(caught.value)


def test_scaled_and_variable_columns_are_refused(tmp_path, whole):
    place = whole.index(b"TUNIT6")
    scaled = whole[:place] + b"TSCAL3  = 10.0".ljust(80) + whole[place + 80 :]
    refused(columns_of, put(tmp_path, scaled), "column 'code'", "found 'I [] scaled'")
    heap = fits.Column("list", "PE()", array=np.array([[1.0], [2.0, 3.0]], dtype=object))
    path = put_fits(tmp_path / "heap.fits", fits.BinTableHDU.from_columns([heap], name="T"))
    refused(columns_of, path, "data behind the last row")
