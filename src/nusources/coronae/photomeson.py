"""Photomeson production as matrices, for one photon shape and unit energy density of the X-rays.

A proton of energy E_p makes dN/dt dE = K(E_p, x) / E_p secondaries, x = E / E_p, with
K = integral of n(epsilon) Phi(eta, x) (Kelner & Aharonian 2008, eq. 31). On the energy grid x and
eta are whole numbers of steps, so that Phi is tabulated once and K is one product of matrices.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nusources.coronae import grids
from nusources.coronae.constants import EV_PER_GEV, PROTON_MASS
from nusources.coronae.kelner_aharonian import (
    ETA_THRESHOLD,
    LAST_RATIO,
    MUON_NEUTRINO_SHARE,
    step_energy_loss,
    yields,
)
from nusources.coronae.photon_field import photon_cells
from nusources.coronae.readings import Readings
from nusources.facts.kelner_aharonian import SPECIES, YieldTable

HIGHEST_LORENTZ_FACTOR = 1e7
"""Of protons that interact, where the yields are limited to the tables."""
STEPS_ABOVE = 8
"""Above the energy of the proton: the tables let a neutrino have more than .427 of it, as if its
pion had more than the proton."""


@dataclass(frozen=True, eq=False)
class PhotomesonKernel:
    """Yields of all species by protons on the energy grid.

    Parameters
    ----------
    number : dict of str to ndarray, shape (n_energies, n_energies)
        Secondaries per time in each cell (first axis) by one proton (second axis), per energy
        density of X-rays [s^-1 (eV/cm^3)^-1].
    energy_rate : dict of str to ndarray, shape (n_energies,)
        Energy that a species carries off over the energy of the proton, per time and energy
        density [s^-1 (eV/cm^3)^-1].
    pions : ndarray, shape (n_energies, n_energies)
        Positive pions per time in each cell, as `number`.
    """

    number: Mapping[str, NDArray[np.float64]]
    energy_rate: Mapping[str, NDArray[np.float64]]
    pions: NDArray[np.float64]

    @property
    def loss_rate(self) -> NDArray[np.float64]:
        """Energy loss of protons [s^-1 (eV/cm^3)^-1], by all species: none is lost or made."""
        return np.sum(list(self.energy_rate.values()), axis=0)


def photomeson_kernel(tables: Mapping[str, YieldTable], readings: Readings) -> PhotomesonKernel:
    """Tabulate all yields.

    Parameters
    ----------
    tables : mapping of str to YieldTable
        From `nusources.facts.kelner_aharonian.read_photomeson_yields`.
    readings : Readings
        Photon field, and what holds above the tables.
    """
    fold = _Fold(tables, readings)
    # Whole steps down from the energy of the proton.
    x = np.exp(-grids.STEP * np.arange(grids.N_ENERGIES))
    kernels = {species: fold.kernel(species, x) for species in SPECIES}
    return PhotomesonKernel(
        {species: _by_energy(kernel * x) for species, kernel in kernels.items()},
        {species: (kernel * x**2).sum(axis=1) * grids.STEP for species, kernel in kernels.items()},
        _pions(fold),
    )


class _Fold:
    """Integrals over photons: cells of photon energies moved along the energies of protons."""

    def __init__(self, tables: Mapping[str, YieldTable], readings: Readings):
        energies, self.weights = photon_cells(readings)
        self.tables, self.readings = tables, readings
        steps = np.arange(grids.N_ENERGIES + len(energies) - 1)[:, np.newaxis]
        first = 4 * energies[0] / EV_PER_GEV * grids.ENERGIES[0] / PROTON_MASS**2
        eta = (first * np.exp(grids.STEP * steps)).ravel()
        self.open = eta > ETA_THRESHOLD
        self.eta = eta[self.open, np.newaxis]
        self.matrix = self._matrix(len(steps))[:, self.open]
        self.correction = np.ones_like(self.eta)
        if readings.above_table == "step":
            self.correction = self._step_correction()

    def _matrix(self, n_steps: int) -> NDArray[np.float64]:
        """Weights of all eta for each proton, shape (n_energies, n_steps * nodes)."""
        n_cells, n_nodes = self.weights.shape
        matrix = np.zeros((grids.N_ENERGIES, n_steps, n_nodes))
        for proton in range(grids.N_ENERGIES):
            matrix[proton, proton : proton + n_cells] = self.weights
        if self.readings.above_table == "limited":
            matrix[grids.LORENTZ_FACTORS > HIGHEST_LORENTZ_FACTOR] = 0.0
        return matrix.reshape(grids.N_ENERGIES, -1)

    def _step_correction(self) -> NDArray[np.float64]:
        """Factor on all yields above the tables, so that their sum follows the step."""
        x = np.exp(-grids.STEP * np.arange(grids.N_ENERGIES))
        last = np.array([[LAST_RATIO * ETA_THRESHOLD]])
        eta = np.maximum(self.eta, last)
        loss, loss_there = (
            sum((yields(one, self.tables[one], at, x) * x**2).sum(axis=1) for one in SPECIES)
            for at in (eta, last)
        )
        wanted = step_energy_loss(eta[:, 0]) / step_energy_loss(last[:, 0])
        return (wanted * loss_there / loss)[:, np.newaxis]

    def kernel(self, species: str, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """K by proton and x [s^-1 (eV/cm^3)^-1]."""
        table = self.tables[species]
        return self.matrix @ (self.correction * yields(species, table, self.eta, x))


def _pions(fold: _Fold) -> NDArray[np.float64]:
    """Positive pions in each cell, from the neutrinos of their decay, which are flat in energy.

    dN/dE of the neutrinos, A, gives Q(E) = -lambda d A(lambda E) / d ln E.
    """
    edges = np.arange(-STEPS_ABOVE, grids.N_ENERGIES + 1) - 0.5
    x = MUON_NEUTRINO_SHARE * np.exp(-grids.STEP * edges)
    at_edges = fold.kernel("muon_neutrino", x) - fold.kernel("electron", x)
    ratio = np.exp(-grids.STEP * (edges[:-1] + 0.5))
    number = MUON_NEUTRINO_SHARE * ratio * np.diff(at_edges, axis=1) / grids.STEP
    return _by_energy(number, STEPS_ABOVE)


def _by_energy(by_ratio: NDArray[np.float64], n_above: int = 0) -> NDArray[np.float64]:
    """Move what stands at steps below each proton, or `n_above` above it, to its cell; count."""
    proton = np.arange(grids.N_ENERGIES)
    column = proton[np.newaxis, :] - proton[:, np.newaxis] + n_above
    moved = by_ratio[proton[np.newaxis, :], np.maximum(column, 0)]
    return np.asarray(np.where(column >= 0, moved, 0.0) * grids.STEP)
