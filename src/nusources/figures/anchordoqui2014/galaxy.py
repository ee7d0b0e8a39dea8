"""The disk of anchordoqui2014: Figure 4 and the fit of Table V.

References
----------
anchordoqui2014, sections III and IV.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from matplotlib.ticker import MaxNLocator

from nusources.figures.anchordoqui2014.galaxy_numbers import (
    PAPER,
    SURVEY,
    prepare_galaxy,
    prepare_profile_fit,
)
from nusources.figures.anchordoqui2014.looks import CLASS_LOOK, OTHER_LOOK, STAR
from nusources.figures.house.labels import legend_rows, place_labels
from nusources.figures.house.panels import legend_above, legend_line
from nusources.figures.house.style import NEUTRAL, PETROFF6, lay_out, new_figure, styled

__all__ = [
    "draw_galaxy",
    "draw_profile_fit",
    "prepare_galaxy",
    "prepare_profile_fit",
]

BLUE = PETROFF6[0]
REACH_LINES = dict(zip(SURVEY.values(), ("dashed", "dashdot"), strict=True))
"""As in the paper's figure."""
PALE_BLUES = ListedColormap(colormaps["Blues"](np.linspace(0, 0.55, 256)))
"""The pale half of a colour map, so that markers are seen on it."""
MARGIN = 2.0
"""Room about the Galaxy [kpc]."""
N_AZIMUTHS = 91


