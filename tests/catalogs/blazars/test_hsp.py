"""3HSP: the two official versions, and invented ones with their quirks."""

from __future__ import annotations

import numpy as np
import pytest
from catalogue_samples import make_table, put_fits
from icetracks_samples import put, refused

from nusources.catalogs.blazars.hsp import FIELDS, read_hsp
from nusources.contracts.blazar_catalogs import HSP
from nusources.formats.fits import FitsField
from nusources.tables import check_table

ROWS = {
    "source_name": ["3HSPJ010000.0-100000", "3HSPJ020000.0+100000", "3HSPJ030000.0+100000"],
    "ra": [15.0, 30.0, 45.0],
    "dec": [-10.0, 10.0, 10.5],
    "source_flag": [0, 4, 1],
    "log10_nu_peak": [15.0, 16.5, 18.5],
    "log10_nu_f_nu_peak": [-12.5, -11.0, -13.0],
    "peak_flag": [1, 2, 3],
    "redshift_flag": ["1", "--", "3"],
    "figure_of_merit": [0.5, 1.0, 2.0],
    "bzcat_name": ["--", "5BZBJ0200+1000", "--"],
    "gamma_name": ["--", "4FGL J0200.0+1000", "--"],
    "whsp_name": ["--", "--", "--"],
}
REDSHIFT = FitsField("z", "text")


def table_of(redshift=("0.25", "--", "0."), **changes):
    rows = ROWS | changes
    columns = {field: rows[name] for name, field in FIELDS.items()}
    return make_table("Joined", columns | {REDSHIFT: list(redshift)})


def invented(tmp_path, **changes):
    return put_fits(tmp_path / "hsp.fits", table_of(**changes))


@pytest.mark.parametrize(
    ("name", "count", "n_redshifts"), [("3HSP", 2011, 1770), ("3HSPR_V2", 2055, 1809)]
)
def test_official_versions(mirror, name, count, n_redshifts):
    table = read_hsp(mirror / "hsp3" / f"{name}.fits")
    check_table(table, HSP)
    assert len(table) == count
    assert table["redshift"].notna().sum() == n_redshifts
    assert table["log10_nu_peak"].min() == 15.0  # definition of the catalogue
    # Single precision: five digits.
    assert table["log10_nu_f_nu_peak"].min() == pytest.approx(-13.6, abs=1e-5)
    assert table["log10_nu_f_nu_peak"].max() == pytest.approx(-9.7, abs=1e-5)
    # FOM is the peak flux in units of 10**-11.6, printed with two decimals.
    expected = 10.0 ** (table["log10_nu_f_nu_peak"] + 11.6)
    bright = table["figure_of_merit"] > 1
    ratio = (table["figure_of_merit"] / expected)[bright]
    assert np.median(ratio) == pytest.approx(1.0, abs=0.01)


def test_official_versions_agree(mirror):
    first, second = (
        read_hsp(mirror / "hsp3" / f"{name}.fits").set_index("source_name")
        for name in ("3HSP", "3HSPR_V2")
    )
    common = first.index.intersection(second.index)
    assert (len(first) - len(common), len(second) - len(common)) == (14, 58)
    for column in ("log10_nu_peak", "log10_nu_f_nu_peak", "figure_of_merit"):
        np.testing.assert_array_equal(first.loc[common, column], second.loc[common, column])


def test_missing_values(tmp_path):
    table = read_hsp(invented(tmp_path))
    np.testing.assert_array_equal(table["redshift"], [0.25, np.nan, np.nan])
    assert table["redshift_flag"].isna().tolist() == [False, True, False]
    assert table["bzcat_name"].isna().tolist() == [True, False, True]
    assert table["whsp_name"].isna().all()


@pytest.mark.parametrize("sign", [-1, 1])
def test_sign_of_the_peak_flux(tmp_path, sign):
    flux = sign * np.array([12.5, 11.0, 13.0])
    table = read_hsp(invented(tmp_path, log10_nu_f_nu_peak=flux))
    assert table["log10_nu_f_nu_peak"].tolist() == [-12.5, -11.0, -13.0]


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"log10_nu_f_nu_peak": [-12.5, 11.0, -13.0]}, ("row 2, column 'nufnu'", "both signs")),
        ({"log10_nu_f_nu_peak": [12.5, 11.0, -13.0]}, ("row 3, column 'nufnu'", "both signs")),
        ({"redshift": ["0.2", "?", "0.1"]}, ("row 2, column 'z'", "found '?'")),
        ({"redshift": ["0.2", "", "0.1"]}, ("row 2, column 'z'", "found ''")),
        ({"redshift": ["0.2", "-0.1", "0.1"]}, ("row 2, column 'redshift'", "at least 0")),
        ({"log10_nu_peak": [15.0, 1e16, 15.0]}, ("row 2, column 'log10_nu_peak'", "at most 20")),
        ({"source_name": ["a", "b", "a"]}, ("row 3", "the key is not unique")),
    ],
)
def test_wrong_values_are_refused(tmp_path, changes, parts):
    refused(read_hsp, invented(tmp_path, **changes), *parts)


def test_useless_files_are_refused(tmp_path):
    refused(read_hsp, tmp_path / "none.fits", "no such file")
    refused(read_hsp, put(tmp_path, b"<!DOCTYPE html>"), "an HTML page, not data")
    refused(read_hsp, put(tmp_path, b"SIMPLE"), "not a readable FITS file")
    other = put_fits(tmp_path / "f.fits", make_table("Joined", {FitsField("Name", "text"): ["a"]}))
    refused(read_hsp, other, "lacks a column; found 'Name'; expected ra")
