"""Light curves that users bring: points in time, in one or several bands."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.contracts.user_curve import USER_POINTS
from nusources.errors import InputDataError, InputWarning
from nusources.user_files.fluxes import curve_fluxes
from nusources.user_files.table import UserTable
from nusources.user_files.times import TimeScale, modified_julian_dates
from nusources.user_files.usual_names import curve_columns
from nusources.user_files.where import NO, YES, Cell, rows_where

ONE_BAND = "flux"
"""Band of a file without a column of bands."""

MOST_BANDS = 12
MOST_TOLD = 8
LIMIT_SIGNS = ("<", "ul")
"""How files mark upper limits, in small letters, beside words for yes."""


@dataclass(frozen=True)
class LightCurveRequest:
    """What the configuration says about a light curve; nothing of it is needed.

    Parameters
    ----------
    columns : mapping
        Which columns are mjd, mjd_start, mjd_stop, flux, flux_error, is_upper_limit, band,
        flux_unit; others are found by their usual names.
    where : mapping
        Keep rows in which these columns hold this value, or one of these.
    label : str, optional
        Name of the curve; that of the file without it.
    time_zero_mjd : float, optional
        MJD at which the file's times are zero.
    time_unit : str, optional
        d or s, where the file declares none.
    flux_unit : str, optional
        Where the file declares none.
    repeated_times : str
        Points of a band at one time: ``refuse``, or ``merge``, as `nusources.flares.merging` does.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, Cell | Sequence[Cell]] = field(default_factory=dict)
    label: str | None = None
    time_zero_mjd: float | None = None
    time_unit: str | None = None
    flux_unit: str | None = None
    repeated_times: str = "refuse"

    @property
    def wanted(self) -> list[str]:
        """Columns that are needed."""
        return [*self.columns.values(), *self.where]


def light_curve_points(table: UserTable, request: LightCurveRequest) -> pd.DataFrame:
    """Take the points of a light curve out of a table.

    Parameters
    ----------
    table : UserTable
    request : LightCurveRequest

    Returns
    -------
    DataFrame
        Contract ``user_curve_points``, the bands in the order of the file, each sorted by time;
        with repeated times if these are to be merged.

    Raises
    ------
    InputDataError
        If a column is missing or may be one of several, no row has a flux, a cell is no number, an
        error is not positive, a time is none or stands there twice in a band (if that is to be
        refused), or a unit is of another kind.

    Warns
    -----
    InputWarning
        Of rows without a flux, negative fluxes, constant curves, curves of limits or of too few
        points, times that had to be sorted, and columns that are not used.
    """
    chosen = rows_where(table, request.where, "the light curve")
    columns = curve_columns(chosen, request.columns)
    chosen = _with_fluxes(chosen, columns["flux"])
    bands, limits = _bands(chosen, columns), _limits(chosen, columns)
    start, mjd, stop = _times(chosen, columns, request)
    fluxes = curve_fluxes(chosen, columns, bands, limits, request.flux_unit)
    points = pd.DataFrame(
        {
            "source_name": request.label or _stem(table.path),
            "band": bands,
            "mjd": mjd,
            "mjd_start": start,
            "mjd_stop": stop,
            "flux": fluxes.flux,
            "flux_error": fluxes.flux_error,
            "is_upper_limit": limits,
            "row": chosen.rows.astype(np.int64),
            "flux_unit": fluxes.unit,
        }
    )
    _check_repeated_times(chosen, columns, points, request.repeated_times)
    points = _sorted(table, points)
    _tell_unused(table, columns, request)
    for band, curve in points.groupby("band", sort=False):
        _tell_oddities(table.path, str(band), curve)
    return points[USER_POINTS.column_names]


def _stem(path: str) -> str:
    name = Path(path).name.removesuffix(".gz")
    return Path(name).stem or name


def _with_fluxes(table: UserTable, name: str) -> UserTable:
    """Rows in which something was measured; the others are counted."""
    missing = np.isnan(table.numbers(name))
    if missing.all():
        raise InputDataError(
            "no row has a flux", path=table.path, column=name, expected="points with a flux"
        )
    if missing.any():
        first = table.rows[np.argmax(missing)]
        _tell(
            table.path,
            f"{missing.sum()} of {len(table)} rows have no {name!r} and are left out (the first is "
            f"row {first})",
        )
    return table.kept(~missing)


def _bands(table: UserTable, columns: Mapping[str, str]) -> list[str]:
    if "band" not in columns:
        return [ONE_BAND] * len(table)
    name = columns["band"]
    bands = table.texts(name)
    table.refuse([not band for band in bands], name, "a point without a band", "a band in each row")
    known = list(dict.fromkeys(bands))
    if len(known) > MOST_BANDS:
        raise InputDataError(
            f"{len(known)} bands",
            path=table.path,
            column=name,
            value=known[: MOST_BANDS + 1],
            expected=f"at most {MOST_BANDS}; light_curve.where chooses rows",
        )
    return bands


