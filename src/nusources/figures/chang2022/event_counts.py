"""Figures 12 to 14 of chang2022: events near groups of blazars; numbers from `chang2022_numbers`.

References
----------
Chang et al. 2022, section 6.3 and appendix C.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from nusources.figures.chang2022.event_count_numbers import prepare_excess, prepare_p_values
from nusources.figures.house.panels import (
    PUBLISHED_LOOK,
    TICK_STEPS,
    Panel,
    band_edges,
    draw_significance_levels,
    finish_energy_axes,
    legend_line,
    legend_of_panels,
    panel_grid,
    panels_at_left,
    published_markers,
)
from nusources.figures.house.style import NEUTRAL, styled

__all__ = ["draw_excess", "draw_p_values", "prepare_excess", "prepare_p_values"]

LOWEST_P = 1e-3
"""The axis of p-values reaches at least down to here, so that 3 sigma is on it."""


@styled
def draw_excess(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Figures 12 and 14: excess against threshold, one panel per group.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_excess`.
    """
    with_pulls = plotted.loc[plotted["pull"].notna(), "group"].unique()
    figure, panels = panel_grid(facts, with_pulls, row_mm=58)
    for panel in panels:
        rows = plotted[plotted["group"] == panel.group]
        x = rows["log10_energy_min"].to_numpy()
        edges, band = band_edges(x, rows["sigma"].to_numpy())
        panel.main.axhline(0, color=NEUTRAL, linewidth=0.6)
        panel.main.fill_between(edges, -band, band, color=panel.colour, alpha=0.25, linewidth=0)
        published_markers(panel, panel.main, x, rows["published_excess"])
        _our_line(panel, panel.main, x, rows["excess"])
        if rows[["excess", "sigma", "published_excess"]].abs().max(axis=None) < 1:
            panel.main.set_ylim(-1, 1)
        _draw_pulls(panel, x, rows["pull"], facts["difference_width"])
    for panel in panels_at_left(panels):
        panel.main.set_ylabel("observed −\nexpected (events)")
    finish_energy_axes(figure, panels, plotted["log10_energy_min"].unique())
    entries = [
        legend_line("ours", color="black", marker="o"),
        Patch(color="0.5", alpha=0.4, label="± standard deviation of the scrambles", linewidth=0),
        *_published_entry(plotted["published_excess"], "published (Table 6)"),
    ]
    _add_legend(figure, panels, entries, facts)
    return figure


def _add_legend(figure: Figure, panels: Sequence[Panel], entries: list, facts) -> None:
    columns = len(entries) if facts["size"] == "double" else 1
    legend_of_panels(figure, [one.main for one in panels], entries, columns, facts["note"])


def _draw_pulls(panel: Panel, x: np.ndarray, pulls: pd.Series, width: float) -> None:
    if panel.residuals is None:
        return
    panel.residuals.axhline(0, color=NEUTRAL, linewidth=0.6)
    panel.residuals.axhspan(-width, width, color="0.9", linewidth=0)
    panel.residuals.plot(x, pulls, color=panel.colour, marker=panel.marker, linestyle="none")
    reach = max(2.5, 1.2 * float(pulls.abs().max()))
    panel.residuals.set_ylim(-reach, reach)
    panel.residuals.yaxis.set_major_locator(MaxNLocator(nbins=4, steps=TICK_STEPS))
    panel.residuals.set_ylabel("ours − publ.\n(std. dev.)", fontsize=7)


def _our_line(panel: Panel, axes, x, y, error=None) -> None:
    axes.errorbar(
        x,
        y,
        yerr=error,
        color=panel.colour,
        marker=panel.marker,
        markeredgecolor="black",
        markeredgewidth=0.4,
        ecolor="black",
        elinewidth=0.6,
        zorder=5,
    )


def _published_entry(values: pd.Series, label: str) -> list:
    if values.isna().all():
        return []
    return [legend_line(label, marker="o", **PUBLISHED_LOOK)]


@styled
def draw_p_values(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Figure 13: local p-values against threshold, one panel per group.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_p_values`.
    """
    figure, panels = panel_grid(facts, (), row_mm=50)
    p_values = plotted[["p_value", "published_p_low"]]
    low = min(LOWEST_P, p_values[p_values > 0].min(axis=None) / 2)
    for panel in panels:
        rows = plotted[plotted["group"] == panel.group]
        x = rows["log10_energy_min"].to_numpy()
        panel.main.set_yscale("log", nonpositive="clip")
        panel.main.set_ylim(low, 1.5)
        _draw_levels(panel, facts, low)
        p = rows["published_p"]
        error = [p - rows["published_p_low"], rows["published_p_high"] - p]
        published_markers(panel, panel.main, x, p, error)
        _our_line(panel, panel.main, x, rows["p_value"], rows["p_value_error"])
    finish_energy_axes(figure, panels, plotted["log10_energy_min"].unique())
    figure.supylabel("local p-value, right-tailed", fontsize=8)
    entries = [
        legend_line("ours", color="black", marker="o"),
        *_published_entry(plotted["published_p"], "published (from Table 6)"),
    ]
    _add_legend(figure, panels, entries, facts)
    return figure


def _draw_levels(panel: Panel, facts: Mapping[str, Any], low: float) -> None:
    floor = facts["p_floor"] if facts["p_floor"] > low else 0.0
    draw_significance_levels(panel.main, facts["sigma_lines"], floor)
    if floor > 0:
        panel.main.annotate(
            "smallest possible, 1/(N+1)",
            (0.5, floor),
            xycoords=("axes fraction", "data"),
            xytext=(0, -1),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=7,
            color=NEUTRAL,
        )
