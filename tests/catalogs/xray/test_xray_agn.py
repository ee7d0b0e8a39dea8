"""eFEDS, the neutrino searches at X-ray and gamma-ray sources, the luminosity function."""

import io

import numpy as np
import pytest
from electromagnetic_samples import EFEDS_FORMATS, EFEDS_ROWS, GAMMA_SOURCES, XRAY_SOURCES, put_fits
from icetracks_samples import put, refused

from nusources.catalogs.xray.bass_dr1 import read_bass_dr1_fluxes, read_bass_dr1_sources
from nusources.catalogs.xray.xray_agn import (
    read_agn_xlf,
    read_efeds_agn,
    read_icecube_gamma_sources,
    read_icecube_xray_agn,
)
from nusources.contracts import xray_agn as contracts
from nusources.tables import check_table

TABLES = "icecube_seyfert_tables/icecube_2510.13403_tab_"


def npy(values) -> bytes:
    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


def test_the_efeds_agn_of_the_release(mirror):
    table = read_efeds_agn(mirror / "efeds_agn" / "eRoSITAagn.fits")
    check_table(table, contracts.EFEDS_AGN)
    assert len(table) == 22_079
    assert table["ra"].min() == pytest.approx(126.2, abs=0.05)
    assert table["ra"].max() == pytest.approx(145.6, abs=0.05)
    assert table["flux_soft"].max() == pytest.approx(5.1e-12, rel=0.01)
    assert (table["flux_soft_low"] <= table["flux_soft"]).all()
    assert (table["flux_soft"] <= table["flux_soft_high"]).all()


def test_the_searches_of_the_paper(mirror):
    gamma = read_icecube_gamma_sources(mirror / f"{TABLES}gammaray_110sources.csv")
    check_table(gamma, contracts.ICECUBE_GAMMA_SOURCES)
    assert len(gamma) == 110
    agn = read_icecube_xray_agn(mirror / f"{TABLES}xray_47sources.csv")
    check_table(agn, contracts.ICECUBE_XRAY_AGN)
    assert len(agn) == 48
    assert list(agn.loc[~agn["is_in_sample"], "source_name"]) == ["NGC 1068"]
    assert agn["is_garbled_name"].sum() == 1
    assert not agn["source_name"].str.contains(r"[*\\]").any()
    # The paper takes its 20-50 keV fluxes from BASS DR1, there to 0.1e-12.
    folder = mirror / "bass_dr1_xray_ricci2017"
    names = read_bass_dr1_sources(folder / "table1.dat").set_index("source_name")["bat_name"]
    fluxes = read_bass_dr1_fluxes(folder / "table12.dat").set_index("bat_name")["flux_20_50"]
    printed = agn.set_index("source_name")["flux_20_50"]
    for name in ("NGC 1068", "NGC 4151", "NGC 3079", "NGC 7469"):
        ours = fluxes[names[name.replace(" ", "")]]
        assert printed[name] == pytest.approx(ours, abs=0.06e-12)


def test_the_luminosity_function_of_the_release(mirror):
    table = read_agn_xlf(mirror / "agn_xlf" / "Peca23_XLF.npy")
    check_table(table, contracts.AGN_XLF)
    assert len(table) == 101**2
    local = table[table["redshift"] == 0.0].sort_values("log10_luminosity")["log10_density"]
    assert local.iloc[0] == pytest.approx(-3.36, abs=0.005)
    assert local.iloc[-1] == pytest.approx(-13.74, abs=0.005)
    assert (np.diff(local) < 0).all()


def test_efeds_columns(tmp_path):
    table = read_efeds_agn(put_fits(tmp_path / "efeds.fits", EFEDS_FORMATS, EFEDS_ROWS))
    assert list(table["efeds_id"]) == [1, 3]
    np.testing.assert_allclose(table["flux_hard"], [2e-14, 2e-15], rtol=1e-7)


def test_stars_garbled_names_and_missing_indices(tmp_path):
    table = read_icecube_xray_agn(put(tmp_path, XRAY_SOURCES))
    assert list(table["source_name"]) == ["Source A", "+1234567"]
    assert list(table["is_starred"]) == [True, True]
    assert list(table["is_garbled_name"]) == [False, True]
    assert list(table["is_in_sample"]) == [False, True]
    np.testing.assert_array_equal(table["power_law_gamma"], [2.5, np.nan])
    np.testing.assert_allclose(table["flux_20_50"], [7.5e-11, 1.25e-11], rtol=1e-12)
    gamma = read_icecube_gamma_sources(put(tmp_path, GAMMA_SOURCES))
    np.testing.assert_array_equal(gamma["gamma"], [2.5, np.nan])


def test_the_axes_of_the_luminosity_function(tmp_path):
    values = np.add.outer(np.arange(101.0), np.arange(101.0) / 1000)
    table = read_agn_xlf(put(tmp_path, npy(-values)))
    at = table[(table["log10_luminosity"] == 42.0) & (table["redshift"] == 4.0)]
    assert at["log10_density"].item() == -0.1
    assert table["log10_density"].iloc[-1] == -100.1


def test_damaged_tables(tmp_path):
    def damaged(old, new, *parts):
        refused(read_icecube_xray_agn, put(tmp_path, XRAY_SOURCES.replace(old, new, 1)), *parts)

    damaged(b"\r\n", b"\n", "row 1: binary data or other line ends")
    damaged(b"1\r\n", b"1\n", "last line is cut off")
    damaged(b"source_name", b"\nsource_name", "row 1: binary data or other line ends")
    damaged(b"0\r\n", b"2\r\n", "column 'in_47_source_sample'", "found '2'", "one of '0', '1'")
    damaged(b"Source A*", b"*", "row 2, column 'source_name'", "some text")
    damaged(b",7.5,", b",-,", "column 'F_intr_20-50keV_1e-11_erg_cm2_s'", "found '-'")


def test_damaged_arrays(tmp_path):
    values = np.zeros((101, 101))
    whole = npy(values)
    refused(read_agn_xlf, tmp_path / "none.npy", "no such file")
    refused(read_agn_xlf, put(tmp_path, b"101,101"), "not a readable NumPy array")
    refused(read_agn_xlf, put(tmp_path, whole[:-8]), "not a readable NumPy array")
    refused(read_agn_xlf, put(tmp_path, whole + b"\0"), "wrong array", "nothing behind it")
    refused(read_agn_xlf, put(tmp_path, npy(values[:100])), "wrong array", "(100, 101)")
    refused(read_agn_xlf, put(tmp_path, npy(values.astype(">f8"))), "wrong array")
    refused(read_agn_xlf, put(tmp_path, npy(np.asfortranarray(values))), "wrong order of the axes")
    refused(read_agn_xlf, put(tmp_path, npy(values.astype(object))), "not a readable NumPy array")
    values[3, 4] = np.nan
    refused(read_agn_xlf, put(tmp_path, npy(values)), "row 308, column 'log10_density'")
