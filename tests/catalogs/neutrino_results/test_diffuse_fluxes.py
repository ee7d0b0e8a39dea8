"""Measurements of the diffuse flux."""

from __future__ import annotations

import numpy as np
import pytest
from icetracks_samples import put, refused
from neutrino_samples import BEST_FITS, CONTOURS, SEGMENT_UNIT, SEGMENTS, as_json, change, column

from nusources.catalogs.neutrino_results.diffuse_fluxes import (
    read_flux_best_fits,
    read_flux_contour,
    read_flux_limits,
    read_flux_segments,
)

SOURCES = ("ngc1068", "txs0506", "gp_pi0")
LIMITS = {"Energy [GeV]": column(1e7, 1e8), "E^2 F(E) [GeV.cm^-2.s^-1.sr^-1]": column(1e-8, 2e-8)}


def test_official_segments_and_limits(mirror):
    folder = mirror / "icecube_diffuse_flux" / "km3_230213a"
    tables = {
        name: read_flux_segments(folder / f"icecube_segmentedfit_{name}.json")
        for name in ("hese", "nst", "glashow")
    }
    assert {name: len(table) for name, table in tables.items()} == {
        "hese": 7,
        "nst": 4,
        "glashow": 1,
    }
    assert tables["nst"]["flux"][0] == 2.22e-8  # 15-104 TeV
    assert tables["nst"]["is_upper_limit"].tolist() == [False] * 3 + [True]
    assert tables["hese"]["reaches_zero"].tolist() == [True, False, True, True, False, True, False]
    for name in ("auger", "antares", "icecube-ehe"):
        table = read_flux_limits(folder / f"limits_differential_{name}.json")
        assert 40 < len(table) < 70
        assert table["flux_limit"].between(1e-9, 1e-5).all()


def test_official_best_fits_lie_inside_their_contours(mirror):
    folder = mirror / "icecube_diffuse_flux" / "diffuse_neutrino_flux"
    fits = read_flux_best_fits(folder / "measurements.json").set_index("measurement")
    assert len(fits) == 10
    # Published: 1.44e-18 and 2.37 (ApJ 928, 50), 2.12e-18 and 2.87 (PRD 104, 022002).
    assert fits.loc["nt22", ["norm", "spectral_index"]].tolist() == [1.44e-18, 2.37]
    assert fits.loc["hese21", ["norm", "spectral_index"]].tolist() == [2.12e-18, 2.87]
    contours = sorted(folder.glob("*_contour68.csv"))
    assert len(contours) == 8
    for path in contours:
        name = path.name.removesuffix("_contour68.csv")
        is_diffuse = name not in SOURCES
        contour = read_flux_contour(path, is_diffuse=is_diffuse)
        norm = "norm" if is_diffuse else "norm_source"
        for axis in ("spectral_index", norm):
            assert contour[axis].min() <= fits.loc[name, axis] <= contour[axis].max(), name
    lines = mirror / "icecube_diffuse_flux" / "km3_230213a"
    assert len(read_flux_contour(lines / "icecube_spl_nst_contour1sigma.json")) == 27
    assert len(read_flux_contour(lines / "icecube_spl_hese_contour1sigma.json")) == 19


def test_segments(tmp_path):
    table = read_flux_segments(put(tmp_path, as_json(SEGMENTS)))
    assert table["is_upper_limit"].tolist() == [False, False, True]
    assert table["reaches_zero"].tolist() == [False, True, False]
    assert table["flux_err_plus"].isna().tolist() == [False, False, True]
    limits = read_flux_limits(put(tmp_path, as_json(LIMITS)))
    assert limits["flux_limit"].tolist() == [1e-8, 2e-8]


