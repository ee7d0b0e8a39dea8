"""Lists of alerts that a user brings, with any column names."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.contracts.alerts import ALERT_LIST
from nusources.errors import InputDataError
from nusources.tables import check_table

HALF_AXES = ("ra_err_plus", "ra_err_minus", "dec_err_plus", "dec_err_minus")
RANGES = {"mjd": (5e4, 1e5), "ra": (0.0, 360.0), "dec": (-90.0, 90.0), "error_radius": (0.0, 90.0)}
DAYS, DEGREES = ("d", "day", "mjd"), ("deg", "degree", "degrees")


def user_alert_list(
    table: pd.DataFrame, columns: dict[str, str], path: str | None = None
) -> pd.DataFrame:
    """Take alerts out of a table.

    Parameters
    ----------
    table : DataFrame
        Angles in degrees, J2000; times as MJD (UTC); units that the file declares, by column, in
        ``attrs["units"]``.
    columns : dict
        Which of its columns are alert_name, mjd, ra, dec, and either error_radius (90 %, on the
        sky) or the four half-axes of the 90 % region (those in R.A. as differences of R.A.).
    path : str, optional
        File named in errors.

    Returns
    -------
    DataFrame
        Contract ``alert_list``; all alerts are members.

    Raises
    ------
    InputDataError
        If a column is missing, a name repeats, or a value is not a number in its range or is in
        another unit.
    """
    missing = [name for name in columns.values() if name not in table.columns]
    if missing:
        raise InputDataError(
            f"the list of alerts lacks the column(s) {', '.join(missing)}",
            path=path,
            value=list(map(str, table.columns)),
            expected=", ".join(columns.values()),
        )
    numbers = {
        name: _numbers(table, column, name, path)
        for name, column in columns.items()
        if name != "alert_name"
    }
    alerts = pd.DataFrame(numbers).assign(alert_name=_names(table, columns["alert_name"], path))
    is_circle = "error_radius" in numbers
    if is_circle:
        alerts = alerts.assign(**dict.fromkeys(HALF_AXES, alerts.pop("error_radius")))
    alerts = alerts.assign(
        stream="user",
        sample="user",
        region="circle" if is_circle else "rectangle",
        position_source=str(path),
        membership="member",
        in_sample=True,
        reason=pd.Series(pd.NA, index=alerts.index, dtype="string"),
        energy=np.nan,
        signalness=np.nan,
    )
    alerts = alerts.sort_values("mjd", kind="stable", ignore_index=True)[ALERT_LIST.column_names]
    check_table(alerts, ALERT_LIST, path)
    return alerts


def _names(table: pd.DataFrame, column: str, path: str | None) -> pd.Series:
    names = table[column].astype("string")
    wrong = np.flatnonzero(names.isna() | names.duplicated())
    if wrong.size:
        raise InputDataError(
            "an alert without a name or with a name that was there before",
            path=path,
            row=int(wrong[0]) + 1,
            column=column,
            value=str(names.iloc[wrong[0]]),
            expected="a different name for each alert",
        )
    return names.astype(str)


def _numbers(table: pd.DataFrame, column: str, name: str, path: str | None) -> pd.Series:
    """Numbers of one quantity, in its unit and range."""
    units = DAYS if name == "mjd" else DEGREES
    declared = table.attrs.get("units", {}).get(column, units[0])
    if declared not in units:
        raise InputDataError(
            "the file declares another unit",
            path=path,
            column=column,
            value=declared,
            expected=units[0],
        )
    low, high = RANGES.get(name, (0.0, 360.0))
    values = pd.to_numeric(table[column], errors="coerce").astype(float)
    is_good = (values >= low) & (values <= high)
    if name not in ("mjd", "ra", "dec"):
        is_good &= values > 0
    wrong = np.flatnonzero(~is_good)
    if wrong.size:
        raise InputDataError(
            f"not a {name} of an alert",
            path=path,
            row=int(wrong[0]) + 1,
            column=column,
            value=table[column].iloc[wrong[0]],
            expected=f"a number from {low:g} to {high:g} {units[0]}",
        )
    return values
