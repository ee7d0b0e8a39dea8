"""BASS data releases 1 and 2, and records of fixed columns in general."""

import numpy as np
import pandas as pd
import pytest
from electromagnetic_samples import fixed_width
from icetracks_samples import put, refused

from nusources.catalogs.xray import bass_dr1, bass_dr2
from nusources.contracts import hard_xray as contracts
from nusources.tables import check_table

DR1 = "bass_dr1_xray_ricci2017"
DR2 = "bass_dr2_koss2022"
TABLES = {
    "sources": (bass_dr1.read_bass_dr1_sources, "table1", contracts.BASS_DR1_SOURCES, 838),
    "spectra": (bass_dr1.read_bass_dr1_spectra, "table5", contracts.BASS_DR1_SPECTRA, 836),
    "fluxes": (bass_dr1.read_bass_dr1_fluxes, "table12", contracts.BASS_DR1_FLUXES, 836),
    "luminosities": (
        bass_dr1.read_bass_dr1_luminosities,
        "table13",
        contracts.BASS_DR1_LUMINOSITIES,
        801,
    ),
    "thick": (
        bass_dr1.read_bass_dr1_compton_thick,
        "table14",
        contracts.BASS_DR1_COMPTON_THICK,
        56,
    ),
}
# Intrinsic 20-50 keV flux [1e-12 erg cm-2 s-1], log10 of the intrinsic 14-195 keV luminosity.
PUBLISHED = {
    "NGC1068": (77.2, 42.82),
    "NGC4151": (180.9, 43.10),
    "Z420-15": (17.7, 43.99),
    "NGC3079": (33.3, 42.53),
    "NGC7469": (26.9, 43.59),
}
FLUX_ROW = dict(zip(bass_dr1.FLUXES, ("SWIFTJ0001.5-0102", *"789", "4.5", "10", "12"), strict=True))
AGN_ROW = {
    "ID": "12",
    "CName": "NGCA",
    "RAdeg": "10.5",
    "DEdeg": "-5.25",
    "Type": "Sy1/Lense",
    "z": "0.25",
    "ztype": "OIII Broad",
    "logMBH": "7.5",
}


@pytest.mark.parametrize("kind", TABLES)
def test_the_tables_of_release_1(mirror, kind):
    reader, name, contract, rows = TABLES[kind]
    table = reader(mirror / DR1 / f"{name}.dat")
    check_table(table, contract)
    assert len(table) == rows


def test_published_values_of_release_1(mirror):
    tables = {
        kind: reader(mirror / DR1 / f"{name}.dat").set_index("bat_name")
        for kind, (reader, name, _, _) in TABLES.items()
    }
    names = tables["sources"].reset_index().set_index("source_name")["bat_name"]
    for name, (flux, luminosity) in PUBLISHED.items():
        bat_name = names[name]
        assert tables["fluxes"].loc[bat_name, "flux_20_50"] == pytest.approx(flux * 1e-12)
        assert tables["luminosities"].loc[bat_name, "log10_luminosity_14_195"] == luminosity
    assert tables["spectra"].loc[names["NGC1068"], "log10_nh"] == 25.0
    assert tables["sources"]["blazar_type"].notna().sum() == 105
    for kind, table in tables.items():
        assert set(table.index) <= set(tables["sources"].index), kind


@pytest.mark.parametrize(
    ("folder", "name", "reader", "column", "label"),
    [
        (DR1, "table1", bass_dr1.read_bass_dr1_sources, "distance", "Dist"),
        (DR1, "table1", bass_dr1.read_bass_dr1_sources, "redshift", "z"),
        (DR1, "table5", bass_dr1.read_bass_dr1_spectra, "cutoff_energy_error_low", "e_Ecut"),
        (DR1, "table5", bass_dr1.read_bass_dr1_spectra, "log10_nh_high", "B_logNH"),
        (DR1, "table14", bass_dr1.read_bass_dr1_compton_thick, "log10_luminosity_2_10", "logL2-10"),
        (DR2, "table9", bass_dr2.read_bass_dr2_agn, "log10_eddington_ratio", "logEdd"),
        (DR2, "table9", bass_dr2.read_bass_dr2_agn, "ra", "RAdeg"),
        (DR2, "table11", bass_dr2.read_bass_dr2_new_redshifts, "extinction", "Av"),
    ],
)
@pytest.mark.filterwarnings("ignore::astropy.units.UnitsWarning")
def test_columns_are_those_that_the_readme_tells(mirror, folder, name, reader, column, label):
    from astropy.io import ascii as text_tables

    path = mirror / folder / f"{name}.dat"
    told = text_tables.read(path, format="cds", readme=str(mirror / folder / "ReadMe"))
    expected = np.ma.filled(np.ma.asarray(told[label], dtype=np.float64), np.nan)
    np.testing.assert_array_equal(reader(path)[column], expected)


