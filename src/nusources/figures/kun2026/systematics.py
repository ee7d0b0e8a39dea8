"""What other readings do to slope, scatter, chi squared and the permutation test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.style import NEUTRAL, PETROFF6, new_figure, styled
from nusources.figures.kun2026.reading_labels import DEFAULT, label_of
from nusources.wording import number

PANELS = {
    "slope": "slope",
    "scatter": "scatter (dex)",
    "chi2": "chi squared",
    "p_permutation": "p of permutations",
}


def prepare_systematics(inputs: Inputs) -> Prepared:
    """One row per reading, the default first; readings without numbers are named."""
    rows = inputs["readings"]
    missing = rows[rows["missing"].notna()]
    rows = rows[rows["missing"].isna()]
    is_default = rows["subject"] == DEFAULT
    rows = pd.concat([rows[is_default], rows[~is_default]], ignore_index=True)
    rows["label"] = [label_of(*one) for one in zip(rows["subject"], rows["choice"], strict=True)]
    others = rows.iloc[1:]
    ranges = {
        f"{column}_text": f"{number(others[column].min(), 2)} to {number(others[column].max(), 2)}"
        for column in PANELS
    }
    most = others.loc[(others["slope"] - rows["slope"].iloc[0]).abs().idxmax()]
    facts = ranges | {
        "n_readings": len(others),
        "most_text": f"{most['label']} ({number(most['slope'], 2)})",
        "missing_text": "; ".join(
            f"{label_of(one.subject, one.choice)} ({one.missing})" for one in missing.itertuples()
        )
        or "none",
    }
    columns = ["label", "slope", "slope_error", "scatter", "scatter_error", "chi2", "p"]
    return rows[[*columns, "p_permutation", "n_calibration", "n_sources"]], inputs.facts | facts


@styled
def draw_systematics(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """One row per reading, a panel per number; dotted: the default.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_systematics`.
    """
    figure = new_figure(facts["size"], 4.3 * len(plotted) + 22, side_inches=0.08)
    places = np.arange(len(plotted))
    panels = figure.subplots(1, len(PANELS), sharey=True)
    for axes, (column, label) in zip(panels, PANELS.items(), strict=True):
        errors = plotted.get(f"{column}_error")
        axes.errorbar(
            plotted[column],
            places,
            xerr=errors,
            linestyle="none",
            marker="o",
            markersize=3,
            color=PETROFF6[0],
        )
        axes.axvline(plotted[column].iloc[0], color=NEUTRAL, linestyle=":", linewidth=0.7)
        axes.set_xlabel(label)
    panels[1].set_xlim(0, None)
    panels[2].set_xlim(0, None)
    panels[3].set_xscale("log")
    panels[3].xaxis.set_minor_formatter(NullFormatter())
    panels[0].set_yticks(places, plotted["label"], parse_math=False)
    panels[0].set_ylim(len(plotted) - 0.5, -0.5)
    panels[0].set_ylabel("what is changed")
    return figure
