"""TeVCat's blazars and spectral indices of 5BZCAT."""

import numpy as np
import pytest
from icetracks_samples import put, refused
from release_samples import BZCAT_INDEX, TEVCAT

from nusources.catalogs.blazars.bzcat import read_bzcat
from nusources.catalogs.blazars.tevcat import read_bzcat_index, read_tevcat


def test_official_tevcat(mirror):
    table = read_tevcat(mirror / "bzcat5" / "tevcat.csv")
    assert len(table) == 49
    assert table["source_class"].value_counts().to_dict() == {
        "bllac": 44,
        "fsrq": 4,
        "uncertain": 1,
    }
    # The name tells the position: hours and minutes, degrees and tenths.
    hours = (
        table["source_name"].str[5:7].astype(int) + table["source_name"].str[7:9].astype(int) / 60
    )
    assert (np.abs(table["ra"] / 15 - hours) < 0.1).all()


@pytest.mark.parametrize(("name", "n_missing"), [("aox", 1322), ("arx", 1313)])
def test_official_indices(mirror, name, n_missing):
    table = read_bzcat_index(mirror / "bzcat5" / f"bzcat5_{name}.csv")
    full = read_bzcat(mirror / "bzcat5" / "bzcat5_aro.csv")
    assert table["source_name"].tolist() == full["source_name"].tolist()
    assert table["spectral_index"].isna().sum() == n_missing
    # An index to X-rays needs an X-ray flux.
    assert full.loc[table["spectral_index"].notna(), "flux_xray"].notna().mean() > 0.99


def test_positions_and_missing_indices(tmp_path):
    table = read_tevcat(put(tmp_path, TEVCAT))
    np.testing.assert_allclose(table["ra"], [15.377083333333333, 30.525])
    np.testing.assert_allclose(table["dec"], [30.25, -0.11013888888888889])
    index = read_bzcat_index(put(tmp_path, BZCAT_INDEX))
    np.testing.assert_array_equal(index["spectral_index"], [1.25, np.nan, 0.75])
    assert index["source_name"].tolist()[1:] == ["5BZBJ0202-0006a", "5BZBJ0202-0006b"]


@pytest.mark.parametrize(
    ("reader", "data", "parts"),
    [
        (read_tevcat, TEVCAT.replace(b"HBL", b"XBL"), ["'tevcat_class'", "'XBL'"]),
        (read_tevcat, TEVCAT.replace(b"+30 15", b"+30 75"), ["row 2", "'dec'", "degrees, minutes"]),
        (read_tevcat, TEVCAT.replace(b"0.5,tev", b"-0.5,tev"), ["'redshift'", "at least 0"]),
        (read_tevcat, TEVCAT.replace(b"tevcat\nTeV", b"other\nTeV"), ["row 2", "'catalog'"]),
        (read_tevcat, TEVCAT.replace(b"XY 1,", b""), ["row 2", "7 cells instead of 8"]),
        (read_bzcat_index, BZCAT_INDEX.replace(b"\n2 ,", b"\n4 ,"), ["row 3", "out of order"]),
        (read_bzcat_index, BZCAT_INDEX.replace(b"1.25", b"none"), ["row 2", "'none'"]),
        (read_bzcat_index, BZCAT_INDEX[:-1], ["cut off"]),
    ],
)
def test_damaged_files_are_refused(tmp_path, reader, data, parts):
    refused(reader, put(tmp_path, data), *parts)
