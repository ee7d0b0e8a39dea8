"""Neutrino interactions, muon range and matter along the line of sight (no free parameters)."""

from __future__ import annotations

import numpy as np

AVOGADRO = 6.022e23  # nucleons per gram of matter

# Charged-current nu-N cross section, mean of neutrino and antineutrino: at low energy .67e-38 and
# .33e-38 cm^2/GeV (PDG review of neutrino cross sections); above 10 PeV the power law of Gandhi et
# al., as quoted in Formaggio & Zeller 2012, RMP 84, 1307, eq. 90.  They are joined harmonically.
CROSS_SECTION_LINEAR = 0.50e-38  # cm^2 / GeV
CROSS_SECTION_HIGH = 5.53e-36  # cm^2
CROSS_SECTION_SLOPE = 0.363
TOTAL_TO_CHARGED_CURRENT = 1.42  # (5.53 + 2.31) / 5.53: neutral currents, same reference, eq. 91

# Muon energy loss a + b E in ice, Chirkin & Rhode 2004, hep-ph/0407075: .259 GeV/mwe, .363/kmwe.
MUON_LOSS_CONSTANT = 2.59e-3  # GeV cm^2 / g
MUON_LOSS_RADIATIVE = 3.63e-6  # cm^2 / g
MUON_ENERGY_FRACTION = (
    0.6  # 1 - <y>, between .52 (100 GeV) and .8 (EeV): Gandhi et al. 1998, fig. 4
)

# Earth as a core and a mantle, each at its mean density (mass 1.94e27 g and 4.03e27 g: PREM,
# Dziewonski & Anderson 1981).
EARTH_RADIUS = 6.371e8  # cm
CORE_RADIUS = 3.480e8  # cm
MANTLE_DENSITY = 4.45  # g / cm^3
CORE_DENSITY = 11.0  # g / cm^3
ICE_DENSITY = 0.92  # g / cm^3
DETECTOR_DEPTH = 1.95e5  # cm, centre of IceCube (Aartsen et al. 2017, JINST 12, P03012)


def charged_current_cross_section(energy: np.ndarray) -> np.ndarray:
    """Cross section of nu + N -> mu + X, mean of neutrino and antineutrino.

    Parameters
    ----------
    energy : array
        Neutrino energy [GeV].

    Returns
    -------
    array
        Cross section per nucleon [cm^2].

    References
    ----------
    Formaggio & Zeller 2012, RMP 84, 1307, eq. 90 (high energy).
    """
    linear = CROSS_SECTION_LINEAR * energy
    high = CROSS_SECTION_HIGH * energy**CROSS_SECTION_SLOPE
    return linear * high / (linear + high)


def muon_range(neutrino_energy: np.ndarray, muon_threshold: float) -> np.ndarray:
    """Matter that a muon crosses before its energy falls to the threshold.

    Parameters
    ----------
    neutrino_energy : array
        Neutrino energy [GeV]; the muon carries ``MUON_ENERGY_FRACTION`` of it.
    muon_threshold : float
        Muon energy at which the track is no longer selected [GeV].

    Returns
    -------
    array
        Range [g/cm^2], zero where the muon starts below the threshold.

    References
    ----------
    Chirkin & Rhode 2004, hep-ph/0407075: dE/dX = -(a + b E).
    """
    muon_energy = np.maximum(MUON_ENERGY_FRACTION * neutrino_energy, muon_threshold)
    scale = MUON_LOSS_CONSTANT / MUON_LOSS_RADIATIVE
    return np.log((scale + muon_energy) / (scale + muon_threshold)) / MUON_LOSS_RADIATIVE


def earth_column(sin_dec: np.ndarray) -> np.ndarray:
    """Matter of the Earth crossed on the way to the South Pole, zero for down-going directions.

    Parameters
    ----------
    sin_dec : array
        Sine of the declination (= minus the cosine of the zenith angle at the Pole).

    Returns
    -------
    array
        Column [g/cm^2].

    References
    ----------
    Dziewonski & Anderson 1981 (PREM), reduced to two shells.
    """
    up = np.maximum(sin_dec, 0.0)
    chord = 2.0 * EARTH_RADIUS * up
    impact_squared = EARTH_RADIUS**2 * (1.0 - up**2)
    core = 2.0 * np.sqrt(np.maximum(CORE_RADIUS**2 - impact_squared, 0.0))
    return MANTLE_DENSITY * (chord - core) + CORE_DENSITY * core


def overburden(sin_dec: np.ndarray) -> np.ndarray:
    """Matter between the surface and the detector along a direction of arrival.

    Parameters
    ----------
    sin_dec : array
        Sine of the declination.

    Returns
    -------
    array
        Column [g/cm^2] of ice from a sphere of the Earth's radius; for up-going directions it is
        the whole chord, longer than any muon range.
    """
    radius = EARTH_RADIUS - DETECTOR_DEPTH
    sin_dec = np.asarray(sin_dec)
    path = radius * sin_dec + np.sqrt(EARTH_RADIUS**2 - radius**2 * (1.0 - sin_dec**2))
    return ICE_DENSITY * path
