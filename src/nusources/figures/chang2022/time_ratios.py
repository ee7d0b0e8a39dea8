"""Flares against the times of alerts: R(t), its p-values, and the scan of windows.

References
----------
Chang et al. 2022, section 5, Figures 3 to 8; numbers from `time_numbers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from nusources.figures.chang2022.time_numbers import (
    MAIN,
    NO_INPUT,
    level_label,
    prepare_acc_ratios,
    prepare_fermi_ratios,
    prepare_shift_p_values,
    prepare_wibrals_ratios,
    prepare_window_scan,
    prepare_xrt_ratios,
)
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import draw_significance_levels, legend_line
from nusources.figures.house.style import MARKERS, NEUTRAL, PETROFF6, new_figure, shorten, styled

__all__ = [
    "draw_acc_ratios",
    "draw_fermi_ratios",
    "draw_shift_p_values",
    "draw_wibrals_ratios",
    "draw_window_scan",
    "draw_xrt_ratios",
    "prepare_acc_ratios",
    "prepare_fermi_ratios",
    "prepare_shift_p_values",
    "prepare_wibrals_ratios",
    "prepare_window_scan",
    "prepare_xrt_ratios",
]

SHIFT_LABEL = "time t by which flares follow the alert (days)"
RATIO_LABEL = "R(t), mean flare level inside / outside"
DATA = PETROFF6[0]
DATA_BAND, TRIALS_BAND = "#c4d7fd", "0.85"
FEW = 60
"""Up to so many shifts have markers."""
LOWEST_P = 5e-4
CHOSEN = {
    "marker": "o",
    "markersize": 8,
    "linestyle": "none",
    "color": "black",
    "markerfacecolor": "none",
    "zorder": 5,
}
LINES = ("-", "--", "-.", ":")


@styled
def draw_ratios(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """R(t) with its error beside that of control samples: a row per variant, a column per level.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from one of the ``prepare_`` functions of R(t).
    """
    titles, levels = facts["titles"], facts["levels"]
    figure = new_figure(facts["size"], 48 * len(titles) + 20)
    grid = figure.subplots(len(titles), len(levels), sharex=True, sharey="row", squeeze=False)
    for row, variant in zip(grid, titles, strict=True):
        name = variant.replace(MAIN, "all sources")
        row[0].set_ylabel(shorten(name, 24, lines=3), parse_math=False)
        for axes, level in zip(row, levels, strict=True):
            of_panel = (plotted["variant"] == variant) & (plotted["level"] == level)
            _draw_ratio_panel(axes, plotted[of_panel])
            axes.set_title(level_label(level), loc="left")
            axes.locator_params(axis="x", nbins=5)
        row[0].set_ylim(*facts["ratio_limits"])
    figure.supxlabel(SHIFT_LABEL, fontsize=8)
    figure.supylabel(RATIO_LABEL, fontsize=8)
    entries = [
        legend_line("data average", color=DATA),
        Patch(color=DATA_BAND, linewidth=0, label="its 1σ error"),
        legend_line("mean of control trials", color=NEUTRAL, linestyle="--"),
        Patch(color=TRIALS_BAND, linewidth=0, label="1σ of control trials"),
    ]
    legend_rows(figure, entries, 4 if facts["size"] == "double" else 2)
    return figure


def _draw_ratio_panel(axes: Axes, rows: pd.DataFrame) -> None:
    if rows.empty:
        say_no_input(axes)
        return
    # The outlines of many shifts are longer than their picture.
    shift, look = rows["shift_days"], {"linewidth": 0, "rasterized": len(rows) > FEW}
    low, high = rows["trial_mean"] - rows["trial_std"], rows["trial_mean"] + rows["trial_std"]
    axes.fill_between(shift, low, high, color=TRIALS_BAND, **look)
    for edge in (low, high):  # above the data: many shifts would hide the band
        axes.plot(shift, edge, color=NEUTRAL, linewidth=0.5, zorder=4)
    axes.plot(shift, rows["trial_mean"], color=NEUTRAL, linestyle="--", linewidth=0.7, zorder=4)
    low, high = rows["ratio"] - rows["ratio_error"], rows["ratio"] + rows["ratio_error"]
    axes.fill_between(shift, low, high, color=DATA_BAND, **look)
    marker = MARKERS[0] if len(rows) <= FEW else ""
    axes.plot(shift, rows["ratio"], color=DATA, marker=marker, markersize=2.5, linewidth=0.8)
    known = rows["ratio"].notna().to_numpy()
    alone = known & ~np.append(False, known[:-1]) & ~np.append(known[1:], False)
    if not marker and alone.any():
        axes.plot(shift[alone], rows["ratio"][alone], ".", color=DATA, markersize=2.5)
    axes.axvline(0, color=NEUTRAL, linewidth=0.6, linestyle=":")


def say_no_input(axes: Axes) -> None:
    """Say in a panel that the run lacks what it would show."""
    axes.text(0.5, 0.5, NO_INPUT, transform=axes.transAxes, ha="center", va="center", fontsize=8)
    axes.set_axis_off()


draw_acc_ratios = draw_wibrals_ratios = draw_xrt_ratios = draw_fermi_ratios = draw_ratios


@styled
def draw_shift_p_values(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Local p-values against the shift, one panel per variant, one line per level.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_shift_p_values`.
    """
    titles = facts["titles"]
    figure = new_figure(facts["size"], 50 * len(titles) + 20)
    grid = figure.subplots(len(titles), 1, sharex=True, squeeze=False)[:, 0]
    looks = _looks(facts["levels"])
    for axes, (variant, title) in zip(grid, titles.items(), strict=True):
        axes.set_title(shorten(title, 90, lines=2), loc="left", parse_math=False)
        rows = plotted[plotted["variant"] == variant]
        _draw_p_values(axes, rows, ("level", "shift_days"), looks, facts)
        axes.axvline(0, color=NEUTRAL, linewidth=0.6, linestyle=":")
    grid[-1].set_xlabel(SHIFT_LABEL)
    figure.supylabel("local p-value, right-tailed", fontsize=8)
    _legend(figure, facts, {level_label(one): look for one, look in looks.items()})
    return figure


