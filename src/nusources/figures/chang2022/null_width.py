"""Width of the null and the published one, against sources, seasons and thresholds.

References
----------
Chang et al. 2022, Tables 2 and 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from nusources.figures.chang2022.event_count_numbers import ROUNDING, published_counts, rounded_key
from nusources.figures.house.curves import LINES
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import THRESHOLD_LABEL, legend_line
from nusources.figures.house.style import MARKERS, NEUTRAL, PETROFF6, colours, new_figure, styled
from nusources.figures.house.texts import counted

PUBLISHED_SOURCES = {"ACC": 12, "TXS_like": 32, "CFS": 62, "NFS": 409}
"""Sources of the groups of Table 6 (Table 2)."""
LARGEST_GROUP = "NFS"
THRESHOLD_COLOUR = PETROFF6[4]
PUBLISHED_LOOK = {
    "color": "0.35",
    "marker": "s",
    "markerfacecolor": "white",
    "markersize": 4,
    "linestyle": "none",
    "elinewidth": 0.8,
    "zorder": 5,
}
COLUMNS = ["n_seasons", "n_sources", "draw", "log10_energy_min", "n_expected", "sigma", "width"]


def prepare_null_width(inputs: Inputs) -> Prepared:
    """Widths of the null for isotropic sources, beside sigma / sqrt(N_expected) of Table 6.

    Rows of ours, with an empty `group`, and of the paper; `width_low`, `width_high`: what the
    rounding of the published sigma leaves open.
    """
    ours = rounded_key(inputs["widths"])[COLUMNS].assign(group="")
    theirs = _published_widths(inputs["published"])
    plotted = pd.concat([ours, theirs], ignore_index=True)
    whole = ours[ours["n_seasons"] == ours["n_seasons"].max()]
    lowest = float(ours["log10_energy_min"].min())
    at_lowest = whole[whole["log10_energy_min"] == lowest].groupby("n_sources")["width"]
    facts = inputs.facts | {
        "threshold_low": lowest,
        "threshold_high": float(ours["log10_energy_min"].max()),
        "n_seasons": int(whole["n_seasons"].iloc[0]),
        "seasons_text": _seasons_text(whole["n_seasons"].iloc[0]),
        "seasons": [int(one) for one in ours["n_seasons"].unique()],
        "fewest": int(at_lowest.mean().index[0]),
        "most": int(at_lowest.mean().index[-1]),
        "width_fewest": _spread_text(at_lowest.get_group(at_lowest.mean().index[0])),
        "widths_text": "; ".join(
            f"{number:,}: {_spread_text(widths)}" for number, widths in at_lowest
        ),
        "comparison": _compare_largest(whole, theirs, inputs.comparable),
    }
    columns = ["group", *COLUMNS, "width_low", "width_high"]
    return plotted[columns], facts


def _published_widths(published: pd.DataFrame) -> pd.DataFrame:
    """Sigma over the square root of N_expected of Table 6; whole numbers, so with bounds."""
    rows = rounded_key(published_counts(published))
    root = np.sqrt(rows["n_expected"])
    return rows.assign(
        n_sources=rows["group"].map(PUBLISHED_SOURCES).astype("int64"),
        n_seasons=10,
        width=rows["sigma"] / root,
        width_low=(rows["sigma"] - ROUNDING) / root,
        width_high=(rows["sigma"] + ROUNDING) / root,
    )


def _spread_text(widths: pd.Series) -> str:
    """Mean of the draws, and their range where there are several."""
    known = widths.dropna()
    if known.empty:
        return "nothing expected"
    text = f"{known.mean():.2f}"
    return text if len(known) == 1 else f"{text} ({known.min():.2f} to {known.max():.2f})"


def _compare_largest(whole: pd.DataFrame, theirs: pd.DataFrame, comparable: bool) -> str:
    """The published group with the most sources beside isotropic ones of the same number."""
    largest = theirs[theirs["group"] == LARGEST_GROUP].set_index("log10_energy_min")
    number = PUBLISHED_SOURCES[LARGEST_GROUP]
    first = largest.iloc[0]
    text = (
        f"Published for {number} {LARGEST_GROUP} in ten seasons: {first['width']:.3f} "
        f"({first['width_low']:.3f} to {first['width_high']:.3f} by rounding) at "
        f"{largest.index[0]:.1f}"
    )
    same = whole[whole["n_sources"] == number].groupby("log10_energy_min")["width"].mean().dropna()
    both = largest.join(same.rename("ours"), how="inner")
    if both.empty or not comparable:
        return f"{text}; not compared with other seasons or numbers of sources."
    inside = both["ours"].between(both["width_low"], both["width_high"]).sum()
    apart = (both["ours"] - both["width"]).abs().max()
    return (
        f"{text}; {number} isotropic sources here: {both['ours'].iloc[0]:.3f}. Over {len(both)} "
        f"thresholds the two differ by at most {apart:.3f}, within the rounding at {inside}."
    )


@styled
def draw_null_width(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Width against the number of sources, and against the threshold for the whole sample.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_null_width`.
    """
    is_wide = facts["size"] == "double"
    figure = new_figure(facts["size"], 98 if is_wide else 190)
    left, right = figure.subplots(*((1, 2) if is_wide else (2, 1)), sharey=True)
    ours, theirs = plotted[plotted["group"] == ""], plotted[plotted["group"] != ""]
    entries = [legend_line("published, Table 6; bars: its rounding", **_without_bars())]
    entries += _draw_seasons(left, ours[ours["log10_energy_min"] == facts["threshold_low"]])
    at_lowest = theirs[theirs["log10_energy_min"] == theirs["log10_energy_min"].min()]
    _draw_published(left, at_lowest, "n_sources")
    _name_groups(left, at_lowest)
    entries += _draw_thresholds(right, ours[ours["n_seasons"] == facts["n_seasons"]])
    largest = theirs[theirs["group"] == LARGEST_GROUP]
    _draw_published(right, largest, "log10_energy_min")
    for axes in (left, right):
        axes.axhline(1, color=NEUTRAL, linewidth=0.6)
    for axes in (left,) if is_wide else (left, right):
        axes.set_ylabel("standard deviation / √mean")
    right.set_xlabel(THRESHOLD_LABEL)
    right.set_title(f"{_seasons_text(facts['n_seasons'])}; published: {LARGEST_GROUP}", loc="left")
    threshold = f"{facts['threshold_low']:.1f}"
    left.set_title(f"log₁₀(E / GeV) ≥ {threshold}", loc="left")
    legend_rows(figure, entries, 4 if is_wide else 1)
    return figure


