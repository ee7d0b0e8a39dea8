"""Lists of X-ray binaries and black holes."""

import numpy as np
import pytest
from electromagnetic_samples import BLACK_HOLES, LIU_HMXB, LIU_LMXB, WEBCAT
from icetracks_samples import put, refused

from nusources.catalogs.galactic.xray_binaries import (
    read_black_holes,
    read_hmxb_webcat,
    read_liu_hmxb,
    read_liu_lmxb,
)
from nusources.contracts import xray_binaries as contracts
from nusources.tables import check_table


@pytest.mark.parametrize(
    ("reader", "name", "contract", "rows"),
    [
        (read_hmxb_webcat, "HMXBwebcat_v2024-08.csv", contracts.HMXB_WEBCAT, 164),
        (read_liu_hmxb, "hmxb_cat.dat", contracts.LIU_BINARIES, 114),
        (read_liu_lmxb, "lmxb_cat.dat", contracts.LIU_BINARIES, 187),
        (read_black_holes, "BH_parameters_FullSamp.csv", contracts.BLACK_HOLES, 42),
    ],
)
def test_the_lists_of_the_release(mirror, reader, name, contract, rows):
    table = reader(mirror / "hmxb" / name)
    check_table(table, contract)
    assert len(table) == rows


def test_known_systems_of_the_release(mirror):
    webcat = read_hmxb_webcat(mirror / "hmxb" / "HMXBwebcat_v2024-08.csv")
    # Cyg X-1 lies at 2.22 +0.18 -0.17 kpc: Miller-Jones et al. 2021, Science 371, 1046.
    near = np.hypot(webcat["ra"] - 299.5903, webcat["dec"] - 35.2016) < 0.01
    assert webcat.loc[near, "distance"].item() == pytest.approx(2220, abs=300)
    holes = read_black_holes(mirror / "hmxb" / "BH_parameters_FullSamp.csv")
    assert holes["system_type"].value_counts().to_dict() == {
        "LMXB": 28,
        "Non-interacting": 8,
        "HMXB": 5,
        "Isolated": 1,
    }
    lmxb = read_liu_lmxb(mirror / "hmxb" / "lmxb_cat.dat")
    assert lmxb["is_upper_limit"].sum() == 24
    assert lmxb["is_negative_flux"].sum() == 2
    assert read_liu_hmxb(mirror / "hmxb" / "hmxb_cat.dat")["is_upper_limit"].sum() == 14


def test_signs_and_quotes_of_the_webcat(tmp_path):
    table = read_hmxb_webcat(put(tmp_path, WEBCAT))
    assert table["spectral_type"][0] == "B0, Ve"
    assert (table["distance_error_low"][0], table["distance_error_high"][0]) == (170.0, 180.0)
    assert np.isnan(table["eccentricity_error"][0])
    assert table["compact_object"].isna()[0]


def test_positions_and_limits_of_the_lists(tmp_path):
    table = read_liu_hmxb(put(tmp_path, LIU_HMXB))
    np.testing.assert_allclose(table["ra"], [187.5625, 0.0], rtol=1e-12)
    np.testing.assert_allclose(table["dec"], [-0.51, 60.0], rtol=1e-12)
    assert list(table["is_upper_limit"]) == [True, False]
    assert list(table["other_name"].isna()) == [False, True]
    table = read_liu_lmxb(put(tmp_path, LIU_LMXB))
    assert list(table["is_upper_limit"]) == [True, False]
    assert list(table["is_negative_flux"]) == [False, True]
    np.testing.assert_array_equal(table["orbital_period"], [np.nan, 0.34])
    np.testing.assert_array_equal(table["flux_max"], [np.nan, 44.0])


def test_what_an_isolated_black_hole_lacks(tmp_path):
    table = read_black_holes(put(tmp_path, BLACK_HOLES))
    np.testing.assert_array_equal(table["orbital_period"], [0.5, np.nan])
    np.testing.assert_array_equal(table["eccentricity_error"], [0.01, np.nan])
    assert list(table["mass"]) == [8.5, 8.5]


def test_damaged_lists(tmp_path):
    def damaged(reader, data, old, new, *parts):
        assert old in data
        refused(reader, put(tmp_path, data.replace(old, new, 1)), *parts)

    damaged(read_liu_hmxb, LIU_HMXB, b"Service", b"Links", "row 1: unknown header line")
    damaged(read_liu_hmxb, LIU_HMXB, b"12 30 15", b"12 60 15", "row 3, column 'ra'", "12 60 15")
    damaged(read_liu_hmxb, LIU_HMXB, b"-00 30", b"00 30", "row 3, column 'dec'")
    damaged(read_liu_hmxb, LIU_HMXB, b"\t<\t", b"\t>\t", "column 'fx_limit'", "one of '', '<'")
    damaged(read_liu_hmxb, LIU_HMXB, b"X 0002", b"X 0001", "the key is not unique")
    damaged(read_liu_lmxb, LIU_LMXB, b"|      44", b" ", "row 3: 14 cells instead of 15")
    damaged(read_hmxb_webcat, WEBCAT, b"-170.0", b"170.0", "column 'distance_error_low'")
    damaged(read_hmxb_webcat, WEBCAT, b'Ve"', b"Ve", "0 cells instead of 114")
    damaged(read_black_holes, BLACK_HOLES, b"0.125,n", b"0.125,m", "column 'type_p'", "found 'm'")
    damaged(read_black_holes, BLACK_HOLES, b"Isolated", b"isolated", "column 'system_type'")
