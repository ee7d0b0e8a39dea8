"""Simultaneous and orphan flares of potential neutrino sources, and of all others.

References
----------
Chang et al. 2022, section 6.2, Figures 10 and 11, Table 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nusources.figures.chang2022.time_numbers import NO_INPUT
from nusources.figures.chang2022.time_ratios import say_no_input
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import NEUTRAL, PETROFF6, new_figure, styled
from nusources.significance import significance_text
from nusources.wording import number

NONE_FLARES = "this run has no sources with light curves that flare in both bands"
LABELS = {
    "warm_spots": "warm spots",
    "region_near": "in an alert region, near its centre",
    "region_far": "in an alert region, farther out",
}
PUBLISHED = {"warm_spots": "warm_spots", "region_near": "near", "region_far": "far"}
"""Ends of the names of the published numbers of Table 1."""
KINDS = {"low_energy": "infrared alone", "high_energy": "gamma rays alone"}
N_BINS = 20
HEADERS = {
    "label": "Sources",
    "n_sources": "Number of sources",
    "simultaneous_ratio": "Mean simultaneous ratio",
    "simultaneous_trial_mean": "mean of trials",
    "p_value": "Local p-value",
    "p_value_published": "published",
    "note": "Note",
}
FORMATS = {
    "n_sources": "d",
    "simultaneous_ratio": ".3f",
    "simultaneous_trial_mean": ".3f",
    "p_value": ".3f",
    "p_value_published": ".3f",
}


def prepare_table1(inputs: Inputs) -> Prepared:
    """p-values of the simultaneous ratio, ours and published."""
    rows = _in_order(inputs["simultaneity"])
    published = inputs["published"].set_index("id")["published"]
    printed = [float(published[f"table1.{PUBLISHED[group]}"]) for group in rows["group"]]
    table = rows.assign(
        label=rows["group"].map(LABELS),
        p_value_published=printed,
        p_value=rows["p_value"].where(rows["n_sources"] > 0),
        note=np.where(rows["n_sources"] > 0, "", NO_INPUT),
    )
    facts = _p_facts(rows) | {"headers": HEADERS, "formats": FORMATS, "remarks": inputs.remarks}
    return table[list(HEADERS)], inputs.facts | facts


def prepare_orphans(inputs: Inputs) -> Prepared:
    """Mean share of orphan flares against that of simultaneous ones, data and trials."""
    rows = _in_order(inputs["simultaneity"])
    parts = []
    for kind in KINDS:
        for source, end in (("data", "ratio"), ("trials", "trial_mean")):
            shares = {
                "simultaneous": rows[f"simultaneous_{end}"],
                "orphan": rows[f"{kind}_{end}"],
                "simultaneous_error": rows["simultaneous_trial_std"],
                "orphan_error": rows[f"{kind}_trial_std"],
            }
            part = rows[["group", "n_sources"]].assign(kind=kind, source=source, **shares)
            parts.append(part)
    plotted = pd.concat(parts, ignore_index=True)
    is_data = plotted["source"] == "data"
    plotted.loc[is_data, ["simultaneous_error", "orphan_error"]] = np.nan
    return plotted, inputs.facts | _p_facts(rows)


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    order = {group: at for at, group in enumerate(LABELS)}
    return rows.sort_values("group", key=lambda one: one.map(order)).reset_index(drop=True)


def _p_facts(rows: pd.DataFrame) -> dict[str, Any]:
    texts = [
        f"{LABELS[row['group']]} ({row['n_sources']} sources): "
        + (significance_text(row["p_value"]) if row["n_sources"] else NO_INPUT)
        for _, row in rows.iterrows()
    ]
    n_all = int(rows["n_sources"].sum())
    return {
        "absent": "" if n_all else NONE_FLARES,
        "p_text": "; ".join(texts),
        "n_potential": n_all,
        "n_trials": int(rows["n_trials"].max()),
        "p_short": number(rows.loc[rows["n_sources"] > 0, "p_value"].min(), 2),
    }


@styled
def draw_orphans(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Stars: data; circles with bars: trials; one panel for each kind of orphan flares.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_orphans`.
    """
    figure = new_figure(facts["size"], 80)
    if facts["n_potential"] == 0:
        say_no_input(figure.subplots())
        return figure
    grid = figure.subplots(1, len(KINDS), sharey=True)
    looks = dict(zip(LABELS, (PETROFF6[2], PETROFF6[0], PETROFF6[3]), strict=True))
    for axes, (kind, label) in zip(grid, KINDS.items(), strict=True):
        axes.set_title(label, loc="left")
        for group, colour in looks.items():
            rows = plotted[(plotted["kind"] == kind) & (plotted["group"] == group)]
            for _, row in rows.iterrows():
                is_data = row["source"] == "data"
                axes.errorbar(
                    row["simultaneous"],
                    row["orphan"],
                    xerr=None if is_data else row["simultaneous_error"],
                    yerr=None if is_data else row["orphan_error"],
                    marker="*" if is_data else "o",
                    markersize=9 if is_data else 4,
                    color=colour,
                    elinewidth=0.6,
                )
        axes.margins(0.1)
    figure.supxlabel("mean share of simultaneous flares in the flaring time", fontsize=8)
    figure.supylabel("mean share of orphan flares in the flaring time", fontsize=8)
    entries = [
        legend_line(LABELS[group], color=colour, marker="s", linestyle="none")
        for group, colour in looks.items()
    ]
    entries += [
        legend_line("data", color=NEUTRAL, marker="*", markersize=9, linestyle="none"),
        legend_line("trials, mean and 1σ", color=NEUTRAL, marker="o"),
    ]
    legend_rows(figure, entries, 3 if facts["size"] == "double" else 1)
    return figure


