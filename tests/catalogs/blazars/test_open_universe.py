"""Swift-XRT fits and NuSTAR points of the Open Universe, and FITS files in general."""

import numpy as np
import pytest
from electromagnetic_samples import (
    FITS_CASES,
    NUSTAR_FORMATS,
    NUSTAR_ROWS,
    XRT_FORMATS,
    XRT_ROWS,
    put_fits,
)
from icetracks_samples import put, refused

from nusources.catalogs.blazars.open_universe import read_nustar_points, read_xrt_fits
from nusources.contracts.blazar_photometry import NUSTAR_POINTS, XRT_FITS
from nusources.tables import check_table


def test_the_xrt_fits_of_the_release(mirror):
    table = read_xrt_fits(mirror / "open_universe_xray" / "ouspecV2.fits")
    check_table(table, XRT_FITS)
    assert len(table) == 29_231
    assert table["source_name"].nunique() == 70
    txs = table[table["source_name"] == "5BZBJ0509"]
    assert len(txs) == 217
    assert txs["flux_hard"].median() == pytest.approx(1.3e-12, rel=0.04)  # printed to two digits
    assert txs["flux_hard"].max() == pytest.approx(3.5e-12, rel=0.02)
    assert (int(txs["mjd"].min()), int(txs["mjd"].max())) == (54882, 59137)
    assert {"PKS1424P240", "PKS1502P106"} <= set(table["source_name"])
    assert table["is_repeat"].sum() == 416
    assert table["is_failed_fit"].sum() == 34


def test_the_nustar_points_of_the_release(mirror):
    table = read_nustar_points(mirror / "open_universe_xray" / "ounblz.fits")
    check_table(table, NUSTAR_POINTS)
    assert len(table) == 3_750
    assert len(table[["ra", "dec"]].drop_duplicates()) == 127
    assert table["is_not_positive"].sum() == 18
    kev = table["frequency"] / 2.418e17  # Hz of 1 keV
    assert (kev.min(), kev.max()) == pytest.approx((3.56, 77.6), abs=0.1)
    txs = table[np.hypot(table["ra"] - 77.3582, table["dec"] - 5.6931) < 0.01]
    assert (len(txs), txs["mjd"].nunique()) == (67, 7)


def test_missing_errors_and_repeats_of_xrt_fits(tmp_path):
    table = read_xrt_fits(put_fits(tmp_path / "x.fits", XRT_FORMATS, XRT_ROWS))
    assert list(table["row"]) == [1, 2, 3]
    assert list(table["source_name"]) == ["A1P2", "A1P2", "B1M2"]
    assert list(table["is_repeat"]) == [False, True, False]
    assert list(table["is_failed_fit"]) == [False, False, True]
    np.testing.assert_allclose(table["flux_soft_error"], [1e-12, 1e-12, np.nan], rtol=1e-7)
    np.testing.assert_array_equal(table["photon_index_error"], [0.03125, 0.03125, np.nan])


def test_negative_nustar_fluxes_are_flagged(tmp_path):
    table = read_nustar_points(put_fits(tmp_path / "n.fits", NUSTAR_FORMATS, NUSTAR_ROWS))
    assert list(table["is_not_positive"]) == [False, True]
    np.testing.assert_allclose(table["nu_f_nu"], [2.5e-11, -1e-13], rtol=1e-7)


@pytest.mark.parametrize("kind", FITS_CASES)
def test_damaged_fits_files(tmp_path, kind):
    reader, formats, rows = FITS_CASES[kind]
    whole = put_fits(tmp_path / "whole.fits", formats, rows).read_bytes()
    refused(reader, tmp_path / "none.fits", "no such file")
    refused(reader, put(tmp_path, b""), "empty file")
    refused(reader, put(tmp_path, b"<!DOCTYPE html>"), "an HTML page")
    refused(reader, put(tmp_path, b"ra,dec\n1,2\n"), "not a readable FITS file")
    refused(reader, put(tmp_path, whole[:2880]), "not a readable FITS file")
    refused(reader, put(tmp_path, whole[: whole.rindex(b"END") + 90]), "not a readable FITS file")
    refused(reader, put(tmp_path, whole[:-2880]), "not a readable FITS file")
    refused(reader, put(tmp_path, whole + b"x"), "")
    fewer = whole.replace(
        b"NAXIS2  =                    %d" % len(rows), b"NAXIS2  =" + b"1".rjust(21)
    )
    refused(reader, put(tmp_path, fewer), "data behind the last row, 1")
    others = put_fits(tmp_path / "others.fits", {"a": "D"}, [(1.0,)])
    refused(reader, others, "lacks a column; found 'a'; expected ")


def test_unprintable_and_missing_values_in_fits_files(tmp_path):
    rows = [list(XRT_ROWS[0])]
    rows[0][1] = "A\x011"
    refused(
        read_xrt_fits,
        put_fits(tmp_path / "x.fits", XRT_FORMATS, rows),
        "row 1, column 'NAME': text that is not printable ASCII",
    )
    rows[0][1:3] = ["A", np.nan]
    refused(read_xrt_fits, put_fits(tmp_path / "x.fits", XRT_FORMATS, rows), "column 'ra'")
    rows[0][2] = 400.0
    refused(read_xrt_fits, put_fits(tmp_path / "x.fits", XRT_FORMATS, rows), "at most 360 deg")
