"""Evidence for slopes."""

from __future__ import annotations

import numpy as np

from nusources.errors import InputDataError
from nusources.regression.grid import posterior_grid
from nusources.regression.model import Model
from nusources.regression.points import Points
from nusources.regression.quadrature import fit

N_DRAWS = 1000
"""Where draws are weighted: the logarithm is known to about .02."""
SLOPES = {"free": None, "0": 0.0, "1": 1.0}


def slope_evidence(
    points: Points, model: Model, *, rng: np.random.Generator | None = None
) -> dict[str, float]:
    """Logarithm of the evidence for no relation, for proportionality and for a free slope.

    Parameters
    ----------
    points : Points
    model : Model
    rng : numpy.random.Generator, optional
        Needed for errors of two sides and for limits.

    Returns
    -------
    dict of str to float
        ``free``, ``0``, ``1``; per unit of the ordinate. Only differences have a meaning.

    Raises
    ------
    InputDataError
        No random numbers where they are needed.
    """
    if points.is_gaussian:
        return {
            name: posterior_grid(points, model, slope=slope).log_evidence
            for name, slope in SLOPES.items()
        }
    if rng is None:
        raise InputDataError("evidence with limits takes random numbers", expected="a generator")
    return {
        name: fit(points, model, rng=rng, n_draws=N_DRAWS, slope=slope).log_evidence
        for name, slope in SLOPES.items()
    }
