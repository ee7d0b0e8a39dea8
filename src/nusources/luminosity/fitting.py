"""Fits that differ by their points and models alone: each begins the same random stream anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nusources.regression import quadrature
from nusources.regression.model import Model
from nusources.regression.points import Points
from nusources.regression.posterior import Posterior

STREAM = ("relation", "default")
"""Name of the stream of a fit by quadrature."""


@dataclass(frozen=True)
class Fitter:
    """Fit by quadrature.

    Attributes
    ----------
    model : Model
        Where none is given.
    n_draws : int
    random : callable
        Random stream by name.
    """

    model: Model
    n_draws: int
    random: Callable[..., np.random.Generator]

    def __call__(self, points: Points, model: Model | None = None) -> Posterior:
        """Posterior of points under a model."""
        chosen = model or self.model
        return quadrature.fit(points, chosen, n_draws=self.n_draws, rng=self.random(*STREAM))
