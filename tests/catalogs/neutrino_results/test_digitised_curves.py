"""Curves read off figures, sensitivities, angular resolution."""

from functools import partial

import pytest
from icetracks_samples import put, refused
from release_samples import DIGITISED_AREA, DIGITISED_FLUXES, DISCOVERY, RESOLUTION, SENSITIVITY

from nusources.catalogs.neutrino_results.digitised_curves import (
    read_angular_resolution,
    read_digitised_area,
    read_digitised_fluxes,
    read_sensitivity_curve,
)

read_north = partial(read_digitised_area, dec_min=30, dec_max=90)


def test_official_areas(mirror):
    files = sorted((mirror / "icecube_alert_effective_areas").glob("*/*/*.csv"))
    tables = [read_north(file) for file in files]
    assert [len(table) for table in tables] == [48, 28, 17, 48, 54, 50, 35]
    # Like the official areas of IceCat-1, below 1e9 cm^2.
    assert all(1e4 < table["effective_area"].max() < 1e9 for table in tables)


@pytest.mark.parametrize(
    ("name", "counts"),
    [("combined_fit_2015", [6, 6, 6, 3, 8, 8]), ("icecube_cascade_data_2020", [6, 6, 6, 7, 9, 9])],
)
def test_official_fluxes(mirror, name, counts):
    table = read_digitised_fluxes(mirror / "icecube_diffuse_flux" / "digitised" / f"{name}.csv")
    assert table.groupby("curve", sort=False).size().tolist() == counts
    assert table["flux"].between(1e-9, 3e-7).all()


@pytest.mark.parametrize(
    ("name", "n_points"),
    [("sens_10yr_gamma-2.txt", 35), ("sens_10yr_gamma-3.txt", 45), ("tcarver_10y_disc.csv", 56)],
)
def test_official_sensitivities(mirror, name, n_points):
    table = read_sensitivity_curve(mirror / "icecube_10year_source_list" / name)
    assert len(table) == n_points
    # PRL 124 (2020) 051103, fig. 3: between 1e-13 and 2e-11 for E^-2.
    assert table["flux"].min() > 1e-13
    assert table["flux"].max() < (1e-8 if name.endswith("3.txt") else 2e-11)


def test_official_resolution(mirror):
    table = read_angular_resolution(mirror / "icecube_ps_ic86_2011" / "AngRes.txt")
    assert table["log10_energy"].tolist() == [2.5, 3.5, 4.5, 5.5, 6.5, 7.5]
    assert table["ang_err"].tolist() == [1.3, 0.7, 0.5, 0.4, 0.3, 0.3]


def test_units_and_curves(tmp_path):
    area = read_north(put(tmp_path, DIGITISED_AREA))
    assert area["energy"].tolist() == [12500.0, 25500.0, 25500.0]
    assert area["effective_area"].tolist() == [250.0, 250.0, 17500.0]
    fluxes = read_digitised_fluxes(put(tmp_path, DIGITISED_FLUXES))
    assert fluxes["curve"].tolist()[:2] == ["points", "points"]
    assert fluxes.set_index(["curve", "point"]).loc[("limits", 1), "flux"] == 4.5e-9
    assert len(fluxes) == 11
    assert read_sensitivity_curve(put(tmp_path, SENSITIVITY))["sin_dec"].tolist() == [-0.5, 0.75]
    assert read_sensitivity_curve(put(tmp_path, DISCOVERY))["flux"].iloc[2] == 1.5e-12
    assert read_angular_resolution(put(tmp_path, RESOLUTION))["ang_err"].tolist() == [1.5, 0.5]


@pytest.mark.parametrize(
    ("reader", "data", "parts"),
    [
        (read_north, DIGITISED_AREA.replace(b"12.5,", b"12.5"), ["row 1", "1 cells instead of 2"]),
        (read_north, DIGITISED_AREA.replace(b"1.75", b"-1.75"), ["'effective_area'", "at least 0"]),
        (read_north, DIGITISED_AREA.replace(b"1.75", b"nan"), ["row 3", "'area'", "'nan'"]),
        (read_north, DIGITISED_AREA[:-1], ["cut off"]),
        (read_digitised_fluxes, DIGITISED_FLUXES.replace(b"pts_up", b"up"), ["unknown header"]),
        (read_digitised_fluxes, DIGITISED_FLUXES.replace(b"1e6,", b","), ["row 3", "half a point"]),
        (read_digitised_fluxes, DIGITISED_FLUXES[:-6], ["row 4", "'fit_lower Y'", "half a point"]),
        (read_sensitivity_curve, SENSITIVITY.replace(b"0.75", b"1.75"), ["'sin_dec'", "at most 1"]),
        (read_sensitivity_curve, b"# other\n0.5 1e-12\n", ["row 1", "'sin_dec'", "'#'"]),
        (read_angular_resolution, RESOLUTION.replace(b"\r", b""), ["last line is cut off"]),
        (read_angular_resolution, RESOLUTION.replace(b"0.5", b"500.5"), ["'ang_err'", "180"]),
        (read_angular_resolution, b"<html>\r\n", ["an HTML page"]),
    ],
)
def test_damaged_files_are_refused(tmp_path, reader, data, parts):
    refused(reader, put(tmp_path, data), *parts)
