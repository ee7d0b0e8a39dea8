"""Formulae beside the full calculation."""

import numpy as np
import pytest

from nusources.coronae.fast_level import FastEngine
from nusources.coronae.readings import Readings

MASS = np.log10(6.7e6)
EDDINGTON = 38.10037


@pytest.fixture(scope="module")
def fast() -> FastEngine:
    return FastEngine.of(Readings())


def test_difference_of_the_totals(engine, fast):
    """Mean and scatter [dex] below three times the Eddington luminosity; shown, not hidden."""
    rng = np.random.default_rng(6)
    points = rng.uniform([[2], [41], [6]], [[7], [47], [10]], (3, 400))
    points = points[:, points[1] - points[2] - EDDINGTON < 0.5]
    difference = np.log10(
        fast.luminosity(*points).sum(axis=1) / engine.luminosity(*points).sum(axis=1)
    )
    assert abs(difference.mean()) < 0.03
    assert 0.08 < difference.std() < 0.13
    assert np.abs(difference).max() < 0.75


def test_calorimeter(fast):
    """All is lost to pions: 3/8 of the proton spectrum at .05 of the energy."""
    thick = FastEngine.of(Readings(photon_density_factor=1e9, meson_cooling="none"))
    bright = thick.luminosity(5.0, 44.0, MASS)[0]
    at = np.searchsorted(thick.energies, [4.69e4, 4.69e5])
    # E dL/dE of a broken power law with slopes 1 and 3 has 1/2 of the power per ln E at its break.
    expected = 3 / 8 * 1e44 / 2 * np.array([0.1, 0.01])
    np.testing.assert_allclose(bright[at], expected, rtol=0.1)
    assert fast.luminosity(5.0, 44.0, MASS)[0].max() < bright.max()


def test_cooling_of_each_particle(fast):
    above = fast.energies > 1e3  # below, protons do not reach the threshold
    source = (6.0, 44.0, MASS)
    none = FastEngine.of(Readings(meson_cooling="none")).luminosity(*source)[0, above]
    muon, pion = (
        FastEngine.of(Readings(cooled=(one,))).luminosity(*source)[0, above] / none
        for one in ("muon", "pion")
    )
    both = fast.luminosity(*source)[0, above] / none
    assert muon[-1] == pytest.approx(1 / 3, rel=1e-3)
    assert pion[-1] < 1e-5
    np.testing.assert_allclose(both, muon * pion, rtol=1e-9)
    # Half at a fourth of the break energy of pions, 1.16 PeV in 9.3e4 G.
    half = np.interp(-0.5, -pion, np.log10(fast.energies[above]))
    assert 10**half / 1e3 == pytest.approx(1086 / 0.927 / 4, rel=0.02)


def test_same_call_as_the_engine(engine, fast):
    np.testing.assert_array_equal(fast.energies, engine.energies)
    found = fast.luminosity([4.0, 5.0], 44.0, 7.0)
    assert found.shape == (2, len(fast.energies))
    doubled = FastEngine.of(Readings(code_factor=2.0)).luminosity([4.0, 5.0], 44.0, 7.0)
    np.testing.assert_allclose(doubled, 2 * found, rtol=1e-12)
