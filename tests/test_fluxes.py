"""Fluxes: published values, limits of the formulas, and symmetries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nusources.facts.track_models import read_model_fluxes
from nusources.fluxes import PowerLawFlux, conventional_flux, effective_cosine, power_law_flux


@pytest.fixture(scope="module")
def fluxes(repository):
    return read_model_fluxes(repository / "data" / "tables" / "model_fluxes.csv")


def test_the_astrophysical_flux_is_the_published_one(fluxes):
    # Abbasi et al. 2022, ApJ 928, 50: 1.44e-18 at 100 TeV, index 2.37.
    flux = power_law_flux(np.array([1e5, 1e6]), fluxes.astrophysical)
    np.testing.assert_allclose(flux, [1.44e-18, 1.44e-18 * 10**-2.37], rtol=1e-12)


def test_effective_cosine_ends():
    # Vertical: the fractions of the fit cancel. Horizon: sqrt((p1^2)/(1 + p1^2 + p2 + p4)).
    horizon = 0.102573 / np.sqrt(1 + 0.102573**2 - 0.068287 + 0.0407253)
    np.testing.assert_allclose(effective_cosine(np.array([1.0, 0.0])), [1.0, horizon], rtol=1e-12)


@given(st.floats(0.0, 1.0))
def test_effective_cosine_is_between_the_horizon_value_and_one(cos_zenith):
    assert 0.10 < effective_cosine(cos_zenith) <= 1.0 + 1e-12
    # A flat atmosphere has cos(theta*) = cos(theta), a curved one is entered more steeply; the
    # published fit obeys this to its own accuracy of about 1 %.
    assert effective_cosine(cos_zenith) >= cos_zenith - 0.01


@given(st.floats(-1.0, 1.0), st.floats(2.0, 7.0))
def test_up_and_down_going_conventional_flux_agree(fluxes, cos_zenith, log10_energy):
    energy = 10.0**log10_energy
    up = conventional_flux(energy, cos_zenith, fluxes.conventional)
    assert up == conventional_flux(energy, -cos_zenith, fluxes.conventional)
    assert up > 0.0


@pytest.mark.parametrize(
    ("energies", "index"),
    [
        # Below 1 GeV mesons decay before they lose energy: the spectrum of the primaries.
        ((1e-3, 1e-2), 2.7),
        # Above the knee, beyond both critical energies: one power for the loss of the mesons in
        # the atmosphere and .4 for the knee.
        ((1e11, 1e12), 2.7 + 1.0 + 0.4),
    ],
)
def test_conventional_index_at_the_ends(fluxes, energies, index):
    flux = conventional_flux(np.array(energies), 1.0, fluxes.conventional)
    slope = -np.diff(np.log10(flux))[0]
    assert slope == pytest.approx(index, abs=0.002)


def test_conventional_flux_by_hand(fluxes):
    # 1 TeV, vertical: E^-2.7 = 10^-8.1; pions 1/(1 + 6000/115); kaons .213/(1 + 1440/850);
    # knee (1 + 1e3/2e5)^-.4.
    expected = 0.0286 * 10**-8.1 * (1 / (1 + 6000 / 115) + 0.213 / (1 + 1440 / 850)) * 1.005**-0.4
    assert conventional_flux(1e3, 1.0, fluxes.conventional) == pytest.approx(expected, rel=1e-12)


def test_horizontal_flux_is_larger_at_high_energy(fluxes):
    ratio = conventional_flux(1e5, 0.0, fluxes.conventional) / conventional_flux(
        1e5, 1.0, fluxes.conventional
    )
    # Mesons decay where the air is thin: 1/cos(theta*) = 9.6 is the limit at high energy.
    assert 4.0 < ratio < 9.7


@given(st.floats(1e-20, 1e-16), st.floats(1.5, 4.0))
def test_power_law_is_its_norm_at_100_tev(norm, index):
    flux = PowerLawFlux(norm, index)
    assert power_law_flux(1e5, flux) == norm
    assert power_law_flux(1e6, flux) == pytest.approx(norm * 10**-index, rel=1e-12)


def test_prompt_stays_below_the_astrophysical_flux(fluxes):
    # IceCube has not seen a prompt component (Abbasi et al. 2022): at 100 TeV it is the lesser.
    energy = np.array([1e5, 1e6])
    ratio = power_law_flux(energy, fluxes.prompt) / power_law_flux(energy, fluxes.astrophysical)
    assert (ratio < 0.25).all()
