"""One case of R(t): control trials and their slides, and the same by numpy in two ways.

``masks`` asks for each trial and window which detections are inside, as eq. 1 is written, and sums
by a product of matrices. ``bincount`` finds, as we do, the few windows that can hold each
detection, and adds all detections of a batch of trials to them.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from benchmarks.measuring import peak_mib, report

STARTED = time.process_time()
# Kernels with signatures are compiled, or found compiled, when they are imported.
from nusources.temporal.controls import control_pairs  # noqa: E402
from nusources.temporal.levels import FlareLevels  # noqa: E402
from nusources.temporal.ratios import TimeWindows, shifts_of, slide  # noqa: E402

IMPORT_S = time.process_time() - STARTED
LEVELS = (0.0, 1.5, 2.5)
BANDS = {"infrared": (16, 570.0, 360.0), "gamma": (154, 22.0, 11.0)}
"""Detections of a curve, window and step [d]."""
TRIALS_OF_PEER = 20  # together: the fastest of 4, 20 and 100
SHIFTS_OF_MASKS = 32  # together: the fastest of 8, 32 and 128


def curves_of(band: str, n_sources: int) -> FlareLevels:
    """Curves with half-yearly visits, or 30-day bins, over eleven years."""
    random = np.random.default_rng(20220304)
    n = BANDS[band][0]
    first = np.arange(n_sources + 1, dtype=np.int64) * n
    if band == "gamma":
        mjd = np.tile(54700 + 30.0 * np.arange(n), n_sources)
    else:
        start = 55200 + random.uniform(0, 180, (n_sources, 1))
        mjd = (start + 182.6 * np.arange(n) + random.uniform(-3, 3, (n_sources, n))).ravel()
    names = np.arange(n_sources).astype(object)
    return FlareLevels(names, first, mjd, np.zeros(len(mjd)), random.lognormal(0, 0.6, len(mjd)))


def by_bincount(curves, sources, times, windows, shifts) -> np.ndarray:
    """R(t) of a batch of trials."""
    n_trials, n_pairs = sources.shape
    n_levels, n_shifts, half = len(windows.levels), len(shifts), windows.days / 2
    n = np.diff(curves.first)[sources.ravel()]
    within = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)
    point = np.repeat(curves.first[sources.ravel()], n) + within
    trial = np.repeat(np.arange(n_trials), n.reshape(n_trials, n_pairs).sum(axis=1))
    delay = curves.mjd[point] - np.repeat(times.ravel(), n)
    level = curves.level[point]
    row = trial * n_levels + np.searchsorted(windows.levels[1:], level, side="right")
    sums = np.zeros((2, n_trials * n_levels * n_shifts))
    place = np.ceil((delay - half - shifts[0]) / (shifts[1] - shifts[0])).astype(np.int64) - 1
    for _ in range(int(windows.days / (shifts[1] - shifts[0])) + 3):
        held = np.flatnonzero((place >= 0) & (place < n_shifts))
        held = held[np.abs(shifts[place[held]] - delay[held]) <= half]
        target = row[held] * n_shifts + place[held]
        sums[0] += np.bincount(target, level[held], sums.shape[1])
        sums[1] += np.bincount(target, minlength=sums.shape[1])
        place += 1
    size = n_trials * n_levels
    total = np.stack([np.bincount(row, level, size), np.bincount(row, minlength=size)])
    # From the highest level down, as detections of a level count at all lower ones.
    inside = sums.reshape(2, n_trials, n_levels, n_shifts)[:, :, ::-1].cumsum(axis=2)[:, :, ::-1]
    total = total.reshape(2, n_trials, n_levels, 1)[:, :, ::-1].cumsum(axis=2)[:, :, ::-1]
    outside = total - inside
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (inside[0] / inside[1]) / (outside[0] / outside[1])
    return np.where((inside[1] > 0) & (outside[1] > 0) & (outside[0] != 0), ratio, np.nan)


def by_masks(curves, sources, times, windows, shifts) -> np.ndarray:
    """R(t) of one trial, with an axis of trials of length 1."""
    n = np.diff(curves.first)[sources[0]]
    within = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)
    point = np.repeat(curves.first[sources[0]], n) + within
    delay, level = curves.mjd[point] - np.repeat(times[0], n), curves.level[point]
    counts = level >= np.array([-np.inf, *windows.levels[1:]])[:, np.newaxis]
    weights = np.concatenate([counts * level, counts])
    total = weights.sum(axis=1)[:, np.newaxis]
    inside = np.empty((len(weights), len(shifts)))
    for start in range(0, len(shifts), SHIFTS_OF_MASKS):
        part = shifts[start : start + SHIFTS_OF_MASKS]
        mask = np.abs(delay[:, np.newaxis] - part) <= windows.days / 2
        inside[:, start : start + SHIFTS_OF_MASKS] = weights @ mask.astype(np.float64)
    values, number = np.split(inside, 2)
    outside, others = np.split(total - inside, 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (values / number) / (outside / others)
    return np.where((number > 0) & (others > 0) & (outside != 0), ratio, np.nan)[np.newaxis]


PEERS = {"bincount": (by_bincount, TRIALS_OF_PEER), "masks": (by_masks, 1)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--band", choices=BANDS, required=True)
    parser.add_argument("--sources", type=int, required=True)
    parser.add_argument("--pairs", type=int, required=True)
    parser.add_argument("--trials", type=int, required=True)
    parser.add_argument("--peer", choices=PEERS)
    parser.add_argument("--compared", type=int, default=0)
    options = parser.parse_args()
    curves = curves_of(options.band, options.sources)
    _, days, step = BANDS[options.band]
    windows, shifts = TimeWindows(days, LEVELS), shifts_of(step, 3600)
    own_times = np.random.default_rng(1).uniform(55500, 59000, options.pairs)
    best = np.inf
    for _ in range(3):
        started = time.process_time()
        sources, times = control_pairs(
            np.arange(options.sources), own_times, options.trials, seed=1, names=("benchmark",)
        )
        drawn_s = time.process_time() - started
        found = slide(curves, sources, times, windows, shifts)
        if (took := time.process_time() - started) < best:
            best, of_drawing = took, drawn_s
    each, agrees = 0.0, True
    if options.peer:
        peer, n_together = PEERS[options.peer]
        started, theirs = time.process_time(), []
        for start in range(0, options.compared, n_together):
            part = slice(start, start + n_together)
            theirs.append(peer(curves, sources[part], times[part], windows, shifts))
        each = (time.process_time() - started) / options.compared
        both = found[: options.compared], np.concatenate(theirs)
        agrees = bool(np.allclose(*both, rtol=1e-11, atol=0, equal_nan=True))
    report(
        ours_s=best,
        drawn_s=of_drawing,
        import_s=IMPORT_S,
        peer_s=each,
        agrees=agrees,
        peak_mib=peak_mib(),
    )


if __name__ == "__main__":
    main()
