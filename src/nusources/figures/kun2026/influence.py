"""What each calibrator does to the relation and to the test of the blazars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.style import NEUTRAL, PETROFF6, new_figure, styled
from nusources.wording import number, with_error

NOTHING = "none"
PANELS = {
    "slope": "slope",
    "scatter": "scatter (dex)",
    "chi2": "chi squared of the blazars",
}


def prepare_influence(inputs: Inputs) -> Prepared:
    """The fit of all, then without each calibrator by what it changes."""
    rows = inputs["influence"]
    is_all = rows["left_out"] == NOTHING
    others = rows[~is_all]
    order = others["slope_shift"].abs().sort_values(ascending=False, kind="stable").index
    rows = pd.concat([rows[is_all], others.loc[order]], ignore_index=True)
    everything, most = rows.iloc[0], rows.iloc[1]
    facts = {
        "all_text": with_error(everything["slope"], everything["slope_error"]),
        "most_text": f"{most['left_out']} ({with_error(most['slope'], most['slope_error'])} "
        f"without it, a shift of {number(most['slope_shift'], 2)} standard deviations)",
        "range_text": f"{number(others['slope'].min(), 3)} to {number(others['slope'].max(), 3)}",
        "chi2_text": f"{number(others['chi2'].min(), 3)} to {number(others['chi2'].max(), 3)}",
        "n_calibration": int(everything["n_calibration"]),
    }
    columns = ["left_out", "slope", "slope_error", "slope_shift", "scatter", "scatter_error"]
    return rows[[*columns, "chi2", "p"]], inputs.facts | facts


@styled
def draw_influence(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Slope, scatter and chi squared, one row per calibrator left out; dotted: all.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_influence`.
    """
    figure = new_figure(facts["size"], 5 * len(plotted) + 26, side_inches=0.08)
    places = np.arange(len(plotted))
    labels = [
        "all calibrators" if one == NOTHING else f"without {one}" for one in plotted["left_out"]
    ]
    panels = figure.subplots(1, len(PANELS), sharey=True)
    for axes, (column, label) in zip(panels, PANELS.items(), strict=True):
        errors = plotted.get(f"{column}_error")
        axes.errorbar(
            plotted[column], places, xerr=errors, linestyle="none", marker="o", color=PETROFF6[0]
        )
        axes.axvline(plotted[column].iloc[0], color=NEUTRAL, linestyle=":", linewidth=0.7)
        axes.set_xlabel(label)
    for slope in (0, 1):
        panels[0].axvline(slope, color=NEUTRAL, linestyle="--", linewidth=0.5)
    panels[1].set_xlim(0, None)
    panels[2].set_xlim(0, None)
    panels[0].set_yticks(places, labels, parse_math=False)
    panels[0].set_ylim(len(plotted) - 0.5, -0.5)
    panels[0].set_ylabel("calibrators of the fit")
    return figure
