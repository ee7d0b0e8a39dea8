"""Counted p-values, their correction for a search, and their errors."""

from __future__ import annotations

from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

NEARLY_ALIKE = 1e-9  # standard deviation of logarithms that rounding alone may give
COLUMNS_AT_ONCE = 64
"""Columns of trials that are read together: a row of them fills lines of the processor's cache."""


def right_tailed_p_values(observed: NDArray, scrambled: NDArray) -> NDArray[np.float64]:
    """Probability of at least the observed count, p = (M + 1) / (N + 1).

    M of N scrambles have at least the observed count: the observed sky is one more of the equally
    likely skies, so p is never zero and the test keeps its level at any N. An undefined statistic
    (NaN) exceeds nothing, and nothing exceeds it but for certain: p = 1 if it is the observed one.

    Parameters
    ----------
    observed : ndarray, shape (...)
    scrambled : ndarray, shape (n_trials, ...)

    Returns
    -------
    ndarray, shape (...)

    References
    ----------
    Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9, 39.

    Examples
    --------
    >>> right_tailed_p_values(np.array([3]), np.array([[1], [2], [3]])).tolist()
    [0.5]
    >>> right_tailed_p_values(np.array([np.nan, 1.0]), np.array([[1.0, np.nan]])).tolist()
    [1.0, 0.5]
    """
    n_trials = scrambled.shape[0]
    p_values = ((scrambled >= observed).sum(axis=0) + 1) / (n_trials + 1)
    return np.where(np.isnan(observed), 1.0, p_values)


def pooled_p_values(observed: NDArray, scrambled: NDArray) -> NDArray[np.float64]:
    """Right-tailed p-value of the observed and of each scrambled sky among all of them.

    Parameters
    ----------
    observed : ndarray of int, shape (n_columns,)
    scrambled : ndarray of int, shape (n_trials, n_columns)

    Returns
    -------
    ndarray, shape (n_trials + 1, n_columns)
        Row 0 is the observed sky and equals `right_tailed_p_values`.

    References
    ----------
    Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9, 39.

    Examples
    --------
    >>> pooled_p_values(np.array([3]), np.array([[1], [2], [3]])).ravel().tolist()
    [0.5, 1.0, 0.75, 0.5]
    """
    pool = np.concatenate([observed[np.newaxis], scrambled])
    return np.stack([pool_p_values(column) for column in pool.T], axis=1)


def pool_p_values(pool: ArrayLike) -> NDArray[np.float64]:
    """Right-tailed p-value of each member of a pool of equally likely skies.

    Parameters
    ----------
    pool : array_like, shape (n_skies,)
        Counts, which need no sorting, or real numbers: NaN where the statistic is undefined; such
        a sky exceeds none, p = 1.

    Returns
    -------
    ndarray, shape (n_skies,)

    Examples
    --------
    >>> pool_p_values([3.0, 1.0, np.nan, 3.0]).tolist()
    [0.5, 0.75, 1.0, 0.5]
    """
    values = np.asarray(pool)
    if np.issubdtype(values.dtype, np.integer):
        at_least = np.cumsum(np.bincount(values)[::-1])[::-1]
        return at_least[values] / len(values)
    ordered = np.sort(np.where(np.isnan(values), -np.inf, values))
    below = np.searchsorted(ordered, values, side="left")
    return np.where(np.isnan(values), 1.0, (len(values) - below) / len(values))


def smallest_p_values(observed: NDArray, trials: NDArray) -> tuple[NDArray[np.float64], int]:
    """Smallest local p-value of the observed and of each scrambled sky over a search.

    Parameters
    ----------
    observed : ndarray of float, shape (n_columns,)
    trials : ndarray of float, shape (n_trials, n_columns)
        NaN where undefined.

    Returns
    -------
    smallest : ndarray, shape (n_trials + 1,)
        Row 0 is the observed sky.
    column : int
        Where that of the observed sky stands; the first of equal ones.
    """
    pool = np.vstack([observed, trials])
    p_values = np.stack([pool_p_values(one) for one in np.ascontiguousarray(pool.T)], axis=1)
    return p_values.min(axis=1), int(p_values[0].argmin())


