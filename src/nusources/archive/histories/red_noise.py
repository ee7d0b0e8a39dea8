"""Red noise on a regular grid of times, many series at once.

References
----------
Timmer & Koenig 1995, A&A 300, 707 (Gaussian noise of a power-law spectrum); Uttley, McHardy &
Vaughan 2005, MNRAS 359, 345 (its exponential: log-normal fluxes).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.fft import irfft

STEP = 5.0  # d
FIRST_DAY, N_STEPS = 53002.0, 1280
"""MJD at which the grid begins, and its cells, to 59402: all epochs of all bands, with room for
lags. Bins of 30 days from 54622 on are whole cells."""
CENTRES = FIRST_DAY + STEP * (np.arange(N_STEPS) + 0.5)
OBSERVED = (CENTRES > 54622.0) & (CENTRES < 59272.0)
"""Cells in which series are standardised: June 2008 to March 2021."""
BATCH = 512  # series per transform: their spectra stay in the processor's cache


def red_noise(slopes: NDArray[np.float64], *, rng: np.random.Generator) -> NDArray[np.float32]:
    """Draw Gaussian series with power ~ frequency^-slope, mean 0 and deviation 1 where OBSERVED.

    Series are twice as long as the grid and cut, so that the ends do not know each other.

    Parameters
    ----------
    slopes : array, shape (n_series,)
    rng : Generator

    Returns
    -------
    array of float32, shape (n_series, N_STEPS)
    """
    n_frequencies = N_STEPS + 1
    log_frequency = np.log(np.arange(1, n_frequencies, dtype=np.float32))
    series = np.empty((len(slopes), N_STEPS), dtype=np.float32)
    for first in range(0, len(slopes), BATCH):
        chosen = np.asarray(slopes[first : first + BATCH], dtype=np.float32)
        drawn = rng.standard_normal((2, chosen.size, n_frequencies), dtype=np.float32)
        spectrum = drawn[0] + 1j * drawn[1]
        spectrum[:, 0] = 0.0
        spectrum[:, 1:] *= np.exp(-0.5 * chosen[:, None] * log_frequency)
        series[first : first + BATCH] = irfft(spectrum, 2 * N_STEPS, axis=1)[:, :N_STEPS]
    return standardised(series)


def standardised(series: NDArray[np.float32]) -> NDArray[np.float32]:
    """Shift and scale series to mean 0 and standard deviation 1 where OBSERVED.

    Parameters
    ----------
    series : array, shape (n_series, N_STEPS)
    """
    seen = series[:, OBSERVED]
    mean, deviation = seen.mean(axis=1), seen.std(axis=1)
    return (series - mean[:, None]) / deviation[:, None]


def delayed(series: NDArray[np.float32], lags: NDArray[np.float64]) -> NDArray[np.float32]:
    """Delay each series by its lag [d], to whole steps; the first value fills what is not known."""
    steps = np.round(np.asarray(lags) / STEP).astype(int)
    columns = np.clip(np.arange(N_STEPS) - steps[:, None], 0, N_STEPS - 1)
    return np.take_along_axis(series, columns, axis=1)


def bin_means(series: NDArray[np.floating], edges: NDArray[np.floating]) -> NDArray[np.float64]:
    """Means over bins of time.

    Parameters
    ----------
    series : array, shape (n_series, N_STEPS)
    edges : array, shape (n_bins + 1,)
        [MJD], rounded to cells.

    Returns
    -------
    array, shape (n_series, n_bins)
    """
    cells = np.clip(np.round((np.asarray(edges) - FIRST_DAY) / STEP), 0, N_STEPS).astype(int)
    sums = np.add.reduceat(series[:, : cells[-1]], cells[:-1], axis=1, dtype=np.float64)
    return sums / np.diff(cells)


def cells_of(mjd: ArrayLike) -> NDArray[np.int64]:
    """Cell of the grid of each time [MJD]; times beyond it get the first or last."""
    cells = np.floor((np.asarray(mjd) - FIRST_DAY) / STEP).astype(np.int64)
    return np.clip(cells, 0, N_STEPS - 1)
