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
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from nusources.figures.chen2025.published import published_value
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import PUBLISHED_LOOK, legend_line
from nusources.figures.house.style import MARKERS, NEUTRAL, PETROFF6, new_figure, styled
from nusources.wording import number

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


def detector_labels(detectors: pd.DataFrame) -> dict[str, str]:
    """Names of detectors for readers (contract ``forecast_detectors``), in their order."""
    ordered = detectors.sort_values("order", kind="stable").drop_duplicates("detector")
    return dict(zip(ordered["detector"], ordered["label"], strict=True))


def prepare_needed_years(inputs: Inputs) -> Prepared:
    """Years to each S/N against the threshold, with the best threshold of each detector."""
    labels = detector_labels(inputs["detectors"])
    rows = own_width_first(inputs["years"], list(labels))
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
        f"{labels[one['detector']]}{_width_text(one['width'])}: {one['best']:g} TeV "
        f"({number(one['years'], 2)} years to {one['target']:g}; within 10 % from "
        f"{one['flat'][0]:g} to {one['flat'][1]:g} TeV)"
        for one in optima
    ]
    own = [one for one in optima if one["width"] == OWN_WIDTH]
    facts = {
        "labels": labels,
        "optima": optima,
        "optima_text": "; ".join(texts),
        "best_text": ", ".join(f"{one['best']:g} TeV ({labels[one['detector']]})" for one in own),
    }
    columns = ["detector", "width", "threshold_tev", "target", "years", "psf_sigma", "n_sources"]
    return rows[columns].reset_index(drop=True), inputs.facts | facts


def own_width_first(years: pd.DataFrame, detectors: list[str]) -> pd.DataFrame:
    """Rows in the order of detectors, those of a detector's own PSF before those of others."""
    keys = years.assign(
        place=years["detector"].map(detectors.index), is_other=years["width"] != OWN_WIDTH
    )
    by = ["place", "is_other", "width", "threshold_tev", "target"]
    return keys.sort_values(by, kind="stable", ignore_index=True)


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
            if width != OWN_WIDTH and target == targets[-1]:
                _name_line(axes, rows.iloc[-1])
        for best in facts["optima"]:
            if best["detector"] == detector:
                axes.plot(best["best"], best["years"], "*", color="black", markersize=7)
        axes.set_title(facts["labels"][detector], parse_math=False)
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
        entries.append(legend_line("other PSFs (named)", color=NEUTRAL, linestyle="--"))
    legend_rows(figure, entries, len(entries))
    return figure


def _name_line(axes: Axes, last: pd.Series) -> None:
    """Name of another PSF above the end of its line."""
    axes.annotate(
        str(last["width"]).replace("_", " "),
        (last["threshold_tev"], last["years"]),
        xytext=(0, 3),
        textcoords="offset points",
        ha="right",
        fontsize=7,
        parse_math=False,
    )


def prepare_years(inputs: Inputs) -> Prepared:
    """S/N against years of each scenario, statistical and with systematics; published ones."""
    rows = inputs["curves"]
    rows = rows[rows["curve"] == "years"]
    labels, forecasts = detector_labels(inputs["detectors"]), inputs["forecasts"]
    points = []
    for scenario in dict.fromkeys(rows["scenario"]):
        own = forecasts[
            (forecasts["scenario"] == scenario) & (forecasts["method"] == "monte_carlo")
        ]
        name = labels[own["detector"].iloc[0]]
        points.append(
            {
                "scenario": scenario,
                "label": f"{name}, above {own['threshold_tev'].iloc[0]:g} TeV",
                "years": float(own["years"].iloc[0]),
                "snr": float(own["snr"].iloc[0]),
                "snr_error": float(own["snr_error"].iloc[0]),
                "systematic": float(own["systematic"].iloc[0]),
                "published": published_value(inputs["published"], SCENARIOS.get(scenario, "")),
            }
        )
    texts = [
        f"{one['label']}: {number(one['snr'], 3)} ± {number(one['snr_error'], 1)}"
        + (f" (published {number(one['published'], 2)})" if np.isfinite(one["published"]) else "")
        for one in points
    ]
    facts = {"points": points, "points_text": "; ".join(texts)}
    columns = ["scenario", "value", "systematic", "snr_statistical", "snr"]
    plotted = rows[columns].rename(columns={"value": "observed_years"}).reset_index(drop=True)
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
        look = {"color": PETROFF6[at % len(PETROFF6)]}
        marker = {"marker": MARKERS[at % len(MARKERS)]}
        rows = plotted[plotted["scenario"] == point["scenario"]]
        axes.plot(rows["observed_years"], rows["snr"], **look)
        axes.plot(
            rows["observed_years"], rows["snr_statistical"], linestyle="--", linewidth=0.8, **look
        )
        if point["systematic"] > 0:
            axes.axhline(1 / point["systematic"], linestyle=":", linewidth=0.8, **look)
        axes.errorbar(point["years"], point["snr"], point["snr_error"], **look, **marker)
        axes.plot(point["years"], point["published"], **marker, **PUBLISHED_LOOK)
        entries.append(legend_line(point["label"], **look, **marker))
    axes.axvline(FIVE_YEARS, color=NEUTRAL, linestyle=":", linewidth=0.8)
    entries += [
        legend_line("statistical", color=NEUTRAL, linestyle="--"),
        legend_line("1 / systematic error", color=NEUTRAL, linestyle=":"),
        legend_line("published", marker="o", **PUBLISHED_LOOK),
    ]
    axes.set_xlim(0, plotted["observed_years"].max())
    ceilings = [1 / one["systematic"] for one in facts["points"] if one["systematic"] > 0]
    axes.set_ylim(0, 1.25 * max([1.0, plotted["snr"].max(), *ceilings]))
    axes.set_xlabel("years of observation")
    axes.set_ylabel("S/N of f")
    legend_rows(figure, entries, 2 if facts["size"] == "double" else 1)
    return figure
