"""Fluxes: published values, limits of the formulas, and symmetries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from nusources.facts.track_models import read_model_fluxes
from nusources.fluxes import (
    BrokenPowerLawFlux,
    LogParabolaFlux,
    PowerLawFlux,
    conventional_flux,
    diffuse_flux,
    diffuse_integral,
    effective_cosine,
    power_law_flux,
)

SHAPES = [
    PowerLawFlux(1.44e-18, 2.37),
    PowerLawFlux(2e-18, 1.0),  # its integral is a logarithm
    BrokenPowerLawFlux(1.77e-18, 1.31, 2.74, 2.455e4),
    BrokenPowerLawFlux(1.77e-18, 2.1, 3.2, 7e5),
    LogParabolaFlux(2.13e-18, 2.57, 0.23),
    LogParabolaFlux(2.13e-18, 0.5, 1.1),
]


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
    np.testing.assert_allclose(
        conventional_flux(1e3, 1.0, fluxes.conventional), expected, rtol=1e-12
    )


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
    np.testing.assert_allclose(power_law_flux(1e6, flux), norm * 10**-index, rtol=1e-12)


def test_prompt_stays_below_the_astrophysical_flux(fluxes):
    # IceCube has not seen a prompt component (Abbasi et al. 2022): at 100 TeV it is the lesser.
    energy = np.array([1e5, 1e6])
    ratio = power_law_flux(energy, fluxes.prompt) / power_law_flux(energy, fluxes.astrophysical)
    assert (ratio < 0.25).all()


@pytest.mark.parametrize("flux", SHAPES)
def test_every_shape_is_its_norm_at_100_tev(flux):
    np.testing.assert_allclose(diffuse_flux(1e5, flux), flux.norm, rtol=1e-12)


def test_a_broken_flux_has_its_indices_and_no_step():
    flux = BrokenPowerLawFlux(1e-18, 1.5, 2.5, 3e4)
    at = diffuse_flux(np.array([3e2, 3e3, 3e4 * (1 - 1e-9), 3e4 * (1 + 1e-9), 3e5, 3e6]), flux)
    assert at[0] / at[1] == pytest.approx(10**1.5)
    assert at[4] / at[5] == pytest.approx(10**2.5)
    np.testing.assert_allclose(at[2], at[3], rtol=1e-8)


def test_the_index_of_a_log_parabola_grows_per_decade():
    flux = LogParabolaFlux(1e-18, 2.0, 0.3)
    decades = -np.diff(np.log10(diffuse_flux(10.0 ** np.array([4, 5, 6, 7]), flux)))
    # (index + c x) x at x = -1, 0, 1, 2
    np.testing.assert_allclose(decades, [1.7, 2.3, 2.9])


@pytest.mark.parametrize("flux", SHAPES)
@pytest.mark.parametrize("ends", [(1e3, 1e4), (1e4, 2e6), (1e5, 1e8), (2e6, 1e9)])
def test_integrals_against_a_quadrature(flux, ends):
    def per_log(t):
        return float(diffuse_flux(np.exp(t), flux)) * np.exp(t) / flux.norm

    low, high = np.log(ends)
    knee = [np.log(getattr(flux, "break_energy", 1e5))]
    points = [one for one in knee if low < one < high] or None
    expected, _ = quad(per_log, low, high, points=points, epsrel=1e-11, epsabs=0, limit=200)
    np.testing.assert_allclose(diffuse_integral(*ends, flux), expected * flux.norm, rtol=1e-8)
