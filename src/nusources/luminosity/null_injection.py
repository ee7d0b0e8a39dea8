"""Would sources of background alone pass the test of consistency too?

Pseudo-sources are random blazars with their own X-rays and redshifts, each with the numbers of
events and spectral indices that fits of background alone gave at its declination.

References
----------
Kun et al. 2026, abstract ("a null-injection test").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2 as chi2_distribution

from nusources.errors import InputDataError

Array = NDArray[np.float64]
INJECTIONS_AT_ONCE = 10_000


@dataclass(frozen=True)
class Pool:
    """Pairs of luminosities that background gave, by source.

    Attributes
    ----------
    source : ndarray of int, shape (n_pairs,)
        Number of the source, ascending from 0.
    x, y : ndarray, shape (n_pairs,)
        log10 of the luminosities.
    squared_pull : ndarray, shape (n_pairs,)
        Squared residual from the relation over its predictive variance.
    """

    source: NDArray[np.int64]
    x: Array
    y: Array
    squared_pull: Array

    @property
    def starts(self) -> NDArray[np.int64]:
        """First pair of each source, and the number of pairs at the end."""
        n_sources = int(self.source[-1]) + 1
        return np.searchsorted(self.source, np.arange(n_sources + 1))


def draw_pairs(
    pool: Pool, n_sources: int, n_injections: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Pairs of different sources, each source and each of its pairs equally likely.

    Parameters
    ----------
    pool : Pool
    n_sources : int
        Pseudo-sources of one injection.
    n_injections : int
    rng : Generator

    Returns
    -------
    ndarray of int, shape (n_injections, n_sources)
        Numbers of pairs.

    Raises
    ------
    InputDataError
        If the pool has fewer sources.
    """
    starts = pool.starts if pool.source.size else np.zeros(1, dtype=np.int64)
    if starts.size - 1 < n_sources:
        raise InputDataError(
            "too few sources to inject background at",
            column="source_name",
            value=f"{starts.size - 1} sources with hard X-rays and a fit of background",
            expected=f"at least {n_sources}",
        )
    order = rng.random((n_injections, starts.size - 1)).argsort(axis=1)[:, :n_sources]
    first, n_pairs = starts[order], np.diff(starts)[order]
    return first + np.floor(rng.random(order.shape) * n_pairs).astype(np.int64)


def injected_chi2(pool: Pool, n_sources: int, n_injections: int, rng: np.random.Generator) -> Array:
    """Chi squared of injections of background, each source by its own predictive variance."""
    parts = []
    for start in range(0, n_injections, INJECTIONS_AT_ONCE):
        some = min(INJECTIONS_AT_ONCE, n_injections - start)
        parts.append(pool.squared_pull[draw_pairs(pool, n_sources, some, rng)].sum(axis=1))
    return np.concatenate(parts)


def share_consistent(chi2: Array, n_sources: int, least_p: float) -> float:
    """Share of injections whose chi squared is not rejected at a level."""
    return float((chi2_distribution.sf(chi2, n_sources) >= least_p).mean())


def chance_of_so_many(n_signal: Array, least: float, n_asked: int) -> tuple[float, float]:
    """How many of the sources that were looked at background alone selects.

    Parameters
    ----------
    n_signal : ndarray, shape (n_skies, n_sources)
        Fitted events on skies of background.
    least : float
        Fitted events from which a source is selected.
    n_asked : int

    Returns
    -------
    mean : float
        Mean number of selected sources of a sky.
    share : float
        Share of skies with at least `n_asked`.
    """
    selected = (n_signal >= least).sum(axis=1)
    return float(selected.mean()), float((selected >= n_asked).mean())
