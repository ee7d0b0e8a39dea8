"""Runs from which the lags of chang2022 are drawn."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from pages import Case

PAIRS = (("infrared", "gamma_ray"), ("xray", "gamma_ray_weekly"))


def tables(n_sources: int, pairs=PAIRS[:1], status: str = "used", seed: int = 1) -> dict:
    """Lags drawn around 0, of some sources in each pair of bands."""
    rng, parts = np.random.default_rng(seed), []
    for first, second in pairs:
        own = {
            "sample": "FIBS",
            "source_name": [f"S{row:04d}" for row in range(n_sources)],
            "first_band": first,
            "second_band": second,
            "peak_lag": 30.0 * rng.integers(-49, 49, n_sources) + 15.0,
            "gaussian_lag": rng.normal(0.0, 300.0, n_sources),
            "status": status,
        }
        parts.append(pd.DataFrame(own))
    return {"lags": pd.concat(parts, ignore_index=True)}


PAGES = {
    "chang2022_fig09": {
        "many sources": Case(partial(tables, 2000)),
        "two pairs of bands": Case(partial(tables, 40, pairs=PAIRS)),
        "one source": Case(partial(tables, 1)),
    }
}