@pytest.mark.parametrize("name", CONTOURS)
def test_all_formats_of_contours_are_the_same_table(tmp_path, name):
    table = read_flux_contour(put(tmp_path, CONTOURS[name], name))
    np.testing.assert_allclose(table["spectral_index"], [2.25, 2.5])
    np.testing.assert_allclose(table["norm"], [1.5e-18, 1.25e-18])
    assert table["norm_source"].isna().all()
    content = {
        "SpectralIndex": column(2.25, 2.5),
        f"FluxNorm {SEGMENT_UNIT}": column(1.5e-18, 1.25e-18),
    }
    assert table.equals(read_flux_contour(put(tmp_path, as_json(content), "contour.json")))
    source = read_flux_contour(put(tmp_path, CONTOURS[name], name), is_diffuse=False)
    assert source["norm"].isna().all()


def test_best_fits(tmp_path):
    table = read_flux_best_fits(put(tmp_path, as_json(BEST_FITS))).set_index("measurement")
    assert table["norm"].tolist()[:2] == [2e-18, 2e-18]
    assert table.loc["three", "norm_source"] == 2e-14
    assert np.isnan(table.loc["three", "norm"])
    assert table.loc["two", ["spectral_index_2", "log10_break"]].tolist() == [2.5, 4.5]
    assert table.loc["three", "curvature"] == 0.25


@pytest.mark.parametrize(
    ("reader", "data", "parts"),
    [
        (read_flux_segments, change(SEGMENTS, "Emax [GeV]", None), ["missing keys"]),
        (
            read_flux_segments,
            change(SEGMENTS, "Emax [GeV]", column(1.0)),
            ["columns of different lengths"],
        ),
        (
            read_flux_segments,
            change(SEGMENTS, "Emin [GeV]", column(1e4, None, 1e6)),
            ["row 2", "'Emin [GeV]'", "not a finite number"],
        ),
        (read_flux_segments, change(SEGMENTS, "Emin [GeV]", {"1": 2.0}), ["not a column"]),
        (
            read_flux_segments,
            change(SEGMENTS, f"FluxNorm {SEGMENT_UNIT}", column(-1e-8, 1e-8, 1e-8)),
            ["'flux'", "at least 0"],
        ),
        (read_flux_segments, as_json([1, 2]), ["not a JSON object"]),
        (read_flux_segments, as_json(SEGMENTS)[:-2], ["not JSON"]),
        (read_flux_limits, as_json(LIMITS).replace(b"1e-08", b"NaN"), ["not a finite number"]),
        (read_flux_best_fits, b"{}", ["no measurements"]),
        (read_flux_best_fits, as_json({"one": 3}), ["'one' is not a measurement"]),
        (
            read_flux_best_fits,
            as_json(BEST_FITS).replace(b"[2.5, 2e-18]", b"[2.5]"),
            ["'one' is not a measurement"],
        ),
        (
            read_flux_best_fits,
            as_json(BEST_FITS).replace(b"100000.0", b'"1e5"', 1),
            ["'reference_energy'", "not a finite number"],
        ),
        (read_flux_contour, b"gamma,norm\n", ["no rows after the header"]),
        (read_flux_contour, b"2,25; 1,5e-18\n2,5\n", ["row 2", "1 cells instead of 2"]),
        (read_flux_contour, b"gamma,norm\n2.25,many\n", ["row 2", "'norm'"]),
        (read_flux_contour, b"gamma,norm\n22.5,1e-18\n", ["'spectral_index'", "at most 6"]),
    ],
)
def test_damaged_files_are_refused(tmp_path, reader, data, parts):
    refused(reader, put(tmp_path, data), *parts)


@pytest.mark.parametrize(
    "reader", [read_flux_segments, read_flux_limits, read_flux_contour, read_flux_best_fits]
)
def test_files_that_are_no_tables_are_refused(tmp_path, reader):
    refused(reader, tmp_path / "absent", "no such file")
    refused(reader, put(tmp_path, b""), "empty file")
    refused(reader, put(tmp_path, b"<html>404</html>\n"), "an HTML page")
