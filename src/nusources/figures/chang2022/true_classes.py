"""Classes that the injected flares of simulated sources have, by the rules of the paper.

References
----------
Chang et al. 2022, sections 4.2.2 and 4.2.4.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.flares.classes import ClassRule, stage_class
from nusources.flares.intervals import NO_INTERVALS, Intervals, union
from nusources.flares.stages import BandState

NONE = "no injected flare"
ALWAYS = np.array([[-np.inf, np.inf]])


def true_classes(flares: pd.DataFrame) -> pd.Series:
    """Class of each source by its injected flares, as if all were seen.

    Parameters
    ----------
    flares : DataFrame
        With the contract `simulated_flares`: band gamma_ray or infrared, mjd_start, mjd_stop [d].

    Returns
    -------
    Series of str
        By source_name: TXS_like, CFS, NFS, infrared_only, gamma_only, other, by the rules that are
        the default. Sources without a flare are not in it.
    """
    low, high = (_flares_of(flares, band) for band in ("infrared", "gamma_ray"))
    found = {
        name: stage_class(_state(low.get(name)), _state(high.get(name)), ClassRule())["class"]
        for name in {**low, **high}
    }
    return pd.Series(found, dtype=object)


def _flares_of(flares: pd.DataFrame, band: str) -> dict[str, Intervals]:
    """Flares of each source in a band: start and stop [d]."""
    own = flares[flares["band"] == band].sort_values("source_name", kind="stable")
    names, first = np.unique(own["source_name"].to_numpy(object), return_index=True)
    times = own[["mjd_start", "mjd_stop"]].to_numpy(np.float64)
    return dict(zip(names, np.split(times, first[1:]), strict=True)) if len(names) else {}


def _state(times: Intervals | None) -> BandState:
    flares = NO_INTERVALS if times is None else union(times)
    return BandState(flares, ALWAYS, flares.mean(axis=1))
