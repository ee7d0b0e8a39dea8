"""Fits of made-up samples: ranks of the truth, bias of the slope, coverage of the scatter."""

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
from nusources.wording import number

MODELS = {
    "one_normal": ("one normal", PETROFF6[0], "o"),
    "flat": ("flat", PETROFF6[1], "s"),
    "two_normals": ("two normals", PETROFF6[2], "^"),
}
PRIORS = {"rotation": "", "uniform": ", uniform slopes"}
LEVEL = 0.68


def prepare_calibration_test(inputs: Inputs) -> Prepared:
    """Ranks by bin, and recovered slopes and coverage by model, number and error."""
    ranks, recovery = inputs["ranks"], inputs["recovery"]
    ranks = ranks.assign(ratio=ranks["n"] / ranks["n_expected"])
    first = ranks.drop_duplicates(["abscissa", "parameter"])
    counts = ranks[ranks["parameter"] == "slope"].groupby("abscissa")["n"].sum()
    p_values = [
        f"{MODELS[row.abscissa][0]}, {row.parameter}: {number(row.p_value, 2)}"
        for row in first.itertuples()
    ]
    least = recovery["n_sources"].min()
    own = recovery[recovery["n_sources"] == least]
    slopes = [
        f"{number(row.slope_mean, 2)} ± {number(row.slope_error, 1)} ({_label(row)}, errors of "
        f"{row.error_over_spread:g})"
        for row in own.itertuples()
    ]
    facts = {
        "n_ranks_text": ", ".join(f"{MODELS[one][0]} {n:,}" for one, n in counts.items()),
        "p_text": "; ".join(p_values),
        "n_samples": int(recovery["n_samples"].iloc[0]),
        "true_scatter": float(recovery["scatter"].iloc[0]),
        "least": int(least),
        "slope_text": "; ".join(slopes),
        "coverage_low": float(recovery["scatter_coverage_68"].min()),
        "coverage_high": float(recovery["scatter_coverage_68"].max()),
    }
    return pd.concat([ranks, recovery], ignore_index=True), inputs.facts | facts


def _label(row: Any) -> str:
    return MODELS[row.abscissa][0] + PRIORS[row.slope_prior]


@styled
def draw_calibration_test(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Two histograms of ranks above, slope and coverage against the number of sources below.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_calibration_test`.
    """
    figure = new_figure(facts["size"], 125, side_inches=0.06)
    (slope, scatter), (bias, coverage) = figure.subplots(2, 2)
    ranks = plotted[plotted["rank_min"].notna()]
    for axes, parameter in ((slope, "slope"), (scatter, "scatter")):
        _draw_ranks(axes, ranks[ranks["parameter"] == parameter], parameter)
    recovery = plotted[plotted["slope_mean"].notna()]
    _draw_recovery(bias, recovery, "slope_mean", "slope_error")
    bias.axhline(1, color=NEUTRAL, linewidth=0.5)
    bias.set_ylabel("mean slope (truth: 1)")
    _draw_recovery(coverage, recovery, "scatter_coverage_68", "scatter_coverage_error_68")
    coverage.axhline(LEVEL, color=NEUTRAL, linewidth=0.5)
    coverage.set_ylabel("coverage of the scatter (68 %)")
    models = [one for one in MODELS if one in set(plotted["abscissa"])]
    errors = sorted(recovery["error_over_spread"].unique())
    entries = [
        legend_line(MODELS[one][0], color=MODELS[one][1], marker=MODELS[one][2]) for one in models
    ]
    open_look = {"color": "black", "marker": "o", "markerfacecolor": "white"}
    entries.append(legend_line("uniform slopes", linestyle="none", **open_look))
    entries += [
        legend_line(f"errors of {one:g}", color="black", linestyle=_line(place))
        for place, one in enumerate(errors)
    ]
    legend_rows(figure, entries, 4)
    return figure


def _line(place: int) -> str:
    return ("-", "--", ":", "-.")[place % 4]


def _draw_ranks(axes: Axes, rows: pd.DataFrame, parameter: str) -> None:
    for name, (_, colour, _) in MODELS.items():
        own = rows[rows["abscissa"] == name].sort_values("rank_min")
        if own.empty:
            continue
        edges = np.append(own["rank_min"], 1.0)
        axes.stairs(own["ratio"], edges, color=colour)
        width = 1 / np.sqrt(own["n_expected"].iloc[0])
        axes.axhspan(1 - width, 1 + width, color=colour, alpha=0.12, linewidth=0)
    axes.axhline(1, color=NEUTRAL, linewidth=0.5)
    axes.set(xlim=(0, 1), ylim=(0, None))
    axes.set_xlabel(f"posterior probability below the true {parameter}")
    axes.set_ylabel("samples over those expected")


def _draw_recovery(axes: Axes, rows: pd.DataFrame, value: str, error: str) -> None:
    errors = sorted(rows["error_over_spread"].unique())
    groups = rows.groupby(["abscissa", "slope_prior", "error_over_spread"])
    for shift, ((abscissa, prior, own_error), own) in enumerate(groups):
        _, colour, marker = MODELS[str(abscissa)]
        axes.errorbar(
            own["n_sources"] * 1.01 ** (shift - len(groups) / 2),
            own[value],
            yerr=own[error],
            color=colour,
            marker=marker,
            markerfacecolor="white" if prior == "uniform" else colour,
            linestyle=_line(errors.index(own_error)),
            elinewidth=0.6,
        )
    numbers = sorted(rows["n_sources"].unique())
    axes.set_xscale("log")
    axes.set_xticks(numbers, [f"{one:.0f}" for one in numbers])
    axes.minorticks_off()
    axes.set_xlabel("number of sources")
