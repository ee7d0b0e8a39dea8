"""Figures of sensitivity, power and systematics of the search of chang2022, section 6.3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

from nusources.figures.chang2022.sensitivity_numbers import (
    CRITERION_LABELS,
    POWER_LABELS,
    prepare_power,
    prepare_sensitivity,
    prepare_systematics,
)
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import (
    CHARACTER_MM,
    finish_energy_axes,
    legend_line,
    legend_of_panels,
    panel_grid,
)
from nusources.figures.house.style import (
    MARKERS,
    NEUTRAL,
    WIDTH_MM,
    colours,
    new_figure,
    shorten,
    styled,
)
from nusources.spatial.names import ANG_ERR_FACTOR, FLUX, N_SOURCES

__all__ = [
    "draw_power",
    "draw_sensitivity",
    "draw_systematics",
    "prepare_power",
    "prepare_sensitivity",
    "prepare_systematics",
]

FLUX_LABEL = "flux of the group at 100 TeV\n(10⁻¹⁷ GeV⁻¹ cm⁻² s⁻¹)"
VARIED_LABELS = {
    FLUX: "flux (10⁻¹⁷ GeV⁻¹ cm⁻² s⁻¹)",
    N_SOURCES: "number of sources",
    ANG_ERR_FACTOR: "factor on all angular errors",
}
FLUX_SCALE = 1e-17
MOST_POWER_COLUMNS = 4
MOST_TICKS = 6
"""With more, every second one has its number."""

CHANGE_LABELS = {
    "excess": "excess (events)",
    "p_value": "local p-value",
    "flux_limit": "flux limit (10⁻¹⁷ / GeV / cm² / s)",
}
LOWEST_P = 1e-12
"""The axis of p-values ends here."""
KINDS = (
    "ang_err",
    "containment",
    "energy_proxy",
    "effective_area",
    "position_error",
    "missing_sources",
)
"""Kinds of variations in the order of their colours."""
ROW_MM = 4.2
"""Height of one bar."""


def _looks() -> dict[str, dict[str, str]]:
    """Colour and marker of each criterion."""
    pairs = zip(CRITERION_LABELS, colours(3), MARKERS, strict=False)
    return {name: {"color": colour, "marker": marker} for name, colour, marker in pairs}


CLOSED_FORM = {"linestyle": "--", "linewidth": 0.8}
POINTS = {"linestyle": "none", "markersize": 3.5}


@styled
def draw_sensitivity(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Sensitivity and discovery flux against threshold, one panel per group.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_sensitivity`.
    """
    figure, panels = panel_grid(facts, (), row_mm=58)
    top = 1.15 * float((plotted["flux"] + plotted["flux_error"]).max()) / FLUX_SCALE
    for panel in panels:
        of_group = plotted[plotted["group"] == panel.group]
        for criterion, look in _looks().items():
            rows = of_group[of_group["criterion"] == criterion]
            x, flux = rows["log10_energy_min"], rows["flux"] / FLUX_SCALE
            closed_form = rows["flux_closed_form"] / FLUX_SCALE
            panel.main.plot(x, closed_form, color=look["color"], **CLOSED_FORM)
            panel.main.errorbar(x, flux, rows["flux_error"] / FLUX_SCALE, **POINTS, **look)
        panel.main.set_ylim(0, top)
    finish_energy_axes(figure, panels, plotted["log10_energy_min"].unique())
    figure.supylabel(FLUX_LABEL, fontsize=8)
    handles = [
        legend_line(CRITERION_LABELS[name], **POINTS, **look) for name, look in _looks().items()
    ]
    handles.append(legend_line("closed form", color=NEUTRAL, **CLOSED_FORM))
    columns = 2 if facts["size"] == "double" else 1
    legend_of_panels(figure, [one.main for one in panels], handles, columns)
    return figure


