"""Luminosities in bands."""

import numpy as np
import pytest

from nusources.coronae.bands import band_luminosity, proton_to_xray_ratio
from nusources.errors import InputDataError

ENERGIES = np.geomspace(10, 1e9, 161)


def test_power_law():
    spectra = np.stack([ENERGIES**0.5, 3 * ENERGIES**-1.0])
    found = band_luminosity(ENERGIES, spectra, 1500, 15000)
    expected = [(15000**0.5 - 1500**0.5) / 0.5, 3 * (1 / 1500 - 1 / 15000)]
    np.testing.assert_allclose(found, expected, rtol=2e-3)
    parts = [band_luminosity(ENERGIES, spectra, *band) for band in ((1500, 2000), (2000, 15000))]
    np.testing.assert_allclose(parts[0] + parts[1], found, rtol=2e-3)


def test_anchor_on_ngc_1068(engine):
    """2.9e42 erg/s of all flavours from 1.5 to 15 TeV; independently calculated: about .33."""
    spectrum = engine.luminosity(5.0, np.log10(9.5e43), np.log10(6.7e6))[0]
    found = proton_to_xray_ratio(engine.energies, spectrum, 2.9e42, (1500, 15000))
    assert found == pytest.approx(0.33, abs=0.015)


@pytest.mark.parametrize("band", [(100, 50), (5, 50), (1e3, 1e10)])
def test_impossible_bands_are_told(band):
    with pytest.raises(InputDataError, match="no band of these spectra"):
        band_luminosity(ENERGIES, np.ones((1, 161)), *band)
