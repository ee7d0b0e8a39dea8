"""Loss rates beside photomeson production."""

import numpy as np
import pytest

from nusources.coronae import constants as c
from nusources.coronae import grids
from nusources.coronae.geometry import Coronae
from nusources.coronae.losses import losses, pair_production_function, pair_production_rate
from nusources.coronae.readings import Readings
from nusources.fluxes import power_integral


def test_pair_production_function():
    """By hand on both sides of 25, where the two forms of the fit meet within 1 %."""
    log = np.log(100.0)
    far = 100 * (-86.07 + 50.96 * log - 14.45 * log**2 + 8 / 3 * log**3)
    far /= 1 - 0.0291 - 78.35e-4 - 1837e-6
    near = np.pi / 12 * 8**4 / (1 + 0.8048 * 8 + 0.1459 * 64 + 1.137e-3 * 512 - 3.879e-6 * 4096)
    assert pair_production_function([10.0, 100.0]) == pytest.approx([near, far], rel=1e-6)
    low, high = pair_production_function([25 - 1e-9, 25.0])
    assert low == pytest.approx(high, rel=0.01)
    assert pair_production_function(1e30) > 0


def test_largest_rate_per_photon():
    """phi(k) / k^2 has its peak of about 1 near k = 50 (Chodorowski et al. 1992, figure 2)."""
    k = np.geomspace(2, 1e6, 4000)
    shape = pair_production_function(k) / k**2
    assert 25 < k[np.argmax(shape)] < 80
    assert shape.max() == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize("index", [1.0, 2.0, 3.0])
def test_rate_is_the_integral_over_photons(index):
    found = pair_production_rate(Readings(photon_index=index))
    energies = np.geomspace(100, 1e5, 20_001)
    norm = power_integral(1 - index, 100, 1e5)
    for at in (60, 90, 130):
        k = 2 * grids.LORENTZ_FACTORS[at] * energies / 510998.95
        integrand = energies**-index / norm * pair_production_function(k) / k
        integral = np.trapezoid(integrand, np.log(energies))
        scale = 7.2973525693e-3 * 2.8179403262e-13**2 * 2.99792458e10 * 510998.95**2
        expected = scale * integral / (grids.LORENTZ_FACTORS[at] * 938.27208816e6)
        np.testing.assert_allclose(found[at], expected, rtol=2e-3)


@pytest.mark.parametrize(
    ("log10_lorentz_factor", "ratio"),
    [(4.0, 1.03), (4.5, 0.54), (5.0, 0.17), (5.5, 0.040), (6.0, 0.008), (7.0, 0.002)],
)
def test_pairs_over_photomeson(engine, log10_lorentz_factor, ratio):
    """Photon index 2; independently calculated."""
    found = np.interp(
        log10_lorentz_factor,
        np.log10(grids.LORENTZ_FACTORS),
        engine.pair_rate / np.maximum(engine.secondaries.kernel.loss_rate, 1e-300),
    )
    assert found == pytest.approx(ratio, rel=0.03, abs=0.0005)


def test_rates_of_a_corona():
    coronae = Coronae.of(Readings(), [4.0, 6.0], 44.0, 7.0)
    ones = np.ones(grids.N_ENERGIES)
    rates = losses(coronae, 2 * ones, 3 * ones)
    density = coronae.photon_energy_density
    np.testing.assert_allclose(rates.photomeson, np.outer(2 * ones, density), rtol=1e-6)
    np.testing.assert_allclose(rates.pairs, np.outer(3 * ones, density), rtol=1e-6)
    # Classical: power 2/3 e^4 B^2 gamma^2 beta^2 sin^2 / (m^2 c^3), averaged over pitch angles.
    field = coronae.magnetic_field[0]
    mass = c.PROTON_MASS * c.ERG_PER_GEV / c.SPEED_OF_LIGHT**2
    lorentz = grids.LORENTZ_FACTORS[150]
    power = 2 / 3 * c.ELEMENTARY_CHARGE**4 * field**2 * lorentz**2 / (mass**2 * c.SPEED_OF_LIGHT**3)
    power *= 2 / 3
    energy = lorentz * mass * c.SPEED_OF_LIGHT**2
    np.testing.assert_allclose(rates.synchrotron[150, 0], power / energy, rtol=1e-5)
    pp = 2e-26 * c.SPEED_OF_LIGHT * coronae.proton_density
    np.testing.assert_allclose(rates.pp[0], pp, rtol=1e-9)
    parts = rates.photomeson[7] + rates.pairs[7] + rates.synchrotron[7] + rates.pp[7]
    np.testing.assert_allclose(rates.total[7], parts, rtol=1e-12)
