"""How the proton magnetization sigma is distributed over coronae.

A law gives weights at the values of sigma for which there are curves of the diffuse flux, the share
of sources with a high sigma, and draws for the sources of a mock.

References
----------
karavola2026, section 2.3 and Appendix D, whose ranges and slopes are not legible: the laws are
readings.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from nusources.errors import InputDataError

HIGH = 5.0
"""log10 of the sigma from which on a corona counts as highly magnetised."""
CELLS = 4000
"""Of a continuous law when it is spread over nodes."""
STEEPEST = 5.0


class SigmaLaw(Protocol):
    """Distribution of log10(sigma)."""

    def weights(self, log10_sigma: NDArray[np.float64]) -> NDArray[np.float64]:
        """Weights of nodes, of the sum 1; between nodes a flux counts as linear."""

    def share_from(self, log10_sigma: float = HIGH) -> float:
        """Share of sources with at least this sigma."""

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """log10(sigma) of n sources."""


@dataclass(frozen=True, eq=False)
class DiscreteSigma:
    """Some values of sigma with their probabilities.

    Parameters
    ----------
    values : ndarray, shape (n,)
        log10(sigma), ascending.
    probabilities : ndarray, shape (n,)

    Raises
    ------
    InputDataError
        If a probability is negative or their sum is not 1.
    """

    values: NDArray[np.float64]
    probabilities: NDArray[np.float64]

    def __post_init__(self) -> None:
        total = float(np.sum(self.probabilities))
        if not (np.all(np.asarray(self.probabilities) >= 0) and abs(total - 1) < 1e-6):
            raise InputDataError(
                "P(sigma) is not normalised",
                column="probabilities",
                value=total,
                expected="probabilities of 0 and above with the sum 1",
            )

    def weights(self, log10_sigma: NDArray[np.float64]) -> NDArray[np.float64]:
        """Weights of nodes."""
        return spread_over_nodes(self.values, self.probabilities, log10_sigma)

    def share_from(self, log10_sigma: float = HIGH) -> float:
        """Share of sources with at least this sigma."""
        return float(self.probabilities[self.values >= log10_sigma - 1e-9].sum())

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """log10(sigma) of n sources."""
        return rng.choice(self.values, size=n, p=self.probabilities / self.probabilities.sum())


def decades(top: int, slope: float, bottom: int = 1) -> DiscreteSigma:
    """Whole decades with weights sigma^-slope.

    Examples
    --------
    >>> decades(3, 0.0).probabilities.round(3).tolist()
    [0.333, 0.333, 0.333]
    """
    values = np.arange(bottom, top + 1, dtype=float)
    weights = 10.0 ** (-slope * (values - bottom))
    return DiscreteSigma(values, weights / weights.sum())


@dataclass(frozen=True)
class ContinuousSigma(ABC):
    """Any log10(sigma) between two values."""

    bottom: float
    top: float

    @abstractmethod
    def share_above(self, log10_sigma: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share of sources above values between bottom and top."""

    def share_from(self, log10_sigma: float = HIGH) -> float:
        """Share of sources with at least this sigma."""
        inside = np.clip(np.asarray(log10_sigma, dtype=float), self.bottom, self.top)
        return float(self.share_above(inside))

    def weights(self, log10_sigma: NDArray[np.float64]) -> NDArray[np.float64]:
        """Weights of nodes."""
        edges = np.linspace(self.bottom, self.top, CELLS + 1)
        shares = -np.diff(self.share_above(edges))
        return spread_over_nodes((edges[1:] + edges[:-1]) / 2, shares, log10_sigma)

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """log10(sigma) of n sources, even within fine cells."""
        edges = np.linspace(self.top, self.bottom, CELLS + 1)
        return np.interp(rng.random(n), self.share_above(edges), edges)


@dataclass(frozen=True)
class PowerLawSigma(ContinuousSigma):
    """dN/dlog(sigma) ~ sigma^-slope between two values of log10(sigma)."""

    slope: float

    def share_above(self, log10_sigma: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share of sources above values between bottom and top."""
        part = (self.top - log10_sigma) / (self.top - self.bottom)
        exponent = self.slope * (self.top - self.bottom) * np.log(10)
        if abs(exponent) < 1e-9:
            return np.asarray(part)
        return np.asarray(np.expm1(exponent * part) / np.expm1(exponent))


@dataclass(frozen=True)
class GaussianSigma(ContinuousSigma):
    """Gaussian of log10(sigma), cut at two values."""

    mean: float
    width: float

    def share_above(self, log10_sigma: NDArray[np.float64]) -> NDArray[np.float64]:
        """Share of sources above values between bottom and top."""
        at = np.stack(np.broadcast_arrays(self.bottom, log10_sigma, self.top)) - self.mean
        low, below, high = ndtr(at / self.width)
        return np.asarray((high - below) / (high - low))


def with_share(law: Callable[[float], SigmaLaw], share: float) -> float:
    """Slope with which a law has a share of sources at sigma of 1e5 and above.

    Parameters
    ----------
    law : callable
        From a slope to a law.
    share : float

    Raises
    ------
    InputDataError
        If no slope from 0 on gives it.

    Examples
    --------
    >>> round(with_share(lambda slope: decades(5, slope), 0.1), 3)
    0.131
    """
    ends = law(0.0).share_from(), law(STEEPEST).share_from()
    if not ends[1] <= share <= ends[0]:
        raise InputDataError(
            "no slope gives this share of high sigma",
            column="share",
            value=share,
            expected=f"{ends[1]:.3g} to {ends[0]:.3g}",
        )
    return float(brentq(lambda slope: law(slope).share_from() - share, 0.0, STEEPEST, xtol=1e-12))


def spread_over_nodes(
    values: ArrayLike, weights: ArrayLike, nodes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give each weight to the two nodes around it, so that linear functions keep their mean.

    Raises
    ------
    InputDataError
        If a value with a weight lies beyond the nodes.
    """
    values, weights = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    used = values[weights > 0]
    if used.min() < nodes[0] - 1e-9 or used.max() > nodes[-1] + 1e-9:
        raise InputDataError(
            "P(sigma) goes beyond the curves of the diffuse flux",
            column="log10_sigma",
            value=[float(used.min()), float(used.max())],
            expected=f"{nodes[0]:g} to {nodes[-1]:g}",
        )
    below = np.clip(np.searchsorted(nodes, values, side="right") - 1, 0, len(nodes) - 2)
    part = np.clip((values - nodes[below]) / (nodes[below + 1] - nodes[below]), 0, 1)
    total = np.bincount(below, weights * (1 - part), minlength=len(nodes))
    total = total + np.bincount(below + 1, weights * part, minlength=len(nodes))
    return np.asarray(total, dtype=float)
