"""Sky maps of anchordoqui2014: Figures 1 and 5, and the expected flux.

References
----------
anchordoqui2014, sections I and III.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.transforms import Bbox

from nusources.figures.anchordoqui2014.galaxy_numbers import PAPER
from nusources.figures.anchordoqui2014.looks import CLASS_LOOK, OTHER_LOOK, STAR
from nusources.figures.anchordoqui2014.sky_numbers import (
    BAND_HALF_WIDTH,
    PATTERN_LABELS,
    RINGS,
    prepare_events,
    prepare_sky_flux,
    prepare_sources,
)
from nusources.figures.house.labels import POINTS_PER_INCH, legend_rows, place_labels
from nusources.figures.house.panels import legend_line
from nusources.figures.house.sky_axes import (
    EQUATORIAL,
    draw_band,
    draw_curve,
    draw_points,
    map_x,
    sky_axes,
    small_circle,
)
from nusources.figures.house.style import NEUTRAL, PETROFF6, colours, lay_out, new_figure, styled

__all__ = [
    "draw_events",
    "draw_sky_flux",
    "draw_sources",
    "prepare_events",
    "prepare_sky_flux",
    "prepare_sources",
]

BLUE, ORANGE, RED, PURPLE = PETROFF6[:4]
EVENT_LOOK = {
    "shower": {"marker": "o", "color": BLUE, "markersize": 3.5},
    "track": {"marker": "D", "color": PURPLE, "markersize": 3.5},
    "double shower": {"marker": "s", "color": ORANGE, "markersize": 3.5},
}
EVENT_EDGE = {"markeredgecolor": "black", "markeredgewidth": 0.4}
EVENT_BOX_PT = 5.0
"""Side of the square about an event that no name may cover."""
RING_LINES = ("-", "--")
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))
FLUX_SCALE = 1e-8
SCALED_UNIT = "(10⁻⁸ GeV cm⁻² s⁻¹ sr⁻¹)"
DECADES_SHOWN = 3
"""The colours of the flux reach this far below the largest."""


@styled
def draw_events(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Figure 1: events and LS 5039; beside it, the events without a right ascension.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_events`.
    """
    figure = new_figure(facts["size"], 84)
    bare = plotted[(plotted["element"] == "event") & plotted["ra"].isna()]
    grid = figure.add_gridspec(1, 2, width_ratios=[4, 1])
    axes = sky_axes(figure, grid[0] if len(bare) else grid[:], EQUATORIAL)
    plane = plotted[plotted["element"] == "plane"]
    draw_curve(axes, EQUATORIAL, plane["ra"], plane["dec"], color=NEUTRAL, linewidth=0.7)
    found = _draw_events(axes, plotted)
    rings = plotted[plotted["element"] == "ring"].groupby("ang_err")
    for (_, ring), line in zip(rings, RING_LINES, strict=True):
        draw_curve(axes, EQUATORIAL, ring["ra"], ring["dec"], color=RED, linestyle=line)
    star = plotted[plotted["element"] == "source"]
    draw_points(axes, EQUATORIAL, star["ra"], star["dec"], **CLASS_LOOK["HMXB"], zorder=7)
    if len(bare):
        found |= _draw_declinations(figure.add_subplot(grid[1]), bare)
    entries = [
        legend_line("LS 5039", **CLASS_LOOK["HMXB"], **STAR),
        *(
            legend_line(f"{radius:g}° about it", color=RED, linestyle=line)
            for radius, line in zip(RINGS, RING_LINES, strict=True)
        ),
        legend_line("Galactic plane", color=NEUTRAL, linewidth=0.7),
        *_event_entries(found),
    ]
    legend_rows(figure, entries, 4, facts["note"])
    return figure


def _draw_events(axes: Axes, plotted: pd.DataFrame) -> set[str]:
    """Draw the events with a direction; tell which shapes there are."""
    events = plotted[(plotted["element"] == "event") & plotted["ra"].notna()]
    for topology, look in EVENT_LOOK.items():
        chosen = events[events["topology"] == topology]
        for event in chosen.dropna(subset=["ang_err"]).itertuples():
            ring = small_circle(event.ra, event.dec, event.ang_err)
            draw_curve(
                axes, EQUATORIAL, ring["ra"], ring["dec"], color=look["color"], linewidth=0.5
            )
        draw_points(axes, EQUATORIAL, chosen["ra"], chosen["dec"], **look, **EVENT_EDGE, zorder=5)
    return set(events["topology"])


def _draw_declinations(axes: Axes, events: pd.DataFrame) -> set[str]:
    """Declination against energy of events without a right ascension."""
    for topology, look in EVENT_LOOK.items():
        chosen = events[events["topology"] == topology]
        axes.plot(chosen["energy"], chosen["dec"], linestyle="none", **look, **EVENT_EDGE)
    axes.set_xscale("log")
    axes.set_ylim(-90, 90)
    axes.set_yticks(range(-90, 91, 30))
    axes.set_xlabel("energy (GeV)")
    axes.set_ylabel("declination (deg)")
    axes.set_title("R.A. not released", fontsize=7)
    return set(events["topology"])


def _event_entries(found: set[str]) -> list:
    return [
        legend_line(f"{topology} events", linestyle="none", **look, **EVENT_EDGE)
        for topology, look in EVENT_LOOK.items()
        if topology in found
    ]


