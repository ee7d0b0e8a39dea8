"""A user's light curve: its bands above each other, and the correlation of two of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.light_curves import (
    curve_entries,
    draw_curve,
    finish_time_axis,
    framed,
    time_axis,
)
from nusources.figures.house.panels import legend_line
from nusources.figures.house.powers import SUPERSCRIPTS
from nusources.figures.house.style import MARKERS, NEUTRAL, colours, new_figure, shorten, styled
from nusources.figures.user_curve.words import curve_facts
from nusources.wording import number, plural, with_error

MOST_PANELS = 6
"""Bands that are drawn; the tables have all."""
PLAIN_LOW, PLAIN_HIGH = 1e-2, 1e4
"""Sizes of fluxes that need no power of ten."""
SHADE = {"alpha": 0.12, "linewidth": 0, "zorder": 0}
CORRELATION = ["lag", "correlation", "correlation_error"]
PEAK = {"color": "black", "linewidth": 0.8}
GAUSSIAN = {"color": "black", "linewidth": 0.8, "linestyle": "--"}
LAG_COLOUR = "#7a21dd"
BAND_MM, LAG_MM, REST_MM = 40.0, 42.0, 34.0
LAG_SHORT = "Lag of the first band behind the second:"
NO_LAG = "There is no lag: {reason}."


def prepare_plot(inputs: Inputs) -> Prepared:
    """Points, blocks, flares and levels of each band, and the correlation of two."""
    measures = inputs["measures"]
    name = inputs["points"]["source_name"].iloc[0]
    shown = measures.head(MOST_PANELS)
    panels = [_panel(one, inputs["points"]) for one in shown.itertuples()]
    parts = [_band_rows(inputs, panel) for panel in panels]
    plotted = framed(parts, name)
    correlation = inputs["correlation"]
    correlation = correlation[correlation["correlation"].notna()]
    if len(correlation):
        rows = correlation[CORRELATION].assign(source_name=name, kind="correlation", panel="lag")
        plotted = pd.concat([plotted, rows], ignore_index=True)
    else:
        plotted = plotted.assign(**dict.fromkeys(CORRELATION, np.nan))
    n_more = len(measures) - len(shown)
    facts = curve_facts(inputs) | {
        "panels": panels,
        "n_panels": plural(len(panels), "panel"),
        "limits": [f"{plural(n_more, 'more band')} in the tables."] if n_more else [],
        **_lag_facts(inputs["lags"], bool(len(correlation))),
    }
    margin = max(np.ptp(inputs["points"]["mjd"]) / 50, 1e-3)
    return plotted, inputs.facts | facts | time_axis(plotted, margin)


def _panel(measures: Any, points: pd.DataFrame) -> dict[str, Any]:
    """Label of a band, and the factor of its fluxes that gives sizes without powers of ten."""
    flux = points.loc[points["band"] == measures.band, "flux"]
    size = float(flux.abs().max())
    unit, factor = measures.flux_unit, 1.0
    if size > 0 and not PLAIN_LOW <= size < PLAIN_HIGH:
        power = math.floor(math.log10(size))
        unit, factor = f"10{str(power).translate(SUPERSCRIPTS)} {unit}".strip(), 10.0**-power
    return {"band": measures.band, "unit": unit or "no unit given", "factor": factor}


def _band_rows(inputs: Inputs, panel: Mapping[str, Any]) -> pd.DataFrame:
    band, factor = panel["band"], panel["factor"]
    own = {
        name: inputs[name][inputs[name]["band"] == band]
        for name in ("points", "blocks", "flares", "measures")
    }
    levels = {"quiescent": "quiescent_flux", "flaring_level": "flaring_flux"}
    parts = [
        own["points"].assign(kind="point"),
        own["blocks"].assign(kind="block"),
        own["flares"].assign(kind="flare"),
        *(
            pd.DataFrame({"kind": kind, "flux": own["measures"][column].dropna()})
            for kind, column in levels.items()
        ),
    ]
    rows = framed(parts, "")
    scaled = {name: factor * rows[name] for name in ("flux", "flux_error")}
    return rows.assign(panel=band, **scaled)


def _lag_facts(lags: pd.DataFrame, is_drawn: bool) -> dict[str, Any]:
    if lags.empty:
        return {"lag": None, "lag_text": "", "lag_short": "No lag: a single band."}
    one = lags.iloc[0]
    names = f"{one['first_band']} behind {one['second_band']}"
    lag = {"first": one["first_band"], "second": one["second_band"]}
    lag |= {name: float(one[name]) for name in ("peak_lag", "gaussian_lag")}
    if one["status"] != "used":
        told = NO_LAG.format(reason=one["status"])
        return {"lag": lag if is_drawn else None, "lag_text": told, "lag_short": told}
    peak = with_error(one["peak_correlation"], one["peak_error"])
    value = f"{number(one['peak_lag'], 3)} d"
    told = f"Lag of {names}: {value}"
    text = f"Below, discrete correlation. {told} (largest correlation, {peak}; solid line)"
    if math.isfinite(lag["gaussian_lag"]):
        text += f", {number(lag['gaussian_lag'], 3)} d by a Gaussian (dashed line)"
    return {"lag": lag, "lag_text": f"{text}.", "lag_short": f"{LAG_SHORT} {value}."}


@styled
def draw_plot(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """One panel per band above the correlation of two bands.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_plot`.
    """
    panels, lag = facts["panels"], facts["lag"]
    heights = [BAND_MM] * len(panels) + ([LAG_MM] if lag else [])
    figure = new_figure(facts["size"], sum(heights) + REST_MM, 0.05)
    grid = figure.add_gridspec(len(heights), 1, height_ratios=heights)
    all_axes: list[Axes] = []
    for place, panel in enumerate(panels):
        axes = figure.add_subplot(grid[place], sharex=all_axes[0] if all_axes else None)
        all_axes.append(axes)
        look = (colours(len(panels))[place], MARKERS[place])
        _draw_band(axes, plotted[plotted["panel"] == panel["band"]], panel, look)
        axes.tick_params(labelbottom=place == len(panels) - 1)
    finish_time_axis(all_axes, facts)
    if lag:
        _draw_lag(figure.add_subplot(grid[-1]), plotted[plotted["kind"] == "correlation"], lag)
    columns, width = (4, 90) if facts["size"] == "double" else (2, 40)
    legend_rows(figure, _entries(plotted, lag), columns, shorten(facts["source_name"], width))
    return figure


def _draw_band(
    axes: Axes, rows: pd.DataFrame, panel: Mapping[str, Any], look: tuple[str, str]
) -> None:
    draw_curve(axes, rows, *look)
    for one in rows[rows["kind"] == "flare"].itertuples():
        axes.axvspan(one.mjd_start, one.mjd_stop, color=look[0], **SHADE)
    axes.set_ylabel(
        f"{shorten(panel['band'], 24)}\n({shorten(panel['unit'], 24)})", parse_math=False
    )


def _draw_lag(axes: Axes, rows: pd.DataFrame, lag: Mapping[str, Any]) -> None:
    axes.axhline(0, color=NEUTRAL, linewidth=0.5)
    axes.errorbar(
        rows["lag"],
        rows["correlation"],
        yerr=rows["correlation_error"],
        linestyle="none",
        marker="o",
        markersize=2.5,
        elinewidth=0.5,
        color=LAG_COLOUR,
    )
    for name, look in (("peak_lag", PEAK), ("gaussian_lag", GAUSSIAN)):
        if math.isfinite(lag[name]):
            axes.axvline(lag[name], **look)
    label = f"lag of {shorten(lag['first'], 24)} behind {shorten(lag['second'], 24)} (d)"
    axes.set_xlabel(label, parse_math=False)
    axes.set_ylabel("correlation")


def _entries(plotted: pd.DataFrame, lag: Mapping[str, Any] | None) -> list:
    entries = curve_entries(plotted)
    if (plotted["kind"] == "flare").any():
        entries.append(Patch(facecolor=NEUTRAL, alpha=0.2, label="flare"))
    if lag and math.isfinite(lag["peak_lag"]):
        entries.append(legend_line("largest correlation", **PEAK))
    if lag and math.isfinite(lag["gaussian_lag"]):
        entries.append(legend_line("Gaussian", **GAUSSIAN))
    return entries
