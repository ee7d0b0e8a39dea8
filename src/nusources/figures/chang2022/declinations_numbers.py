"""Numbers of the search in ranges of declination beside the whole sky.

References
----------
Chang et al. 2022, section 6.3, which has the whole sky only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from nusources.figures.chang2022.declination_texts import declination_shares, range_label
from nusources.figures.chang2022.event_count_numbers import (
    KEY,
    N_SIGMA_LINES,
    p_text,
    rounded_key,
)
from nusources.figures.chang2022.limits_numbers import zero_text
from nusources.figures.chang2022.null_texts import null_text
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.significance import significance_levels
from nusources.spatial.names import WHOLE_SKY
from nusources.wording import enumerated, number

TABLE_HEADERS = {
    "label": "Group",
    "range_label": "Events",
    "n_selected": "selected",
    "n_observed": "observed",
    "n_expected": "expected",
    "standard_deviation": "standard deviation",
    "p_value": "local $p$",
    "p_min": "smallest $p$",
    "p_min_threshold": r"at $\log_{10}E$",
    "p_global": "global $p$",
    "upper_limit": "limit (events)",
    "unified_low": "Feldman-Cousins from",
    "unified_high": "to",
    "sensitivity": "sensitivity",
    "flux_limit": r"flux limit ($10^{-18}$)",
    "flux_unified": "Feldman-Cousins",
    "flux_sensitivity": "sensitivity",
}
TABLE_FORMATS = {
    "n_selected": "d",
    "n_observed": "d",
    "n_expected": ".1f",
    "standard_deviation": ".1f",
    "p_value": ".2g",
    "p_min": ".2g",
    "p_min_threshold": ".1f",
    "p_global": ".2g",
    "upper_limit": ".1f",
    "unified_low": ".1f",
    "unified_high": ".1f",
    "sensitivity": ".1f",
    "flux_limit": ".2f",
    "flux_unified": ".2f",
    "flux_sensitivity": ".2f",
}
FLUX_SCALE = 1e18
"""The table has fluxes in 10^-18 GeV^-1 cm^-2 s^-1."""


def prepare_declinations(inputs: Inputs) -> Prepared:
    """The lowest threshold of each group, and its smallest p-value, by range.

    One row per group and range, the ranges of a group beside each other. Fluxes in units of
    10^-18 GeV^-1 cm^-2 s^-1.
    """
    rows = _with_labels(inputs)
    groups = rows.groupby(["group", "range"], sort=False)
    lowest = rows.loc[groups["log10_energy_min"].idxmin()]
    least = rows.loc[groups["p_value"].idxmin()].set_index(["group", "range"])
    least = least.reindex(pd.MultiIndex.from_frame(lowest[["group", "range"]]))
    fluxes = ["flux_limit", "flux_unified", "flux_sensitivity"]
    table = lowest.rename(columns={"sigma": "standard_deviation"}).assign(
        p_min=least["p_value"].to_numpy(),
        p_min_threshold=least["log10_energy_min"].to_numpy(),
        **{name: lowest[name] * FLUX_SCALE for name in fluxes},
    )
    facts = _facts(rows, inputs) | {
        "headers": TABLE_HEADERS,
        "formats": TABLE_FORMATS,
        "remarks": inputs.remarks,
        "zero_text": zero_text(int((table["upper_limit"] == 0).sum()), len(table)),
        "n_rows": len(table),
        "level_percent": 100 * float(table["confidence_level"].iloc[0]),
    }
    return table[["group", "range", *TABLE_HEADERS]].reset_index(drop=True), facts


def prepare_declination_p_values(inputs: Inputs) -> Prepared:
    """Local p-values against threshold for each range."""
    rows = _with_labels(inputs)
    facts = _facts(rows, inputs) | {
        "titles": inputs.titles_of(rows),
        "range_labels": dict(zip(rows["range"], rows["range_label"], strict=True)),
        "sigma_lines": significance_levels(N_SIGMA_LINES),
        "p_floor": 1 / (int(rows["n_scrambles"].max()) + 1),
    }
    columns = [*KEY, "label", "range", "range_label", "null", "n_selected", "n_observed"]
    columns += ["n_expected", "sigma", "p_value", "p_value_error", "p_global", "p_global_error"]
    return rows[columns], facts


def _with_labels(inputs: Inputs) -> pd.DataFrame:
    """Rows in the order of groups, thresholds and ranges, the whole sky first."""
    ranges = inputs["ranges"]
    place = ranges["range"].map(
        {name: number for number, name in enumerate([WHOLE_SKY, *ranges["range"].unique()][::-1])}
    )
    rows = ranges.iloc[np.argsort(-place.to_numpy(), kind="stable")]
    rows = inputs.in_order(rounded_key(rows))
    ends = zip(rows["range"], rows["dec_min"], rows["dec_max"], strict=True)
    return rows.assign(
        label=inputs.labels_of(rows["group"]),
        range_label=[range_label(*one) for one in ends],
    )


def _facts(rows: pd.DataFrame, inputs: Inputs) -> dict[str, Any]:
    first = rows.drop_duplicates("group")
    null_of = dict(zip(first["group"], first["null"], strict=True))
    n_scrambles = int(rows["n_scrambles"].max())
    least = rows.loc[rows["p_value"].idxmin()]
    return {
        **inputs.facts,
        "n_scrambles": n_scrambles,
        "n_groups": len(first),
        "range_names": enumerated([f"the {name}" for name in rows["range_label"].unique()]),
        "threshold_low": float(rows["log10_energy_min"].min()),
        "threshold_high": float(rows["log10_energy_min"].max()),
        "null_text": null_text(null_of, inputs.labels, n_scrambles),
        "limits": declination_shares(rows),
        "p_min_text": p_text(least["p_value"], least["p_value_error"]),
        "p_min_short": number(least["p_value"], 2),
        "p_min_place": f"{least['label']}, {least['range_label']}, log10(E/GeV) ≥ "
        f"{least['log10_energy_min']:.1f}",
        "p_min_global": p_text(least["p_global"], least["p_global_error"]),
    }
