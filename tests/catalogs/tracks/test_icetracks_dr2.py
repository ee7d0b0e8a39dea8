"""Responses of IceTracks-DR2."""

from __future__ import annotations

import numpy as np
import pytest
from icetracks_samples import AREA, put, refused
from neutrino_samples import DR2_AREA, SMEARING_HEADER, smearing

from nusources.catalogs.tracks.icetracks import read_effective_area
from nusources.catalogs.tracks.icetracks_dr2 import read_effective_area_dr2, read_smearing_slice


@pytest.mark.parametrize("name", ["IC40", "IC59", "IC79", "IC86"])
def test_official_effective_areas(mirror, name):
    table = read_effective_area_dr2(mirror / "icetracks_dr2_irfs" / f"{name}_effectiveArea.tab")
    assert len(table) == 2000
    # Rows above 0 and the largest area, as documented with the mirror.
    documented = {
        "IC40": (1531, 2.628e8),
        "IC59": (1465, 1.678e8),
        "IC79": (1497, 1.600e8),
        "IC86": (1465, 1.945e8),
    }[name]
    assert (table["effective_area"] > 0).sum() == documented[0]
    assert table["effective_area"].max() == pytest.approx(documented[1], rel=5e-4)


@pytest.mark.parametrize("number", [15, 29])
def test_official_smearing_slices(mirror, number):
    folder = mirror / "icetracks_dr2_irfs" / "smearing_dec_slices"
    table = read_smearing_slice(folder / f"IC86_smearing_decbin{number}.csv.gz")
    assert len(table) == 112_000
    assert table["fraction"].sum() == pytest.approx(14, abs=1e-6)
    assert table["ang_err_min"].min() == pytest.approx(0.2, abs=1e-6)
    assert table["dec_min"][0] == {15: -7.180756, 29: 64.158067}[number]


def test_quotes_are_taken_off(tmp_path):
    quoted = read_effective_area_dr2(put(tmp_path, DR2_AREA))
    assert quoted.equals(read_effective_area_dr2(put(tmp_path, AREA)))
    assert quoted.equals(read_effective_area(put(tmp_path, AREA)))


def test_damaged_effective_areas_are_refused(tmp_path):
    refused(read_effective_area_dr2, tmp_path / "absent", "no such file")
    refused(read_effective_area_dr2, put(tmp_path, b"<html>404</html>"), "an HTML page")
    refused(
        read_effective_area_dr2,
        put(tmp_path, DR2_AREA.replace(b'12.34"', b"12.34")),
        "row 4",
        "not in double quotes",
    )
    refused(read_effective_area_dr2, put(tmp_path, DR2_AREA[:-1]), "cut off")
    cut = DR2_AREA[: DR2_AREA.rindex(b'"  ')]
    refused(read_effective_area_dr2, put(tmp_path, cut), "bins are missing")


def test_smearing_slice(tmp_path):
    table = read_smearing_slice(put(tmp_path, smearing([1 / 8000, 0.0])))
    assert len(table) == 16_000
    sums = table.groupby("true_log10_energy_min")["fraction"].sum()
    np.testing.assert_allclose(sums, [1.0, 0.0], atol=1e-9)
    assert table["row"].iloc[-1] == 16_000


def test_damaged_smearing_slices_are_refused(tmp_path):
    good = smearing([1 / 8000])
    refused(read_smearing_slice, put(tmp_path, smearing([1.1 / 8000])), "1.1", "add up to 1")
    refused(read_smearing_slice, put(tmp_path, smearing([1 / 8000], 7999)), "7999 cells")
    swapped = good.replace(b"7.500000000e-01", b"4.500000000e-01", 1)
    refused(read_smearing_slice, put(tmp_path, swapped), "row 2", "'psf_max'", "below the lower")
    moved = good.replace(b"      5.500000", b"      5.600000", 1)
    refused(read_smearing_slice, put(tmp_path, moved), "several bins of declination")
    refused(
        read_smearing_slice,
        put(tmp_path, good.replace(b"2.00          2.50", b"2.00         -2.50", 1)),
        "row 2",
        "out of range",
    )
    refused(read_smearing_slice, put(tmp_path, SMEARING_HEADER.encode()), "no rows")