def prepare_simultaneous_ratios(inputs: Inputs) -> Prepared:
    """Histograms of the simultaneous ratio of all FIBS, those in alert regions, and warm spots.

    Sources that flare in both bands only; each histogram is divided by its number of sources.
    """
    classes = inputs["classes"]
    both = classes["has_infrared_flare"] & classes["has_gamma_flare"]
    chosen = classes[(classes["sample"] == "FIBS") & both & classes["simultaneous_ratio"].notna()]
    edges = np.linspace(0, 1, N_BINS + 1)
    parts, means = [], {}
    groups = {
        "all": chosen,
        "warm spots": chosen[chosen["is_warm_spot"]],
        "regions": chosen[chosen["is_in_alert_region"]],
    }
    for name, rows in groups.items():
        counts = np.histogram(rows["simultaneous_ratio"], edges)[0]
        part = {"sources": name, "ratio_low": edges[:-1], "ratio_high": edges[1:]}
        share = counts / max(len(rows), 1)
        parts.append(pd.DataFrame(part | {"n_sources": counts, "share": share}))
        mean = number(rows["simultaneous_ratio"].mean(), 2) if len(rows) else NO_INPUT
        means[name] = f"{mean} ({len(rows)} sources)" if len(rows) else mean
    facts = {
        "numbers": {name: len(rows) for name, rows in groups.items()},
        "absent": "" if len(chosen) else NONE_FLARES,
        "n_all": len(chosen),
        "mean_all": means["all"],
        "mean_warm": means["warm spots"],
        "mean_region": means["regions"],
        "n_zero": int((chosen["simultaneous_ratio"] == 0).sum()),
    }
    return pd.concat(parts, ignore_index=True), inputs.facts | facts


@styled
def draw_simultaneous_ratios(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """The histograms as shares of their sources.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_simultaneous_ratios`.
    """
    figure = new_figure(facts["size"], 75)
    axes = figure.subplots()
    if facts["n_all"] == 0:
        say_no_input(axes)
        return figure
    labels = {
        "all": "FIBS flaring in both bands",
        "warm spots": "warm spots among them",
        "regions": "in alert regions among them",
    }
    looks = {
        "all": {"fill": True, "color": PETROFF6[0], "alpha": 0.4},
        "warm spots": {"color": PETROFF6[1], "linewidth": 1.2, "linestyle": "--"},
        "regions": {"color": PETROFF6[2], "linewidth": 1.2},
    }
    for name, look in looks.items():
        rows = plotted[plotted["sources"] == name]
        edges = [*rows["ratio_low"], rows["ratio_high"].iloc[-1]]
        label = f"{labels[name]} ({facts['numbers'][name]})"
        axes.stairs(rows["share"], edges, label=label, **look)
    axes.set_xlim(0, 1)
    axes.set_xlabel("simultaneous share of the flaring time")
    axes.set_ylabel("share of the sources")
    legend_rows(figure, axes.get_legend_handles_labels()[0], 1)
    return figure
