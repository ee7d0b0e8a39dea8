"""Null hypotheses beside the scrambles of chang2022; numbers from `chang2022_nulls_numbers`.

References
----------
Chang et al. 2022, section 6.3.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nusources.figures.chang2022.nulls_numbers import prepare_nulls, prepare_pairs
from nusources.figures.house.panels import (
    CHARACTER_MM,
    TICK_STEPS,
    Panel,
    draw_significance_levels,
    finish_energy_axes,
    legend_line,
    legend_of_panels,
    panel_grid,
    panel_title,
)
from nusources.figures.house.style import MARKERS, NEUTRAL, PETROFF6, WIDTH_MM, new_figure, styled

__all__ = ["draw_nulls", "draw_pairs", "prepare_nulls", "prepare_pairs"]

LINES = ("-", "--", "-.", ":")
STRIPS = {
    "mean_change": "change of\nthe mean (%)",
    "sigma_ratio": "ratio of standard\ndeviations",
    "p_value": "local p-value,\nright-tailed",
    "pulls": "scrambled − exact\n(in MC errors)",
}
"""Panels below each other, and their axes."""
STRIP_HEIGHTS = [1.0, 1.0, 1.4, 1.1]
BLOCK_MM = 125
"""Height of the strips of one group."""
MOST_COLUMNS = 3
OPEN_LOOK = {"color": "black", "markerfacecolor": "white", "linestyle": "none"}
EVENT_LOOK = {"marker": "s", "linestyle": "--", "color": "0.45", "markerfacecolor": "white"}
LOWEST_P = 1e-3
"""The axis of p-values reaches at least down to here, so that 3 sigma is on it."""
REACH_BELOW = 1.5
"""The axis of p-values goes this factor below the smallest one."""


@styled
def draw_nulls(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Mean, scatter and p-value of each null by threshold; one column of panels per group.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_nulls`.
    """
    columns = 1 if facts["size"] == "single" else min(len(facts["titles"]), MOST_COLUMNS)
    figure, columns_of_strips = _strip_grid(facts, columns)
    looks = _null_looks(facts["null_labels"])
    for group, strips in columns_of_strips.items():
        rows = plotted[plotted["group"] == group]
        _draw_nulls_of_group(strips, rows, looks)
        _draw_pulls(strips["pulls"], rows[rows["null"] == "exact"])
    tops = [
        Panel(group, one["mean_change"], None, "", "") for group, one in columns_of_strips.items()
    ]
    finish_energy_axes(figure, tops, plotted["log10_energy_min"].unique())
    _scale_strips(columns_of_strips.values())
    entries = [
        *(legend_line(facts["null_labels"][name], **look) for name, look in looks.items()),
        legend_line("mean, scrambled − exact", marker="o", color="black", linestyle="none"),
        legend_line("standard deviation, scrambled − exact", marker="s", **OPEN_LOOK),
    ]
    columns = 3 if facts["size"] == "double" else 1
    legend_of_panels(figure, [one.main for one in tops], entries, columns)
    return figure


