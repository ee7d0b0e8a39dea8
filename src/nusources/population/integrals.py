"""Numbers and fluxes of a population above flux thresholds.

    N(>F) = int dlogL int dz phi(L, z) dV/dz  over  F(L, z, Gamma) > F_min,

and the same weighted with the flux. For each luminosity (and photon index) the integral over
u = ln z is split at the redshifts where the source falls below a threshold and at the kinks of the
luminosity function, for every parameter set at its own, and done with Gauss-Legendre nodes between.
All parameter sets share the nodes in luminosity, so that a thousand of them are one array.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from nusources.population.luminosity_function import LuminosityFunction

Weighting = Literal["flux", "luminosity"]
"""flux: what is seen. luminosity: L phi(L, z) dL dz, without volume element and distance."""

CELL_NODES = 4
"""Gauss-Legendre nodes in each cell of luminosities."""
STEP_LOG_REDSHIFT = 0.6
REDSHIFT_NODES = 3
"""Redshifts: widest cell in ln z, and nodes in each."""
EMISSIVITY_CELL_DEX = 0.25


@dataclass(frozen=True, eq=False)
class FluxIntegrals:
    """Sources and flux above thresholds.

    Parameters
    ----------
    number_above, flux_above : ndarray, shape (n_draws, n_fluxes)
        [deg^-2] and [erg cm^-2 s^-1 deg^-2].
    number, flux : ndarray, shape (n_draws, 1)
        Of all sources within the limits.
    """

    number_above: NDArray[np.float64]
    flux_above: NDArray[np.float64]
    number: NDArray[np.float64]
    flux: NDArray[np.float64]

    @property
    def share(self) -> NDArray[np.float64]:
        """Share of the flux."""
        return self.flux_above / self.flux


def gauss_legendre_cells(
    edges: NDArray[np.float64], n_nodes: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Nodes and weights in each cell between edges on the last axis.

    Returns
    -------
    nodes, weights : ndarray, shape (..., n_cells, n_nodes)
    """
    nodes, weights = np.polynomial.legendre.leggauss(n_nodes)
    half = np.diff(edges, axis=-1)[..., np.newaxis] / 2
    middle = (edges[..., 1:] + edges[..., :-1])[..., np.newaxis] / 2
    return middle + half * nodes, half * weights


def split_evenly(
    low: float, high: float, breaks: Iterable[float], widest: float
) -> NDArray[np.float64]:
    """Edges from low to high through the breaks, no farther apart than `widest`.

    Examples
    --------
    >>> split_evenly(0.0, 2.0, [0.5, 3.0], 1.0).tolist()
    [0.0, 0.5, 1.25, 2.0]
    """
    marks = sorted({low, high, *(one for one in breaks if low < one < high)})
    parts = [
        np.linspace(start, stop, 1 + int(np.ceil((stop - start) / widest)))[:-1]
        for start, stop in itertools.pairwise(marks)
    ]
    return np.append(np.concatenate(parts), high)


def flux_integrals(
    function: LuminosityFunction, flux_min: ArrayLike, weighting: Weighting = "flux"
) -> FluxIntegrals:
    """Integrate a luminosity function above flux thresholds.

    Parameters
    ----------
    function : LuminosityFunction
    flux_min : array_like, shape (n_fluxes,)
        Thresholds of the observed flux [erg cm^-2 s^-1], in any order.
    weighting : str

    Returns
    -------
    FluxIntegrals

    References
    ----------
    chen2025, eq. 6 (weighting luminosity: as it is printed).
    """
    thresholds = np.atleast_1d(np.asarray(flux_min, dtype=float))
    edges = split_evenly(
        *function.limits.log10_luminosity, function.luminosity_kinks(), function.CELL_DEX
    )
    total = np.zeros((2, function.n_draws, len(thresholds) + 1))
    nodes, widths = gauss_legendre_cells(edges, CELL_NODES)
    for luminosity, width in zip(nodes.ravel(), widths.ravel(), strict=True):
        for index, weight in function.index_nodes(float(luminosity)):
            row = _integrate_redshifts(function, float(luminosity), index, thresholds, weighting)
            total += width * weight * row
    return FluxIntegrals(*total[:, :, :-1], *total[:, :, -1:])


def _integrate_redshifts(
    function: LuminosityFunction,
    luminosity: float,
    index: float,
    thresholds: NDArray[np.float64],
    weighting: Weighting,
) -> NDArray[np.float64]:
    """Number and flux per dex above thresholds, then of all; (2, n_draws, n + 1)."""
    table = function.distances
    scale = function.band.energy_ratio(index) * 10.0**luminosity
    seen_to = np.append(_reach(function, scale, index, thresholds), table.ends[1])
    steps = split_evenly(*table.ends, (), STEP_LOG_REDSHIFT)
    kinks = np.clip(np.log(function.kinks(luminosity)), *table.ends)
    fixed = np.sort(np.concatenate([steps, seen_to]))
    edges = np.sort(
        np.concatenate([np.broadcast_to(fixed, (len(kinks), len(fixed))), kinks], axis=1), axis=1
    )
    nodes, weights = gauss_legendre_cells(edges, REDSHIFT_NODES)
    dilution, volume = table.at(nodes)
    redshift = np.exp(nodes)
    # Parameters have the shape (n_draws, 1): cells and their nodes are one axis for them.
    flat = redshift.reshape(len(redshift), -1)
    density = function.density(luminosity, flat).reshape(-1, *nodes.shape[1:]) * weights
    if weighting == "flux":
        number, factor = density * volume, scale * (1 + redshift) ** (2 - index) * dilution
    else:
        number, factor = density * redshift, np.asarray(10.0**luminosity)
    cells = np.stack([number.sum(axis=-1), (number * factor).sum(axis=-1)])
    sums = np.concatenate([np.zeros_like(cells[..., :1]), np.cumsum(cells, axis=-1)], axis=-1)
    # The edge of each threshold among the sorted ones: the kinks below it shift its place.
    place = np.searchsorted(fixed, seen_to)
    place = place + (kinks[:, :, np.newaxis] < seen_to).sum(axis=1)
    place = np.broadcast_to(place, (2, sums.shape[1], len(seen_to)))
    return np.take_along_axis(sums, place, axis=-1)


def _reach(
    function: LuminosityFunction, scale: float, index: float, thresholds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Find ln z up to which a source is brighter than each threshold, within the limits."""
    table = function.distances
    log_flux = (
        np.log(scale) + (2 - index) * np.log1p(np.exp(table.log_redshift)) + table.log_dilution
    )
    # The flux falls with redshift for every index above 0.
    return np.interp(np.log(thresholds), log_flux[::-1], table.log_redshift[::-1])


def emissivity(function: LuminosityFunction, redshift: ArrayLike) -> NDArray[np.float64]:
    """Luminosity of all sources per comoving volume, of the first parameter set.

    Returns
    -------
    ndarray, shape of `redshift`
        [erg s^-1 Mpc^-3]
    """
    redshift = np.asarray(redshift, dtype=float)
    found = np.empty(redshift.size)
    for number, one in enumerate(redshift.ravel()):
        breaks = [*function.luminosity_kinks(), *function.luminosity_kinks(float(one))]
        edges = split_evenly(*function.limits.log10_luminosity, breaks, EMISSIVITY_CELL_DEX)
        nodes, weights = (part.ravel() for part in gauss_legendre_cells(edges, CELL_NODES))
        density = np.atleast_2d(function.density(nodes, one))[0]
        found[number] = (density * 10.0**nodes * weights).sum()
    return found.reshape(redshift.shape)
