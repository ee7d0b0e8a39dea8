"""Light curves of one source, one band above the other, and its flares; numbers from
`light_curve_numbers`.

References
----------
Chang et al. 2022, Figures 1 and 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nusources.figures.chang2022.light_curve_numbers import (
    prepare_light_curve,
    prepare_paper_light_curve,
)
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import NEUTRAL, new_figure, shorten, styled

__all__ = [
    "draw_light_curve",
    "draw_paper_light_curve",
    "prepare_light_curve",
    "prepare_paper_light_curve",
]

LOOKS = {
    "infrared": ("#5790fc", "o"),
    "millimetre": ("#964a8b", "s"),
    "xray": ("#7a21dd", "^"),
    "gamma_ray_likelihood": ("#e42536", "D"),
    "gamma_ray": ("#e42536", "D"),
    "gamma_ray_weekly": ("#e42536", "D"),
    "simultaneous": ("#f89c20", "s"),
}
"""Colour and marker; infrared blue and gamma rays red as in the paper."""
EPISODE = {"color": "black", "linewidth": 0.8, "zorder": 1}
SPAN = {"color": "black", "alpha": 0.15, "linewidth": 0, "zorder": 0}
LIMIT = {"linestyle": "none", "marker": "v", "markersize": 2.5, "color": "0.65", "zorder": 1.5}
ARTIFICIAL = {
    "linestyle": "none",
    "markersize": 4,
    "markerfacecolor": "white",
    "markeredgecolor": NEUTRAL,
    "zorder": 3,
}
BAND_MM, ROW_MM, REST_MM = 34.0, 4.0, 32.0


@styled
def draw_light_curve(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """One panel per band, above flares of each band and the simultaneous ones.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_light_curve` or `prepare_paper_light_curve`.
    """
    panels, rows = facts["panels"], facts["rows"]
    heights = [*[BAND_MM] * len(panels), ROW_MM * max(len(rows), 2)]
    figure = new_figure(facts["size"], sum(heights) + REST_MM)
    all_axes = figure.subplots(
        len(heights), sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights}
    )[:, 0]
    for axes, panel in zip(all_axes, panels, strict=False):
        _draw_band(axes, plotted[plotted["panel"] == panel["band"]], panel)
    draw_flares(all_axes[-1], plotted, {name: -place for place, name in enumerate(rows)})
    _finish_stages(all_axes[-1], facts)
    for axes in all_axes:
        draw_episodes(axes, plotted)
    _finish_time(all_axes, facts)
    legend_rows(figure, _entries(plotted), 3 if facts["size"] == "double" else 1, facts["source"])
    return figure


draw_paper_light_curve = draw_light_curve


def _draw_band(axes: Axes, rows: pd.DataFrame, panel: Mapping[str, str]) -> None:
    colour, marker = LOOKS[panel["band"]]
    points = rows[rows["kind"] == "point"]
    limits, artificial = (
        points[name].fillna(False).astype(bool) for name in ("is_upper_limit", "is_artificial")
    )
    measured = points[~limits & ~artificial]
    axes.errorbar(
        measured["mjd"],
        measured["flux"],
        yerr=measured["flux_error"],
        linestyle="none",
        marker=marker,
        markersize=2.5,
        elinewidth=0.5,
        color=colour,
        alpha=0.6,
    )
    axes.plot(points["mjd"][limits], points["flux"][limits], **LIMIT)
    axes.plot(points["mjd"][artificial], points["flux"][artificial], marker=marker, **ARTIFICIAL)
    blocks = rows[rows["kind"] == "block"]
    draw_blocks(axes, blocks, "flux")
    for level in rows.loc[rows["kind"] == "quiescent", "flux"].dropna():
        axes.axhline(level, color=NEUTRAL, linewidth=0.6, linestyle="--")
    axes.set_ylabel(f"{shorten(panel['label'], 24)}\n({panel['unit']})")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5))


def draw_blocks(axes: Axes, blocks: pd.DataFrame, column: str) -> None:
    """Blocks as level lines, thicker where flaring."""
    flaring = blocks["is_flaring"].fillna(False).astype(bool)
    for chosen, width in ((~flaring, 0.9), (flaring, 2.2)):
        one = blocks[chosen]
        axes.hlines(one[column], one["mjd_start"], one["mjd_stop"], colors="black", linewidth=width)


def draw_flares(
    axes: Axes,
    rows: pd.DataFrame,
    heights: Mapping[str, float],
    looks: Mapping[str, tuple[str, str]] = LOOKS,
) -> None:
    """Bars of the flares of each band, and of simultaneous stages, at some heights."""
    for name, height in heights.items():
        wanted = rows["kind"] == ("stage" if name == "simultaneous" else "flare")
        own = rows[wanted & (rows["label"] == name)]
        bars = [height] * len(own)
        axes.hlines(bars, own["mjd_start"], own["mjd_stop"], colors=looks[name][0], linewidth=3.5)


def draw_episodes(axes: Axes, rows: pd.DataFrame) -> None:
    """Arrival times of alerts as lines, longer episodes as grey bands."""
    for one in rows[rows["kind"] == "episode"].itertuples():
        if one.mjd_stop > one.mjd_start:
            axes.axvspan(one.mjd_start, one.mjd_stop, **SPAN)
        else:
            axes.axvline(one.mjd_start, **EPISODE)


def _finish_stages(axes: Axes, facts: Mapping[str, Any]) -> None:
    rows = facts["rows"]
    for place in range(len(rows)):
        axes.axhline(-place, color="0.85", linewidth=0.5, zorder=0)
    axes.set_ylim(0.6 - max(len(rows), 2), 0.6)
    axes.set_yticks([-place for place in range(len(rows))], list(rows.values()))
    axes.tick_params(axis="y", length=0)
    if facts["note"]:
        axes.set_title(shorten(facts["note"], 60 if facts["size"] == "double" else 34, 2))


def _finish_time(all_axes, facts: Mapping[str, Any]) -> None:
    all_axes[-1].set_xlim(facts["time_low"], facts["time_high"])
    all_axes[-1].set_xlabel("time (MJD)")
    all_axes[-1].xaxis.set_major_locator(MaxNLocator(nbins=6 if facts["size"] == "double" else 4))
    above = all_axes[0].secondary_xaxis("top")
    years = dict(list(facts["years"].items())[:: 1 if facts["size"] == "double" else 3])
    above.set_xticks(list(years.values()), [str(one) for one in years])
    above.set_xlabel("year (1 January)")


def _entries(plotted: pd.DataFrame) -> list[Artist]:
    """Signs of what is drawn."""
    points = plotted[plotted["kind"] == "point"]
    looks = {
        "measured": {"linestyle": "none", "marker": "o", "markersize": 2.5, "color": NEUTRAL},
        "upper limit": LIMIT,
        "added in a gap": {"marker": "o"} | ARTIFICIAL,
        "Bayesian block": {"color": "black", "linewidth": 0.9},
        "flaring block": {"color": "black", "linewidth": 2.2},
        "quiescent flux": {"color": NEUTRAL, "linewidth": 0.6, "linestyle": "--"},
    }
    flags = {"upper limit": "is_upper_limit", "added in a gap": "is_artificial"}
    shown = [
        legend_line(label, **look)
        for label, look in looks.items()
        if label not in flags or points[flags[label]].fillna(False).any()
    ]
    episodes = plotted[plotted["kind"] == "episode"]
    for one in episodes.itertuples():
        look = SPAN | {"linewidth": 5} if one.mjd_stop > one.mjd_start else EPISODE
        shown.append(legend_line(one.label, **look))
    return shown
