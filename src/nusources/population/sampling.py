"""Drawing sources from a luminosity function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from nusources.population.luminosity_function import LuminosityFunction

CELL_DEX = 0.02
STEP_LOG_REDSHIFT = 0.01
"""Cells in which the density counts as even."""


def sample_sources(
    function: LuminosityFunction, area: float, flux_min: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw the sources of the first parameter set above a flux; see `LuminosityFunction.sample`."""
    low, high = function.limits.log10_luminosity
    first, last = function.distances.ends
    n_luminosities = int(np.ceil((high - low) / CELL_DEX))
    n_redshifts = int(np.ceil((last - first) / STEP_LOG_REDSHIFT))
    dex, step = (high - low) / n_luminosities, (last - first) / n_redshifts
    luminosity = low + dex * (np.arange(n_luminosities) + 0.5)
    log_redshift = first + step * (np.arange(n_redshifts) + 0.5)
    _, volume = function.distances.at(log_redshift)
    density = function.density(luminosity[:, np.newaxis], np.exp(log_redshift))
    expected = area * dex * step * density * volume
    brightest = _brightest(function, luminosity + dex / 2, np.exp(log_redshift - step / 2))
    expected[brightest < flux_min] = 0  # too faint wherever in the cell they are
    numbers = rng.poisson(expected)
    rows, columns = (np.repeat(one.ravel(), numbers.ravel()) for one in np.indices(numbers.shape))
    drawn = luminosity[rows] + dex * (rng.random(len(rows)) - 0.5)
    redshift = np.exp(log_redshift[columns] + step * (rng.random(len(rows)) - 0.5))
    index = function.draw_indices(drawn, rng)
    table = pd.DataFrame({"log10_luminosity": drawn, "redshift": redshift, "photon_index": index})
    table["flux"] = function.flux(drawn, redshift, index)
    return table[table["flux"] > flux_min].reset_index(drop=True)


def _brightest(
    function: LuminosityFunction, log10_luminosity: NDArray, redshift: NDArray
) -> NDArray[np.float64]:
    """Largest flux over the range of photon indices, shape (n_luminosities, n_redshifts)."""
    return np.maximum(
        *(
            function.flux(log10_luminosity[:, np.newaxis], redshift, index)
            for index in function.index_range
        )
    )
