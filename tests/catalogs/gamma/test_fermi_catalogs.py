"""4FGL, 4LAC and 3FHL: the official files, and invented ones with their quirks."""

from __future__ import annotations

import numpy as np
import pytest
from catalogue_samples import make_table, put_fits
from icetracks_samples import refused

from nusources.catalogs.gamma.fermi_catalogs import (
    HARD_LAT_SOURCE_FIELDS,
    LAT_AGN_FIELDS,
    LAT_SOURCE_FIELDS,
    POINT_SOURCES,
    read_hard_lat_sources,
    read_lat_agn,
    read_lat_sources,
)
from nusources.contracts.fermi import HARD_LAT_SOURCES, LAT_AGN, LAT_SOURCES
from nusources.formats.fits import FitsField
from nusources.tables import check_table

KINDS = {
    "sources": (read_lat_sources, LAT_SOURCE_FIELDS, "CLASS1"),
    "agn": (read_lat_agn, LAT_AGN_FIELDS, "CLASS"),
    "hard": (read_hard_lat_sources, HARD_LAT_SOURCE_FIELDS, "CLASS"),
}


def invented(tmp_path, kind, extension=POINT_SOURCES, **changes):
    """Write two invented sources, with other values in some columns of the contract."""
    _, fields, class_name = KINDS[kind]
    plain = {"real": [0.5, 0.25], "integer": [1, 2], "text": ["a", "b"]}
    columns = {field: changes.get(name, plain[field.kind]) for name, field in fields.items()}
    if kind == "agn" and "sed_class" not in changes:
        columns[fields["sed_class"]] = ["HSP", "LSP"]
    columns[FitsField(class_name, "text")] = changes.get("source_class", ["BLL", "bll"])
    return put_fits(tmp_path / "catalogue.fits", make_table(extension, columns))


@pytest.mark.parametrize(
    ("version", "count"), [("v20", 5066), ("v27", 5788), ("v35", 7195), ("v41", 7224)]
)
def test_official_4fgl(mirror, version, count):
    table = read_lat_sources(mirror / "fermi_4fgl" / f"gll_psc_{version}.fit.gz")
    check_table(table, LAT_SOURCES)
    assert len(table) == count  # published
    txs = table[table["association"] == "TXS 0506+056"].iloc[0]
    assert txs["source_class"] == "bll"
    assert not txs["is_identified"]
    # Position of the source, mirror's EM_DATA.md; inside the 95% ellipse.
    assert abs(txs["ra"] - 77.3582) < txs["ang_err_major_95"]
    assert abs(txs["dec"] - 5.6931) < txs["ang_err_major_95"]


def test_official_4fgl_values(mirror):
    table = read_lat_sources(mirror / "fermi_4fgl" / "gll_psc_v35.fit.gz").set_index("source_name")
    assert round(table.loc["4FGL J0509.4+0542", "variability_index"]) == 1255
    assert table.loc["4FGL J0242.6-0000", "energy_flux"] == pytest.approx(6.8e-12, abs=5e-14)
    crab = table.loc["4FGL J0534.5+2201i"]
    assert np.isnan(crab[["significance", "energy_flux_error", "variability_index"]].tolist()).all()


@pytest.mark.parametrize(
    ("name", "count", "n_redshifts"),
    [
        ("table_4LAC_h", 2863, 1591),
        ("table_4LAC_l", 344, 65),
        ("table-4LAC-DR2-h", 3131, 1701),
        ("table-4LAC-DR3-h", 3407, 1806),
        ("table-4LAC-DR3-l", 407, 68),
    ],
)
def test_official_4lac(mirror, name, count, n_redshifts):
    table = read_lat_agn(mirror / "fermi_4lac" / f"{name}.fits")
    check_table(table, LAT_AGN)
    assert len(table) == count  # published
    assert table["redshift"].notna().sum() == n_redshifts
    is_high = name.endswith("h")
    assert ((table["glat"].abs() > 10) == is_high).all()
    assert (table["association"] == "TXS 0506+056").sum() == int(is_high)


def test_official_4lac_classes(mirror):
    table = read_lat_agn(mirror / "fermi_4lac" / "table-4LAC-DR3-h.fits")
    counts = table["source_class"].value_counts()
    assert (counts["bll"], counts["bcu"], counts["fsrq"]) == (1379, 1208, 755)


