"""Cuts on track events (chang2022, section 3.1)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.errors import InputDataError
from nusources.units import GEV_PER_TEV


def select_tracks(
    tracks: pd.DataFrame, energy_proxy_min_tev: float, ang_err_max_deg: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keep well-reconstructed events of high energy (chang2022, section 3.1).

    Parameters
    ----------
    tracks : DataFrame
        Contract ``tracks``.
    energy_proxy_min_tev : float
        Smallest energy proxy [TeV], included.
    ang_err_max_deg : float
        Largest angular error [deg], included.

    Returns
    -------
    selected : DataFrame
        Contract ``tracks``.
    flow : DataFrame
        Contract ``selection_flow``, one row per season.

    Raises
    ------
    InputDataError
        If no event is left.
    """
    energetic = tracks["log10_energy"] >= np.log10(energy_proxy_min_tev * GEV_PER_TEV)
    kept = energetic & (tracks["ang_err"] <= ang_err_max_deg)
    if not kept.any():
        raise InputDataError(
            f"none of {len(tracks)} events passes the cuts",
            expected=f"events with energy proxy >= {energy_proxy_min_tev:g} TeV and angular error "
            f"<= {ang_err_max_deg:g} deg (largest energy proxy: "
            f"{10 ** tracks['log10_energy'].max() / GEV_PER_TEV:.3g} TeV, smallest angular error: "
            f"{tracks['ang_err'].min():.3g} deg)",
        )
    repeats = tracks.duplicated([c for c in tracks.columns if c != "row"])
    per_season = pd.DataFrame(
        {
            "season": tracks["season"],
            "n_events": 1,
            "n_energy": energetic,
            "n_selected": kept,
            "n_duplicates": repeats,
        }
    )
    flow = per_season.groupby("season", as_index=False).sum()
    counts = ["n_events", "n_energy", "n_selected", "n_duplicates"]
    flow = flow.astype(dict.fromkeys(counts, "int64"))
    flow["fraction"] = flow["n_selected"] / flow["n_events"]
    return tracks[kept].reset_index(drop=True), flow
