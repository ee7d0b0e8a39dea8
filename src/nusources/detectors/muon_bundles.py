"""Atmospheric muon bundles that pass the down-going selection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

NARROWEST = 0.01  # log10 GeV: least width of a spectrum, the rounding of the released energies


@dataclass(frozen=True)
class MuonBundleParameters:
    """Down-going rows of one configuration, in u = -sin(dec): 0 on the horizon, 1 overhead.

    From the horizon to overhead each quantity goes from its ``_horizon`` to its ``_vertical``
    value with the weight 1 / (1 + (turn/u)^turn_slope).

    Parameters
    ----------
    horizon_dec : float
        Declination at which the down-going selection begins [deg].
    rate_turn, rate_slope : float
        Rows per solid angle fall as 1 / (1 + (u/rate_turn)^rate_slope); a large ``rate_turn``
        stands for a cut that is tuned to a constant rate per solid angle.
    turn, turn_slope : float
        Weight, see above.
    peak_horizon, peak_vertical : float
        Peak of the energy proxy [log10 GeV].
    low_horizon, low_vertical : float
        Width below the peak (sharpness of the cut) [log10 GeV].
    high_horizon, high_vertical : float
        Width above the peak (steepness of the muon spectrum) [log10 GeV].
    """

    horizon_dec: float
    rate_turn: float
    rate_slope: float
    turn: float
    turn_slope: float
    peak_horizon: float
    peak_vertical: float
    low_horizon: float
    low_vertical: float
    high_horizon: float
    high_vertical: float


def down_going_rate(sin_dec: np.ndarray, parameters: MuonBundleParameters) -> np.ndarray:
    """Relative number of down-going rows per solid angle, muons and neutrinos together.

    Parameters
    ----------
    sin_dec : array
        Sine of the declination.
    parameters : MuonBundleParameters
        Configuration.

    Returns
    -------
    array
        1 well below ``rate_turn``, zero above ``horizon_dec``.
    """
    down = np.maximum(-np.asarray(sin_dec, dtype=float), 0.0)
    selected = down > -np.sin(np.radians(parameters.horizon_dec))
    return selected / (1.0 + (down / parameters.rate_turn) ** parameters.rate_slope)


def muon_bundle_spectrum(
    log10_energy: np.ndarray, sin_dec: np.ndarray, parameters: MuonBundleParameters
) -> np.ndarray:
    """Spectrum of the energy proxy at each declination: a split normal in log10 energy.

    Parameters
    ----------
    log10_energy : array, shape (m,)
        Energy proxy [log10 GeV], equally spaced.
    sin_dec : array, shape (n,)
        Sine of the declination.
    parameters : MuonBundleParameters
        Configuration.

    Returns
    -------
    array, shape (n, m)
        Each row sums to 1.
    """
    p = parameters
    down = np.maximum(-np.asarray(sin_dec, dtype=float), 0.0)[:, None]
    weight = down**p.turn_slope / (down**p.turn_slope + p.turn**p.turn_slope)
    peak = p.peak_horizon + (p.peak_vertical - p.peak_horizon) * weight
    low = np.maximum(p.low_horizon + (p.low_vertical - p.low_horizon) * weight, NARROWEST)
    high = np.maximum(p.high_horizon + (p.high_vertical - p.high_horizon) * weight, NARROWEST)
    distance = np.asarray(log10_energy, dtype=float)[None, :] - peak
    spectrum = np.exp(-0.5 * (distance / np.where(distance < 0.0, low, high)) ** 2)
    return spectrum / spectrum.sum(axis=1, keepdims=True)
