"""Fits of thousands of mock samples, each told by a few numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.regression.grid import MANY_SIZES, Grid, posterior_grid
from nusources.regression.model import Model
from nusources.regression.points import Points

Array = NDArray[np.float64]

QUANTILES = {"q025": 0.025, "q16": 0.16, "median": 0.5, "q84": 0.84, "q975": 0.975}
PARAMETERS = ("slope", "scatter")


def fit_many(
    samples: Iterable[Points],
    model: Model,
    *,
    truth: tuple[ArrayLike, ArrayLike] | None = None,
    sizes: Sequence[int] | None = None,
) -> pd.DataFrame:
    """Slope and scatter of many samples, by quadrature on a coarser grid.

    Parameters
    ----------
    samples : iterable of Points
        With Gaussian errors.
    model : Model
    truth : tuple of array_like, shape (n_samples,), optional
        True slopes and scatters.
    sizes : sequence of int, optional
        Of the grid; `MANY_SIZES` by default.

    Returns
    -------
    DataFrame
        A row per sample: ``slope_mean``, ``slope_sd``, ``slope_q025``, ``_q16``, ``_median``,
        ``_q84``, ``_q975``, the same of ``scatter``, and ``log_evidence``; with `truth` also
        ``slope_rank`` and ``scatter_rank``, the posterior probability below the true value.
    """
    sizes = sizes or MANY_SIZES[model.abscissa]
    true = np.transpose([np.ravel(one) for one in truth]) if truth is not None else None
    rows = []
    for number, points in enumerate(samples):
        grid = posterior_grid(points, model, sizes)
        rows.append(summary(grid, None if true is None else true[number]))
    return pd.DataFrame(rows)


def summary(grid: Grid, truth: Array | None = None) -> dict[str, float]:
    """Moments, quantiles and, where the truth is known, ranks of slope and scatter."""
    found = {}
    for place, name in enumerate(PARAMETERS):
        axis, mass = grid.axes[place], grid.marginal(place)
        values = axis.value(axis.middles)
        mean = float(mass @ values)
        found[f"{name}_mean"] = mean
        found[f"{name}_sd"] = float(np.sqrt(mass @ (values - mean) ** 2))
        z, below = grid.cumulative(place)
        quantiles = axis.value(np.interp(list(QUANTILES.values()), below, z))
        found |= {
            f"{name}_{key}": float(one) for key, one in zip(QUANTILES, quantiles, strict=True)
        }
        if truth is not None:
            found[f"{name}_rank"] = float(np.interp(axis.position(truth[place]), z, below))
    return found | {"log_evidence": grid.log_evidence}
