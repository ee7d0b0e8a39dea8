"""Tables of a user's sources and alerts: what lies where."""

from __future__ import annotations

import pandas as pd

from nusources.contracts.user_lists import NOTHING, USER_ALERTS, USER_SOURCES
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.texts import counted
from nusources.wording import number

SOURCE_HEADERS = {
    "label": "Group",
    "source_name": "Source",
    "kind": "Held by",
    "event": "Event",
    "mjd": "Time (MJD)",
    "log10_energy": r"$\log_{10}(E/\mathrm{GeV})$",
    "distance": "Distance (deg)",
    "radius": "Radius (deg)",
    "n_tracks": "Events",
    "n_expected": "Expected",
    "p_value": "p-value of the source",
    "n_alerts": "Alerts",
}
SOURCE_FORMATS = {
    "mjd": ".4f",
    "log10_energy": ".2f",
    "distance": ".3f",
    "radius": ".3f",
    "n_tracks": "d",
    "n_expected": ".3g",
    "p_value": ".3g",
    "n_alerts": "d",
}
ALERT_HEADERS = {
    "alert_name": "Alert",
    "label": "List of sources",
    "mjd": "Time (MJD)",
    "area": "Area (square deg)",
    "source_name": "Source",
    "distance": "Distance (deg)",
    "factor": "Half-axes",
    "n_inside": "Sources",
    "n_expected": "Expected",
    "p_value": "p-value of the alert",
}
ALERT_FORMATS = {
    "mjd": ".4f",
    "area": ".3g",
    "distance": ".3f",
    "factor": ".2f",
    "n_inside": "d",
    "n_expected": ".3g",
    "p_value": ".3g",
}
BLAZARS = {"blazars": "merged blazar catalogues"}


def prepare_sources(inputs: Inputs) -> Prepared:
    """A user's sources with all events and alerts that hold them."""
    table = inputs["sources"].sort_values(["p_value", "group", "source_name", "match"])
    table = table.assign(label=inputs.labels_of(table["group"]))
    first = table.drop_duplicates(["group", "source_name"])
    best = first.iloc[0]
    facts = inputs.facts | {
        "n_sources": counted(len(first), "source"),
        "n_held": int((first["kind"] != NOTHING).sum()),
        "best_name": best["source_name"],
        "best_p": number(best["p_value"], 3),
        "best_events": counted(int(best["n_tracks"]), "event"),
        "best_expected": number(best["n_expected"], 3),
        "headers": SOURCE_HEADERS,
        "formats": SOURCE_FORMATS,
        "remarks": inputs.remarks,
    }
    return table[["label", *USER_SOURCES.column_names]].reset_index(drop=True), facts


def prepare_alerts(inputs: Inputs) -> Prepared:
    """A user's alerts with all sources in their regions."""
    table = _labelled_alerts(inputs)
    first = table.drop_duplicates("alert_name")
    blazars = table[table["sources"] == "blazars"].drop_duplicates("alert_name")
    facts = inputs.facts | {
        "n_alerts": counted(len(first), "alert"),
        "n_held": int((blazars["n_inside"] > 0).sum()),
        "n_blazars": counted(int(blazars["n_inside"].sum()), "blazar"),
        "n_expected": number(blazars["n_expected"].sum(), 3),
        "headers": ALERT_HEADERS,
        "formats": ALERT_FORMATS,
        "remarks": inputs.remarks,
    }
    return table[["label", *USER_ALERTS.column_names]], facts


def _labelled_alerts(inputs: Inputs) -> pd.DataFrame:
    labels = BLAZARS | inputs.labels
    table = inputs["alerts"].sort_values(["mjd", "alert_name", "sources", "match"])
    label = table["sources"].map(labels).fillna(table["sources"])
    return table.assign(label=label).reset_index(drop=True)
