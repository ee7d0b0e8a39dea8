"""Positions of counterparts, found by the names of gamma-ray sources."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import numpy as np
import pandas as pd

from nusources.errors import InputDataError, InputWarning


def at_counterparts(
    sources: pd.DataFrame,
    catalogue: pd.DataFrame,
    columns: Mapping[str, str],
    path: str | None = None,
) -> pd.DataFrame:
    """Move sources from their listed positions to those of their counterparts.

    Parameters
    ----------
    sources : DataFrame
        Contract ``sources``.
    catalogue : DataFrame
        Positions in degrees, J2000.
    columns : mapping
        Which of its columns are ``gamma_name``, by which rows belong together, ``ra``, ``dec``.
    path : str, optional
        File named in errors.

    Returns
    -------
    DataFrame
        The same rows; a source that the catalogue does not have, or has without a position, stays
        at its listed one.

    Raises
    ------
    InputDataError
        If a column is missing, or the catalogue has one of the names twice.

    Warns
    -----
    InputWarning
        If the catalogue has none of the names.
    """
    missing = [name for name in columns.values() if name not in catalogue.columns]
    if missing:
        raise InputDataError(
            f"positions of counterparts need the column(s) {', '.join(missing)}",
            path=path,
            value=list(map(str, catalogue.columns)),
            expected=", ".join(columns.values()),
        )
    names = plain_names(catalogue[columns["gamma_name"]], catalogue.index)
    known = catalogue.assign(gamma_name=names)[names.isin(sources["gamma_name"].dropna())]
    known = known.set_index("gamma_name")
    if known.index.has_duplicates:
        raise InputDataError(
            "a name of a counterpart stands there twice",
            path=path,
            column=columns["gamma_name"],
            value=known.index[known.index.duplicated()][0],
            expected="each name once",
        )
    if known.empty:
        told = (
            f"column {columns['gamma_name']!r} has none of the names of the sources; they stay at "
            "their listed positions"
        )
        warnings.warn(InputWarning(told, path), stacklevel=2)
    places = {
        name: pd.to_numeric(known[columns[name]]).astype(float).reindex(sources["gamma_name"])
        for name in ("ra", "dec")
    }
    is_known = (places["ra"].notna() & places["dec"].notna()).to_numpy()
    return sources.assign(
        **{
            name: np.where(is_known, place.to_numpy(), sources[f"listed_{name}"])
            for name, place in places.items()
        }
    )


def plain_names(names: pd.Series | None, index: pd.Index) -> pd.Series:
    """Names without blanks, by which lists that write them differently agree."""
    if names is None:
        return pd.Series(pd.NA, index=index, dtype="string")
    return names.astype("string").str.replace(r"\s+", "", regex=True)
