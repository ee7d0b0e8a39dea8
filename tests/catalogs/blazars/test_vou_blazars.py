"""Fermi-LAT points and SMARTS light curves of VOU_Blazars."""

import gzip

import numpy as np
import pytest
from electromagnetic_samples import LAT, SMARTS
from icetracks_samples import put, refused

from nusources.catalogs.blazars.vou_blazars import read_smarts_points, read_vou_lat_points
from nusources.contracts.blazar_photometry import SMARTS_POINTS, VOU_LAT_POINTS
from nusources.tables import check_table

TXS = (77.3582, 5.6931)


def near(table, position, radius=0.01):
    return table[np.hypot(table["ra"] - position[0], table["dec"] - position[1]) < radius]


def test_the_lat_points_of_the_release(mirror):
    table = read_vou_lat_points(mirror / "vou_blazars_lc" / "Fermi_full_data.csv.gz")
    check_table(table, VOU_LAT_POINTS)
    assert len(table) + table.attrs["n_duplicates"] == 39_570
    assert table.attrs["n_duplicates"] == 172
    assert len(table[["ra", "dec"]].drop_duplicates()) == 97
    txs = near(table, TXS)
    assert len(txs) == 268
    assert len(txs[["mjd_start", "mjd_stop"]].drop_duplicates()) == 44
    assert int(txs["mjd_start"].min()) == 54693
    assert int(txs["mjd_stop"].max()) == 60106
    assert table["has_no_duration"].sum() == 43


def test_the_smarts_points_of_the_release(mirror):
    table = read_smarts_points(mirror / "vou_blazars_lc" / "smarts.csv.gz")
    check_table(table, SMARTS_POINTS)
    assert len(table) + table.attrs["n_duplicates"] == 40_872
    assert len(table[["ra", "dec"]].drop_duplicates()) == 97
    assert set(table["band"]) == {"B", "V", "R", "J"}
    assert table["row"].max() == 40_872
    assert int(table["mjd"].min()) == 54501
    assert int(table["mjd"].max()) == 57964
    assert near(table, TXS).empty


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_limits_duplicates_and_empty_bins_of_lat_points(tmp_path, pack):
    table = read_vou_lat_points(put(tmp_path, pack(LAT)))
    assert list(table["row"]) == [1, 2, 4]
    assert table.attrs["n_duplicates"] == 1
    assert list(table["is_upper_limit"]) == [False, True, False]
    np.testing.assert_array_equal(table["nu_f_nu_error"], [8.0e-12, np.nan, 1.0e-9])
    assert list(table["has_no_duration"]) == [False, False, True]


def test_bands_and_flags_of_smarts_points(tmp_path):
    table = read_smarts_points(put(tmp_path, SMARTS))
    assert list(table["row"]) == [1, 3, 4]
    assert list(table["band"]) == ["B", "B", "J"]
    assert list(table["is_ambiguous"]) == [True, True, False]
    assert list(table["error_exceeds_flux"]) == [False, False, True]
    np.testing.assert_array_equal(table["nu_f_nu"], [1.25e-11, 2.5e-11, 1e-15])


def test_damaged_lat_points(tmp_path):
    def damaged(old, new, *parts):
        assert old in LAT
        refused(read_vou_lat_points, put(tmp_path, LAT.replace(old, new, 1)), *parts)

    refused(read_vou_lat_points, tmp_path / "none.csv", "no such file")
    refused(read_vou_lat_points, put(tmp_path, b""), "empty file")
    refused(read_vou_lat_points, put(tmp_path, b"<html>"), "an HTML page")
    refused(read_vou_lat_points, put(tmp_path, LAT[:-30]), "last line is cut off")
    refused(
        read_vou_lat_points, put(tmp_path, LAT[: LAT.index(b"\n") + 1]), "no rows after the header"
    )
    refused(read_vou_lat_points, put(tmp_path, gzip.compress(LAT)[:-9]), "truncated or damaged")
    refused(read_vou_lat_points, put(tmp_path, b"\xff\xfe" + LAT), "binary data, not text")
    damaged(b"Ra,", b"RA,", "row 1", "unknown header line", "'RA,Dec", "expected 'Ra,Dec")
    damaged(b"10.5,-5.25,3", b"10.5,3", "row 2: 9 cells instead of 10")
    damaged(b",,\n10.5", b",,\r\n10.5", "row 2: binary data or other line ends")
    damaged(b"4.0e-11", b"nan", "row 2, column 'flux'", "found 'nan'", "a finite decimal number")
    damaged(b"4.0e-11", b"1e999", "column 'flux'", "found '1e999'")
    damaged(b"4.0e-11", b"4_0", "column 'flux'", "found '4_0'")
    damaged(b"4.0e-11", b"", "column 'flux'", "found ''")
    damaged(b"4.0e-11", b"-4.0e-11", "column 'nu_f_nu'", "at least 0")
    damaged(b"10.5,", b"370.5,", "column 'ra'", "at most 360 deg")
    damaged(b"UL", b"ul", "row 3, column 'flag'", "found 'ul'", "one of '', 'UL'")
    damaged(b",0.0,", b",1.0e-12,", "row 3, column 'err_flux'", "found '1.0e-12'", "0 for upper")
    damaged(b"55010.5", b"54990.5", "row 2, column 'MJD_end'", "no time before MJD_start")


def test_damaged_smarts_points(tmp_path):
    def damaged(old, new, *parts):
        assert old in SMARTS
        refused(read_smarts_points, put(tmp_path, SMARTS.replace(old, new, 1)), *parts)

    damaged(b"1.00000000", b"2.00000000", "row 2, column 'FREQ_ERR'", "found '2.00000000'")
    damaged(b"56000.25\n", b"56001.25\n", "row 2, column 'MJD_END'", "expected the MJD")
    damaged(b"6.818E+14", b"6.018E+14", "row 2, column 'FREQ'", "of B, V, R or J")
