"""What captions and cards say about ranges of declination."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.spatial.names import WHOLE_SKY

HORIZON_DEC = -5.0
"""Border of the up-going and the down-going selection of the releases [deg]."""


def range_label(name: str, dec_min: float, dec_max: float) -> str:
    """Name of a range with its ends, such as "south (Dec < −5°)"."""
    if name == WHOLE_SKY:
        return "whole sky"
    return f"{name} ({range_text(dec_min, dec_max)})"


def range_text(dec_min: float, dec_max: float) -> str:
    """Ends of a range: the lower one is included, the upper one not."""
    low = "" if np.isnan(dec_min) else f"Dec ≥ {_degrees(dec_min)}"
    high = "" if np.isnan(dec_max) else f"Dec < {_degrees(dec_max)}"
    return " and ".join(part for part in (low, high) if part)


def _degrees(value: float) -> str:
    return f"{value:g}°".replace("-", "−")


def declination_shares(ranges: pd.DataFrame | None) -> list[str]:
    """A sentence for cards: which share of the selected events lies in each range.

    Parameters
    ----------
    ranges : DataFrame, optional
        Contract ``declination_ranges``; without it, or without ranges, nothing is said.

    Returns
    -------
    list of str
    """
    if ranges is None or set(ranges["range"]) == {WHOLE_SKY}:
        return []
    threshold = ranges["log10_energy_min"].min()
    lowest = ranges[ranges["log10_energy_min"] == threshold].drop_duplicates("range")
    rows = lowest.set_index("range").sort_values("n_selected", ascending=False)
    total = int(rows.loc[WHOLE_SKY, "n_selected"])
    percent = 100 * rows["n_selected"].drop(WHOLE_SKY) / max(total, 1)
    shares = "; ".join(
        f"{share:.1f} % lie at {range_text(*rows.loc[name, ['dec_min', 'dec_max']])}"
        for name, share in percent.items()
    )
    return [
        f"Of the {total:,} selected events at or above log10(E/GeV) = {threshold:.1f}, {shares}. "
        f"Below {_degrees(HORIZON_DEC)} most are bundles of atmospheric muons, so that counts of "
        "the whole sky are mostly counts of these."
    ]
