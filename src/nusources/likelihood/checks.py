"""What densities and fits cannot be made of, told where it is found."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError

Array = NDArray[np.float64]


def checked_weights(weights: ArrayLike, n_sources: int) -> Array:
    """Weights of sources as an array.

    Parameters
    ----------
    weights : array_like, shape (n_sources,)
    n_sources : int
        Number of positions.

    Raises
    ------
    InputDataError
        No source, another number of weights, a weight that is negative or no number, or nothing
        but zeros.
    """
    found = np.ascontiguousarray(weights, dtype=np.float64)
    if n_sources == 0:
        raise InputDataError("a source list without sources", expected="at least one source")
    if found.shape != (n_sources,):
        raise InputDataError(
            "weights do not fit the positions",
            value=found.shape,
            expected=f"{n_sources} weights, one for each source",
        )
    wrong = np.flatnonzero(~(np.isfinite(found) & (found >= 0)))
    if wrong.size:
        raise InputDataError(
            "a source has no weight that can be used",
            row=int(wrong[0]) + 1,
            value=float(found[wrong[0]]),
            expected="finite weights, not negative",
        )
    if not found.any():
        raise InputDataError("all weights are zero", expected="one weight above zero at least")
    return found


def checked_widths(sigma: ArrayLike, n_events: int) -> Array:
    """Width of each event.

    Parameters
    ----------
    sigma : array_like, shape () or (n_events,)
        Standard deviation per axis [deg].

    Raises
    ------
    InputDataError
        No event, another number of widths, or a width that is not positive.
    """
    if n_events == 0:
        raise InputDataError("zero events", expected="at least one event")
    found = np.asarray(sigma, dtype=np.float64)
    if found.shape not in ((), (n_events,)):
        raise InputDataError(
            "widths do not fit the events",
            value=found.shape,
            expected=f"one width, or one for each of {n_events} events",
        )
    wrong = np.flatnonzero(~(np.isfinite(found) & (found > 0)).ravel())
    if wrong.size:
        raise InputDataError(
            "a point-spread function without width",
            row=int(wrong[0]) + 1 if found.ndim else None,
            value=float(found.ravel()[wrong[0]]),
            expected="a standard deviation per axis above 0 deg",
        )
    return np.full(n_events, found)


def checked_positions(*coordinates: ArrayLike) -> tuple[Array, ...]:
    """Coordinates as arrays of one length.

    Raises
    ------
    InputDataError
        Different lengths, or a coordinate that is no number.
    """
    found = tuple(np.ascontiguousarray(one, dtype=np.float64) for one in coordinates)
    if len({one.shape for one in found}) != 1 or found[0].ndim != 1:
        raise InputDataError(
            "coordinates of different shapes",
            value=[one.shape for one in found],
            expected="one-dimensional arrays of one length",
        )
    for one in found:
        wrong = np.flatnonzero(~np.isfinite(one))
        if wrong.size:
            raise InputDataError(
                "a position is no number", row=int(wrong[0]) + 1, expected="finite coordinates"
            )
    return found


def checked_fraction(fraction: float, name: str = "fraction") -> float:
    """Share of events between 0 and 1.

    Raises
    ------
    InputDataError
        If it is outside.
    """
    if not 0 <= fraction <= 1:
        raise InputDataError(
            f"the {name} is no share of the events", value=float(fraction), expected="0 to 1"
        )
    return float(fraction)
