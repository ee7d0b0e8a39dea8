"""Classes that the injected flares of simulated sources have, by the rules of the paper.

References
----------
Chang et al. 2022, sections 4.2.2 and 4.2.4.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.flares.classes import ClassRule, stage_class
from nusources.flares.intervals import union
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
    found = {
        name: stage_class(_state(rows, "infrared"), _state(rows, "gamma_ray"), ClassRule())["class"]
        for name, rows in flares.groupby("source_name")
    }
    return pd.Series(found, dtype=object)


def _state(flares: pd.DataFrame, band: str) -> BandState:
    times = union(flares.loc[flares["band"] == band, ["mjd_start", "mjd_stop"]])
    return BandState(times, ALWAYS, times.mean(axis=1))
