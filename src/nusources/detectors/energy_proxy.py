"""Muon energy proxy at a given neutrino energy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class EnergyProxyParameters:
    """Energy proxy of one configuration.

    Parameters
    ----------
    floor : float
        Median proxy at low energy, where the muon loses energy by ionisation [log10 GeV].
    bend : float
        Neutrino energy at which the proxy begins to rise [log10 GeV].
    bend_width : float
        Width of the bend [log10 GeV].
    slope_up, slope_down : float
        Rise of the median per decade of neutrino energy, up-going and down-going.  Up-going muons
        come from farther away and have lost more.
    scatter : float
        Standard deviation at low energy [log10 GeV].
    scatter_slope : float
        Increase of the standard deviation per decade above the bend.
    """

    floor: float
    bend: float
    bend_width: float
    slope_up: float
    slope_down: float
    scatter: float
    scatter_slope: float


def proxy_median_and_scatter(
    log10_energy: np.ndarray, is_up_going: np.ndarray, parameters: EnergyProxyParameters
) -> tuple[np.ndarray, np.ndarray]:
    """Median and standard deviation of the proxy.

    Parameters
    ----------
    log10_energy : array
        True neutrino energy [log10 GeV].
    is_up_going : array of bool
        True above the horizon split of the selection.
    parameters : EnergyProxyParameters
        Configuration.

    Returns
    -------
    median, scatter : array
        Both in log10 GeV.
    """
    width = parameters.bend_width
    above = width * np.logaddexp(0.0, (log10_energy - parameters.bend) / width)
    slope = np.where(is_up_going, parameters.slope_up, parameters.slope_down)
    median = parameters.floor + slope * above
    return median, parameters.scatter + parameters.scatter_slope * above


def draw_energy_proxy(
    log10_energy: np.ndarray,
    is_up_going: np.ndarray,
    parameters: EnergyProxyParameters,
    *,
    rng: np.random.Generator,
) -> np.ndarray:
    """Draw the energy proxy of each event (normal in log10 energy).

    Parameters
    ----------
    log10_energy : array, shape (n,)
        True neutrino energy [log10 GeV].
    is_up_going : array of bool, shape (n,)
        True above the horizon split of the selection.
    parameters : EnergyProxyParameters
        Configuration.
    rng : Generator
        Random stream.

    Returns
    -------
    array, shape (n,)
        Proxy [log10 GeV].
    """
    median, scatter = proxy_median_and_scatter(log10_energy, is_up_going, parameters)
    return median + scatter * rng.standard_normal(np.shape(median))
