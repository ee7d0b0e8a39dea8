"""Synchrotron loss of pions, muons and kaons before they decay (karavola2026, appendix A).

In y = E_c^2 / (2 E^2) a particle that loses energy by synchrotron radiation moves one unit of y per
lifetime, whatever its energy: it decays at y' + t with the probability exp(-t) dt.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nusources.coronae import grids
from nusources.coronae.cascade import descend
from nusources.errors import InputDataError


def decays(
    injected: NDArray[np.float64], break_energy: NDArray[np.float64], mode: str
) -> NDArray[np.float64]:
    """Where particles decay.

    Parameters
    ----------
    injected : ndarray, shape (n_energies, n_sources)
        Particles made in each cell of energy per time.
    break_energy : ndarray, shape (n_sources,)
        E_c [GeV], see `nusources.coronae.geometry.synchrotron_break`.
    mode : str
        ``exact``: D(E) = (E_c^2 / E^3) times the integral of Q(E') exp(y' - y) over E' > E.
        ``one_lifetime``: all after one proper lifetime, at E' / sqrt(1 + 2 E'^2 / E_c^2).

    Returns
    -------
    ndarray, shape (n_energies, n_sources)
        Decays in each cell per time: as many as were made.
    """
    edges = (break_energy / grids.EDGES[:, np.newaxis]) ** 2 / 2
    if mode == "exact":
        depth = edges[:-1] * -np.expm1(-2 * grids.STEP)
        return descend(injected, depth)[0]
    if mode == "one_lifetime":
        return _after_one_lifetime(injected, edges)
    raise InputDataError("no way to cool", value=mode, expected="exact or one_lifetime")


def _after_one_lifetime(
    injected: NDArray[np.float64], edges: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Move all particles one unit down in y."""
    found = np.empty_like(injected)
    for source in range(injected.shape[1]):
        above = np.concatenate([[0.0], np.cumsum(injected[::-1, source])])
        y = edges[::-1, source]
        shifted = np.interp(y - 1, y, above, left=0.0)
        shifted[-1] = above[-1]
        found[:, source] = np.diff(shifted)[::-1]
    return found


def suppression(energy: NDArray[np.float64], break_energy: NDArray[np.float64]) -> NDArray:
    """Factor 1 / (1 + E^2 / E_c^2), the rough form of the cooling; E of the decaying particle."""
    return np.asarray(1 / (1 + (energy / break_energy) ** 2))
