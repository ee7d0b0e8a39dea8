"""Expected events of a detector per year: by component, above thresholds, by declination.

Areas are constant in their bins, so integrals over energy are split at the edges of bins and at the
thresholds, and each piece is a smooth function for Gauss-Legendre nodes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from nusources.detectors.detector import Detector
from nusources.detectors.energy_proxy import proxy_median_and_scatter
from nusources.detectors.sky_fluxes import Flux, SkyFluxes
from nusources.units import SECONDS_PER_DAY

SECONDS_PER_YEAR = 365.25 * SECONDS_PER_DAY
N_ENERGY_NODES = 6
"""Gauss-Legendre nodes in each piece of energy: power laws over .2 decades to 1e-11."""
N_ZENITH_NODES = 4
"""The same in each bin of cos(zenith), for the conventional flux."""
UP_GOING_BELOW = float(np.sin(np.radians(5.0)))
"""Cosine of the zenith angle below which muons count as up-going, as in IceTracks-DR1."""


@dataclass(frozen=True)
class EventNodes:
    """Expected events per year on nodes of energy, whose sums are the integrals.

    Attributes
    ----------
    log10_energy : ndarray, shape (n_nodes,)
        log10(E/GeV)
    cos_zenith : ndarray, shape (n_zenith + 1,)
        Edges.
    number : dict of str to ndarray, shape (n_zenith, n_nodes)
        Events per year from all directions of a bin, by component.
    """

    log10_energy: NDArray[np.float64]
    cos_zenith: NDArray[np.float64]
    number: dict[str, NDArray[np.float64]]


def count_on_nodes(
    detector: Detector, fluxes: SkyFluxes, log10_thresholds: ArrayLike = ()
) -> EventNodes:
    """Expected events of a detector per year on nodes of energy.

    Parameters
    ----------
    detector : Detector
    fluxes : SkyFluxes
    log10_thresholds : array_like, optional
        Energies at which integrals are going to be cut, log10(E/GeV).

    Returns
    -------
    EventNodes
    """
    table = detector.table
    low, high = table.log10_energy[[0, -1]]
    edges = np.unique([*table.log10_energy, *np.ravel(log10_thresholds), *fluxes.kinks])
    edges = edges[(edges >= low) & (edges <= high)]
    nodes, widths = _gauss_legendre(edges, N_ENERGY_NODES)
    seconds = SECONDS_PER_YEAR * detector.live_time_share
    energy = 10.0**nodes
    exposure = table.at(nodes).T * np.log(10.0) * energy * widths * 2 * np.pi * seconds
    number = {
        name: exposure * _over_zenith(flux, energy, table.cos_zenith)
        for name, flux in fluxes.by_component.items()
    }
    for name in ("conventional", "prompt"):
        number[name] = number[name] * detector.background_scale
    return EventNodes(nodes, table.cos_zenith, number)


def _gauss_legendre(
    edges: NDArray[np.float64], n_nodes: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nodes and weights of all pieces between edges."""
    unit, weights = np.polynomial.legendre.leggauss(n_nodes)
    half = np.diff(edges)[:, np.newaxis] / 2
    nodes = edges[:-1, np.newaxis] + half * (1 + unit)
    return nodes.ravel(), (half * weights).ravel()


def _over_zenith(flux: Flux, energy: NDArray, edges: NDArray) -> NDArray[np.float64]:
    """Integral of a flux over cos(zenith) in each bin, shape (n_zenith, n_energies)."""
    nodes, widths = _gauss_legendre(edges, N_ZENITH_NODES)
    # The conventional flux has a cusp on the horizon, which is an edge of bins in all tables.
    values = flux(energy, nodes[:, np.newaxis]) * widths[:, np.newaxis]
    return values.reshape(len(edges) - 1, N_ZENITH_NODES, energy.size).sum(axis=1)


def share_above_proxy(
    detector: Detector, nodes: EventNodes, log10_threshold: float
) -> NDArray[np.float64]:
    """Share of the events of each node whose energy proxy exceeds a threshold.

    Returns
    -------
    ndarray, shape (n_zenith, n_nodes)
    """
    middle = (nodes.cos_zenith[:-1] + nodes.cos_zenith[1:]) / 2
    median, scatter = proxy_median_and_scatter(
        nodes.log10_energy, middle[:, np.newaxis] < UP_GOING_BELOW, detector.energy_proxy
    )
    return ndtr((median - log10_threshold) / scatter)


def selected(
    detector: Detector, nodes: EventNodes, log10_threshold: float, threshold_of: str
) -> NDArray[np.float64]:
    """Share of the events of each node above a threshold of ``true_energy`` or ``energy_proxy``.

    Returns
    -------
    ndarray, shape (n_zenith, n_nodes) or (1, n_nodes)

    Raises
    ------
    ValueError
        If the threshold is of something else.
    """
    if threshold_of == "energy_proxy":
        return share_above_proxy(detector, nodes, log10_threshold)
    if threshold_of != "true_energy":
        raise ValueError(f"threshold of {threshold_of!r}; expected true_energy or energy_proxy")
    return (nodes.log10_energy >= log10_threshold)[np.newaxis].astype(float)


def weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Median of values with weights, interpolated between their cumulative middles."""
    order = np.argsort(values, kind="stable")
    cumulative = np.cumsum(weights[order])
    return float(np.interp(cumulative[-1] / 2, cumulative - weights[order] / 2, values[order]))
