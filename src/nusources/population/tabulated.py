"""Luminosity functions that are published as a table of densities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.population.cosmology import Cosmology
from nusources.population.luminosity_function import (
    Band,
    Limits,
    LuminosityFunction,
    Parameter,
)

REDSHIFT_MIN = 0.002
"""Integrals start here: tables begin at redshift 0, where a source has an infinite flux."""


@dataclass(frozen=True, eq=False)
class TabulatedLuminosityFunction(LuminosityFunction):
    """Densities between points of a grid, their logarithms linear in log L and z.

    Parameters
    ----------
    grid_luminosity, grid_redshift : ndarray
        log10(L / (erg/s)) and z of the grid, ascending.
    log10_grid : ndarray, shape (n_luminosities, n_redshifts)
        log10(density / (Mpc^-3 dex^-1)).
    photon_index : float
    """

    grid_luminosity: NDArray[np.float64]
    grid_redshift: NDArray[np.float64]
    log10_grid: NDArray[np.float64]
    photon_index: float

    def density(self, log10_luminosity: ArrayLike, redshift: ArrayLike) -> NDArray[np.float64]:
        """Density of sources [Mpc^-3 dex^-1]."""
        row, up = _place(self.grid_luminosity, log10_luminosity)
        column, across = _place(self.grid_redshift, redshift)
        low, high = (
            self.log10_grid[row + one, column] * (1 - across)
            + self.log10_grid[row + one, column + 1] * across
            for one in (0, 1)
        )
        return np.asarray(10.0 ** (low * (1 - up) + high * up))

    def kinks(self, log10_luminosity: float) -> NDArray[np.float64]:
        """Redshifts of the grid."""
        return self.grid_redshift[np.newaxis, self.grid_redshift > 0]

    def luminosity_kinks(self, redshift: float | None = None) -> list[float]:
        """Luminosities of the grid."""
        return [float(one) for one in self.grid_luminosity]

    @property
    def index_range(self) -> tuple[float, float]:
        """Photon index of all sources, twice."""
        return self.photon_index, self.photon_index

    def index_nodes(self, log10_luminosity: float) -> Iterator[tuple[float, Parameter]]:
        """Give the one index of all sources."""
        yield self.photon_index, 1.0

    def draw_indices(
        self, log10_luminosity: NDArray, rng: np.random.Generator
    ) -> NDArray[np.float64]:
        """The one index for each source."""
        return np.full(len(log10_luminosity), self.photon_index)


def tabulated_function(
    table: pd.DataFrame, cosmology: Cosmology, band: Band, photon_index: float, source: str
) -> TabulatedLuminosityFunction:
    """Make a luminosity function of a table with a row for each point of its grid.

    Parameters
    ----------
    table : DataFrame
        log10_luminosity, redshift, log10_density.
    cosmology : Cosmology
    band : Band
    photon_index : float
    source : str
    """
    grid = table.pivot(index="log10_luminosity", columns="redshift", values="log10_density")
    luminosity, redshift = grid.index.to_numpy(float), grid.columns.to_numpy(float)
    limits = Limits((luminosity[0], luminosity[-1]), (max(REDSHIFT_MIN, redshift[0]), redshift[-1]))
    return TabulatedLuminosityFunction(
        {}, {}, cosmology, band, limits, source, luminosity, redshift, grid.to_numpy(), photon_index
    )


def _place(grid: NDArray, values: ArrayLike) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Cell of an ascending grid and part of it, 0 to 1."""
    values = np.asarray(values, dtype=float)
    below = np.clip(np.searchsorted(grid, values, side="right") - 1, 0, len(grid) - 2)
    return below, (values - grid[below]) / (grid[below + 1] - grid[below])
