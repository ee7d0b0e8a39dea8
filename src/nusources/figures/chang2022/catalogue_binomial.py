"""Binomial test of IceCube's list of sources: P_k against k, and the best k as a table.

The published list of PRL 124 (2020) 051103 is what chang2022 takes from IceCube beside events.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from matplotlib.transforms import Bbox

from nusources.figures.chang2022.event_count_numbers import p_text
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import MARKER_PT, POINTS_PER_INCH, legend_rows, place_labels
from nusources.figures.house.panels import PUBLISHED_LOOK, legend_line
from nusources.figures.house.style import MARKERS, NEUTRAL, colours, lay_out, new_figure, styled
from nusources.figures.house.texts import counted
from nusources.significance import one_sided_sigma, right_tail, significance_text
from nusources.wording import number

BY_CONSTRUCTION = (
    "The simulated list carries the published p-values of its named sources, the most significant "
    "ones among them: this k and this p follow by construction and are no result."
)
PUBLISHED_N, PUBLISHED_K, PUBLISHED_P, PUBLISHED_SIGMA = 97, 4, 3.3e-5, 3.3
"""Sources of the northern list, best number of sources, its probability before the correction and
significance after it: Aartsen et al. 2020, PRL 124, 051103."""
SOURCE = "PRL 124 (2020) 051103"
ROOM_BELOW = 30
"""The axis of probabilities goes this factor below the smallest one, for names."""
BOXES_PER_STEP = 8
MOST_NAMES = 6
"""Sources whose names are written beside their points."""

TABLE_HEADERS = {
    "sample": "List",
    "n_sources": "Sources",
    "p_searched": "Searched up to $p$",
    "k_best": "Best $k$",
    "k_published": "published",
    "p_local": "$p$ before correction",
    "p_published": "published",
    "p_global": "$p$ after, exact",
    "significance": r"significance ($\sigma$)",
    "significance_published": r"published ($\sigma$)",
    "p_global_simulated": "$p$ after, trials",
    "p_global_simulated_error": "error",
    "note": "Note",
}
TABLE_FORMATS = {
    "n_sources": "d",
    "p_searched": "g",
    "k_best": "d",
    "k_published": "d",
    "p_local": ".1e",
    "p_published": ".1e",
    "p_global": ".1e",
    "significance": ".1f",
    "significance_published": ".1f",
    "p_global_simulated": ".1e",
    "p_global_simulated_error": ".0e",
}


def prepare_binomial(inputs: Inputs) -> Prepared:
    """Result of the test of each list, beside the published one."""
    test = inputs["test"]
    is_published = test["n_sources"] == PUBLISHED_N
    table = test.assign(
        k_published=pd.array(np.where(is_published, PUBLISHED_K, 0), dtype="Int64"),
        p_published=np.where(is_published, PUBLISHED_P, np.nan),
        significance=one_sided_sigma(test["p_global"]),
        significance_published=np.where(is_published, PUBLISHED_SIGMA, np.nan),
        note=np.where(is_published, SOURCE, f"published for {PUBLISHED_N} sources"),
    )
    table["k_published"] = table["k_published"].mask(~is_published)
    facts = _facts_of_test(test, inputs) | {
        "n_lists": counted(len(table), "list"),
        "headers": TABLE_HEADERS,
        "formats": TABLE_FORMATS,
        "remarks": inputs.remarks,
    }
    return table[[*TABLE_HEADERS, "p_threshold", "n_trials"]], facts


def prepare_catalogue_test(inputs: Inputs) -> Prepared:
    """Every step of the test.

    `is_searched` where the k-th smallest p-value is small enough to be searched, `is_best` at
    the result.
    """
    test = inputs["test"]
    plotted = inputs["scan"].merge(test[["sample", "p_searched", "k_best"]], on="sample")
    plotted = plotted.assign(
        is_searched=plotted["p_value"] <= plotted["p_searched"],
        is_best=plotted["k"] == plotted["k_best"],
    )
    order = plotted["sample"].map({name: place for place, name in enumerate(test["sample"])})
    plotted = plotted.iloc[np.lexsort([plotted["k"], order])].reset_index(drop=True)
    first = plotted[plotted["sample"] == test["sample"].iloc[0]]
    best = first[first["k"] <= first["k_best"]]
    facts = _facts_of_test(test, inputs) | {
        "n_searched": int(first["is_searched"].sum()),
        "best_sources": ", ".join(best["source_name"]) or "none",
        "published": {"k": PUBLISHED_K, "p": PUBLISHED_P} if _has_published(test) else {},
    }
    columns = ["sample", "k", "source_name", "p_value", "p_binomial"]
    return plotted[[*columns, "is_searched", "is_best"]], facts


def _has_published(test: pd.DataFrame) -> bool:
    return bool((test["n_sources"] == PUBLISHED_N).any())


def _facts_of_test(test: pd.DataFrame, inputs: Inputs) -> dict[str, Any]:
    first = test.iloc[0]
    published = (
        f"Published ({SOURCE}): k = {PUBLISHED_K}, p = {number(PUBLISHED_P, 2)} before correction, "
        f"{significance_text(right_tail(PUBLISHED_SIGMA))} after"
    )
    return inputs.facts | {
        "n_sources": int(first["n_sources"]),
        "p_searched": float(first["p_searched"]),
        "k_best": int(first["k_best"]),
        "p_local": number(first["p_local"], 2),
        "p_global": significance_text(first["p_global"]),
        "p_simulated": p_text(first["p_global_simulated"], first["p_global_simulated_error"]),
        "n_trials": int(first["n_trials"]),
        "published_text": f"{published}, for {PUBLISHED_N} northern sources."
        + (f" {BY_CONSTRUCTION}" if inputs.facts["simulated"] else ""),
    }


@styled
def draw_catalogue_test(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Probability of at least k p-values as small as the k-th smallest, against k.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_catalogue_test`.
    """
    figure = new_figure(facts["size"], 82)
    axes = figure.add_subplot()
    samples = list(dict.fromkeys(plotted["sample"]))
    entries = []
    looks = zip(samples, colours(len(samples)), MARKERS * len(samples), strict=False)
    for sample, colour, marker in looks:
        look = {"color": colour, "marker": marker}
        _draw_scan(axes, plotted[plotted["sample"] == sample], look)
        entries.append(legend_line(sample, **look))
    if facts["published"]:
        point = facts["published"]
        axes.plot(point["k"], point["p"], marker="o", **(PUBLISHED_LOOK | {"markersize": 8}))
        entries.append(legend_line(f"published, {SOURCE}", marker="o", **PUBLISHED_LOOK))
    entries.append(legend_line("larger p-values: not searched", color=NEUTRAL, linewidth=0.6))
    _finish_axes(axes, plotted)
    legend_rows(figure, entries, 1)
    _name_sources(figure, axes, plotted)
    return figure


