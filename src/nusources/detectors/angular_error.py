"""Angular error of a track, and the scatter of directions that it stands for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

# Lower limit of AngErr in the release (readme of IceTracks-DR1).
ANGULAR_ERROR_FLOOR = 0.2  # deg


@dataclass(frozen=True)
class AngularErrorParameters:
    """Two-sided log-normal of the angular error, with limits.

    Parameters
    ----------
    log10_mode : float
        Mode at the reference energy and on the horizon [log10 deg].
    energy_slope, energy_curvature : float
        Change of the mode per decade of energy proxy, and per squared decade.
    zenith_slope : float
        Change of the mode from the horizon to the vertical [log10 deg].
    reference : float
        Reference energy [log10 GeV].
    width_low, width_high : float
        Standard deviations below and above the mode [log10 deg].
    maximum : float
        Largest angular error that the selection keeps [deg].
    """

    log10_mode: float
    energy_slope: float
    energy_curvature: float
    zenith_slope: float
    reference: float
    width_low: float
    width_high: float
    maximum: float


def draw_angular_error(
    log10_energy: np.ndarray,
    dec: np.ndarray,
    parameters: AngularErrorParameters,
    *,
    rng: np.random.Generator,
) -> np.ndarray:
    """Draw the angular error of each event.

    Parameters
    ----------
    log10_energy : array, shape (n,)
        Energy proxy [log10 GeV].
    dec : array, shape (n,)
        Declination [deg].
    parameters : AngularErrorParameters
        Configuration and hemisphere.
    rng : Generator
        Random stream.

    Returns
    -------
    array, shape (n,)
        Standard deviation per axis [deg], from the floor of .2 to ``maximum``; a circle of one
        angular error holds 39.3 % of the true directions (:func:`scatter_directions`).
    """
    decades = np.asarray(log10_energy) - parameters.reference
    mode = (
        parameters.log10_mode
        + parameters.energy_slope * decades
        + parameters.energy_curvature * decades**2
        + parameters.zenith_slope * np.abs(np.sin(np.radians(dec)))
    )
    low, high = parameters.width_low, parameters.width_high
    share_low = low / (low + high)
    top = split_normal_cdf(np.log10(parameters.maximum) - mode, low, high)
    quantile = top * rng.random(mode.shape)
    below = low * ndtri(np.minimum(quantile / share_low, 1.0) / 2.0)
    above = high * ndtri(np.clip(1.0 - (1.0 - quantile) / (1.0 - share_low) / 2.0, 0.5, 1.0))
    offset = np.where(quantile < share_low, below, above)
    return np.clip(10.0 ** (mode + offset), ANGULAR_ERROR_FLOOR, parameters.maximum)


def split_normal_cdf(offset: np.ndarray, low: float, high: float) -> np.ndarray:
    """Distribution function of a normal with different widths below and above its mode."""
    share_low = low / (low + high)
    below = 2.0 * share_low * ndtr(np.minimum(offset, 0.0) / low)
    above = (1.0 - share_low) * (2.0 * ndtr(np.maximum(offset, 0.0) / high) - 1.0)
    return below + above


def scatter_directions(
    ra: np.ndarray, dec: np.ndarray, ang_err: np.ndarray, *, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Reconstructed directions: a 2-D Gaussian of width ``ang_err`` per axis about the truth.

    Parameters
    ----------
    ra, dec : array, shape (n,)
        True direction [deg].
    ang_err : array, shape (n,)
        Standard deviation per axis [deg].
    rng : Generator
        Random stream.

    Returns
    -------
    ra, dec : array, shape (n,)
        Reconstructed direction [deg], ra in [0, 360).  The separation from the truth is Rayleigh
        distributed on the sphere, at any declination.
    """
    separation = np.minimum(
        np.radians(ang_err) * np.sqrt(2.0 * rng.standard_exponential(np.shape(ang_err))),
        np.pi,
    )
    bearing = 2.0 * np.pi * rng.random(np.shape(ang_err))
    sin_true, cos_true = np.sin(np.radians(dec)), np.cos(np.radians(dec))
    sin_dec = sin_true * np.cos(separation) + cos_true * np.sin(separation) * np.cos(bearing)
    shift = np.arctan2(
        np.sin(bearing) * np.sin(separation) * cos_true,
        np.cos(separation) - sin_true * sin_dec,
    )
    dec_out = np.degrees(np.arcsin(np.clip(sin_dec, -1.0, 1.0)))
    return (np.asarray(ra) + np.degrees(shift)) % 360.0, dec_out
