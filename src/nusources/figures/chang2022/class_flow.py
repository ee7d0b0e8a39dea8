"""From blazars with two light curves to classes: sources after each step, ours and the paper's.

References
----------
Chang et al. 2022, sections 4.2.1 to 4.2.6.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nusources.figures.chang2022.class_counts import STEPS, class_counts, published_counts
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import PUBLISHED_LOOK
from nusources.figures.house.style import NEUTRAL, PETROFF6, new_figure, shorten, styled
from nusources.wording import number

SIDE_INCHES = 0.06
MISSING = "input not available"


def prepare_class_flow(inputs: Inputs) -> Prepared:
    """Sources after each step; steps that this run cannot do have no number."""
    table = pd.DataFrame({"id": list(STEPS), "step": list(STEPS.values())})
    table["n_sources"] = class_counts(inputs["classes"], inputs["measures"]).to_numpy()
    table["published"] = published_counts(inputs["published"]).to_numpy()
    counts = table[["step", "n_sources", "published"]].itertuples(index=False)
    told = [f"{step}: {number(here)} (published {number(theirs)})" for step, here, theirs in counts]
    facts = {
        "n_steps": len(table),
        "n_absent": int(table["n_sources"].isna().sum()),
        "known_text": "; ".join(told),
        "first_text": told[0],
    }
    return table, inputs.facts | facts


@styled
def draw_class_flow(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Bars of our numbers, one per step from above, and markers of the published ones.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_class_flow`.
    """
    is_wide = facts["size"] == "double"
    figure = new_figure(facts["size"], 6.0 * len(plotted) + 26, SIDE_INCHES)
    axes = figure.add_subplot()
    heights = -np.arange(len(plotted))
    bars = axes.barh(heights, plotted["n_sources"].fillna(0), 0.62, color=PETROFF6[0])
    shown = axes.plot(plotted["published"], heights, marker="D", **PUBLISHED_LOOK)
    for height, row in zip(heights, plotted.itertuples(), strict=True):
        text = MISSING if pd.isna(row.n_sources) else f"{row.n_sources:,.0f}"
        axes.annotate(
            shorten(text, 40 if is_wide else 20),
            (max(np.nan_to_num(row.n_sources), np.nan_to_num(row.published), 1.0), height),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
            color=NEUTRAL if pd.isna(row.n_sources) else "black",
        )
    axes.set_xscale("symlog", linthresh=1)
    axes.set_xlim(0, 5 * np.nanmax([2, *plotted["n_sources"], *plotted["published"]]))
    axes.set_yticks(heights, [shorten(one, 44 if is_wide else 22, 2) for one in plotted["step"]])
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("number of sources")
    bars.set_label("this run")
    shown[0].set_label("published")
    legend_rows(figure, [bars, shown[0]], 2)
    return figure
