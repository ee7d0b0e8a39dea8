"""Table of the injected signal beside the excess."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

HEADERS = {
    "label": "group",
    "log10_energy_min": r"$\log_{10}(E/\mathrm{GeV})\geq$",
    "n_injected": "injected",
    "n_signal": "injected, near the group",
    "excess": "excess",
    "sigma": r"$1\sigma$ of chance",
    "background_excess": "chance excess",
}
FORMATS = dict.fromkeys(("log10_energy_min", "excess", "sigma", "background_excess"), ".1f")


def prepare_signal(
    tables: Mapping[str, pd.DataFrame],
    files: Mapping[str, pd.DataFrame],
    facts_in: Mapping[str, Any],
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Injected events and excess, one row per group and threshold.

    Parameters
    ----------
    tables : mapping
        ``recovered`` (contract recovered_signal).
    files : mapping
        None is used.
    facts_in : mapping
        With group_labels.

    Returns
    -------
    table : DataFrame
    facts : dict
        With headers, formats and remarks for `latex_table`.
    """
    recovered = tables["recovered"]
    pull = (recovered["background_excess"] / recovered["sigma"].where(recovered["sigma"] > 0)).abs()
    largest = recovered.loc[pull.fillna(0).idxmax()]
    labels = facts_in["group_labels"]
    table = recovered.assign(label=recovered["group"].map(labels).fillna(recovered["group"]))
    facts = dict(facts_in) | {
        "n_groups": int(recovered["group"].nunique()),
        "n_thresholds": int(recovered["log10_energy_min"].nunique()),
        "largest_pull": float(pull.max()),
        "largest_group": labels.get(largest["group"], largest["group"]),
        "largest_threshold": float(largest["log10_energy_min"]),
        "headers": HEADERS,
        "formats": FORMATS,
        "remarks": [f"Simulated: {', '.join(facts_in['simulated'])}."],
    }
    return table[list(HEADERS)], facts
