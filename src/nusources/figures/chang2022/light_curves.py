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

from nusources.figures.chang2022.light_curve_numbers import (
    prepare_light_curve,
    prepare_paper_light_curve,
)
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.light_curves import curve_entries, draw_curve, finish_time_axis
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import new_figure, shorten, styled

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
    "gamma_ray_two_months": ("#e42536", "D"),
    "gamma_ray_adaptive": ("#e42536", "D"),
    "simultaneous": ("#f89c20", "s"),
}
"""Colour and marker; infrared blue and gamma rays red as in the paper."""
EPISODE = {"color": "black", "linewidth": 0.8, "zorder": 1}
SPAN = {"color": "black", "alpha": 0.15, "linewidth": 0, "zorder": 0}
SIDE_INCHES = 0.05
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
    figure = new_figure(facts["size"], sum(heights) + REST_MM, SIDE_INCHES)
    all_axes = figure.subplots(
        len(heights), sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights}
    )[:, 0]
    for axes, panel in zip(all_axes, panels, strict=False):
        _draw_band(axes, plotted[plotted["panel"] == panel["band"]], panel)
    draw_flares(all_axes[-1], plotted, {name: -place for place, name in enumerate(rows)})
    _finish_stages(all_axes[-1], facts)
    for axes in all_axes:
        draw_episodes(axes, plotted)
    finish_time_axis(all_axes, facts)
    legend_rows(figure, _entries(plotted), 3 if facts["size"] == "double" else 1, facts["source"])
    return figure


draw_paper_light_curve = draw_light_curve


def _draw_band(axes: Axes, rows: pd.DataFrame, panel: Mapping[str, str]) -> None:
    draw_curve(axes, rows, *LOOKS[panel["band"]])
    axes.set_ylabel(f"{shorten(panel['label'], 24)}\n({panel['unit']})")


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


def _entries(plotted: pd.DataFrame) -> list[Artist]:
    """Signs of what is drawn."""
    shown = curve_entries(plotted)
    for one in plotted[plotted["kind"] == "episode"].itertuples():
        look = SPAN | {"linewidth": 5} if one.mjd_stop > one.mjd_start else EPISODE
        shown.append(legend_line(one.label, **look))
    return shown
