"""Figures 3 and 5 of chen2025: years of observation, thresholds, and what systematics allow.

References
----------
Chen et al. 2025, sections IV and V.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from nusources.figures.chen2025.published import published_value
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import PUBLISHED_LOOK, legend_line
from nusources.figures.house.style import NEUTRAL, PETROFF6, new_figure, styled
from nusources.wording import number

NAMES = {"icecube_gen2": "IceCube-Gen2", "hunt": "30 km³ (HUNT-like)"}
LINES = ("-", "--", ":", "-.")
FIVE_YEARS = 5.0
SCENARIOS = {
    "gen2_100tev": "snr.gen2_5yr",
    "hunt_300tev": "snr.hunt_300tev_5yr",
    "hunt_100tev": "snr.hunt_100tev_5yr",
}
"""Scenarios of the paper, and the numbers that it prints of them."""
OWN_WIDTH = "own"
FLAT = 1.1
"""Thresholds whose years are within this factor of the least are as good."""


def name_of(detector: str) -> str:
    """Name of a detector for readers; that of its file where none is given."""
    return NAMES.get(detector, detector)


def prepare_needed_years(inputs: Inputs) -> Prepared:
    """Years to each S/N against the threshold, with the best threshold of each detector."""
    rows = inputs["years"]
    optima = []
    for (detector, width), own in rows.groupby(["detector", "width"], sort=False):
        least = own[own["target"] == own["target"].max()].sort_values("threshold_tev")
        best = least.loc[least["years"].idxmin()]
        flat = least["threshold_tev"][least["years"] <= FLAT * best["years"]]
        optima.append(
            {
                "detector": detector,
                "width": width,
                "best": float(best["threshold_tev"]),
                "flat": [float(flat.min()), float(flat.max())],
                "years": float(best["years"]),
                "target": float(best["target"]),
            }
        )
    texts = [
        f"{name_of(one['detector'])}{_width_text(one['width'])}: {one['best']:g} TeV "
        f"({number(one['years'], 2)} years to {one['target']:g}; within 10 % from "
        f"{one['flat'][0]:g} to {one['flat'][1]:g} TeV)"
        for one in optima
    ]
    own = [one for one in optima if one["width"] == OWN_WIDTH]
    facts = {
        "optima": optima,
        "optima_text": "; ".join(texts),
        "best_text": ", ".join(f"{one['best']:g} TeV ({name_of(one['detector'])})" for one in own),
    }
    columns = ["detector", "width", "threshold_tev", "target", "years", "psf_sigma", "n_sources"]
    return rows[columns].reset_index(drop=True), inputs.facts | facts


def _width_text(width: str) -> str:
    return "" if width == OWN_WIDTH else f", PSF {width.replace('_', ' ')}"


@styled
def draw_needed_years(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Years against threshold, a panel per detector; stars: the best threshold.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_needed_years`.
    """
    figure = new_figure(facts["size"], 78)
    detectors = list(dict.fromkeys(plotted["detector"]))
    panels = figure.subplots(1, len(detectors), sharey=True, squeeze=False)[0]
    targets = sorted(set(plotted["target"]))
    for axes, detector in zip(panels, detectors, strict=True):
        own = plotted[plotted["detector"] == detector]
        widths = list(dict.fromkeys(own["width"]))
        for (width, target), rows in own.groupby(["width", "target"], sort=False):
            look = {"color": PETROFF6[targets.index(target)]}
            look["linestyle"] = LINES[widths.index(width) % len(LINES)]
            axes.plot(rows["threshold_tev"], rows["years"], **look)
        for best in facts["optima"]:
            if best["detector"] == detector:
                axes.plot(best["best"], best["years"], "*", color="black", markersize=7)
        axes.set_title(name_of(detector), parse_math=False)
        axes.set(xscale="log", yscale="log")
        axes.xaxis.set_major_formatter(FuncFormatter(lambda at, _: f"{at:g}"))
        axes.set_xlabel("least energy (TeV)")
    panels[0].set_ylabel("years of observation")
    entries = [
        legend_line(f"S/N = {one:g}", color=colour)
        for one, colour in zip(targets, PETROFF6, strict=False)
    ]
    entries.append(legend_line("best", color="black", marker="*", linestyle="none"))
    if (plotted["width"] != OWN_WIDTH).any():
        entries.append(legend_line("other PSFs", color=NEUTRAL, linestyle="--"))
    legend_rows(figure, entries, len(entries))
    return figure


def prepare_years(inputs: Inputs) -> Prepared:
    """S/N against years of each scenario, statistical and with systematics; published ones."""
    rows = inputs["curves"]
    rows = rows[rows["curve"] == "years"]
    forecasts = inputs["forecasts"]
    points = []
    for scenario in dict.fromkeys(rows["scenario"]):
        own = forecasts[
            (forecasts["scenario"] == scenario) & (forecasts["method"] == "monte_carlo")
        ]
        points.append(
            {
                "scenario": scenario,
                "years": float(own["years"].iloc[0]),
                "snr": float(own["snr"].iloc[0]),
                "snr_error": float(own["snr_error"].iloc[0]),
                "systematic": float(own["systematic"].iloc[0]),
                "published": published_value(inputs["published"], SCENARIOS.get(scenario, "")),
            }
        )
    texts = [
        f"{one['scenario']}: {number(one['snr'], 3)} ± {number(one['snr_error'], 1)}"
        + (f" (published {number(one['published'], 2)})" if np.isfinite(one["published"]) else "")
        for one in points
    ]
    facts = {"points": points, "points_text": "; ".join(texts)}
    columns = ["scenario", "value", "systematic", "snr_statistical", "snr"]
    plotted = rows[columns].rename(columns={"value": "years"}).reset_index(drop=True)
    return plotted, inputs.facts | facts


@styled
def draw_years(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """S/N against years: solid with systematics, dashed statistical, dotted their ceilings.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_years`.
    """
    figure = new_figure(facts["size"], 84)
    axes = figure.add_subplot()
    entries = []
    for at, point in enumerate(facts["points"]):
        rows = plotted[plotted["scenario"] == point["scenario"]]
        colour = PETROFF6[at % len(PETROFF6)]
        axes.plot(rows["years"], rows["snr"], color=colour)
        axes.plot(
            rows["years"], rows["snr_statistical"], color=colour, linestyle="--", linewidth=0.8
        )
        if point["systematic"] > 0:
            axes.axhline(1 / point["systematic"], color=colour, linestyle=":", linewidth=0.8)
        axes.errorbar(
            point["years"], point["snr"], point["snr_error"], marker="os^DvP"[at % 6], color=colour
        )
        axes.plot(point["years"], point["published"], marker="os^DvP"[at % 6], **PUBLISHED_LOOK)
        entries.append(legend_line(point["scenario"], color=colour, marker="os^DvP"[at % 6]))
    axes.axvline(FIVE_YEARS, color=NEUTRAL, linestyle=":", linewidth=0.8)
    entries += [
        legend_line("statistical", color=NEUTRAL, linestyle="--"),
        legend_line("1 / systematic error", color=NEUTRAL, linestyle=":"),
        legend_line("published", marker="o", **PUBLISHED_LOOK),
    ]
    axes.set_xlim(0, plotted["years"].max())
    axes.set_ylim(
        0,
        1.25
        * max(
            plotted["snr"].max(),
            *(1 / one["systematic"] for one in facts["points"] if one["systematic"] > 0),
            1,
        ),
    )
    axes.set_xlabel("years of observation")
    axes.set_ylabel("S/N of f")
    legend_rows(figure, entries, 3)
    return figure
