"""Energy terms: proxies of a source's events by spectral index, and of the background.

The signal is that of the effective area and of the model detector's energy proxy, for the release's
smearing matrix is not at hand; the background is that of the data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter1d

from nusources.detection_model import SignalModel
from nusources.spatial.signal.acceptance import accepted_by_proxy

Array = NDArray[np.float64]
LOG10_PROXY = np.linspace(1.0, 9.0, 81)
"""Edges of the cells of the energy proxy, log10(E/GeV)."""
SPECTRAL_INDICES = np.linspace(1.0, 4.0, 31)
"""Nodes of the spectral index; between them, densities are linear."""
SINE_STEP = 0.0025
"""About the width of the background's cells of sin(dec)."""
DENSITY_WIDTH = 0.004
ENERGY_WIDTH = 0.03
"""Standard deviations in sin(dec) with which the number of events and their energies are smoothed:
the number follows the edges of the selection, the energies need events at the highest ones."""


def proxy_cell(log10_energy: ArrayLike) -> NDArray[np.int64]:
    """Cell of `LOG10_PROXY` of each energy proxy, the outer ones for what is beyond."""
    cells = np.searchsorted(LOG10_PROXY, log10_energy, side="right") - 1
    return np.clip(cells, 0, len(LOG10_PROXY) - 2).astype(np.int64)


def accepted_signal(model: SignalModel, dec: Array) -> Array:
    """Events of sources over their flux at 100 TeV [GeV cm2 s].

    Parameters
    ----------
    model : SignalModel
        Its spectral index plays no part.
    dec : ndarray, shape (n_sources,)
        [deg]

    Returns
    -------
    ndarray, shape (n_nodes, n_sources, n_configurations, n_cells)
        At each of `SPECTRAL_INDICES`, by configuration and cell of the energy proxy.
    """
    n_cells = len(LOG10_PROXY) - 1
    accepted = np.empty((len(SPECTRAL_INDICES), len(dec), len(model.exposures), n_cells))
    for node, index in enumerate(SPECTRAL_INDICES):
        spectrum = replace(model, spectral_index=float(index))
        for place, exposure in enumerate(model.exposures):
            accepted[node, :, place] = accepted_by_proxy(spectrum, exposure, dec, LOG10_PROXY)
    return accepted


def signal_shares(accepted: Array, flux_weights: Array) -> Array:
    """Share of the signal events by source, configuration and cell of energy.

    Parameters
    ----------
    accepted : ndarray, shape (n_nodes, n_sources, n_configurations, n_cells)
        From `accepted_signal`.
    flux_weights : ndarray, shape (n_sources,)
        In proportion to the flux of each source; scale does not matter.

    Returns
    -------
    ndarray
        Of the shape of `accepted`, of sum 1 at each node.
    """
    shares = accepted * flux_weights[:, np.newaxis, np.newaxis]
    return shares / shares.sum(axis=(1, 2, 3), keepdims=True)


@dataclass(frozen=True)
class Background:
    """Density of the background in direction, energy and configuration, from the data.

    Attributes
    ----------
    split : float
        Sine of the declination at which the selection changes; nothing is smoothed across.
    sides : tuple of ndarray, each of shape (n_configurations, n_sines, n_cells)
        Below and above the split, cells equal in sin(dec): per steradian, in each cell of energy;
        the integral over the sky and all cells is 1.
    """

    split: float
    sides: tuple[Array, Array]

    @classmethod
    def of(
        cls,
        sine: Array,
        cell: NDArray[np.int64],
        configuration: NDArray[np.int64],
        split: float,
        n_configurations: int,
    ) -> Background:
        """Count and smooth the events of the sky, whatever their right ascension.

        Parameters
        ----------
        sine : ndarray, shape (n_events,)
            Of the declination.
        cell, configuration : ndarray of int, shape (n_events,)
            Cell of the energy proxy, and of the season.
        split : float
        n_configurations : int
        """
        sides = []
        for low, high in ((-1.0, split), (split, 1.0)):
            n_sines = max(round((high - low) / SINE_STEP), 1)
            here = (sine > split) == (high > split)
            edges = (
                np.arange(n_configurations + 1) - 0.5,
                np.linspace(low, high, n_sines + 1),
                np.arange(len(LOG10_PROXY)) - 0.5,
            )
            events = np.stack([configuration[here], sine[here], cell[here]], axis=1)
            step = (high - low) / n_sines
            counts = _smoothed(np.histogramdd(events, bins=edges)[0], step)
            sides.append(counts / (sine.size * 2 * np.pi * step))
        return cls(split, (sides[0], sides[1]))

    def at(self, sine: Array, cell: NDArray[np.int64], configuration: NDArray[np.int64]) -> Array:
        """Density at events [sr^-1]; parameters as in `of`."""
        found = np.empty(len(sine))
        for side, density in enumerate(self.sides):
            here = (sine > self.split) == bool(side)
            low, high = (self.split, 1.0) if side else (-1.0, self.split)
            row = ((sine[here] - low) / (high - low) * density.shape[1]).astype(np.int64)
            row = np.clip(row, 0, density.shape[1] - 1)
            found[here] = density[configuration[here], row, cell[here]]
        return found


def _smoothed(counts: Array, step: float) -> Array:
    """Counts smoothed over sin(dec): the number narrowly, the energies widely.

    One event more per width is spread over all energies, so that no cell is empty: where no event
    is, one more would not be infinitely unlikely.
    """
    wide = gaussian_filter1d(counts, ENERGY_WIDTH / step, axis=1, mode="reflect")
    n_rows = min(np.sqrt(4 * np.pi) * ENERGY_WIDTH / step, counts.shape[1])
    wide += 1.0 / (n_rows * counts.shape[2])
    number = counts.sum(axis=2, keepdims=True)
    number = gaussian_filter1d(number, DENSITY_WIDTH / step, axis=1, mode="reflect")
    return number * (wide / wide.sum(axis=2, keepdims=True))
