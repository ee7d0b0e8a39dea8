"""Runs from which the fit of track events is drawn."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from pages import Case

from nusources.contracts.forecast_tracks import TRACK_FITS, TRACK_NULLS
from nusources.tables import check_table

LABELS = {
    "bat": "AGN of Swift-BAT",
    "blazars": "blazars of 4FGL-DR4",
    "efeds": "AGN of eFEDS",
}
# Fraction, test statistic, p-value, limit, median limit, events.
FITS = {
    "bat": (0.02, 1.49, 0.173, 0.038, 0.02, 493),
    "blazars": (0.19, 189.0, 1 / 1001, 0.226, 0.02, 493),
    "efeds": (1.0, 0.9, 0.143, np.nan, np.nan, 7),
}
NONE = (np.nan, 0.0, 1.0, np.nan, np.nan, 0)


def track_tables(samples: dict[str, str], fits: dict[str, tuple]) -> dict[str, pd.DataFrame]:
    """Fits and trials of some samples."""
    rows, nulls = [], []
    rng = np.random.default_rng(3)
    for sample, label in samples.items():
        for name, (fraction, statistic, p, limit, median, n) in fits.items():
            row = {"sample": sample, "catalogue": name, "sample_label": label}
            row |= {"catalogue_label": LABELS[name], "n_sources": 1000, "n_events": n}
            row |= {"fraction": fraction, "statistic": statistic, "p_value": p}
            row |= {"p_value_error": 0.001, "confidence_level": 0.9, "limit": limit}
            row |= {"limit_error": limit / 20, "sensitivity": median, "n_trials": 1000}
            rows.append(row)
            drawn = rng.chisquare(1, 1000) * (rng.random(1000) < 0.5)
            trials = {"trial": np.arange(1000), "fraction": drawn / 20, "statistic": drawn}
            nulls.append(pd.DataFrame(trials).assign(sample=sample, catalogue=name))
    tables = {"fits": pd.DataFrame(rows), "nulls": pd.concat(nulls, ignore_index=True)}
    tables["nulls"]["fraction"] = tables["nulls"]["fraction"].clip(0, 1)
    for name, contract in (("fits", TRACK_FITS), ("nulls", TRACK_NULLS)):
        tables[name] = tables[name][contract.column_names]
        check_table(tables[name], contract)
    return tables


@cache
def default() -> dict:
    """One sample, a catalogue that stands out and one that tells nothing."""
    return track_tables({"ten_years": "IceTracks-DR1, 10 years"}, FITS)


@cache
def archive() -> dict:
    """Two samples."""
    samples = {"ic40": "IceTracks-DR1, IC40 only", "ic79": "PS-3years, IC79 only"}
    return track_tables(samples, FITS)


@cache
def empty() -> dict:
    """A survey without an event."""
    return track_tables({"ic40": "IceTracks-DR1, IC40 only"}, FITS | {"efeds": NONE})


REAL = {"simulated": []}
PAGES = {
    "chen2025_tracks": {
        "default": Case(default),
        "archive": Case(archive, REAL),
        "empty": Case(empty, REAL),
    }
}
