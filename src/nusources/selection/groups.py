"""Groups of sources, taken out of tables with any column names."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from nusources.errors import InputDataError
from nusources.selection.counterparts import plain_names

LARGEST_HOUR = 24.0
"""Right ascensions in hours stay below this."""

DEGREES = ("deg", "degree", "degrees")
"""Names of the one unit of positions."""

FEWEST_FOR_HOURS_CHECK = 8
"""So many sources are by chance all below 24 deg with probability (24/360)**8 = 4e-10."""


def select_group(
    table: pd.DataFrame,
    group: str,
    columns: dict[str, str],
    where: Mapping[str, str | Sequence[str]],
    path: str | None = None,
) -> pd.DataFrame:
    """Take one group of sources out of a table with any column names.

    Parameters
    ----------
    table : DataFrame
        A catalogue; positions in degrees, J2000.
    group : str
        Name of the group.
    columns : dict
        Which of its columns are ``source_name``, ``ra``, ``dec`` and, optionally, ``gamma_name``.
    where : mapping
        Keep rows in which these columns hold this value, or one of these; empty keeps all.
    path : str, optional
        File named in errors.

    Returns
    -------
    DataFrame
        Contract ``sources``; the positions are those that are listed.

    Raises
    ------
    InputDataError
        If a column is missing, no row is left, names repeat, or a position is not a number, not
        on the sky, or in hours.
    """
    wanted = [*columns.values(), *where]
    missing = [name for name in wanted if name not in table.columns]
    if missing:
        raise InputDataError(
            f"group {group!r} needs the column(s) {', '.join(missing)}",
            path=path,
            value=list(map(str, table.columns)),
            expected=", ".join(wanted),
        )
    chosen = table
    for column, value in where.items():
        allowed = [value] if isinstance(value, str) else value
        chosen = chosen[chosen[column].astype(str).isin(allowed)]
    if chosen.empty:
        raise InputDataError(
            f"group {group!r} has no sources",
            path=path,
            value=f"{len(table)} rows with others",
            expected=f"rows with {where or 'anything'}",
        )
    for name in ("ra", "dec"):
        _refuse_other_units(table.attrs.get("units", {}), columns[name], path)
    sources = chosen[[columns[name] for name in ("source_name", "ra", "dec")]]
    sources = sources.set_axis(["source_name", "ra", "dec"], axis=1)
    for name, low, high in (("ra", 0.0, 360.0), ("dec", -90.0, 90.0)):
        sources[name] = _angles(sources[name], low, high, columns[name], path)
    _refuse_repeated_names(sources["source_name"], columns["source_name"], path)
    _refuse_hours(sources["ra"], columns["ra"], path)
    names = sources["source_name"].astype(str)
    gamma = chosen[columns["gamma_name"]] if "gamma_name" in columns else None
    return sources.assign(
        source_name=names,
        group=group,
        gamma_name=plain_names(gamma, chosen.index),
        listed_ra=sources["ra"],
        listed_dec=sources["dec"],
    ).reset_index(drop=True)


def check_memberships(sources: pd.DataFrame) -> None:
    """Check that a source that is in several groups stands at one position.

    Raises
    ------
    InputDataError
        If one name has two positions: its scrambled positions would be ambiguous.
    """
    positions = sources.drop_duplicates(["source_name", "ra", "dec"])
    twice = positions[positions["source_name"].duplicated(keep=False)]
    if not twice.empty:
        name = twice["source_name"].iloc[0]
        places = twice.loc[twice["source_name"] == name, ["group", "ra", "dec"]]
        raise InputDataError(
            "one source name stands for different positions",
            column="source_name",
            value=name,
            expected=f"one position; it is {places.to_dict('records')}",
        )


def _angles(values: pd.Series, low: float, high: float, column: str, path: str | None) -> pd.Series:
    numbers = pd.to_numeric(values, errors="coerce").astype(float)
    wrong = np.flatnonzero(~((numbers >= low) & (numbers <= high)))
    if wrong.size:
        raise InputDataError(
            "not a position on the sky",
            path=path,
            row=int(values.index[wrong[0]]) + 1,
            column=column,
            value=values.iloc[wrong[0]],
            expected=f"a number from {low:g} to {high:g} deg",
        )
    return numbers


def _refuse_repeated_names(names: pd.Series, column: str, path: str | None) -> None:
    wrong = np.flatnonzero(names.isna() | names.duplicated())
    if wrong.size:
        raise InputDataError(
            "a source without a name or with a name that was there before",
            path=path,
            row=int(names.index[wrong[0]]) + 1,
            column=column,
            value=str(names.iloc[wrong[0]]),
            expected="a different name for each source of a group",
        )


def _refuse_other_units(units: dict[str, str], column: str, path: str | None) -> None:
    if units.get(column, DEGREES[0]) not in DEGREES:
        raise InputDataError(
            "the file declares another unit",
            path=path,
            column=column,
            value=units[column],
            expected="deg",
        )


def _refuse_hours(ra: pd.Series, column: str, path: str | None) -> None:
    if ra.max() >= LARGEST_HOUR:
        return
    if len(ra) < FEWEST_FOR_HOURS_CHECK:
        warnings.warn(f"{path}: all right ascensions are below 24; taken as degrees", stacklevel=2)
    else:
        raise InputDataError(
            f"all {len(ra)} right ascensions are below 24: they look like hours",
            path=path,
            column=column,
            value=float(ra.max()),
            expected="degrees; multiply hours by 15",
        )
