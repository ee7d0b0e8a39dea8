"""Neutrino oscillations."""

import numpy as np
import pytest

from nusources.coronae.flavours import Mixing


def test_probabilities():
    found = Mixing().probabilities()
    np.testing.assert_allclose(found, found.T, rtol=1e-12)
    np.testing.assert_allclose(found.sum(axis=0), 1.0, rtol=1e-12)
    # Electron to electron does not know the phase: c13^4 (1 - 2 s12^2 c12^2) + s13^4.
    s12, s13 = 0.304, 0.0222
    survival = (1 - s13) ** 2 * (1 - 2 * s12 * (1 - s12)) + s13**2
    assert found[0, 0] == pytest.approx(survival, rel=1e-9)


def test_two_flavours():
    """Without the first and third angle only muon and tau mix."""
    found = Mixing(0.0, 0.0, 0.3, 90.0).probabilities()
    expected = [[1, 0, 0], [0, 1 - 2 * 0.21, 2 * 0.21], [0, 2 * 0.21, 1 - 2 * 0.21]]
    np.testing.assert_allclose(found, expected, atol=1e-12)


@pytest.mark.parametrize("phase", [0.0, 77.0, 197.0, 300.0])
def test_mixing_is_unitary_for_any_phase(phase):
    np.testing.assert_allclose(Mixing(cp_phase=phase).probabilities().sum(axis=1), 1.0, rtol=1e-12)


def test_limits_of_the_source():
    """Muons that do not cool and muons that do: 1:2:0 and 0:1:0."""
    mixing = Mixing().probabilities()
    assert (mixing @ [1 / 3, 2 / 3, 0])[0] == pytest.approx(0.30, abs=0.005)
    assert (mixing @ [0, 1, 0])[0] == pytest.approx(0.17, abs=0.005)
