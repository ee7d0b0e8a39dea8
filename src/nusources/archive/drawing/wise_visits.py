"""When WISE and NEOWISE visit a position.

The telescope scans circles 90 deg from the Sun: it sees a source twice a year for about a day.

References
----------
Wright et al. 2010, AJ 140, 1868, section 2; Mainzer et al. 2014, ApJ 792, 30.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HALF_YEAR = 182.62  # d
SURVEYS = {"allwise": (55203.0, 55593.0), "neowise": (56639.0, 59196.0)}
"""First and last day [MJD]; NEOWISE-R as far as December 2020 (chang2022, section 3.3)."""
SUN_LONGITUDE = (280.46, 0.98565, 51544.5)
"""Mean longitude of the Sun [deg] at an epoch [MJD], and its motion [deg/d]."""
OBLIQUITY = 23.439  # deg


def visit_days(ra, dec) -> NDArray[np.float64]:
    """Middle of each visit to positions.

    Parameters
    ----------
    ra, dec : array, shape (n_sources,)
        [deg]

    Returns
    -------
    array, shape (n_sources, n_visits)
        [MJD], in order; NaN where a source is visited less often than others.
    """
    ra, dec, tilt = np.radians(ra), np.radians(dec), np.radians(OBLIQUITY)
    sine = np.sin(ra) * np.cos(tilt) + np.tan(dec) * np.sin(tilt)
    longitude = np.degrees(np.arctan2(sine, np.cos(ra)))
    zero, motion, epoch = SUN_LONGITUDE
    first = epoch + ((longitude + 90.0 - zero) % 180.0) / motion
    parts = []
    for start, stop in SURVEYS.values():
        number = np.ceil((start - first) / HALF_YEAR)
        steps = np.arange(int((stop - start) / HALF_YEAR) + 1)
        days = first[:, None] + HALF_YEAR * (number[:, None] + steps)
        parts.append(np.where(days < stop, days, np.nan))
    return np.concatenate(parts, axis=1)
