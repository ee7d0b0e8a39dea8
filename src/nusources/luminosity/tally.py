"""Counts over the null distribution of a statistic, filled part by part."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nusources.statistics import binomial_error

N_BINS = 200
EDGES = np.linspace(-1.0, 1.0, N_BINS + 1)
"""Of the histogram of a correlation."""
ROUNDING = 1e-12
"""Two correlations that differ by less are equal: the same sum in another order."""


@dataclass
class Tally:
    """How a null distribution lies about an observed value.

    Parameters
    ----------
    observed : float
    """

    observed: float
    n: int = 0
    n_at_least: int = 0
    n_at_most: int = 0
    total: float = 0.0
    square: float = 0.0
    histogram: NDArray[np.int64] = field(default_factory=lambda: np.zeros(N_BINS, np.int64))

    def add(self, values: NDArray) -> None:
        """Count values of the statistic; an undefined one (NaN) is as extreme as none."""
        values = values.ravel()
        self.n += len(values)
        self.n_at_least += int(np.count_nonzero(values >= self.observed - ROUNDING))
        self.n_at_most += int(np.count_nonzero(values <= self.observed + ROUNDING))
        known = values[~np.isnan(values)]
        self.total += float(known.sum())
        self.square += float(known @ known)
        bins = ((known + 1.0) * (N_BINS / 2)).astype(np.int64)
        self.histogram += np.bincount(bins.clip(0, N_BINS - 1), minlength=N_BINS)

    @property
    def mean(self) -> float:
        """Mean of the defined values."""
        return self.total / self.histogram.sum()

    @property
    def deviation(self) -> float:
        """Standard deviation of the defined values."""
        return float(np.sqrt(max(self.square / self.histogram.sum() - self.mean**2, 0.0)))

    def p_values(self, *, is_exact: bool) -> tuple[float, float, float]:
        """p-value of at least the observed value, its Monte-Carlo error, and the two-sided one.

        Of all exchanges, which hold the observed one, p = M / N; of drawn ones (M + 1) / (N + 1).
        Two-sided: twice the smaller tail.

        References
        ----------
        Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9, 39.
        """
        if np.isnan(self.observed):
            return 1.0, 0.0, 1.0
        more = 0 if is_exact else 1
        right, left = ((one + more) / (self.n + more) for one in (self.n_at_least, self.n_at_most))
        error = 0.0 if is_exact else float(binomial_error(right, self.n))
        return right, error, min(2 * min(right, left), 1.0)
