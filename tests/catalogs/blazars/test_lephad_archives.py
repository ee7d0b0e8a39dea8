"""Archives of the leptohadronic models."""

import numpy as np
import pytest
from icetracks_samples import put, refused
from release_samples import NEUTRINOS, PHOTONS, put_tar

from nusources.catalogs.blazars.blazar_models import (
    read_lephad_models,
    read_lephad_neutrinos,
    read_lephad_photons,
)


def test_official_archives(mirror):
    folder = mirror / "lephad_blazars"
    photons = read_lephad_photons(folder / "model_results_mw_data.tar.xz")
    neutrinos = read_lephad_neutrinos(folder / "model_results_neutrinos.tar.xz")
    names = set(read_lephad_models(folder / "model_parameters.csv")["source_name"])
    assert (len(photons), len(neutrinos)) == (104_034, 69_516)
    assert set(photons["source_name"]) == set(neutrinos["source_name"]) == names
    assert photons["is_upper_limit"].sum() == 4252
    assert (neutrinos["flux_low"] <= neutrinos["flux_high"]).all()


def test_files_become_one_table(tmp_path):
    files = {"B_2/B_2_mw_data.csv": PHOTONS, "A_1/A_1_mw_data.csv": PHOTONS}
    table = read_lephad_photons(put_tar(tmp_path / "a.tar.xz", files))
    assert table["source_name"].tolist() == ["A 1"] * 3 + ["B 2"] * 3
    assert table["row"].tolist() == [1, 2, 3, 1, 2, 3]
    np.testing.assert_array_equal(table["flux_error"][:3], [3.5e-17, np.nan, 1.5e-13])
    assert table["is_upper_limit"].tolist()[:3] == [False, False, True]
    plain = put_tar(tmp_path / "a.tar", {"A_1/A_1_neutrinos.csv": NEUTRINOS}, "w")
    assert read_lephad_neutrinos(plain)["flux_high"].tolist() == [2.5e-20, 3.5e-20]


@pytest.mark.parametrize(
    ("name", "text", "parts"),
    [
        ("A/B_mw_data.csv", PHOTONS, ["unknown file", "A/B_mw_data.csv"]),
        ("A/A_mw_data.csv", PHOTONS.replace(b"8.5e-16", b"nan"), ["A_mw_data.csv, row 3", "'nan'"]),
        ("A/A_mw_data.csv", PHOTONS.replace(b",1.0\n", b",2.0\n"), ["row 4", "'Is Upper Limit'"]),
        ("A/A_mw_data.csv", PHOTONS[:-1], ["cut off"]),
        ("A/A_mw_data.csv", NEUTRINOS, ["unknown header line"]),
        ("A/A_mw_data.csv", PHOTONS[:44], ["no rows after the header"]),
        ("A/A_mw_data.csv", PHOTONS.replace(b"e-12,", b"e-12"), ["row 4", "3 cells instead of 4"]),
    ],
)
def test_damaged_files_are_refused(tmp_path, name, text, parts):
    refused(read_lephad_photons, put_tar(tmp_path / "a.tar.xz", {name: text}), *parts)


def test_damaged_archives_are_refused(tmp_path):
    whole = put_tar(tmp_path / "a.tar.xz", {"A/A_mw_data.csv": PHOTONS}).read_bytes()
    refused(read_lephad_photons, put(tmp_path, whole[:-9]), "not a complete xz file")
    refused(read_lephad_photons, put(tmp_path, b"not an archive"), "not a complete tar archive")
    refused(read_lephad_photons, put_tar(tmp_path / "b.tar", {}, "w"), "no files")
