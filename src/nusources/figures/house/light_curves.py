"""Light curves in panels: points, limits, blocks and levels, above a common axis of time.

A table of such a figure has the columns `COLUMNS`; its rows are of the kinds point, block, level
(`quiescent` or another), and what a figure adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import NEUTRAL

COLUMNS = [
    "source_name",
    "panel",
    "kind",
    "label",
    "mjd",
    "mjd_start",
    "mjd_stop",
    "flux",
    "flux_error",
    "is_upper_limit",
    "is_artificial",
    "is_flaring",
]
TYPES = {
    name: "boolean"
    if name.startswith("is_")
    else "object"
    if name in ("source_name", "panel", "kind", "label")
    else "float64"
    for name in COLUMNS
}
LIMIT = {"linestyle": "none", "marker": "v", "markersize": 2.5, "color": "0.65", "zorder": 1.5}
ARTIFICIAL = {
    "linestyle": "none",
    "markersize": 4,
    "markerfacecolor": "white",
    "markeredgecolor": NEUTRAL,
    "zorder": 3,
}
LEVELS = {
    "quiescent": {"color": NEUTRAL, "linewidth": 0.6, "linestyle": "--"},
    "flaring_level": {"color": NEUTRAL, "linewidth": 0.8, "linestyle": ":"},
}
"""Lines across a panel, by the kind of their rows."""
BLOCK, FLARING_BLOCK = 0.9, 2.2
"""Widths of the lines of blocks."""
MARGIN_DAYS = 60.0
JANUARY_2000 = 51544.0
"""MJD of 2000 January 1."""


def framed(parts: Iterable[pd.DataFrame], name: str) -> pd.DataFrame:
    """Tables below each other in the columns of a figure; what one has not is missing."""
    framed = [part.reindex(columns=COLUMNS).astype(TYPES) for part in parts if len(part)]
    rows = pd.concat(framed or [pd.DataFrame(columns=COLUMNS).astype(TYPES)], ignore_index=True)
    return rows.assign(source_name=name)


def time_axis(plotted: pd.DataFrame, margin: float = MARGIN_DAYS) -> dict[str, Any]:
    """Ends of the time axis (MJD), and the beginnings of years within them."""
    times = plotted[["mjd", "mjd_start", "mjd_stop"]].to_numpy(float)
    times = times[np.isfinite(times)]
    low, high = (times.min(), times.max()) if times.size else (55000.0, 59000.0)
    low, high = float(low) - margin, float(high) + margin
    years = np.arange(1900, 2135)
    starts = years.astype(str).astype("datetime64[D]") - np.datetime64("2000-01-01")
    mjd = JANUARY_2000 + starts.astype(int)
    inside = (mjd > low) & (mjd < high)
    step = 1 + int(inside.sum()) // 10
    shown = dict(zip(years[inside][::step].tolist(), mjd[inside][::step].tolist(), strict=True))
    return {"time_low": low, "time_high": high, "years": shown}


def draw_curve(axes: Axes, rows: pd.DataFrame, colour: str, marker: str) -> None:
    """Points, limits, artificial points, blocks and levels of one band."""
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
    draw_blocks(axes, rows[rows["kind"] == "block"], "flux")
    for kind, look in LEVELS.items():
        for level in rows.loc[rows["kind"] == kind, "flux"].dropna():
            axes.axhline(level, **look)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5))


def draw_blocks(axes: Axes, blocks: pd.DataFrame, column: str) -> None:
    """Blocks as level lines, thicker where flaring."""
    flaring = blocks["is_flaring"].fillna(False).astype(bool)
    for chosen, width in ((~flaring, BLOCK), (flaring, FLARING_BLOCK)):
        one = blocks[chosen]
        axes.hlines(one[column], one["mjd_start"], one["mjd_stop"], colors="black", linewidth=width)


def finish_time_axis(all_axes: Sequence[Axes], facts: Mapping[str, Any]) -> None:
    """Put MJD below the lowest of panels that share their time axis, and years above the first."""
    all_axes[-1].set_xlim(facts["time_low"], facts["time_high"])
    all_axes[-1].set_xlabel("time (MJD)")
    all_axes[-1].xaxis.set_major_locator(MaxNLocator(nbins=6 if facts["size"] == "double" else 4))
    all_axes[-1].xaxis.get_major_formatter().set_useOffset(False)
    if not facts["years"]:
        return
    above = all_axes[0].secondary_xaxis("top")
    years = dict(list(facts["years"].items())[:: 1 if facts["size"] == "double" else 3])
    above.set_xticks(list(years.values()), [str(one) for one in years])
    above.set_xlabel("year (1 January)")


def curve_entries(plotted: pd.DataFrame) -> list[Artist]:
    """Signs of what is drawn of light curves."""
    points = plotted[plotted["kind"] == "point"]
    looks = {
        "measured": {"linestyle": "none", "marker": "o", "markersize": 2.5, "color": NEUTRAL},
        "upper limit": LIMIT,
        "added in a gap": {"marker": "o"} | ARTIFICIAL,
        "Bayesian block": {"color": "black", "linewidth": BLOCK},
        "flaring block": {"color": "black", "linewidth": FLARING_BLOCK},
        "quiescent flux": LEVELS["quiescent"],
    }
    flags = {"upper limit": "is_upper_limit", "added in a gap": "is_artificial"}
    shown = [
        legend_line(label, **look)
        for label, look in looks.items()
        if label not in flags or points[flags[label]].fillna(False).any()
    ]
    if (plotted["kind"] == "flaring_level").any():
        shown.append(legend_line("flaring level", **LEVELS["flaring_level"]))
    return shown