@styled
def draw_window_scan(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Local p-values of R(0) against the window, one panel per sample, one line per factor.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_window_scan`.
    """
    samples = facts["samples"]
    figure = new_figure(facts["size"], 46 * len(samples) + 22)
    grid = figure.subplots(len(samples), 1, squeeze=False)[:, 0]
    looks = _looks(facts["factors"])
    for axes, sample in zip(grid, samples, strict=True):
        axes.set_title(sample, loc="left", parse_math=False)
        rows = plotted[plotted["sample"] == sample]
        _draw_p_values(axes, rows, ("factor", "window_days"), looks, facts)
        _mark_chosen(axes, rows, facts["chosen"].get(sample))
    grid[-1].set_xlabel("width of the time window ΔT (days)")
    figure.supylabel("local p-value of R(0), right-tailed", fontsize=8)
    entries = [legend_line("window and factor of R(t)", **CHOSEN)]
    _legend(figure, facts, {f"regions × {one:g}": look for one, look in looks.items()}, entries)
    return figure


def _mark_chosen(axes: Axes, rows: pd.DataFrame, chosen: tuple[float, float] | None) -> None:
    """Ring around the p-value of the window and factor with which the sample slides."""
    if chosen is None or rows.empty:
        return
    window, factor = chosen
    axes.axvline(window, color=NEUTRAL, linewidth=0.6, linestyle=":")
    own = rows[(rows["window_days"] == window) & (rows["factor"] == factor)]
    axes.plot(own["window_days"], own["p_local"], **CHOSEN)


def _looks(values) -> dict[float, dict[str, Any]]:
    return {
        one: {
            "color": PETROFF6[at % len(PETROFF6)],
            "linestyle": LINES[at % len(LINES)],
            "marker": MARKERS[at % len(MARKERS)],
        }
        for at, one in enumerate(values)
    }


def _draw_p_values(axes: Axes, rows: pd.DataFrame, columns, looks, facts) -> None:
    """One line for each value of the first column, against the second."""
    if rows.empty:
        say_no_input(axes)
        return
    by, along = columns
    p_least = rows["p_local"][rows["p_local"] > 0].min()
    axes.set_yscale("log", nonpositive="clip")
    floor = facts["p_floor"] or LOWEST_P
    axes.set_ylim(min(LOWEST_P, p_least / 2, floor / 1.5), 1.5)
    draw_significance_levels(axes, facts["sigma_lines"], facts["p_floor"])
    for value, look in looks.items():
        line = rows[rows[by] == value]
        axes.plot(line[along], line["p_local"], linewidth=0.8, **(look | {"markersize": 2.5}))


def _legend(figure: Figure, facts, looks: Mapping[str, dict[str, Any]], more=()) -> None:
    entries = [*(legend_line(label, **look) for label, look in looks.items()), *more]
    entries.append(legend_line("smallest possible, 1/(N+1)", color=NEUTRAL, linestyle=":"))
    legend_rows(figure, entries, (3 if more else 5) if facts["size"] == "double" else 2)
