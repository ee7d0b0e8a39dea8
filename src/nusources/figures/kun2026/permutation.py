"""Null distributions of the permutation tests, and how often each test rejects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import NEUTRAL, PETROFF6, new_figure, styled
from nusources.figures.kun2026.statistic_labels import (
    DEFAULT,
    FLUXES,
    LEVEL,
    LUMINOSITIES,
    SAMPLES,
    SHUFFLED,
    STATISTICS,
    WITHIN,
    in_order,
    p_text,
    percent,
    rejected,
)
from nusources.luminosity.pairs import pairs_of
from nusources.significance import significance_text
from nusources.wording import enumerated, number

LOOKS = {FLUXES: PETROFF6[0], WITHIN: PETROFF6[1], LUMINOSITIES: PETROFF6[2]}
HYPOTHESES = {
    "exchanged": ("null hypothesis of exchanges", "x"),
    "no_relation": ("no relation at fixed distance", "o"),
    "relation": ("relation with scatter", "s"),
}
SOURCES = ("calibration", "blazars")
RIDGE = 0.85
"""Height of the largest bin, in rows."""


def prepare_permutation(inputs: Inputs) -> Prepared:
    """Histograms of all readings, and the shares that they reject."""
    tests = inputs["tests"]
    tests = in_order(tests[tests["shuffled"] != SAMPLES])
    keys = ["shuffled", "statistic"]
    bins = inputs["histograms"].copy()
    bins["share"] = bins["n"] / bins.groupby(keys)["n"].transform("sum")
    rejections = inputs["rejections"]
    shares = [
        rejected(rejections, name).rename("rejected").reset_index().assign(hypothesis=name)
        for name in HYPOTHESES
    ]
    columns = [*keys, "bin_low", "bin_high", "share"]
    plotted = pd.concat([bins[columns], *shares], ignore_index=True)
    facts = {"tests": tests.to_dict("records"), **permutation_facts(tests, rejections)}
    facts["left_out_text"] = left_out_text(inputs["luminosities"])
    return plotted, inputs.facts | facts | {"published_text": published_p(inputs["published"])}


def published_p(published: pd.DataFrame) -> str:
    """Printed p-value with its significance; a dash if the table does not have it."""
    found = published.loc[published["id"] == "permutation.p", "published"]
    return significance_text(float(found.iloc[0])) if len(found) else "–"


def permutation_facts(tests: pd.DataFrame, rejections: pd.DataFrame) -> dict[str, Any]:
    """Numbers of the permutation tests for captions.

    Parameters
    ----------
    tests, rejections : DataFrame
        Contracts ``luminosity_tests`` (without two-sample tests) and ``rejections``.
    """
    by_key = tests.set_index(["shuffled", "statistic"])
    own = by_key.loc[DEFAULT]
    controlled = tests[tests["shuffled"] != LUMINOSITIES]
    least, most = (
        controlled.loc[getattr(controlled["p_value"], at)()] for at in ("idxmin", "idxmax")
    )
    none, some = (rejected(rejections, name) for name in ("no_relation", "relation"))
    partial = (FLUXES, "partial_distance")
    return {
        "n_sources": int(own["n_sources"]),
        "n_permutations": number(own["n_permutations"]),
        "within_text": _within(by_key.loc[WITHIN].iloc[0]),
        "r_text": number(own["value"], 3),
        "null_text": number(own["null_mean"], 2),
        "p_text": p_text(own),
        "naive_text": p_text(by_key.loc[(LUMINOSITIES, "pearson_luminosity")]),
        "least_text": f"{p_text(least)} ({_named(least)})",
        "most_text": f"{p_text(most)} ({_named(most)})",
        "spread_text": number(most["p_value"] / least["p_value"], 2),
        "size_text": percent(none[DEFAULT]),
        "partial_size_text": percent(none[partial]),
        "naive_size_text": percent(none[(LUMINOSITIES, "pearson_luminosity")]),
        "power_text": percent(some[DEFAULT]),
        "level_text": percent(LEVEL),
        "n_mocks": number(rejections["n_mocks"].iloc[0]),
    }


def left_out_text(luminosities: pd.DataFrame) -> str:
    """Which sources of the samples have no measured pair of luminosities.

    Parameters
    ----------
    luminosities : DataFrame
        Contract ``luminosities``.
    """
    rows = luminosities[luminosities["sample"].isin(SOURCES)]
    kept = pairs_of(luminosities, SOURCES).source_names
    names = [name for name in rows["source_name"] if name not in kept]
    if not names:
        return "none is left out"
    return f"{enumerated(names)} left out for want of a measured luminosity"


def _within(row: pd.Series) -> str:
    n = number(row["n_permutations"])
    return f"all {n} exchanges" if row["is_exact"] else f"{n} of the exchanges"


def _named(row: pd.Series) -> str:
    return f"{STATISTICS[row['statistic']]}, {SHUFFLED[row['shuffled']]}"


@styled
def draw_permutation(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """One row per reading: its null distribution with the observed value, and what it rejects.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_permutation`.
    """
    tests = facts["tests"]
    figure = new_figure(facts["size"], 32 + 9 * len(tests), side_inches=0.08)
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.5, 1))
    bins, shares = (
        rows.set_index(["shuffled", "statistic"]).sort_index()
        for rows in (plotted[plotted["hypothesis"].isna()], plotted[plotted["hypothesis"].notna()])
    )
    for place, test in enumerate(tests):
        key = (test["shuffled"], test["statistic"])
        _draw_ridge(left, bins.loc[[key]], place, test)
        _draw_shares(right, shares.loc[[key]], place, LOOKS[test["shuffled"]])
    labels = [f"{STATISTICS[one['statistic']]}\np = {p_text(pd.Series(one))}" for one in tests]
    left.set_yticks(np.arange(len(tests)), labels, parse_math=False)
    left.set_ylim(len(tests) - 0.4, -1.0)
    left.set_ylabel("statistic and p-value")
    left.set_xlim(-1, 1)
    left.set_xlabel("correlation")
    right.axvline(LEVEL, color=NEUTRAL, linewidth=0.6, linestyle=":")
    right.set_xlim(-0.03, 1.03)
    right.set_xlabel(f"share of samples that it rejects at {facts['level_text']}")
    legend_rows(figure, _entries(facts), 3)
    return figure


def _draw_ridge(axes: Axes, bins: pd.DataFrame, place: int, test: Mapping[str, Any]) -> None:
    colour = LOOKS[test["shuffled"]]
    height = RIDGE * bins["share"] / bins["share"].max()
    width = bins["bin_high"] - bins["bin_low"]
    axes.bar(bins["bin_low"], -height, width, place, align="edge", color=colour, linewidth=0)
    axes.plot([test["value"]] * 2, [place, place - RIDGE], color="black", linewidth=1.2)


def _draw_shares(axes: Axes, shares: pd.DataFrame, place: int, colour: str) -> None:
    for name, (_, marker) in HYPOTHESES.items():
        share = shares.loc[shares["hypothesis"] == name, "rejected"]
        axes.plot(share, [place] * len(share), marker, color=colour, clip_on=False)


def _entries(facts: Mapping[str, Any]) -> list:
    entries = [legend_line(SHUFFLED[name], color=look, linewidth=4) for name, look in LOOKS.items()]
    entries += [
        legend_line(label, color=NEUTRAL, marker=marker, linestyle="none")
        for label, marker in HYPOTHESES.values()
    ]
    entries.append(legend_line(f"the {facts['n_sources']} sources", color="black", linewidth=1.2))
    return entries
