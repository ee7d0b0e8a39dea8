"""The Swift-BAT 105-month catalogue."""

import numpy as np
import pytest
from electromagnetic_samples import BAT_FORMATS, BAT_ROWS, put_fits
from icetracks_samples import refused

from nusources.catalogs.xray.swift_bat import read_swift_bat
from nusources.contracts.hard_xray import SWIFT_BAT
from nusources.tables import check_table

PUBLISHED = {  # 14-195 keV flux [1e-12 erg cm-2 s-1] and log10 luminosity: Oh et al. 2018, Table 2
    "NGC 1068": (37.9, 42.08),
    "NGC 4151": (618.88, 43.17),
    "NGC 3079": (36.74, 42.05),
    "NGC 7469": (70.6, 43.63),
}


def test_the_catalogue_of_the_release(mirror):
    table = read_swift_bat(mirror / "swift_bat" / "BAT105.fits")
    check_table(table, SWIFT_BAT)
    assert len(table) == 1_632
    assert table["is_agn"].sum() == 1_105
    assert table["redshift"].isna().sum() == table["log10_luminosity"].isna().sum() == 665
    rows = table.set_index("source_name")
    for name, (flux, luminosity) in PUBLISHED.items():
        assert rows.loc[name, "flux"] == pytest.approx(flux * 1e-12, rel=1e-3, abs=0)  # as printed
        assert rows.loc[name, "log10_luminosity"] == pytest.approx(luminosity, abs=1e-5)
    far = table[table["counterpart_offset"] > 1.0]
    assert list(far["bat_name"]) == ["SWIFT J1541.4-5053"]


def test_zeros_that_stand_for_nothing(tmp_path):
    table = read_swift_bat(put_fits(tmp_path / "bat.fits", BAT_FORMATS, BAT_ROWS))
    np.testing.assert_array_equal(table["redshift"], [0.25, np.nan])
    np.testing.assert_array_equal(table["log10_luminosity"], [44.5, np.nan])
    np.testing.assert_array_equal(table["photon_index_low"], [np.nan, 1.75])
    np.testing.assert_array_equal(table["photon_index_high"], [np.nan, 2.75])
    np.testing.assert_allclose(table["flux_low"], [30.25e-12, 0.0], rtol=1e-12)
    np.testing.assert_allclose(table["counterpart_offset"], [0.0, 1.0], atol=1e-9)
    assert list(table["is_agn"]) == [True, False]


def test_wrong_values(tmp_path):
    negative = [(*BAT_ROWS[0][:7], -1.0, *BAT_ROWS[0][8:])]
    path = put_fits(tmp_path / "bat.fits", BAT_FORMATS, negative)
    refused(read_swift_bat, path, "row 1, column 'flux'", "at least 0")
    path = put_fits(tmp_path / "bat.fits", BAT_FORMATS, [BAT_ROWS[0], BAT_ROWS[0]])
    refused(read_swift_bat, path, "row 2, column 'bat_name': the key is not unique")