def _limits(table: UserTable, columns: Mapping[str, str]) -> NDArray[np.bool_]:
    if "is_upper_limit" not in columns:
        return np.zeros(len(table), dtype=bool)
    name = columns["is_upper_limit"]
    cells = [text.lower() for text in table.texts(name)]
    yes, no = {*YES, "1", *LIMIT_SIGNS}, {*NO, "0", ""}
    unknown = [cell not in yes | no for cell in cells]
    expected = "true or false, yes or no, 1 or 0, <, UL or nothing; the limit itself is the flux"
    table.refuse(unknown, name, "does not tell whether the point is a limit", expected)
    return np.array([cell in yes for cell in cells], dtype=bool)


def _times(
    table: UserTable, columns: Mapping[str, str], request: LightCurveRequest
) -> tuple[NDArray[np.float64], ...]:
    """Start, time and end of each point [MJD]; the time is the middle where the file has none."""
    scale = TimeScale(request.time_zero_mjd, request.time_unit)
    found = {
        name: modified_julian_dates(table, columns[name], scale)
        for name in ("mjd_start", "mjd", "mjd_stop")
        if name in columns
    }
    if "mjd_start" not in found:
        return (found["mjd"],) * 3
    start, stop = found["mjd_start"], found["mjd_stop"]
    problem, expected = "a bin that ends before it begins", "an end that is not before the start"
    table.refuse(stop < start, columns["mjd_stop"], problem, expected)
    mjd = found.get("mjd", (start + stop) / 2)
    if "mjd" in found:
        outside = (mjd < start) | (mjd > stop)
        expected = "a time between the start and the end of the bin"
        table.refuse(outside, columns["mjd"], "a time outside of its bin", expected)
    return start, mjd, stop


def _check_repeated_times(
    table: UserTable, columns: Mapping[str, str], points: pd.DataFrame, repeated_times: str
) -> None:
    """Refuse points of a band at one time, or tell that they are merged."""
    repeated = points.duplicated(["band", "mjd"]).to_numpy()
    if repeated.any() and repeated_times == "merge":
        _tell(
            table.path,
            f"{repeated.sum()} point(s) at times that were there before in their band (the first "
            f"is row {points['row'][int(np.argmax(repeated))]}) are merged with those",
        )
    elif repeated.any():
        one = points.iloc[int(np.argmax(repeated))]
        same = points[(points["band"] == one["band"]) & (points["mjd"] == one["mjd"])]
        table.refuse(
            repeated,
            columns.get("mjd", columns.get("mjd_start", "")),
            f"a time that was there before (row {same['row'].iloc[0]}) in the band {one['band']!r}",
            "each time once; light_curve.where chooses the rows of one source, columns: {band: ...}"
            " tells bands apart, and flares.preparation.repeated_times: merge averages points",
        )


def _sorted(table: UserTable, points: pd.DataFrame) -> pd.DataFrame:
    place = pd.factorize(points["band"])[0]
    order = np.lexsort([points["mjd"], place])
    ordered = points.iloc[order].reset_index(drop=True)
    steps = points.groupby("band", sort=False)["mjd"].diff()
    if (steps < 0).any():
        first = points["row"].to_numpy()[np.argmax(steps.to_numpy() < 0)]
        _tell(
            table.path,
            f"times do not ascend (row {first} is before the row above it); points were sorted, "
            "errors with them",
            "note",
        )
    return ordered


def _tell_unused(table: UserTable, columns: Mapping[str, str], request: LightCurveRequest) -> None:
    used = {*columns.values(), *request.where}
    unused = [repr(one.name) for one in table.columns if not {one.name, one.identifier} & used]
    if unused:
        more = ", ..." if len(unused) > MOST_TOLD else ""
        named = ", ".join(f"{ours} = {theirs!r}" for ours, theirs in sorted(columns.items()))
        _tell(
            table.path,
            f"columns that are used: {named}; not used: {', '.join(unused[:MOST_TOLD])}{more}",
            "note",
        )


def _tell_oddities(path: str, band: str, curve: pd.DataFrame) -> None:
    """Tell of what can be taken but makes little sense."""
    flux, n = curve["flux"], len(curve)
    measured = ~curve["is_upper_limit"]
    n_negative = int((flux < 0).sum())
    if not measured.any():
        _tell(path, f"band {band!r}: all {n} points are upper limits; it is not cut into blocks")
    elif n < 3:
        _tell(
            path, f"band {band!r}: {n} point(s), fewer than the three that blocks and flares need"
        )
    elif flux.nunique() == 1:
        _tell(path, f"band {band!r}: all {n} fluxes are {flux.iloc[0]:g}; nothing can flare")
    if n_negative:
        _tell(path, f"band {band!r}: {n_negative} of {n} fluxes are negative, and are kept", "note")


def _tell(path: str, problem: str, severity: str = "warning") -> None:
    warnings.warn(InputWarning(problem, path, severity), stacklevel=3)
