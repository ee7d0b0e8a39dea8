"""Scan of windows and factors against alerts of scrambled R.A. (chang2022, section 5.1.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.statistics import log_scores, pool_p_values, right_tailed_p_values
from nusources.temporal.averages import quantities_of, ratio_of
from nusources.temporal.kernel import sum_scrambles
from nusources.temporal.pairs import (
    Reach,
    TimeSample,
    pairs_of_skies,
    pairs_within,
    reach_of,
    scrambled_ra,
)
from nusources.temporal.ratios import TimeWindows, detections_of, slide_each

RATIOS_AT_ONCE = 2**24  # of the whole chain: 128 MiB
N_SUMS = 4  # levels and detections inside, levels and detections outside


@dataclass(frozen=True)
class WindowScan:
    """R(0) of the observed sky and of scrambled ones for each factor and window.

    Parameters
    ----------
    factors, windows_days : tuple of float
    observed : ndarray, shape (n_factors, n_windows)
    trials : ndarray, shape (n_trials, n_factors, n_windows)
        NaN where undefined.
    reach : Reach
    ra_alert : ndarray, shape (n_trials, n_alerts)
        R.A. of the scrambled alerts [deg].
    """

    factors: tuple[float, ...]
    windows_days: tuple[float, ...]
    observed: NDArray[np.float64]
    trials: NDArray[np.float64]
    reach: Reach
    ra_alert: NDArray[np.float64]


def scan_windows(
    sample: TimeSample,
    factors: Sequence[float],
    windows_days: Sequence[float],
    n_trials: int,
    *,
    seed: int,
    windows: TimeWindows,
) -> WindowScan:
    """R(0) for each factor and window, of the observed alerts and with each R.A. at random.

    Declination, time and half-axes of each alert stay; so the windows do, and what a pair adds to
    R(0) is known before the skies are drawn.

    Parameters
    ----------
    sample : TimeSample
    factors : sequence of float
        On the half-axes, ascending.
    windows_days : sequence of float
        Full widths [d].
    n_trials : int
    seed : int
    windows : TimeWindows
        How bins are taken; its width and levels do not matter.
    """
    reach = reach_of(sample.regions, sample.ra, sample.dec, factors, sample.shape)
    name = ("scrambles", sample.name)
    ra_alert = scrambled_ra(len(sample.mjd), n_trials, seed=seed, names=name)
    skies = np.concatenate([sample.regions.ra[np.newaxis], ra_alert])
    how = _slide_each_sky if windows.joined else _sum_pairs
    ratio = how(sample, reach, skies, (factors, windows_days), windows)
    return WindowScan(tuple(factors), tuple(windows_days), ratio[0], ratio[1:], reach, ra_alert)


def _sum_pairs(
    sample: TimeSample,
    reach: Reach,
    skies: NDArray[np.float64],
    scanned: tuple[Sequence[float], Sequence[float]],
    windows: TimeWindows,
) -> NDArray[np.float64]:
    """R(0) of each sky, (n_skies, n_factors, n_windows), from what each pair adds to it."""
    factors, windows_days = scanned
    sums = _sums_of_pairs(sample, reach, windows_days, windows)
    shape = len(skies), len(factors), len(windows_days), N_SUMS
    found = np.zeros((*shape[:2], shape[2] * N_SUMS))
    sum_scrambles(skies, reach.arrays, sums.reshape(len(sums), shape[2] * N_SUMS), found)
    # From factor to factor: a region holds what a smaller one holds.
    found = np.cumsum(found, axis=1).reshape(shape)
    return ratio_of(np.moveaxis(found, -1, 0))


def _slide_each_sky(
    sample: TimeSample,
    reach: Reach,
    skies: NDArray[np.float64],
    scanned: tuple[Sequence[float], Sequence[float]],
    windows: TimeWindows,
) -> NDArray[np.float64]:
    """As `_sum_pairs`, where pairs do not add up: what a source adds depends on all its alerts."""
    factors, windows_days = scanned
    ratio = np.empty((len(skies), len(factors), len(windows_days)))
    alone = replace(windows, levels=(0.0,))
    for number in range(len(factors)):
        pairs = pairs_of_skies(reach, skies, sample.mjd, number)
        found = slide_each(sample.curves, *pairs, alone, windows_days, [0.0])
        ratio[:, number] = found[:, 0, 0]
    return ratio


def _sums_of_pairs(
    sample: TimeSample, reach: Reach, windows_days: Sequence[float], windows: TimeWindows
) -> NDArray[np.float64]:
    curves, n_pairs = sample.curves, len(reach.source)
    pair, point = detections_of(curves, reach.source)
    delay = np.abs(curves.mjd[point] - sample.mjd[reach.alert][pair])
    sums = np.empty((n_pairs, len(windows_days), N_SUMS))
    for number, days in enumerate(windows_days):
        inside = delay <= replace(windows, days=days).half_widths(curves)[point]
        for side, is_there in enumerate((inside, ~inside)):
            owner = pair[is_there]
            values = curves.level[point[is_there]]
            sums[:, number, 2 * side] = np.bincount(owner, values, n_pairs)
            sums[:, number, 2 * side + 1] = np.bincount(owner, minlength=n_pairs)
    quantities = quantities_of(np.moveaxis(sums, -1, 0), windows.mean_over)
    return np.ascontiguousarray(np.moveaxis(quantities, 0, -1))


def scan_table(sample: TimeSample, scan: WindowScan) -> pd.DataFrame:
    """Local p-value of each factor and window: contract ``window_scan`` without the sample."""
    p_local = right_tailed_p_values(scan.observed, scan.trials)
    n_pairs = [len(pairs_within(sample, one)[0]) for one in scan.factors]
    return pd.DataFrame(
        {
            "factor": np.repeat(scan.factors, len(scan.windows_days)),
            "window_days": np.tile(scan.windows_days, len(scan.factors)).astype(float),
            "ratio": scan.observed.ravel(),
            "p_local": p_local.ravel(),
            "n_pairs": np.repeat(n_pairs, len(scan.windows_days)).astype(np.int64),
            "n_trials": np.int64(len(scan.trials)),
        }
    )


def whole_chain(
    sample: TimeSample,
    scan: WindowScan,
    n_skies: int,
    windows: TimeWindows,
    shifts: NDArray[np.float64],
) -> tuple[NDArray[np.float64], float, tuple[int, int, int]]:
    """Largest score of the slide, each sky with the factor and window that it chose.

    Each sky, the observed one among them, chooses the factor and window of its smallest p-value in
    the scan, then slides. The scores of its R(t) are those among all skies with that factor and
    window: what holds for the observed sky holds for every other one, so the p-value of the largest
    score keeps its level.

    Parameters
    ----------
    sample : TimeSample
    scan : WindowScan
    n_skies : int
        Scrambled skies, the first of the scan.
    windows : TimeWindows
        Levels, bins and sign.
    shifts : ndarray, shape (n_shifts,)
        [d].

    Returns
    -------
    largest : ndarray, shape (n_skies + 1,)
        See `nusources.statistics.log_scores`; row 0 is the observed sky.
    p_local : float
        Of the observed sky where its score is largest.
    place : tuple of int
        Of the observed sky: choice (factor and window), level, shift.
    """
    pool = np.concatenate([scan.observed[np.newaxis], scan.trials[:n_skies]])
    columns = pool.reshape(len(pool), -1)
    p_scan = np.stack([pool_p_values(column) for column in columns.T], axis=1)
    choice = p_scan.argmin(axis=1)
    skies = np.concatenate([sample.regions.ra[np.newaxis], scan.ra_alert[:n_skies]])
    largest, p_local, at_first = np.full(len(pool), -np.inf), 1.0, (0, 0)
    numbers = choice // len(scan.windows_days), choice % len(scan.windows_days)
    for factor, start, ratios in _slides(sample, scan, skies, windows, shifts, numbers[0]):
        for number in np.unique(numbers[1][numbers[0] == factor]):
            chosen = np.flatnonzero((numbers[0] == factor) & (numbers[1] == number))
            own = np.ascontiguousarray(ratios[..., number].reshape(len(pool), -1))
            scores = log_scores(own)[chosen]
            if chosen[0] == 0 and scores[0].max() > largest[0]:
                column = int(scores[0].argmax())
                p_local = float(pool_p_values(own[:, column])[0])
                level, shift = divmod(column, ratios.shape[2])
                at_first = level, start + shift
            largest[chosen] = np.maximum(largest[chosen], scores.max(axis=1))
    return largest, p_local, (int(choice[0]), *at_first)


def _slides(
    sample: TimeSample,
    scan: WindowScan,
    skies: NDArray[np.float64],
    windows: TimeWindows,
    shifts: NDArray[np.float64],
    factors: NDArray[np.int64],
) -> Iterator[tuple[int, int, NDArray[np.float64]]]:
    """R(t) of all skies with each of some factors, for parts of the shifts: they need memory."""
    n_each = len(skies) * len(windows.levels) * len(scan.windows_days)
    n_shifts = max(2, RATIOS_AT_ONCE // n_each)
    for factor in np.unique(factors).tolist():
        pairs = pairs_of_skies(scan.reach, skies, sample.mjd, factor)
        for start in range(0, len(shifts), n_shifts):
            part = shifts[start : start + n_shifts]
            days = scan.windows_days
            yield factor, start, slide_each(sample.curves, *pairs, windows, days, part)
