"""Draws of a line with scatter, and what they predict."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Diagnostics:
    """How far draws can be trusted.

    Parameters
    ----------
    n_effective : float
        Number of independent draws that are worth as much; the least of all parameters.
    split_r_hat : float
        The largest of all parameters; NaN where draws are independent.
    autocorrelation_time : float
        The longest of all parameters, in steps; NaN where draws are independent.
    acceptance : float
        Share of the proposals of a chain that were accepted; NaN where there is none.
    """

    n_effective: float
    split_r_hat: float = np.nan
    autocorrelation_time: float = np.nan
    acceptance: float = np.nan


@dataclass(frozen=True)
class Posterior:
    """Posterior of a line with scatter.

    Parameters
    ----------
    slope, intercept, scatter : ndarray, shape (n_draws,)
        Equally probable draws; the intercept is the ordinate at the pivot.
    pivot : float
    log_evidence : float
        Per unit of the ordinate, for the prior of the intercept is flat; NaN from a chain. Only
        between models with one kind of true abscissae is the difference a Bayes factor.
    method : str
        ``quadrature``, ``quadrature, reweighted`` or ``emcee``.
    diagnostics : Diagnostics
    """

    slope: Array
    intercept: Array
    scatter: Array
    pivot: float
    log_evidence: float
    method: str
    diagnostics: Diagnostics

    def predict(self, x: ArrayLike, x_error: ArrayLike, rng: np.random.Generator) -> Array:
        """Draws of the true ordinate of new sources, with the scatter of the relation.

        A new source need not belong to the population of the fitted ones: its true abscissa is
        normal about the measured one.

        Parameters
        ----------
        x, x_error : array_like, shape () or (n,)
            Measured abscissae and standard deviations.
        rng : numpy.random.Generator

        Returns
        -------
        ndarray, shape (n_draws, n)
        """
        x, x_error = np.broadcast_arrays(np.atleast_1d(x), np.atleast_1d(x_error))
        shape = (len(self.slope), len(x))
        above = x + x_error * rng.standard_normal(shape) - self.pivot
        line = self.intercept[:, np.newaxis] + self.slope[:, np.newaxis] * above
        return line + self.scatter[:, np.newaxis] * rng.standard_normal(shape)
