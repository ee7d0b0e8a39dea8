"""Catalogues of AGN, and the sources that are looked at one by one."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from template_case import ENERGIES, LogParabolas

from nusources.coronae.bands import band_luminosity
from nusources.coronae.catalogue import (
    catalogue_fluxes,
    checked_sources,
    expected_fluxes,
    share_of_brightest,
)
from nusources.coronae.events import events_per_year
from nusources.coronae.sigma_distribution import DiscreteSigma
from nusources.coronae.sources import listed_sources
from nusources.errors import InputDataError
from nusources.facts.coronae_sources import read_coronae_sources
from nusources.population.cosmology import Cosmology

COSMOLOGY = Cosmology(67.4, 0.315)
TABLE = "data/tables/coronae_sources.csv"
BAND = (1e3, 1e5)


def catalogue():
    return pd.DataFrame(
        {
            "name": list("abcde"),
            "redshift": [0.01, 0.02, 0.01, 0.5, 0.03],
            "xray_luminosity": [1e44, 1e44, 1e45, 1e43, np.nan],
            "black_hole_mass": [1e7, 1e7, 1e6, np.nan, 1e8],
            "distance": [np.nan, 70.0, np.nan, np.nan, np.nan],
        },
        index=[5, 6, 7, 8, 8],
    )


LAW = DiscreteSigma(np.array([4.0, 5.0]), np.array([0.75, 0.25]))


def test_flux_of_each_source():
    table = catalogue()
    sources, is_complete = checked_sources(table, COSMOLOGY, 2.0)
    assert is_complete.tolist() == [True, True, True, False, False]
    assert sources.distance[0] == pytest.approx(COSMOLOGY.luminosity_distance(0.01).item())
    assert sources.distance[1] == 70
    templates = LogParabolas(log10_luminosity_max=45.0)
    energies, flux = expected_fluxes(templates, sources, LAW, np.array([4.0, 5.0, 6.0]))
    found = catalogue_fluxes(table, sources, is_complete, energies, 0.3 * flux, BAND)
    assert found.index.tolist() == table.index.tolist()
    assert found["is_complete"].tolist() == is_complete.tolist()
    assert found["is_outside"].tolist() == [False, False, True, False, False]
    # L_X = 4.3e45 erg/s is 34 times the Eddington luminosity of 1e6 Msun.
    assert found["is_super_eddington"].tolist() == [False, False, True, False, False]
    assert found["log10_eddington_ratio"].iloc[0] == pytest.approx(
        np.log10(4.292e44 / 1.26e45), abs=1e-3
    )
    assert found["neutrino_flux"].notna().tolist() == [True, True, False, False, False]
    spectra = [LogParabolas().luminosity(s, np.log10(4.29203e44), 7.0)[0] for s in (4.0, 5.0)]
    mean = 0.3 * (0.75 * spectra[0] + 0.25 * spectra[1])
    distance = sources.distance[0] * 3.0856775814913673e24
    shifted = band_luminosity(ENERGIES, mean[np.newaxis], 1.01 * BAND[0], 1.01 * BAND[1])[0]
    assert found["neutrino_flux"].iloc[0] == pytest.approx(
        shifted / (4 * np.pi * distance**2), rel=1e-3
    )
    assert found["flux_rank"].iloc[:2].tolist() == [1, 2]
    assert found["flux_share"].sum() == pytest.approx(1)
    assert share_of_brightest(found["neutrino_flux"].to_numpy(), 1) == pytest.approx(
        found["flux_share"].max()
    )


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("black_hole_mass", 0.0, r"row 2, column 'black_hole_mass'.*found 0.0.*above 0"),
        ("xray_luminosity", -1e43, r"row 2, column 'xray_luminosity'"),
        ("redshift", 0.0, r"row 2, column 'redshift'"),
        ("distance", -3.0, r"row 2, column 'distance'"),
        ("xray_luminosity", np.inf, r"row 2, column 'xray_luminosity'.*finite"),
    ],
)
def test_impossible_values_are_told(column, value, message):
    table = catalogue()
    table.loc[6, column] = value
    with pytest.raises(InputDataError, match=message):
        checked_sources(table, COSMOLOGY, 2.0)


def test_a_catalogue_without_masses_is_told():
    with pytest.raises(InputDataError, match=r"column 'black_hole_mass'.*lacks a column"):
        checked_sources(catalogue().drop(columns="black_hole_mass"), COSMOLOGY, 2.0)
    empty = catalogue().assign(black_hole_mass=np.nan)
    with pytest.raises(InputDataError, match=r"column 'black_hole_mass': no source"):
        checked_sources(empty, COSMOLOGY, 2.0)
    sources, is_complete = checked_sources(catalogue().drop(columns="distance"), COSMOLOGY, 2.0)
    assert len(sources) == is_complete.sum() == 3


def test_sources_of_the_repository(repository):
    table = read_coronae_sources(repository / TABLE)
    literature = table[table["reading"] == "literature"].set_index("source_name")
    assert {"NGC 1068", "NGC 4151", "NGC 3079", "NGC 7469", "CGCG 420-015", "Circinus Galaxy"} == {
        *literature.index
    }
    assert literature.loc["NGC 1068", "black_hole_mass"] == 6.7e6
    sources = listed_sources(table, 2.0)
    assert sources.log10_xray_luminosity[0] == pytest.approx(np.log10(9.5e43))
    is_4151 = table["source_name"] == "NGC 4151"
    assert 10 ** sources.log10_xray_luminosity[is_4151] == pytest.approx(4.292 * 1.7e43, rel=1e-4)
    assert sources.distance[0] == 14.4


@dataclass(frozen=True)
class FlatTable:
    """An area that is the same everywhere above the horizon of a pole."""

    cos_zenith: np.ndarray

    def at(self, log10_energy):
        return np.tile([3e5, 7e5], (len(log10_energy), 1))


def test_events_of_sources():
    detector = SimpleNamespace(
        table=FlatTable(np.array([-1.0, 0.0, 1.0])), latitude=-90.0, live_time_share=0.5
    )
    # E F_E = F0 [erg/cm2/s]: N = A t F0/3 (1/E1 - 1/E2), here in GeV.
    flux = np.ones((3, len(ENERGIES))) * np.array([[1e-10], [1e-10], [np.nan]])
    found = events_per_year(detector, ENERGIES, flux, np.array([30.0, -30.0, 0.0]))
    expected = 0.5 * 365.25 * 86400 * 1e-10 / 1.602176634e-3 / 3 * (0.1 - 1e-9)
    np.testing.assert_allclose(found[:2], expected * np.array([3e5, 7e5]), rtol=2e-3)
    assert np.isnan(found[2])
    half = events_per_year(detector, ENERGIES, flux, np.array([30.0, -30.0, 0.0]), 1 / 6)
    np.testing.assert_allclose(half[:2], found[:2] / 2)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("9.5e43,0.1,100,6.7e6,literature", "9.5e43,100,0.1,6.7e6,literature", r"band_high_kev"),
        ("0.0033,15.8", "0.0033,0", r"row 4, column 'distance_mpc'.*above 0"),
        ("6.7e6,other_distance", "6.7e6,literature", r"row 2, column 'reading'.*one row for each"),
    ],
)
def test_mistakes_of_the_table_are_told(tmp_path, repository, old, new, message):
    text = (repository / TABLE).read_text("utf-8")
    assert text.count(old) == 1
    path = tmp_path / "sources.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputDataError, match=message):
        read_coronae_sources(path)
