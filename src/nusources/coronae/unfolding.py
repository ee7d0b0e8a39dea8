"""P(sigma) from the measured diffuse flux: free form, and the posterior of a family of laws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from nusources.coronae.diffuse import SigmaCurves
from nusources.coronae.measured import FluxPoints
from nusources.coronae.sigma_distribution import HIGH, SigmaLaw

EXACT = 1e4
"""Weight of the sum of probabilities, over the largest entry of the points, where it binds."""


@dataclass(frozen=True, eq=False)
class Unfolded:
    """Shares of sources at each sigma that fit points best.

    Parameters
    ----------
    log10_sigma, share : ndarray, shape (n_sigmas,)
        Shares of 0 and above with a sum of at most 1: the rest of the sources has a sigma too low
        to be seen.
    chi_square : float
    """

    log10_sigma: NDArray[np.float64]
    share: NDArray[np.float64]
    chi_square: float

    @property
    def share_high(self) -> float:
        """Share of sources with a sigma of 1e5 and above."""
        return float(self.share[self.log10_sigma >= HIGH - 1e-9].sum())


def unfold(curves: SigmaCurves, points: FluxPoints, ratio: float) -> Unfolded:
    """Non-negative least squares for the shares of sources at each sigma.

    Errors that differ up- and downwards count with their mean.

    Parameters
    ----------
    curves : SigmaCurves
    points : FluxPoints
    ratio : float
        eta_p/eta_X.
    """
    model = ratio * points.predicted(curves)
    matrix, wanted = (model / points.error).T, points.flux / points.error
    share, _ = nnls(matrix, wanted)
    if share.sum() > 1:
        # Enforce the sum with a row that outweighs the points.
        heavy = EXACT * np.abs(matrix).max()
        rows = np.vstack([matrix, np.full(matrix.shape[1], heavy)])
        share, _ = nnls(rows, np.append(wanted, heavy))
    return Unfolded(curves.log10_sigma, share, float(points.chi_square(share @ model)))


@dataclass(frozen=True, eq=False)
class LawPosterior:
    """Posterior of the share at high sigma within a family of laws.

    Parameters
    ----------
    share : ndarray, shape (n_laws,)
        Share of sources with a sigma of 1e5 and above, ascending.
    probability : ndarray, shape (n_laws,)
        Of each law, all eta_p/eta_X together.
    best_chi_square : float
        Of points and eta_p/eta_X together.
    best_law : int
        Number of the best law, in the order in which they were given.
    best_ratio : float
        eta_p/eta_X of the best.
    """

    share: NDArray[np.float64]
    probability: NDArray[np.float64]
    best_chi_square: float
    best_law: int
    best_ratio: float

    def quantile(self, level: float) -> float:
        """Share below which the posterior has a part."""
        middle = np.cumsum(self.probability) - self.probability / 2
        return float(np.interp(level, middle, self.share))


def law_posterior(
    curves: SigmaCurves,
    points: FluxPoints,
    laws: list[SigmaLaw],
    ratios: NDArray[np.float64],
    log_prior: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> LawPosterior:
    """Posterior over a grid of laws and eta_p/eta_X, each law as likely as another before.

    Parameters
    ----------
    curves : SigmaCurves
    points : FluxPoints
    laws : list of SigmaLaw
    ratios : ndarray, shape (n_ratios,)
        eta_p/eta_X, even in the measure of the prior.
    log_prior : callable
        Logarithm of what another datum, the source that anchors it, says of eta_p/eta_X.
    """
    at_points = points.predicted(curves)
    model = np.array([law.weights(curves.log10_sigma) @ at_points for law in laws])
    squares = points.chi_square(ratios[:, np.newaxis] * model[:, np.newaxis, :])
    log_posterior = -squares / 2 + log_prior(ratios)
    best = np.unravel_index(int(np.argmax(log_posterior)), squares.shape)
    density = np.exp(log_posterior - log_posterior.max()).sum(axis=1)
    share = np.array([law.share_from() for law in laws])
    order = np.argsort(share, kind="stable")
    return LawPosterior(
        share[order],
        density[order] / density.sum(),
        float(-2 * log_posterior.max()),
        int(best[0]),
        float(ratios[best[1]]),
    )


def lognormal_prior(
    mean: float, relative_error: float
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Gaussian in the logarithm of a ratio, such as that of a source with a measured flux."""

    def log_prior(ratios: NDArray[np.float64]) -> NDArray[np.float64]:
        return -((np.log(ratios / mean) / relative_error) ** 2) / 2

    return log_prior
