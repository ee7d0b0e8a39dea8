"""The fit of track events to catalogues, as a figure and as a table.

References
----------
Chen et al. 2025, eqs. 1 and 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import stats

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import NEUTRAL, PETROFF6, new_figure, styled
from nusources.forecast.track_words import results_text
from nusources.significance import significance_text
from nusources.wording import number

MOST_POINTS = 200
"""Of the curve of one search."""
HEADERS = {
    "sample_label": "sample",
    "catalogue_label": "catalogue",
    "n_sources": "sources",
    "n_events": "events",
    "fraction": "fraction",
    "statistic": "TS",
    "significance": "p-value",
    "limit": "limit",
    "limit_error": "error",
    "sensitivity": "median limit",
}


def prepare_tracks(inputs: Inputs) -> Prepared:
    """Curves of the scrambled skies, and the fits beside them."""
    fits, nulls = inputs["fits"], inputs["nulls"]
    curves = [
        survival(nulls.loc[(nulls["sample"] == one.sample) & (nulls["catalogue"] == one.catalogue)])
        for one in fits.itertuples()
    ]
    columns = ["sample", "catalogue", "statistic", "share"]
    plotted = pd.concat(curves, ignore_index=True) if curves else pd.DataFrame(columns=columns)
    return plotted[columns], inputs.facts | _facts(fits) | {"fits": fits.to_dict("records")}


def prepare_track_fits(inputs: Inputs) -> Prepared:
    """The fits, one row each."""
    fits = inputs["fits"]
    table = fits.assign(significance=[significance_text(one) for one in fits["p_value"]])
    formats = {"n_sources": "d", "n_events": "d", "statistic": ".1f"}
    formats |= dict.fromkeys(("fraction", "limit", "limit_error", "sensitivity"), ".3f")
    shown = {"headers": HEADERS, "formats": formats, "remarks": inputs.remarks}
    return table[list(HEADERS)], inputs.facts | _facts(fits) | shown


def _facts(fits: pd.DataFrame) -> dict[str, Any]:
    level = f"{100 * fits['confidence_level'].iloc[0]:.0f} %" if len(fits) else "90 %"
    smallest = fits.loc[fits["p_value"].idxmin()] if len(fits) else None
    return {
        "smallest_text": "no events"
        if smallest is None
        else f"{significance_text(smallest['p_value'])} for {smallest['catalogue_label']}",
        "n_fits": len(fits),
        "n_trials": number(fits["n_trials"].max() if len(fits) else 0),
        "level_text": level,
        "results_text": results_text(fits) or "No events",
    }


def survival(nulls: pd.DataFrame) -> pd.DataFrame:
    """Share of scrambled skies with at least each test statistic above 0.

    Parameters
    ----------
    nulls : DataFrame
        Contract ``track_nulls``, of one search.
    """
    ordered = np.sort(nulls["statistic"].to_numpy())[::-1]
    share = np.arange(1, len(ordered) + 1) / len(ordered)
    above = np.flatnonzero(ordered > 0)
    # All of the tail, where skies are few; nearer to 0 every so many.
    places = np.unique(np.geomspace(1, max(len(above), 1), MOST_POINTS).astype(int)) - 1
    places = places[places < len(above)]
    names = nulls[["sample", "catalogue"]].iloc[:1]
    return names.merge(
        pd.DataFrame({"statistic": ordered[places], "share": share[places]}), how="cross"
    )


@styled
def draw_tracks(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Fractions with limits at the left, test statistics of scrambled skies at the right.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_tracks`.
    """
    fits = facts["fits"]
    samples = list(dict.fromkeys(one["sample"] for one in fits))
    catalogues = list(dict.fromkeys(one["catalogue"] for one in fits))
    looks = dict(zip(catalogues, PETROFF6, strict=False))
    figure = new_figure(facts["size"], 40 + 6 * len(fits))
    left, right = figure.subplots(1, 2)
    _draw_fractions(left, fits, looks, len(samples) > 1)
    styles = dict(zip(samples, ("-", ":", "-."), strict=False))
    for one in fits:
        own = (plotted["sample"] == one["sample"]) & (plotted["catalogue"] == one["catalogue"])
        rows, colour = plotted[own], looks[one["catalogue"]]
        style = styles.get(one["sample"], "-")
        right.plot(rows["statistic"], rows["share"], color=colour, linestyle=style)
        right.plot(
            one["statistic"], one["p_value"], color=colour, marker="o", clip_on=False, zorder=4
        )
    grid = np.linspace(0.02, 12, 200)
    right.plot(grid, stats.chi2(1).sf(grid) / 2, color=NEUTRAL, linestyle="--")
    right.set_yscale("log")
    right.set_ylim(0.5 / max((one["n_trials"] for one in fits), default=1), 1)
    right.set_xscale("symlog", linthresh=10)
    right.set_xlim(0, None)
    right.set_xlabel("test statistic TS")
    right.set_ylabel("share of scrambled skies above")
    labels = {one["catalogue"]: one["catalogue_label"] for one in fits}
    names = {one["sample"]: one["sample_label"] for one in fits}
    entries = [legend_line(labels[one], color=looks[one], marker="o") for one in catalogues]
    entries.append(legend_line("half a chi-square", color=NEUTRAL, linestyle="--"))
    if len(samples) > 1:
        entries += [
            legend_line(names[one], color=NEUTRAL, linestyle=styles.get(one, "-"))
            for one in samples
        ]
    legend_rows(figure, entries, 4 if facts["size"] == "double" else 2)
    return figure


def _draw_fractions(
    axes: Axes, fits: list[dict[str, Any]], looks: Mapping[str, str], with_sample: bool
) -> None:
    for place, one in enumerate(fits):
        colour = looks[one["catalogue"]]
        if np.isfinite(one["limit"]):
            axes.plot([0, one["limit"]], [place, place], color=colour, linewidth=3, alpha=0.4)
        axes.plot(one["fraction"], place, color=colour, marker="o", clip_on=False)
        axes.plot(one["sensitivity"], place, color=colour, marker="|", markersize=12)
    lines = [
        f"{one['catalogue_label']}\n{one['sample_label']}"
        if with_sample
        else one["catalogue_label"]
        for one in fits
    ]
    axes.set_yticks(np.arange(len(fits)), lines, parse_math=False)
    axes.set_ylim(len(fits) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    axes.set_xlabel("fraction f of events")
    axes.set_ylabel("catalogue")
