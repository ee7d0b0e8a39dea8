"""A seal on the null distribution: written before the observed numbers are, checked when they are.

Whoever looks at the observed sky first can choose the null that pleases. The digest of the null is
an input of every step that takes the observed sky, so it is older than any observed number; if the
null is changed afterwards, the seal does not fit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError

DIGEST = "sha256"


def seal_of(array: NDArray, axes: Mapping[str, Sequence[Any] | int]) -> dict[str, Any]:
    """Digest of an array and the labels of its axes; layout and width in memory play no part.

    Parameters
    ----------
    array : ndarray of int or float
    axes : mapping
        Name of each axis, in order, with its labels, or with its length where it has none.

    Returns
    -------
    dict
        sha256 and the axes.

    Raises
    ------
    ValueError
        If the axes do not fit the array.

    Examples
    --------
    >>> sorted(seal_of(np.zeros((3, 2)), {"trials": 3, "groups": ["A", "B"]}))
    ['groups', 'sha256', 'trials']
    """
    lengths = [one if isinstance(one, int) else len(one) for one in axes.values()]
    if array.shape != tuple(lengths):
        raise ValueError(f"an array of shape {array.shape} has no axes {dict(axes)}")
    kind = "<i8" if np.issubdtype(array.dtype, np.integer) else "<f8"
    values = np.ascontiguousarray(array, dtype=kind)
    labels = {
        name: one if isinstance(one, int) else np.asarray(one).tolist()
        for name, one in axes.items()
    }
    return {DIGEST: hashlib.sha256(values.tobytes()).hexdigest(), **labels}


def seal_of_trials(
    trials: pd.DataFrame, names: Sequence[str], values: Sequence[str], trial: str = "trial"
) -> dict[str, Any]:
    """Seal of a table of trials, whatever the order of its rows.

    Parameters
    ----------
    trials : DataFrame
        One row for each trial of each search.
    names : sequence of str
        Columns that together name a search.
    values : sequence of str
        Columns of numbers.
    trial : str, optional
        Column that counts the trials of a search.

    Returns
    -------
    dict
        From `seal_of`, with axes ``searches`` (names joined by a stroke), ``trials`` (the most that
        a search has) and ``values``.
    """
    first, *others = (trials[one].astype(str) for one in names)
    key = first.str.cat(others, sep="/") if others else first
    searches, row = np.unique(key.to_numpy(dtype=str), return_inverse=True)
    numbers, column = np.unique(trials[trial].to_numpy(), return_inverse=True)
    array = np.full((len(searches), len(numbers), len(values)), np.nan)
    array[row, column] = trials[list(values)].to_numpy(dtype=float)
    axes = {"searches": searches.tolist(), "trials": len(numbers), "values": list(values)}
    return seal_of(array, axes)


def check_seal(seal: Mapping[str, Any], found: Mapping[str, Any], path: str) -> None:
    """Refuse a null distribution that is not the sealed one.

    Parameters
    ----------
    seal, found : mapping
        From `seal_of`: what was sealed, and what is there now.
    path : str
        File of the seal, named in the error.

    Raises
    ------
    InputDataError
    """
    for name in {**found, **seal}:
        if seal.get(name) != found.get(name):
            raise InputDataError(
                "the null distribution is not the one that was sealed",
                path=path,
                column=name,
                value=found.get(name),
                expected=str(seal.get(name)),
            )
