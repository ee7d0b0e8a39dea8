"""Nodes of the direct integral over a population: by redshift, luminosity and mass.

    N = int dz dV/dz int dlog L phi(L, z) int dlog M P(M | L, z)    [sr^-1]

Nodes in luminosity and mass are the same at each redshift, so that what depends on them only, like
the spectrum of a source, is computed once.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.population.hosts import Hosts
from nusources.population.integrals import gauss_legendre_cells, split_evenly
from nusources.population.luminosity_function import LuminosityFunction
from nusources.sky import SQUARE_DEGREES

REDSHIFT_NODES = 3
STEP_LOG_REDSHIFT = 0.4
LUMINOSITY_NODES = 4
MASS_CELLS = 6
MASS_NODES = 3
"""Gauss-Legendre nodes in each cell; widest cell in ln z; cells of mass for each luminosity."""


@dataclass(frozen=True, eq=False)
class PopulationNodes:
    """Sources of a population, gathered at nodes.

    Parameters
    ----------
    redshift : ndarray, shape (n_redshifts,)
    log10_luminosity : ndarray, shape (n_luminosities,)
        log10(L / (erg/s)) in the band of the luminosity function.
    log10_black_hole_mass : ndarray, shape (n_luminosities, n_masses)
        log10(M/Msun).
    number : ndarray, shape (n_redshifts, n_luminosities, n_masses)
        Sources at each node [sr^-1].
    dilution : ndarray, shape (n_redshifts,)
        1/(4 pi d_L^2) [cm^-2].
    """

    redshift: NDArray[np.float64]
    log10_luminosity: NDArray[np.float64]
    log10_black_hole_mass: NDArray[np.float64]
    number: NDArray[np.float64]
    dilution: NDArray[np.float64]

    def chosen(self, is_chosen: NDArray[np.bool_]) -> PopulationNodes:
        """The same nodes with sources at the chosen ones only; the choice broadcasts.

        Raises
        ------
        InputDataError
            If no source is left.
        """
        number = self.number * is_chosen
        if not number.any():
            raise InputDataError(
                "an empty bin of the population",
                column="number",
                value=0,
                expected="a bin of redshift, luminosity or mass with sources",
            )
        return replace(self, number=number)


def population_nodes(
    function: LuminosityFunction, hosts: Hosts, *, cell_dex: float = 0.5
) -> PopulationNodes:
    """Nodes of all AGN of a luminosity function within its limits.

    Parameters
    ----------
    function : LuminosityFunction
    hosts : Hosts
        Over at least its redshifts.
    cell_dex : float
        Widest cell of luminosities [dex]. Bins of a quantity that follows from several axes need
        finer cells than the whole.

    Raises
    ------
    InputDataError
        If there are no hosts at a redshift of the luminosity function.
    """
    hosts.shell_of(function.limits.redshift)
    lum_edges = split_evenly(
        *function.limits.log10_luminosity, function.luminosity_kinks(), cell_dex
    )
    luminosity, width = (one.ravel() for one in gauss_legendre_cells(lum_edges, LUMINOSITY_NODES))
    mass, mass_width = _mass_nodes(hosts, luminosity, cell_dex)
    redshifts, dilutions, numbers = [], [], []
    for shell, edges in enumerate(itertools.pairwise(hosts.edges)):
        ends = np.log(np.clip(edges, *function.limits.redshift))
        if ends[0] == ends[1]:
            continue
        share = hosts.unnormalised(luminosity[:, np.newaxis], mass, shell) * mass_width
        share /= share.sum(axis=1, keepdims=True)
        steps = split_evenly(float(ends[0]), float(ends[1]), (), STEP_LOG_REDSHIFT)
        nodes, step = (one.ravel() for one in gauss_legendre_cells(steps, REDSHIFT_NODES))
        dilution, volume = function.distances.at(nodes)
        density = function.density(luminosity, np.exp(nodes)[:, np.newaxis])
        of_luminosity = density * width * (step * volume)[:, np.newaxis] * SQUARE_DEGREES
        redshifts.append(np.exp(nodes))
        dilutions.append(dilution)
        numbers.append(of_luminosity[..., np.newaxis] * share)
    return PopulationNodes(
        np.concatenate(redshifts),
        luminosity,
        hosts.readings.black_holes.log10_mass(mass),
        np.concatenate(numbers),
        np.concatenate(dilutions),
    )


def _mass_nodes(
    hosts: Hosts, log10_luminosity: NDArray[np.float64], cell_dex: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Stellar masses from the least host to the largest that a luminosity lets be, and widths."""
    high = hosts.largest_mass(log10_luminosity)
    n_cells = int(np.ceil(MASS_CELLS * 0.5 / cell_dex))
    edges = np.linspace(hosts.readings.log10_masses[0], high, n_cells + 1, axis=-1)
    nodes, widths = gauss_legendre_cells(edges, MASS_NODES)
    return nodes.reshape(len(high), -1), widths.reshape(len(high), -1)
