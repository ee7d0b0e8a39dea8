"""Table 3: the analyses, their lists of sources, and how many sources each has.

References
----------
Chang et al. 2022, Table 3; sections 3.3, 4.1 and 4.2.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.figures.chang2022.class_counts import ACC, FIBS, class_counts, published_counts
from nusources.figures.house.inputs import Inputs, Prepared

TIME, TRACKS = "flares and alerts in time", "track events around blazars"
LAGS, OVERLAP = "flares of two bands", "simultaneous flares"
LISTS = (
    (TIME, "WIBRaLS", "S(1.4 GHz) ≥ 100 mJy, cut on position", "selection.variable.WIBRaLS"),
    (TIME, "4FGL-DR2", "variability index > 18.48, cut on position", "selection.variable.4FGL"),
    (TIME, "Swift-XRT", "more than five epochs, cut on position", "selection.variable.XRT"),
    (TIME, "ACC", "more than five epochs, cut on position", "selection.variable.ACC"),
    (TRACKS, "TXS-like of FIBS", "infrared flares follow γ-ray flares", f"{FIBS}TXS_like"),
    (TRACKS, "CFS of FIBS", "more than half of the flares simultaneous", f"{FIBS}CFS"),
    (TRACKS, "NFS of FIBS", "no simultaneous flares", f"{FIBS}NFS"),
    (TRACKS, "TXS-like of ACC-Fermi", "millimetre flares follow γ rays", f"{ACC}TXS_like"),
    (LAGS, "FIBS", "γ-ray and infrared light curves", f"{FIBS}sources"),
    (OVERLAP, "FIBS, both bands flaring", "flares in infrared and γ rays", f"{FIBS}both_flare"),
)
"""Analysis, list, criterion, and the list's key; criteria are those of the text (sections 4.1 and
4.2), which Table 3 shortens."""
HEADERS = {
    "analysis": "Analysis",
    "list": "List of sources",
    "criterion": "Criterion",
    "n_sources": "Sources here",
    "published": "published",
    "remark": "Remark",
}
FORMATS = {"n_sources": ",.0f", "published": ",.0f"}
NOT_AVAILABLE = "input not available"


def prepare_source_lists(inputs: Inputs) -> Prepared:
    """Table 3: every list with its criterion, our number of sources and the published one."""
    flow = inputs["flow"].set_index("id")
    ours = pd.concat([flow["n"], class_counts(inputs["classes"], inputs["measures"])])
    published = inputs["published"].set_index("id")["published"]
    published = pd.concat([published, published_counts(inputs["published"])])
    published = published[~published.index.duplicated()]
    rows = []
    for analysis, name, criterion, key in LISTS:
        value, missing = ours.get(key, np.nan), flow["missing"].get(key, "")
        rows.append(
            {
                "analysis": analysis,
                "list": name,
                "criterion": criterion,
                "n_sources": value,
                "published": published.get(key, np.nan),
                "remark": missing or (NOT_AVAILABLE if pd.isna(value) else ""),
            }
        )
    table = pd.DataFrame(rows)
    facts = {
        "n_lists": len(table),
        "n_absent": int(table["n_sources"].isna().sum()),
        "headers": HEADERS,
        "formats": FORMATS,
        "remarks": inputs.remarks,
    }
    return table, inputs.facts | facts
