"""Ratios of signal to background densities of events."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError


def density_ratios(
    signal: ArrayLike, background: ArrayLike, *, energy: ArrayLike = 1.0
) -> NDArray[np.float64]:
    """Ratio of densities of each event, r = S / B, times that of the energies.

    Parameters
    ----------
    signal : array_like, shape (n_events,)
        S [1/deg2].
    background : array_like, shape () or (n_events,)
        B [1/deg2]: of a uniform background one over the area.
    energy : array_like, shape () or (n_events,)
        Probability density of the energy for signal over that for background, at the event's
        declination.

    Raises
    ------
    InputDataError
        A background that is not above 0, or a ratio of energies that is negative.

    References
    ----------
    Braun et al. 2008, Astropart. Phys. 29, 299, eqs. 2 and 5.
    """
    below = np.asarray(background, dtype=np.float64)
    if not np.all(below > 0):
        raise InputDataError(
            "events where there is no background",
            value=float(np.min(below)),
            expected="a background density above 0 at every event",
        )
    factor = np.asarray(energy, dtype=np.float64)
    if not np.all(np.isfinite(factor) & (factor >= 0)):
        raise InputDataError(
            "a ratio of energy densities that cannot be used", expected="finite, not negative"
        )
    return np.asarray(signal, dtype=np.float64) / below * factor