@styled
def draw_sources(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Figure 5: events and microquasars.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_sources`.
    """
    figure = new_figure(facts["size"], 104)
    axes = sky_axes(figure, 111, EQUATORIAL)
    part = dict(list(plotted.groupby("element")))
    draw_band(axes, EQUATORIAL, part["lower"], part["upper"], color="0.88", linewidth=0, zorder=1)
    plane, stars = part["plane"], part["source"]
    draw_curve(axes, EQUATORIAL, plane["ra"], plane["dec"], color=NEUTRAL, linewidth=0.5)
    is_own = stars["catalogue"] == PAPER
    others = stars[~is_own]
    draw_points(axes, EQUATORIAL, others["ra"], others["dec"], **OTHER_LOOK, zorder=3)
    found = _draw_events(axes, plotted)
    for binary_class in ("LMXB", "HMXB"):
        chosen = stars[is_own & (stars["binary_class"] == binary_class)]
        draw_points(
            axes, EQUATORIAL, chosen["ra"], chosen["dec"], **CLASS_LOOK[binary_class], zorder=7
        )
    entries = [
        legend_line("HMXB (Table I)", **CLASS_LOOK["HMXB"], **STAR),
        legend_line("LMXB (Table I)", **CLASS_LOOK["LMXB"], **STAR),
        *([legend_line("other lists", **OTHER_LOOK)] if len(others) else []),
        Patch(color="0.88", label=f"Galactic plane, |b| < {BAND_HALF_WIDTH:g}°"),
        *_event_entries(found),
    ]
    legend_rows(figure, entries, 4, facts["note"])
    lay_out(figure)
    _name_sources(axes, plotted)
    return figure


def _name_sources(axes: Axes, plotted: pd.DataFrame) -> None:
    """Names beside the paper's sources, clear of hours and events."""
    stars = plotted[(plotted["element"] == "source") & (plotted["catalogue"] == PAPER)]
    events = plotted[plotted["element"] == "event"]
    taken = [tick.label1.get_window_extent() for tick in axes.xaxis.get_major_ticks()]
    size = EVENT_BOX_PT * axes.figure.dpi / POINTS_PER_INCH
    for x, y in axes.transData.transform(_places(events)):
        taken.append(Bbox.from_bounds(x - size / 2, y - size / 2, size, size))
    place_labels(axes, _places(stars), list(stars["source_name"]), taken=taken)


def _places(rows: pd.DataFrame) -> np.ndarray:
    return np.column_stack([map_x(rows["ra"], EQUATORIAL), np.radians(rows["dec"].astype(float))])


@styled
def draw_sky_flux(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Expected flux along the Galactic plane: maps, and means over latitude.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_sky_flux`.
    """
    patterns = facts["patterns"]
    figure = new_figure(facts["size"], 34 * len(patterns) + 62)
    heights = [1.0] * len(patterns) + [1.6]
    panels = figure.subplots(len(patterns) + 1, 1, sharex=True, height_ratios=heights)
    norm = LogNorm(facts["largest"] / 10**DECADES_SHOWN, facts["largest"], clip=False)
    for axes, pattern in zip(panels, patterns, strict=False):
        chosen = plotted[(plotted["element"] == "map") & (plotted["pattern"] == pattern)]
        mesh = _draw_map(axes, chosen, norm)
        title = f"{facts['distribution']}, {PATTERN_LABELS[pattern]}"
        axes.set_title(title, loc="left", parse_math=False)
        axes.set_ylabel("b (deg)")
    bar = figure.colorbar(mesh, ax=list(panels[:-1]), extend="min", pad=0.01, aspect=30)
    bar.ax.set_facecolor(mesh.cmap(0.0))  # no white line between the bar and its arrow
    bar.set_label("E²Φ (GeV cm⁻² s⁻¹ sr⁻¹)")
    _draw_profiles(panels[-1], plotted[plotted["element"] == "profile"], facts)
    panels[-1].set_xlim(180, -180)
    panels[-1].set_xticks(range(-180, 181, 60))
    panels[-1].set_xlabel("Galactic longitude l (deg)")
    return figure


def _draw_map(axes: Axes, rows: pd.DataFrame, norm: LogNorm):
    grid = rows.pivot(index="latitude", columns="longitude", values="flux")
    flux = np.ma.masked_less_equal(np.pad(grid.to_numpy(), ((0, 0), (1, 1)), mode="wrap"), 0)
    longitude = grid.columns.to_numpy()
    mesh = axes.pcolormesh(
        [longitude[-1] - 360, *longitude, longitude[0] + 360],  # once round the sky
        grid.index,
        flux,
        cmap="cividis",
        norm=norm,
        rasterized=True,
        shading="gouraud",
    )
    axes.set_facecolor("0.8")
    return mesh


def _draw_profiles(axes: Axes, rows: pd.DataFrame, facts: Mapping[str, Any]) -> None:
    """Mean over the disk's latitudes; the curves are named beside."""
    keys = rows[["distribution", "pattern"]].drop_duplicates().itertuples(index=False)
    looks = zip(colours(len(LINES)), LINES, strict=False)
    for (distribution, pattern), (colour, line) in zip(keys, cycle(looks), strict=False):
        curve = rows[(rows["distribution"] == distribution) & (rows["pattern"] == pattern)]
        label = f"{distribution}, {PATTERN_LABELS.get(pattern, pattern)}"
        axes.plot(
            curve["longitude"],
            curve["flux"] / FLUX_SCALE,
            color=colour,
            linestyle=line,
            label=label,
        )
    target = facts["target"] / FLUX_SCALE
    axes.axhline(target, color=NEUTRAL, linewidth=0.6, linestyle=":")
    axes.annotate(
        "mean over the whole sky",
        (0, target),
        xytext=(0, 2),
        textcoords="offset points",
        ha="center",
        fontsize=7,
        color=NEUTRAL,
    )
    axes.set_ylim(0, 1.5 * float(rows["flux"].max()) / FLUX_SCALE)
    axes.set_ylabel(f"mean over |b| < {facts['height']:.0f}°\n{SCALED_UNIT}")
    axes.legend(loc="upper center", ncols=3)
