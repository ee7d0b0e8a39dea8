"""Tables of the fit to the density of HMXBs."""

import numpy as np
import pytest

from nusources.contracts import microquasars as contracts
from nusources.facts.galactic_tables import read_surface_density
from nusources.microquasars.fit_tables import fit_tables
from nusources.tables import check_table


@pytest.fixture(scope="module")
def tables(repository):
    annuli = read_surface_density(repository / "data/tables/hmxb_surface_density.csv")
    return fit_tables(annuli, 4.0, 15.0)


def test_tables_keep_their_contracts(tables):
    names = ("SURFACE_DENSITY", "PROFILE_FIT", "PROFILE_CURVES", "PROFILE_SCAN")
    for table, name in zip(tables, names, strict=True):
        check_table(table, getattr(contracts, name))


def test_the_scan_has_its_minimum_at_the_best_fit(tables):
    _, fits, _, scan = tables
    best = fits.set_index("fit").loc["best"]
    step = scan["scale"].diff().max()
    assert scan.loc[scan["chi_square"].idxmin(), "scale"] == pytest.approx(best["scale"], abs=step)
    assert scan["chi_square"].min() >= best["chi_square"] - 1e-6
    inside = scan[(scan["scale"] > best["scale_low"]) & (scan["scale"] < best["scale_high"])]
    assert inside["chi_square"].max() <= best["chi_square"] + 1


def test_four_kpc_is_acceptable_but_not_the_minimum(tables):
    fits = tables[1].set_index("fit")
    assert fits.loc["paper", "chi_square"] > fits.loc["best", "chi_square"]
    # Chi-square rises by less than 4 (two standard deviations), and fits at 5 %.
    assert fits.loc["paper", "chi_square"] - fits.loc["best", "chi_square"] < 4
    assert fits.loc["paper", "p_value"] > 0.05


def test_the_band_holds_the_best_curve(tables):
    curves = tables[2][tables[2]["fit"] == "best"]
    assert (curves["density_low"] <= curves["density"] + 1e-12).all()
    assert (curves["density"] <= curves["density_high"] + 1e-12).all()


def test_annuli_and_curve_agree(tables):
    surface, _, curves, _ = tables
    best = curves[curves["fit"] == "best"]
    row = surface.iloc[2]
    inside = best[best["radius"].between(row["r_min"], row["r_max"])]
    mean = np.average(inside["density"], weights=inside["radius"])
    assert mean == pytest.approx(row["density_best"], rel=0.01)  # sum in steps of 0.1 kpc
