"""Figure 16: small light curves of all selected sources; numbers from `selected_curve_numbers`.

References
----------
Chang et al. 2022, Appendix B, Figure 16.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nusources.figures.chang2022.light_curves import EPISODE, LOOKS, draw_episodes, draw_flares
from nusources.figures.chang2022.selected_curve_numbers import prepare_selected_light_curves
from nusources.figures.house.light_curves import LIMIT, draw_blocks
from nusources.figures.house.panels import legend_line, legend_of_panels
from nusources.figures.house.style import new_figure, shorten, styled

__all__ = ["draw_selected_light_curves", "prepare_selected_light_curves"]

CELL_MM = 32.0
LIMIT_DASH = {"colors": LIMIT["color"], "linewidth": 0.8, "zorder": LIMIT["zorder"]}
COLUMNS = {"single": 2, "double": 4}
TITLE_CHARACTERS = 22
BANDS_LABEL = "infrared flux density (mJy), above; γ-ray flux (10⁻¹² erg cm⁻² s⁻¹), below"


@styled
def draw_selected_light_curves(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Draw one small panel per source: infrared above gamma rays above bars of flares.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_selected_light_curves`.
    """
    names = list(facts["cells"]) or [facts["note"]]
    columns = min(COLUMNS[facts["size"]], len(names))
    n_rows = -(-len(names) // columns)
    figure = new_figure(facts["size"], n_rows * CELL_MM + 24)
    grid = figure.add_gridspec(n_rows, columns)
    panels = []
    for number, name in enumerate(names):
        axes = figure.add_subplot(grid[number // columns, number % columns])
        _draw_cell(axes, plotted[plotted["source_name"] == name], facts)
        axes.set_title(shorten(name, TITLE_CHARACTERS, 4), loc="left", parse_math=False)
        ticks = facts["cells"].get(name, {"ticks": []})["ticks"]
        axes.set_yticks([one for one, _ in ticks], [label for _, label in ticks])
        axes.tick_params(labelbottom=number + columns >= len(names))
        panels.append(axes)
    figure.supxlabel("time (MJD)", fontsize=8)
    figure.supylabel(BANDS_LABEL if n_rows > 2 else BANDS_LABEL.replace("; ", ";\n"), fontsize=8)
    legend_of_panels(figure, panels, _entries(), 4 if facts["size"] == "double" else 2)
    return figure


def _draw_cell(axes: Axes, rows: pd.DataFrame, facts: Mapping[str, Any]) -> None:
    points = rows[rows["kind"] == "point"]
    limits = points["is_upper_limit"].fillna(False).astype(bool)
    for band, own in points[~limits].groupby("panel"):
        colour, marker = LOOKS[band]
        axes.vlines(own["mjd"], own["height_low"], own["height_high"], colors=colour, linewidth=0.3)
        # A bin is a dash: a path of dashes takes less room than markers.
        dashes = own[own["mjd_stop"] > own["mjd_start"]]
        ends = dashes["height"], dashes["mjd_start"], dashes["mjd_stop"]
        axes.hlines(*ends, colors=colour, linewidth=1.5)
        dots = own[own["mjd_stop"] == own["mjd_start"]]
        axes.plot(dots["mjd"], dots["height"], marker, color=colour, markersize=1.5)
    upper = points[limits]
    axes.hlines(upper["height"], upper["mjd_start"], upper["mjd_stop"], **LIMIT_DASH)
    draw_blocks(axes, rows[rows["kind"] == "block"], "height")
    low = min(facts["bars"].values())
    axes.axhline(low / 4, color="0.85", linewidth=0.5, zorder=0)
    gamma = {"gamma": LOOKS["gamma_ray"]}
    for name, height in facts["bars"].items():
        draw_flares(axes, rows, {name: height}, LOOKS | gamma)
    draw_episodes(axes, rows)
    axes.set_xlim(facts["time_low"], facts["time_high"])
    axes.set_ylim(low - 0.12, 2.5)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=3))


def _entries() -> list:
    bar = {"linewidth": 3.5}
    return [
        legend_line("infrared, its flares", color=LOOKS["infrared"][0], **bar),
        legend_line("γ rays, their flares", color=LOOKS["gamma_ray"][0], **bar),
        legend_line("simultaneous flares", color=LOOKS["simultaneous"][0], **bar),
        legend_line("Bayesian block", color="black", linewidth=0.9),
        legend_line("flaring block", color="black", linewidth=2.2),
        legend_line("upper limit", color=LIMIT["color"], linewidth=0.8),
        legend_line("alert around the source", **EPISODE),
    ]
