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
from nusources.wording import enumerated

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
WEEKLY = "gamma_ray_weekly"
WEEKLY_HEADERS = {
    "group": "Class in the paper",
    "gamma_name": "4FGL name",
    "published_name": "Name in the paper",
    "n_points": "Weeks",
    "n_blocks": "Blocks",
    "n_flares": "Flares",
    "flaring_days": "Flaring time (d)",
    "excess_variance": "Excess variance",
    "block_ratio": "Highest / lowest block",
}
BOTH, PAPER, RUN = "both", "the paper", "this run"
ABSENT = "not classified"


def prepare_txs_like_members(inputs: Inputs) -> Prepared:
    """Table 4: sources with infrared flares that follow γ-ray flares."""
    return _members(inputs, "TXS_like")


def prepare_correlated_members(inputs: Inputs) -> Prepared:
    """Table 5: sources with simultaneous flares."""
    return _members(inputs, "CFS")


def prepare_weekly_members(inputs: Inputs) -> Prepared:
    """Blocks of the weekly gamma-ray curves of the published members, which rest on no class."""
    measures = inputs["measures"]
    measures = measures[measures["band"] == WEEKLY].rename(columns={"source_name": "gamma_name"})
    listed = inputs["published_lists"].rename(columns={"name": "published_name"})
    listed = listed[["group", "published_name", "name_4fgl"]]
    key = listed["name_4fgl"].map(plain_name)
    table = listed.assign(key=key).merge(
        measures.assign(key=measures["gamma_name"].map(plain_name))
    )
    table = table.assign(group=[class_label(one) for one in table["group"]])
    table = table.sort_values(["group", "gamma_name"], ignore_index=True)
    n_members = {one: int((table["group"] == one).sum()) for one in table["group"].unique()}
    facts = {
        "counts_text": enumerated([f"{n} {one}" for one, n in n_members.items()] or ["none"]),
        "n_listed": len(listed),
        "n_flaring": int((table["n_flares"] > 0).sum()),
        "n_members": len(table),
        "headers": WEEKLY_HEADERS,
        "formats": {"flaring_days": ".0f", "excess_variance": ".3g", "block_ratio": ".2f"},
        "remarks": inputs.remarks,
    }
    return table[list(WEEKLY_HEADERS)], inputs.facts | facts


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
