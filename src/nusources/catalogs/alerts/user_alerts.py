"""Lists of alerts that a user brings, with any column names."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.alert_regions import areas
from nusources.catalogs.alerts.alert_list import regions_of
from nusources.contracts.alerts import ALERT_LIST
from nusources.errors import InputDataError, InputWarning
from nusources.tables import check_table
from nusources.user_files.frames import J2000
from nusources.user_files.plausibility import distinct_names
from nusources.user_files.positions import SkyColumns, declared_frame, sky_positions
from nusources.user_files.table import UserTable
from nusources.user_files.units import declared_unit, unit_factor
from nusources.user_files.where import Cell, rows_where

HALF_AXES = ("ra_err_plus", "ra_err_minus", "dec_err_plus", "dec_err_minus")
MJD_RANGE = (5e4, 1e5)
LARGEST_RADIUS, LARGEST_HALF_AXIS = 90.0, 360.0
LARGE_AREA = 500.0
"""Regions of this area [deg^2] and more are told: 1.2 % of the sky; two of the 102 alerts of
Chang et al. 2022 come near."""

LARGEST_AREA = 10313.24
"""A region that covers more [deg^2] than a quarter of the sky points nowhere."""

SAME_TIME = 1e-4
"""Notices closer in time than this [d], 9 s, are likely to be of one event."""


@dataclass(frozen=True)
class AlertRequest:
    """What the configuration says about a list of alerts.

    Parameters
    ----------
    columns : mapping
        Which columns are alert_name, mjd (UTC), ra, dec, and either error_radius (90 %, on the
        sky) or the four half-axes of the 90 % region.
    where : mapping
        Keep rows in which these columns hold this value, or one of these.
    angle_unit : str, optional
        Unit of the positions, where the file declares none; with rad, of all angles.
    shape, ra_errors : str
        As in `nusources.alert_regions`.
    """

    columns: Mapping[str, str]
    where: Mapping[str, Cell | Sequence[Cell]] = field(default_factory=dict)
    angle_unit: str | None = None
    shape: str = "ellipse"
    ra_errors: str = "coordinate"

    @property
    def wanted(self) -> list[str]:
        """Columns that are needed."""
        return [*self.columns.values(), *self.where]

    @property
    def sky(self) -> SkyColumns:
        """Columns of the positions."""
        columns = self.columns
        return SkyColumns(columns["alert_name"], columns["ra"], columns["dec"], self.angle_unit)

    @property
    def is_round(self) -> bool:
        """Whether the regions are circles."""
        return "error_radius" in self.columns


def user_alert_list(table: UserTable, request: AlertRequest) -> pd.DataFrame:
    """Take alerts out of a table.

    Parameters
    ----------
    table : UserTable
    request : AlertRequest

    Returns
    -------
    DataFrame
        Contract ``alert_list``; all alerts are members.

    Raises
    ------
    InputDataError
        If a column is missing, no row is left, a name repeats, a value is not a number in its
        range or in a unit or frame that is not settled, or a region covers a quarter of the sky.

    Warns
    -----
    InputWarning
        If a region is large or reaches beyond a pole, or two alerts have one time.
    """
    table.require("the list of alerts", request.wanted)
    chosen = rows_where(table, request.where, "the list of alerts")
    names = distinct_names(chosen, request.columns["alert_name"], "an alert")
    _refuse_turned_axes(chosen, request)
    ra, dec = sky_positions(chosen, request.sky, {})
    alerts = pd.DataFrame({"alert_name": names, "mjd": _times(chosen, request), "ra": ra})
    alerts = alerts.assign(
        dec=dec,
        **_half_axes(chosen, request),
        stream="user",
        sample="user",
        region="circle" if request.is_round else "rectangle",
        position_source=table.path,
        membership="member",
        in_sample=True,
        reason=pd.Series(pd.NA, index=alerts.index, dtype="string"),
        energy=np.nan,
        signalness=np.nan,
    )
    _check_regions(chosen, alerts, request)
    _tell_same_times(chosen, alerts)
    alerts = alerts.sort_values("mjd", kind="stable", ignore_index=True)[ALERT_LIST.column_names]
    check_table(alerts, ALERT_LIST, table.path)
    return alerts


def _times(table: UserTable, request: AlertRequest) -> NDArray[np.float64]:
    column, (low, high) = request.columns["mjd"], MJD_RANGE
    factor = unit_factor(declared_unit(table, column, "d") or "d", "d") or 1.0
    expected = f"an MJD from {low:g} to {high:g} d"
    times = table.numbers(column, expected) * factor
    table.refuse(~((times >= low) & (times <= high)), column, "not a mjd of an alert", expected)
    return times


def _half_axes(table: UserTable, request: AlertRequest) -> dict[str, NDArray[np.float64]]:
    """Half-axes [deg]."""
    if request.is_round:
        radius = _errors(table, request, "error_radius", LARGEST_RADIUS)
        return dict.fromkeys(HALF_AXES, radius)
    return {name: _errors(table, request, name, LARGEST_HALF_AXIS) for name in HALF_AXES}


def _errors(
    table: UserTable, request: AlertRequest, name: str, largest: float
) -> NDArray[np.float64]:
    column, settled = request.columns[name], "rad" if request.angle_unit == "rad" else "deg"
    unit = declared_unit(table, column, "deg") or settled
    factor = unit_factor(unit, "deg") or 1.0
    expected = f"a number above 0 and up to {largest / factor:g} {unit}"
    errors = table.numbers(column, expected) * factor
    table.refuse(~((errors > 0) & (errors <= largest)), column, f"not a {name}", expected)
    return errors


def _refuse_turned_axes(table: UserTable, request: AlertRequest) -> None:
    """Half-axes along the coordinates of one frame are not along those of another."""
    frame = declared_frame(table, request.sky)
    if not request.is_round and frame not in J2000:
        raise InputDataError(
            "the file declares a frame in which half-axes cannot be converted",
            path=table.path,
            column=request.columns["ra"],
            value=frame,
            expected="J2000, or error_radius",
        )


def _check_regions(table: UserTable, alerts: pd.DataFrame, request: AlertRequest) -> None:
    """Refuse regions that cover much of the sky; tell of large ones and of poles."""
    area = areas(regions_of(alerts, request.ra_errors), request.shape)
    column = request.columns["error_radius" if request.is_round else HALF_AXES[0]]
    expected = f"a region of less than a quarter of the sky, {LARGEST_AREA:.0f} deg2"
    table.refuse(area > LARGEST_AREA, column, "the region covers much of the sky", expected)
    worst = int(np.argmax(area))
    if area[worst] >= LARGE_AREA:
        _tell(
            table,
            f"{np.sum(area >= LARGE_AREA)} region(s) are larger than {LARGE_AREA:g} deg2, the "
            f"largest, of {alerts['alert_name'][worst]!r}, is {area[worst]:.0f} deg2",
        )
    reach = np.maximum(
        alerts["dec"] + alerts["dec_err_plus"], alerts["dec_err_minus"] - alerts["dec"]
    )
    beyond = np.flatnonzero(reach > 90.0)
    if beyond.size and not request.is_round and request.ra_errors == "coordinate":
        _tell(
            table,
            f"the region of {alerts['alert_name'][beyond[0]]!r} reaches beyond the pole and is cut "
            "there, as ra_errors: coordinate means it; error_radius or ra_errors: 'true' goes on",
        )


def _tell_same_times(table: UserTable, alerts: pd.DataFrame) -> None:
    """Tell of notices that are likely to be of one event."""
    ordered = alerts.sort_values("mjd", kind="stable")
    same = np.flatnonzero(np.diff(ordered["mjd"].to_numpy()) < SAME_TIME)
    if same.size:
        names = ordered["alert_name"].to_numpy()
        pairs = [f"{names[one]!r} and {names[one + 1]!r}" for one in same[:5]]
        _tell(
            table,
            f"{same.size} pair(s) of alerts have one time and may be revisions of one event: "
            f"{', '.join(pairs)}; each counts. alerts.where chooses rows",
        )


def _tell(table: UserTable, problem: str) -> None:
    warnings.warn(InputWarning(problem, table.path), stacklevel=3)
