"""Energetics: the paper's printed numbers and inverses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nusources.microquasars.energetics import (
    diffuse_flux,
    flux_at_distance,
    hillas_energy,
    luminosity_per_decade,
    schwarzschild_radius,
    sources_needed,
    steepest_allowed_index,
)


def test_hillas_energy_of_the_jet():
    # eq. (1): 30 PeV for 1e9 cm and 1e5 G
    assert float(hillas_energy(1e9, 1e5)) == pytest.approx(30, rel=0.002)


def test_schwarzschild_radius_of_the_sun():
    # eq. (2): 3e5 cm; 30 R_S of 3.7 solar masses is about 3e7 cm
    assert float(schwarzschild_radius(1.0)) == pytest.approx(2.953e5, rel=1e-3)
    assert float(30 * schwarzschild_radius(3.7)) == pytest.approx(3e7, rel=0.1)


def test_luminosity_of_ls_5039():
    # Section II: 7.0e33 to 6.4e34 erg/s for zeta of eq. (7) at 3 kpc
    low, high = luminosity_per_decade(np.array([1.8e-9, 1.6e-8]), 3.0)
    assert low == pytest.approx(7.0e33, rel=0.03)
    assert high == pytest.approx(6.4e34, rel=0.01)


@given(st.floats(1e30, 1e40), st.floats(0.01, 100))
def test_flux_and_luminosity_are_inverse(luminosity, distance):
    zeta = flux_at_distance(luminosity, distance)
    assert float(luminosity_per_decade(zeta, distance)) == pytest.approx(luminosity, rel=1e-12)


def test_factor_of_equation_15_without_the_printed_slip():
    assert float(diffuse_flux(7.04e33, 1.0)) == pytest.approx(1.27e-9, rel=0.001)


def test_diffuse_flux_is_the_sum_of_its_sources():
    # N sources at one distance d: E^2 phi = N zeta, spread over 4 pi
    zeta = flux_at_distance(7.04e33, 2.0)
    assert float(diffuse_flux(7.04e33, 10 / 2.0**2)) == pytest.approx(10 * zeta / (4 * np.pi))


def test_table_4_from_rounded_integrals():
    # 930 for the uniform disk at h = 3 kpc; section IV: 930 x 7.04e33 is about 6e36 erg/s
    needed = float(sources_needed(1.5e-8, 1.27e-9, 0.0127))
    assert round(needed) == 930
    assert needed * 7.04e33 == pytest.approx(6e36, rel=0.1)


def test_limit_on_the_spectral_index():
    # Section I: alpha >= 2.5, from 3 events and 1.29 allowed
    alpha = steepest_allowed_index(3, 1.29)
    assert 3 * 40 * 6.3**-alpha == pytest.approx(1.29)
    assert round(alpha, 1) == 2.5
