"""Table 6 of chang2022: measured and expected number of events near groups of blazars.

References
----------
Chang et al. 2022, appendix C.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.figures.chang2022.event_count_numbers import (
    COUNTS,
    KEY,
    NOT_COMPARABLE,
    published_counts,
    rounded_key,
    shared_facts,
)
from nusources.figures.house.inputs import Inputs, Prepared

PUBLISHED_LABELS = {"TXS_like": "TXS-like", "CFS": "CFS", "NFS": "NFS", "ACC": "ACC"}
"""The four groups of Table 6; lists of sources are public for the first two."""

TABLE_HEADERS = {
    "label": "Group",
    "log10_energy_min": r"$\log_{10}(E/\mathrm{GeV})\geq$",
    "n_observed": r"$N_\mathrm{measured}$ (events)",
    "n_observed_published": "published",
    "n_expected": r"$N_\mathrm{expected}$ (events)",
    "n_expected_published": "published",
    "standard_deviation": "Standard deviation (events)",
    "standard_deviation_published": "published",
    "note": "Note",
}
TABLE_FORMATS = {
    "log10_energy_min": ".1f",
    "n_observed": "d",
    "n_observed_published": "d",
    "n_expected": ".1f",
    "n_expected_published": "d",
    "standard_deviation": ".1f",
    "standard_deviation_published": "d",
}


def prepare_table6(inputs: Inputs) -> Prepared:
    """Ours and published in neighbouring columns, one row per group and threshold.

    `note` says why a row lacks one of the two.
    """
    excess = rounded_key(inputs.shown_rows(inputs["excess"]))
    published = rounded_key(published_counts(inputs["published"]))
    labels = PUBLISHED_LABELS | inputs.labels
    table = excess[[*KEY, *COUNTS]].merge(
        published, on=KEY, how="outer", suffixes=("", "_published")
    )
    table = inputs.in_order(table, PUBLISHED_LABELS)
    table["label"] = [labels.get(group, group) for group in table["group"]]
    table["note"] = _notes(table, set(excess["group"]), inputs.comparable)
    whole = ["n_observed", *(f"{name}_published" for name in COUNTS)]
    table = table.astype(dict.fromkeys(whole, "Int64"))
    facts = shared_facts(excess, inputs) | {
        "groups": f"{table['group'].nunique()} groups",
        "n_thresholds": int(table["log10_energy_min"].nunique()),
        "headers": TABLE_HEADERS,
        "formats": TABLE_FORMATS,
        "remarks": inputs.remarks,
        "comparison": "" if inputs.comparable else NOT_COMPARABLE,
    }
    pairs = [column for name in COUNTS for column in (name, f"{name}_published")]
    table = table[["group", "label", "log10_energy_min", *pairs, "note"]]
    # Readers see these names: to them sigma is the significance of a p-value.
    return table.rename(columns=lambda name: name.replace("sigma", "standard_deviation")), facts


def _notes(table: pd.DataFrame, groups_with_input: set[str], comparable: bool) -> list[str]:
    """Why a row has no value of ours, none of the paper, or two that are not comparable."""
    with_input = table["group"].isin(groups_with_input)
    conditions = [
        ~with_input,
        table["n_observed"].isna(),
        table["n_observed_published"].isna(),
        np.full(len(table), not comparable),
    ]
    notes = [
        "input not available",
        "threshold not in this run",
        "not published",
        "published for all ten seasons",
    ]
    return np.select(conditions, notes, default="").tolist()
