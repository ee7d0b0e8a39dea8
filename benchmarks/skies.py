"""Skies for benchmarks: events and sources like those of the analysis, from a fixed seed."""

from __future__ import annotations

import numpy as np
import pandas as pd

THRESHOLDS = tuple(np.round(np.arange(4.8, 6.05, 0.1), 1))


def draw_events(n_events: int) -> pd.DataFrame:
    """Events with the angular errors and the crowding of real tracks.

    Angular errors: log-normal with median 0.2 deg on top of the floor of 0.2 deg, at most 5 deg,
    much as in the real IC79; three quarters of the energetic events are in the southern sky.
    """
    rng = np.random.default_rng(20220304)
    is_south = rng.random(n_events) < 0.75
    sine = np.where(is_south, -1, 1) * rng.random(n_events)
    return pd.DataFrame(
        {
            "ra": rng.uniform(0, 360, n_events),
            "dec": np.degrees(np.arcsin(sine)),
            "ang_err": np.minimum(0.2 + rng.lognormal(np.log(0.2), 0.9, n_events), 5.0),
            "log10_energy": 4.8 + rng.exponential(0.4, n_events),
        }
    )


def draw_sources(n_sources: int) -> pd.DataFrame:
    """Isotropic sources of one group."""
    rng = np.random.default_rng(n_sources)
    return pd.DataFrame(
        {
            "group": "all",
            "source_name": [f"source {number:06d}" for number in range(n_sources)],
            "ra": rng.uniform(0, 360, n_sources),
            "dec": np.degrees(np.arcsin(rng.uniform(-1, 1, n_sources))),
        }
    )
