"""Bayesian blocks of whole catalogues of light curves (chang2022, section 4.2.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError

N_NOISE_CURVES = 2000
N_BISECTIONS = 24
LARGEST_PRIOR = 40.0


@dataclass(frozen=True)
class Curves:
    """Light curves, one after another, each in the order of time.

    Parameters
    ----------
    names : ndarray of str, shape (n_curves,)
    first : ndarray of int64, shape (n_curves + 1,)
        Where each curve begins; the next begins where it ends.
    flux, flux_error : ndarray, shape (n_points,)
        In one unit for a curve.
    """

    names: NDArray
    first: NDArray[np.int64]
    flux: NDArray[np.float64]
    flux_error: NDArray[np.float64]

    @property
    def n_points(self) -> NDArray[np.int64]:
        """Points of each curve."""
        return np.diff(self.first)

    @property
    def number(self) -> NDArray[np.int64]:
        """Which curve each point belongs to."""
        return np.repeat(np.arange(len(self.names)), self.n_points)


def curves_of(table: pd.DataFrame) -> Curves:
    """Light curves of a table.

    Parameters
    ----------
    table : DataFrame
        source_name, mjd, flux, flux_error; sorted by source_name and mjd.

    Raises
    ------
    InputDataError
        If times do not ascend within a curve, a number is missing, or an error is not positive.
    """
    same = (table["source_name"] == table["source_name"].shift()).to_numpy()
    bad = same & ~(table["mjd"].diff() > 0).to_numpy()
    _refuse(table, bad, "mjd", "times that ascend within a curve, each once")
    errors = table["flux_error"].to_numpy(dtype=float)
    _refuse(table, ~((errors > 0) & np.isfinite(errors)), "flux_error", "a positive error")
    _refuse(table, ~np.isfinite(table["flux"].to_numpy(dtype=float)), "flux", "a finite flux")
    starts = np.flatnonzero(~same)
    return Curves(
        table["source_name"].to_numpy()[starts],
        np.append(starts, len(table)).astype(np.int64),
        np.array(table["flux"], dtype=float),
        np.array(errors),
    )


def _refuse(table: pd.DataFrame, bad: NDArray[np.bool_], column: str, expected: str) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise InputDataError(
            f"light curve of {table['source_name'].iloc[row]} cannot be cut into blocks",
            row=row + 1,
            column=column,
            value=table[column].iloc[row],
            expected=expected,
        )


def block_prior(n_points: ArrayLike, false_alarm_probability: float) -> NDArray[np.float64]:
    """Cost of a block for a false-alarm probability.

    Parameters
    ----------
    n_points : array_like of int
    false_alarm_probability : float
        p0.

    References
    ----------
    Scargle et al. 2013, eq. 21; it was fitted to binned and unbinned events, so that the rate of
    false alarms of point measurements is another one: `false_alarm_rate`.
    """
    n = np.asarray(n_points, dtype=float)
    return 4 - np.log(73.53 * false_alarm_probability * n**-0.478)


def block_begins(curves: Curves, prior: ArrayLike) -> NDArray[np.bool_]:
    """Optimal segmentation of each curve.

    Parameters
    ----------
    curves : Curves
    prior : array_like, shape (n_curves,) or ()
        Cost of a block.

    Returns
    -------
    ndarray of bool, shape (n_points,)
        Whether a block begins with the point.
    """
    from nusources.flares.kernel import segment_curves  # numba takes .4 s to import

    begins = np.zeros(len(curves.flux), dtype=np.bool_)
    costs = np.ascontiguousarray(np.broadcast_to(np.asarray(prior, float), len(curves.names)))
    weight = curves.flux_error**-2.0
    segment_curves(curves.first, curves.flux, weight, costs.copy(), begins)
    return begins


def noise_curves(n_points: int, n_curves: int, random: np.random.Generator) -> Curves:
    """Constant curves with normal noise of unit error; borders do not depend on the times."""
    first = np.arange(n_curves + 1, dtype=np.int64) * n_points
    flux = random.standard_normal(n_points * n_curves)
    return Curves(np.arange(n_curves), first, flux, np.ones(len(flux)))


def n_blocks_of(curves: Curves, begins: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Blocks of each curve."""
    return np.bincount(curves.number[begins], minlength=len(curves.names))


def false_alarm_rate(
    n_points: int,
    false_alarm_probability: float,
    random: np.random.Generator,
    n_curves: int = N_NOISE_CURVES,
) -> float:
    """Share of constant curves that are cut by the prior of a false-alarm probability."""
    curves = noise_curves(n_points, n_curves, random)
    begins = block_begins(curves, block_prior(n_points, false_alarm_probability))
    return float(np.mean(n_blocks_of(curves, begins) > 1))


def calibrated_prior(
    n_points: int,
    false_alarm_probability: float,
    random: np.random.Generator,
    n_curves: int = N_NOISE_CURVES,
) -> float:
    """Cost of a block at which the measured rate of false alarms is the wanted one.

    The largest cost at which a constant curve is cut is found by bisection for each curve; the
    wanted cost is their quantile.

    Parameters
    ----------
    n_points : int
        Points of a curve; a curve with a single point is never cut.
    false_alarm_probability : float
    random : Generator
    n_curves : int
        Noise curves; the rate then has the error of so many.
    """
    if n_points < 2:
        return 0.0
    curves = noise_curves(n_points, n_curves, random)
    low, high = np.zeros(n_curves), np.full(n_curves, LARGEST_PRIOR)
    for _ in range(N_BISECTIONS):
        middle = (low + high) / 2
        is_cut = n_blocks_of(curves, block_begins(curves, middle)) > 1
        low, high = np.where(is_cut, middle, low), np.where(is_cut, high, middle)
    return float(np.quantile(high, 1 - false_alarm_probability))


def priors(
    n_points: ArrayLike, probability: float, kind: str, random: np.random.Generator
) -> NDArray[np.float64]:
    """Cost of a block for curves of many lengths.

    Parameters
    ----------
    n_points : array_like of int
    probability : float
        Of a false alarm.
    kind : str
        ``scargle`` (`block_prior`) or ``calibrated`` (`calibrated_prior`, at lengths a quarter
        apart, between which the cost is interpolated in the logarithm of the length).
    random : Generator
    """
    n = np.asarray(n_points)
    if kind == "scargle" or n.size == 0:
        return block_prior(n, probability)
    steps = int(np.ceil(np.log(n.max() / n.min()) / np.log(1.25))) + 1
    lengths = np.unique(np.round(np.geomspace(n.min(), n.max(), steps)).astype(int))
    costs = [calibrated_prior(int(one), probability, random) for one in lengths]
    return np.interp(np.log(n), np.log(lengths), costs)
