"""What a detector counts on the sphere, in bins of energy: sources, and everything else."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.detectors.detector import Detector
from nusources.detectors.rates import (
    count_on_nodes,
    selected,
)
from nusources.detectors.sky_fluxes import SkyFluxes, diffuse
from nusources.detectors.visibility import visibility
from nusources.errors import InputDataError
from nusources.fluxes import PowerLawFlux
from nusources.sky import SQUARE_DEGREES, WHOLE_SKY

Array = NDArray[np.float64]
N_ZENITH_PARTS = 4
"""Parts of each bin of cos(zenith): the conventional flux falls by half in one beside the
horizon."""
N_DECLINATIONS = 181
"""Declinations at which the response is kept, equal in sin(dec)."""


@dataclass(frozen=True)
class SphereResponse:
    """Expected events of a detector in its live time.

    Attributes
    ----------
    log10_energy : ndarray, shape (n_bins,)
        Lower edges of the bins of energy (proxy or true), log10(E/GeV); the last has no upper one.
    sin_dec : ndarray, shape (n_dec,)
        Ascending, from -1 to 1.
    acceptance : ndarray, shape (n_dec, n_bins)
        Events of a source over its flux at 100 TeV [GeV cm2 s].
    background : ndarray, shape (n_dec, n_bins)
        Atmospheric and diffuse astrophysical events per square degree.
    astrophysical : float
        Diffuse astrophysical events from the whole sky.
    sigma : ndarray, shape (n_bins,)
        Standard deviation per axis of the point-spread function [deg].
    """

    log10_energy: Array
    sin_dec: Array
    acceptance: Array
    background: Array
    astrophysical: float
    sigma: Array

    def accepted(self, dec: ArrayLike) -> Array:
        """Acceptance at declinations [deg], shape (n, n_bins)."""
        return self._at(self.acceptance, dec)

    def background_at(self, dec: ArrayLike) -> Array:
        """Background density at declinations [deg], shape (n, n_bins) [1/deg2]."""
        return self._at(self.background, dec)

    @property
    def n_background(self) -> float:
        """Background events from the whole sky."""
        return float(WHOLE_SKY / 2 * np.trapezoid(self.background.sum(axis=1), self.sin_dec))

    def _at(self, values: Array, dec: ArrayLike) -> Array:
        place = np.interp(
            np.sin(np.radians(dec)), self.sin_dec, np.arange(len(self.sin_dec), dtype=np.float64)
        )
        below = np.minimum(place.astype(np.int64), len(self.sin_dec) - 2)
        part = (place - below)[:, np.newaxis]
        return (1 - part) * values[below] + part * values[below + 1]


def sphere_response(
    detector: Detector,
    fluxes: SkyFluxes,
    log10_energy: ArrayLike,
    *,
    spectral_index: float,
    years: float,
    energy_of: str = "energy_proxy",
) -> SphereResponse:
    """Expected events of a detector from sources and from everything else.

    Parameters
    ----------
    detector : Detector
    fluxes : SkyFluxes
        Diffuse fluxes; all of them are background.
    log10_energy : array_like, shape (n_bins,)
        Lower edges of the bins, ascending, log10(E/GeV): the first is the threshold.
    spectral_index : float
        Of the sources.
    years : float
        Calendar time.
    energy_of : str
        What the bins are of: ``energy_proxy`` or ``true_energy``.

    Returns
    -------
    SphereResponse

    Raises
    ------
    InputDataError
        If the detector sees no event of such sources above the threshold.
    """
    lower = np.asarray(log10_energy, dtype=np.float64)
    fine = detector.in_parts(N_ZENITH_PARTS)
    # Not `with_astrophysical`: both need nodes at the kinks of the diffuse flux.
    sources = replace(fluxes, astrophysical=diffuse(PowerLawFlux(1.0, spectral_index)))
    nodes = count_on_nodes(fine, fluxes, lower)
    of_sources = count_on_nodes(fine, sources, lower).number["astrophysical"]
    above = [selected(fine, nodes, float(one), energy_of) for one in lower]
    in_bins = [low - high for low, high in zip(above, [*above[1:], np.zeros(1)], strict=True)]
    solid_angle = 2 * np.pi * np.diff(nodes.cos_zenith)[:, np.newaxis]
    sin_dec = np.linspace(-1, 1, N_DECLINATIONS)
    seen = visibility(np.degrees(np.arcsin(sin_dec)), nodes.cos_zenith, detector.latitude)

    def by_declination(number: Array) -> Array:
        in_zenith = np.stack([(number * one).sum(axis=1) for one in in_bins], axis=1)
        return seen @ (years * in_zenith / solid_angle)

    expected = np.array([float((of_sources * one).sum()) for one in in_bins])
    if not expected.sum() > 0:
        raise InputDataError(
            f"detector {detector.name}: no event of sources above the threshold",
            value=float(10 ** (lower[0] - 3)),
            expected="a threshold [TeV] within the energies of the effective area",
        )
    log_sigma = np.log(detector.width(nodes.log10_energy))
    widths = [float((of_sources * one).sum(axis=0) @ log_sigma) for one in in_bins]
    astrophysical = nodes.number["astrophysical"]
    return SphereResponse(
        lower,
        sin_dec,
        by_declination(of_sources),
        by_declination(np.sum(list(nodes.number.values()), axis=0)) / SQUARE_DEGREES,
        years * float((astrophysical * above[0]).sum()),
        np.exp(np.array(widths) / np.where(expected > 0, expected, 1.0)),
    )
