"""How the simulated tracks compare with real ones: selection, distributions, effective area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nusources.figures.house.panels import legend_above, legend_line
from nusources.figures.house.style import NEUTRAL, colours, new_figure, styled
from nusources.figures.simulated_archive.track_numbers import (
    DEC_BANDS,
    QUANTITIES,
    prepare_distributions,
    prepare_effective_area,
    prepare_selection,
)

__all__ = [
    "draw_distributions",
    "draw_effective_area",
    "draw_selection",
    "prepare_distributions",
    "prepare_effective_area",
    "prepare_selection",
]


@styled
def draw_selection(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Share of events that pass the cuts, season by season.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_selection`.
    """
    figure = new_figure(facts["size"], 70)
    axes = figure.add_subplot()
    x = np.arange(len(plotted))
    colour = colours(1)[0]
    axes.bar(x, plotted["fraction"], color=colour, alpha=0.45, width=0.7, linewidth=0)
    axes.plot(x, plotted["real"], "D", markerfacecolor="none", color=NEUTRAL, linestyle="none")
    axes.set_xticks(x, plotted["season"], rotation=45, ha="right")
    axes.set_ylabel("share of events that pass the cuts")
    axes.set_ylim(0, 1.15 * float(plotted[["fraction", "real"]].max(axis=None)))
    axes.tick_params(axis="x", length=0)
    legend_above(
        figure,
        [
            legend_line("simulated", color=colour, linewidth=5, alpha=0.45),
            legend_line(
                "real or published",
                color=NEUTRAL,
                marker="D",
                markerfacecolor="none",
                linestyle="none",
            ),
        ],
        "No marker: there is no real file to compare with.",
    )
    return figure


@styled
def draw_distributions(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Distributions of real and simulated events, up-going above down-going.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_distributions`.
    """
    figure = new_figure(facts["size"], 95)
    grid = figure.subplots(2, len(QUANTITIES))
    colour = colours(2)[1]
    for row, sky in enumerate(("up-going", "down-going")):
        for axes, (name, quantity) in zip(grid[row], QUANTITIES.items(), strict=True):
            chosen = plotted[(plotted["quantity"] == name) & (plotted["sky"] == sky)]
            edges = [*chosen["low"], chosen["high"].iloc[-1]]
            axes.stairs(chosen["n_simulated"], edges, color=colour, fill=True, alpha=0.4)
            axes.stairs(chosen["n_real"], edges, color="black", linewidth=0.9)
            axes.set_yscale("log")
            axes.set_ylim(bottom=0.5)
            axes.set_xlabel(quantity.label if row else "")
        grid[row, 0].set_ylabel(f"{sky} events per bin")
    legend_above(
        figure,
        [
            legend_line("real", color="black"),
            legend_line("simulated", color=colour, linewidth=5, alpha=0.4),
        ],
        "",
    )
    return figure


@styled
def draw_effective_area(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Effective area of the release and of the model detector in bands of declination.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_effective_area`.
    """
    figure = new_figure(facts["size"], 85)
    main, ratio = figure.subplots(2, 1, sharex=True, height_ratios=[3, 1])
    styles = zip(DEC_BANDS, colours(len(DEC_BANDS)), ("-", "--", "-.", ":"), strict=True)
    entries = []
    for (low, high), colour, line in styles:
        band = plotted[plotted["dec_min"] == low]
        main.plot(band["log10_energy"], band["table"], "o", color=colour, markersize=3)
        main.plot(band["log10_energy"], band["model"], line, color=colour)
        ratio.plot(band["log10_energy"], band["model"] / band["table"], line, color=colour)
        label = f"{low:g}° to {high:g}°".replace("-", "−")
        entries.append(legend_line(label, color=colour, linestyle=line))
    main.set_yscale("log")
    main.set_ylim(bottom=1e-1)
    main.set_ylabel("effective area (cm²)")
    ratio.axhline(1, color=NEUTRAL, linewidth=0.6)
    ratio.set_yscale("log")
    ratio.set_ylim(0.1, 10)
    ratio.set_ylabel("model / table")
    ratio.set_xlabel(r"neutrino energy, log₁₀(E / GeV)")
    entries.append(legend_line("table of the release", color="black", marker="o", linestyle="none"))
    legend_above(figure, entries, "Lines: model detector, in bands of declination.")
    return figure
