"""Tables of the selection of chang2022: the flow of sources, and Table 2.

References
----------
Chang et al. 2022, sections 3 and 4, Table 2.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from nusources.figures.house.inputs import Inputs, Prepared

NOT_PUBLISHED = "the paper gives no number"


def prepare_flow(inputs: Inputs) -> Prepared:
    """Steps of the selection with our numbers and the published ones."""
    published = inputs["published"].set_index("id")
    flow = inputs["flow"].set_index("id")
    order = [one for one in published.index if one in flow.index]
    order += [one for one in flow.index if one not in published.index]
    flow = flow.loc[order].reset_index()
    theirs = flow["id"].map(published["published"])
    table = pd.DataFrame(
        {
            "step": flow["id"].map(published["quantity"]).fillna(flow["step"]),
            "where": flow["id"].map(published["where"]).fillna(""),
            "n": flow["n"],
            "published": theirs,
            "remark": [
                _remark(row, number, built)
                for row, number, built in zip(
                    flow.to_dict("records"), theirs, _by_construction(published, flow), strict=True
                )
            ],
        }
    )
    equal = (table["n"] == table["published"]) & (flow["input"] == "real") & (flow["own"] == "")
    facts = {
        **inputs.facts,
        "n_steps": len(table),
        "n_equal_real": int(equal.sum()),
        "n_absent": int(table["n"].isna().sum()),
        "headers": {
            "step": "step",
            "where": "place",
            "n": "ours",
            "published": "published",
            "remark": "remark",
        },
        "formats": {"n": ",.0f", "published": ",.0f"},
        "remarks": [],
    }
    return table, facts


def _by_construction(published: pd.DataFrame, flow: pd.DataFrame) -> pd.Series:
    """How simulated data were made to agree with each step; empty where they were not."""
    return flow["id"].map(published["by_construction"]).fillna("")


def _remark(row: dict[str, Any], published: float, by_construction: str) -> str:
    if row["own"]:
        return f"rests on {row['own']}"
    if row["input"] in ("simulated", "mixed"):
        built = f", by construction: {by_construction}" if by_construction else ""
        return f"{row['input']} input{built}"
    return row["missing"] or (NOT_PUBLISHED if pd.isna(published) else "")


def prepare_table2(inputs: Inputs) -> Prepared:
    """Sources of each group inside alert regions: ours, published, and how conventions matter."""
    counts = inputs["counts"]
    published = inputs["published"].set_index("id")["published"]
    rows = [
        _table2_row(table, published.get(f"table2.{group}.n_inside", float("nan")), inputs)
        for group, table in counts.groupby("group", sort=False)
    ]
    own = counts[counts["is_chosen"]].iloc[0]
    facts = {
        **inputs.facts,
        "positions": _positions_text(own["positions"]),
        "n_alerts": int(own["n_alerts"]),
        "first_group": rows[0]["group"],
        "first_inside": int(rows[0]["n_inside"]),
        "shape": own["shape"],
        "ra_errors": own["ra_errors"],
        "factor": float(own["factor"]),
        "headers": {
            "group": "group",
            "n_sources": "sources",
            "n_inside": "inside",
            "fraction": "fraction",
            "published": "published",
            "conventions": "other conventions",
            "doubtful": "other alerts",
        },
        "formats": {"n_sources": "d", "n_inside": "d", "fraction": ".2%", "published": ".0f"},
        "remarks": [],
    }
    return pd.DataFrame(rows), facts


def _table2_row(table: pd.DataFrame, published: float, inputs: Inputs) -> dict[str, Any]:
    own = table[table["is_chosen"]].iloc[0]
    similar = table[table["factor"] == own["factor"]]["n_inside"]
    low, high = similar.min(), similar.max()
    return {
        "group": inputs.label_of(own["group"]),
        "n_sources": own["n_sources"],
        "n_inside": own["n_inside"],
        "fraction": own["n_inside"] / own["n_sources"],
        "published": published,
        "conventions": f"{low} to {high}" if low < high else str(low),
        "doubtful": _doubtful(table, own),
    }


def _doubtful(table: pd.DataFrame, own: pd.Series) -> str:
    """How the doubtful alerts matter, all else as chosen."""
    shared = ["shape", "ra_errors", "factor", "positions"]
    same = table[(table[shared] == own[shared]).all(axis=1) & (table["alerts"] != own["alerts"])]
    changed = same[same["n_inside"] != own["n_inside"]]
    if changed.empty:
        return "no change" if len(same) else "none is doubtful"
    return "; ".join(f"{row.alerts}: {row.n_inside}" for row in changed.itertuples())


def _positions_text(positions: str) -> str:
    if positions == "counterpart":
        return "positions of the gamma-ray sources' counterparts (4FGL-DR2)"
    return "positions as listed"
