"""Neutrino luminosities of the calibrators by window of energy and frame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import MARKERS, NEUTRAL, colours, new_figure, styled
from nusources.wording import enumerated, number

OFFSET = 0.32
"""Half the height that the windows of one source take."""
COLUMNS = [
    *("source_name", "window", "frame", "is_default", "log10_neutrino_luminosity"),
    *("log10_neutrino_error_low", "log10_neutrino_error_high", "log10_xray_luminosity"),
]


def prepare_energy_window(inputs: Inputs) -> Prepared:
    """Luminosities of each source, brightest last, and how far windows are apart."""
    rows = inputs["windows"]
    default = rows[rows["is_default"]].set_index("source_name")["log10_neutrino_luminosity"]
    order = default.sort_values(kind="stable").index
    rows = rows.assign(place=rows["source_name"].map({name: at for at, name in enumerate(order)}))
    rows = rows.sort_values(["place", "window", "frame"], ignore_index=True)
    change = rows["log10_neutrino_luminosity"] - rows["source_name"].map(default)
    rows["change_dex"] = change
    span = rows.groupby("source_name", sort=False)["log10_neutrino_luminosity"].agg(np.ptp)
    frames = rows.pivot(index=["source_name", "window"], columns="frame")
    frames = frames["log10_neutrino_luminosity"].diff(axis=1).iloc[:, -1].abs().dropna()
    default_window = str(rows.loc[rows["is_default"], "window"].iloc[0])
    others = rows[rows["window"] != default_window]
    changes = [
        f"{window} {number(own['change_dex'].median(), 2)}"
        for window, own in others.groupby("window", sort=False)
    ]
    facts = {
        "default_text": default_window,
        "n_sources": len(order),
        "windows": list(dict.fromkeys(rows["window"])),
        "largest_text": f"{number(span.max(), 2)} dex ({span.idxmax()})",
        "smallest_text": f"{number(span.min(), 2)} dex ({span.idxmin()})",
        "frame_text": number(frames.max(), 2),
        "change_text": enumerated(changes) if changes else "none",
        "lowest": float(rows["log10_neutrino_luminosity"].min()),
    }
    return rows[[*COLUMNS, "change_dex"]], inputs.facts | facts


@styled
def draw_energy_window(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """A row per source, a colour per window; filled: source frame, open: observed frame.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_energy_window`.
    """
    names, windows = list(dict.fromkeys(plotted["source_name"])), facts["windows"]
    figure = new_figure(facts["size"], 30 + 12 * len(names), side_inches=0.08)
    axes = figure.subplots()
    looks = dict(zip(windows, zip(colours(len(windows)), MARKERS, strict=False), strict=False))
    shifts = dict(zip(windows, np.linspace(OFFSET, -OFFSET, len(windows)), strict=True))
    shown = plotted.groupby("window")["frame"].max()  # errors: in the source's frame, if there
    for window, (colour, marker) in looks.items():
        for frame, fill in (("observed", "white"), ("source", colour)):
            own = plotted[(plotted["window"] == window) & (plotted["frame"] == frame)]
            axes.errorbar(
                own["log10_neutrino_luminosity"],
                _places(own, names) + shifts[window],
                xerr=own[["log10_neutrino_error_low", "log10_neutrino_error_high"]].to_numpy().T,
                fmt=marker,
                color=colour,
                markerfacecolor=fill,
                markersize=4,
                elinewidth=0.8 if frame == shown[window] else 0,
            )
    _mark_xrays(axes, plotted, names)
    axes.set_yticks(range(len(names)), names, parse_math=False)
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.set_xlabel("log₁₀ of the luminosity (erg/s)")
    axes.set_ylabel("calibrator")
    entries = [
        legend_line(window, color=colour, marker=marker, linestyle="none")
        for window, (colour, marker) in looks.items()
    ]
    entries.append(
        legend_line(
            "observed frame", color=NEUTRAL, marker="o", markerfacecolor="white", linestyle="none"
        )
    )
    entries.append(legend_line("hard X-rays", color="black", marker="|", linestyle="none"))
    legend_rows(figure, entries, 3)
    return figure


def _places(rows: pd.DataFrame, names: list[str]) -> NDArray[np.float64]:
    """Row of each source, from below; also of no source."""
    return np.array([names.index(name) for name in rows["source_name"]], dtype=float)


def _mark_xrays(axes: Axes, plotted: pd.DataFrame, names: list[str]) -> None:
    xrays = plotted.drop_duplicates("source_name").dropna(subset=["log10_xray_luminosity"])
    axes.plot(
        xrays["log10_xray_luminosity"],
        _places(xrays, names),
        "|",
        color="black",
        markersize=18,
    )