def log_scores(pool: NDArray, fewest_defined: float = 0.5) -> NDArray[np.float64]:
    """Logarithm of a positive statistic above its mean, in standard deviations, of each sky.

    Unlike a counted p-value, the score of an excess grows without bound: over many columns, the
    largest one still tells a large excess from the highest of each column by chance.

    Parameters
    ----------
    pool : ndarray, shape (n_skies, n_columns)
        Of equally likely skies; NaN where undefined.
    fewest_defined : float
        Columns with a smaller share of skies that have a positive value do not count.

    Returns
    -------
    ndarray, shape (n_skies, n_columns)
        -inf where a sky has no positive value, and where the column does not count.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log(np.where(pool > 0, pool, np.nan))
        is_defined = ~np.isnan(value)
        n = is_defined.sum(axis=0)
        counts = (n >= fewest_defined * len(pool)) & (n > 1)
        mean = value.sum(axis=0, where=is_defined) / n
        square = ((value - mean) ** 2).sum(axis=0, where=is_defined)
        deviation = np.sqrt(square / (n - 1))
        score = (value - mean) / deviation
    counts &= deviation > NEARLY_ALIKE
    return np.where(counts & np.isfinite(score), score, -np.inf)


def largest_scores(observed: NDArray, trials: NDArray) -> tuple[NDArray[np.float64], int]:
    """Largest score of the observed and of each scrambled sky over a search.

    Parameters
    ----------
    observed : ndarray of float, shape (n_columns,)
    trials : ndarray of float, shape (n_trials, n_columns)
        NaN where undefined.

    Returns
    -------
    largest : ndarray, shape (n_trials + 1,)
        Of `log_scores`; row 0 is the observed sky.
    column : int
        Where that of the observed sky stands; the first of equal ones.

    References
    ----------
    Westfall & Young 1993, Resampling-Based Multiple Testing, chapter 2 (largest statistic).
    """
    largest, column = np.full(len(trials) + 1, -np.inf), 0
    for start in range(0, len(observed), COLUMNS_AT_ONCE):
        part = slice(start, start + COLUMNS_AT_ONCE)
        scores = log_scores(np.vstack([observed[part], trials[:, part]]))
        if scores[0].max() > largest[0]:
            column = start + int(scores[0].argmax())
        np.maximum(largest, scores.max(axis=1), out=largest)
    return largest, column


def global_p_value(p_values: NDArray) -> float:
    """Probability of a smallest local p-value as small as the observed one.

    Parameters
    ----------
    p_values : ndarray, shape (n_trials + 1, n_columns)
        From `pooled_p_values`, or `smallest_p_values` as one column; row 0 is the observed sky.

    References
    ----------
    Westfall & Young 1993, Resampling-Based Multiple Testing, chapter 2 (smallest p-value).

    Examples
    --------
    >>> global_p_value(np.array([[0.2, 0.9], [0.1, 0.8], [0.5, 0.6], [0.7, 0.3]]))
    0.5
    """
    smallest = p_values.min(axis=1)
    return float(np.mean(smallest <= smallest[0]))


@overload
def binomial_error(p: float, n_trials: int) -> float: ...


@overload
def binomial_error(p: NDArray, n_trials: int) -> NDArray[np.float64]: ...


def binomial_error(p: NDArray | float, n_trials: int) -> float | NDArray[np.float64]:
    """Monte-Carlo error of a probability estimated from `n_trials` trials.

    Examples
    --------
    >>> float(binomial_error(0.5, 100))
    0.05
    """
    return np.sqrt(np.asarray(p) * (1 - np.asarray(p)) / n_trials)


def uniformity_p_value(p_values: ArrayLike) -> float:
    """Kolmogorov-Smirnov p-value of p-values that lie too low for a null hypothesis that holds.

    Parameters
    ----------
    p_values : array_like, shape (n,)
        Counted ones are discrete and never too low: one-sided, so the test stays valid.
    """
    from scipy.stats import kstest  # slow to import

    return float(kstest(np.asarray(p_values), "uniform", alternative="greater").pvalue)
