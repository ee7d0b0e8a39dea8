"""Our values of the numbers of Table 6 (chang2022)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nusources.run_numbers import our_numbers


def spatial_excess_values(
    excess: pd.DataFrame,
    published: pd.DataFrame,
    incomparable: str,
    own_groups: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Our values of the numbers of Table 6 (chang2022).

    Parameters
    ----------
    excess : DataFrame
        Contract ``spatial_excess``, with what it descends from in its ``attrs``.
    published : DataFrame
        Contract ``published``; ids like ``table6.CFS.4.8.n_expected``.
    incomparable : str
        Why no value of this run can be compared with the table; empty where they can.
    own_groups : mapping, optional
        Input of the user that a group rests on, by its name.

    Returns
    -------
    DataFrame
        Contract ``our_numbers``.
    """
    wanted = published["id"].str.extract(
        r"^table6\.(?P<group>\w+)\.(?P<log10_energy_min>[\d.]+)\.(?P<quantity>\w+)$"
    )
    wanted["log10_energy_min"] = wanted["log10_energy_min"].astype(float).round(6)
    wanted["id"] = published["id"]
    wanted = wanted.dropna(subset="group")
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
    absent = "no sources of the group " + found["group"] + ", or no such threshold, in this run"
    table["missing"] = np.where(table["ours"].isna(), absent + ": supply them", incomparable)
    table["own"] = [(own_groups or {}).get(group, "") for group in found["group"]]
    return our_numbers("chang2022", table, [excess.attrs])
