"""Classes that the injected flares of simulated sources have, by the rules of the paper.

References
----------
Chang et al. 2022, sections 4.2.2 and 4.2.4.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.flares.intervals import Intervals, intersection, length, union

SIMULTANEOUS_SHARE = 0.5
"""Of CFS: more than this share of all flaring time is simultaneous (section 4.2.2)."""
LATE_SHARE, LATE_DAYS = 0.25, 500.0
"""Of TXS-like: largest simultaneous share, and lag between the beginnings (section 4.2.4)."""
NONE = "no injected flare"


def true_classes(flares: pd.DataFrame) -> pd.Series:
    """Class of each source by its injected flares.

    Parameters
    ----------
    flares : DataFrame
        With the contract `simulated_flares`: band gamma_ray or infrared, mjd_start, mjd_stop [d].

    Returns
    -------
    Series of str
        By source_name: TXS_like, CFS, NFS, infrared_only, gamma_only, other. Sources without a
        flare are not in it.
    """
    return pd.Series(
        {name: _class_of(rows) for name, rows in flares.groupby("source_name")}, dtype=object
    )


def _class_of(flares: pd.DataFrame) -> str:
    gamma, infrared = (_flares_of(flares, band) for band in ("gamma_ray", "infrared"))
    if not len(gamma) or not len(infrared):
        return "gamma_only" if len(gamma) else "infrared_only"
    shared = length(intersection(gamma, infrared))
    ratio = shared / length(union([*gamma, *infrared]))
    if ratio > SIMULTANEOUS_SHARE:
        return "CFS"
    if ratio <= LATE_SHARE and _is_late(gamma, infrared):
        return "TXS_like"
    return "NFS" if shared == 0 else "other"


def _flares_of(flares: pd.DataFrame, band: str) -> Intervals:
    return union(flares.loc[flares["band"] == band, ["mjd_start", "mjd_stop"]])


def _is_late(gamma: Intervals, infrared: Intervals) -> bool:
    """Whether an infrared flare follows a shorter γ-ray flare, and none holds two of them."""
    lag = infrared[:, np.newaxis, 0] - gamma[:, 0]
    longer = np.diff(infrared) > np.diff(gamma).T
    inside = (gamma[:, 0] >= infrared[:, [0]]) & (gamma[:, 1] <= infrared[:, [1]])
    follows = (lag >= 0) & (lag <= LATE_DAYS) & longer
    return bool(follows.any() and inside.sum(axis=1).max() < 2)
