"""What readings of the paper do to the numbers of flaring sources.

References
----------
Chang et al. 2022, sections 3.3 and 4.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nusources.figures.chang2022.time_checks import DEFAULT
from nusources.figures.chang2022.time_numbers import NO_INPUT
from nusources.figures.chang2022.time_ratios import say_no_input
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import NEUTRAL, PETROFF6, new_figure, styled

TITLES = {"both_flare": "flare in both", "TXS_like": "TXS-like", "CFS": "CFS", "NFS": "NFS"}
SHOWN = tuple(TITLES)


def prepare_class_readings(inputs: Inputs) -> Prepared:
    """Numbers of sources under each reading, by its name; the run's own first."""
    rows = inputs["conventions"].copy()
    is_default = rows["reading"] == DEFAULT
    rows["label"] = np.where(is_default, DEFAULT, rows["reading"] + ": " + rows["choice"])
    rows = pd.concat([rows[is_default], rows[~is_default]], ignore_index=True)
    facts = {
        "n_readings": int((~is_default).sum()),
        "range_text": _range_text(rows),
        "most_text": _most_text(rows[rows["reading"] != DEFAULT]),
    }
    columns = ["label", "reading", "choice", *SHOWN, "removed", "changed"]
    return rows[columns], inputs.facts | facts


def _range_text(rows: pd.DataFrame) -> str:
    if rows.empty:
        return NO_INPUT
    numbers = [(TITLES[one], rows[one].iloc[0], rows[one].min(), rows[one].max()) for one in SHOWN]
    texts = [f"{title} {own:,} ({low:,} to {high:,})" for title, own, low, high in numbers]
    return "; ".join(texts)


def _most_text(rows: pd.DataFrame) -> str:
    if rows.empty:
        return NO_INPUT
    most = rows.loc[rows["changed"].idxmax()]
    return f"{most['label']} ({most['changed']:,} sources)"


@styled
def draw_class_readings(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Numbers of sources, one row per reading, one panel per class; lines: the run's own.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_class_readings`.
    """
    figure = new_figure(facts["size"], 4.5 * len(plotted) + 30, side_inches=0.08)
    if plotted.empty:
        say_no_input(figure.subplots())
        return figure
    places = np.arange(len(plotted))
    for number, (axes, column) in enumerate(
        zip(figure.subplots(1, len(SHOWN), sharey=True), SHOWN, strict=True)
    ):
        axes.plot(plotted[column], places, linestyle="none", marker="o", color=PETROFF6[0])
        axes.axvline(plotted[column].iloc[0], color=NEUTRAL, linewidth=0.5, linestyle=":")
        axes.set_xlim(0, 1.15 * max(plotted[column].max(), 1))
        axes.locator_params(axis="x", nbins=4)
        axes.set_title(TITLES[column])
        if number == 0:
            axes.set_yticks(places, plotted["label"], parse_math=False)
            axes.set_ylim(len(plotted) - 0.5, -0.5)
            axes.set_ylabel("reading of the paper")
    figure.supxlabel("number of sources", fontsize=8)
    entry = legend_line("the run's own readings", color=NEUTRAL, linestyle=":", linewidth=0.5)
    figure.legend(handles=[entry], loc="outside upper center")
    return figure
