"""Significances: the one-sided normal equivalent of a p-value, and the one way to write it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.postponed_imports import postpone_import
from nusources.wording import number

NAMED_BY_SCIPY = ("numpy.f2py", "numpy.testing")
"""What numpy imports when scipy lists its names."""
CHANCE = 0.5
"""From this p-value on there is no excess, and nothing to be said in sigma."""


@overload
def one_sided_sigma(p: float) -> float: ...


@overload
def one_sided_sigma(p: NDArray[Any] | Sequence[float]) -> NDArray[np.float64]: ...


def one_sided_sigma(p: ArrayLike) -> float | NDArray[np.float64]:
    """Value that a standard normal variable exceeds with probability p.

    Parameters
    ----------
    p : array_like
        Right-tailed p-value, 0 to 1.

    Returns
    -------
    float or ndarray
        z with P(Z >= z) = p: 0 for .5, 3 for 1.35e-3, 5 for 2.87e-7; negative above .5.

    Examples
    --------
    >>> float(one_sided_sigma(0.5)) + 0.0, round(float(one_sided_sigma(1.3499e-3)), 3)
    (0.0, 3.0)
    """
    return -_special().ndtri(p)


@overload
def right_tail(z: float) -> float: ...


@overload
def right_tail(z: NDArray[Any] | Sequence[float]) -> NDArray[np.float64]: ...


def right_tail(z: ArrayLike) -> float | NDArray[np.float64]:
    """Probability that a standard normal variable exceeds z; the inverse of `one_sided_sigma`.

    Parameters
    ----------
    z : array_like

    Returns
    -------
    float or ndarray
    """
    return _special().ndtr(-np.asarray(z))


def _special() -> ModuleType:
    """`scipy.special`, slow to import: not all who name a p-value need it."""
    for name in NAMED_BY_SCIPY:
        postpone_import(name)
    from scipy import special

    return special


def significance_levels(numbers: Iterable[int]) -> dict[str, float]:
    """p-values of whole significances; the inverse of `one_sided_sigma`.

    Parameters
    ----------
    numbers : iterable of int

    Returns
    -------
    dict
        Right-tailed p-value by its significance: 1.35e-3 for "3".

    Examples
    --------
    >>> {name: float(f"{p:.3g}") for name, p in significance_levels([3, 5]).items()}
    {'3': 0.00135, '5': 2.87e-07}
    """
    return {str(number): float(right_tail(number)) for number in numbers}


def significance_text(p: float) -> str:
    """p-value with its significance, e.g. ``0.004 (2.7σ)``; from .5 on the p-value alone.

    Parameters
    ----------
    p : float
        Right-tailed p-value.

    Examples
    --------
    >>> significance_text(0.00135), significance_text(0.7)
    ('0.0014 (3.0σ)', '0.7')
    """
    text = number(p, 2)
    return f"{text} ({one_sided_sigma(p):.1f}σ)" if 0 < p < CHANCE else text
