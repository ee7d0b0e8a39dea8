"""Correlation of two quantities given a third one, where some values are upper limits.

Kendall's partial tau is not zero where two quantities are independent given a third one on which
both depend strongly, as luminosities do on the distance: its own p-value, of tau = 0, is then too
small. `nusources.luminosity.xray_agn` therefore exchanges fluxes, too.

References
----------
Akritas & Siebert 1996, MNRAS 278, 919.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nusources.errors import InputDataError
from nusources.significance import right_tail

FEWEST = 5
"""Of sources: the variance needs sets of four among the others."""


@dataclass(frozen=True)
class PartialKendall:
    """Kendall's partial correlation, its standard error without a relation, and its p-value.

    Parameters
    ----------
    tau : float
    error : float
        Standard deviation of tau if the two quantities are independent given the third.
    p_value : float
        One-sided: of a larger tau.
    """

    tau: float
    error: float
    p_value: float


def concordance(
    x: NDArray, y: NDArray, is_x_limit: NDArray[np.bool_], is_y_limit: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Whether two quantities order each pair of sources alike (1), oppositely (-1), or unknown (0).

    Parameters
    ----------
    x, y : ndarray, shape (n,)
    is_x_limit, is_y_limit : ndarray of bool, shape (n,)
        Upper limits.

    Returns
    -------
    ndarray, shape (n, n)
        Symmetric, 0 on the diagonal.
    """
    return order_matrix(x, is_x_limit) * order_matrix(y, is_y_limit)


def order_matrix(values: NDArray, is_limit: NDArray[np.bool_]) -> NDArray[np.float64]:
    """1 where a source is known to be below another one, -1 where it is known to be above.

    A source is above all whose value or upper limit is smaller, if its own value is no limit.

    Parameters
    ----------
    values : ndarray, shape (n,)
    is_limit : ndarray of bool, shape (n,)

    Returns
    -------
    ndarray, shape (n, n)
        Antisymmetric.
    """
    below = (values[:, np.newaxis] < values[np.newaxis]) & ~is_limit[np.newaxis]
    return below.astype(float) - below.T


def partial_kendall(
    first: NDArray,
    second: NDArray,
    third: NDArray,
    *,
    is_first_limit: NDArray[np.bool_] | None = None,
    is_second_limit: NDArray[np.bool_] | None = None,
) -> PartialKendall:
    """Kendall's correlation of two quantities given a third one.

    Parameters
    ----------
    first, second, third : ndarray, shape (n,)
    is_first_limit, is_second_limit : ndarray of bool, shape (n,), optional
        Upper limits; none without them.

    Raises
    ------
    InputDataError
        If there are fewer than five sources.
    """
    n = len(first)
    if n < FEWEST:
        raise InputDataError(
            "too few sources for a partial correlation", value=n, expected=f"at least {FEWEST}"
        )
    none = np.zeros(n, dtype=bool)
    first_limit = none if is_first_limit is None else is_first_limit
    second_limit = none if is_second_limit is None else is_second_limit
    both = concordance(first, second, first_limit, second_limit)
    with_first = concordance(first, third, first_limit, none)
    with_second = concordance(second, third, second_limit, none)
    tau, one, other = (matrix.sum() / (n * (n - 1)) for matrix in (both, with_first, with_second))
    scale = np.sqrt((1 - one**2) * (1 - other**2))
    partial = (tau - one * other) / scale
    projections = first_projections(both, with_first, with_second)
    error = float(np.sqrt(16 * projections.var(ddof=1) / n) / scale)
    return PartialKendall(float(partial), error, float(right_tail(partial / error)))


def first_projections(
    both: NDArray, with_first: NDArray, with_second: NDArray
) -> NDArray[np.float64]:
    """Mean over all sets of four sources that hold a source, for each source.

    Of the symmetric kernel of tau_12 - tau_13 tau_23: the mean concordance of the pairs of the
    four, less the mean product of those of two disjoint pairs.

    Parameters
    ----------
    both, with_first, with_second : ndarray, shape (n, n)
        Concordance of the two quantities, and of each of them with the third.

    Returns
    -------
    ndarray, shape (n,)
    """
    n = len(both)
    rows, total = both.sum(axis=1), both.sum() / 2
    # Of the six pairs of four sources three hold a given one, and three do not.
    mean = 0.5 * rows / (n - 1) + 0.5 * (total - rows) / ((n - 1) * (n - 2) / 2)
    products = _disjoint(with_first, with_second) + _disjoint(with_second, with_first)
    return mean - products / ((n - 1) * (n - 2) * (n - 3))


def _disjoint(one: NDArray, other: NDArray) -> NDArray[np.float64]:
    """Per source: pairs with it in `one`, times all pairs in `other` without either."""
    rows, total = other.sum(axis=1), other.sum() / 2
    rest = total - rows[:, np.newaxis] - rows[np.newaxis] + other
    return (one * rest).sum(axis=1)


def partial_pearson(first: NDArray, second: NDArray, third: NDArray) -> tuple[float, float]:
    """Pearson's correlation of two measured quantities given a third one, and its p-value.

    Parameters
    ----------
    first, second, third : ndarray, shape (n,)

    Returns
    -------
    r : float
    p_value : float
        One-sided, of Student's t with n - 3 degrees of freedom.
    """
    from scipy.special import stdtr  # slow to import

    r = np.corrcoef(np.stack([first, second, third]))
    partial = (r[0, 1] - r[0, 2] * r[1, 2]) / np.sqrt((1 - r[0, 2] ** 2) * (1 - r[1, 2] ** 2))
    n_free = len(first) - 3
    t = partial * np.sqrt(n_free / (1 - partial**2))
    return float(partial), float(stdtr(n_free, -t))
