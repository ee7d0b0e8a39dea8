"""Contract of the truth behind the simulated source list."""

from __future__ import annotations

from nusources.contracts.alerts import flag
from nusources.contracts.columns import text
from nusources.tables import Contract

SIMULATED_SOURCE_LIST_TRUTH = Contract(
    "simulated_source_list_truth",
    "Which sources of the simulated list carry published results; the others are null draws",
    (
        text("source_name", "name of the source", "meta.id;meta.main"),
        flag("is_real", "position, n_s, index and p-value are published facts"),
    ),
    ("source_name",),
)
