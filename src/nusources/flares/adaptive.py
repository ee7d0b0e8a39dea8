"""Gamma-ray curves in bins of adapted length, from spectral points of each bin (VOU_Blazars)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from astropy import constants, units

from nusources.flares.merging import Ledger
from nusources.flares.preparation import LIKELIHOOD_BAND_GEV, in_bins

GEV_PER_HZ = constants.h.to_value(units.GeV / units.Hz)
BIN = ["source_name", "mjd_start", "mjd_stop"]


def name_positions(points: pd.DataFrame) -> pd.DataFrame:
    """Points with a source_name of their position, such as J077.3582+05.6932 [deg].

    Parameters
    ----------
    points : DataFrame
        ra and dec [deg].
    """
    places = points[["ra", "dec"]].drop_duplicates()
    text = [f"J{ra:08.4f}{dec:+08.4f}" for ra, dec in places.itertuples(index=False)]
    return points.merge(places.assign(source_name=text), on=["ra", "dec"])


def prepare_adaptive(points: pd.DataFrame, ledger: Ledger, repeated: str) -> pd.DataFrame:
    """Energy fluxes in 0.9-500 GeV of each time bin, by a rectangle about each spectral point.

    Parameters
    ----------
    points : DataFrame
        Contract ``vou_lat_points`` with source_name, see `name_positions`.
    ledger : Ledger
    repeated : str
        See `nusources.flares.merging.with_each_time_once`.

    Returns
    -------
    DataFrame
        Contract ``light_curves_gamma_ray_adaptive``. Limits add nothing to the flux of a bin that
        has a detection; one that has none is a limit, the sum of its own.
    """
    table = ledger.keep("bins without length", points, ~points["has_no_duration"])
    energy = table["frequency"] * GEV_PER_HZ
    low, high = LIKELIHOOD_BAND_GEV
    table = table.assign(log_energy=np.log(energy)).sort_values([*BIN, "log_energy"])
    log_energy, bins = table["log_energy"], [table[name] for name in BIN]
    below = (log_energy + log_energy.groupby(bins).shift(1)) / 2
    above = (log_energy + log_energy.groupby(bins).shift(-1)) / 2
    below = below.fillna(-np.inf).clip(np.log(low), np.log(high))
    above = above.fillna(np.inf).clip(np.log(low), np.log(high))
    table = table.assign(width=above - below)
    table = ledger.keep("points outside 0.9-500 GeV", table, table["width"] > 0)
    is_limit = table["is_upper_limit"]
    part = table["width"] * table["nu_f_nu"]
    table = table.assign(
        flux=part.where(~is_limit, 0.0),
        limit=part.where(is_limit, 0.0),
        square=(table["width"] * table["nu_f_nu_error"]).where(~is_limit, 0.0) ** 2,
        is_detected=~is_limit,
    )
    found = table.groupby(BIN, as_index=False).agg(
        {"flux": "sum", "limit": "sum", "square": "sum", "is_detected": "any"}
    )
    is_limit = ~found["is_detected"]
    ledger.note("limits", found.loc[is_limit, "source_name"], found)
    found = found.assign(
        flux=found["flux"].where(~is_limit, found["limit"]),
        flux_error=np.sqrt(found["square"]).where(~is_limit, found["limit"]),
        is_upper_limit=is_limit,
    )
    return in_bins(found, repeated, ledger)