def test_the_agn_of_release_2(mirror):
    table = bass_dr2.read_bass_dr2_agn(mirror / DR2 / "table9.dat")
    check_table(table, contracts.BASS_DR2_AGN)
    assert len(table) == 858
    # The paper counts the two lensed AGN with their types.
    expected = {"Sy1": 360, "Sy2": 292, "Sy1.9": 101, "BZQ": 75, "BZB": 22, "BZG": 8}
    assert table["agn_type"].value_counts().to_dict() == expected
    assert table["is_lensed"].sum() == 2
    assert table["redshift"].notna().sum() == 857
    assert table["log10_black_hole_mass"].notna().sum() == 790
    new = bass_dr2.read_bass_dr2_new_redshifts(mirror / DR2 / "table11.dat")
    check_table(new, contracts.BASS_DR2_NEW_REDSHIFTS)
    assert len(new) == 47


def test_flags_of_sources_and_spectra(tmp_path):
    rows = [
        {"SWIFT": f"SWIFTJ0001.{n}-0102", "OName": "NGCA", "RAdeg": "10.5", "DEdeg": "-5.25"} | more
        for n, more in enumerate(({"DZ": "a", "z": "0.5"}, {"DZ": "b", "BZ": "BZQ"}, {}))
    ]
    path = put(tmp_path, fixed_width(bass_dr1.SOURCES, rows))
    table = bass_dr1.read_bass_dr1_sources(path)
    assert list(table["bat_name"]) == [f"SWIFT J0001.{n}-0102" for n in range(3)]
    assert list(table["is_photometric_redshift"]) == [True, False, False]
    assert list(table["is_direct_distance"]) == [False, True, False]
    assert list(table["blazar_type"].fillna("none")) == ["none", "BZQ", "none"]
    spectrum = {"SWIFT": "SWIFTJ0001.5-0102", "logNH": "20.00", "b_logNH": "20.00", "Gamma": "1.80"}
    spectrum |= {"B_logNH": "20.50", "f_Gamma": "f", "l_Ecut": ">=", "Ecut": "50"}
    path = put(tmp_path, fixed_width(bass_dr1.SPECTRA, [spectrum]))
    table = bass_dr1.read_bass_dr1_spectra(path)
    assert table["is_photon_index_fixed"][0]
    assert table["cutoff_energy_limit"][0] == ">="
    assert table["cutoff_energy"][0] == 50.0
    assert pd.isna(table["photon_index_error_high"][0])


def test_fluxes_are_converted(tmp_path):
    path = put(tmp_path, fixed_width(bass_dr1.FLUXES, [FLUX_ROW]))
    table = bass_dr1.read_bass_dr1_fluxes(path)
    np.testing.assert_allclose(table["flux_20_50"], [4.5e-12], rtol=1e-12)


def test_lensed_and_double_agn(tmp_path):
    rows = [AGN_ROW | {"m_ID": "A"}, AGN_ROW | {"m_ID": "B", "Type": "BZQ", "z": ""}]
    table = bass_dr2.read_bass_dr2_agn(put(tmp_path, fixed_width(bass_dr2.AGN, rows)))
    assert list(table["component"]) == ["A", "B"]
    assert list(table["agn_type"]) == ["Sy1", "BZQ"]
    assert list(table["is_lensed"]) == [True, False]
    np.testing.assert_array_equal(table["redshift"], [0.25, np.nan])


def test_damaged_fixed_columns(tmp_path):
    whole = fixed_width(bass_dr1.FLUXES, [FLUX_ROW])
    reader = bass_dr1.read_bass_dr1_fluxes
    fixed = "row 1: fields are not in the release's fixed columns"
    refused(reader, tmp_path / "none.dat", "no such file")
    refused(reader, put(tmp_path, b""), "empty file")
    refused(reader, put(tmp_path, b"<html>"), "an HTML page")
    refused(reader, put(tmp_path, whole[:-5]), "last line is cut off")
    refused(reader, put(tmp_path, whole.replace(b" 7 ", b" 7x")), "column 'F2-10obs'", "'7x'")
    refused(reader, put(tmp_path, b"\n" + whole), fixed)
    refused(reader, put(tmp_path, whole.replace(b"\n", b" " * 20 + b"1\n")), fixed)
    refused(reader, put(tmp_path, whole.replace(b"SWIFT", b"xSWIFT")), "column 'SWIFT'")
    refused(reader, put(tmp_path, whole.replace(b"4.5", b"   ")), "column 'F20-50int'", "found ''")
    refused(reader, put(tmp_path, whole.replace(b"4.5", b"-45")), "column 'flux_20_50'")
    refused(reader, put(tmp_path, whole + whole), "row 2, column 'bat_name': the key is not unique")
    agn = fixed_width(bass_dr2.AGN, [AGN_ROW])
    wrong = put(tmp_path, agn.replace(b"Sy1", b"Sy7"))
    refused(bass_dr2.read_bass_dr2_agn, wrong, "column 'agn_type'", "one of Sy1, Sy1.9")
