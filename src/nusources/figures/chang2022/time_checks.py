"""What readings of the paper do to R(0), and how often simulated coincidences are found.

References
----------
Chang et al. 2022, section 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nusources.figures.chang2022.time_numbers import NO_CURVES, NO_INPUT
from nusources.figures.chang2022.time_ratios import say_no_input
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import draw_significance_levels, legend_line
from nusources.figures.house.style import MARKERS, NEUTRAL, PETROFF6, new_figure, styled
from nusources.significance import significance_levels, significance_text
from nusources.wording import enumerated, number

DEFAULT = "default"
SIGMA_LINES = (1, 2, 3)


def prepare_conventions(inputs: Inputs) -> Prepared:
    """R(0), its error and p-value under each reading, in the table's order; the default first."""
    rows = inputs["conventions"].copy()
    is_default = rows["reading"] == DEFAULT
    rows["label"] = np.where(is_default, DEFAULT, rows["reading"] + ": " + rows["choice"])
    samples = list(dict.fromkeys(rows["sample"]))
    labels = list(dict.fromkeys([*rows.loc[is_default, "label"], *rows["label"]]))
    texts = [_range_text(rows[rows["sample"] == one], one) for one in samples]
    facts = {
        "absent": "" if samples else NO_CURVES,
        "samples": samples,
        "labels": labels,
        "n_readings": max(len(labels) - 1, 0),
        "range_text": "; ".join(texts) or NO_INPUT,
        "samples_text": enumerated(samples) if samples else NO_INPUT,
        "n_trials": int(rows["n_trials"].max()) if len(rows) else 0,
        "p_least": number(rows["p_local"].min(), 2),
    }
    columns = ["sample", "reading", "choice", "label", "n_pairs", "ratio", "ratio_error", "p_local"]
    return rows[columns].reset_index(drop=True), inputs.facts | facts


def _range_text(rows: pd.DataFrame, sample: str) -> str:
    own = rows[rows["reading"] == DEFAULT]
    start = significance_text(own["p_local"].iloc[0]) if len(own) else NO_INPUT
    low, high = (number(one, 2) for one in (rows["p_local"].min(), rows["p_local"].max()))
    return f"{sample}: {start} by default, {low} to {high} under all readings"


@styled
def draw_conventions(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """R(0) with 1 sigma and its p-value, a row per reading, a marker per sample; lines: defaults.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_conventions`.
    """
    labels = facts["labels"]
    figure = new_figure(facts["size"], 5.5 * len(labels) + 35, side_inches=0.08)
    if not labels:
        say_no_input(figure.subplots())
        return figure
    grid = figure.subplots(1, 2, sharey=True)
    place = {label: at for at, label in enumerate(labels)}
    entries = []
    for at, sample in enumerate(facts["samples"]):
        look = {"color": PETROFF6[at % len(PETROFF6)], "marker": MARKERS[at % len(MARKERS)]}
        rows = plotted[plotted["sample"] == sample]
        own = rows[rows["reading"] == DEFAULT]
        for axes, column in zip(grid, ("ratio", "p_local"), strict=True):
            height = rows["label"].map(place) + 0.12 * (at - (len(facts["samples"]) - 1) / 2)
            error = rows["ratio_error"] if column == "ratio" else None
            axes.errorbar(rows[column], height, xerr=error, linestyle="none", **look)
            for value in own[column].dropna():
                axes.axvline(value, color=look["color"], linewidth=0.5, linestyle=":")
        entries.append(legend_line(sample, linestyle="none", **look))
    grid[0].set_yticks(range(len(labels)), labels, parse_math=False)
    grid[0].set_ylim(len(labels) - 0.5, -0.5)
    grid[0].set_ylabel("reading of the paper")
    grid[0].set_xlabel("R(0)")
    grid[1].set_xlabel("local p-value, right-tailed")
    grid[1].set_xlim(0, 1.05)
    entries.append(legend_line("default reading", color=NEUTRAL, linestyle=":", linewidth=0.5))
    legend_rows(figure, entries, 5 if facts["size"] == "double" else 2)
    return figure


def prepare_time_power(inputs: Inputs) -> Prepared:
    """Share of simulated skies that reach 3 sigma, with binomial errors, and median p-values."""
    rows = inputs["power"].copy()
    found = rows["n_found"] / rows["n_skies"]
    rows["power"] = found
    # Wilson's interval: that of 0 of n has a width.
    n = rows["n_skies"]
    middle = (found + 1 / (2 * n)) / (1 + 1 / n)
    width = np.sqrt(found * (1 - found) / n + 1 / (4 * n**2)) / (1 + 1 / n)
    rows["power_low"], rows["power_high"] = middle - width, middle + width
    samples = list(dict.fromkeys(rows["sample"]))
    texts = [_half_text(rows[rows["sample"] == one], one) for one in samples]
    facts = {
        "absent": "" if samples else NO_CURVES,
        "samples": samples,
        "half_text": "; ".join(texts) or NO_INPUT,
        "n_skies": int(n.max()) if len(rows) else 0,
        "n_controls": int(rows["n_trials"].max()) if len(rows) else 0,
        "power_highest": number(found.max(), 2),
        "samples_text": enumerated(samples) if samples else NO_INPUT,
        "sigma_lines": significance_levels(SIGMA_LINES),
    }
    return rows.reset_index(drop=True), inputs.facts | facts


def _half_text(rows: pd.DataFrame, sample: str) -> str:
    """Smallest share with which half of the skies reach 3 sigma."""
    enough = rows.loc[rows["power"] >= 0.5, "share"]
    if enough.empty:
        return f"{sample}: never, at most {rows['power'].max():.0%} of the skies"
    return f"{sample}: {enough.min():.0%} of the pairs"


@styled
def draw_time_power(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Power and median p-value against the share of coincident pairs.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_time_power`.
    """
    figure = new_figure(facts["size"], 75)
    if not facts["samples"]:
        say_no_input(figure.subplots())
        return figure
    powers, medians = figure.subplots(1, 2)
    entries = []
    for at, sample in enumerate(facts["samples"]):
        look = {"color": PETROFF6[at % len(PETROFF6)], "marker": MARKERS[at % len(MARKERS)]}
        rows = plotted[plotted["sample"] == sample]
        error = [rows["power"] - rows["power_low"], rows["power_high"] - rows["power"]]
        error = [one.clip(lower=0) for one in error]
        powers.errorbar(rows["share"], rows["power"], yerr=error, elinewidth=0.6, **look)
        medians.plot(rows["share"], rows["p_median"], **look)
        entries.append(legend_line(sample, **look))
    powers.set_ylim(-0.03, 1.05)
    powers.set_ylabel("share of skies with 3σ or more")
    medians.set_yscale("log")
    medians.set_ylim(5e-4, 1.5)
    medians.set_ylabel("median local p-value")
    draw_significance_levels(medians, facts["sigma_lines"])
    figure.supxlabel("share of the pairs whose brightest detection is at the alert", fontsize=8)
    legend_rows(figure, entries, len(entries))
    return figure
