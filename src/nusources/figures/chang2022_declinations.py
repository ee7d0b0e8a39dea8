"""The search in ranges of declination; numbers from `chang2022_declinations_numbers`.

References
----------
Chang et al. 2022, section 6.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nusources.figures.chang2022_declinations_numbers import (
    prepare_declination_p_values,
    prepare_declinations,
)
from nusources.figures.labels import legend_rows
from nusources.figures.panels import finish_energy_axes, legend_line, panel_grid
from nusources.figures.style import MARKERS, NEUTRAL, PETROFF6, styled

__all__ = ["draw_declination_p_values", "prepare_declination_p_values", "prepare_declinations"]

LINES = ("-", "--", "-.", ":")
LOWEST_P = 5e-4


@styled
def draw_declination_p_values(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Local p-values against threshold, one panel per group, one line per range.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_declination_p_values`.
    """
    figure, panels = panel_grid(facts["size"], facts["titles"], (), row_mm=50)
    looks = {
        name: {
            "color": ("black", *PETROFF6)[number % (1 + len(PETROFF6))],
            "marker": MARKERS[number % len(MARKERS)],
            "linestyle": LINES[number % len(LINES)],
            "markersize": 4,
        }
        for number, name in enumerate(facts["range_labels"])
    }
    p = plotted["p_value"]
    low = min(LOWEST_P, p[p > 0].min() / 2)
    for panel in panels:
        panel.main.set_yscale("log", nonpositive="clip")
        panel.main.set_ylim(low, 1.5)
        _draw_levels(panel.main, facts["sigma_lines"])
        for name, look in looks.items():
            rows = plotted[(plotted["group"] == panel.group) & (plotted["range"] == name)]
            panel.main.errorbar(
                rows["log10_energy_min"],
                rows["p_value"],
                yerr=rows["p_value_error"],
                elinewidth=0.6,
                **look,
            )
    finish_energy_axes(figure, panels, plotted["log10_energy_min"].unique())
    figure.supylabel("local p-value, right-tailed", fontsize=8)
    entries = [legend_line(facts["range_labels"][name], **look) for name, look in looks.items()]
    legend_rows(figure, entries, 3 if facts["size"] == "double" else 1)
    return figure


def _draw_levels(axes: Axes, levels: Mapping[str, float]) -> None:
    for n_sigma, p in levels.items():
        axes.axhline(p, color=NEUTRAL, linewidth=0.6, linestyle="--")
        axes.annotate(
            f"{n_sigma}σ",
            (1, p),
            xycoords=("axes fraction", "data"),
            xytext=(2, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
            color=NEUTRAL,
        )
