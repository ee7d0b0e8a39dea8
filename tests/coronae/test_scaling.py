"""Peaks of spectra and the change from thin to thick coronae."""

import numpy as np
import pytest

from nusources.coronae.scaling import critical_eddington_ratio, peak_energy


def test_critical_eddington_ratio(engine_with):
    """.040 and .0086 for 1e8 solar masses, independently calculated; more with a larger sheet."""
    found = critical_eddington_ratio(engine_with(meson_cooling="none"), [5.0, 7.0], 8.0)
    np.testing.assert_allclose(found, [0.040, 0.0086], rtol=0.03)
    larger = [
        critical_eddington_ratio(engine_with(meson_cooling="none", size=size), 5.0, 8.0)
        for size in (20.0, 40.0)
    ]
    np.testing.assert_allclose(larger, [0.078, 0.151], rtol=0.04)
    assert np.shape(larger[0]) == ()


def test_it_is_where_the_asymptotes_meet():
    class Source:
        def luminosity(self, sigma, luminosity, mass):
            ratio = 10.0 ** (luminosity - mass) / 1.26e38
            power = 10.0**luminosity / (1 / (1e-2 * sigma / 5) + 1 / ratio)
            return np.broadcast_to(power, np.broadcast_shapes(sigma.shape, power.shape)).reshape(
                -1, 1
            )

    found = critical_eddington_ratio(Source(), np.array([[5.0, 10.0]]), 7.0)
    assert found == pytest.approx(np.array([[0.01, 0.02]]), rel=3e-3)


def test_peak_of_a_parabola():
    energies = np.geomspace(10, 1e9, 161)
    peaks = np.array([1234.0, 5.6e6])[:, np.newaxis]
    spectra = np.exp(-(np.log(energies / peaks) ** 2) / 3)
    assert peak_energy(energies, spectra) == pytest.approx(peaks.ravel(), rel=1e-9)
    assert np.isnan(peak_energy(energies, np.stack([energies, 1 / energies]))).all()


def test_peak_of_coronae(engine_with):
    """At .05 sigma m_p c^2 where coronae are thick, here at the Eddington luminosity."""
    engine = engine_with(meson_cooling="none")
    spectra = engine.luminosity(5.0, np.log10(1.26e46), 8.0)
    assert peak_energy(engine.energies, spectra)[0] == pytest.approx(0.05 * 93_827, rel=0.05)
