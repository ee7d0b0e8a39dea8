"""Fit of the share of events that follow the sources."""

from __future__ import annotations

import math

import numba
import numpy as np
from numba import float64, int64, types, void
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError

Array = NDArray[np.float64]
MOST_STEPS = 200
PRECISION = 1e-13  # of a fraction; the last Newton step squares it

PAIR = types.UniTuple(float64, 2)
EVENTS = types.UniTuple(float64[::1], 2)


@numba.njit(PAIR(EVENTS, float64), nogil=True, cache=True)
def _slope(events: tuple[Array, Array], fraction: float) -> tuple[float, float]:
    """First and second derivative of the log-likelihood; events are S / B - 1 and numbers."""
    excess, number = events
    first, second = 0.0, 0.0
    for one in range(excess.size):
        term = excess[one] / (1.0 + fraction * excess[one])
        first += number[one] * term
        second -= number[one] * term * term
    return first, second


@numba.njit(float64(EVENTS, float64, float64), nogil=True, cache=True)
def _maximum(events: tuple[Array, Array], lower: float, upper: float) -> float:
    """Where the log-likelihood is largest; its slope falls from `lower` to `upper`."""
    low, high = lower, upper
    fraction = min(max(0.0, low), high)
    if not low < fraction < high:
        fraction = 0.5 * (max(low, -1e3) + min(high, 1e3))
    for _ in range(MOST_STEPS):
        first, second = _slope(events, fraction)
        if first > 0:
            low = fraction
        elif first < 0:
            high = fraction
        else:
            return fraction
        step = -first / second
        following = fraction + step
        if not low < following < high:
            following = 0.5 * (max(low, -1e6) + min(high, 1e6))
        if abs(following - fraction) <= PRECISION * max(abs(fraction), 1.0):
            return following
        fraction = following
    return fraction


@numba.njit(void(EVENTS, int64[::1], PAIR, float64[::1], float64[::1]), nogil=True, cache=True)
def _fit(
    every: tuple[Array, Array],
    first: NDArray[np.int64],
    bounds: tuple[float, float],
    fractions: Array,
    statistics: Array,
) -> None:
    """Fit each experiment; its ratios ascend."""
    for one in range(first.size - 1):
        excess = every[0][first[one] : first[one + 1]] - 1.0
        number = every[1][first[one] : first[one + 1]]
        events = (excess, number)
        smallest, largest = excess[0], excess[-1]
        # Beyond these a density is not positive; there the log-likelihood falls without bound.
        low = -1.0 / largest if largest > 0 else -np.inf
        high = -1.0 / smallest if smallest < 0 else np.inf
        lower, upper = max(bounds[0], low), min(bounds[1], high)
        if smallest == 0.0 and largest == 0.0:
            fraction = min(max(0.0, lower), upper)
        elif lower > low and _slope(events, lower)[0] <= 0:
            fraction = lower
        elif upper < high and _slope(events, upper)[0] >= 0:
            fraction = upper
        elif largest <= 0:
            fraction = lower
        elif smallest >= 0:
            fraction = upper
        else:
            fraction = _maximum(events, lower, upper)
        total = 0.0
        for place in range(excess.size):
            # An infinite fraction times 0 is no number.
            if excess[place] != 0.0:
                total += number[place] * math.log1p(fraction * excess[place])
        fractions[one], statistics[one] = fraction, 2.0 * total


