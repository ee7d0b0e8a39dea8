"""What all products of a user's light curve say."""

from __future__ import annotations

from typing import Any

from nusources.figures.house.inputs import Inputs
from nusources.wording import plural


def curve_facts(inputs: Inputs) -> dict[str, Any]:
    """Name of the curve, and how many points, blocks and flares each band, and all have."""
    measures = inputs["measures"]
    several = len(measures) > 1
    points, flares, blocks = [], [], []
    for one in measures.itertuples():
        of_band = f"{one.band}: " if several else ""
        limits = f", {plural(one.n_limits, 'limit')} among them" if one.n_limits else ""
        points.append(f"{of_band}{plural(one.n_points, 'point')}{limits}")
        flares.append(f"{of_band}{plural(one.n_flares, 'flare') if one.n_flares else 'no flare'}")
        blocks.append(f"{of_band}{plural(one.n_blocks, 'block')}")
    return {
        "source_name": inputs["points"]["source_name"].iloc[0],
        "n_bands": plural(len(measures), "band"),
        "points_text": "; ".join(points),
        "flares_text": "; ".join(flares),
        "blocks_text": "; ".join(blocks),
        "all_flares": plural(measures["n_flares"].sum(), "flare"),
        "all_blocks": plural(measures["n_blocks"].sum(), "block"),
    }
