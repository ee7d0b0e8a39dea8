"""Response of a detector in bins of declination and energy, for likelihoods on the sphere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nusources.detectors.detector import Detector
from nusources.detectors.rates import SECONDS_PER_YEAR, count_on_nodes
from nusources.detectors.sky_fluxes import SkyFluxes
from nusources.detectors.visibility import band_visibility

N_ZENITH_PARTS = 4
"""Parts of each bin of cos(zenith): the conventional flux falls by half in one beside the
horizon."""


@dataclass(frozen=True)
class BinnedResponse:
    """What a detector at its place counts.

    Attributes
    ----------
    log10_energy : ndarray, shape (n_energy + 1,)
        Edges of true energy, log10(E/GeV).
    dec : ndarray, shape (n_dec + 1,)
        Edges of declination [deg].
    area : ndarray, shape (n_dec, n_energy)
        Effective area, mean over day, band and logarithm of energy [cm2].
    background : ndarray, shape (n_dec, n_energy)
        Atmospheric events in the bin per second of live time.
    width : ndarray, shape (n_energy,)
        Standard deviation per axis of the point-spread function at the middle of each bin [deg].
    live_time_share : float
        Live time over calendar time.
    """

    log10_energy: NDArray[np.float64]
    dec: NDArray[np.float64]
    area: NDArray[np.float64]
    background: NDArray[np.float64]
    width: NDArray[np.float64]
    live_time_share: float


def binned_response(
    detector: Detector,
    fluxes: SkyFluxes,
    log10_energy: NDArray[np.float64],
    dec: NDArray[np.float64],
) -> BinnedResponse:
    """Bin the response of a detector in true energy and declination.

    Parameters
    ----------
    detector : Detector
    fluxes : SkyFluxes
        Its conventional and prompt fluxes are the background.
    log10_energy : ndarray, shape (n_energy + 1,)
        Ascending edges, log10(E/GeV).
    dec : ndarray, shape (n_dec + 1,)
        Ascending edges [deg].

    Returns
    -------
    BinnedResponse
    """
    table = detector.table
    low, high = log10_energy[:-1, np.newaxis], log10_energy[1:, np.newaxis]
    overlap = np.minimum(high, table.log10_energy[1:]) - np.maximum(low, table.log10_energy[:-1])
    shares = np.clip(overlap, 0, None) / (high - low)
    seen = band_visibility(dec, table.cos_zenith, detector.latitude)
    middle = (log10_energy[1:] + log10_energy[:-1]) / 2
    return BinnedResponse(
        log10_energy,
        dec,
        seen @ table.area @ shares.T,
        _background(detector, fluxes, log10_energy, dec),
        detector.width(middle),
        detector.live_time_share,
    )


def _background(
    detector: Detector,
    fluxes: SkyFluxes,
    log10_energy: NDArray[np.float64],
    dec: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Atmospheric events per second of live time, shape (n_dec, n_energy)."""
    fine = detector.in_parts(N_ZENITH_PARTS)
    nodes = count_on_nodes(fine, fluxes, log10_energy)
    number = nodes.number["conventional"] + nodes.number["prompt"]
    seconds = SECONDS_PER_YEAR * detector.live_time_share
    per_steradian = number / (2 * np.pi * np.diff(nodes.cos_zenith)[:, np.newaxis] * seconds)
    bins = np.searchsorted(log10_energy, nodes.log10_energy, side="right") - 1
    in_bin = bins == np.arange(log10_energy.size - 1)[:, np.newaxis]
    solid_angle = 2 * np.pi * np.diff(np.sin(np.radians(dec)))[:, np.newaxis]
    seen = band_visibility(dec, nodes.cos_zenith, detector.latitude)
    return solid_angle * (seen @ per_steradian @ in_bin.T)
