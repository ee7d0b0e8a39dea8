"""Neutrinos of pions, kaons and their muons."""

import numpy as np
import pytest
from scipy.integrate import quad

from nusources.coronae import grids
from nusources.coronae.constants import KAON_MASS, MUON_MASS, PION_MASS
from nusources.coronae.decay_chain import (
    LEFT,
    RIGHT,
    DecayChain,
    electron_flavour_share,
    muon_flavour_share,
    muon_shares,
    transfer_matrix,
)

ENERGY = grids.ENERGIES
MIDDLE = 150


def line(at: int = MIDDLE) -> np.ndarray:
    made = np.zeros((grids.N_ENERGIES, 1))
    made[at] = 1.0
    return made


@pytest.fixture(scope="module")
def pion() -> DecayChain:
    return DecayChain(PION_MASS)


def density(cumulative, x: float) -> float:
    step = 1e-6
    return float(np.diff(cumulative(np.array([x - step, x + step])))[0] / (2 * step))


@pytest.mark.parametrize("x", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("h", [LEFT, RIGHT])
def test_neutrinos_of_polarised_muons(x, h):
    muon = 5 / 3 - 3 * x**2 + 4 / 3 * x**3 + h * (-1 / 3 + 3 * x**2 - 8 / 3 * x**3)
    electron = 2 - 6 * x**2 + 4 * x**3 + h * (2 - 12 * x + 18 * x**2 - 8 * x**3)
    assert density(lambda at: muon_flavour_share(at, h), x) == pytest.approx(muon, rel=1e-6)
    assert density(lambda at: electron_flavour_share(at, h), x) == pytest.approx(electron, rel=1e-6)


def test_muons_of_a_pion():
    ratio = (MUON_MASS / PION_MASS) ** 2
    assert ratio == pytest.approx(0.573, abs=5e-4)
    for x in (0.6, 0.8, 0.99):
        left = (x - ratio) / ((1 - ratio) ** 2 * x)
        right = ratio * (1 - x) / ((1 - ratio) ** 2 * x)
        assert density(lambda at: muon_shares(at, ratio)[0], x) == pytest.approx(left, rel=1e-6)
        assert density(lambda at: muon_shares(at, ratio)[1], x) == pytest.approx(right, rel=1e-6)
    left, right = muon_shares(np.array([0.1, ratio, 1.0]), ratio)
    assert left[:2].tolist() == right[:2].tolist() == [0.0, 0.0]
    assert left[2] + right[2] == pytest.approx(1.0)


@pytest.mark.parametrize("mass", [PION_MASS, KAON_MASS])
def test_every_decay_has_its_products(mass):
    chain = DecayChain(mass)
    made = line()
    assert (chain.direct @ made).sum() == pytest.approx(1.0, abs=1e-6)
    assert ((chain.left + chain.right) @ made).sum() == pytest.approx(1.0, abs=1e-9)
    found = chain.without_cooling(made)
    np.testing.assert_allclose(found.sum(axis=(1, 2)), 1.0, rtol=1e-6)
    share = 1 - (MUON_MASS / mass) ** 2
    assert ENERGY[found[0, :, 0] > 0].max() < share * ENERGY[MIDDLE] * np.exp(grids.STEP / 2)


def test_energies_of_a_pion(pion):
    """Means by hand: muons have 1/2 and r/2, their neutrinos .35 +- .05 and .3 -+ .1 of them."""
    found = pion.without_cooling(line() / ENERGY[MIDDLE])
    r = (MUON_MASS / PION_MASS) ** 2
    expected = [(1 - r) / 2, 0.3 / 2 + 0.4 * r / 2, 0.4 / 2 + 0.2 * r / 2]
    np.testing.assert_allclose((ENERGY @ found)[:, 0], expected, rtol=3e-3)


def test_transfer_is_the_integral(pion):
    """A smooth spectrum of pions to muon neutrinos of left-handed muons, by quad twice."""
    made = (ENERGY**-0.7 * np.exp(-ENERGY / 1e9))[:, np.newaxis]
    found = pion.left @ made
    ratio = (MUON_MASS / PION_MASS) ** 2
    energy = ENERGY[MIDDLE]

    def integrand(x):
        return (
            (x - ratio) / ((1 - ratio) ** 2 * x) * (energy / x) ** -0.7 * np.exp(-energy / x / 1e9)
        )

    # Per ln E: integral of F(x) Q(E / x) dx.
    assert found[MIDDLE, 0] == pytest.approx(quad(integrand, ratio, 1)[0], rel=3e-3)


def test_transfer_matrix_moves_down_only():
    matrix = transfer_matrix(lambda x: x)
    assert not np.tril(matrix, -1).any()
    np.testing.assert_allclose(matrix[:, -1].sum(), 1.0, rtol=1e-9)


def test_no_cooling_is_without_cooling(pion):
    made = (ENERGY**-1.0 * np.exp(-ENERGY / 1e9))[:, np.newaxis]
    cooled = pion.with_cooling(made, np.asarray, np.asarray)
    plain = pion.without_cooling(made)
    np.testing.assert_allclose(cooled, plain, rtol=1e-9, atol=1e-99)


def test_who_cools(pion):
    """Cooling muons leaves direct neutrinos alone, cooling pions changes all."""
    made = line()
    moved = np.roll(np.eye(grids.N_ENERGIES), -20, axis=0)

    def cool(particles):
        return moved @ particles

    plain = pion.without_cooling(made)
    muons = pion.with_cooling(made, np.asarray, cool)
    pions = pion.with_cooling(made, cool, np.asarray)
    np.testing.assert_array_equal(muons[0], plain[0])
    for found in (*muons[1:], *pions):
        assert ENERGY[found.argmax()] < 1e-1 * ENERGY[MIDDLE]
    np.testing.assert_allclose(pions[2, :100], plain[2, 20:120], rtol=1e-6)
