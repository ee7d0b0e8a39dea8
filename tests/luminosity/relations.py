"""Relations and points of known numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nusources.regression.points import Points
from nusources.regression.posterior import Diagnostics, Posterior

PIVOT = 44.0


def certain(slope=1.0, intercept=44.0, scatter=0.5, n_draws=500) -> Posterior:
    """All draws alike."""
    draws = (np.full(n_draws, float(one)) for one in (slope, intercept, scatter))
    return Posterior(*draws, PIVOT, 0.0, "quadrature", Diagnostics(n_draws))


def uncertain(n_draws=4000, seed=3) -> Posterior:
    """Normal draws of slope and intercept."""
    rng = np.random.default_rng(seed)
    slope, intercept = rng.normal(0.9, 0.2, n_draws), rng.normal(44.0, 0.3, n_draws)
    scatter = np.abs(rng.normal(0.5, 0.1, n_draws))
    return replace(certain(), slope=slope, intercept=intercept, scatter=scatter)


def points_at(x, y, x_error, y_error, correlation=0.0) -> Points:
    """Points of equal errors; of a pair, the lower and the upper one."""
    n = len(x)
    sides = [
        np.broadcast_to(np.atleast_1d(one)[:, None], (np.size(one), n))
        for one in (x_error, y_error)
    ]
    errors = [one[0] if len(one) == 1 else one for one in sides]
    return Points.of(x, y, *errors, correlation=correlation)
