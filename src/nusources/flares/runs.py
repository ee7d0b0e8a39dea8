"""Runs of equal values: where each source, curve or epoch begins in a sorted table."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def run_starts(values: ArrayLike) -> NDArray[np.intp]:
    """Places at which a value differs from the one before; the first place is one of them."""
    array = np.asarray(values)
    differs = np.ones(len(array), dtype=bool)
    differs[1:] = array[1:] != array[:-1]
    return np.flatnonzero(differs)
