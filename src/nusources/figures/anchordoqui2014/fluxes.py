"""Flux figures of anchordoqui2014: Figures 3 and 7, source counts and populations.

References
----------
anchordoqui2014, sections II to V.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import LogLocator, NullFormatter

from nusources.figures.anchordoqui2014.flux_numbers import (
    prepare_diffuse,
    prepare_populations,
    prepare_source_counts,
    prepare_source_flux,
)
from nusources.figures.house.curves import curve_looks, draw_curves
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import PUBLISHED_LOOK, legend_line
from nusources.figures.house.style import NEUTRAL, PETROFF6, colours, new_figure, styled

__all__ = [
    "draw_diffuse",
    "draw_populations",
    "draw_source_counts",
    "draw_source_flux",
    "prepare_diffuse",
    "prepare_populations",
    "prepare_source_counts",
    "prepare_source_flux",
]

POINT_UNIT = "(GeV cm⁻² s⁻¹)"
DIFFUSE_UNIT = "(GeV cm⁻² s⁻¹ sr⁻¹)"
EXPERIMENT_LOOK = {
    "IceCube": {"marker": "v", "color": PETROFF6[0]},
    "ANTARES": {"marker": "v", "color": PETROFF6[2], "markerfacecolor": "white"},
}
OTHER_EXPERIMENT = {"marker": "v", "color": PETROFF6[3]}
LIMIT_ARROW = 0.3
"""Length of the arrow of an upper limit, over its flux."""
LINES = ("-", "--", "-.", ":")
QUANTITY_LABELS = {
    "sum": "flux over that of the smooth integral",
    "brightest_share": "share of the brightest source",
}
QUANTILE_STEP = 1.7
"""Ratio of heights of neighbouring bars of quantiles, on a log axis."""
TEV_TO_PEV = (1e3, 1e7)
"""Energies [GeV] of the panel of neutrinos."""


@styled
def draw_source_flux(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Figure 3: spectrum of LS 5039, and the limits on all sources of Table II.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_source_flux`.
    """
    figure = new_figure(facts["size"], 92)
    main, limits = figure.subplots(1, 2, width_ratios=[3, 2], sharey=True)
    curves = plotted[plotted["element"] == "curve"]
    entries = draw_curves(main, curves, curve_looks(curves))
    main.set(xscale="log", yscale="log")
    main.set_xlabel("energy (GeV)")
    main.set_ylabel(f"E²φ {POINT_UNIT}")
    main.set_title("LS 5039", loc="left")
    entries += _draw_limits(limits, plotted[plotted["element"] == "limit"])
    limits.set_title("limits of Table II", loc="left")
    legend_rows(figure, entries, 3)
    return figure


def _draw_limits(axes: Axes, rows: pd.DataFrame) -> list:
    """One column per source; beside the limits, what the fiducial source would give there."""
    names = list(dict.fromkeys(rows["name"]))
    place = rows["name"].map({name: number for number, name in enumerate(names)})
    entries = []
    for experiment in dict.fromkeys(rows["experiment"]):
        look = EXPERIMENT_LOOK.get(experiment, OTHER_EXPERIMENT) | {"linestyle": "none"}
        chosen = rows["experiment"] == experiment
        flux = rows["flux"][chosen]
        below = [flux, (1 - LIMIT_ARROW) * flux]
        axes.plot([place[chosen]] * 2, below, color=look["color"], linewidth=0.8)
        axes.plot(place[chosen], below[1], **look | {"markersize": 4})
        axes.plot(place[chosen], flux, **look | {"marker": "_", "markersize": 8})
        entries.append(legend_line(f"{experiment} 90 % limit", **look))
    dash: dict[str, Any] = {"marker": "_", "markersize": 12, "color": "black", "linestyle": "none"}
    axes.plot(place, rows["fiducial"], **dash)
    axes.set_xticks(range(len(names)), names, rotation=45, ha="right", rotation_mode="anchor")
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-0.6, len(names) - 0.4)
    return [*entries, legend_line("fiducial source at that distance", **dash)]


