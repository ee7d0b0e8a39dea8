"""Published numbers beside ours, and the one function that gives a verdict."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from nusources.contracts import PUBLISHED
from nusources.tables import check_table

COMPATIBLE_PULL = 2.0
"""Largest difference, in combined errors, that counts as reproduced (DESIGN, section 2)."""


def verdict(
    published: float,
    published_error: float,
    rounding: float,
    ours: float,
    ours_error: float,
    simulated: bool,
    missing: str,
) -> tuple[float, str, str]:
    """Compare one published number with ours.

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

    Returns
    -------
    pull : float
        Difference in combined errors; NaN where it means nothing.
    status, reason : str
    """
    if missing:
        return math.nan, "input not available", missing
    if not math.isfinite(published):
        return math.nan, "not testable", "the paper gives no number"
    difference = ours - published
    # A rounded number is uniform over its last digit: standard deviation (2 x half unit)/sqrt(12).
    errors = [published_error, ours_error, 2 * rounding / math.sqrt(12)]
    combined = math.sqrt(sum(error**2 for error in errors if math.isfinite(error)))
    pull = difference / combined if combined > 0 else math.nan
    if simulated:
        return math.nan, "simulated input", "tests the method, not the sky"
    # Floating-point slack: 0.5 away from 243 is still 243 after rounding half to even or up.
    equal = abs(difference) <= rounding * (1 + 1e-9)
    if equal or abs(pull) <= COMPATIBLE_PULL:
        return pull, "reproduced", ""
    return pull, "differs", f"{abs(pull):.1f} combined errors apart"


def compare(published: pd.DataFrame, ours: pd.DataFrame, study: str) -> pd.DataFrame:
    """Put our values beside the published ones.

    Parameters
    ----------
    published : DataFrame
        Contract ``published``.
    ours : DataFrame
        Columns id, ours, ours_error, simulated, missing: one row per published number.
    study : str

    Returns
    -------
    DataFrame
        Contract ``reproduction``.
    """
    both = published.merge(ours, on="id", how="left", validate="one_to_one")
    unmatched = both["missing"].isna()
    both.loc[unmatched, "missing"] = "no stage of this run computes it"
    both["simulated"] = both["simulated"].eq(True)
    names = ["published", "published_error", "rounding", "ours", "ours_error"]
    rows = [
        verdict(*(float(row[name]) for name in names), bool(row["simulated"]), row["missing"])
        for row in both.to_dict("records")
    ]
    both[["pull", "status", "reason"]] = pd.DataFrame(rows, index=both.index)
    both["study"] = study
    columns = ["study", "id", "quantity", "where", *names[:2], *names[3:]]
    return both[[*columns, "pull", "status", "reason"]]


def spatial_excess_values(
    excess: pd.DataFrame, published: pd.DataFrame, simulated: bool, incomparable: str
) -> pd.DataFrame:
    """Our values of the numbers of Table 6 (chang2022).

    Parameters
    ----------
    excess : DataFrame
        Contract ``spatial_excess``.
    published : DataFrame
        Contract ``published``; ids like ``table6.CFS.4.8.n_expected``.
    simulated : bool
    incomparable : str
        Why no value of this run can be compared with the table; empty where they can.

    Returns
    -------
    DataFrame
        As `compare` takes it.
    """
    wanted = published["id"].str.extract(
        r"^table6\.(?P<group>\w+)\.(?P<log10_energy_min>[\d.]+)\.(?P<quantity>\w+)$"
    )
    wanted["log10_energy_min"] = wanted["log10_energy_min"].astype(float).round(6)
    wanted["id"] = published["id"]
    values = excess.assign(
        log10_energy_min=excess["log10_energy_min"].round(6),
        # Standard error of a standard deviation of nearly normal counts.
        sigma_error=excess["sigma"] / np.sqrt(2 * np.maximum(excess["n_scrambles"] - 1, 1)),
        n_observed_error=0.0,
    )
    found = wanted.merge(values, on=["group", "log10_energy_min"], how="left", validate="m:1")
    rows = found.to_dict("records")
    ours = [float(row[row["quantity"]]) for row in rows]
    errors = [float(row[f"{row['quantity']}_error"]) for row in rows]
    table = pd.DataFrame({"id": found["id"], "ours": ours, "ours_error": errors})
    absent = table["ours"].isna()
    table["missing"] = np.where(
        absent,
        "no sources of the group "
        + found["group"]
        + ", or no such threshold, in this run: supply them",
        incomparable,
    )
    table.loc[table["missing"] != "", ["ours", "ours_error"]] = np.nan
    return table.assign(simulated=simulated)


def read_published(path: str) -> pd.DataFrame:
    """Read a file of data/published/.

    Returns
    -------
    DataFrame
        Contract ``published``.
    """
    numbers = dict.fromkeys(("published", "published_error", "rounding"), "float64")
    table = pd.read_csv(path, dtype=numbers).drop(columns="source")
    check_table(table, PUBLISHED, path)
    return table
