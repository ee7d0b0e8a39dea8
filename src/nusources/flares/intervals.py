"""Algebra of unions of time intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Intervals = NDArray[np.float64]
"""Disjoint intervals in ascending order, shape (n, 2): start and stop [d]."""

NO_INTERVALS: Intervals = np.empty((0, 2))


def union(intervals: ArrayLike) -> Intervals:
    """Join intervals that overlap or touch; those without length are left out."""
    rows = np.asarray(intervals, dtype=float).reshape(-1, 2)
    rows = rows[rows[:, 1] > rows[:, 0]]
    if len(rows) < 2:
        return rows
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    reach = np.maximum.accumulate(rows[:, 1])
    begins = np.append(True, rows[1:, 0] > reach[:-1])
    ends = np.append(begins[1:], True)
    return np.column_stack([rows[begins, 0], reach[ends]])


def intersection(one: Intervals, two: Intervals) -> Intervals:
    """Times inside both."""
    if len(one) == 0 or len(two) == 0:
        return NO_INTERVALS
    start = np.maximum(one[:, None, 0], two[None, :, 0]).ravel()
    stop = np.minimum(one[:, None, 1], two[None, :, 1]).ravel()
    # In order, and disjoint, as both are.
    return np.column_stack([start, stop])[stop > start]


def complement(one: Intervals, start: float, stop: float) -> Intervals:
    """Times between start and stop that are outside."""
    borders = np.concatenate([[start], np.clip(one, start, stop).ravel(), [stop]])
    return union(borders.reshape(-1, 2))


def difference(one: Intervals, two: Intervals) -> Intervals:
    """Times inside the first and outside the second."""
    if len(one) == 0 or len(two) == 0:
        return one
    return intersection(one, complement(two, one[0, 0], one[-1, 1]))


def length(one: Intervals) -> float:
    """Total length [d]."""
    return float((one[:, 1] - one[:, 0]).sum()) if len(one) else 0.0
