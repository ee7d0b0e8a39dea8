"""Figure 6 of anchordoqui2014: the geometry of the integral over the disk, to scale.

References
----------
anchordoqui2014, section IV, eqs. (10) to (13).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from nusources.figures.anchordoqui2014.galaxy_numbers import prepare_geometry
from nusources.figures.house.panels import legend_above
from nusources.figures.house.style import NEUTRAL, PETROFF6, new_figure, styled

__all__ = ["draw_geometry", "prepare_geometry"]

BLUE, ORANGE, RED = PETROFF6[:3]


@styled
def draw_geometry(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Figure 6: the integral's geometry, to scale.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_geometry`.
    """
    figure = new_figure(facts["size"], 96)
    axes = figure.add_subplot()
    part = {name: rows[["x", "y"]].to_numpy() for name, rows in plotted.groupby("element")}
    axes.fill(*part["galaxy"].T, facecolor="0.94", edgecolor="black", linewidth=0.8)
    wedge = np.vstack([[0, 0], part["sector"]])
    axes.fill(*wedge.T, facecolor=BLUE, alpha=0.35, linewidth=0)
    axes.fill(*wedge.T, facecolor="none", edgecolor=BLUE, hatch="//", linewidth=0.8)
    axes.fill(*part["void"].T, facecolor="white", edgecolor="black", linestyle="--", zorder=2)
    _draw_rays(axes, part, facts)
    _letter_geometry(axes, part, facts)
    axes.set_aspect("equal")
    reach = facts["radius"] + 1
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach))
    axes.set_xlabel("along the line from O to C (kpc)")
    axes.set_ylabel("across it (kpc)")
    legend_above(
        figure,
        [
            Patch(
                facecolor=BLUE, edgecolor="black", alpha=0.4, hatch="///", label="I₁: O's sector"
            ),
            Patch(facecolor="0.94", edgecolor="black", label="I₂: rest of the disk"),
            Patch(facecolor="white", edgecolor="black", linestyle="--", label="void about O"),
        ],
        f"R = {facts['observer']:g} kpc, R$_G$ = {facts['radius']:g} kpc, "
        f"h = {facts['void']:g} kpc, φ = {facts['phi']:.1f}°",
    )
    return figure


def _draw_rays(axes: Axes, part: Mapping[str, np.ndarray], facts: Mapping[str, Any]) -> None:
    observer, source, cuts = part["observer"][0], part["source"][0], part["cuts"]
    arrow = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, "linewidth": 0.9, "color": "black"}
    rays = ((observer, (0, 0)), ((0, 0), source), (observer, source))
    for begin, end in rays:
        axes.annotate("", end, xytext=begin, arrowprops=arrow, zorder=4)
    axes.plot([0, facts["radius"]], [0, 0], color=NEUTRAL, linewidth=0.5, linestyle=":")
    axes.plot([0, cuts[1, 0]], [0, cuts[1, 1]], color=ORANGE, linewidth=0.9, zorder=3)
    axes.plot(*cuts.T, "s", color=ORANGE, markeredgecolor="black", markersize=4, zorder=5)
    down = observer - [0, facts["void"]]
    axes.plot(*np.array([observer, down]).T, color="black", linewidth=0.9, zorder=3)
    axes.annotate("", part["reach"][0], xytext=(0, 0), arrowprops=arrow, zorder=3)
    for name in ("theta", "phi"):
        axes.plot(*part[name].T, color="black", linewidth=0.7, zorder=3)
    axes.plot(*observer, "o", color="black", zorder=6)
    axes.plot(0, 0, "+", color="black", markersize=7, zorder=6)
    axes.plot(*source, marker="*", color=RED, markeredgecolor="black", markersize=9, zorder=6)


def _letter_geometry(axes: Axes, part: Mapping[str, np.ndarray], facts: Mapping[str, Any]) -> None:
    (x, y), source, cuts = part["observer"][0], part["source"][0], part["cuts"]
    phi, theta = part["phi"], part["theta"]
    texts = (
        ("O", (x, y), (-7, -3), "right"),
        ("C", (0, 0), (-1, -11), "right"),
        ("S$_i$", source, (6, 3), "left"),
        ("R", (x + facts["void"] / 2, 0), (0, -8), "center"),
        ("r$_i$′", source / 2, (3, -7), "left"),
        ("r$_i$", (np.array([x, y]) + source) / 2, (-4, 5), "center"),
        ("θ", theta[len(theta) // 2], (5, 0), "left"),
        ("φ", phi[-1], (0, -8), "center"),
        ("r₁", cuts[0], (2, 8), "center"),
        ("r₂", cuts[1], (-4, 5), "right"),
        ("h", (x, y - facts["void"] / 2), (-3, -3), "right"),
        ("R$_G$", part["reach"][0] / 2, (-3, -8), "center"),
    )
    for text, place, shift, side in texts:
        axes.annotate(
            text, place, xytext=shift, textcoords="offset points", ha=side, fontsize=8, zorder=7
        )
