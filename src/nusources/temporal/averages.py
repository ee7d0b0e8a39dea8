"""Means of flare levels over pairs or sources: other readings of eq. 1, and errors by bootstrap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MEANS = ("detections", "pairs", "pair_ratios")
N_BOOTSTRAP = 1000


@dataclass(frozen=True)
class Detections:
    """Detections of groups; a group is a pair, or all pairs of a source whose windows are joined.

    Parameters
    ----------
    group : ndarray of int, shape (n,)
        Number of the group, 0 to the last one.
    point : ndarray of int, shape (n,)
        Number of the detection in the light curves; comes again where a source has several pairs.
    delay, half_width : ndarray, shape (n,)
        Time after the alert, and largest distance from the centre of a window [d].
    level : ndarray, shape (n,)
        Flare level.
    tier : ndarray of int, shape (n,)
        Level cuts passed, less one.
    """

    group: NDArray[np.int64]
    point: NDArray[np.int64]
    delay: NDArray[np.float64]
    half_width: NDArray[np.float64]
    level: NDArray[np.float64]
    tier: NDArray[np.int64]


def sums_of_groups(
    found: Detections, n_groups: int, n_levels: int, shifts: NDArray[np.float64], *, joined: bool
) -> NDArray[np.float64]:
    """Sums of levels and numbers of detections, inside and outside the windows.

    Parameters
    ----------
    found : Detections
    n_groups, n_levels : int
        Groups, those without detections too, and level cuts.
    shifts : ndarray, shape (n_shifts,)
        [d].
    joined : bool
        Each detection of a group counts once, inside if any of the group's windows holds it.

    Returns
    -------
    ndarray, shape (4, n_groups, n_levels, n_shifts)
        Levels and numbers inside, levels and numbers outside.
    """
    row = found.group * n_levels + found.tier
    every, (held, place) = np.arange(len(row)), _held_by(found, shifts)
    if joined:
        key = found.group * (int(found.point.max(initial=0)) + 1) + found.point
        once = np.unique(key[held] * len(shifts) + place, return_index=True)[1]
        held, place = held[once], place[once]
        every = np.unique(key, return_index=True)[1]
    cell = row[held] * len(shifts) + place
    inside = np.empty((2, n_groups, n_levels, len(shifts)))
    total = np.empty((2, n_groups, n_levels, 1))
    for sums, where, own in ((inside, cell, held), (total, row[every], every)):
        n_cells = sums[0].size
        sums[0] = np.bincount(where, found.level[own], n_cells).reshape(sums[0].shape)
        sums[1] = np.bincount(where, minlength=n_cells).reshape(sums[0].shape)
        # From the highest cut down: a detection that passes one passes all lower ones.
        for number in range(n_levels - 2, -1, -1):
            sums[:, :, number] += sums[:, :, number + 1]
    outside = total - inside
    # What rounding leaves of a sum of zeros is no level.
    outside[0][np.abs(outside[0]) < 1e-12 * np.abs(total[0])] = 0.0
    return np.concatenate([inside, outside])


def places_of_a_detection(half: float, shifts: NDArray[np.float64]) -> int:
    """Windows among which those that hold a detection surely are, from a rounded first one on.

    Parameters
    ----------
    half : float
        Largest distance from the centre of a window [d].
    shifts : ndarray, shape (n_shifts,)
        In equal steps, ascending [d].
    """
    if len(shifts) == 1:
        return 1
    # One more than fit, and a little more than the quotient: all of these numbers are rounded.
    fitting = int(2 * half / (shifts[1] - shifts[0]) + 1e-6) + 1
    return min(fitting, len(shifts)) + 1


def _held_by(found: Detections, shifts: NDArray[np.float64]) -> tuple[NDArray, NDArray]:
    """Detections and the windows that hold them, a pair of numbers for each."""
    first = np.zeros(len(found.delay), dtype=np.int64)
    if len(shifts) > 1:
        start = (found.delay - found.half_width - shifts[0]) / (shifts[1] - shifts[0])
        first = np.clip(start, 0, len(shifts)).astype(np.int64)
    n_places = places_of_a_detection(found.half_width.max(initial=0.0), shifts)
    padded = np.append(shifts, np.full(n_places + 1, np.inf))
    pairs = []
    for place in (first + one for one in range(n_places)):
        held = np.flatnonzero(np.abs(padded[place] - found.delay) <= found.half_width)
        pairs.append((held, place[held]))
    held, places = (np.concatenate(one) for one in zip(*pairs, strict=True))
    return held, places


def quantities_of(sums: NDArray[np.float64], mean_over: str) -> NDArray[np.float64]:
    """What groups add to R, which is (first sum / second sum) / (third sum / fourth sum).

    Parameters
    ----------
    sums : ndarray, shape (4, ...)
        Of each group: levels and numbers of detections inside, and outside.
    mean_over : str
        ``detections``; ``pairs``, of whose means each counts once; ``pair_ratios``, of the groups
        with detections on both sides.

    Returns
    -------
    ndarray, shape (4, ...)
    """
    if mean_over == "detections":
        return sums
    is_there = sums[1] > 0, sums[3] > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        inside, outside = sums[0] / sums[1], sums[2] / sums[3]
        ratio = inside / outside
    if mean_over == "pairs":
        sides = np.where(is_there[0], inside, 0.0), np.where(is_there[1], outside, 0.0)
        return np.stack([sides[0], is_there[0], sides[1], is_there[1]])
    both = is_there[0] & is_there[1] & (sums[2] != 0)
    return np.stack([np.where(both, ratio, 0.0), both, both, both])


def ratio_of(quantities: NDArray[np.float64]) -> NDArray[np.float64]:
    """R from the sums of quantities, shape (4, ...); NaN where undefined."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (quantities[0] / quantities[1]) / (quantities[2] / quantities[3])
    is_defined = (quantities[1] > 0) & (quantities[3] > 0) & (quantities[2] != 0)
    return np.where(is_defined, ratio, np.nan)


def bootstrap_errors(
    quantities: NDArray[np.float64], owner: NDArray[np.int64], random: np.random.Generator
) -> NDArray[np.float64]:
    """Standard deviation of R if as many sources are drawn again, with replacement.

    Parameters
    ----------
    quantities : ndarray, shape (4, n_groups, ...)
    owner : ndarray of int, shape (n_groups,)
        Source of each group: all groups of a source are drawn together.
    random : Generator

    Returns
    -------
    ndarray
        NaN where R is defined for fewer than two draws.
    """
    sources, owner = np.unique(owner, return_inverse=True)
    flat = quantities.reshape(4, len(owner), -1)
    own = np.zeros((4, len(sources), flat.shape[2]))
    for target, values in zip(own, flat, strict=True):
        np.add.at(target, owner, values)
    share = np.full(len(sources), 1 / len(sources))
    times_drawn = random.multinomial(len(sources), share, N_BOOTSTRAP).astype(np.float64)
    ratios = ratio_of(times_drawn @ own)
    n = (~np.isnan(ratios)).sum(axis=0)
    mean = np.nansum(ratios, axis=0) / np.where(n > 1, n, np.nan)
    squares = np.nansum((ratios - mean) ** 2, axis=0)
    return np.sqrt(squares / np.where(n > 1, n - 1, np.nan)).reshape(quantities.shape[2:])
