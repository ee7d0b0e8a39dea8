"""Groups of sources, taken out of tables with any column names."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.errors import InputDataError, InputWarning
from nusources.selection.counterparts import plain_names
from nusources.user_files.designations import KnownPlaces
from nusources.user_files.plausibility import (
    distinct_names,
    tell_close_pairs,
    tell_other_positions,
    tell_unknown_names,
)
from nusources.user_files.positions import SkyColumns, sky_positions
from nusources.user_files.table import UserTable
from nusources.user_files.where import Cell, rows_where


@dataclass(frozen=True)
class GroupRequest:
    """What the configuration says about a group.

    Parameters
    ----------
    name : str
        Name of the group.
    columns : mapping
        Which columns are ``source_name``, ``ra``, ``dec`` and, optionally, ``gamma_name``.
    where : mapping
        Keep rows in which these columns hold this value, or one of these; empty keeps all.
    angle_unit : str, optional
        Unit of the positions, where the file declares none: deg, hourangle or rad.
    weight_column : str, optional
        Column with flux weights; sources have the weight 1 where the table has no such column.
    """

    name: str
    columns: Mapping[str, str]
    where: Mapping[str, Cell | Sequence[Cell]] = field(default_factory=dict)
    angle_unit: str | None = None
    weight_column: str | None = None

    @property
    def wanted(self) -> list[str]:
        """Columns that the group needs."""
        return [*self.columns.values(), *self.where]

    @property
    def sky(self) -> SkyColumns:
        """Columns of the positions."""
        columns = self.columns
        return SkyColumns(columns["source_name"], columns["ra"], columns["dec"], self.angle_unit)


def select_group(
    table: UserTable, request: GroupRequest, known: KnownPlaces | None = None
) -> pd.DataFrame:
    """Take one group of sources out of a table with any column names.

    Parameters
    ----------
    table : UserTable
        A catalogue.
    request : GroupRequest
    known : mapping, optional
        Places of sources by name, see `nusources.user_files.designations`; given for a user's
        own list, which then is checked for what is odd about it.

    Returns
    -------
    DataFrame
        Contract ``sources``; the positions are those that are listed.

    Raises
    ------
    InputDataError
        If a column is missing, no row is left, names repeat, or a position is not a number, not
        on the sky, or in a unit or frame that is not settled.

    Warns
    -----
    InputWarning
        If a list can be used but is odd.
    """
    what = f"group {request.name!r}"
    table.require(what, request.wanted)
    chosen = rows_where(table, request.where, what)
    names = distinct_names(chosen, request.columns["source_name"], "a source")
    ra, dec = sky_positions(chosen, request.sky, known or {})
    if known is not None:
        tell_unknown_names(chosen, names, known)
        tell_close_pairs(chosen, names, ra, dec)
        tell_other_positions(chosen, request.sky, ra, dec)
    gamma = request.columns.get("gamma_name")
    gamma_names = pd.Series(chosen.texts(gamma), dtype="string") if gamma else None
    sources = pd.DataFrame({"source_name": names, "ra": ra, "dec": dec})
    return sources.assign(
        group=request.name,
        gamma_name=plain_names(gamma_names, sources.index).replace("", pd.NA),
        listed_ra=ra,
        listed_dec=dec,
        weight=_weights(chosen, request),
    )


def check_weights(requests: Sequence[GroupRequest], tables: Sequence[UserTable]) -> None:
    """Check that a column of weights is somewhere, and tell of groups that do not have it.

    Parameters
    ----------
    requests : sequence of GroupRequest
    tables : sequence of UserTable
        The table of each.

    Raises
    ------
    InputDataError
        If no table has the column.

    Warns
    -----
    InputWarning
        If some tables do not have it: their sources weigh the same.
    """
    column = requests[0].weight_column
    if column is None:
        return
    lacking = [
        one.name for one, table in zip(requests, tables, strict=True) if not table.found(column)
    ]
    if len(lacking) == len(requests):
        raise InputDataError(
            "no group has the column of weights (sensitivity.weight_column)",
            path=tables[0].path,
            column=column,
            value=tables[0].names,
            expected=f"a column {column} of flux weights in the table of a group",
        )
    if lacking:
        told = (
            f"the tables of {', '.join(lacking)} have no column {column!r} "
            "(sensitivity.weight_column): their sources have equal weights"
        )
        warnings.warn(InputWarning(told, severity="note"), stacklevel=2)


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


def _weights(table: UserTable, request: GroupRequest) -> NDArray[np.float64]:
    """Flux weights of the sources: 1 for each without a column of weights."""
    column = request.weight_column
    if column is None or not table.found(column):
        return np.ones(len(table))
    weights = table.numbers(column, "a flux weight")
    expected = "a number that is not negative (sensitivity.weight_column)"
    table.refuse(~(weights >= 0), column, "not a flux weight", expected)
    table.refuse([weights.sum() == 0] * len(table), column, "all flux weights are 0", expected)
    return weights
