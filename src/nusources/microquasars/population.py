"""Discrete populations of sources: what a smooth integral hides.

The flux of N sources is a sum that the nearest one may dominate. Its mean is N times the integral
of `nusources.microquasars.integrals`; its distribution has a tail up to one source at the void's
edge.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.microquasars.density import Density

N_RADII = 20_001
"""Radii of the tabulated cumulative distribution."""

SOURCES_AT_ONCE = 2_000_000
"""Sources drawn together: bounds the memory, and is part of the order of random numbers."""


def radius_sampler(density: Density):
    """Inverse cumulative distribution of the distance from the centre.

    Parameters
    ----------
    density : Density

    Returns
    -------
    callable
        From uniform numbers in [0, 1) to distances [kpc].
    """
    edges = np.union1d(np.linspace(0, density.radius, N_RADII), density.kinks)
    edges = edges[edges <= density.radius]
    middle = (edges[1:] + edges[:-1]) / 2
    ring = density(middle) * np.pi * np.diff(edges**2)
    cumulative = np.concatenate([[0.0], np.cumsum(ring)])
    cumulative /= cumulative[-1]
    # Area, not radius, grows linearly inside a ring of equal density.
    return lambda u: np.sqrt(np.interp(u, cumulative, edges**2))


def draw_inverse_squares(
    density: Density, observer: float, void: float, n_sources: int, *, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Inverse squared distances [kpc^-2] of sources to the observer; 0 inside the void.

    Parameters
    ----------
    density : Density
    observer, void : float
        Distance of the observer from the centre and radius of the void [kpc].
    n_sources : int
    rng : Generator
    """
    r = radius_sampler(density)(rng.random(n_sources))
    return _inverse_squares(r, rng.random(n_sources), observer, void)


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
        One row per realisation: ``inverse_square_sum`` [kpc^-2], ``brightest_share`` of it, and
        the number ``realisation``.

    Raises
    ------
    ValueError
        If a number is not positive.
    """
    for name, value in (("n_sources", n_sources), ("n_realisations", n_realisations)):
        if value < 1:
            raise ValueError(f"{name} is {value}; expected at least 1")
    sample = radius_sampler(density)
    block = max(1, SOURCES_AT_ONCE // n_sources)
    parts = []
    for first in range(0, n_realisations, block):
        shape = (min(block, n_realisations - first), n_sources)
        terms = _inverse_squares(sample(rng.random(shape)), rng.random(shape), observer, void)
        total = terms.sum(axis=1)
        share = np.divide(terms.max(axis=1), total, out=np.zeros_like(total), where=total > 0)
        parts.append(pd.DataFrame({"inverse_square_sum": total, "brightest_share": share}))
    table = pd.concat(parts, ignore_index=True)
    return table.assign(realisation=np.arange(n_realisations, dtype=np.int64))


def _inverse_squares(r, turns, observer: float, void: float) -> NDArray[np.float64]:
    squared = observer**2 + r**2 + 2 * observer * r * np.cos(2 * np.pi * turns)
    return np.where(squared >= void**2, 1 / squared, 0.0)