def fit_fractions(
    ratios: ArrayLike, *, lower: float = 0.0, upper: float = 1.0
) -> tuple[Array, Array]:
    """Most likely share of signal events of each experiment, and its test statistic.

    The log-likelihood sum ln(f S + (1 - f) B) is concave in f: its slope has one zero, which
    bracketed Newton steps find.

    Parameters
    ----------
    ratios : array_like, shape (n_experiments, n_events) or (n_events,)
        S / B of each event, not negative.
    lower, upper : float
        Bounds of the fraction; ``-numpy.inf`` and ``numpy.inf`` let it go as far as every event
        has a positive density.

    Returns
    -------
    fractions, statistics : ndarray, shape (n_experiments,)
        TS = 2 ln(L(f) / L(0)). Without events above S = B and without a lower bound the
        fraction is -inf: the likelihood has no maximum.

    Raises
    ------
    InputDataError
        Zero events, a ratio that is negative or no number, or bounds in the wrong order.

    References
    ----------
    Braun et al. 2008, Astropart. Phys. 29, 299, eqs. 3 and 4.

    Examples
    --------
    >>> fractions, statistics = fit_fractions([[3.0, 0.0, 0.0, 3.0]])
    >>> fractions.round(12).tolist(), statistics.round(6).tolist()
    ([0.25], [0.471132])
    """
    table = np.atleast_2d(np.asarray(ratios, dtype=np.float64))
    offsets = np.arange(len(table) + 1, dtype=np.int64) * table.shape[1]
    ordered = np.sort(table, axis=1).ravel()
    return _fit_sorted(ordered, np.ones(len(ordered)), offsets, (lower, upper))


def fit_fractions_of(
    ratios: ArrayLike, offsets: ArrayLike, *, lower: float = 0.0, upper: float = 1.0
) -> tuple[Array, Array]:
    """Fit experiments of unequal numbers of events; see `fit_fractions`.

    Parameters
    ----------
    ratios : array_like, shape (n_events,)
        S / B, experiment after experiment.
    offsets : array_like of int, shape (n_experiments + 1,)
        Where each begins; the next begins where it ends.
    lower, upper : float

    Returns
    -------
    fractions, statistics : ndarray, shape (n_experiments,)
    """
    offsets = np.ascontiguousarray(offsets, dtype=np.int64)
    experiment = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    ratios = np.asarray(ratios, dtype=np.float64)
    ordered = ratios[np.lexsort((ratios, experiment))]
    return _fit_sorted(ordered, np.ones(len(ordered)), offsets, (lower, upper))


def fit_counts(
    ratios: ArrayLike, counts: ArrayLike, *, lower: float = 0.0, upper: float = 1.0
) -> tuple[Array, Array]:
    """Fit experiments whose events are counted in bins of the ratio; see `fit_fractions`.

    Parameters
    ----------
    ratios : array_like, shape (n_bins,)
        S / B of each bin, ascending.
    counts : array_like of int, shape (n_experiments, n_bins)
    lower, upper : float

    Returns
    -------
    fractions, statistics : ndarray, shape (n_experiments,)

    Examples
    --------
    >>> fit_counts([0.0, 3.0], [[2, 2]])[0].round(12).tolist()
    [0.25]
    """
    values, table = np.asarray(ratios, dtype=np.float64), np.atleast_2d(counts)
    if np.any(np.diff(values) < 0):
        raise InputDataError("bins of the ratio out of order", expected="ascending ratios")
    experiment, place = np.nonzero(table)
    present = np.bincount(experiment, minlength=len(table))
    offsets = np.concatenate([[0], np.cumsum(present)]).astype(np.int64)
    numbers = table[experiment, place].astype(np.float64)
    return _fit_sorted(values[place], numbers, offsets, (lower, upper))


def _fit_sorted(
    ratios: Array, numbers: Array, offsets: NDArray[np.int64], bounds: tuple[float, float]
) -> tuple[Array, Array]:
    """Check and fit; ratios ascend in each experiment, so that their order does not count."""
    if np.any(np.diff(offsets) < 1):
        raise InputDataError("zero events", expected="at least one event in each experiment")
    wrong = np.flatnonzero(~(np.isfinite(ratios) & (ratios >= 0)))
    if wrong.size:
        raise InputDataError(
            "a ratio of densities that cannot be used",
            value=float(ratios[wrong[0]]),
            expected="S / B, finite and not negative",
        )
    if not (bounds[0] < bounds[1] and bounds[0] <= 0 <= bounds[1]):
        raise InputDataError(
            "bounds of the fraction", value=bounds, expected="lower < upper with 0 between them"
        )
    fractions, statistics = np.empty((2, len(offsets) - 1))
    _fit((np.ascontiguousarray(ratios), numbers), offsets, bounds, fractions, statistics)
    return fractions, statistics
