"""Thresholds of the test statistic, and the signal that passes them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import chdtrc, chdtri, gammaln, log_ndtr, ndtri

Array = NDArray[np.float64]
FEWEST_BEYOND = 10
"""Scrambled skies beyond a threshold that is read from them."""
LARGEST_FREEDOM = 12.0
EXTRAPOLATION = 1.5
"""Largest signal that is believed, over the largest injected one."""
COUNTED, FITTED, UNKNOWN = "scrambles", "fitted chi-squared", "too few scrambles"


class Threshold(NamedTuple):
    """A test statistic and how it was found."""

    value: float
    method: str


def threshold_of(null: ArrayLike, p_value: float) -> Threshold:
    """Test statistic that scrambled skies pass with a probability.

    Where fewer than `FEWEST_BEYOND` of the skies are beyond, the tail is that of a chi-squared
    distribution whose degrees of freedom are fitted to the upper half of the positive statistics.

    Parameters
    ----------
    null : array_like, shape (n_trials,)
        TS of scrambled skies.
    p_value : float

    Returns
    -------
    Threshold
        NaN where the skies are too few for a fit.
    """
    found = np.sort(np.asarray(null, dtype=float))
    if p_value * len(found) >= FEWEST_BEYOND:
        return Threshold(float(np.quantile(found, 1 - p_value)), COUNTED)
    positive = found[found > 0]
    if len(positive) < 2 * FEWEST_BEYOND:
        return Threshold(np.nan, UNKNOWN)
    lowest = float(np.median(positive))
    tail = positive[positive > lowest]

    def unlikeliness(freedom: float) -> float:
        half = freedom / 2
        density = (half - 1) * np.log(tail / 2) - tail / 2 - gammaln(half) - np.log(2)
        return float(len(tail) * np.log(chdtrc(freedom, lowest)) - density.sum())

    freedom = minimize_scalar(unlikeliness, bounds=(0.1, LARGEST_FREEDOM), method="bounded").x
    share = len(tail) / len(found)
    return Threshold(float(chdtri(freedom, p_value * chdtrc(freedom, lowest) / share)), FITTED)


def signal_at_power(
    means: ArrayLike, shares: ArrayLike, n_trials: ArrayLike, power: float
) -> float:
    """Expected number of signal events with which a share of the trials passes.

    The share is taken for Phi(a + b sqrt(mean)), fitted to the trials of all means.

    Parameters
    ----------
    means : array_like, shape (n_levels,)
        Expected signal events of the trials.
    shares : array_like, shape (n_levels,)
        Share of the trials that pass.
    n_trials : array_like, shape (n_levels,)
    power : float

    Returns
    -------
    float
        NaN where it is more than `EXTRAPOLATION` times the largest mean, or the share does not
        rise.
    """
    root = np.sqrt(np.asarray(means, dtype=float))
    passed = np.asarray(shares, dtype=float) * n_trials
    failed = np.asarray(n_trials) - passed

    def unlikeliness(line: Array) -> float:
        z = line[0] + line[1] * root
        return -float(passed @ log_ndtr(z) + failed @ log_ndtr(-z))

    # Half a trial more on either side begins the fit, which then has no need of it.
    begin = np.polyfit(root, ndtri((passed + 0.5) / (passed + failed + 1)), 1)[::-1]
    offset, slope = minimize(unlikeliness, begin, method="Nelder-Mead").x
    if slope <= 0:
        return np.nan
    found = max((float(ndtri(power)) - offset) / slope, 0.0) ** 2
    return found if found <= EXTRAPOLATION * np.max(means) else np.nan
