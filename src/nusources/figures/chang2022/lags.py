"""Lags between two bands of all sources that have both: largest correlation and fitted Gaussian.

References
----------
Chang et al. 2022, section 6.1 and Figure 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nusources.figures.chang2022.source_curves import BANDS
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import NEUTRAL, new_figure, shorten, styled
from nusources.wording import number, plural

USED = "used"
SHOWN_BIN_DAYS = 30.0
NOT_AVAILABLE = "input not available: no source with light curves in two bands"
LOOKS = {"peak_lag": ("#5790fc", "largest correlation"), "gaussian_lag": ("#f89c20", "Gaussian")}
"""Blue and orange as in the paper."""
EXAMPLE_DAYS = 300.0
"""Lag of TXS 0506+056, about (section 6.1): of its infrared and radio flares (section 2)."""
EXAMPLE_BANDS = ("infrared", "millimetre")
EXAMPLE_LINE = {"color": NEUTRAL, "linewidth": 0.8, "linestyle": "--"}
PANEL_MM = 45.0


def prepare_lags(inputs: Inputs) -> Prepared:
    """Numbers of sources by lag, in bins of 30 d that begin at a multiple of 30 d."""
    lags = inputs["lags"]
    parts, panels, told = [], [], []
    for bands, own in lags.groupby(["first_band", "second_band"], sort=False):
        used = own[own["status"] == USED]
        if used.empty:
            continue
        key = "-".join(bands)
        parts += [_histogram(used[column].dropna(), column, key) for column in LOOKS]
        names = [BANDS[one][0] for one in bands]
        panel = {"key": key, "first": names[0], "second": names[1], "n_used": len(used)}
        panels.append(panel | {"has_example": bands[0] in EXAMPLE_BANDS})
        told.append(_told(names, own, used))
    columns = ["panel", "kind", "lag_low", "lag_high", "n_sources"]
    plotted = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    facts = {
        "panels": panels,
        "lags_text": " ".join(told) or f"{NOT_AVAILABLE}.",
        "n_panels": len(panels),
        "limits": [] if panels else [NOT_AVAILABLE],
    }
    return plotted, inputs.facts | facts


def _histogram(lags: pd.Series, kind: str, panel: str) -> pd.DataFrame:
    reach = SHOWN_BIN_DAYS * np.ceil((lags.abs().max() if len(lags) else 0) / SHOWN_BIN_DAYS + 1e-9)
    edges = np.arange(-max(reach, SHOWN_BIN_DAYS), max(reach, SHOWN_BIN_DAYS) + 1, SHOWN_BIN_DAYS)
    counts, _ = np.histogram(lags, edges)
    return pd.DataFrame(
        {
            "panel": panel,
            "kind": kind,
            "lag_low": edges[:-1],
            "lag_high": edges[1:],
            "n_sources": counts,
        }
    )


def _told(names: list[str], own: pd.DataFrame, used: pd.DataFrame) -> str:
    """What the lags of one pair of bands say."""
    peaks = used["peak_lag"].value_counts()
    best = min(peaks.index[peaks == peaks.max()], key=abs)
    half = SHOWN_BIN_DAYS / 2
    left_out = own[own["status"] != USED]["status"].value_counts()
    reasons = ", ".join(f"{one} ({count})" for one, count in left_out.items())
    apart = f"; left out: {reasons}" if reasons else ""
    return (
        f"{names[0]} behind {names[1]}, {plural(len(used), 'source')}: most lags of the largest "
        f"correlation, {peaks.max()}, lie at {best - half:.0f} to {best + half:.0f} d, the median "
        f"of the fitted ones is {number(used['gaussian_lag'].median(), 2)} d{apart}."
    )


@styled
def draw_lags(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """One panel of bars for each pair of bands.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_lags`.
    """
    panels = facts["panels"]
    figure = new_figure(facts["size"], PANEL_MM * max(len(panels), 1) + 18)
    all_axes = figure.subplots(max(len(panels), 1), sharex=True, squeeze=False)[:, 0]
    for axes, panel in zip(all_axes, panels, strict=False):
        _draw_panel(axes, plotted[plotted["panel"] == panel["key"]], panel)
    if not panels:
        all_axes[0].set_title(shorten(NOT_AVAILABLE, 60, 2))
        all_axes[0].set_yticks([])
    all_axes[-1].set_xlabel("lag of the first band behind the second (d)")
    entries = [legend_line(label, color=colour, linewidth=3) for colour, label in LOOKS.values()]
    if any(panel["has_example"] for panel in panels):
        entries.append(legend_line("TXS 0506+056, published", **EXAMPLE_LINE))
    legend_rows(figure, entries, 3 if facts["size"] == "double" else 1)
    return figure


def _draw_panel(axes: Axes, rows: pd.DataFrame, panel: Mapping[str, Any]) -> None:
    for kind, (colour, _) in LOOKS.items():
        own = rows[rows["kind"] == kind]
        edges = [*own["lag_low"], own["lag_high"].iloc[-1]]
        axes.stairs(own["n_sources"], edges, fill=True, color=colour, alpha=0.45, linewidth=0)
        axes.stairs(own["n_sources"], edges, color=colour, linewidth=0.7)
    if panel["has_example"]:
        axes.axvline(EXAMPLE_DAYS, **EXAMPLE_LINE)
    title = f"{panel['first']} behind {panel['second']} ({plural(panel['n_used'], 'source')})"
    axes.set_title(shorten(title, 90), loc="left")
    axes.set_ylabel("number of sources")
    axes.set_ylim(bottom=0)
