"""Our values of what chang2022 prints of light curves and members of classes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.selection.counterparts import plain_names
from nusources.sky import angular_separation

TXS_0506 = (77.3582, 5.6931)
"""ra, dec of TXS 0506+056 [deg]."""
USUAL_BAND = 3
TABLES = {"table4.n_agree": "TXS_like", "table5.n_agree": "CFS"}


def txs_lag(classes: pd.DataFrame, radius_deg: float) -> float:
    """Lag of the infrared flare of TXS 0506+056 by the rule for classes [d]; NaN: no such pair.

    Parameters
    ----------
    classes : DataFrame
        Contract ``flare_classes``.
    radius_deg : float
        Within which a source is TXS 0506+056 [deg].
    """
    own = classes[classes["sample"] == "FIBS"]
    near = angular_separation(own["ra"], own["dec"], *TXS_0506) <= radius_deg
    found = own["lag_days"][np.asarray(near)]
    return float(found.iloc[0]) if len(found) else np.nan


def mean_interval(points: pd.DataFrame, longest_days: float) -> float:
    """Mean interval between successive points of the same curve [d].

    Parameters
    ----------
    points : DataFrame
        Contract ``light_curves_*``; artificial points are left aside.
    longest_days : float
        Longer intervals are a break between surveys and do not count.
    """
    own = points[~points["is_artificial"]].sort_values(["source_name", "mjd"])
    interval = own.groupby("source_name")["mjd"].diff()
    return float(interval[interval <= longest_days].mean())


def n_of_other_band(links: pd.DataFrame, measurements: pd.DataFrame) -> float:
    """ACC-Fermi sources that were never measured in band 3 (section 3.3); NaN without sources.

    Parameters
    ----------
    links : DataFrame
        Contract ``light_curve_links``.
    measurements : DataFrame
        Contract ``alma_calibrators``.
    """
    own = links[(links["sample"] == "ACC_Fermi") & (links["band"] == "millimetre")]
    if own.empty:
        return np.nan
    usual = measurements.loc[measurements["band"] == USUAL_BAND, "source_name"].astype(object)
    return float((~own["curve_name"].astype(object).isin(usual)).sum())


def member_numbers(classes: pd.DataFrame, listed: pd.DataFrame) -> dict[str, float]:
    """Members of Tables 4 and 5 that the run too puts into their class.

    Parameters
    ----------
    classes : DataFrame
        Contract ``flare_classes``.
    listed : DataFrame
        group, name_4fgl of the published members.
    """
    fibs = classes[(classes["sample"] == "FIBS") & classes["gamma_name"].notna()]
    own = dict(zip(plain_names(fibs["gamma_name"], fibs.index), fibs["class"], strict=True))
    numbers = {}
    for name, group in TABLES.items():
        members = listed[listed["group"] == group]
        theirs = plain_names(members["name_4fgl"], members.index).astype(object)
        numbers[name] = float((theirs.map(own) == group).sum())
    return numbers
