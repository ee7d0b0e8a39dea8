"""The public lists of alerts as they show a simulated history, and the truth behind them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.archive.alerts.history import is_in_icecat1
from nusources.contracts.alerts import ASASSN_ALERTS, ICECAT1, TXS0506_ALERTS
from nusources.contracts.simulated_alerts import SIMULATED_ALERT_TRUTH
from nusources.facts.alert_models import ERRORS, Icecat1Size

LAST_HISTORICAL_MJD = 58018.9  # the TXS0506_alerts list ends with IC170922A
SCORES = [f"{kind}_score" for kind in ("cascade", "skimming", "starting", "stopping")]
SCORE_DECADES = (-8.0, -2.0)  # of the four small topology scores: order of IceCat-1


def historical_list(history: pd.DataFrame) -> pd.DataFrame:
    """Archival events, and alerts with a region until IC170922A, in the order of the release.

    Parameters
    ----------
    history : DataFrame
        As from `nusources.archive.alerts.history.simulate_alert_history`.

    Returns
    -------
    DataFrame
        Contract ``txs0506_alerts``.
    """
    is_realtime = history["sample"] == "realtime_v1"
    shown = (history["sample"] == "archival") | (
        is_realtime & (history["mjd"] < LAST_HISTORICAL_MJD) & (history["fate"] != "retracted")
    )
    table = history[shown].assign(is_realtime=is_realtime[shown])
    table["stream"] = table["stream"].replace("EHE+HESE", "EHE").astype("string")
    table["has_bad_resolution"] = table["fate"] == "bad resolution"
    table.loc[table["has_bad_resolution"], list(ERRORS)] = np.nan
    order = ["stream", "is_realtime", "mjd"]
    table = table.sort_values(order, ascending=[False, True, True], ignore_index=True)
    return table[TXS0506_ALERTS.column_names]


def circular_list(history: pd.DataFrame) -> pd.DataFrame:
    """Alerts announced in real time, two rows for one of two streams.

    Parameters
    ----------
    history : DataFrame

    Returns
    -------
    DataFrame
        Contract ``asassn_alerts``, by time.
    """
    table = history[~history["sample"].isin(["archival", "icecat1"])].copy()
    retracted = table["fate"] == "retracted"
    lacks_region = table["fate"] == "without region"
    only_dec = table["fate"] == "region in declination only"
    table["is_retracted"] = retracted | (table["fate"] == "retracted with region")
    table["lacks_region"] = lacks_region
    table.loc[retracted, ["ra", "dec"]] = np.nan
    table.loc[retracted | lacks_region, list(ERRORS)] = np.nan
    table.loc[only_dec, ["ra_err_plus", "ra_err_minus"]] = np.nan
    table.loc[retracted | (table["stream"] == "HESE"), "signalness"] = np.nan
    by_circular = table["stream"] == "EXTRA"
    table.loc[by_circular, ["initial_ra", "initial_dec", "initial_error"]] = np.nan
    table = table.assign(alert_class=table["stream"].str.split("+")).explode("alert_class")
    table["alert_class"] = table["alert_class"].astype("string")
    return table.sort_values(["mjd", "alert_class"], ignore_index=True)[ASASSN_ALERTS.column_names]


def icecat1_list(
    history: pd.DataFrame, size: Icecat1Size, *, rng: np.random.Generator
) -> pd.DataFrame:
    """IceCat-1: alerts with a region from May 2011 on.

    Positions are those of the first announcement; a re-scan is not simulated. Topology scores are
    placeholders: nothing uses them.

    Parameters
    ----------
    history : DataFrame
    size : Icecat1Size
    rng : Generator
        Random stream.

    Returns
    -------
    DataFrame
        Contract ``icecat1``, by time.
    """
    table = history[is_in_icecat1(history, size)].sort_values("mjd", ignore_index=True)
    n = len(table)
    small = 10 ** rng.uniform(*SCORE_DECADES, (len(SCORES), n))
    vetoed = rng.choice(n, int(size.n_vetoed), replace=False)
    stream = table["stream"].str.split("+").str[0]
    hese = np.where(table["signalness"] >= 0.5, "hese-gold", "hese-bronze")
    others = stream.map({"GOLD": "gfu-gold", "BRONZE": "gfu-bronze", "EHE": "ehe-gold"})
    alert_class = others.fillna(pd.Series(hese, index=table.index)).astype("string")
    is_gold = alert_class.isin(["gfu-gold", "ehe-gold"])
    days = table["mjd"] - size.mjd_start
    return table.assign(
        **dict(zip(SCORES, small, strict=True)),
        throughgoing_score=1 - small.sum(axis=0),
        alert_name=table["alert_name"].where(
            table["sample"] != "archival", table["alert_name"] + "A"
        ),
        alert_class=alert_class,
        other_classes=is_gold.map({True: "gfu-bronze", False: None}).astype("string"),
        run=(size.first_run + np.floor(size.runs_per_day * days)).astype("int64"),
        event=rng.integers(1_000, 70_000_000, n),
        has_cosmic_ray_veto=np.isin(np.arange(n), vetoed),
    )[ICECAT1.column_names]


def alert_truth(history: pd.DataFrame) -> pd.DataFrame:
    """Origin and true direction of all alerts; contract ``simulated_alert_truth``."""
    table = history.assign(is_real=history["is_real"].astype(bool))
    for name in ("alert_name", "component"):
        table[name] = table[name].astype("string")
    return table.sort_values("alert_name", ignore_index=True)[SIMULATED_ALERT_TRUTH.column_names]
