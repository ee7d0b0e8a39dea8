"""The ratio of hard X-ray to neutrino luminosity, in which the distance cancels.

References
----------
Kun et al. 2026, abstract: "distance-free L_hX/L_nu ratio diagnostic".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.luminosity.pairs import joint_rows
from nusources.luminosity.permutation import significances
from nusources.luminosity.samples import X, Y
from nusources.luminosity.two_samples import (
    KOLMOGOROV_SMIRNOV,
    MANN_WHITNEY,
    ordered_statistics,
    p_values_at,
    splits,
    two_sample_statistics,
)
from nusources.statistics import binomial_error

TESTS = (MANN_WHITNEY, KOLMOGOROV_SMIRNOV)
SIDES = ("low", "high")
FEWEST = 2
"""Of sources in each sample: one has no scatter."""


def ratios(luminosities: pd.DataFrame, samples: Sequence[str]) -> pd.DataFrame:
    """log10 of L_hX/L_nu of measured sources.

    A lower ratio has fainter X-rays or brighter neutrinos: the errors of those two sides belong
    together. Those through the distance cancel by `error_correlation`.

    Parameters
    ----------
    luminosities : DataFrame
        Contract ``luminosities``.
    samples : sequence of str

    Returns
    -------
    DataFrame
        Contract ``luminosity_ratios``.
    """
    rows = joint_rows(luminosities, samples)
    found = rows[["sample", "source_name", "source_class", "is_proxy"]].copy()
    found["log10_ratio"] = rows[X] - rows[Y]
    for side, opposite in (SIDES, SIDES[::-1]):
        x, nu = rows[f"log10_xray_error_{side}"], rows[f"log10_neutrino_error_{opposite}"]
        variance = x**2 + nu**2 - 2 * rows["error_correlation"] * x * nu
        found[f"log10_ratio_error_{side}"] = np.sqrt(variance.clip(lower=0))
    return found


@dataclass(frozen=True)
class PowerGrid:
    """Shifts of one sample against the other at which tests are tried.

    Parameters
    ----------
    shifts : tuple of float
        [dex].
    n_mocks : int
    level : float
        p-value at which a test rejects.
    """

    shifts: tuple[float, ...]
    n_mocks: int
    level: float


@dataclass(frozen=True)
class TwoSamples:
    """Ratios of two samples, and the ways to split all of them into two such samples.

    Parameters
    ----------
    first, second : ndarray
        log10 of the ratios.
    splits : ndarray of bool, shape (n_splits, n)
        Which sources are the first sample: all ways, or drawn ones.
    is_exact : bool
        Whether they are all ways.
    """

    first: NDArray[np.float64]
    second: NDArray[np.float64]
    splits: NDArray[np.bool_]
    is_exact: bool

    @classmethod
    def of(
        cls, first: NDArray, second: NDArray, most_splits: int, rng: np.random.Generator
    ) -> TwoSamples:
        """Two samples with the ways to split their sources.

        Raises
        ------
        InputDataError
            If a sample has fewer than two sources.
        """
        for name, one in (("first", first), ("second", second)):
            if len(one) < FEWEST:
                raise InputDataError(
                    f"too few ratios in the {name} sample",
                    column="log10_ratio",
                    value=len(one),
                    expected=f"at least {FEWEST} measured sources",
                )
        n, n_first = len(first) + len(second), len(first)
        ways = splits(n, n_first, most_splits, rng)
        return cls(first, second, ways, is_exact=comb(n, n_first) <= most_splits)

    @property
    def scatter(self) -> float:
        """Standard deviation of the ratios about the means of their samples [dex]."""
        residuals = np.concatenate([one - one.mean() for one in (self.first, self.second)])
        return float(np.sqrt((residuals**2).sum() / (len(residuals) - 2)))

    def tests(self) -> list[dict[str, Any]]:
        """Each test with its two-sided p-value."""
        values = np.concatenate([self.first, self.second])
        is_first = (np.arange(len(values)) < len(self.first))[np.newaxis]
        observed = two_sample_statistics(values, is_first)
        null = two_sample_statistics(values, self.splits)
        return [self._row(name, float(observed[name][0]), null[name]) for name in TESTS]

    def _row(self, name: str, observed: float, null: NDArray) -> dict[str, Any]:
        p_value = float(p_values_at(observed, null, is_exact=self.is_exact))
        error = 0.0 if self.is_exact else float(binomial_error(p_value, len(null)))
        return {
            "statistic": name,
            "value": observed,
            "null_mean": float(null.mean()),
            "null_deviation": float(null.std()),
            "p_value": p_value,
            "p_value_error": error,
            "p_value_two_sided": p_value,
            **significances(p_value),
            "n_permutations": len(null),
            "is_exact": self.is_exact,
        }

    def power(self, grid: PowerGrid, rng: np.random.Generator) -> pd.DataFrame:
        """Share of simulated samples of these sizes that tests reject, against a shift.

        Ratios are normal with the scatter of the observed ones.

        Parameters
        ----------
        grid : PowerGrid
        rng : Generator

        Returns
        -------
        DataFrame
            Contract ``ratio_power``.
        """
        n = len(self.first) + len(self.second)
        is_first = np.arange(n) < len(self.first)
        distinct = np.arange(n, dtype=float)
        null = ordered_statistics(distinct, self.splits)
        drawn = self.scatter * rng.standard_normal((grid.n_mocks, n))
        common = {"level": grid.level, "scatter": self.scatter, "n_mocks": grid.n_mocks}
        rows = []
        for shift in grid.shifts:
            order = np.argsort(drawn + shift * is_first, axis=1)
            found = ordered_statistics(distinct, is_first[order])
            for name in TESTS:
                p_values = p_values_at(found[name], null[name], is_exact=self.is_exact)
                power = float(np.mean(p_values <= grid.level))
                error = float(binomial_error(power, grid.n_mocks))
                rows.append({"statistic": name, "shift": shift, "power": power} | common)
                rows[-1]["power_error"] = error
        return pd.DataFrame(rows)
