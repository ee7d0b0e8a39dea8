"""Particles that lose energy and leave or decay on the way: the sweep of several equations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SMALL = 1e-4
"""Depth below which a series stands for a difference of equal numbers."""


def descend(
    injected: NDArray[np.float64], depth: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Let particles come down through cells of energy, from the last cell to the first.

    Parameters
    ----------
    injected : ndarray, shape (n_cells, n_sources)
        Particles injected in each cell per time, evenly over its depth.
    depth : ndarray, shape (n_cells, n_sources)
        Time to cross a cell over the time in which particles leave; infinite without energy loss.

    Returns
    -------
    leaving : ndarray, shape (n_cells, n_sources)
        Particles that leave (escape, decay) in each cell per time.
    flux : ndarray, shape (n_cells + 1, n_sources)
        Particles that come down through each edge per time: 0 at the last edge.

    Notes
    -----
    Of what enters a cell exp(-depth) comes through, of what is injected (1 - exp(-depth)) / depth:
    all particles leave or come out at the lower end.
    """
    entering_leaves = -np.expm1(-depth)
    safe = np.maximum(depth, SMALL)
    series = depth / 2 * (1 - depth / 3)
    injected_leaves = np.where(depth > SMALL, 1 + np.expm1(-safe) / safe, series)
    handed = injected * (1 - injected_leaves)
    staying = 1 - entering_leaves
    flux = np.zeros((len(depth) + 1, *depth.shape[1:]))
    for cell in range(len(depth) - 1, -1, -1):
        flux[cell] = flux[cell + 1] * staying[cell] + handed[cell]
    return flux[1:] * entering_leaves + injected * injected_leaves, flux
