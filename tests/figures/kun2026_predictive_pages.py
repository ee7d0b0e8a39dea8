"""Runs from which the figures of the tests of kun2026 are drawn."""

from __future__ import annotations

from functools import cache

import numpy as np
from kun2026_predictive_tables import (
    chance_table,
    chi2_table,
    histogram_table,
    influence_table,
    injection_table,
    power_table,
    predicted_table,
    reading_table,
)
from pages import Case


@cache
def many() -> dict:
    """The default run."""
    return {
        "sources": predicted_table(),
        "tests": chi2_table(),
        "histograms": histogram_table(),
        "injection": injection_table(),
        "chance": chance_table(),
        "power": power_table(),
        "influence": influence_table(),
        "readings": reading_table(),
    }


@cache
def few() -> dict:
    """A run of a user: three sources with luminosities alone, no background, few mocks."""
    return many() | {
        "sources": predicted_table(("a", "b", "c"), with_events=False),
        "tests": chi2_table(3),
        "histograms": histogram_table(("replicated", "measured")),
        "injection": injection_table(("replicated", "measured")),
        "chance": chance_table(("blazars with NuSTAR points",)),
        "power": power_table((6, 12), most=0.5).assign(share_rejected=np.nan),
        "influence": influence_table(("a", "b", "c")),
        "readings": reading_table(4, with_missing=False),
    }


REAL = {"simulated": []}
NAMES = ("predictive", "influence", "null_injection", "forecast", "systematics")
PAGES = {f"kun2026_{name}": {"many": Case(many), "few": Case(few, REAL)} for name in NAMES}
