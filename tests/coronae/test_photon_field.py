"""Target photons."""

import numpy as np
import pytest
from scipy.integrate import quad

from nusources.coronae.photon_field import (
    disk_density,
    photon_cells,
    xray_density,
)
from nusources.coronae.readings import Readings
from nusources.fluxes import power_integral

INDICES = [-1.0, 0.0, 1.0, 1.0 + 1e-9, 1.7, 2.0, 2.0 - 1e-12, 3.0]


@pytest.mark.parametrize("index", INDICES)
def test_xrays_have_unit_energy_density(index):
    energies, weights = photon_cells(Readings(photon_index=index))
    assert (energies * weights).sum() == pytest.approx(1.0, rel=1e-6)
    assert energies.min() > 100.0
    assert energies.max() < 1e5
    low, high = xray_density(np.array([200.0, 400.0]), Readings(photon_index=index))
    assert np.log2(low / high) == pytest.approx(index)
    assert xray_density(np.array([99.0, 1.01e5]), Readings()).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("index", INDICES)
def test_number_of_photons(index):
    _, weights = photon_cells(Readings(photon_index=index))
    number = power_integral(-index, 100.0, 1e5) / power_integral(1 - index, 100.0, 1e5)
    assert weights.sum() == pytest.approx(number, rel=1e-6)
    brute = quad(lambda log: np.exp(log * (1 - index)), np.log(100), np.log(1e5))[0]
    assert power_integral(-index, 100.0, 1e5) == pytest.approx(brute, rel=1e-9)
    assert power_integral(-index, 1e5, 100.0) == pytest.approx(-brute, rel=1e-9)


def test_bolometric_factors():
    """From 2-10 keV to the whole band, for the three indices of appendix B."""
    factors = [
        power_integral(1 - index, 0.1, 100) / power_integral(1 - index, 2, 10)
        for index in (1.0, 2.0, 3.0)
    ]
    np.testing.assert_allclose(factors, [12.49, 4.292, 24.98], rtol=1e-3)


def test_disk_is_a_black_body():
    readings = Readings(disk_to_xray=2.0, disk_temperature=20.0)
    energies = np.linspace(0.1, 1200, 200_001)
    density = disk_density(energies, readings)
    assert np.trapezoid(density * energies, energies) == pytest.approx(2.0, rel=1e-4)
    # Wien: the energy per energy has its peak at 2.821 k T.
    assert energies[np.argmax(density * energies)] == pytest.approx(2.821 * 20, rel=1e-3)
    cells, weights = photon_cells(readings)
    assert (cells * weights).sum() == pytest.approx(3.0, rel=1e-4)
    # 2 zeta(3) / (pi^4 / 15) / k T photons per energy.
    photons = photon_cells(Readings())[1].sum() + 2 * 2 * 1.2020569 / (np.pi**4 / 15) / 20
    assert weights.sum() == pytest.approx(photons, rel=1e-3)


def test_cold_and_hot_disks_do_not_overflow():
    for temperature in (1e-3, 1e4):
        _, weights = photon_cells(Readings(disk_to_xray=1.0, disk_temperature=temperature))
        assert np.isfinite(weights).all()