def _seasons_text(number: int) -> str:
    return f"{number} season{'s' if number != 1 else ''}"


def _without_bars() -> dict[str, Any]:
    return {name: value for name, value in PUBLISHED_LOOK.items() if name != "elinewidth"}


def _draw_seasons(axes: Axes, rows: pd.DataFrame) -> list:
    """One curve of means per number of seasons, with a dot for every draw."""
    numbers = sorted(rows["n_seasons"].unique())
    looks = zip(numbers, colours(len(numbers)), MARKERS * len(numbers), strict=False)
    entries = []
    for n_seasons, colour, marker in looks:
        chosen = rows[rows["n_seasons"] == n_seasons]
        axes.plot(chosen["n_sources"], chosen["width"], ".", color=colour, alpha=0.6, markersize=3)
        mean = chosen.groupby("n_sources")["width"].mean()
        look = {"color": colour, "marker": marker}
        axes.plot(mean.index, mean, **look)
        entries.append(legend_line(f"{_seasons_text(n_seasons)}, isotropic", **look))
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(FixedLocator(sorted(rows["n_sources"].unique())))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_xlabel("number of sources")
    return entries


def _draw_thresholds(axes: Axes, rows: pd.DataFrame) -> list:
    """Means of the draws by threshold, one kind of line per number of sources."""
    entries = []
    for place, (n_sources, chosen) in enumerate(rows.groupby("n_sources")):
        mean = chosen.groupby("log10_energy_min")["width"].mean()
        look = {"color": THRESHOLD_COLOUR, "linestyle": LINES[place % len(LINES)], "linewidth": 1}
        axes.plot(mean.index, mean, **look)
        entries.append(legend_line(counted(n_sources, "source"), **look))
    return entries


def _draw_published(axes: Axes, rows: pd.DataFrame, against: str) -> None:
    bars = [rows["width"] - rows["width_low"], rows["width_high"] - rows["width"]]
    axes.errorbar(rows[against], rows["width"], yerr=bars, **PUBLISHED_LOOK)


def _name_groups(axes: Axes, rows: pd.DataFrame) -> None:
    for row in rows.itertuples():
        axes.annotate(
            row.group.replace("_", "-"),
            (row.n_sources, row.width_high),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            fontsize=7,
            color=PUBLISHED_LOOK["color"],
        )
