"""The 102 alerts of chang2022, rebuilt from public lists.

The paper counts 35 archival events (2010 to spring 2016) and 67 real-time alerts (spring 2016 to
May 2021) and does not list them. The rule here gives 35 + 20 + 47 = 102:

archival
    The archival events of IceCube's list of historical alerts (`txs0506_alerts`), without five of
    bad resolution, which have no region.
realtime_v1
    Alerts of the EHE and HESE streams until June 2019 that have a region in their circular.
realtime_v2
    Gold and Bronze alerts from June 2019 to May 2021 that were not retracted.

The real-time alerts and their regions are those of the circulars (`asassn_alerts`). Where the lists
leave a choice, the alert is marked as doubtful, so that results can be had with and without it.

References
----------
Chang et al. 2022, section 3.1. The composition is inferred: it gives the published numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from nusources.alert_regions import AlertRegions
from nusources.contracts.alerts import ALERT_LIST
from nusources.errors import InputDataError
from nusources.tables import check_table

END_MJD = 59366.0  # 2021-06-01: "up to the end of May 2021"
FIRST_GOLD_MJD = 58653.0  # 2019-06-19, first alert of the Gold and Bronze streams
SAME_TIME = 2.0 / 86400.0  # d: arrival times of the lists are rounded to 1 s or less
MJD_EPOCH = date(1858, 11, 17)
OLD_STREAMS = ("HESE", "EHE")
ERRORS = ("ra_err_plus", "ra_err_minus", "dec_err_plus", "dec_err_minus")
RETRACTED, NO_REGION = "retracted", "no 90 % region"
DOUBTS = {  # membership and reason of the alerts on which the public lists disagree
    "IC170506A": (
        "doubtful member",
        "marked as retracted in the ASAS-SN list, but in IceCube's list of 2018 with a region",
    ),
    "IC200227A": (
        "doubtful member",
        "no rectangle in its circular: circle of the notice",
    ),
    "IC190504A": (
        "doubtful non-member",
        "no region in its circular; IceCat-1 has one",
    ),
}
REGION_FROM_ICECAT1 = ("IC190504A", "IC190629A")  # no full rectangle in their circulars
REGION_FROM_NOTICE = ("IC200227A",)


@dataclass(frozen=True)
class AlertSources:
    """The loaded lists.

    Parameters
    ----------
    historical : DataFrame
        Contract ``txs0506_alerts``.
    circulars : DataFrame
        Contract ``asassn_alerts``.
    icecat1 : DataFrame
        Contract ``icecat1``.
    """

    historical: pd.DataFrame
    circulars: pd.DataFrame
    icecat1: pd.DataFrame


def rebuild_alert_list(sources: AlertSources) -> pd.DataFrame:
    """Rebuild the list with all candidates and the reason for or against each.

    Parameters
    ----------
    sources : AlertSources

    Returns
    -------
    DataFrame
        Contract ``alert_list``, by time. ``in_sample`` marks the sample: members and doubtful
        members. Errors in R.A. are differences of R.A.; those of a circle are angles on the sky,
        the radius in all four columns.

    Raises
    ------
    InputDataError
        If an alert that the rule names is not in the lists.
    """
    table = pd.concat([_archival(sources.historical), _realtime(sources)], ignore_index=True)
    table = _judge(table)
    at = _match_times(table["mjd"].to_numpy(), sources.icecat1["mjd"].to_numpy())
    for name in ("energy", "signalness"):
        values = sources.icecat1[name].to_numpy()
        table[name] = np.where(at >= 0, values[at], np.nan)
    table = table.sort_values("mjd", kind="stable", ignore_index=True)[ALERT_LIST.column_names]
    check_table(table, ALERT_LIST)
    return table


def regions_of(alerts: pd.DataFrame, ra_errors: str = "coordinate") -> AlertRegions:
    """Take the regions out of an alert list.

    Parameters
    ----------
    alerts : DataFrame
        Contract ``alert_list``; every row must have a region.
    ra_errors : str
        ``coordinate`` (as IceCube defines the errors) or ``true``, see `nusources.alert_regions`.
    """
    if (alerts["region"] == "none").any():
        row = int(np.argmax(alerts["region"] == "none"))
        raise InputDataError(
            "alert without a region",
            row=row + 1,
            column="region",
            value=alerts["alert_name"].iloc[row],
            expected="alerts with in_sample, or with a region",
        )
    ra, dec = (alerts[name].to_numpy(copy=True) for name in ("ra", "dec"))
    errors = [alerts[name].to_numpy(copy=True) for name in ERRORS]
    is_circle = (alerts["region"] == "circle").to_numpy()
    return AlertRegions(ra, dec, errors[0], errors[1], errors[2], errors[3], ra_errors, is_circle)


def _archival(historical: pd.DataFrame) -> pd.DataFrame:
    """Take the archival events; the list gives them no names."""
    table = historical[~historical["is_realtime"]].reset_index(drop=True)
    days = [MJD_EPOCH + timedelta(days=int(mjd)) for mjd in table["mjd"]]
    columns = ["stream", "mjd", "ra", "dec", *ERRORS]
    reason = pd.Series(NO_REGION, index=table.index).where(table["has_bad_resolution"])
    return table[columns].assign(
        alert_name=[f"IC{day:%y%m%d}" for day in days],
        sample="archival",
        region=np.where(table["has_bad_resolution"], "none", "rectangle"),
        position_source="TXS0506_alerts",
        reason=reason.astype("string"),
    )


def _realtime(sources: AlertSources) -> pd.DataFrame:
    """Take the alerts announced in real time until May 2021, one row each."""
    listed = sources.circulars[sources.circulars["mjd"] < END_MJD]
    table = listed.drop_duplicates("alert_name").reset_index(drop=True)
    streams = listed.groupby("alert_name")["alert_class"].agg("+".join)
    table["stream"] = table["alert_name"].map(streams).astype("string")
    table["sample"] = np.where(table["mjd"] < FIRST_GOLD_MJD, "realtime_v1", "realtime_v2")
    table["position_source"] = "GCN circular"
    for name in REGION_FROM_ICECAT1:
        _take_region(table, name, sources.icecat1)
    has_region = table[list(ERRORS)].notna().all(axis=1)
    table["region"] = np.where(has_region, "rectangle", "none")
    for name in REGION_FROM_NOTICE:
        row = _row_of(table, name)
        table.loc[row, list(ERRORS)] = table.loc[row, "initial_error"]
        table.loc[row, ["region", "position_source"]] = ["circle", "GCN notice"]
    table.loc[table["region"] == "none", list(ERRORS)] = np.nan
    reason = pd.Series(None, index=table.index, dtype="string")
    reason[table["region"] == "none"] = NO_REGION
    reason[table["alert_class"] == "EXTRA"] = "announced by circular only, of no alert stream"
    reason[table["is_retracted"]] = RETRACTED
    columns = ["alert_name", "stream", "sample", "mjd", "ra", "dec", *ERRORS, "region"]
    return table[[*columns, "position_source"]].assign(reason=reason)


def _take_region(table: pd.DataFrame, name: str, icecat1: pd.DataFrame) -> None:
    """Put position and errors of IceCat-1 in place of an incomplete circular's."""
    row = _row_of(table, name)
    at = _match_times(table.loc[[row], "mjd"].to_numpy(), icecat1["mjd"].to_numpy())[0]
    if at < 0:
        raise InputDataError("alert is not in IceCat-1", value=name, expected="its time and region")
    for column in ("ra", "dec", *ERRORS):
        table.loc[row, column] = icecat1[column].iloc[at]
    table.loc[row, "position_source"] = "IceCat-1"


def _row_of(table: pd.DataFrame, name: str) -> int:
    """Find an alert."""
    rows = np.flatnonzero(table["alert_name"] == name)
    if rows.size == 0:
        raise InputDataError(
            "alert is not in the list of circulars", value=name, expected="one of its alerts"
        )
    return int(rows[0])


def _judge(table: pd.DataFrame) -> pd.DataFrame:
    """Set membership: excluded where there is a reason, but for the doubtful ones."""
    table["membership"] = np.where(table["reason"].notna(), "excluded", "member")
    for name, (membership, reason) in DOUBTS.items():
        row = _row_of(table, name)
        table.loc[row, ["membership", "reason"]] = [membership, reason]
    table["in_sample"] = table["membership"].isin(["member", "doubtful member"])
    return table


def _match_times(mjd: np.ndarray, catalogue: np.ndarray) -> np.ndarray:
    """Index of the catalogue's alert at the same time, -1 where there is none."""
    nearest = np.abs(mjd[:, None] - catalogue).argmin(axis=1)
    return np.where(np.abs(mjd - catalogue[nearest]) < SAME_TIME, nearest, -1)
