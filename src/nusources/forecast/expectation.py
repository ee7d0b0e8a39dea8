"""Expected width of the fitted fraction, without experiments.

References
----------
Chen et al. 2025, section III (the fit); Fisher information of a mixture, docs/method-forecast.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nusources.forecast.densities import WRAPPED, SignalField
from nusources.forecast.estimates import signal_of
from nusources.forecast.experiments import Readings, Setup
from nusources.forecast.fields import PeriodicField, SourceField
from nusources.likelihood.information import fraction_error, information

N_BINS = 4000
LOG10_RATIOS = (-8.0, 7.0)
"""Of S / B: below, it is as good as 0."""


@dataclass(frozen=True)
class Expectation:
    """How S / B is distributed over a field.

    Parameters
    ----------
    ratios : ndarray
        S / B.
    areas : ndarray
        Share of the field in which S / B is that.
    bright_share : float
        c of eq. 5.
    n_bright : int
        Sources of the fit.
    """

    ratios: NDArray[np.float64]
    areas: NDArray[np.float64]
    bright_share: float
    n_bright: int

    def error(self, n_events: float, fraction: float, signal_number: str = "binomial") -> float:
        """Standard deviation of the fitted fraction of all events.

        Parameters
        ----------
        n_events : float
        fraction : float
            True fraction of events from all sources.
        signal_number : str
            binomial | rounded.
        """
        per_event = information(self.ratios, self.areas, self.bright_share * fraction)
        bright = fraction_error(
            per_event,
            n_events,
            true_fraction=fraction,
            bright_share=self.bright_share,
            signal_number="binomial" if signal_number == "binomial" else "fixed",
        )
        return float(bright / self.bright_share)

    def signal_to_noise(
        self, n_events: float, fraction: float, signal_number: str = "binomial"
    ) -> float:
        """Fraction over its standard deviation (eq. 4)."""
        return fraction / self.error(n_events, fraction, signal_number)


def expectation(sources: SourceField, setup: Setup, readings: Readings) -> Expectation:
    """Distribution of S / B over the field of the sources that the fit knows."""
    signal, share = signal_of(sources, setup, readings)
    values = ratios_over_field(signal)
    if readings.normalisation == "footprint":
        values = values / signal.inside
    ratios, areas = compressed(values)
    return Expectation(ratios, areas, share, len(signal.weights))


def ratios_over_field(signal: SignalField) -> NDArray[np.float64]:
    """S / B in all pixels whose middle is in the field."""
    field, grid = signal.sources.field, signal.grid
    values = signal.map * field.area
    if isinstance(field, PeriodicField):
        return values[WRAPPED:-WRAPPED, WRAPPED:-WRAPPED].ravel()
    return values[field.mask(grid.x, grid.y)]


def compressed(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean of the values in each of many narrow classes, and the share of each class."""
    low, high = LOG10_RATIOS
    logs = np.log10(np.maximum(values, 10**low))
    at = np.clip(((logs - low) / (high - low) * N_BINS).astype(np.int64), 0, N_BINS - 1)
    counts = np.bincount(at, minlength=N_BINS)
    sums = np.bincount(at, np.maximum(values, 0.0), minlength=N_BINS)
    used = counts > 0
    return sums[used] / counts[used], counts[used] / len(values)


def combined(signal_to_noise: NDArray | float, systematic: float) -> NDArray[np.float64]:
    """S/N with a relative systematic error in quadrature (section V).

    Examples
    --------
    >>> float(combined(4.0, 0.0)), round(float(combined(1e9, 0.1)), 6)
    (4.0, 10.0)
    """
    statistical = np.asarray(signal_to_noise, dtype=float)
    return statistical / np.sqrt(1 + (statistical * systematic) ** 2)


def combined_slope(signal_to_noise: float, systematic: float) -> float:
    """Derivative of `combined` by the statistical S/N: the error of the one over the other's."""
    return float((1 + (signal_to_noise * systematic) ** 2) ** -1.5)


def needed_events(target: float, at_one: float, systematic: float = 0.0) -> float:
    """Events for which the S/N reaches a target.

    Parameters
    ----------
    target : float
        S/N.
    at_one : float
        Statistical S/N of one event: it grows with the root of their number.
    systematic : float
        Relative.

    Returns
    -------
    float
        Infinite where the systematic error does not let it.

    Examples
    --------
    >>> round(needed_events(5.0, 0.1), 6), needed_events(5.0, 0.1, 0.2)
    (2500.0, inf)
    """
    room = target**-2 - systematic**2
    return 1 / (room * at_one**2) if room > 0 else np.inf
