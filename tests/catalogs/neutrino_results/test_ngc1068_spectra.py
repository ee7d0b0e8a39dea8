"""Spectra, scans and counts of the release on NGC 1068."""

import numpy as np
import pytest
from icetracks_samples import put, refused
from release_samples import BAND, COUNTS, FLAGGED, LIMITS, MODEL, SCAN

from nusources.catalogs.neutrino_results.ngc1068_spectra import (
    read_distance_counts,
    read_flux_points,
    read_likelihood_scan,
)

POINTS = {  # rows and limits
    "diffuse_nue_nutau_spectrum": (13, 6),
    "diffuse_numu_spectrum": (200, 0),
    "electromagnetic_observations": (253, 0),
    "gammaray_0.1_to_100_GeV": (7, 1),
    "gammaray_above_200_GeV": (4, 4),
    "model_inoue_et_al": (50, 0),
    "model_murase_et_al": (76, 0),
    "ngc1068_spectrum_68": (200, 0),
    "ngc1068_spectrum_95": (200, 0),
    "txs0506+056_spectrum_68": (200, 0),
}


@pytest.mark.parametrize("name", POINTS)
def test_official_spectra(mirror, name):
    table = read_flux_points(mirror / "icecube_ngc1068_science2022" / f"{name}.txt")
    assert (len(table), table["is_upper_limit"].sum()) == POINTS[name]
    assert table["is_band_below_zero"].sum() == (14 if "inoue" in name else 0)
    assert (table["flux_low"] <= table["flux_high"])[table["flux_low"].notna()].all()


def test_official_best_fit(mirror):
    folder = mirror / "icecube_ngc1068_science2022"
    scan = read_likelihood_scan(folder / "llh_contour_1D.txt")
    assert len(scan) == 300
    # Science 378 (2022) 538: flux 5.0e-11 at 1 TeV, index 3.2.
    best = (
        scan.loc[scan["ts_norm"].idxmin(), "norm"],
        scan.loc[scan["ts_spectral_index"].idxmin(), "spectral_index"],
    )
    assert best == pytest.approx((5.0e-11, 3.2), rel=0.02)
    counts = read_distance_counts(folder / "psi_square.txt")
    assert len(counts) == 15
    assert counts["n_signal"].sum() == pytest.approx(79, abs=20)  # 79 +22 -20 events


def test_points_bands_and_limits(tmp_path):
    band = read_flux_points(put(tmp_path, BAND))
    assert band["flux_low"].tolist() == [1.5e-11, 0.5e-11]
    assert band["energy_min"].isna().all()
    points = read_flux_points(put(tmp_path, FLAGGED))
    assert points["energy_max"].tolist() == [1.0, 301.0]
    np.testing.assert_allclose(points["flux_high"], [10e-13, np.nan])
    np.testing.assert_allclose(points["flux_limit"], [np.nan, 3.5e-13])
    limits = read_flux_points(put(tmp_path, LIMITS))
    assert limits["is_upper_limit"].tolist() == [False, True]
    assert limits["flux"].tolist() == [4.0e-10, 3.0e-11]
    model = read_flux_points(put(tmp_path, MODEL))
    assert model["is_band_below_zero"].tolist() == [False, True]
    assert model["flux"].isna().all()
    assert read_likelihood_scan(put(tmp_path, SCAN))["norm"].tolist() == [0.25e-11, 5.5e-11]
    assert read_distance_counts(put(tmp_path, COUNTS))["n_events"].tolist() == [60, 52]


@pytest.mark.parametrize(
    ("reader", "data", "parts"),
    [
        (read_flux_points, BAND.replace(b"68%-low", b"90%-low"), ["unknown header line"]),
        (read_flux_points, BAND.replace(b"\t    4.5e-11", b""), ["row 2", "3 cells instead of 4"]),
        (read_flux_points, BAND.replace(b"1500.5", b"-1500.5"), ["'energy'", "at least 0"]),
        (read_flux_points, FLAGGED.replace(b"\t 1\n", b"\t 2\n"), ["row 3", "'UL_flag'", "'2'"]),
        (read_flux_points, FLAGGED.replace(b"1.5e-13", b"-1.5e-13"), ["row 2", "0 or more"]),
        (read_flux_points, LIMITS.replace(b"7.0e-10", b"nan"), ["row 2", "U.L. Flux", "'nan'"]),
        (read_likelihood_scan, SCAN.replace(b"18.125", b"-18.125"), ["'ts_spectral_index'"]),
        (read_distance_counts, COUNTS.replace(b"60\n", b"60.5\n"), ["'counts_exp'", "whole"]),
        (read_distance_counts, COUNTS[:-1], ["cut off"]),
        (read_flux_points, b"<html>", ["an HTML page"]),
    ],
)
def test_damaged_files_are_refused(tmp_path, reader, data, parts):
    refused(reader, put(tmp_path, data), *parts)