@styled
def draw_power(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Power against flux, number of sources and angular error, one panel each.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_power`.
    """
    columns = power_columns(len(facts["titles"])) if facts["size"] == "double" else 1
    n_rows = -(-len(facts["titles"]) // columns)
    figure = new_figure(facts["size"], 50 * n_rows + 14)
    grid = figure.add_gridspec(n_rows, columns)
    for number, (title, varied) in enumerate(zip(facts["titles"], facts["varied"], strict=True)):
        axes = figure.add_subplot(grid[number // columns, number % columns])
        title_width = int(WIDTH_MM[facts["size"]] / columns / CHARACTER_MM) - 4
        axes.set_title(shorten(title, title_width), loc="left", parse_math=False)
        _draw_power_panel(axes, plotted[plotted["panel"] == number], varied)
        if number % columns == 0:
            axes.set_ylabel("share of the trials")
    handles = [legend_line(POWER_LABELS[name], **POINTS, **look) for name, look in _looks().items()]
    handles.append(legend_line("closed form", color=NEUTRAL, **CLOSED_FORM))
    legend_of_panels(figure, figure.axes, handles, columns)
    return figure


def power_columns(n_panels: int) -> int:
    """Panels side by side, so that those of angular errors stand below those of fluxes.

    There is one panel of isotropic sources beside the fluxes; the legend takes the cell below it.
    """
    half = (n_panels + 1) // 2
    return half if half <= MOST_POWER_COLUMNS else MOST_POWER_COLUMNS - 1


def _draw_power_panel(axes: Axes, rows: pd.DataFrame, varied: str) -> None:
    scale = FLUX_SCALE if varied == FLUX else 1.0
    for criterion, look in _looks().items():
        points = rows[rows["criterion"] == criterion].sort_values("value")
        x = points["value"] / scale
        axes.plot(x, points["power_closed_form"], color=look["color"], **CLOSED_FORM)
        axes.errorbar(x, points["power"], points["power_error"], **POINTS, **look)
    axes.set_ylim(-0.03, 1.05)
    axes.set_xlabel(VARIED_LABELS[varied])
    if varied != FLUX:
        values = np.unique(rows["value"])
        axes.set_xscale("log")
        every = 2 if len(values) > MOST_TICKS else 1
        names = [f"{value:g}" * (place % every == 0) for place, value in enumerate(values)]
        axes.set_xticks(values, names)
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.minorticks_off()


@styled
def draw_systematics(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Excess, p-value and limit with each variation, one row of panels per group.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_systematics`.
    """
    groups, n_bars = facts["titles"], facts["n_variations"]
    figure = new_figure(facts["size"], len(groups) * (ROW_MM * n_bars + 19) + 8)
    figure.get_layout_engine().set(wspace=0.05)
    # One column of a page has room for one panel beside the names.
    shown = list(CHANGE_LABELS) if facts["size"] == "double" else ["flux_limit"]
    grid = figure.add_gridspec(len(groups), len(shown))
    shades = kind_colours(plotted["kind"])
    width = int(WIDTH_MM[facts["size"]] / len(shown) / 2)
    for row, (group, title) in enumerate(groups.items()):
        of_group = plotted[plotted["group"] == group]
        for column, change in enumerate(shown):
            axes = figure.add_subplot(grid[row, column])
            _draw_bars(axes, of_group, change, shades)
            if change == "p_value":
                axes.set_xscale("log")
                axes.xaxis.set_minor_formatter(NullFormatter())
                axes.set_xlim(_decade_below(of_group["p_value_min"]), 1)
            axes.set_yticks(range(len(of_group)), of_group["variation"] if column == 0 else [])
            if column == 0:
                axes.set_title(shorten(title, width), loc="left", parse_math=False)
            axes.set_xlabel(CHANGE_LABELS[change])
    handles = [
        legend_line("nominal", color="black", linewidth=0.8),
        legend_line("least and largest of the draws", color="black", marker="|", linewidth=0.6),
    ]
    legend_rows(figure, handles, 2 if len(shown) > 1 else 1)
    return figure


def kind_colours(kinds: Iterable[str]) -> dict[str, str]:
    """Colour of each kind of variation, the same in all runs."""
    names = list(dict.fromkeys([*KINDS, *sorted(set(kinds))]))
    return dict(zip(names, colours(len(names)), strict=True))


def _decade_below(p_values: pd.Series) -> float:
    """Where an axis of p-values ends."""
    return min(0.1, 10.0 ** np.floor(np.log10(p_values.clip(lower=LOWEST_P).min())))


def _draw_bars(axes: Axes, rows: pd.DataFrame, change: str, shades: Mapping[str, str]) -> None:
    place = np.arange(len(rows))
    scale = FLUX_SCALE if change == "flux_limit" else 1.0
    nominal = float(rows[f"nominal_{change}"].iloc[0]) / scale
    mean = rows[f"{change}_mean"].to_numpy() / scale
    colour = [shades[kind] for kind in rows["kind"]]
    axes.barh(place, mean - nominal, left=nominal, height=0.7, color=colour)
    drawn = (rows["n_draws"] > 1).to_numpy()
    low, high = (rows[f"{change}_{end}"].to_numpy() / scale for end in ("min", "max"))
    axes.errorbar(
        mean[drawn],
        place[drawn],
        xerr=[(mean - low)[drawn], (high - mean)[drawn]],
        linestyle="none",
        color="black",
        elinewidth=0.6,
        capsize=1.5,
    )
    axes.axvline(nominal, color="black", linewidth=0.8)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
