"""Maps of a user's sources and alerts, with names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nusources.contracts.user_lists import ALERT, TRACK
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows, place_labels
from nusources.figures.house.panels import legend_line
from nusources.figures.house.sky_axes import (
    EQUATORIAL,
    draw_curve,
    draw_points,
    map_x,
    sky_axes,
    small_circle,
)
from nusources.figures.house.style import NEUTRAL, colours, lay_out, new_figure, styled
from nusources.figures.house.texts import counted
from nusources.wording import number

MOST_NAMES = 30
"""Names on a map: of what holds or is held first; more would cover it."""
BLUE, ORANGE, RED = colours(3)
HELD_LOOK = {"marker": "*", "color": RED, "markersize": 7, "markeredgewidth": 0}
OTHER_LOOK = {"marker": "o", "color": NEUTRAL, "markersize": 3, "markeredgewidth": 0}
TRACK_LINE = {"color": BLUE, "linewidth": 0.8}
ALERT_LINE = {"color": ORANGE, "linewidth": 0.8}
POINTS = {"linestyle": "none"}


def prepare_sources_map(inputs: Inputs) -> Prepared:
    """Sources of a user and the circles of the track events that hold them."""
    table = inputs["sources"]
    first = table.drop_duplicates(["group", "source_name"])
    sources = _sources(first, first["n_tracks"] + first["n_alerts"] > 0)
    tracks = table[table["kind"] == TRACK].drop_duplicates("event")
    middles = tracks.assign(element=TRACK, name=tracks["event"], is_held=False)
    plotted = pd.concat([sources, middles[[*sources.columns, "radius", "log10_energy"]]])
    n_held = int(sources["is_held"].sum())
    facts = inputs.facts | {
        "n_sources": counted(len(sources), "source"),
        "n_held": n_held,
        "n_tracks": counted(len(tracks), "track event"),
        "note": inputs.facts["sample_label"],
    }
    return plotted.reset_index(drop=True), facts


def prepare_alerts_map(inputs: Inputs) -> Prepared:
    """Alerts of a user as circles of the area of their regions, and the sources in them."""
    table = inputs["alerts"]
    alerts = table.drop_duplicates("alert_name")
    radius = np.degrees(np.arccos(1 - np.radians(1) ** 2 * alerts["area"] / (2 * np.pi)))
    middles = alerts.assign(element=ALERT, name=alerts["alert_name"], radius=radius)
    middles["is_held"] = alerts["alert_name"].isin(table.loc[table["match"] > 0, "alert_name"])
    held = table[table["match"] > 0].drop_duplicates("source_name")
    places = held.assign(ra=held["source_ra"], dec=held["source_dec"])
    sources = _sources(places, pd.Series(True, index=held.index))
    columns = [*sources.columns, "radius"]
    plotted = pd.concat([middles[columns], sources.assign(radius=np.nan)[columns]])
    facts = inputs.facts | {
        "n_alerts": counted(len(alerts), "alert"),
        "n_sources": counted(len(held), "source"),
        "largest_radius": number(float(radius.max()), 3),
        "note": "",
    }
    return plotted.reset_index(drop=True), facts


def _sources(rows: pd.DataFrame, is_held: pd.Series) -> pd.DataFrame:
    table = rows.assign(element="source", name=rows["source_name"], is_held=is_held)
    return table[["element", "name", "ra", "dec", "is_held"]]


@styled
def draw_sources_map(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Sources as stars where an event or alert holds them, as points elsewhere; circles of events.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_sources_map`.
    """
    return _draw(plotted, facts, TRACK, "circles of track events", TRACK_LINE)


@styled
def draw_alerts_map(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Regions of alerts, and the sources in them.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_alerts_map`.
    """
    return _draw(plotted, facts, ALERT, "alerts: circles of the area of their regions", ALERT_LINE)


def _draw(
    plotted: pd.DataFrame, facts: Mapping[str, Any], kind: str, label: str, line: dict
) -> Figure:
    figure = new_figure(facts["size"], 104)
    axes = sky_axes(figure, 111, EQUATORIAL)
    for one in plotted[plotted["element"] == kind].itertuples():
        ring = small_circle(one.ra, one.dec, one.radius)
        draw_curve(axes, EQUATORIAL, ring["ra"], ring["dec"], **line)
    sources = plotted[plotted["element"] == "source"]
    is_held = sources["is_held"].astype(bool)
    for chosen, look in ((sources[~is_held], OTHER_LOOK), (sources[is_held], HELD_LOOK)):
        draw_points(axes, EQUATORIAL, chosen["ra"], chosen["dec"], **look, zorder=5)
    entries = [
        legend_line("sources in a circle or region", **HELD_LOOK, **POINTS),
        *([legend_line("other sources", **OTHER_LOOK, **POINTS)] if (~is_held).any() else []),
        legend_line(label, **line),
    ]
    legend_rows(figure, entries, 3, facts["note"])
    lay_out(figure)
    named = plotted[plotted["element"] != TRACK]
    named = named.sort_values("is_held", ascending=False, kind="stable").head(MOST_NAMES)
    places = np.column_stack(
        [map_x(named["ra"], EQUATORIAL), np.radians(named["dec"].astype(float))]
    )
    taken = [tick.label1.get_window_extent() for tick in axes.xaxis.get_major_ticks()]
    place_labels(axes, places, list(named["name"]), taken=taken)
    return figure
