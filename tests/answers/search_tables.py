"""Made-up results of a search for events near groups of sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from nusources.answers.house.answer import Results, Sample

N_SCRAMBLES = 100_000
LABELS = {"TXS_like": "TXS-like", "CFS": "CFS"}
SEASONS = ("IC40", "IC59", "IC79", *(f"IC86_{one}" for one in ("I", "II", "III", "IV", "V", "VI")))
REAL = {"real": ["IceTracks-DR1"], "simulated": [], "own": []}
SIMULATED = {"real": [], "simulated": ["IceTracks-DR1"], "own": []}

NOTHING = {"n_observed": 240, "n_expected": 236.36, "sigma": 15.51, "p_value": 0.412}
NOTHING |= {"p_value_error": 0.0016, "upper_limit": 24.31, "unified_low": 0.0}
NOTHING |= {"unified_high": 31.2, "flux_limit": 5.3e-18, "flux_unified": 6.8e-18}


def row(group: str = "TXS_like", threshold: float = 4.8, **changes: Any) -> dict[str, Any]:
    """Row of a group at a threshold: columns of the counts and of the limits together."""
    shared = {"group": group, "log10_energy_min": threshold, "n_sources": 32}
    shared |= {"n_selected": 245_308, "n_scrambles": N_SCRAMBLES, "confidence_level": 0.9}
    shared |= {"sensitivity": 20.63, "flux_sensitivity": 4.51e-18}
    return shared | NOTHING | changes


def sample(
    rows: Sequence[Mapping[str, Any]],
    p_global: float,
    p_global_error: float = 0.0015,
    *,
    label: str = "IceTracks-DR1, 10 years",
    ancestors: Mapping[str, list[str]] = REAL,
    seasons: Sequence[str] = (*SEASONS, "IC86_VII"),
) -> Sample:
    """A sample whose search of all groups has this global p-value; the first row is the best."""
    table = pd.DataFrame(rows)
    own = dict(table.groupby("group").first().iterrows())
    searches = [("all groups", rows[0]["group"], rows[0]), *((g, g, one) for g, one in own.items())]
    found = pd.DataFrame(
        {
            "search": [name for name, _, _ in searches],
            "group": [group for _, group, _ in searches],
            "log10_energy_min": [one["log10_energy_min"] for _, _, one in searches],
            "p_local": [one["p_value"] for _, _, one in searches],
            "p_global": p_global,
            "p_global_error": p_global_error,
            "n_scrambles": N_SCRAMBLES,
        }
    )
    ranges = pd.concat(
        [table.assign(range="north", upper_limit=-1.0), table.assign(range="whole_sky")],
        ignore_index=True,
    )
    tables = {"searches": found, "excess": table, "ranges": ranges}
    tables["flow"] = pd.DataFrame({"season": list(seasons)})
    for one in tables.values():
        one.attrs |= ancestors
    return Sample(label, tables)


def results(*samples: Sample, **changes: Any) -> Results:
    """Results of a run with these samples."""
    return Results(samples, {}, LABELS, **changes)
