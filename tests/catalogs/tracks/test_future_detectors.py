"""Responses of KM3NeT/ARCA230 and IceCube-Gen2."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from icetracks_samples import put, refused
from neutrino_samples import ARCA_AREA, ARCA_PSF, archive

from nusources.catalogs.tracks.gen2_toise import (
    read_gen2_effective_area,
    read_muon_efficiency,
    read_muon_energy_profile,
)
from nusources.catalogs.tracks.km3net_arca import (
    read_arca_background,
    read_arca_effective_area,
    read_arca_energy_response,
    read_arca_psf,
)

SECONDS_PER_YEAR = 365.25 * 86400
AREA = np.arange(12.0).reshape(2, 3, 2)
EDGES = {
    "cos_theta_bins": np.array([-1.0, 0.0, 1.0]),
    "energy_bins_at_det": np.array([1e5, 1e6, 1e7, 1e8]),
    "energy_bins": np.array([1e5, 1e7, 1e9]),
}
GEN2 = {"area_in_sqm": AREA, **EDGES}


read_nu_mu = partial(read_gen2_effective_area, flavour="nu_mu")


def test_official_arca_tables(mirror):
    folder = mirror / "km3net_arca230_irf"
    for name in ("numuCC_track", "nueCC_shower"):
        table = read_arca_effective_area(folder / f"aeff_coszen_all{name}.csv")
        assert len(table) == 720
        assert table["effective_area"].max() > 1e6
    assert len(read_arca_energy_response(folder / "energyresponse_numuCC_track.csv")) == 400
    background = read_arca_background(folder / "bkg_track.csv")
    assert len(background) == 800
    assert background["rate"].sum() * SECONDS_PER_YEAR == pytest.approx(8.6e4, rel=5e-3)


def test_official_arca_psf_is_normalised(mirror):
    table = read_arca_psf(mirror / "km3net_arca230_irf" / "psf_numuCC_track.csv.gz")
    assert len(table) == 36_000
    assert table.loc[table["is_negative"], "density"].min() > -3e-4
    for _, part in table.groupby("true_log10_energy_min"):
        angle = np.radians(np.minimum(10 ** part["log10_distance"].to_numpy(), 180))
        solid_angle = 2 * np.pi * (1 - np.cos(angle))
        density = part["density"].to_numpy()
        inside = density[0] * solid_angle[0]
        # 3e-4: the trapezium rule on the printed points, as documented with the mirror.
        assert inside + np.trapezoid(density, solid_angle) == pytest.approx(1, abs=3e-4)


def test_official_gen2_tables(mirror):
    folder = mirror / "icecube_gen2_toise"
    for flavour, name in (("nu_e", "NuE"), ("nu_mu", "NuMu"), ("nu_tau", "NuTau")):
        path = folder / "aeff" / f"Gen2_EHE_{name}_effective_area.npz"
        table = read_gen2_effective_area(path, flavour)
        assert len(table) == 10 * 70 * 70
        assert 1e8 < table["effective_area"].max() < 1e12
        gain = table["detector_log10_energy_min"] - table["true_log10_energy_min"]
        # Neutrinos lose energy in the Earth: none is seen more than one bin (0.1) above its own.
        assert table.loc[gain > 0.15, "effective_area"].max() == 0
        assert table.loc[gain < -0.15, "effective_area"].max() > 0
    profiles = folder / "energy_reconstruction"
    assert len(read_muon_energy_profile(profiles / "aachen_muon_energy_profile.npz")) == 87
    sunflower = profiles / "sunflower_240m_bdt0_muon_energy_profile.npz"
    assert len(read_muon_energy_profile(sunflower)) == 57
    efficiency = folder / "selection_efficiency" / "aachen_muon_selection_efficiency.npz"
    assert len(read_muon_efficiency(efficiency)) == 90


def test_arca_tables(tmp_path):
    area = read_arca_effective_area(put(tmp_path, ARCA_AREA))
    assert area["effective_area"].tolist() == [0.0, 0.25, 1.5e4, 2.5e3]
    psf = read_arca_psf(put(tmp_path, ARCA_PSF))
    assert psf["is_negative"].tolist() == [False, True]


def test_gen2_area_keeps_the_order_of_its_axes(tmp_path):
    table = read_nu_mu(put(tmp_path, archive(**GEN2), "area.npz"))
    row = table.set_index(
        ["cos_zenith_min", "detector_log10_energy_min", "true_log10_energy_min"]
    ).loc[(0.0, 6.0, 7.0)]
    assert row["effective_area"] == AREA[1, 1, 1] * 1e4
    assert row["true_log10_energy_max"] == 9.0
    assert table["effective_area"].sum() == AREA.sum() * 1e4
    curve = archive(log_energy=np.array([2.5, 3.0]), efficiency=np.array([0.25, 1.0]))
    assert read_muon_efficiency(put(tmp_path, curve))["efficiency"].tolist() == [0.25, 1.0]


@pytest.mark.parametrize(
    ("reader", "data", "parts"),
    [
        (
            read_arca_effective_area,
            ARCA_AREA.replace(b"1.5,1.75,2.0,0.0", b"1.5,1.95,2.0,0.0"),
            ["row 3", "edges and centre"],
        ),
        (read_arca_effective_area, ARCA_AREA[: ARCA_AREA.rindex(b"2.0,")], ["bins are missing"]),
        (read_arca_effective_area, ARCA_AREA.replace(b"2.5e-05", b"-1"), ["at least 0"]),
        (read_arca_effective_area, ARCA_AREA.replace(b"2.5e-05", b"inf"), ["row 3", "aeff"]),
        (read_arca_effective_area, ARCA_PSF, ["unknown header line"]),
        (read_arca_psf, ARCA_PSF.replace(b"2.25,", b"-4.0,"), ["bins are missing or given twice"]),
        (read_arca_background, ARCA_AREA, ["unknown header line"]),
        (read_arca_energy_response, ARCA_AREA, ["unknown header line"]),
        (read_nu_mu, archive(area_in_sqm=AREA), ["no array 'cos_theta_bins'"]),
        (read_nu_mu, archive(**GEN2 | {"area_in_sqm": AREA[:1]}), ["area and bins do not fit"]),
        (read_nu_mu, archive(**GEN2 | {"area_in_sqm": -AREA}), ["'effective_area'"]),
        (read_nu_mu, archive(**GEN2 | {"energy_bins": np.array([1e5, 1e5, 1e9])}), ["not grow"]),
        (read_nu_mu, archive(**GEN2 | {"energy_bins": np.array([0.0, 1e5, 1e9])}), ["not grow"]),
        (read_nu_mu, archive(**GEN2)[:-30], ["not a complete zip archive"]),
        (read_muon_efficiency, archive(log_energy=np.array([None])), ["damaged archive"]),
        (
            read_muon_efficiency,
            archive(log_energy=np.array([2.0]), efficiency=np.array([0.5, 0.5])),
            ["arrays of different shapes"],
        ),
        (
            read_muon_energy_profile,
            archive(loge=np.array([2.0]), mean=np.array([np.nan]), std=np.array([0.5])),
            ["'mean'"],
        ),
    ],
)
def test_damaged_files_are_refused(tmp_path, reader, data, parts):
    refused(reader, put(tmp_path, data), *parts)


@pytest.mark.parametrize(
    "reader", [read_arca_effective_area, read_arca_psf, read_nu_mu, read_muon_efficiency]
)
def test_files_that_are_no_tables_are_refused(tmp_path, reader):
    refused(reader, tmp_path / "absent", "no such file")
    refused(reader, put(tmp_path, b""), "empty file")
    refused(reader, put(tmp_path, b"<html>404</html>\n"), "an HTML page")
