"""How often permutation tests reject, against the level at which they do.

The test of exchanged fluxes keeps its level under its own null hypothesis; without a relation at
fixed distance it need not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import NEUTRAL, PETROFF8, new_figure, styled
from nusources.figures.kun2026.statistic_labels import (
    FLUXES,
    LEVEL,
    LUMINOSITIES,
    SHUFFLED,
    STATISTICS,
    in_order,
)
from nusources.wording import number, with_error

PANELS = {
    "exchanged": "null hypothesis of exchanges",
    "no_relation": "no relation at fixed distance",
}
MANY = 5
"""Times the level; more rejections need a logarithmic axis."""
STYLES = {FLUXES: "-", "fluxes_within_classes": "--", LUMINOSITIES: ":"}


def prepare_closure(inputs: Inputs) -> Prepared:
    """Shares over levels, without a relation."""
    rows = inputs["rejections"]
    rows = in_order(rows[rows["hypothesis"].isin(list(PANELS))])
    near = rows["level"].iloc[(rows["level"] - LEVEL).abs().argmin()]
    at_level = rows[rows["level"] == near].set_index(["hypothesis", "shuffled", "statistic"])
    own = at_level.loc["exchanged"].drop(index=LUMINOSITIES, level="shuffled")
    pearson = own[~own.index.get_level_values("statistic").str.contains("spearman|kendall")]
    pulls = (pearson["share"] - near) / pearson["share_error"]
    none = at_level.loc["no_relation"]
    facts = {
        "n_mocks": number(rows["n_mocks"].iloc[0]),
        "level": f"{near:g}",
        "own_text": with_error(*own.loc[(FLUXES, "pearson_luminosity"), ["share", "share_error"]]),
        "pull_text": number(pulls.abs().max(), 2),
        "none_text": "; ".join(_told(key, row) for key, row in none.iterrows()),
    }
    columns = ["hypothesis", "shuffled", "statistic", "level", "share", "share_error"]
    return rows[columns], inputs.facts | facts


def _told(key: tuple[str, str], row: pd.Series) -> str:
    name = f"{STATISTICS[key[1]]}, {SHUFFLED[key[0]]}"
    return f"{name}: {with_error(row['share'], row['share_error'])}"


@styled
def draw_closure(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Share over level against level, a panel for each hypothesis.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_closure`.
    """
    figure = new_figure(facts["size"], 100)
    grid = figure.subplots(1, len(PANELS), sharex=True)
    colours = dict(zip(STATISTICS, PETROFF8, strict=False))
    for axes, (hypothesis, title) in zip(grid, PANELS.items(), strict=True):
        rows = plotted[(plotted["hypothesis"] == hypothesis)]
        rows = rows[rows["shuffled"] != LUMINOSITIES]
        for (shuffled, statistic), own in rows.groupby(["shuffled", "statistic"], sort=False):
            look = {"color": colours[statistic], "linestyle": STYLES[shuffled]}
            ratio, error = (own[name] / own["level"] for name in ("share", "share_error"))
            axes.errorbar(own["level"], ratio, yerr=error, elinewidth=0.5, **look)
        axes.axhline(1, color=NEUTRAL, linewidth=0.6)
        axes.set_xscale("log")
        if (rows["share"] > MANY * rows["level"]).any():
            axes.set_yscale("log")
        else:
            axes.set_ylim(0, None)
        axes.set_title(title, loc="left")
        axes.set_xlabel("level (p-value at which the test rejects)")
        axes.set_ylabel("share of samples that it rejects, over the level")
    shown = [one for one in STATISTICS if one in set(plotted["statistic"])]
    entries = [legend_line(STATISTICS[one], color=colours[one]) for one in shown]
    entries += [
        legend_line(SHUFFLED[one], color=NEUTRAL, linestyle=style)
        for one, style in STYLES.items()
        if one != LUMINOSITIES
    ]
    legend_rows(figure, entries, 4)
    return figure