@styled
def draw_galaxy(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Figure 4: the Galaxy from above, and the Sun's neighbourhood.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_galaxy`.
    """
    figure = new_figure(facts["size"], 100)
    whole, near = figure.subplots(1, 2)
    reach = facts["radius"] + MARGIN
    largest_void = float(plotted.loc[plotted["element"] == "void", "size"].max())
    for axes in (whole, near):
        mesh = _draw_density(axes, plotted[plotted["element"] == "density"])
        _draw_stars(axes, plotted[plotted["element"] == "source"])
        axes.plot(0, facts["observer"], "o", color="black", markersize=4.5, markerfacecolor="white")
        axes.plot(0, facts["observer"], ".", color="black", markersize=2)
        axes.set_aspect("equal")
        axes.set_xlabel("y (kpc), towards longitude 90°")
    whole.plot(0, 0, "+", color="black", markersize=6)
    _limits(whole, 0.0, reach)
    _limits(near, facts["observer"], 1.2 * largest_void)
    whole.set_ylabel("x (kpc), from the centre towards the Sun")
    whole.set_title("the Galaxy", loc="left")
    near.set_title("about the Sun, with voids", loc="left")
    _draw_circles(whole, near, plotted, facts)
    bar = figure.colorbar(mesh, cax=near.inset_axes((1.04, 0, 0.05, 1)))
    bar.set_label("surface density (HMXBs kpc⁻²)")
    legend_rows(figure, _galaxy_legend(facts), 4)
    lay_out(figure)
    _name_stars(near, plotted)
    return figure


def _limits(axes: Axes, middle: float, reach: float) -> None:
    """East-left view from the north: y grows to the left, x downwards."""
    axes.set_xlim(reach, -reach)
    axes.set_ylim(middle + reach, middle - reach)


def _draw_density(axes: Axes, rows: pd.DataFrame):
    radius, azimuth = np.meshgrid(rows["size"], np.linspace(0, 2 * np.pi, N_AZIMUTHS))
    density = np.broadcast_to(rows["density"].to_numpy(), radius.shape)
    top = MaxNLocator(5).tick_values(0, float(rows["density"].max()))[-1]
    return axes.pcolormesh(
        radius * np.sin(azimuth),
        radius * np.cos(azimuth),
        density,
        cmap=PALE_BLUES,
        vmin=0,
        vmax=top,  # the colour bar ends at a tick
        shading="gouraud",
        rasterized=True,
    )


def _draw_stars(axes: Axes, rows: pd.DataFrame) -> None:
    is_own = rows["catalogue"] == PAPER
    axes.plot(rows["y"][~is_own], rows["x"][~is_own], **OTHER_LOOK)
    for binary_class in ("LMXB", "HMXB"):
        chosen = rows[is_own & (rows["binary_class"] == binary_class)]
        axes.plot(chosen["y"], chosen["x"], **CLASS_LOOK[binary_class], **STAR)


def _draw_circles(whole: Axes, near: Axes, plotted: pd.DataFrame, facts) -> None:
    for row in plotted[plotted["element"] == "reach"].itertuples():
        line = REACH_LINES[row.name]
        whole.add_patch(Circle((row.y, row.x), row.size, fill=False, linestyle=line, linewidth=0.9))
    for row in plotted[plotted["element"] == "void"].itertuples():
        look = {"fill": False, "edgecolor": NEUTRAL, "linestyle": ":", "linewidth": 0.8}
        near.add_patch(Circle((row.y, row.x), row.size, **look))
        near.annotate(
            f"{row.size:g} kpc",
            (0, row.x + row.size),
            xytext=(0, -1),
            textcoords="offset points",
            fontsize=7,
            color=NEUTRAL,
            ha="center",
            va="top",
        )
    whole.add_patch(
        Circle((0, facts["observer"]), facts["void"], fill=False, edgecolor=NEUTRAL, linestyle=":")
    )


def _galaxy_legend(facts: Mapping[str, Any]) -> list:
    entries = [
        legend_line("HMXB (Table I)", **CLASS_LOOK["HMXB"], **STAR),
        legend_line("LMXB (Table I)", **CLASS_LOOK["LMXB"], **STAR),
        legend_line("Sun", color="black", marker="o", markerfacecolor="white", linestyle="none"),
    ]
    if facts["n_other"]:
        entries.append(legend_line("other lists", **OTHER_LOOK))
    entries += [
        legend_line(f"survey, > $10^{{{power}}}$ erg/s", color="black", linestyle=line)
        for power, line in REACH_LINES.items()
    ]
    return [*entries, legend_line("void", color=NEUTRAL, linestyle=":")]


def _name_stars(axes: Axes, plotted: pd.DataFrame) -> None:
    """Names beside the paper's sources that are in view."""
    rows = plotted[(plotted["element"] == "source") & (plotted["catalogue"] == PAPER)]
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    inside = rows["y"].between(right, left) & rows["x"].between(top, bottom)
    rows = rows[inside]
    taken = [text.get_window_extent() for text in axes.texts]
    place_labels(axes, rows[["y", "x"]].to_numpy(), list(rows["name"]), taken=taken)


@styled
def draw_profile_fit(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Table V with the fitted profile, and its chi-square by R0.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_profile_fit`.
    """
    figure = new_figure(facts["size"], 76)
    main, scan = figure.subplots(1, 2, width_ratios=[3, 2])
    part = dict(list(plotted.groupby("element")))
    best, paper, data, curve = (part[name] for name in ("best", "paper", "annulus", "scan"))
    main.fill_between(best["x"], best["low"], best["high"], color=BLUE, alpha=0.25, linewidth=0)
    main.plot(best["x"], best["y"], color=BLUE)
    main.plot(paper["x"], paper["y"], color=NEUTRAL, linestyle="--")
    widths = [data["x"] - data["x_low"], data["x_high"] - data["x"]]
    total = [data["y"] - data["low"], data["high"] - data["y"]]
    inner = [data["y"] - data["stat_low"], data["stat_high"] - data["y"]]
    look = {"color": "black", "linestyle": "none", "elinewidth": 0.8}
    main.errorbar(data["x"], data["y"], yerr=total, xerr=widths, marker="o", **look)
    main.errorbar(data["x"], data["y"], yerr=inner, capsize=2.5, **look)
    for name, colour, line in (("best", BLUE, "-"), ("paper", NEUTRAL, "--")):
        means = data[f"mean_{name}"]
        main.hlines(means, data["x_low"], data["x_high"], colors=colour, linestyles=line, lw=0.6)
    main.axhline(0, color=NEUTRAL, linewidth=0.5)
    main.set_xlim(0, float(plotted["x"].max()))
    main.set_xlabel("distance from the Galactic centre (kpc)")
    main.set_ylabel("HMXBs above 10³⁵ erg s⁻¹ (kpc⁻²)")
    _draw_scan(scan, curve, facts)
    legend_above(
        figure,
        [
            legend_line("Table V", color="black", marker="o"),
            legend_line("best fit ± error", color=BLUE, linewidth=2),
            legend_line(
                f"R₀ = {facts['paper_scale']:g} kpc (paper)", color=NEUTRAL, linestyle="--"
            ),
        ],
    )
    return figure


def _draw_scan(axes: Axes, curve: pd.DataFrame, facts: Mapping[str, Any]) -> None:
    axes.plot(curve["x"], curve["y"], color=BLUE)
    axes.axhline(1, color=NEUTRAL, linewidth=0.6, linestyle=":")
    axes.axvspan(facts["scale_low"], facts["scale_high"], color=BLUE, alpha=0.2, linewidth=0)
    axes.plot(facts["scale"], 0, "o", color=BLUE, markeredgecolor="black", clip_on=False)
    look = {"marker": "D", "markerfacecolor": "none", "color": NEUTRAL, "markersize": 6}
    axes.plot(facts["paper_scale"], facts["difference"], **look)
    axes.set_ylim(0, max(6.0, 1.5 * facts["difference"]))
    axes.set_xlim(float(curve["x"].min()), float(curve["x"].max()))
    axes.set_xlabel("R₀ (kpc)")
    axes.set_ylabel("χ² above its minimum")
    axes.annotate(
        "R₀ of the paper",
        (facts["paper_scale"], facts["difference"]),
        xytext=(6, -3),
        textcoords="offset points",
        fontsize=7,
    )
