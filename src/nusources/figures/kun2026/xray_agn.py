"""The relation of luminosities in the larger sample of X-ray AGN."""

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
from nusources.significance import significance_text
from nusources.wording import number

SAMPLE = "xray_agn"
X, Y = "log10_xray_luminosity", "log10_neutrino_luminosity"
LINES = {
    "censored": ("with limits", PETROFF6[0], "-"),
    "left_out": ("without limits", PETROFF6[1], "--"),
}
STATISTICS = {
    "kendall": "Kendall",
    "partial_kendall": "Kendall,\ngiven distance",
    "partial_pearson": "Pearson,\ngiven distance",
}


def prepare_xray_agn(inputs: Inputs) -> Prepared:
    """Sources, fitted lines and correlations."""
    sources = inputs["luminosities"]
    sources = sources[(sources["sample"] == SAMPLE) & sources[X].notna() & sources[Y].notna()]
    columns = ["source_name", X, Y, "is_neutrino_limit"]
    columns += [
        f"log10_{axis}_error_{side}" for axis in ("xray", "neutrino") for side in ("low", "high")
    ]
    fits = inputs["fits"].set_index(["limits", "parameter"])
    tests = inputs["agn_tests"].set_index("statistic").loc[list(STATISTICS)]
    facts = {
        "tests": tests.reset_index().to_dict("records"),
        "n_sources": len(sources),
        "n_limits": int(sources["is_neutrino_limit"].sum()),
        "slope_text": _interval(fits.loc[("censored", "slope")]),
        "scatter_text": _interval(fits.loc[("censored", "scatter")]),
        "method_text": fits.loc[("censored", "slope"), "method"],
        "slope_left_out_text": _interval(fits.loc[("left_out", "slope")]),
        "method_left_out_text": fits.loc[("left_out", "slope"), "method"],
        "kendall_text": _tested(tests.loc["kendall"]),
        "partial_text": _tested(tests.loc["partial_kendall"]),
        "pearson_text": _tested(tests.loc["partial_pearson"]),
        "formula_text": significance_text(float(tests.loc["partial_kendall", "p_value"])),
        "null_text": number(tests.loc["partial_kendall", "null_mean"], 2),
        "n_permutations": number(tests["n_permutations"].iloc[0]),
    }
    plotted = pd.concat([sources[columns], inputs["lines"]], ignore_index=True)
    return plotted, inputs.facts | facts


def _interval(row: pd.Series) -> str:
    return f"{number(row['median'], 2)} ({number(row['low'], 2)} to {number(row['high'], 2)})"


def _tested(row: pd.Series) -> str:
    p_value = significance_text(float(row["p_value_exchanged"]))
    return f"{number(row['value'], 2)}, p = {p_value}"


@styled
def draw_xray_agn(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Luminosities with lines at the left, correlations beside their null distributions.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_xray_agn`.
    """
    figure = new_figure(facts["size"], 85, side_inches=0.08)
    left, right = figure.subplots(1, 2, width_ratios=(1.6, 1))
    _draw_sources(left, plotted[plotted["source_name"].notna()])
    _draw_lines(left, plotted[plotted["limits"].notna()])
    _draw_tests(right, facts["tests"])
    entries = [
        legend_line("measured", color="black", marker="o", linestyle="none"),
        legend_line("90 % upper limits", color=NEUTRAL, marker="v", linestyle="none"),
        *(
            legend_line(f"relation {label}", color=colour, linestyle=style)
            for label, colour, style in LINES.values()
        ),
        legend_line("equal luminosities", color=NEUTRAL, linestyle=":"),
        legend_line("exchanged fluxes", color=PETROFF6[0], linewidth=4),
    ]
    legend_rows(figure, entries, 3)
    return figure


def _draw_sources(axes: Axes, rows: pd.DataFrame) -> None:
    is_limit = rows["is_neutrino_limit"].astype(bool)
    axes.plot(rows.loc[is_limit, X], rows.loc[is_limit, Y], "v", color=NEUTRAL, markersize=3)
    own = rows[~is_limit]
    sides = {
        axis: own[[f"log10_{axis}_error_low", f"log10_{axis}_error_high"]].to_numpy().T
        for axis in ("xray", "neutrino")
    }
    axes.errorbar(
        own[X],
        own[Y],
        xerr=sides["xray"],
        yerr=sides["neutrino"],
        fmt="o",
        color="black",
        markersize=3,
        elinewidth=0.5,
        zorder=3,
    )
    axes.set_xlabel("log₁₀ of the hard X-ray luminosity (erg/s)")
    axes.set_ylabel("log₁₀ of the neutrino luminosity (erg/s)")


def _draw_lines(axes: Axes, lines: pd.DataFrame) -> None:
    for name, (_, colour, style) in LINES.items():
        own = lines[lines["limits"] == name]
        axes.plot(own[X], own["median"], color=colour, linestyle=style, zorder=4)
        axes.fill_between(own[X], own["low"], own["high"], color=colour, alpha=0.25, linewidth=0)
    ends = np.array([lines[X].min(), lines[X].max()])
    low, high = axes.get_ylim()
    axes.plot(ends, ends, color=NEUTRAL, linestyle=":", zorder=1)
    axes.set_ylim(low, high)


def _draw_tests(axes: Axes, tests: list[dict[str, Any]]) -> None:
    for place, test in enumerate(tests):
        mean, width = test["null_mean"], test["null_deviation"]
        axes.plot([mean - width, mean + width], [place] * 2, color=PETROFF6[0], linewidth=4)
        axes.plot(mean, place, "|", color="white", markersize=6)
        axes.plot(test["value"], place, "o", color="black", zorder=3)
    axes.axvline(0, color=NEUTRAL, linewidth=0.5, linestyle=":")
    names = [STATISTICS[one["statistic"]] for one in tests]
    axes.set_yticks(np.arange(len(tests)), names)
    axes.set_ylim(len(tests) - 0.5, -0.5)
    axes.set_ylabel("statistic")
    axes.set_xlabel("correlation")
