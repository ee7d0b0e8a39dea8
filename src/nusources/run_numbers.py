"""Numbers of a run that a paper prints too, with what they descend from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import pandas as pd

from nusources.contracts.published import OUR_NUMBERS
from nusources.origins import state_of

TEXTS = ("missing", "note", "caveat", "own")
"""Columns of `our_numbers` that may be left out, for they may be empty."""


def our_numbers(
    study: str, values: pd.DataFrame, parents: Iterable[Mapping] = (), *, own: str = ""
) -> pd.DataFrame:
    """Our values of published numbers, with what they descend from.

    Parameters
    ----------
    study : str
    values : DataFrame
        Columns id and ours, and if wanted ours_error, missing, note, caveat, own, input.
    parents : iterable of mapping
        ``attrs`` of the tables that the values were made from; unless `values` has input.
    own : str
        Input of the user that all values rest on, beside their column own.

    Returns
    -------
    DataFrame
        Contract ``our_numbers``; values that are missing are NaN.
    """
    table = values.assign(study=study)
    if "ours_error" not in table:
        table["ours_error"] = math.nan
    if "input" not in table:
        table["input"] = state_of(*parents)
    for name in TEXTS:
        if name not in table:
            table[name] = ""
    table["own"] = [one or own for one in table["own"]]
    table["missing"] = table["missing"].astype(object).fillna("")
    is_absent = table["missing"] != ""
    table.loc[is_absent, ["ours", "ours_error"]] = math.nan
    table.loc[is_absent, "input"] = "no data"
    return table[OUR_NUMBERS.column_names]


def values_of(
    found: Mapping[str, float], published: pd.DataFrame, prefixes: str | tuple[str, ...]
) -> pd.DataFrame:
    """Our values of the testable published numbers whose ids begin in one of some ways.

    Parameters
    ----------
    found : mapping
        Our values by id.
    published : DataFrame
        Contract ``published``.
    prefixes : str or tuple of str

    Returns
    -------
    DataFrame
        id, ours: NaN where there is none; for `our_numbers`.
    """
    is_testable = published["untestable"].fillna("") == ""
    ids = published["id"][published["id"].str.startswith(prefixes) & is_testable]
    return pd.DataFrame({"id": ids, "ours": ids.map(found).astype(float)})
