"""Published numbers beside ours, and the one function that gives a verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import pandas as pd

from nusources.contracts.published import PUBLISHED, REPRODUCTION
from nusources.errors import NusourcesError
from nusources.tables import check_table

COMPATIBLE_PULL = 2.0
"""Largest difference, in combined errors, that counts as reproduced (DESIGN, section 2)."""


@dataclass(frozen=True)
class Comparison:
    """One published number and ours.

    Parameters
    ----------
    published, published_error, rounding : float
        Printed value, its error (NaN if none is given), half a unit of the last printed digit.
    ours, ours_error : float
        Our value and error; NaN where there is none.
    simulated : bool
        Whether ours descends from simulated data.
    missing : str
        Why there is no value of ours; empty where there is one.
    untestable : str
        Why no run can test the number; empty where one can.
    """

    published: float
    published_error: float
    rounding: float
    ours: float
    ours_error: float
    simulated: bool = False
    missing: str = ""
    untestable: str = ""


def verdict(number: Comparison) -> tuple[float, str, str]:
    """Compare one published number with ours.

    Parameters
    ----------
    number : Comparison

    Returns
    -------
    pull : float
        Difference in combined errors; NaN where it means nothing.
    status, reason : str
    """
    if number.untestable:
        return math.nan, "not testable", number.untestable
    if number.missing:
        return math.nan, "input not available", number.missing
    if not math.isfinite(number.published):
        return math.nan, "not testable", "the paper gives no number"
    difference = number.ours - number.published
    # A rounded number is uniform over its last digit: standard deviation (2 x half unit)/sqrt(12).
    errors = [number.published_error, number.ours_error, 2 * number.rounding / math.sqrt(12)]
    combined = math.sqrt(sum(error**2 for error in errors if math.isfinite(error)))
    pull = difference / combined if combined > 0 else math.nan
    if number.simulated:
        return math.nan, "simulated input", "tests the method, not the sky"
    # Floating-point slack: 0.5 away from 243 is still 243 after rounding half to even or up.
    equal = abs(difference) <= number.rounding * (1 + 1e-9)
    if equal or abs(pull) <= COMPATIBLE_PULL:
        return pull, "reproduced", ""
    apart = f"{abs(pull):.1f}" if abs(pull) < 1e3 else f"{abs(pull):.0e}"
    return pull, "differs", f"{apart} combined errors apart"


COMPARED = [one.name for one in fields(Comparison)]


def compare(published: pd.DataFrame, ours: pd.DataFrame, study: str) -> pd.DataFrame:
    """Put our values beside the published ones of a study.

    Parameters
    ----------
    published : DataFrame
        Contract ``published``.
    ours : DataFrame
        Contract ``our_numbers``; rows of other studies are left out.
    study : str

    Returns
    -------
    DataFrame
        Contract ``reproduction``.

    Raises
    ------
    NusourcesError
        If a stage gives a number that the list of published ones does not have.
    """
    ours = ours[ours["study"] == study].drop(columns="study")
    _refuse_unknown(ours["id"], published["id"], study)
    both = published.merge(ours, on="id", how="left", validate="one_to_one")
    both["missing"] = both["missing"].astype(object).fillna("no stage of this run computes it")
    both["note"] = both["note"].astype(object).fillna("")
    both["simulated"] = both["simulated"].eq(True)
    rows = [
        verdict(Comparison(**{name: row[name] for name in COMPARED}))
        for row in both.to_dict("records")
    ]
    both[["pull", "status", "reason"]] = pd.DataFrame(rows, index=both.index)
    explained = (both["status"] == "differs") & (both["note"] != "")
    both.loc[explained, "reason"] += ": " + both.loc[explained, "note"]
    both["study"] = study
    return both[REPRODUCTION.column_names]


def _refuse_unknown(ours: pd.Series, published: pd.Series, study: str) -> None:
    unknown = sorted(set(ours) - set(published))
    if unknown:
        raise NusourcesError(
            f"data/published/{study}.csv has no number {unknown[0]!r}, which a stage gives"
        )


def read_published(path: str) -> pd.DataFrame:
    """Read a file of data/published/.

    Returns
    -------
    DataFrame
        Contract ``published``.
    """
    numbers = dict.fromkeys(("published", "published_error", "rounding"), "float64")
    table = pd.read_csv(path, dtype=numbers).drop(columns="source")
    table["untestable"] = table["untestable"].astype(object).fillna("")
    check_table(table, PUBLISHED, path)
    return table
