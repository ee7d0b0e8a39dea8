"""Spectra from their published parameters."""

import numpy as np
import pandas as pd
import pytest

from nusources.contracts import microquasar_fluxes as contracts
from nusources.facts.spectra import diffuse_flux as diffuse_flux_of
from nusources.facts.spectra import read_spectra
from nusources.fluxes import diffuse_flux
from nusources.microquasars.spectra import diffuse_targets, spectral_curves, spectrum_values
from nusources.tables import check_table

PLAIN = {"reference_energy": 1e5} | dict.fromkeys(
    ("cutoff", "break_energy", "index_2", "curvature"), np.nan
)


@pytest.fixture(scope="module")
def parameters(repository):
    return read_spectra(repository / "data/tables/diffuse_spectra.csv")


def test_curves_keep_their_contracts(parameters, repository):
    diffuse = spectral_curves(parameters)
    own = spectral_curves(read_spectra(repository / "data/tables/microquasar_spectra.csv"))
    check_table(diffuse, contracts.DIFFUSE_SPECTRA)
    check_table(own.drop(columns="is_extrapolated"), contracts.SOURCE_SPECTRA)
    banded = diffuse.dropna(subset="flux_low")
    # A hair's breadth: the last digit of the sums of errors.
    assert (banded["flux_low"] <= banded["flux"] * (1 + 1e-12)).all()
    assert (banded["flux"] <= banded["flux_high"] * (1 + 1e-12)).all()


def test_only_what_lies_below_the_data_is_extrapolated(parameters):
    diffuse = spectral_curves(parameters)
    ranges = parameters.set_index("curve")["energy_min"]
    expected = diffuse["energy"] < diffuse["curve"].map(ranges) * (1 - 1e-9)
    assert (diffuse["is_extrapolated"] == expected).all()
    assert set(diffuse.loc[diffuse["is_extrapolated"], "curve"]) == {"nu_2014_lower_energies"}


def test_fluxes_of_the_paper_at_100_tev(parameters):
    targets = diffuse_targets(parameters).set_index("measurement")
    # anchordoqui2014, section IV and Fig. 7: 1.5e-8, and 2.06e-18 x (1e5 GeV)^2
    assert targets.loc["nu_2014_three_years", "flux"] == pytest.approx(1.5e-8)
    assert targets.loc["nu_2014_lower_energies", "flux"] == pytest.approx(2.06e-8)
    # 21.8e-12 TeV cm^-2 s^-1 over 4 pi
    plane = targets.loc["nu_galactic_plane_2023", "flux"]
    assert plane == pytest.approx(21.8e-9 / (4 * np.pi), rel=1e-3)


def test_total_of_the_isotropic_gamma_rays(parameters):
    # Ackermann et al. 2015, abstract: (7.2 +- 0.6)e-6 cm^-2 s^-1 sr^-1 above 100 MeV
    row = parameters.set_index("curve").loc["igrb_model_a"].to_dict()
    energy = np.geomspace(0.1, 820, 20_001)
    density = spectrum_values(row, energy, row["norm"], row["index"]) / energy**2
    assert np.trapezoid(density, energy) == pytest.approx(7.2e-6, abs=0.05e-6)


def test_power_law():
    energy = np.array([1e4, 1e5, 1e6])
    values = spectrum_values(PLAIN, energy, 1e-18, 2.5)
    np.testing.assert_allclose(values, 1e-8 * np.array([10**0.5, 1, 10**-0.5]))


def test_rows_and_flux_objects_are_the_same_fluxes(parameters):
    energy = np.geomspace(1e3, 1e7, 9)
    neutrinos = parameters[parameters["kind"] == "neutrino"]
    assert set(neutrinos["curvature"].notna()) == set(neutrinos["index_2"].notna()) == {True, False}
    for row in neutrinos.to_dict("records"):
        values = spectrum_values(row, energy, row["norm"], row["index"]) / energy**2
        flux = diffuse_flux_of(parameters, row["curve"])
        np.testing.assert_allclose(diffuse_flux(energy, flux), values, rtol=1e-12)


@pytest.mark.parametrize("knee", [1e4, 1e6])
def test_a_broken_power_law_is_continuous_and_keeps_its_norm(knee):
    row = PLAIN | {"break_energy": knee, "index_2": 3.0}
    at = spectrum_values(row, np.array([knee * (1 - 1e-9), knee * (1 + 1e-9)]), 1e-18, 2.0)
    assert at[0] == pytest.approx(at[1], rel=1e-6)
    assert spectrum_values(row, np.array([1e5]), 1e-18, 2.0)[0] == pytest.approx(1e-8)


def test_an_index_without_error_gives_a_band_of_the_norm():
    row = PLAIN | {
        **dict.fromkeys(("curve", "label", "kind", "form", "era", "status"), "x"),
        "norm": 1e-18,
        "norm_plus": 2e-19,
        "norm_minus": 1e-19,
        "index": 2.0,
        "index_error": np.nan,
        "energy_min": 1e4,
        "energy_max": 1e5,
        "drawn_from": np.nan,
    }
    curve = spectral_curves(pd.DataFrame([row]))
    np.testing.assert_allclose(curve["flux_low"], 0.9 * curve["flux"])
    np.testing.assert_allclose(curve["flux_high"], 1.2 * curve["flux"])
