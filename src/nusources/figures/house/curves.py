"""Spectra: lines, bands, points and limits, told apart by colour and by line or marker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from nusources.figures.house.style import MARKERS, PETROFF8

LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)))
MODEL = {"color": "black", "linewidth": 1.8, "marker": "o"}
"""The paper's model."""
MODEL_LINES = ("-", (0, (2, 1)))
EXTRAPOLATED = {"linewidth": 0.5, "linestyle": "-"}
LIMIT_MARKER = "v"
N_LIMIT_MARKERS = 5


def curve_looks(rows: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Colour, line and marker of each curve, the same in all panels; models come last.

    Parameters
    ----------
    rows : DataFrame
        Columns curve, kind, era and status.
    """
    firsts = rows.drop_duplicates("curve").assign(is_model=lambda one: one["status"] == "model")
    firsts = firsts.sort_values(["is_model", "era"], kind="stable")
    measured = firsts[~firsts["is_model"]]
    beside = (measured["kind"] == "neutrino") & (measured["era"] == "2014")
    # Gamma rays go on where the neutrinos of 2014 end: only these stand in the same panel.
    number = {"neutrino": 0, "gamma": int(beside.sum())}
    looks: dict[str, dict[str, Any]] = {}
    for curve, kind, status in zip(firsts["curve"], firsts["kind"], firsts["status"], strict=True):
        if status == "model":
            line = MODEL_LINES[sum(one["color"] == "black" for one in looks.values()) % 2]
            looks[curve] = MODEL | {"linestyle": line}
            continue
        looks[curve] = {
            "color": PETROFF8[number[kind] % len(PETROFF8)],
            "linestyle": LINES[number[kind] % len(LINES)],
            "marker": MARKERS[number[kind] % len(MARKERS)],
        }
        number[kind] += 1
    return looks


def draw_curves(
    axes: Axes, rows: pd.DataFrame, looks: Mapping[str, dict[str, Any]]
) -> list[Line2D]:
    """Draw each curve in its form; give the entries of a legend.

    Parameters
    ----------
    axes : Axes
    rows : DataFrame
        curve, label, form (line, band, point or limit), energy, flux, flux_low, flux_high; and
        optionally is_extrapolated: drawn thin.
    looks : mapping
        From `curve_looks`.
    """
    entries = []
    for curve in (one for one in looks if one in set(rows["curve"])):
        points = rows[rows["curve"] == curve].sort_values("energy")
        look = dict(looks[curve])
        marker = look.pop("marker")
        form = points["form"].iloc[0]
        if form == "point":
            look = {"color": look["color"], "marker": marker, "linestyle": "none"}
            _draw_points(axes, points, look)
        else:
            _draw_line(axes, points, look)
        if form == "limit":
            every = max(1, len(points) // N_LIMIT_MARKERS)
            shown = points.iloc[::every]
            axes.plot(shown["energy"], shown["flux"], LIMIT_MARKER, color=look["color"])
            look |= {"marker": LIMIT_MARKER}
        entries.append(Line2D([], [], label=points["label"].iloc[0], **look))
    return entries


def _draw_points(axes: Axes, points: pd.DataFrame, look: dict[str, Any]) -> None:
    error = [points["flux"] - points["flux_low"], points["flux_high"] - points["flux"]]
    axes.errorbar(
        points["energy"], points["flux"], yerr=error, markersize=3, elinewidth=0.6, **look
    )


def _draw_line(axes: Axes, points: pd.DataFrame, look: dict[str, Any]) -> None:
    if points[["flux_low", "flux_high"]].notna().all(axis=None):
        axes.fill_between(
            points["energy"],
            points["flux_low"],
            points["flux_high"],
            color=look["color"],
            alpha=0.15,
            linewidth=0,
        )
    if "is_extrapolated" in points:
        beyond = points["is_extrapolated"].astype(bool)
        # The thin line ends where the other begins.
        ends = beyond | beyond.shift(fill_value=False) | beyond.shift(-1, fill_value=False)
        thin = points["flux"].where(ends)
        axes.plot(points["energy"], thin, **(look | EXTRAPOLATED))
        points = points[~beyond]
    axes.plot(points["energy"], points["flux"], **look)
