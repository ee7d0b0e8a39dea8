"""Light Curve Repository: the official files, and invented ones with their quirks."""

from __future__ import annotations

import copy
import io
import json
import tarfile

import numpy as np
import pytest
from icetracks_samples import refused

from nusources.catalogs.gamma.fermi_light_curves import read_light_curves
from nusources.contracts.fermi import LAT_LIGHT_CURVE_SOURCES, LAT_LIGHT_CURVES
from nusources.tables import check_table

NAME = "4FGL+J0100.0-1000.json"
T = [239889601 + 604800 * week for week in (0, 1, 2, 4)]  # one week is absent
CURVE = {
    "ts": [[T[0], 25.0], [T[1], 0.5], [T[2], 0.0], [T[3], 100.0]],
    "flux": [[T[0], 3e-8], [T[3], 1e-4]],
    "flux_upper_limits": [[T[1], 2e-8], [T[2], -1.0]],
    "flux_error": [[T[0], -1e-8, 8e-8], [T[3], 1e-4, 1e-4]],
    "photon_index": [[T[0], 2.25], [T[3], 2.25]],
    "photon_index_interval": [],
    "fit_convergence": [[T[0], 0], [T[1], 0], [T[2], 101], [T[3], 102]],
    "bin_id": [1, 2, 3, 5],
}


def put_curve(folder, curve=CURVE, name=NAME):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(curve))
    return folder


def put_archive(path, curves, mode="w:xz"):
    with tarfile.open(path, mode) as archive:
        for name, curve in curves.items():
            text = json.dumps(curve).encode()
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
    return path


@pytest.fixture(scope="module")
def official(mirror):
    return read_light_curves(mirror / "fermi_lcr_weekly_south" / "weekly_lightcurves.tar.xz")


def test_official_light_curves(official):
    sources, points = official
    check_table(sources, LAT_LIGHT_CURVE_SOURCES)
    check_table(points, LAT_LIGHT_CURVES)
    assert len(sources) == 683
    assert len(points) == 103124 + 387049
    assert points["flux"].notna().sum() == 103124
    assert points["is_upper_limit"].sum() == 387049
    assert (~points["is_converged"]).sum() == 1903
    assert points["flux_limit"].isna().sum() - 103124 == 700  # limits of -1
    assert points["is_failed"].sum() == 700 + 89
    assert (sources["n_bins"].min(), sources["n_bins"].max()) == (329, 725)
    assert sources["n_bins"].median() == 723
    # Weeks begin at 0 h UTC, 65 s before 0 h TT in 2008.
    assert points["mjd"].min() == pytest.approx(54686.5, abs=1e-3)
    assert points["mjd"].max() == pytest.approx(59768.5, abs=1e-3)
    assert (points["ts"] >= 4).equals(~points["is_upper_limit"])


def test_official_sources(official):
    names = official[0]["source_name"]
    assert {"4FGL J1256.1-0547", "4FGL J1427.9-4206"} <= set(names)  # 3C 279, PKS 1424-41
    assert names.str.contains(r"^4FGL J\d{4}\.\d-\d{4}$").all()  # southern, no TXS 0506+056


def test_official_sources_match_4fgl(mirror, official):
    from nusources.catalogs.gamma.fermi_catalogs import read_lat_sources

    catalogue = read_lat_sources(mirror / "fermi_4fgl" / "gll_psc_v27.fit.gz")
    assert set(official[0]["source_name"]) <= set(catalogue["source_name"])


