"""The tested blazars in the predictive distribution of the calibrators' relation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.stats import chi2 as chi2_distribution

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import NEUTRAL, PETROFF6, new_figure, styled
from nusources.wording import number

OWN, COVARIANCE = "own", "covariance"
REPLICATED = "replicated"
LUMINOSITY = "log₁₀ of the neutrino luminosity (erg/s)"


def published_chi2(published: pd.DataFrame) -> float:
    """Printed chi squared; missing if the table does not have it."""
    found = published.loc[published["id"] == "predictive.chi2", "published"]
    return float(found.iloc[0]) if len(found) else float("nan")


def prepare_predictive(inputs: Inputs) -> Prepared:
    """Sources with their predictions, and the distribution of chi squared in replicated data."""
    sources = inputs["sources"].sort_values("predicted", ignore_index=True)
    tests = inputs["tests"].set_index("variance")
    own, shared = tests.loc[OWN], tests.loc[COVARIANCE]
    histogram = inputs["histograms"]
    histogram = histogram[histogram["kind"] == REPLICATED]
    published = published_chi2(inputs["published"])
    expected = [
        f"{row.source_name} {number(row.n_signal_expected, 2)} ({number(row.n_signal, 3)})"
        for row in sources.itertuples()
        if np.isfinite(row.n_signal_expected)
    ]
    facts = {
        "n_sources": int(own["n_sources"]),
        "n_calibration": int(own["n_calibration"]),
        "chi2": float(own["chi2"]),
        "published": published,
        "published_text": number(published, 3),
        "chi2_text": number(own["chi2"], 3),
        "covariance_text": number(shared["chi2"], 3),
        "p_text": number(own["p"], 2),
        "p_low_text": number(own["p_low"], 2),
        "p_replicated_text": number(own["p_replicated"], 2),
        "p_low_replicated_text": number(own["p_low_replicated"], 2),
        "n_replicated": number(own["n_replicated"]),
        "width_text": f"{number(sources['predicted_error'].min(), 2)} to "
        f"{number(sources['predicted_error'].max(), 2)}",
        "largest_text": number(sources["pull"].abs().max(), 2),
        "expected_text": "; ".join(expected) or "not known",
    }
    columns = ["source_name", "predicted", "predicted_error", "relation_error"]
    columns += ["log10_neutrino_luminosity", "pull", "integral_transform"]
    rows = sources[columns].rename(columns={"log10_neutrino_luminosity": "measured"})
    bins = histogram[["chi2_min", "chi2_max", "share"]]
    return pd.concat([rows, bins], ignore_index=True), inputs.facts | facts


@styled
def draw_predictive(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Predictions and measured values by source; chi squared beside its distributions.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_predictive`.
    """
    rows = plotted[plotted["source_name"].notna()]
    bins = plotted[plotted["chi2_min"].notna()]
    figure = new_figure(facts["size"], 42 + 5 * len(rows), side_inches=0.08)
    left, right = figure.subplots(1, 2, width_ratios=(1.3, 1))
    _draw_sources(left, rows)
    _draw_chi2(right, bins, facts)
    entries = [
        legend_line("measured", color=PETROFF6[2], marker="o", linestyle="none"),
        legend_line("predicted: 1 and 2 widths", color=PETROFF6[0], linewidth=3),
        legend_line("of the relation alone", color="black", linewidth=1),
        legend_line("replicated data", color=PETROFF6[0]),
        legend_line("law of chi squared", color=NEUTRAL, linestyle="--"),
        legend_line("this run", color=PETROFF6[2]),
    ]
    if np.isfinite(facts["published"]):
        entries.append(legend_line("published", color=NEUTRAL, linestyle=":"))
    legend_rows(figure, entries, 4)
    return figure


def _draw_sources(axes: Axes, rows: pd.DataFrame) -> None:
    places = np.arange(len(rows))
    for widths, alpha in ((2, 0.3), (1, 0.6)):
        half = widths * rows["predicted_error"]
        axes.hlines(
            places,
            rows["predicted"] - half,
            rows["predicted"] + half,
            color=PETROFF6[0],
            alpha=alpha,
            linewidth=5,
        )
    half = rows["relation_error"]
    axes.hlines(places, rows["predicted"] - half, rows["predicted"] + half, color="black")
    axes.plot(rows["measured"], places, "o", color=PETROFF6[2], zorder=4)
    axes.set_yticks(places, rows["source_name"], parse_math=False)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.set_xlabel(LUMINOSITY)
    axes.set_ylabel("tested source")


def _draw_chi2(axes: Axes, bins: pd.DataFrame, facts: Mapping[str, Any]) -> None:
    widths = bins["chi2_max"] - bins["chi2_min"]
    edges = np.append(bins["chi2_min"], bins["chi2_max"].iloc[-1:])
    axes.stairs(bins["share"] / widths, edges, color=PETROFF6[0])
    grid = np.linspace(0, edges[-1], 300)
    axes.plot(grid, chi2_distribution.pdf(grid, facts["n_sources"]), color=NEUTRAL, linestyle="--")
    axes.axvline(facts["chi2"], color=PETROFF6[2])
    if np.isfinite(facts["published"]):
        axes.axvline(facts["published"], color=NEUTRAL, linestyle=":")
    axes.set_xlim(0, edges[-1])
    axes.set_ylim(0, None)
    axes.set_xlabel(f"chi squared of {facts['n_sources']} sources")
    axes.set_ylabel("density")
