"""Tables 4 and 5: members of two classes, in this run and in the paper.

References
----------
Chang et al. 2022, Appendix A, Tables 4 and 5.
"""

from __future__ import annotations

import pandas as pd

from nusources.figures.chang2022.flare_words import class_label
from nusources.figures.chang2022.source_curves import plain_name
from nusources.figures.house.inputs import Inputs, Prepared

FIBS = "FIBS"
HEADERS = {
    "gamma_name": "4FGL name",
    "published_name": "Name in the paper",
    "source_name": "Name in this run",
    "membership": "Member in",
    "class": "Class in this run",
    "simultaneous_ratio": "Simultaneous share",
    "lag_days": "Infrared lag (d)",
}
FORMATS = {"simultaneous_ratio": ".2f", "lag_days": ".0f"}
BOTH, PAPER, RUN = "both", "the paper", "this run"
ABSENT = "not classified"


def prepare_txs_like_members(inputs: Inputs) -> Prepared:
    """Table 4: sources with infrared flares that follow γ-ray flares."""
    return _members(inputs, "TXS_like")


def prepare_correlated_members(inputs: Inputs) -> Prepared:
    """Table 5: sources with simultaneous flares."""
    return _members(inputs, "CFS")


def _members(inputs: Inputs, group: str) -> Prepared:
    listed, classes = inputs["published_lists"], inputs["classes"]
    listed = listed[listed["group"] == group].rename(columns={"name": "published_name"})
    own = classes[classes["sample"] == FIBS]
    table = listed[["published_name", "name_4fgl"]].merge(
        own,
        how="outer",
        left_on=listed["name_4fgl"].map(plain_name).to_numpy(object),
        right_on=own["gamma_name"].fillna("").map(plain_name).to_numpy(object),
    )
    table = table[table["published_name"].notna() | (table["class"] == group)]
    is_theirs, is_ours = table["published_name"].notna(), table["class"] == group
    table = table.assign(
        gamma_name=table["gamma_name"].fillna(table["name_4fgl"]),
        membership=is_ours.map({True: RUN, False: PAPER}).mask(is_theirs & is_ours, BOTH),
        **{"class": [ABSENT if pd.isna(one) else class_label(one) for one in table["class"]]},
    ).sort_values("gamma_name", ignore_index=True)
    facts = {
        "n_published": int(is_theirs.sum()),
        "n_ours": int(is_ours.sum()),
        "n_both": int((is_theirs & is_ours).sum()),
        "n_absent": int((table["class"] == ABSENT).sum()),
        "headers": HEADERS,
        "formats": FORMATS,
        "remarks": inputs.remarks,
    }
    return table[list(HEADERS)], inputs.facts | facts