def _strip_grid(
    facts: Mapping[str, Any], columns: int
) -> tuple[Figure, dict[str, dict[str, Axes]]]:
    """Figure with the strips of each group below each other; groups in rows of `columns`."""
    titles = facts["titles"]
    rows = -(-len(titles) // columns)
    figure = new_figure(facts["size"], rows * BLOCK_MM + 22)
    grid = figure.add_gridspec(rows * len(STRIPS), columns, height_ratios=rows * STRIP_HEIGHTS)
    width = int(WIDTH_MM[facts["size"]] / columns / CHARACTER_MM) - 6
    found = {}
    for number, (group, title) in enumerate(titles.items()):
        row, column = divmod(number, columns)
        strips: dict[str, Any] = {}
        for place, (name, text) in enumerate(STRIPS.items()):
            first = next(iter(strips.values()), None)
            strips[name] = figure.add_subplot(grid[row * len(STRIPS) + place, column], sharex=first)
            strips[name].tick_params(labelbottom=name == "pulls", labelleft=column == 0)
            strips[name].set_ylabel(text if column == 0 else "")
        strips[next(iter(STRIPS))].set_title(
            panel_title(title[0], title[1], width), loc="left", parse_math=False
        )
        found[group] = strips
    return figure, found


def _null_looks(names) -> dict[str, dict[str, Any]]:
    cycles = zip(PETROFF6, MARKERS, LINES, strict=False)
    return {
        name: {"color": colour, "marker": marker, "linestyle": line, "markersize": 3}
        for name, (colour, marker, line) in zip(names, cycles, strict=False)
    }


def _draw_nulls_of_group(strips: Mapping[str, Axes], rows: pd.DataFrame, looks) -> None:
    for name, axes in strips.items():
        if name == "pulls":
            continue
        for null, look in looks.items():
            one = rows[rows["null"] == null]
            axes.errorbar(
                one["log10_energy_min"],
                one[name],
                yerr=one[f"{name}_error"],
                elinewidth=0.5,
                **look,
            )
    strips["mean_change"].axhline(0, color=NEUTRAL, linewidth=0.6)
    strips["sigma_ratio"].axhline(1, color=NEUTRAL, linewidth=0.6)
    strips["p_value"].set_yscale("log", nonpositive="clip")


def _draw_pulls(axes: Axes, rows: pd.DataFrame) -> None:
    axes.axhspan(-1, 1, color="0.9", linewidth=0)
    axes.axhline(0, color=NEUTRAL, linewidth=0.6)
    look = OPEN_LOOK | {"markersize": 3.5}
    axes.plot(rows["log10_energy_min"], rows["sigma_pull"], marker="s", **look)
    look |= {"markerfacecolor": "black"}
    axes.plot(rows["log10_energy_min"], rows["mean_pull"], marker="o", **look)


def _scale_strips(columns_of_strips: Collection[Mapping[str, Axes]]) -> None:
    """One scale for each kind of strip."""
    for name in STRIPS:
        all_axes = [strips[name] for strips in columns_of_strips]
        low = min(axes.get_ylim()[0] for axes in all_axes)
        high = max(axes.get_ylim()[1] for axes in all_axes)
        if name == "pulls":
            high = 1.1 * max(2.3, -low, high)
            low = -high
        if name == "p_value":
            low, high = low / 1.5, 2.0
        for axes in all_axes:
            axes.set_ylim(low, high)
            if name != "p_value":
                axes.yaxis.set_major_locator(MaxNLocator(5, steps=TICK_STEPS, prune="both"))


@styled
def draw_pairs(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Exact p-values of pairs beside those of the event count, one panel per group.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_pairs`.
    """
    figure, panels = panel_grid(facts, (), row_mm=62)
    p_values = plotted[["p_pairs", "p_events"]]
    low = min(LOWEST_P, p_values[p_values > 0].min(axis=None)) / REACH_BELOW
    levels = {name: p for name, p in facts["sigma_lines"].items() if p > low}
    floor = facts["p_floor"] if facts["p_floor"] > low else 0.0
    for panel in panels:
        rows = plotted[plotted["group"] == panel.group]
        x = rows["log10_energy_min"]
        panel.main.set_yscale("log", nonpositive="clip")
        panel.main.set_ylim(low, 2)
        draw_significance_levels(panel.main, levels, floor)
        panel.main.errorbar(
            x, rows["p_events"], yerr=rows["p_events_error"], elinewidth=0.6, zorder=3, **EVENT_LOOK
        )
        look = {"markeredgecolor": "black", "markeredgewidth": 0.4, "zorder": 5}
        panel.main.plot(x, rows["p_pairs"], color=panel.colour, marker="o", **look)
    finish_energy_axes(figure, panels, plotted["log10_energy_min"].unique())
    figure.supylabel("local p-value, right-tailed", fontsize=8)
    entries = [
        legend_line("event-source pairs, exact", color="black", marker="o"),
        legend_line("events, from scrambles", **EVENT_LOOK),
    ]
    if floor:
        text = "smallest possible with scrambles, 1/(N+1)"
        entries.append(legend_line(text, color=NEUTRAL, linestyle=":"))
    columns = 3 if facts["size"] == "double" else 1
    legend_of_panels(figure, [one.main for one in panels], entries, columns)
    return figure