@styled
def draw_diffuse(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Figure 7: spectra of 2014, and the neutrino measurements of today.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_diffuse`.
    """
    figure = new_figure(facts["size"], 118)
    then, now = figure.subplots(1, 2)
    looks = curve_looks(plotted)
    of_2014 = plotted[plotted["era"] == "2014"]
    neutrinos = plotted[(plotted["kind"] == "neutrino") & plotted["energy"].between(*TEV_TO_PEV)]
    for axes, rows, title in (
        (then, of_2014, "2014: Figure 7"),
        (now, neutrinos, "neutrinos, 2014 and today"),
    ):
        entries = draw_curves(axes, rows, looks)
        axes.set(xscale="log", yscale="log")
        axes.set_xlabel("energy (GeV)")
        axes.set_title(title, loc="left")
        axes.legend(handles=entries, loc="upper left", bbox_to_anchor=(0, -0.17), ncols=1)
    now.set_xlim(*TEV_TO_PEV)
    then.xaxis.set_major_locator(LogLocator(numticks=6))
    then.set_ylabel(f"E²Φ {DIFFUSE_UNIT}")
    return figure


@styled
def draw_source_counts(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Contours of the number of sources; one panel per distribution.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_source_counts`.
    """
    names = facts["distributions"]
    columns = min(len(names), 3)
    rows = -(-len(names) // columns)
    figure = new_figure(facts["size"], 68 * rows + 12)
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for axes, name in zip(panels, names, strict=False):
        chosen = plotted[plotted["distribution"] == name]
        mesh = _draw_counts(axes, chosen[chosen["element"] == "grid"])
        _draw_table4(axes, chosen[chosen["element"] == "table4"])
        axes.set_title(name, loc="left", parse_math=False)
        axes.set_xlabel("radius of the void, h (kpc)")
    for axes in panels[len(names) :]:
        axes.remove()
    for axes in panels[: len(names) : columns]:
        axes.set_ylabel("Lν per source and decade (erg s⁻¹)")
    bar = figure.colorbar(mesh, ax=list(panels[: len(names)]), pad=0.01, aspect=25)
    bar.set_label("number of sources")
    entries = [legend_line("ours at the fiducial luminosity", color="black", linestyle="--")]
    if facts["n_compared"]:
        entries.append(legend_line("published (Table IV)", marker="o", **PUBLISHED_LOOK))
    legend_rows(figure, entries, 2)
    return figure


def _draw_counts(axes: Axes, rows: pd.DataFrame):
    grid = rows.pivot(index="luminosity", columns="void", values="n_needed")
    levels = 10.0 ** np.arange(0, 7)
    norm = LogNorm(levels[0], levels[-1])
    mesh = axes.pcolormesh(
        grid.columns,
        grid.index,
        grid,
        cmap="cividis",
        norm=norm,
        shading="gouraud",
        rasterized=True,
    )
    lines = axes.contour(
        grid.columns, grid.index, grid, levels=levels, colors="white", linewidths=0.7
    )
    axes.set_yscale("log")
    labels = axes.clabel(
        lines,
        fmt=lambda level: f"{level:,.0f}",
        fontsize=7,
        inline=False,  # the contours stay whole
        manual=_label_places(grid, levels),
    )
    for label in labels:
        label.set_path_effects([withStroke(linewidth=2, foreground="0.3")])
    return mesh


def _label_places(grid: pd.DataFrame, levels: np.ndarray) -> list[tuple[float, float]]:
    """A quarter of the way along each contour, where no number of Table IV stands above it."""
    void = grid.columns[len(grid.columns) // 5]
    counts, luminosity = np.log10(grid[void].to_numpy()), np.log10(grid.index.to_numpy())
    inside = [level for level in np.log10(levels) if counts.min() < level < counts.max()]
    return [(void, 10 ** float(np.interp(-level, -counts, luminosity))) for level in inside]


def _draw_table4(axes: Axes, points: pd.DataFrame) -> None:
    """Published numbers as open markers, with the number above."""
    axes.axhline(points["luminosity"].iloc[0], color="black", linestyle="--", linewidth=0.7)
    look = PUBLISHED_LOOK | {"markerfacecolor": "white"}
    known = points.dropna(subset=["n_published"])
    axes.plot(known["void"], known["luminosity"], marker="o", **look)
    for point in known.itertuples():
        axes.annotate(
            f"{point.n_published:.0f}",
            (point.void, point.luminosity),
            xytext=(0, 5),
            textcoords="offset points",
            ha="center",
            fontsize=7,
            color="white",
            path_effects=[withStroke(linewidth=1.5, foreground="0.3")],
        )


@styled
def draw_populations(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Distributions over realisations: total flux above, share of the brightest source below.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_populations`.
    """
    voids, names = facts["voids"], facts["distributions"]
    figure = new_figure(facts["size"], 112)
    panels = figure.subplots(2, len(voids), squeeze=False, sharey="row")
    looks = dict(
        zip(names, zip(colours(len(names)), LINES * len(names), strict=False), strict=False)
    )
    for column, void in enumerate(voids):
        for row, quantity in enumerate(QUANTITY_LABELS):
            axes = panels[row, column]
            chosen = plotted[(plotted["void"] == void) & (plotted["quantity"] == quantity)]
            _draw_histograms(axes, chosen, looks)
            axes.set_xlabel(QUANTITY_LABELS[quantity])
            axes.set_xlim(facts["ranges"][f"{quantity} {void:g}"])
            if quantity in facts["log_axes"]:
                _log_ticks(axes)
        panels[0, column].axvline(1, color=NEUTRAL, linewidth=0.7, linestyle="--")
        panels[0, column].set_title(f"void of {void:g} kpc", loc="left")
    for row in range(len(QUANTITY_LABELS)):
        panels[row, 0].set_ylabel("share of realisations per bin")
        panels[row, 0].set_yscale("log")
        panels[row, 0].set_ylim(0.5 / facts["n_realisations"], QUANTILE_STEP ** (len(names) + 1))
    entries = [
        legend_line(name, color=colour, linestyle=line) for name, (colour, line) in looks.items()
    ]
    entries.append(legend_line("smooth integral", color=NEUTRAL, linestyle="--", linewidth=0.7))
    note = "Bars above: median and 16th to 84th percentile."
    legend_rows(figure, entries, min(len(entries), 5), note)
    return figure


def _log_ticks(axes: Axes) -> None:
    """Log axis with 1, 2 and 5 of each decade in plain numbers."""
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())


def _draw_histograms(axes: Axes, rows: pd.DataFrame, looks: Mapping[str, tuple]) -> None:
    """Step histograms, and above them each distribution's quantiles."""
    top = float(rows["share"].max())
    for number, (name, (colour, line)) in enumerate(looks.items()):
        chosen = rows[rows["distribution"] == name]
        bins = chosen[chosen["element"] == "bin"].sort_values("low")
        if bins.empty:
            continue
        edges = [*bins["low"], bins["high"].iloc[-1]]
        axes.stairs(bins["share"], edges, color=colour, linestyle=line)
        values = chosen.loc[chosen["element"] == "quantile", "value"].sort_values()
        height = top * QUANTILE_STEP ** (number + 1)
        axes.plot(values, [height] * len(values), "|-", color=colour, markersize=5, linewidth=0.8)
