"""Whether chains have forgotten where they began, and how many independent draws they are worth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nusources.errors import InputDataError

Array = NDArray[np.float64]

WINDOW = 5  # autocorrelation times over which an autocorrelation function is summed


class Unconverged(InputDataError):  # noqa: N818, names what it found
    """Draws that cannot be trusted."""


def split_r_hat(chains: Array) -> float:
    """Spread between the halves of all chains over that within them.

    Parameters
    ----------
    chains : ndarray, shape (n_steps, n_chains)

    Returns
    -------
    float
        1 where all halves are alike; NaN for chains that never move.

    References
    ----------
    Gelman et al. 2013, Bayesian Data Analysis, third edition, eqs. 11.1 to 11.4.

    Examples
    --------
    >>> chain = np.array([[0.0], [2.0], [0.0], [2.0]])
    >>> round(split_r_hat(chain), 4)  # halves of one mean: (n - 1) / n of the variance remains
    0.7071
    """
    half = len(chains) // 2
    halves = np.concatenate([chains[:half], chains[-half:]], axis=1)
    within = halves.var(axis=0, ddof=1).mean()
    between = halves.mean(axis=0).var(ddof=1)
    with np.errstate(invalid="ignore"):
        return float(np.sqrt((half - 1) / half + between / within))


def autocorrelation_time(chains: Array) -> float:
    """Steps for which an ensemble of chains remembers, in units of independent draws.

    The autocorrelation function is the mean over the chains, summed up to five times the result.

    Parameters
    ----------
    chains : ndarray, shape (n_steps, n_chains)

    Returns
    -------
    float
        1 for independent draws; infinite for chains that never move.

    References
    ----------
    Sokal 1997, Functional Integration, section 3; Goodman & Weare 2010, CAMCoS 5, 65, section 5.
    """
    n = len(chains)
    rest = chains - chains.mean(axis=0)
    size = 1 << (2 * n - 1).bit_length()  # powers of two are fastest
    spectrum = (np.abs(np.fft.rfft(rest, size, axis=0)) ** 2).mean(axis=1)
    function = np.fft.irfft(spectrum)[:n]
    if not function[0] > 0:
        return np.inf
    times = 2 * np.cumsum(function / function[0]) - 1
    is_enough = np.arange(n) >= WINDOW * times
    return float(times[is_enough.argmax() if is_enough.any() else -1])
