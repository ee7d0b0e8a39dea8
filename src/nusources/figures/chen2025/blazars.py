"""Figure 7 of chen2025: how much of the blazars' flux the catalogue has, and what S/N it gives.

References
----------
Chen et al. 2025, section VI.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nusources.figures.chen2025.population import blazar_shares, draw_blazar_shares
from nusources.figures.chen2025.published import published_value
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import PUBLISHED_LOOK, legend_line
from nusources.figures.house.style import NEUTRAL, PETROFF6, new_figure, styled
from nusources.wording import number

LINES = ("--", "-", "-.", ":")
PRINTED = 0.05
"""Blazar fraction at which the paper prints an S/N."""


def prepare_blazars(inputs: Inputs) -> Prepared:
    """Share of the flux above a flux, and S/N against the share of blazars in the neutrinos."""
    shares, facts = blazar_shares(inputs["extrapolation"], inputs["published"])
    curves = inputs["curves"].rename(columns={"value": "blazar_fraction"})
    columns = ["blazar_fraction", "systematic", "snr_statistical", "snr"]
    published = inputs["published"]
    at = curves[np.isclose(curves["blazar_fraction"], PRINTED)]
    texts = [f"{number(row.snr, 3)} with {row.systematic:.0%}" for row in at.itertuples()]
    limit = published_value(published, "cited.2lac_limit")
    facts |= {
        "printed_snr": published_value(published, "snr.blazars_0.05"),
        "limit": limit,
        "limit_text": number(100 * limit, 2),
        "snr_text": ", ".join(texts).replace("%", " %") or "none",
        "n_events_text": number(float(curves["n_events"].iloc[0]), 4),
    }
    plotted = pd.concat([shares, curves[columns]], ignore_index=True)
    return plotted, inputs.facts | facts


@styled
def draw_blazars(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Share of the flux with bands; S/N by systematic error.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_blazars`.
    """
    figure = new_figure(facts["size"], 84)
    left, right = figure.subplots(1, 2)
    entries = draw_blazar_shares(left, plotted[plotted["method"].notna()], facts)
    rows = plotted[plotted["blazar_fraction"].notna()]
    for at, (systematic, own) in enumerate(rows.groupby("systematic")):
        look = {"color": PETROFF6[(at + 1) % len(PETROFF6)], "linestyle": LINES[at % len(LINES)]}
        right.plot(100 * own["blazar_fraction"], own["snr"], **look)
        name = "no systematic error" if systematic == 0 else f"systematic error {systematic:.0%}"
        entries.append(legend_line(name.replace("%", " %"), **look))
    right.plot(100 * PRINTED, facts["printed_snr"], marker="o", **PUBLISHED_LOOK)
    right.axvline(100 * facts["limit"], color=NEUTRAL, linewidth=0.6, linestyle=":")
    entries.append(legend_line("limit of 2LAC blazars", color=NEUTRAL, linestyle=":"))
    right.set_xlabel("blazars in the diffuse flux (%)")
    right.set_ylabel("S/N of f")
    right.set(xlim=(0, None), ylim=(0, None))
    legend_rows(figure, entries, 3 if facts["size"] == "double" else 2)
    return figure
