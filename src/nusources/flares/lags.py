"""Lag of one band behind another by correlation functions (chang2022, section 6.1).

The lag is t_1 - t_2: positive where the first band (infrared) follows the second (gamma rays).

References
----------
Edelson & Krolik 1988, ApJ 333, 646: discrete correlation function, eqs. 2 to 5.
White & Peterson 1994, PASP 106, 879: interpolated correlation function.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.flares.lag_kernel import correlate

FEWEST_POINTS = 2
SMALLEST_OVERLAP = 3
"""Points of a shifted series that the interpolated correlation needs."""


@dataclass(frozen=True)
class Series:
    """Light curve of one band.

    Parameters
    ----------
    name : str
    time : ndarray, shape (n,)
        Ascending [d].
    flux, flux_error : ndarray, shape (n,)
        In one unit.
    """

    name: str
    time: NDArray[np.float64]
    flux: NDArray[np.float64]
    flux_error: NDArray[np.float64]

    def check(self) -> None:
        """Refuse what cannot be correlated.

        Raises
        ------
        InputDataError
            If there are fewer than two points, times do not ascend, a flux is not finite or an
            error negative or not finite.
        """
        errors = self.flux_error
        wrong = {
            "mjd": (np.diff(self.time, prepend=-np.inf) > 0, "times that ascend, each once"),
            "flux": (np.isfinite(self.flux), "a finite flux"),
            "flux_error": (np.isfinite(errors) & (errors >= 0), "an error of 0 or more"),
        }
        if len(self.time) < FEWEST_POINTS:
            raise InputDataError(
                f"light curve of {self.name} cannot be correlated",
                value=f"{len(self.time)} points",
                expected=f"at least {FEWEST_POINTS}",
            )
        for column, (good, expected) in wrong.items():
            if not good.all():
                row = int(np.argmin(good))
                raise InputDataError(
                    f"light curve of {self.name} cannot be correlated",
                    row=row + 1,
                    column=column,
                    value={"mjd": self.time, "flux": self.flux, "flux_error": errors}[column][row],
                    expected=expected,
                )


@dataclass(frozen=True)
class LagRule:
    """Conventions of the correlation; keys of ``flares.lags``.

    Parameters
    ----------
    bin_days, lag_max_days : float
        Width of the half-open bins of lag, and largest lag either way [d].
    means : str
        ``global``: means and variances of whole curves, as gammapy | ``local``: of the points of a
        bin, as pyDCF.
    error_term : str
        What errors take off a variance: ``mean_square``, mean(error^2) | ``square_mean``,
        mean(error)^2, as gammapy and pyDCF | ``none``.
    pairs_min : int
        Fewest pairs of points of a bin that may have the largest correlation.
    """

    bin_days: float
    lag_max_days: float
    means: str
    error_term: str
    pairs_min: int

    @property
    def centres(self) -> NDArray[np.float64]:
        """Middles of the bins [d]."""
        n_bins = int(np.ceil(2 * self.lag_max_days / self.bin_days - 1e-9))
        middle = np.arange(n_bins, dtype=np.float64) + 0.5
        return -self.lag_max_days + self.bin_days * middle


@dataclass(frozen=True)
class Correlation:
    """Discrete correlation of two bands; one row per series where there are several.

    Parameters
    ----------
    n_pairs : ndarray of int64, shape (n_bins,)
    value, error : ndarray, shape (n_series, n_bins)
        NaN without pairs, or where the scatter of a band does not exceed its errors.
    """

    n_pairs: NDArray[np.int64]
    value: NDArray[np.float64]
    error: NDArray[np.float64]

    def usable(self, pairs_min: int) -> NDArray[np.float64]:
        """Values of bins with enough pairs, NaN elsewhere."""
        return np.where(self.n_pairs >= pairs_min, self.value, np.nan)


def correlate_series(times: tuple, fluxes: tuple, errors: tuple, rule: LagRule) -> Correlation:
    """Discrete correlation of series that share times and errors, two bands each.

    Parameters
    ----------
    times, errors : tuple of ndarray, shapes (n_1,) and (n_2,)
    fluxes : tuple of ndarray, shapes (n_series, n_1) and (n_series, n_2)
    rule : LagRule
    """
    if rule.error_term == "mean_square":
        errors = tuple(one**2 for one in errors)
    elif rule.error_term == "none":
        errors = tuple(np.zeros_like(one) for one in errors)
    n_bins, n_series = len(rule.centres), len(fluxes[0])
    found = Correlation(
        np.empty(n_bins, dtype=np.int64),
        np.empty((n_series, n_bins)),
        np.empty((n_series, n_bins)),
    )
    correlate(
        times,
        fluxes,
        errors,
        (-float(rule.lag_max_days), float(rule.bin_days)),
        (rule.means == "local", rule.error_term == "square_mean"),
        (found.n_pairs, found.value, found.error),
    )
    return found


def correlation_function(first: Series, second: Series, rule: LagRule) -> Correlation:
    """Discrete correlation function of two light curves.

    Parameters
    ----------
    first, second : Series
    rule : LagRule

    Returns
    -------
    Correlation
        With one series, in the bins of `LagRule.centres`.

    Raises
    ------
    InputDataError
        As `Series.check`.
    """
    first.check()
    second.check()
    # Fluxes of 1e-12 have squares of squares that lose digits: each curve in units of its own.
    units = [np.abs(one.flux).max() or 1.0 for one in (first, second)]
    bands = list(zip((first, second), units, strict=True))
    return correlate_series(
        tuple(np.ascontiguousarray(one.time, dtype=float) for one, _ in bands),
        tuple(np.ascontiguousarray(one.flux[None, :] / unit) for one, unit in bands),
        tuple(np.ascontiguousarray(one.flux_error / unit) for one, unit in bands),
        rule,
    )


def interpolated_lag(first: Series, second: Series, rule: LagRule) -> float:
    """Lag of the largest interpolated correlation [d]; NaN where the curves do not overlap.

    Each curve in turn is interpolated between its points at the shifted times of the other, where
    these lie within it; the two Pearson correlations are averaged.
    """
    lags = rule.centres
    there = _interpolated(first, second, lags)
    back = _interpolated(second, first, -lags)
    mean = (there + back) / 2
    return float(lags[np.nanargmax(mean)]) if np.isfinite(mean).any() else float("nan")


def _interpolated(fixed: Series, moved: Series, lags: NDArray) -> NDArray[np.float64]:
    """Correlation of the points of one curve with the other, moved later by each lag."""
    at = fixed.time - lags[:, None]
    inside = (at >= moved.time[0]) & (at <= moved.time[-1])
    other = np.interp(at, moved.time, moved.flux)
    n = np.maximum(inside.sum(axis=1, keepdims=True), 1)
    own = np.where(inside, fixed.flux - np.sum(fixed.flux * inside, axis=1, keepdims=True) / n, 0)
    other = np.where(inside, other - np.sum(other * inside, axis=1, keepdims=True) / n, 0)
    scale = np.sqrt(np.sum(own**2, axis=1) * np.sum(other**2, axis=1))
    enough = (n[:, 0] >= SMALLEST_OVERLAP) & (scale > 0)
    return np.where(enough, np.sum(own * other, axis=1) / np.where(scale > 0, scale, 1), np.nan)
