"""How many calibrators would settle the slope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import MARKERS, NEUTRAL, PETROFF6, new_figure, styled
from nusources.wording import number

MOST = 0.9
"""Share of mock samples that must be decided rightly."""


def prepare_needed(inputs: Inputs) -> Prepared:
    """Decisions and errors of the slope against the number of calibrators."""
    rows = inputs["power"].sort_values(["true_slope", "n_calibration"], ignore_index=True)
    texts = []
    for slope, own in rows.groupby("true_slope"):
        enough = own.loc[own["share_decided"] >= MOST, "n_calibration"]
        found = f"{enough.min():d}" if len(enough) else f"more than {own['n_calibration'].max():d}"
        texts.append(f"if it is {number(slope)}, {found}")
    first = rows[rows["n_calibration"] == rows["n_calibration"].min()]
    facts = {
        "needed_text": "; ".join(texts),
        "now_text": "; ".join(
            f"{100 * one.share_decided:.0f} % where it is {number(one.true_slope)}"
            for one in first.itertuples()
        ),
        "n_now": int(first["n_calibration"].iloc[0]),
        "scatter_text": number(rows["true_scatter"].iloc[0], 2),
        "n_mocks": number(rows["n_mocks"].max()),
        "most_text": f"{100 * MOST:.0f} %",
    }
    columns = ["true_slope", "n_calibration", "slope_error", "ln_evidence_median", "share_decided"]
    return rows[[*columns, "share_wrong"]], inputs.facts | facts


@styled
def draw_needed(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Share of decided samples at the left, error of the slope at the right.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_needed`.
    """
    figure = new_figure(facts["size"], 70)
    left, right = figure.subplots(1, 2)
    entries = []
    for at, (slope, rows) in enumerate(plotted.groupby("true_slope")):
        look = {"color": PETROFF6[at % len(PETROFF6)], "marker": MARKERS[at % len(MARKERS)]}
        left.plot(rows["n_calibration"], rows["share_decided"], **look)
        left.plot(rows["n_calibration"], rows["share_wrong"], linestyle=":", **look)
        right.plot(rows["n_calibration"], rows["slope_error"], **look)
        entries.append(legend_line(f"true slope {number(slope)}", **look))
    left.axhline(MOST, color=NEUTRAL, linewidth=0.5)
    left.set_ylim(0, 1)
    left.set_ylabel("share of mock samples")
    right.set_ylim(0, None)
    right.set_ylabel("median error of the slope")
    ticks = np.unique(plotted["n_calibration"])
    for axes in (left, right):
        axes.set_xscale("log")
        axes.set_xticks(ticks, [f"{one:.0f}" for one in ticks])
        axes.minorticks_off()
        axes.set_xlabel("calibrators")
    entries.append(legend_line("decided wrongly", color=NEUTRAL, linestyle=":"))
    legend_rows(figure, entries, len(entries))
    return figure