def _draw_scan(axes: Axes, rows: pd.DataFrame, look: Mapping[str, Any]) -> None:
    """All steps as a thin line, those searched on top of it, the best one larger."""
    axes.plot(rows["k"], rows["p_binomial"], color=NEUTRAL, linewidth=0.6)
    searched = rows[rows["is_searched"]]
    axes.plot(searched["k"], searched["p_binomial"], **look)
    best = rows[rows["is_best"]]
    axes.plot(best["k"], best["p_binomial"], markersize=6, markeredgecolor="black", **look)


def _finish_axes(axes: Axes, plotted: pd.DataFrame) -> None:
    axes.set(xscale="log", yscale="log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlim(0.8, 1.25 * plotted["k"].max())
    # Not the lowest of what is not searched: that can be anything.
    shown = plotted.loc[plotted["is_searched"] & (plotted["p_binomial"] > 0), "p_binomial"]
    axes.set_ylim(min([PUBLISHED_P, *shown]) / ROOM_BELOW, 3)
    axes.set_xlabel("number k of the smallest p-values")
    axes.set_ylabel("probability of k p-values as small")


def _name_sources(figure: Figure, axes: Axes, plotted: pd.DataFrame) -> None:
    """Names beside the points of the first list, up to its best one."""
    rows = plotted[plotted["sample"] == plotted["sample"].iloc[0]]
    best = rows.loc[rows["is_best"], "k"]
    named = rows[rows["k"] <= min(MOST_NAMES, best.max() if len(best) else 0)]
    if named.empty:
        return
    lay_out(figure)
    taken = [
        box
        for _, curve in plotted[plotted["is_searched"]].groupby("sample", sort=False)
        for box in _boxes_along(axes, curve[["k", "p_binomial"]].to_numpy())
    ]
    names = named["source_name"].tolist()
    place_labels(axes, named[["k", "p_binomial"]].to_numpy(), names, taken)


def _boxes_along(axes: Axes, points: np.ndarray) -> list[Bbox]:
    """Small boxes in pixels along a line, which names must leave free."""
    spots = axes.transData.transform(points)
    at = np.linspace(0, len(spots) - 1, (len(spots) - 1) * BOXES_PER_STEP + 1)
    along = [np.interp(at, np.arange(len(spots)), spots[:, axis]) for axis in (0, 1)]
    half = MARKER_PT / 2 * axes.figure.dpi / POINTS_PER_INCH
    return [Bbox([spot - half, spot + half]) for spot in np.transpose(along)]
