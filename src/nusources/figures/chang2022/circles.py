"""Counts for several sizes of the events' circles, beside the published ones.

References
----------
Chang et al. 2022, section 6.3 and Table 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter

from nusources.figures.chang2022.event_count_numbers import published_counts, rounded_key
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.panels import legend_line, legend_of_panels, panel_grid
from nusources.figures.house.style import MARKERS, colours, styled
from nusources.figures.house.texts import counted

PUBLISHED_SELECTED = "selection.tracks"
"""Published number of events after the cuts, all ten seasons."""
OBSERVED_LOOK = {"markerfacecolor": "white", "linestyle": "none"}
PUBLISHED_LOOK = {"color": "0.35", "linewidth": 1.0}
SIDEWAYS = 0.06
"""Shift of the samples against each other, in steps of the axis."""
COLUMNS = [
    "sample",
    "sample_label",
    "group",
    "label",
    "circle_factor",
    "log10_energy_min",
    "n_sources",
]
COUNTS = ["n_selected", "n_observed", "n_expected", "sigma"]


def prepare_circles(inputs: Inputs) -> Prepared:
    """Counts at the lowest threshold by size of the circles, and the published ones.

    `published_observed`, `published_expected` are for all ten seasons; `share_expected` is the
    expected number over the published one.
    """
    rows = rounded_key(inputs["circles"])
    lowest = rows["log10_energy_min"].min()
    theirs = rounded_key(published_counts(inputs["published"]))
    theirs = theirs[theirs["log10_energy_min"] == lowest].set_index("group")
    plotted = rows[rows["log10_energy_min"] == lowest]
    plotted = plotted.assign(
        label=inputs.labels_of(plotted["group"]),
        published_observed=plotted["group"].map(theirs["n_observed"]),
        published_expected=plotted["group"].map(theirs["n_expected"]),
    )
    plotted["share_expected"] = plotted["n_expected"] / plotted["published_expected"]
    plotted = inputs.in_order(plotted)
    first = plotted.drop_duplicates("group")
    selected = plotted.drop_duplicates("sample")["n_selected"].sum()
    published = inputs["published"].set_index("id")["published"]
    facts = inputs.facts | {
        "threshold_low": float(lowest),
        "factors_text": ", ".join(f"{one:g}" for one in sorted(plotted["circle_factor"].unique())),
        "samples": dict(zip(plotted["sample"], plotted["sample_label"], strict=True)),
        "groups": counted(len(first), "group"),
        "titles": inputs.titles_of(first),
        "selected_share": f"{selected / published[PUBLISHED_SELECTED]:.0%}",
        "counts_text": _counts_text(plotted),
        "ratio_text": _ratio_text(plotted),
        "first_label": first["label"].iloc[0],
        "first_expected": float(plotted["n_expected"].iloc[0]),
    }
    more = ["published_observed", "published_expected", "share_expected"]
    return plotted[[*COLUMNS, *COUNTS, *more]], facts


def _counts_text(plotted: pd.DataFrame) -> str:
    """Expected number by factor, all samples together, for each group that the paper counts."""
    known = plotted.dropna(subset=["published_expected"])
    texts = []
    for label, rows in known.groupby("label", sort=False):
        sums = rows.groupby("circle_factor")["n_expected"].sum()
        numbers = ", ".join(f"{one:.0f}" for one in sums)
        texts.append(f"{label} {numbers} of {rows['published_expected'].iloc[0]:.0f}")
    return "; ".join(texts) or "none that the paper counts"


def _ratio_text(plotted: pd.DataFrame) -> str:
    """Ratio of the expected numbers of the paper's first two groups, by sample and factor."""
    known = plotted.dropna(subset=["published_expected"])
    pair = list(dict.fromkeys(known["group"]))[:2]
    if len(pair) < 2:
        return "The paper does not count two of these groups."
    first, second = (known[known["group"] == one] for one in pair)
    theirs = second["published_expected"].iloc[0] / first["published_expected"].iloc[0]
    parts, largest = [], 0.0
    for sample, label in dict(zip(known["sample"], known["sample_label"], strict=True)).items():
        above, below = (
            one[one["sample"] == sample].set_index("circle_factor")["n_expected"]
            for one in (second, first)
        )
        ratios = (above / below.where(below > 0)).dropna()
        largest = max(largest, ratios.max() / ratios.min() - 1) if len(ratios) else largest
        parts.append(f"{', '.join(f'{one:.2f}' for one in ratios) or 'none'} ({label})")
    names = f"{second['label'].iloc[0]} over {first['label'].iloc[0]}"
    return (
        f"Expected ratio {names}: {'; '.join(parts)} (published {theirs:.2f}); over these radii it "
        f"changes by {largest:.1%} at most, so it cannot tell the radius."
    )


@styled
def draw_circles(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Observed and expected counts against the size of the circles, one panel per group.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_circles`.
    """
    figure, panels = panel_grid(facts, (), row_mm=60)
    samples = facts["samples"]
    shades = dict(zip(samples, colours(len(samples)), strict=True))
    factors = np.sort(plotted["circle_factor"].unique())
    for panel in panels:
        rows = plotted[plotted["group"] == panel.group]
        for number, sample in enumerate(samples):
            shift = SIDEWAYS * (number - (len(samples) - 1) / 2)
            look = {"color": shades[sample], "marker": MARKERS[number % len(MARKERS)]}
            _draw_sample(panel.main, rows[rows["sample"] == sample], factors, shift, look)
        _draw_published(panel.main, rows)
        _finish_axes(panel.main, factors)
    figure.supylabel("number of events", fontsize=8)
    figure.supxlabel("radius of the circles over the angular error", fontsize=8)
    entries = [
        legend_line(f"{label}: expected ± standard deviation", color=shades[sample], marker=marker)
        for (sample, label), marker in zip(samples.items(), MARKERS * len(samples), strict=False)
    ]
    entries += [
        legend_line("observed", color="black", marker="o", **OBSERVED_LOOK),
        legend_line("published (ten seasons): expected", linestyle="--", **PUBLISHED_LOOK),
        legend_line("published: observed", linestyle=":", **PUBLISHED_LOOK),
    ]
    columns = 3 if facts["size"] == "double" else 1
    legend_of_panels(figure, [one.main for one in panels], entries, columns)
    return figure


def _draw_sample(axes: Axes, rows: pd.DataFrame, factors, shift: float, look: Mapping) -> None:
    place = np.searchsorted(factors, rows["circle_factor"]) + shift
    axes.errorbar(
        place, rows["n_expected"], yerr=rows["sigma"], elinewidth=0.8, markersize=3, **look
    )
    axes.plot(place, rows["n_observed"], markersize=5, zorder=6, **(dict(look) | OBSERVED_LOOK))


def _draw_published(axes: Axes, rows: pd.DataFrame) -> None:
    for column, line in (("published_expected", "--"), ("published_observed", ":")):
        if rows[column].notna().any():
            axes.axhline(rows[column].iloc[0], linestyle=line, **PUBLISHED_LOOK)


def _finish_axes(axes: Axes, factors) -> None:
    axes.set_yscale("log", nonpositive="clip")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.xaxis.set_major_locator(FixedLocator(np.arange(len(factors))))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{factors[round(value)]:g}"))
    axes.set_xlim(-0.4, len(factors) - 0.6)