def test_official_3fhl(mirror):
    table = read_hard_lat_sources(mirror / "fermi_3fhl_2fhl" / "gll_psch_v13.fit")
    check_table(table, HARD_LAT_SOURCES)
    assert len(table) == 1556  # published
    assert table["extended_name"].notna().sum() == table["ang_err_95"].isna().sum() == 48
    # Integral of the power law from 10 GeV to 1 TeV gives the printed flux.
    steep = table[(table["spectrum_type"] == "PowerLaw") & (table["power_law_index"] > 1.2)]
    index = steep["power_law_index"]
    mean_energy = (1 - index) / (2 - index) * (1e3 ** (2 - index) - 10 ** (2 - index))
    mean_energy /= 1e3 ** (1 - index) - 10 ** (1 - index)  # GeV per photon
    erg_per_gev = 1.602176634e-3
    ratio = steep["energy_flux"] / (steep["photon_flux"] * mean_energy * erg_per_gev)
    assert np.median(ratio) == pytest.approx(1.0, abs=1e-3)


def test_classes_in_capitals_are_identified(tmp_path):
    table = read_lat_sources(invented(tmp_path, "sources", source_class=["FSRQ", "nlsy1"]))
    assert table["source_class"].tolist() == ["fsrq", "nlsy1"]
    assert table["is_identified"].tolist() == [True, False]


@pytest.mark.parametrize("kind", KINDS)
def test_no_class(tmp_path, kind):
    table = KINDS[kind][0](invented(tmp_path, kind, source_class=["", "bcu"]))
    assert table["source_class"].isna().tolist() == [True, False]
    assert not table["is_identified"].any()


def test_missing_values_of_4lac(tmp_path):
    path = invented(
        tmp_path,
        "agn",
        redshift=[-np.inf, 1.5],
        nu_peak=[0.0, 1e15],
        highest_energy=[-np.inf, 0.0],
        probability_bayes=[-np.inf, 1.0],
        sed_class=["", "ISP"],
    )
    table = read_lat_agn(path)
    assert table["redshift"].isna().tolist() == [True, False]
    assert table["redshift"][1] == 1.5
    assert table["nu_peak"].isna().tolist() == [True, False]
    assert table["highest_energy"].isna().all()
    assert table["probability_bayes"].isna().tolist() == [True, False]
    assert table["sed_class"].isna().tolist() == [True, False]


def test_missing_values_of_4fgl_and_3fhl(tmp_path):
    path = invented(tmp_path, "sources", probability_lr=[-0.5, 0.0])
    assert read_lat_sources(path)["probability_lr"].isna().tolist() == [True, False]
    path = invented(tmp_path, "hard", n_variability_blocks=[-1, 3], nu_peak=[1.0, 1e16])
    table = read_hard_lat_sources(path)
    assert table["n_variability_blocks"].isna().tolist() == [True, False]
    assert table["nu_peak"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("kind", "changes", "parts"),
    [
        ("sources", {"ra": [1.0, 361.0]}, ("row 2, column 'ra'", "found 361.0", "at most 360")),
        ("sources", {"ra": [np.nan, 1.0]}, ("row 1, column 'ra'", "a value in each row")),
        ("sources", {"source_name": ["a", "a"]}, ("row 2", "the key is not unique")),
        ("sources", {"energy_flux": [0.1, -0.1]}, ("row 2, column 'energy_flux'", "at least 0")),
        ("agn", {"dec": [-91.0, 0.0]}, ("row 1, column 'dec'", "at least -90")),
        ("agn", {"sed_class": ["HSP", "XSP"]}, ("row 2, column 'sed_class'", "one of LSP")),
        ("hard", {"photon_flux": [np.inf, 1.0]}, ("row 1, column 'photon_flux'", "finite")),
    ],
)
def test_values_out_of_range_are_refused(tmp_path, kind, changes, parts):
    refused(KINDS[kind][0], invented(tmp_path, kind, **changes), *parts)


def test_another_catalogue_is_refused(tmp_path):
    refused(
        read_lat_sources, invented(tmp_path, "hard"), "lacks a column", "expected Conf_95_SemiMinor"
    )
    refused(read_hard_lat_sources, invented(tmp_path, "sources"), "expected Flux")
    other = invented(tmp_path, "sources", extension="OTHER")
    refused(read_lat_sources, other, "not a LAT catalogue; found 'OTHER'")
