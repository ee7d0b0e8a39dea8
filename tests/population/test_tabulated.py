"""Tabulated luminosity functions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nusources.catalogs.xray.xray_agn import read_agn_xlf
from nusources.facts.luminosity_functions import read_luminosity_functions


@pytest.fixture(scope="module")
def functions(repository):
    return read_luminosity_functions(repository / "data/tables/luminosity_functions.csv")


def table_of(function, luminosity, redshift):
    grid = np.log10(function.density(luminosity[:, np.newaxis], redshift))
    return pd.DataFrame(
        {
            "log10_luminosity": np.repeat(luminosity, len(redshift)),
            "redshift": np.tile(redshift, len(luminosity)),
            "log10_density": grid.ravel(),
        }
    ).sample(frac=1, random_state=1)


def test_a_table_of_a_function_is_that_function(functions):
    agn = functions.xray_agn
    table = table_of(agn, np.linspace(41, 47.5, 131), np.linspace(0.0, 5.0, 401))
    tabulated = functions.tabulated(table, "made here")
    for z in (0.0125, 0.7, 4.99):
        np.testing.assert_allclose(tabulated.density(43.21, z), agn.density(43.21, z), rtol=0.01)
    np.testing.assert_allclose(tabulated.density(44.0, 1.25), agn.density(44.0, 1.25), rtol=1e-12)
    fluxes = [1e-14, 2.4e-13]
    np.testing.assert_allclose(tabulated.flux_share(fluxes), agn.flux_share(fluxes), rtol=2e-3)
    np.testing.assert_allclose(tabulated.counts(fluxes), agn.counts(fluxes), rtol=2e-3)
    assert tabulated.emissivity(1.0) == pytest.approx(agn.emissivity(1.0), rel=2e-3)


def test_integrals_of_a_coarse_table(functions):
    # Few points, so that the density bends sharply at each: against midpoints of small cells.
    table = table_of(
        functions.xray_agn,
        np.array([42.0, 43.3, 44.1, 45.8, 47.0]),
        np.array([0.01, 0.5, 1.0, 2.0, 4.0]),
    )
    tabulated = functions.tabulated(table, "made here")
    luminosity = 42 + 5 * (np.arange(2000) + 0.5) / 2000
    u = np.log(0.01) + np.log(400) * (np.arange(2000) + 0.5) / 2000
    z = np.exp(u)
    volume = tabulated.cosmology.volume_per_redshift(z) * z * np.log(400) / 2000 * 5 / 2000
    number = tabulated.density(luminosity[:, np.newaxis], z) * volume
    flux = tabulated.flux(luminosity[:, np.newaxis], z, 1.9)
    found = tabulated.flux_integrals([1e-16])
    np.testing.assert_allclose(found.number, number.sum(), rtol=1e-4)
    np.testing.assert_allclose(found.flux, (number * flux).sum(), rtol=1e-4)


def test_the_published_table(functions, mirror):
    table = read_agn_xlf(mirror / "agn_xlf/Peca23_XLF.npy")
    found = functions.tabulated(table, "Peca et al. 2023")
    # On a point of the grid: its own density; the table begins where sources have no distance.
    row = table.iloc[5000]
    assert np.log10(found.density(row["log10_luminosity"], row["redshift"])) == pytest.approx(
        row["log10_density"]
    )
    assert found.limits.redshift == (0.002, 4.0)
    # Brighter on the whole than that of 2014, of the same order.
    ratio = found.flux_share([1e-14, 4e-14]) / functions.xray_agn.flux_share([1e-14, 4e-14])
    assert ((ratio > 1) & (ratio < 2)).all()
