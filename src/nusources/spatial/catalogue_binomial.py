"""Binomial test of a catalogue: are there more small p-values than chance gives?

For the k smallest of n p-values, P_k = P(at least k of n uniform p-values <= p_(k)). The smallest
P_k over k is the result; its trial-corrected probability is exact. The search can stop at a largest
p-value: published lists give sources without a fitted signal some p near 0.5, which is not uniform,
and there the test would find that, not sources. The correction knows where the search stops.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import bdtrc, betaincinv, gammaln, xlog1py, xlogy

from nusources.errors import InputDataError


def binomial_scan(p_values: NDArray) -> NDArray[np.float64]:
    """Probability of at least k p-values as small as the k-th smallest, for k = 1 ... n.

    Parameters
    ----------
    p_values : ndarray, shape (n,)
        Local p-values of independent sources.

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    InputDataError
        If there is none, or one is not between 0 and 1.

    References
    ----------
    Aartsen et al. 2020, Phys. Rev. Lett. 124, 051103 (the population test of its catalogue).

    Examples
    --------
    >>> binomial_scan([0.1, 0.5]).round(2).tolist()  # 1 - 0.9^2 and 0.5^2
    [0.19, 0.25]
    """
    p_values = np.asarray(p_values, dtype=float)
    if p_values.size == 0:
        raise InputDataError("no p-values", value=p_values.size, expected="at least one")
    is_wrong = ~((p_values >= 0) & (p_values <= 1))
    if is_wrong.any():
        row = int(is_wrong.argmax())
        raise InputDataError(
            "not a probability",
            row=row + 1,
            column="p_value",
            value=float(p_values[row]),
            expected="0 to 1",
        )
    k = np.arange(1, p_values.size + 1)
    return bdtrc(k - 1, p_values.size, np.sort(p_values))


def smallest_p(p_values: NDArray, largest: float = 1.0) -> tuple[int, float]:
    """Number k of sources with the smallest P_k, and this P_k.

    Parameters
    ----------
    p_values : ndarray, shape (n,)
    largest : float
        Only k with p_(k) up to this are searched.

    Returns
    -------
    k, p : int, float
        0 and 1.0 where no p-value is small enough.

    References
    ----------
    As `binomial_scan`.

    Examples
    --------
    >>> k, p = smallest_p([0.1, 0.5])
    >>> k, round(p, 2)
    (1, 0.19)
    """
    scan = binomial_scan(p_values)
    searched = scan[: int(np.sum(np.asarray(p_values) <= largest))]
    return (int(searched.argmin()) + 1, float(searched.min())) if searched.size else (0, 1.0)


def corrected_p_value(smallest: float, n: int, largest: float = 1.0) -> float:
    """Exact probability that the smallest P_k of n uniform p-values is at most `smallest`.

    P_k <= x means that the k-th smallest p-value is at most c_k, where I_{c_k}(k, n-k+1) = x. As
    the threshold runs through c_1 < c_2 < ..., the number of p-values below it is a Markov chain;
    what reaches k at c_k is taken out and added up. All terms are positive, so that small
    probabilities keep their digits. Time grows with n^3: 10 ms for 100 sources.

    Parameters
    ----------
    smallest : float
    n : int
    largest : float
        As for `smallest_p`.

    References
    ----------
    Noe 1972, Ann. Math. Stat. 43, 58 (recursion for probabilities of order statistics).
    """
    if smallest >= 1:
        return 1.0
    k = np.arange(1, n + 1)
    borders = np.minimum(betaincinv(k, n - k + 1, smallest), largest)
    steps = np.diff(borders, prepend=0.0) / (1 - np.concatenate([[0.0], borders[:-1]]))
    # alive[m]: m p-values below the border, and none of the borders reached so far.
    alive, reached = np.ones(1), 0.0
    for step in steps:
        below = np.arange(alive.size)
        reached += float(alive @ bdtrc(alive.size - 1 - below, n - below, step))
        alive = alive @ _transitions(below, n, step)
    return min(reached, 1.0)


def _transitions(below: NDArray, n: int, step: float) -> NDArray[np.float64]:
    """Probability that m p-values below the border become m' < k, for m = 0 ... k - 1.

    The column of m' = k is there, empty, for the next border.
    """
    more = np.arange(below.size + 1)[np.newaxis, :] - below[:, np.newaxis]
    left = (n - below)[:, np.newaxis]
    fewer = np.clip(more, 0, left)
    log_ways = gammaln(left + 1) - gammaln(fewer + 1) - gammaln(left - fewer + 1)
    weights = np.exp(log_ways + xlogy(fewer, step) + xlog1py(left - fewer, -step))
    is_kept = (more == fewer) & (more + below[:, np.newaxis] < below.size)
    return np.where(is_kept, weights, 0.0)


def simulated_p_value(
    smallest: float, n: int, n_trials: int, largest: float = 1.0, *, rng: np.random.Generator
) -> tuple[float, float]:
    """The same from trials with uniform p-values: (M + 1) / (N + 1) and its binomial error.

    Parameters
    ----------
    smallest : float
    n : int
    n_trials : int
    largest : float
        As for `smallest_p`.
    rng : Generator

    References
    ----------
    Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9, 39.
    """
    as_small = sum(smallest_p(rng.random(n), largest)[1] <= smallest for _ in range(n_trials))
    p_value = (as_small + 1) / (n_trials + 1)
    return p_value, float(np.sqrt(p_value * (1 - p_value) / n_trials))


def scan_table(p_values: NDArray, names: NDArray, sample: str) -> pd.DataFrame:
    """Every step of the test.

    Parameters
    ----------
    p_values : ndarray, shape (n,)
    names : ndarray of text, shape (n,)
    sample : str
        Name of the list.

    Returns
    -------
    DataFrame
        Contract ``binomial_scan``.
    """
    order = np.argsort(p_values, kind="stable")
    return pd.DataFrame(
        {
            "sample": sample,
            "k": np.arange(1, len(order) + 1),
            "source_name": np.asarray(names, dtype=object)[order],
            "p_value": np.asarray(p_values, dtype=float)[order],
            "p_binomial": binomial_scan(p_values),
        }
    )


def summarise_test(
    p_values: NDArray,
    sample: str,
    n_trials: int,
    largest: float = 1.0,
    *,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Best number of sources with its probability before and after the trial correction.

    Parameters
    ----------
    p_values : ndarray, shape (n,)
    sample : str
        Name of the list.
    n_trials : int
        Trials beside the exact correction.
    largest : float
        As for `smallest_p`.
    rng : Generator

    Returns
    -------
    DataFrame
        Contract ``binomial_test``, one row.
    """
    n_sources = len(p_values)
    best, p_local = smallest_p(p_values, largest)
    simulated, error = simulated_p_value(p_local, n_sources, n_trials, largest, rng=rng)
    return pd.DataFrame(
        {
            "sample": [sample],
            "n_sources": [n_sources],
            "p_searched": [float(largest)],
            "k_best": [best],
            "p_threshold": [float(np.sort(p_values)[best - 1]) if best else 1.0],
            "p_local": [p_local],
            "p_global": [corrected_p_value(p_local, n_sources, largest)],
            "p_global_simulated": [simulated],
            "p_global_simulated_error": [error],
            "n_trials": [n_trials],
        }
    )
