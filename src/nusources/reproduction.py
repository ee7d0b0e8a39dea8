"""Published numbers beside ours, and the one function that gives a verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from nusources.contracts.published import PUBLISHED, REPRODUCTION
from nusources.errors import InputDataError, NusourcesError
from nusources.tables import check_table

COMPATIBLE_PULL = 2.0
"""Largest difference, in combined errors, that counts as reproduced (DESIGN, section 2)."""

SLACK = 1e-9
"""Relative room for floating point: 0.5 away from 243 is still 243 after rounding."""

LARGE_RATIO = 2.0
"""From here on a difference is told as a ratio."""

PUBLISHED_TEXTS = ("untestable", "identity", "by_construction", "caveat", "note")
"""Columns of data/published/ that may be empty."""


@dataclass(frozen=True)
class Comparison:
    """One published number and ours.

    Parameters
    ----------
    published, published_error, rounding : float
        Printed value, its error (NaN if none is given), half a unit of the last printed digit.
    ours, ours_error : float
        Our value and error; NaN where there is none.
    input : str
        What ours descends from, one of `nusources.origins.INPUTS`.
    own : str
        Input of the user that ours rests on; empty where it rests on none.
    missing : str
        Why there is no value of ours; empty where there is one.
    untestable : str
        Why no run can test the number; empty where one can.
    identity : str
        How a reader gets it by hand from other printed numbers; empty where that is not possible.
    """

    published: float
    published_error: float
    rounding: float
    ours: float
    ours_error: float
    input: str = "no data"
    own: str = ""
    missing: str = ""
    untestable: str = ""
    identity: str = ""

    @property
    def difference(self) -> float:
        """Ours minus published."""
        return self.ours - self.published

    @property
    def combined_error(self) -> float:
        """Errors of both in quadrature; those that are missing count as 0."""
        errors = (self.published_error, self.ours_error)
        return math.hypot(*(error for error in errors if math.isfinite(error)))

    @property
    def pull(self) -> float:
        """What rounding leaves of the difference, in combined errors; NaN without errors."""
        beyond = max(0.0, abs(self.difference) - self.rounding)
        error = self.combined_error
        if error == 0:
            return math.nan
        return math.copysign(beyond, self.difference) / error if beyond else 0.0

    @property
    def agrees(self) -> bool:
        """Whether rounding and errors explain the difference."""
        room = self.rounding + COMPATIBLE_PULL * self.combined_error
        return abs(self.difference) <= room * (1 + SLACK)


def verdict(number: Comparison) -> tuple[float, str, str]:
    """Compare one published number with ours.

    Rounding is a bound: a printed number stands for all within half a unit of its last digit.

    Parameters
    ----------
    number : Comparison

    Returns
    -------
    pull : float
        As `Comparison.pull`; NaN also where a comparison means nothing.
    status, reason : str
    """
    status, reason = _without_comparison(number)
    if status:
        return math.nan, status, reason
    if not number.agrees:
        return number.pull, "differs", _how_far(number)
    if number.identity:
        return number.pull, "identity", f"by hand from printed numbers: {number.identity}"
    return number.pull, "reproduced", ""


def _without_comparison(number: Comparison) -> tuple[str, str]:
    """Status and reason of a number that no comparison can judge; empty where one can."""
    if number.untestable:
        return "not testable", number.untestable
    if number.own:
        return "not testable", f"rests on {number.own}, not on the paper's input"
    if number.missing:
        return "input not available", number.missing
    if not math.isfinite(number.published):
        return "not testable", "the paper gives no number"
    if number.input in ("simulated", "mixed"):
        return "simulated input", "tests the method, not the sky"
    return "", ""


def _how_far(number: Comparison) -> str:
    """The difference in words."""
    if math.isfinite(number.pull):
        return f"{abs(number.pull):.1f} combined errors beyond rounding"
    ratio = number.ours / number.published if number.published else math.inf
    if not 1 / LARGE_RATIO < ratio < LARGE_RATIO:
        return f"{ratio:.3g} times the printed number"
    return f"{abs(number.difference):.3g} apart, of which rounding explains {number.rounding:.3g}"


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
        If a stage gives a number that the list of published ones does not have, or neither a
        value nor a reason for its absence.
    """
    ours = ours[ours["study"] == study].drop(columns="study")
    _refuse_unknown(ours["id"], published["id"], study)
    _refuse_unexplained(ours, study)
    ours = ours.rename(columns={"caveat": "caveat_of_run", "note": "note_of_run"})
    both = published.merge(ours, on="id", how="left", validate="one_to_one")
    both["missing"] = both["missing"].astype(object).fillna("no stage of this run computes it")
    both["input"] = both["input"].astype(object).fillna("no data")
    for name in ("note_of_run", "own", "caveat_of_run"):
        both[name] = both[name].astype(object).fillna("")
    rows = both.to_dict("records")
    verdicts = [verdict(Comparison(**{name: row[name] for name in COMPARED})) for row in rows]
    both[["pull", "status", "reason"]] = pd.DataFrame(verdicts, index=both.index)
    note = both["note_of_run"].where(both["note_of_run"] != "", both["note"])
    explained = (both["status"] == "differs") & (note != "")
    both.loc[explained, "reason"] += ": " + note[explained]
    both["caveat"] = [_caveat_of(row) for row in rows]
    both["study"] = study
    return both[REPRODUCTION.column_names]


def _caveat_of(row: Mapping) -> str:
    """All that is to be kept in mind of a number that can be compared."""
    if row["own"] or not math.isfinite(row["ours"]):
        return ""
    caveats = [row["caveat"], row["caveat_of_run"]]
    if row["input"] in ("simulated", "mixed") and row["by_construction"]:
        caveats.insert(0, f"by construction: {row['by_construction']}")
    return "; ".join(filter(None, caveats))


def _refuse_unknown(ours: pd.Series, published: pd.Series, study: str) -> None:
    unknown = sorted(set(ours) - set(published))
    if unknown:
        raise NusourcesError(
            f"data/published/{study}.csv has no number {unknown[0]!r}, which a stage gives"
        )


def _refuse_unexplained(ours: pd.DataFrame, study: str) -> None:
    empty = ours[ours["ours"].isna() & (ours["missing"] == "") & (ours["own"] == "")]
    if len(empty):
        raise NusourcesError(
            f"{study}: a stage gives {empty['id'].iloc[0]!r} neither a value nor a reason"
        )


def read_published(path: str | Path) -> pd.DataFrame:
    """Read a file of data/published/.

    Returns
    -------
    DataFrame
        Contract ``published``.

    Raises
    ------
    InputDataError
        If a column is missing.
    """
    numbers = dict.fromkeys(("published", "published_error", "rounding"), "float64")
    table = pd.read_csv(path, dtype=numbers)
    expected = [*PUBLISHED.column_names, "source"]
    missing = [name for name in expected if name not in table]
    if missing:
        raise InputDataError(
            f"lacks the column(s) {', '.join(missing)}",
            path=path,
            value=list(table.columns),
            expected=", ".join(expected),
        )
    table = table.drop(columns="source")
    for name in PUBLISHED_TEXTS:
        table[name] = table[name].astype(object).fillna("")
    check_table(table, PUBLISHED, path)
    return table
