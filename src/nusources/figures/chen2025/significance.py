"""Figure 2 of chen2025: S/N against the width of the PSF and the number of events.

References
----------
Chen et al. 2025, section IV.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from nusources.figures.chen2025.published import published_value
from nusources.figures.chen2025.ticks import plain_ticks
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import PUBLISHED_LOOK, legend_line
from nusources.figures.house.style import new_figure, styled
from nusources.forecast.curves import fitted_powers
from nusources.forecast.printed import COARSE
from nusources.wording import number

LEVELS = {5.0: "-", 3.0: "--"}
LIMITS = (0.1, 100.0)
ICECUBE_EVENTS = ("cited.icecube_events_low", "cited.icecube_events_high")
"""Ids of the events that the paper gives IceCube (section IV)."""
TODAY = {"color": "#ffd43b", "marker": "*", "markeredgecolor": "black", "markersize": 9}
"""IceCube, as the paper marks it."""


def prepare_significance(inputs: Inputs) -> Prepared:
    """S/N on the grid; the paper's example and IceCube's range from the table of forecasts."""
    rows, forecasts = inputs["significance"], inputs["forecasts"]
    point = _of(forecasts, "figure2_point")
    today = _of(forecasts, "icecube_today")
    slopes = fitted_powers(rows)
    facts = {
        "point": [point["psf_sigma"], point["n_events"]],
        "today": [
            today["psf_sigma"],
            [published_value(inputs["published"], one) for one in ICECUBE_EVENTS],
        ],
        "snr_text": f"{number(point['snr_statistical'], 3)} ± {number(point['snr_error'], 1)}",
        "published_text": number(published_value(inputs["published"], "snr.2000_events"), 2),
        "today_text": number(today["snr_statistical"], 2),
        "today_map_text": number(_expected(forecasts, "icecube_today"), 2),
        "today_width": today["psf_sigma"],
        "coarse_text": number(_of(forecasts, COARSE)["snr_statistical"], 2),
        "fraction": float(rows["fraction"].iloc[0]),
        "slope_n": slopes[0],
        "slope_width": slopes[1],
        "five_text": _needed(rows),
    }
    columns = ["psf_sigma", "n_events", "snr_statistical", "n_sources", "flux_min"]
    return rows[columns].reset_index(drop=True), inputs.facts | facts


def _of(forecasts: pd.DataFrame, scenario: str) -> dict[str, Any]:
    own = forecasts[(forecasts["scenario"] == scenario) & (forecasts["method"] == "monte_carlo")]
    return own.iloc[0].to_dict()


def _expected(forecasts: pd.DataFrame, scenario: str) -> float:
    own = forecasts[(forecasts["scenario"] == scenario) & (forecasts["method"] == "information")]
    return float(own["snr_statistical"].iloc[0])


def _needed(rows: pd.DataFrame) -> str:
    """Events for an S/N of 5 at the widths nearest to .1, .2 and .4 deg."""
    texts = []
    for wanted in (0.1, 0.2, 0.4):
        widths = np.array(sorted(set(rows["psf_sigma"])))
        width = widths[np.abs(np.log(widths / wanted)).argmin()]
        one = rows[rows["psf_sigma"] == width].iloc[0]
        needed = one["n_events"] * (5 / one["snr_statistical"]) ** 2
        texts.append(f"{number(needed, 2)} at {number(width, 2)}°")
    return ", ".join(texts)


@styled
def draw_significance(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Map of the S/N with two contours, the paper's example and IceCube.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_significance`.
    """
    figure = new_figure(facts["size"], 80)
    axes = figure.add_subplot()
    grid = plotted.pivot(index="n_events", columns="psf_sigma", values="snr_statistical")
    x, y = grid.columns.to_numpy(), grid.index.to_numpy()
    look = {"cmap": "cividis", "norm": LogNorm(*LIMITS), "rasterized": True}
    mesh = axes.pcolormesh(x, y, grid, shading="gouraud", **look)
    entries = []
    for level, line in LEVELS.items():
        axes.contour(x, y, grid, levels=[level], colors="white", linestyles=[line])
        entries.append(legend_line(f"S/N = {level:g}", color="black", linestyle=line))
    axes.plot(*facts["point"], marker="o", **PUBLISHED_LOOK | {"markeredgecolor": "white"})
    entries.append(
        Line2D([], [], label=f"published: {facts['published_text']}", marker="o", **PUBLISHED_LOOK)
    )
    sigma, events = facts["today"]
    axes.plot([sigma, sigma], events, color=TODAY["color"], linewidth=1.5)
    axes.plot([sigma, sigma], events, linestyle="none", **TODAY)
    entries.append(Line2D([], [], label="IceCube", linestyle="none", **TODAY))
    axes.set(xscale="log", yscale="log")
    plain_ticks(axes.xaxis)
    axes.set_xlabel("width of the PSF per axis (deg)")
    axes.set_ylabel("number of events N")
    bar = figure.colorbar(mesh, ax=axes, pad=0.01, extend="both")
    bar.set_label("S/N of f")
    legend_rows(figure, entries, 4 if facts["size"] == "double" else 2)
    return figure
