"""Discrete populations of sources: what a smooth integral hides.

The flux of N sources is a sum that the nearest one may dominate. Its mean is N times the integral
of `nusources.microquasars.integrals`; its distribution has a tail up to one source at the void's
edge.

One source's inverse squared distance is drawn from cells of equal probability, each with the mean
of its cell: a random whole number and a look-up for each source.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.microquasars.density import Density

N_DISTANCES = 8000
"""Steps of the distance from the observer; the nearest is some pc wide."""
N_ANGLES = 360
"""Angles at which the density is averaged on a half circle about the observer."""
N_CELLS = 2**18
"""Cells of equal probability."""
SOURCES_AT_ONCE = 2_000_000
"""Sources drawn together: bounds the memory, and is part of the order of random numbers."""


@dataclass(frozen=True)
class InverseSquares:
    """Distribution of one source's inverse squared distance to the observer.

    Attributes
    ----------
    cells : ndarray, shape (N_CELLS,)
        Mean of each cell of equal probability [kpc^-2]; 0 for sources inside the void.
    mean, mean_square : float
        Of one source [kpc^-2, kpc^-4].
    """

    cells: NDArray[np.float64]
    mean: float
    mean_square: float


def inverse_squares(density: Density, observer: float, void: float) -> InverseSquares:
    """Distribution of the inverse squared distance of one source.

    Parameters
    ----------
    density : Density
    observer, void : float
        Distance of the observer from the centre and radius of the void [kpc].

    Raises
    ------
    ValueError
        If the void is not a circle that leaves the centre outside.
    """
    if not 0 < void < observer:
        raise ValueError(
            f"the void's radius is {void} kpc; expected above 0 and below the observer's distance "
            f"from the centre, {observer} kpc"
        )
    edges = np.linspace(void, observer + density.radius, N_DISTANCES + 1)
    s = (edges[1:] + edges[:-1]) / 2
    cosine = np.cos(np.pi * (np.arange(N_ANGLES) + 0.5) / N_ANGLES)
    squared = observer**2 + s[:, np.newaxis] ** 2 - 2 * observer * s[:, np.newaxis] * cosine
    ring = density(np.sqrt(squared)).mean(axis=1) * np.pi * np.diff(edges**2)
    # Nearest first; what is left of the one source lies inside the void and gives nothing.
    chance = np.concatenate([[0.0], np.cumsum(ring)])
    flux = np.concatenate([[0.0], np.cumsum(ring / s**2)])
    at = np.interp(np.linspace(0, 1, N_CELLS + 1), chance, flux)
    return InverseSquares(np.diff(at) * N_CELLS, float(flux[-1]), float(np.sum(ring / s**4)))


def simulate_populations(
    density: Density,
    observer: float,
    void: float,
    n_sources: int,
    n_realisations: int,
    *,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Flux of many realisations of a population of equal sources.

    Parameters
    ----------
    density : Density
    observer, void : float
        [kpc]
    n_sources, n_realisations : int
    rng : Generator

    Returns
    -------
    DataFrame
        One row per realisation: ``inverse_square_sum`` [kpc^-2], ``square_sum`` (of the squares)
        [kpc^-4], ``brightest`` [kpc^-2] and ``brightest_share`` of the sum.

    Raises
    ------
    ValueError
        If a number is not positive.
    """
    for name, value in (("n_sources", n_sources), ("n_realisations", n_realisations)):
        if value < 1:
            raise ValueError(f"{name} is {value}; expected at least 1")
    one = inverse_squares(density, observer, void)
    block = max(1, SOURCES_AT_ONCE // n_sources)
    parts = []
    for first in range(0, n_realisations, block):
        shape = (min(block, n_realisations - first), n_sources)
        terms = one.cells[rng.integers(0, N_CELLS, size=shape, dtype=np.uint32)]
        total, brightest = terms.sum(axis=1), terms.max(axis=1)
        share = np.divide(brightest, total, out=np.zeros_like(total), where=total > 0)
        squares = np.einsum("ij,ij->i", terms, terms)
        parts.append(np.column_stack([total, squares, brightest, share]))
    names = ["inverse_square_sum", "square_sum", "brightest", "brightest_share"]
    return pd.DataFrame(np.concatenate(parts), columns=names)
