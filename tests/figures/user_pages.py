"""Runs with a user's lists: few sources, many, none held; alerts with and without blazars."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pages import Case

NONE = {"event": None, "mjd": np.nan, "log10_energy": np.nan, "distance": np.nan, "radius": np.nan}


def source(name: str, ra: float, dec: float, n_tracks: int = 0, n_alerts: int = 0) -> list[dict]:
    """Rows of a source: its tracks and alerts, or one that says that there is nothing."""
    shared = {"group": "mine", "source_name": name, "ra": ra, "dec": dec, "n_tracks": n_tracks}
    shared |= {"n_expected": 0.83, "p_value": 0.5**n_tracks, "n_alerts": n_alerts}
    tracks = [
        {"kind": "track", "event": f"IC40 {name} {one}", "mjd": 54600.5 + one}
        | {"log10_energy": 5.1, "distance": 0.3, "radius": 1.5}
        for one in range(n_tracks)
    ]
    alerts = [NONE | {"kind": "alert", "event": f"IC{one}"} for one in range(n_alerts)]
    rows = [shared | {"match": n} | one for n, one in enumerate([*tracks, *alerts], start=1)]
    return rows or [shared | {"match": 0, "kind": "nothing"} | NONE]


def sources(*rows: list[dict]) -> dict[str, pd.DataFrame]:
    return {"sources": pd.DataFrame([one for row in rows for one in row])}


def few() -> dict[str, pd.DataFrame]:
    return sources(
        source("TXS 0506+056", 77.36, 5.69, 3, 1),
        source("PKS 1502+106", 226.1, 10.49),
        source("PKS 1424+240", 216.75, 23.8, 1),
        source("NGC 1068", 40.67, -0.01, 0, 1),
    )


def many() -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(5)
    places = zip(
        rng.uniform(0, 360, 60), np.degrees(np.arcsin(rng.uniform(-1, 1, 60))), strict=True
    )
    return sources(*(source(f"J{n:04d}", ra, dec, n % 2) for n, (ra, dec) in enumerate(places)))


def alerts(*held: list[str]) -> dict[str, pd.DataFrame]:
    """Alerts with the names of the blazars in the region of each; none of a group lies there."""
    rows = []
    for place, names in enumerate(held):
        shared = {"alert_name": f"IC{place}A", "ra": 60.0 * place + 10, "dec": 12.0 - 10 * place}
        shared |= {"mjd": 58000.0 + place, "area": 8.2 * (place + 1), "p_value": 0.03}
        shared |= {"n_expected": 1.25}
        nothing = {"match": 0, "source_name": None, "source_ra": np.nan, "source_dec": np.nan}
        nothing |= {"distance": np.nan, "factor": np.nan}
        found = [
            {"match": n, "source_name": name, "source_ra": shared["ra"] + n / 4}
            | {"source_dec": shared["dec"] - n / 5, "distance": 0.3 * n, "factor": 0.1 * n}
            for n, name in enumerate(names, start=1)
        ]
        blazars = shared | {"sources": "blazars", "n_inside": len(names)}
        rows += [blazars | one for one in found] or [blazars | nothing]
        rows.append(shared | {"sources": "mine", "n_inside": 0, "p_value": 1.0} | nothing)
    return {"alerts": pd.DataFrame(rows)}


def some_alerts() -> dict[str, pd.DataFrame]:
    return alerts(["5BZQ J0042+1009", "3HSP J004300+1200"], [], ["5BZB J0800+0800"])


MINE = {"group_labels": {"mine": "my sources"}}
PAGES: dict[str, dict[str, Case]] = {
    "user_sources_map": {
        "few": Case(few, MINE),
        "many": Case(many, MINE),
        "none held": Case(lambda: sources(source("A", 10.0, 10.0), source("B", 50.0, 0.0)), MINE),
    },
    "user_alerts_map": {
        "some": Case(some_alerts, MINE),
        "none": Case(lambda: alerts([], []), MINE),
    },
}
