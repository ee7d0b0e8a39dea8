"""From spectra of sources to fluxes at Earth."""

from __future__ import annotations

import numpy as np
import pytest
from template_case import ENERGIES, LogParabolas

from nusources.coronae.diffuse import source_fluxes
from nusources.coronae.sources import Sources, xray_band_factor
from nusources.coronae.spectra import (
    observable_energies,
    redshifted,
)
from nusources.errors import InputDataError

MPC = 3.0856775814913673e24


def test_energies_that_can_be_seen():
    assert observable_energies(ENERGIES, 4.0)[-1] == pytest.approx(10.0**8.3)
    assert len(observable_energies(ENERGIES, 0.0)) == len(ENERGIES)
    assert observable_energies(ENERGIES, 9.0)[-1] == pytest.approx(1e8)
    with pytest.raises(
        InputDataError, match=r"no energy .* this redshift; .*expected below 1.81838"
    ):
        observable_energies(ENERGIES[:10], 3.0)
    for uneven in ([1.0, 2.0, 3.0], [1.0], [4.0, 2.0, 1.0]):
        with pytest.raises(InputDataError, match=r"not even in the logarithm"):
            observable_energies(np.array(uneven), 0.0)


def test_power_laws_shift_exactly():
    redshift = np.array([0.0, 0.1, 10**0.05 - 1, 1.7, 4.0])
    seen = observable_energies(ENERGIES, 4.0)
    spectra = np.tile(ENERGIES**-0.7, (5, 1))
    expected = np.outer(1 + redshift, seen) ** -0.7
    np.testing.assert_allclose(redshifted(spectra, ENERGIES, redshift, len(seen)), expected)
    # The last energy that is seen comes from the last of the templates.
    last = redshifted(spectra[:1], ENERGIES, np.array([9.0]), 141)
    assert last[0, -1] == pytest.approx(ENERGIES[-1] ** -0.7)
    with pytest.raises(InputDataError, match=r"found 9.0; expected at most 7.91"):
        redshifted(spectra[:2], ENERGIES, np.array([9.0, 1.0]), 142)


def test_spectra_shift_between_energies():
    spectra = np.zeros((1, len(ENERGIES)))
    spectra[0, 40:42] = 4.0, 16.0
    found = redshifted(spectra, ENERGIES, np.array([10**0.025 - 1]), 120)
    assert found[0, 40] == pytest.approx(8.0)  # mean of the logarithms
    assert (found[0, 42:] < 1e-100).all()
    nothing = redshifted(np.zeros((1, len(ENERGIES))), ENERGIES, np.array([0.0]), len(ENERGIES))
    assert (nothing < 1e-200).all()


def test_flux_of_one_source():
    # E F_E = E' L_E' / (4 pi d_L^2) with E' = (1+z) E: a source at z = 1 shows its peak at half
    # its energy.
    sources = Sources(*(np.array([one]) for one in (1.0, 6607.7, 44.0, 8.0)))
    n = len(observable_energies(ENERGIES, 1.0))
    flux = source_fluxes(LogParabolas(), sources, 5.0, n)[0]
    peak = 0.01 * 10 ** (44 + 0.5 * (44 - 8 - 38.1)) / (4 * np.pi * (6607.7 * MPC) ** 2)
    at_peak = np.exp(np.interp(np.log(2500.0), np.log(ENERGIES[:n]), np.log(flux)))
    assert at_peak == pytest.approx(peak, rel=1e-3)
    assert ENERGIES[flux.argmax()] == pytest.approx(2500, rel=0.06)


def test_xray_bands_of_any_index():
    energy = np.geomspace(0.1, 100, 200_001)
    for index in (1.5, 1.8, 2.0):
        whole = np.trapezoid(energy ** (1 - index), energy)
        inner = energy[(energy >= 2) & (energy <= 10)]
        part = np.trapezoid(inner ** (1 - index), inner)
        assert xray_band_factor(index) == pytest.approx(whole / part, rel=1e-4)
    np.testing.assert_allclose(
        [xray_band_factor(one) for one in (1.0, 2.0, 3.0)], [12.49, 4.292, 24.98], rtol=5e-4
    )


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (0, -0.1, r"row 2, column 'redshift'"),
        (1, 0.0, r"row 2, column 'distance'.*above 0"),
        (2, -np.inf, r"row 2, column 'log10_xray_luminosity'.*number above 0"),
        (3, np.nan, r"row 2, column 'log10_black_hole_mass'"),
    ],
)
def test_impossible_sources_are_told(place, value, message):
    columns = [np.full(3, one) for one in (0.1, 400.0, 44.0, 8.0)]
    columns[place][1] = value
    with pytest.raises(InputDataError, match=message):
        Sources(*columns)
