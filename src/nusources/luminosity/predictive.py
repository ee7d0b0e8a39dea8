"""Sources against a relation that others gave: predictive distribution, chi squared, both tails.

Notation: the relation is y = intercept + slope (x - pivot) + N(0, scatter^2); x and y are log10 of
luminosities, their errors Gaussian on either side, correlated where both hold the distance.

References
----------
Kun et al. 2026, abstract (chi squared of seven sources, posterior-predictive); Gelman, Meng & Stern
1996, Stat. Sinica 6, 733 (replicated data).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from nusources.regression.points import Points
from nusources.regression.posterior import Posterior
from nusources.statistics import right_tailed_p_values

Array = NDArray[np.float64]
OWN, COVARIANCE = "own", "covariance"
VARIANCES = (OWN, COVARIANCE)
"""Each source by its own predictive variance, or all by their common covariance: the relation that
they share is uncertain."""


@dataclass(frozen=True)
class Prediction:
    """Predictive distribution of some sources and where they lie in it.

    Attributes
    ----------
    mean : ndarray, shape (n_sources,)
        Of y.
    residual : ndarray, shape (n_sources,)
        Measured less mean.
    noise : ndarray, shape (n_sources,)
        Variance by the scatter and by the errors of the source, on the side where it lies.
    design : ndarray, shape (n_sources, 2)
        What intercept and slope are multiplied with.
    of_line : ndarray, shape (2, 2)
        Covariance of intercept and slope.
    """

    mean: Array
    residual: Array
    noise: Array
    design: Array
    of_line: Array

    @property
    def of_relation(self) -> Array:
        """Variance by the uncertainty of the relation, shape (n_sources,)."""
        return ((self.design @ self.of_line) * self.design).sum(axis=1)

    @property
    def variance(self) -> Array:
        """Variance of y, shape (n_sources,)."""
        return self.of_relation + self.noise

    @property
    def covariance(self) -> Array:
        """The same with what sources share, shape (n_sources, n_sources)."""
        return self.design @ self.of_line @ self.design.T + np.diag(self.noise)

    @property
    def pull(self) -> Array:
        """Residual over the predictive standard deviation."""
        return self.residual / np.sqrt(self.variance)

    def chi2(self, variance: str = OWN) -> float:
        """Sum of squared residuals in units of the variance, one of `VARIANCES`."""
        if variance == OWN:
            return float(self.pull @ self.pull)
        return float(self.residual @ np.linalg.solve(self.covariance, self.residual))


@dataclass(frozen=True)
class Replicated:
    """Chi squared of data that the posterior itself would give.

    Attributes
    ----------
    chi2 : mapping of str to ndarray
        By kind of variance, shape (n_replicated,).
    """

    chi2: dict[str, Array]

    def p_values(self, observed: float, variance: str) -> tuple[float, float]:
        """Probability of a chi squared at least, and at most, as large as the observed one."""
        drawn = self.chi2[variance]
        above = right_tailed_p_values(np.array(observed), drawn)
        return float(above), float(right_tailed_p_values(np.array(-observed), -drawn))


def lines_of(posterior: Posterior, x: Array) -> Array:
    """Relation of each draw at some abscissae, shape (n_draws, n_sources)."""
    return posterior.intercept[:, None] + posterior.slope[:, None] * (x - posterior.pivot)


def sided_errors(points: Points, residual: Array, slope: float) -> tuple[Array, Array]:
    """Errors of x and y on the side where the relation lies.

    Parameters
    ----------
    points : Points
    residual : ndarray, shape (..., n_sources)
        y less the relation: above it, the lower error of y counts, and the upper one of x if the
        slope is positive.
    slope : float
    """
    above = residual > 0
    of_y = np.where(above, points.y_error_low, points.y_error_high)
    of_x = np.where(above == (slope > 0), points.x_error_high, points.x_error_low)
    return of_x, of_y


def noise_variance(posterior: Posterior, points: Points, residual: Array) -> Array:
    """Variance of y about the relation by its scatter and the errors of the sources.

    Parameters
    ----------
    posterior : Posterior
    points : Points
    residual : ndarray, shape (..., n_sources)
    """
    slope, square = posterior.slope.mean(), (posterior.slope**2).mean()
    of_x, of_y = sided_errors(points, residual, float(slope))
    shared = 2 * slope * points.correlation * of_x * of_y
    return (posterior.scatter**2).mean() + square * of_x**2 + of_y**2 - shared


def predict(posterior: Posterior, points: Points) -> Prediction:
    """Predictive distribution of each source's y at its measured x.

    Parameters
    ----------
    posterior : Posterior
        Of the sources that gave the relation.
    points : Points
        Other sources; none a limit.
    """
    line = np.stack([posterior.intercept, posterior.slope])
    design = np.stack([np.ones(points.x.size), points.x - posterior.pivot], axis=1)
    mean = design @ line.mean(axis=1)
    residual = points.y - mean
    noise = noise_variance(posterior, points, residual)
    return Prediction(mean, residual, noise, design, np.cov(line, ddof=0))


def replicate(
    posterior: Posterior, points: Points, n_replicated: int, rng: np.random.Generator
) -> Replicated:
    """Chi squared of replicated sources at the measured x: sources that follow the relation.

    Each replica takes one draw of the posterior, so that the sources share its error, as they do in
    the data: the distribution is wider than that of chi squared.

    Parameters
    ----------
    posterior : Posterior
    points : Points
    n_replicated : int
    rng : Generator
    """
    own = predict(posterior, points)
    chosen = rng.integers(posterior.slope.size, size=n_replicated)
    lines = lines_of(posterior, points.x)[chosen]
    slope, scatter = posterior.slope[chosen, None], posterior.scatter[chosen, None]
    shape = (n_replicated, points.x.size)
    # Measured less true: correlated normal deviates, each with the error of its side.
    first, second, third = rng.standard_normal((3, *shape))
    of_x = first
    of_y = points.correlation * first + np.sqrt(1 - points.correlation**2) * second
    error_x = of_x * np.where(of_x > 0, points.x_error_low, points.x_error_high)
    error_y = of_y * np.where(of_y > 0, points.y_error_low, points.y_error_high)
    residual = lines - own.mean + scatter * third + error_y - slope * error_x
    noise = noise_variance(posterior, points, residual)
    by_own = (residual**2 / (own.of_relation + noise)).sum(axis=1)
    shared = own.covariance - np.diag(own.noise)
    full = shared + noise[:, :, None] * np.eye(points.x.size)
    solved = np.linalg.solve(full, residual[:, :, None])[:, :, 0]
    return Replicated({OWN: by_own, COVARIANCE: (residual * solved).sum(axis=1)})


def integral_transform(posterior: Posterior, points: Points) -> Array:
    """Probability that the relation puts each source below where it is, averaged over the draws.

    Uniform on 0 to 1 for sources that follow the relation.
    """
    lines = lines_of(posterior, points.x)
    residual = points.y - lines
    of_x, of_y = sided_errors(points, residual, float(posterior.slope.mean()))
    slope = posterior.slope[:, None]
    variance = posterior.scatter[:, None] ** 2 + of_y**2 + slope**2 * of_x**2
    variance -= 2 * slope * points.correlation * of_x * of_y
    return ndtr(residual / np.sqrt(variance)).mean(axis=0)
