"""Where particles decay that lose energy by synchrotron radiation."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import dawsn

from nusources.coronae import grids
from nusources.coronae.cooling import decays, suppression
from nusources.errors import InputDataError

BREAKS = np.array([3e3, 1e5, 1e7, 1e16])
ENERGY = grids.ENERGIES


def power_law(exponent: float) -> np.ndarray:
    """E^-exponent per energy, as number per cell, for each of the breaks."""
    number = ENERGY ** (1 - exponent) * np.exp(-ENERGY / 1e11)
    return np.repeat(number[:, np.newaxis], len(BREAKS), axis=1)


@pytest.mark.parametrize("mode", ["exact", "one_lifetime"])
@pytest.mark.parametrize("exponent", [1.0, 2.0, 3.0])
def test_as_many_decay_as_are_made(mode, exponent):
    made = power_law(exponent)
    found = decays(made, BREAKS, mode)
    assert (found >= 0).all()
    # The lowest cell hands a little down to where there is no cell.
    np.testing.assert_allclose(found.sum(axis=0), made.sum(axis=0), rtol=1e-6)
    assert (ENERGY @ found <= ENERGY @ made * (1 + 1e-12)).all()


def test_closed_form():
    """Of E^-2: D / Q = sqrt(2) / x Dawson(1 / (sqrt(2) x)), x = E / E_c."""
    made = power_law(2.0)
    ratio = decays(made, BREAKS, "exact") / made
    for column, break_energy in enumerate(BREAKS[:3]):
        x = ENERGY / break_energy
        test = (x > 0.05) & (x < 20) & (ENERGY < 1e9)
        argument = 1 / (np.sqrt(2) * x[test])
        expected = 2 * argument * dawsn(argument)
        np.testing.assert_allclose(ratio[test, column], expected, rtol=0.01)
    known = np.interp(np.log([0.1, 0.3, 1, 3, 10]), np.log(ENERGY / 1e5), ratio[:, 1])
    np.testing.assert_allclose(known, [1.010, 1.136, 0.725, 0.107, 0.00997], rtol=0.01)


@pytest.mark.parametrize("exponent", [1.3, 3.0])
def test_integral(exponent):
    """D(E) = E_c^2 / E^3 times the integral that the equation of continuity gives."""
    ratio = decays(power_law(exponent), BREAKS, "exact") / power_law(exponent)
    for energy in (2e4, 1e5, 4e5):

        def integrand(log, energy=energy):
            above = np.exp(log)
            depth = 0.5e10 * (energy**-2 - above**-2)
            return above ** (1 - exponent) * np.exp(-depth - above / 1e11)

        integral = quad(integrand, np.log(energy), np.log(1e13), limit=200)[0]
        expected = 1e10 / energy**3 * integral / energy**-exponent
        found = np.interp(np.log(energy), np.log(ENERGY), ratio[:, 1])
        assert found == pytest.approx(expected, rel=0.01)


def test_no_field_no_cooling():
    made = power_law(2.0)
    found = decays(made, np.full(4, np.inf), "exact")
    np.testing.assert_allclose(found, made, rtol=1e-12)
    weak = decays(made, np.full(4, 1e20), "exact")
    np.testing.assert_allclose(weak, made, rtol=1e-6)


def test_one_lifetime_moves_and_heaps_up():
    """A line at E' goes to E' / sqrt(1 + 2 E'^2 / E_c^2), never above E_c / sqrt(2)."""
    made = np.zeros((grids.N_ENERGIES, 3))
    places = [80, 110, 200]
    made[places, [0, 1, 2]] = 1.0
    found = decays(made, np.full(3, 1e5), "one_lifetime")
    energy = ENERGY[places]
    expected = energy / np.sqrt(1 + 2 * (energy / 1e5) ** 2)
    mean = np.exp(np.log(ENERGY) @ found)
    np.testing.assert_allclose(mean, expected, rtol=grids.STEP / 2)
    assert ENERGY[found[:, 2] > 1e-9].max() < 1e5 / np.sqrt(2) * np.exp(grids.STEP)
    assert found[80, 0] == pytest.approx(1.0, abs=0.1)


def test_unknown_ways_are_told():
    with pytest.raises(InputDataError, match="found 'none'; expected exact or one_lifetime"):
        decays(power_law(2.0), BREAKS, "none")


def test_rough_factor():
    found = suppression(np.array([1e3, 1e5, 1e7]), np.array(1e5))
    np.testing.assert_allclose(found, [1 / 1.0001, 0.5, 1 / 10001])
