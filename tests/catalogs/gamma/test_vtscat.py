"""VTSCat: light curves and spectra as ECSV."""

import numpy as np
import pytest
from icetracks_samples import put, refused
from release_samples import LIGHT_CURVE, SPECTRUM, XRAY

from nusources.catalogs.gamma.vtscat import (
    read_vtscat_light_curve,
    read_vtscat_spectrum,
    read_vtscat_xray,
)

CURVES = {  # rows, limits, threshold [GeV]: papers of the folders
    "2018ApJ...861L..20A/VER-000168-lc": (10, 8, 110.0),
    "2018Sci...361.1378I/VER-000168-lc-1": (1, 1, 175.0),
    "2018Sci...361.1378I/VER-000168-lc-2": (7, 7, 175.0),
    "2022ApJ...932..129A/LAT-000023-2-lc": (23, 0, 0.1),
    "2024ApJ...973..134A/LAT-000180-lc-1": (23, 0, 0.1),
}


@pytest.mark.parametrize("name", CURVES)
def test_official_light_curves(mirror, name):
    table = read_vtscat_light_curve(mirror / "veritas_vtscat" / f"{name}.ecsv")
    assert (len(table), table["is_upper_limit"].sum()) == CURVES[name][:2]
    assert set(table["telescope"]) == {"lat" if "LAT" in name else "veritas"}
    assert set(table["energy_min"]) == {CURVES[name][2]}


def test_official_nights_of_txs0506(mirror):
    folder = mirror / "veritas_vtscat"
    table = read_vtscat_light_curve(folder / "2018ApJ...861L..20A/VER-000168-lc.ecsv")
    assert table["mjd"].iloc[[0, -1]].round(1).tolist() == [58025.8, 58149.2]
    spectra = [read_vtscat_spectrum(path) for path in sorted(folder.glob("*/*-sed-*.ecsv"))]
    assert [len(one) for one in spectra] == [6, 6, 4]
    assert [one["is_upper_limit"].sum() for one in spectra] == [3, 6, 4]
    assert len(read_vtscat_xray(folder / "2024ApJ...973..134A/XRT-000180-lc-1.ecsv")) == 55


def test_units_and_limits(tmp_path):
    table = read_vtscat_light_curve(put(tmp_path, LIGHT_CURVE))
    assert table["energy_min"].tolist() == [125.0, 125.0]
    np.testing.assert_allclose(table["flux"], [2.5e-7, np.nan])
    assert table["is_upper_limit"].tolist() == [False, True]
    assert table["flux_limit"].iloc[1] == 3.5e-11
    assert table["mjd_start"].isna().all()
    points = read_vtscat_spectrum(put(tmp_path, SPECTRUM))
    assert points["is_upper_limit"].tolist() == [False, True]
    assert points["limit"].iloc[1] == 1.5e-12
    rays = read_vtscat_xray(put(tmp_path, XRAY))
    assert rays["observation"].tolist() == ["00012"]
    assert rays["flux_hard_err_plus"].tolist() == [0.5]


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        (b"unit: TeV", b"unit: keV", ["'e_min'", "unknown unit", "'keV'", "MeV, GeV, TeV"]),
        (b"58001.5 2.5", b"58001.5 -2.5", ["'flux'", "at least 0"]),
        (b"58001.5 2.5", b"58001.5 inf", ["row 12", "'flux'", "'inf'", "a finite decimal"]),
        (b"58001.5 2.5", b"nan 2.5", []),
        (b" nan 3.5e-11", b" 3.5e-11", ["row 13", "3 cells instead of 4"]),
        (b"telescope: lat", b"telescope: x", ["one telescope"]),
        (b"e_min time flux", b"e_min time fluxes", ["row 11", "labels and the columns"]),
        (b"# %ECSV", b"# %ESV", ["not an ECSV file"]),
        (b"e-11\n", b"e-11", ["cut off"]),
        (b"name: time,", b"name: when,", ["labels and the columns"]),
    ],
)
def test_damaged_files_are_refused(tmp_path, old, new, parts):
    path = put(tmp_path, LIGHT_CURVE.replace(old, new, 1))
    if not parts:  # a time may be missing where the file has the ends of intervals
        assert read_vtscat_light_curve(path)["mjd"].isna().tolist() == [True, False]
        return
    refused(read_vtscat_light_curve, path, *parts)


def test_the_wrong_kind_is_refused(tmp_path):
    refused(read_vtscat_spectrum, put(tmp_path, LIGHT_CURVE), "lacking: ['e_ref'")
    refused(read_vtscat_light_curve, put(tmp_path, SPECTRUM), "unknown: ['e_ref'")
    refused(read_vtscat_xray, put(tmp_path, b"<html>"), "an HTML page")
