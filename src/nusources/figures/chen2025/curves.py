"""Figure 6 of chen2025: S/N against the fraction of AGN neutrinos, and against their weighting.

References
----------
Chen et al. 2025, sections VI.1 and VI.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nusources.figures.chen2025.published import published_value
from nusources.figures.chen2025.ticks import plain_ticks
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import PUBLISHED_LOOK, legend_line
from nusources.figures.house.style import PETROFF6, new_figure, styled
from nusources.wording import number

AXES = {
    "fraction": "fraction f of events from AGN",
    "exponent": "exponent s of neutrinos per flux",
}
PRINTED = {"fraction": (0.2, "snr.fraction_0.2"), "exponent": (0.0, "snr.s_0")}
"""Where the paper prints an S/N."""
MEASURED = {"fraction": "fraction_0.2", "exponent": "exponent_0"}


def prepare_fraction_and_exponent(inputs: Inputs) -> Prepared:
    """Both curves, with the experiments and the published numbers at one point of each."""
    rows, forecasts = inputs["curves"], inputs["forecasts"]
    rows = rows[rows["curve"].isin(AXES)]
    points, texts = {}, []
    for curve, (place, name) in PRINTED.items():
        own = forecasts[
            (forecasts["scenario"] == MEASURED[curve]) & (forecasts["method"] == "monte_carlo")
        ].iloc[0]
        published = published_value(inputs["published"], name)
        points[curve] = [place, float(own["snr"]), float(own["snr_error"]), published]
        texts.append(
            f"{number(own['snr_statistical'], 3)} ± {number(own['snr_error'], 1)} without and "
            f"{number(own['snr'], 3)} with systematics at {'f' if curve == 'fraction' else 's'} = "
            f"{place:g} (published {number(published, 2)})"
        )
    facts = {
        "points": points,
        "points_text": "; ".join(texts),
        "fraction_text": number(rows["fraction"][rows["curve"] == "exponent"].iloc[0], 2),
        "n_events": float(rows["n_events"].iloc[-1]),
    }
    columns = ["curve", "scenario", "value", "systematic", "snr_statistical", "snr"]
    return rows[columns].reset_index(drop=True), inputs.facts | facts


@styled
def draw_fraction_and_exponent(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """S/N against fraction and exponent; solid with systematics, dashed statistical.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_fraction_and_exponent`.
    """
    figure = new_figure(facts["size"], 76)
    for axes, (curve, label) in zip(figure.subplots(1, 2), AXES.items(), strict=True):
        draw_curve(axes, plotted[plotted["curve"] == curve], PETROFF6[0])
        place, snr, error, published = facts["points"][curve]
        axes.errorbar(place, snr, error, marker="o", color=PETROFF6[0])
        axes.plot(place, published, marker="o", clip_on=False, **PUBLISHED_LOOK)
        axes.set_xlabel(label)
        axes.set_ylabel("S/N of f")
        if curve == "exponent":  # a factor of ten from equal weights to those of the brightest
            axes.set_yscale("log")
            plain_ticks(axes.yaxis)
        else:
            axes.set_ylim(0, None)
    entries = [
        legend_line("with systematics", color=PETROFF6[0]),
        legend_line("statistical", color=PETROFF6[0], linestyle="--"),
        legend_line("experiments", color=PETROFF6[0], marker="o", linestyle="none"),
        legend_line("published", marker="o", **PUBLISHED_LOOK),
    ]
    legend_rows(figure, entries, 4 if facts["size"] == "double" else 2)
    return figure


def draw_curve(axes: Axes, rows: pd.DataFrame, colour: str) -> None:
    """S/N with and without systematics."""
    axes.plot(rows["value"], rows["snr"], color=colour)
    axes.plot(rows["value"], rows["snr_statistical"], color=colour, linestyle="--", linewidth=0.8)
