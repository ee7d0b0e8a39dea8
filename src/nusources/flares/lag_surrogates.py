"""How often independent red noise gives as large a correlation.

References
----------
Timmer & Koenig 1995, A&A 300, 707: red noise with random phases and amplitudes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nusources.flares.lags import Correlation, LagRule, Series, correlate_series

STEP_DAYS = 10.0
N_STEPS = 4096
"""112 years, so that each light curve is a small part of its history: power leaks from below."""


def red_noise(n_series: int, slope: float, random: np.random.Generator) -> NDArray[np.float64]:
    """Histories with a power spectrum f^-slope, each of mean 0 and variance 1.

    Returns
    -------
    ndarray, shape (n_series, N_STEPS)
    """
    frequency = np.fft.rfftfreq(N_STEPS)[1:]
    shape = (n_series, len(frequency))
    waves = random.standard_normal(shape) + 1j * random.standard_normal(shape)
    spectrum = np.concatenate([np.zeros((n_series, 1)), waves * frequency ** (-slope / 2)], axis=1)
    series = np.fft.irfft(spectrum, N_STEPS, axis=1)
    return series / series.std(axis=1, keepdims=True)


@dataclass(frozen=True)
class Surrogates:
    """Pairs of independent histories, which all sources see at their own times.

    Parameters
    ----------
    first, second : ndarray, shape (n_surrogates, N_STEPS)
    """

    first: NDArray[np.float64]
    second: NDArray[np.float64]

    @classmethod
    def drawn(cls, n_surrogates: int, slope: float, random: np.random.Generator) -> Surrogates:
        """Draw histories of both bands."""
        return cls(red_noise(n_surrogates, slope, random), red_noise(n_surrogates, slope, random))

    def correlations(
        self, first: Series, second: Series, rule: LagRule, random: np.random.Generator
    ) -> Correlation:
        """Correlations of pairs of independent curves with the times and errors of two real ones.

        Histories have the variance that is left of a curve without its errors; Gaussian errors
        are put on them.
        """
        start = min(first.time[0], second.time[0])
        fluxes = tuple(
            _seen(history, one, start, random)
            for history, one in ((self.first, first), (self.second, second))
        )
        times = tuple(np.ascontiguousarray(one.time, dtype=float) for one in (first, second))
        errors = tuple(one.flux_error / _unit(one) for one in (first, second))
        return correlate_series(times, fluxes, errors, rule)


def _unit(one: Series) -> float:
    return float(np.abs(one.flux).max() or 1.0)


def _seen(history: NDArray, one: Series, start: float, random: np.random.Generator) -> NDArray:
    unit = _unit(one)
    error = one.flux_error / unit
    own = max(float(np.var(one.flux / unit) - np.mean(error**2)), 0.0)
    step = ((one.time - start) / STEP_DAYS).astype(np.int64) % N_STEPS
    seen = history[:, step]
    seen -= seen.mean(axis=1, keepdims=True)
    seen *= np.sqrt(own) / np.maximum(seen.std(axis=1, keepdims=True), 1e-12)
    seen += error * random.standard_normal(seen.shape)
    return np.ascontiguousarray(seen)


def chance(observed: float, surrogates: Correlation, pairs_min: int) -> float:
    """Share of surrogates with as large a maximum, (M + 1) / (N + 1).

    Surrogates without a correlation, for their scatter does not exceed the errors, never exceed.
    """
    usable = np.nan_to_num(surrogates.usable(pairs_min), nan=-np.inf)
    return float((np.sum(usable.max(axis=1) >= observed) + 1) / (len(usable) + 1))