def test_points_of_an_invented_curve(tmp_path):
    sources, points = read_light_curves(put_curve(tmp_path / "curves"))
    assert points["source_name"].tolist() == ["4FGL J0100.0-1000"] * 4
    np.testing.assert_array_equal(points["flux"], [3e-8, np.nan, np.nan, 1e-4])
    np.testing.assert_allclose(points["flux_error_low"], [4e-8, np.nan, np.nan, np.nan])
    np.testing.assert_allclose(points["flux_error_high"], [5e-8, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(points["flux_limit"], [np.nan, 2e-8, np.nan, np.nan])
    assert points["is_upper_limit"].tolist() == [False, True, True, False]
    assert points["is_failed"].tolist() == [False, False, True, True]
    assert points["convergence_code"].tolist() == [0, 0, 101, 102]
    assert points["is_converged"].tolist() == [True, True, False, False]
    widths = points["mjd_stop"] - points["mjd_start"]
    np.testing.assert_allclose(widths, 7.0, rtol=0, atol=2e-11)
    np.testing.assert_allclose(np.diff(points["mjd"]), [7.0, 7.0, 14.0], rtol=0, atol=2e-11)
    summary = sources.iloc[0]
    counts = ["n_bins", "n_fluxes", "n_upper_limits", "n_failed", "n_not_converged"]
    assert summary[counts].tolist() == [4, 2, 2, 2, 2]
    assert summary["photon_index"] == 2.25
    assert summary["mjd_start"] == points["mjd_start"][0]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz"])
def test_archives_and_folders_give_the_same(tmp_path, mode):
    other = NAME.replace("0100", "0200")
    folder = put_curve(put_curve(tmp_path / "curves"), name=other)
    path = put_archive(tmp_path / "curves.tar", {other: CURVE, NAME: CURVE}, mode)
    for one, two in zip(read_light_curves(folder), read_light_curves(path), strict=True):
        assert one.equals(two)
        assert one["source_name"].is_monotonic_increasing


def test_a_source_of_limits_only(tmp_path):
    curve = copy.deepcopy(CURVE)
    curve |= {"flux": [], "flux_error": [], "photon_index": []}
    curve["flux_upper_limits"] = [[time, 1e-8] for time in T]
    sources, points = read_light_curves(put_curve(tmp_path / "curves", curve))
    assert points["flux"].isna().all()
    assert np.isnan(sources["photon_index"][0])


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"flux": [[T[0], 3e-8]]}, ("column 'flux, flux_upper_limits'", "times differ")),
        ({"flux": [[T[0], 3e-8], [T[1], 3e-8]]}, ("times differ between lists",)),
        (
            {"fit_convergence": CURVE["fit_convergence"][:3]},
            ("column 'fit_convergence'", "4 times"),
        ),
        ({"flux_error": CURVE["flux_error"][::-1]}, ("column 'flux_error'", "times differ")),
        ({"ts": CURVE["ts"][::-1]}, ("column 'ts'", "increasing by whole bins")),
        ({"ts": []}, ("column 'ts'", "increasing by whole bins")),
        ({"ts": [[T[0]], *CURVE["ts"][1:]]}, ("column 'ts'", "2 finite numbers in each entry")),
        ({"ts": [[T[0], "4"], *CURVE["ts"][1:]]}, ("column 'ts'", "2 finite numbers")),
        ({"ts": [[T[0], None], *CURVE["ts"][1:]]}, ("column 'ts'", "2 finite numbers")),
        ({"ts": [[T[0], float("nan")], *CURVE["ts"][1:]]}, ("not JSON", "NaN is no number")),
        ({"ts": 5}, ("column 'ts'", "found '5'")),
        ({"flux": [[T[0], -3e-8], [T[3], 1e-4]]}, ("row 1, column 'flux_error'", "impossible")),
        ({"flux_error": [[T[0], 4e-8, 8e-8], [T[3], 1e-4, 1e-4]]}, ("impossible value", "4e-08")),
        ({"flux_upper_limits": [[T[1], -2.0], [T[2], -1.0]]}, ("row 2", "limit > 0 or -1")),
        ({"fit_convergence": [[time, 0.5] for time in T]}, ("column 'fit_convergence'", "whole")),
    ],
)
def test_wrong_lists_are_refused(tmp_path, changes, parts):
    folder = put_curve(tmp_path / "curves", CURVE | changes)
    refused(read_light_curves, folder, NAME, *parts)


def test_wrong_times_are_refused(tmp_path):
    early = {
        key: [[row[0] - 1000 * 604800, *row[1:]] for row in CURVE[key]]
        for key in CURVE
        if key != "bin_id"
    }
    folder = put_curve(tmp_path / "curves", early)
    refused(read_light_curves, folder, "column 'mjd_start'", "at least 54000 d")


def test_useless_files_are_refused(tmp_path):
    refused(read_light_curves, tmp_path / "none.tar.xz", "no such file")
    empty = tmp_path / "folder"
    empty.mkdir()
    refused(read_light_curves, empty, "no light curves")
    (empty / NAME).write_bytes(b"<html></html>")
    refused(read_light_curves, empty, NAME, "an HTML page, not data")
    (empty / NAME).write_bytes(b'{"ts": [[1, 2]')
    refused(read_light_curves, empty, NAME, "not JSON")
    (empty / NAME).write_bytes(b'{"ts": [], "ts": []}')
    refused(read_light_curves, empty, NAME, "not JSON (a key of ts stands twice)")
    (empty / NAME).write_bytes(b"[]")
    refused(read_light_curves, empty, NAME, "not a light curve; found 'list'")
    (empty / NAME).write_bytes(b'{"ts": []}')
    refused(read_light_curves, empty, NAME, "lacks a list; found ['ts']; expected flux, flux_upper")
    (empty / NAME).rename(empty / "other.json")
    refused(read_light_curves, empty, "unknown file; found 'other.json'")


def test_damaged_archives_are_refused(tmp_path):
    whole = put_archive(tmp_path / "a.tar.xz", {NAME: CURVE}).read_bytes()
    path = tmp_path / "damaged.tar.xz"
    for data in (whole[:-20], whole[:60], b"no archive", whole[:80] + b"xx" + whole[82:]):
        path.write_bytes(data)
        refused(read_light_curves, path, "not a complete ")
    refused(
        read_light_curves,
        put_archive(tmp_path / "b.tar", {"x.txt": CURVE}),
        "unknown file",
        "x.txt",
    )
    refused(read_light_curves, put_archive(tmp_path / "c.tar", {}), "no light curves")
