"""5BZCAT: the official tables, and invented ones with their quirks."""

from __future__ import annotations

import numpy as np
import pytest
from icetracks_samples import put, refused

from nusources.catalogs.blazars.bzcat import FULL_HEADER, SLIM_HEADER, read_bzcat, read_bzcat_slim
from nusources.contracts.blazar_catalogs import BZCAT, BZCAT_SLIM
from nusources.tables import check_table

CLASS_COUNTS = {
    "fsrq": 1909,
    "bllac": 1059,
    "bllac_galaxy": 274,
    "uncertain": 227,
    "bllac_candidate": 92,
}
SLIM = (
    ",".join(SLIM_HEADER)
    + "\n1,5BZQJ0100-0010,QSORLoudflatradiosp.,15.00125,-0.17500,0.5"
    + "\n2,5BZBJ0200+1000,BLLac,30.5,10.0,"
    + "\n3,5BZUJ2300+8000,BlazarUncertaintype,345.25,80.125,1.25"
).encode()


def full_row(number, name, dec, redshift, code, rest):
    place = f'"01 00 00.30 " , "{dec} " , "120.5 " , "-63.0 "'
    return f'{number} , "{name}  " , "PKS 1 " , {place} , {redshift} , 18.2 , {code} , {rest}\n'


FULL = (
    (
        " , ".join(FULL_HEADER)
        + "\n"
        + full_row(
            1, "5BZQJ0100-0010", "-00 10 30.0", 0.5, 7211, '521 , 0 , 0.05 , ". " , " " , " "'
        )
        + full_row(2, "5BZBJ0200+1000", "+10 00 00.0", 0, 7300, '0 , 10 , 0 , "? " , " " , " "')
        + full_row(3, "5BZBJ0200+1000", "+10 00 00.0", 0, 7309, '5 , 10 , 0 , ". " , " " , " "')
    )
    .replace('" "\n', '" " , 4.9e-9 , -9.9\n')
    .encode()
)


@pytest.fixture
def full(mirror):
    return read_bzcat(mirror / "bzcat5" / "bzcat5_aro.csv")


def test_official_full_table(full):
    check_table(full, BZCAT)
    assert len(full) == 3561  # published
    assert full["source_class"].value_counts().to_dict() == CLASS_COUNTS
    present = full.notna().sum()
    assert present["redshift"] == 2842
    assert present["flux_density_1ghz"] == 3550
    assert present["flux_xray"] == 2249
    assert present["photon_flux"] == 999
    assert full["redshift_is_uncertain"].sum() == 185
    txs = full.set_index("source_name").loc["5BZBJ0509+0541"]
    assert np.isnan(txs["redshift"])
    assert txs["flux_xray"] == pytest.approx(5.6e-13)


def test_official_tables_agree(mirror, full):
    slim = read_bzcat_slim(mirror / "bzcat5" / "5bzcat.csv")
    check_table(slim, BZCAT_SLIM)
    assert full["source_name"].tolist() == slim["source_name"].tolist()
    assert full["source_class"].tolist() == slim["source_class"].tolist()
    np.testing.assert_array_equal(full["redshift"], slim["redshift"])
    # Hours, minutes and seconds have one or two decimals, the degrees five.
    np.testing.assert_allclose(full["ra"], slim["ra"], rtol=0, atol=5e-5)
    np.testing.assert_allclose(full["dec"], slim["dec"], rtol=0, atol=5e-6)


def test_quirks_of_the_full_table(tmp_path):
    table = read_bzcat(put(tmp_path, FULL))
    names = ["5BZQJ0100-0010", "5BZBJ0200+1000a", "5BZBJ0200+1000b"]
    assert table["source_name"].tolist() == names
    assert table["source_class"].tolist() == ["fsrq", "bllac", "bllac_galaxy"]
    np.testing.assert_allclose(table["ra"][0], 15.00125, rtol=1e-12)
    np.testing.assert_allclose(table["dec"], [-0.175, 10.0, 10.0], rtol=1e-12)
    np.testing.assert_array_equal(table["redshift"], [0.5, np.nan, np.nan])
    assert table["redshift_is_uncertain"].tolist() == [False, True, False]
    np.testing.assert_array_equal(table["flux_density_1ghz"], [521.0, np.nan, 5.0])
    np.testing.assert_array_equal(table["flux_density_143ghz"], [np.nan, 10.0, 10.0])
    np.testing.assert_allclose(table["flux_xray"], [5e-14, np.nan, np.nan], rtol=1e-12)
    assert table["alpha_radio_optical"].isna().all()
    assert table["photon_flux"].tolist() == [4.9e-9] * 3


def test_quirks_of_the_slim_table(tmp_path):
    table = read_bzcat_slim(put(tmp_path, SLIM))
    assert table["source_class"].tolist() == ["fsrq", "bllac", "uncertain"]
    np.testing.assert_array_equal(table["redshift"], [0.5, np.nan, 1.25])
    assert read_bzcat_slim(put(tmp_path, SLIM + b"\n")).equals(table)


@pytest.mark.parametrize(
    ("reader", "data"), [(read_bzcat, FULL), (read_bzcat_slim, SLIM)], ids=["full", "slim"]
)
def test_useless_files_are_refused(tmp_path, reader, data):
    refused(reader, tmp_path / "none.csv", "no such file")
    refused(reader, put(tmp_path, b""), "empty file")
    refused(reader, put(tmp_path, b"<html></html>"), "an HTML page, not data")
    refused(reader, put(tmp_path, data.split(b"\n")[0] + b"\n"), "row 1")
    refused(reader, put(tmp_path, data.replace(b"id", b"no", 1)), "unknown header line")
    refused(reader, put(tmp_path, data.replace(b"\n2", b"\n9")), "row 3, column 'id'", "expected 2")


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (b" , 0.5 ,", b" , x0.5 ,", ("row 2, column 'Redshift'", "found 'x0.5'")),
        (b" , 0.5 ,", b" , nan ,", ("row 2, column 'Redshift'", "finite decimal number")),
        (b" , 0.5 ,", b" , -0.5 ,", ("row 1, column 'redshift'", "at least 0")),
        (b"7300", b"7301", ("row 3, column 'Source classification'", "found '7301'")),
        (b"01 00 00.30", b"24 00 00.30", ("row 2, column 'RA (J2000.0)'", "hours, minutes")),
        (b"-00 10 30.0", b"00 10 30.0", ("row 2, column 'Dec (J2000.0)'", "degrees, minutes")),
        (b'"? "', b'"! "', ("row 3, column 'Comment on redshift'", "found '!'")),
        (b" , 521", b" ,, 521", ("row 2",)),
    ],
)
def test_wrong_cells_of_the_full_table_are_refused(tmp_path, old, new, parts):
    refused(read_bzcat, put(tmp_path, FULL.replace(old, new, 1)), *parts)


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (b"15.00125", b"375.0", ("row 1, column 'ra'", "found 375.0", "at most 360")),
        (b"BLLac,", b"BLLacs,", ("row 3, column 'SourceClassification'", "found 'BLLacs'")),
        (b"10.0,", b"10.0", ("row 3: 5 cells instead of 6",)),
        (b"5BZBJ0200+1000", b"5BZQJ0100-0010", ("row 2", "the key is not unique")),
    ],
)
def test_wrong_cells_of_the_slim_table_are_refused(tmp_path, old, new, parts):
    refused(read_bzcat_slim, put(tmp_path, SLIM.replace(old, new, 1)), *parts)
