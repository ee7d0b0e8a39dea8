"""Figure 1 of chen2025: the fitted fraction where sources are confused.

References
----------
Chen et al. 2025, section III.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nusources.figures.chen2025.ticks import plain_ticks
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import new_figure, styled
from nusources.wording import number

TITLES = {
    "no_edges": "eq. 2, field without edges",
    "as_printed": "eq. 2 in the footprint, as printed",
    "normalised": "S and events in the footprint",
}
OVER_WIDTH = 3.0
"""Separation over the width of the PSF that the paper asks for."""
LINE = "#0a7d33"


def prepare_bias(inputs: Inputs) -> Prepared:
    """Bias by panel, fraction, width and separation."""
    rows = inputs["bias"]
    rows = rows[rows["estimator"].isin(TITLES)]
    apart = rows["separation"] >= OVER_WIDTH * rows["psf_sigma"]
    texts = []
    for name, title in TITLES.items():
        own = rows["estimator"] == name
        texts.append(
            f"{title}: {_range(rows[own & apart])} where d is at least three widths, "
            f"{_range(rows[own & ~apart])} below"
        )
    facts = {
        "fractions": sorted(set(rows["fraction"])),
        "range_text": "; ".join(texts),
        "n_experiments": int(rows["n_experiments"].iloc[0]),
        "lowest": float(rows["bias"].min()),
        "largest_free": float(rows["bias"][rows["estimator"] == "no_edges"].abs().max()),
    }
    columns = ["estimator", "fraction", "psf_sigma", "separation", "n_sources", "bias"]
    return rows[[*columns, "bias_error"]].reset_index(drop=True), inputs.facts | facts


def _range(rows: pd.DataFrame) -> str:
    if rows.empty:
        return "not measured"
    return f"{number(rows['bias'].min(), 2)} to {number(rows['bias'].max(), 2)}"


@styled
def draw_bias(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Maps of the bias: a column per way to fit, a row per fraction.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_bias`.
    """
    fractions = facts["fractions"]
    figure = new_figure(facts["size"], 46 * len(fractions) + 22)
    grid = figure.subplots(len(fractions), len(TITLES), sharex=True, sharey=True, squeeze=False)
    reach = float(plotted["bias"].abs().max())
    for axes_row, fraction in zip(grid, fractions, strict=True):
        for axes, (name, title) in zip(axes_row, TITLES.items(), strict=True):
            own = plotted["estimator"] == name
            rows = plotted[own & (plotted["fraction"] == fraction)]
            mesh = _draw_map(axes, rows, reach)
            if fraction == fractions[0]:
                axes.set_title(title)
        axes_row[0].set_ylabel(f"f = {fraction:g}\nmean separation d (deg)")
    for axes in grid[-1]:
        axes.set_xlabel("width of the PSF per axis (deg)")
    bar = figure.colorbar(mesh, ax=grid, aspect=40, pad=0.01)
    bar.set_label("mean fitted less true fraction")
    legend_rows(figure, [legend_line("d = 3 widths", color=LINE, linestyle="--")], 1)
    return figure


def _draw_map(axes: Axes, rows: pd.DataFrame, reach: float):
    values = rows.pivot(index="separation", columns="psf_sigma", values="bias")
    x, y = values.columns.to_numpy(), values.index.to_numpy()
    mesh = axes.pcolormesh(
        cell_edges(x),
        cell_edges(y),
        values,
        cmap="RdBu_r",
        vmin=-reach,
        vmax=reach,
        rasterized=True,
    )
    line = np.array([x[0] / 2, x[-1] * 2])
    axes.plot(line, OVER_WIDTH * line, color=LINE, linestyle="--")
    axes.set(xscale="log", yscale="log", xlim=cell_edges(x)[[0, -1]], ylim=cell_edges(y)[[0, -1]])
    plain_ticks(axes.xaxis)
    plain_ticks(axes.yaxis)
    return mesh


def cell_edges(values: np.ndarray) -> np.ndarray:
    """Edges of cells about values at equal steps of their logarithm."""
    if len(values) == 1:
        return values * np.array([0.9, 1.1])
    steps = np.sqrt(values[1:] / values[:-1])
    inner = values[:-1] * steps
    return np.concatenate([[values[0] / steps[0]], inner, [values[-1] * steps[-1]]])
