"""Protons that are injected, lose energy and escape: d(dE/dt N)/dE + N / t_esc = Q.

In each cell the relative loss is constant and the injection even in ln E: the numbers that escape
and that go on to the next cell are then exact. The energy in a cell follows from what enters and
leaves it. So numbers and energies are both conserved to the last digit, and the result is of second
order in the width of the cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nusources.coronae import grids
from nusources.coronae.cascade import descend
from nusources.coronae.constants import ERG_PER_GEV, PROTON_MASS
from nusources.coronae.geometry import Coronae
from nusources.fluxes import power_integral


@dataclass(frozen=True, eq=False)
class Protons:
    """Injected protons and their steady state.

    Parameters
    ----------
    injected_number : ndarray, shape (n_energies, n_sources)
        Protons injected in each cell [s^-1].
    injected_energy : ndarray, shape (n_energies, n_sources)
        [GeV/s]
    number : ndarray, shape (n_energies, n_sources)
        Protons in each cell.
    energy : ndarray, shape (n_energies, n_sources)
        Their energy [GeV]; divided by that of the middle it is the number that loses as much.
    cooled_number : ndarray, shape (n_sources,)
        Protons that reach the lower end of the grid, at rest [s^-1].
    """

    injected_number: NDArray[np.float64]
    injected_energy: NDArray[np.float64]
    number: NDArray[np.float64]
    energy: NDArray[np.float64]
    cooled_number: NDArray[np.float64]

    @property
    def cooled_energy(self) -> NDArray[np.float64]:
        """Energy of protons that reach the lower end, their rest energy [GeV/s]."""
        return self.cooled_number * grids.EDGES[0]


def injection(coronae: Coronae) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Protons injected in each cell, with as much power as the X-rays have.

    dN/dE ~ g^-1 below the break at g = sigma and g^-s above (karavola2026, section 2.1), with an
    exponential end at the largest Lorentz factor.

    Returns
    -------
    number : ndarray, shape (n_energies, n_sources)
        [s^-1]
    energy : ndarray, shape (n_energies, n_sources)
        [GeV/s]
    """
    low, high = (one[:, np.newaxis] for one in (grids.LORENTZ_EDGES[:-1], grids.LORENTZ_EDGES[1:]))
    sigma, slope = coronae.magnetization, coronae.readings.proton_slope
    end = np.exp(-grids.LORENTZ_FACTORS[:, np.newaxis] / coronae.largest_lorentz_factor)
    at_break = np.clip(sigma, low, high)
    number, energy = (
        end
        * (
            power_integral(moment - 1, low, at_break)
            + sigma ** (slope - 1) * power_integral(moment - slope, at_break, high)
        )
        for moment in (0, 1)
    )
    power = coronae.xray_luminosity / ERG_PER_GEV / energy.sum(axis=0)
    return number * power / PROTON_MASS, energy * power


def steady_state(
    injected_number: NDArray[np.float64],
    injected_energy: NDArray[np.float64],
    loss_rate: NDArray[np.float64],
    escape_time: NDArray[np.float64],
) -> Protons:
    """Solve for the protons of many sources.

    Parameters
    ----------
    injected_number, injected_energy : ndarray, shape (n_energies, n_sources)
        [s^-1] and [GeV/s].
    loss_rate : ndarray, shape (n_energies, n_sources)
        1/E dE/dt [s^-1].
    escape_time : ndarray, shape (n_sources,)
        [s]
    """
    with np.errstate(divide="ignore"):
        depth = grids.STEP / (loss_rate * escape_time)
    leaving, flux = descend(injected_number, depth)
    edges = grids.EDGES[:, np.newaxis] * flux
    energy = (edges[1:] + injected_energy - edges[:-1]) / (1 / escape_time + loss_rate)
    return Protons(injected_number, injected_energy, leaving * escape_time, energy, flux[0])
