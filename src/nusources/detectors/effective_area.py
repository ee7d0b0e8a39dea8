"""Effective area for muon neutrinos: target mass within muon range, absorption, selection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr

from nusources.detectors.interactions import (
    AVOGADRO,
    TOTAL_TO_CHARGED_CURRENT,
    charged_current_cross_section,
    earth_column,
    muon_range,
    overburden,
)

# Binning of the release (readme of IceTracks-DR1): .2 in log10 energy, 50 bins equal in sin(dec),
# edges printed with two decimals.
LOG10_ENERGY_EDGES = np.round(np.linspace(2.0, 10.0, 41), 2)
DEC_EDGES = np.round(np.degrees(np.arcsin(np.linspace(-1.0, 1.0, 51))), 2)


@dataclass(frozen=True)
class EffectiveAreaParameters:
    """Effective area of one configuration.

    Parameters
    ----------
    log10_area : float
        Geometric area for horizontal tracks [log10 cm^2].
    area_slope : float
        Relative loss of area from the horizon to the zenith or nadir.
    log10_half : float
        Energy at which half of the up-going tracks are selected [log10 GeV].
    efficiency_slope : float
        Slope of the selection efficiency below ``log10_half``.
    absorption : float
        Absorption in the Earth relative to the total cross section (below 1: regeneration).
    threshold_horizon, threshold_vertical : float
        Energy of half selection of down-going tracks at the horizon and overhead [log10 GeV].
    threshold_scale : float
        Scale in -sin(dec) over which the one turns into the other.
    threshold_slope : float
        Slope of the selection efficiency below that threshold.
    horizon_dec : float
        Declination at which the up-going selection ends [deg].
    horizon_width : float
        Standard deviation of this change in sin(dec): the smearing of directions.
    muon_threshold : float
        Muon energy at the detector that is needed for a track [GeV].
    log10_energy_max : float
        Upper end of the simulated energies [log10 GeV].
    """

    log10_area: float
    area_slope: float
    log10_half: float
    efficiency_slope: float
    absorption: float
    threshold_horizon: float
    threshold_vertical: float
    threshold_scale: float
    threshold_slope: float
    horizon_dec: float
    horizon_width: float
    muon_threshold: float
    log10_energy_max: float


def effective_area(
    log10_energy: np.ndarray, dec: np.ndarray, parameters: EffectiveAreaParameters
) -> np.ndarray:
    """Effective area for the mean of muon neutrinos and antineutrinos.

    The area is that of the target nuclei from which a muon reaches the detector: geometric area
    times nucleons within the muon range (or the overburden, if that is less) times cross section,
    attenuated by the Earth and by the efficiency of the selection.

    Parameters
    ----------
    log10_energy : array
        True neutrino energy [log10 GeV].
    dec : array
        True declination [deg], broadcast against ``log10_energy``.
    parameters : EffectiveAreaParameters
        Configuration.

    Returns
    -------
    array
        Effective area [cm^2].
    """
    log10_energy = np.asarray(log10_energy, dtype=float)
    sin_dec = np.sin(np.radians(dec))
    energy = 10.0**log10_energy
    cross_section = charged_current_cross_section(energy)
    reach = muon_range(energy, parameters.muon_threshold)
    matter = overburden(sin_dec)
    # Harmonic mean of range and overburden: the shorter of the two, without a kink.
    target = AVOGADRO * reach * matter / (reach + matter)
    depth = AVOGADRO * earth_column(sin_dec) * TOTAL_TO_CHARGED_CURRENT * cross_section
    area = 10.0**parameters.log10_area * (1.0 - parameters.area_slope * np.abs(sin_dec))
    interacting = area * target * cross_section * np.exp(-parameters.absorption * depth)
    simulated = log10_energy <= parameters.log10_energy_max
    return interacting * selection_efficiency(log10_energy, sin_dec, parameters) * simulated


def selection_efficiency(
    log10_energy: np.ndarray, sin_dec: np.ndarray, parameters: EffectiveAreaParameters
) -> np.ndarray:
    """Share of the tracks that the selection keeps.

    Parameters
    ----------
    log10_energy : array
        True neutrino energy [log10 GeV].
    sin_dec : array
        Sine of the true declination.
    parameters : EffectiveAreaParameters
        Configuration.

    Returns
    -------
    array
        Efficiency between 0 and 1; down-going tracks pass a second threshold that keeps
        atmospheric muons away and rises toward the zenith.
    """
    quality = logistic(
        np.log(10.0) * parameters.efficiency_slope * (log10_energy - parameters.log10_half)
    )
    down = np.maximum(-sin_dec, 0.0)
    rise = 1.0 - np.exp(-down / parameters.threshold_scale)
    span = parameters.threshold_vertical - parameters.threshold_horizon
    threshold = parameters.threshold_horizon + span * rise
    muon_cut = logistic(np.log(10.0) * parameters.threshold_slope * (log10_energy - threshold))
    horizon = np.sin(np.radians(parameters.horizon_dec))
    up = ndtr((sin_dec - horizon) / parameters.horizon_width)
    return quality * (up + (1.0 - up) * muon_cut)


def logistic(argument: np.ndarray) -> np.ndarray:
    """Logistic function 1 / (1 + exp(-x)), written so that it cannot overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * argument))


def tabulate_effective_area(parameters: EffectiveAreaParameters, *, n_sub: int = 6) -> pd.DataFrame:
    """Effective area averaged over the bins of the release.

    Parameters
    ----------
    parameters : EffectiveAreaParameters
        Configuration.
    n_sub : int
        Points per bin and axis (midpoints, equal in log10 energy and in sin(dec)).

    Returns
    -------
    DataFrame
        2000 rows ``log10_energy_min, log10_energy_max`` [log10 GeV], ``dec_min, dec_max`` [deg],
        ``effective_area`` [cm^2]; energy runs fastest, as in the release.
    """
    n_energy, n_dec = LOG10_ENERGY_EDGES.size - 1, DEC_EDGES.size - 1
    log10_energy = midpoints(2.0, 10.0, n_energy * n_sub)
    dec = np.degrees(np.arcsin(midpoints(-1.0, 1.0, n_dec * n_sub)))
    fine = effective_area(log10_energy[None, :], dec[:, None], parameters)
    mean = fine.reshape(n_dec, n_sub, n_energy, n_sub).mean(axis=(1, 3))
    return pd.DataFrame(
        {
            "log10_energy_min": np.tile(LOG10_ENERGY_EDGES[:-1], n_dec),
            "log10_energy_max": np.tile(LOG10_ENERGY_EDGES[1:], n_dec),
            "dec_min": np.repeat(DEC_EDGES[:-1], n_energy),
            "dec_max": np.repeat(DEC_EDGES[1:], n_energy),
            "effective_area": mean.ravel(),
        }
    )


def midpoints(low: float, high: float, count: int) -> np.ndarray:
    """Centres of ``count`` equal bins between two limits."""
    return low + (high - low) * (np.arange(count) + 0.5) / count
