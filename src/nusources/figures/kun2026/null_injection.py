"""Background injected at random blazars, tested against the relation."""

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

KINDS = {
    "background": "background, selected",
    "measured": "other sources of the search, selected",
    "replicated": "sources that follow the relation",
}
REJECTED = (
    "Right: share of the injections of background that relations of made-up calibrators (slope 1) "
    "reject, against their number (dotted: the level of the test)"
)
SIGNAL_SLOPE = 1.0


def prepare_null_injection(inputs: Inputs) -> Prepared:
    """Chi squared of injections, and the share that the test rejects against calibrators."""
    shares = inputs["injection"].set_index("kind")
    histograms = inputs["histograms"]
    power = inputs["power"].dropna(subset="share_rejected")
    power = power[power["true_slope"] == SIGNAL_SLOPE]
    chance = inputs["chance"].set_index("looked_at")
    own = inputs["tests"].set_index("variance").loc["own"]
    texts = [
        f"{KINDS[kind]}: {100 * row['share_consistent']:.1f} %" for kind, row in shares.iterrows()
    ]
    chances = [
        f"{looked_at}, {row['n_looked_at']} sources: {number(row['n_mean'], 2)} on average, "
        f"{100 * row['share_of_skies']:.0f} % of skies have {row['n_asked']} or more"
        for looked_at, row in chance.iterrows()
    ]
    facts = {
        "chi2": float(own["chi2"]),
        "shares_text": "; ".join(texts),
        "consistent_text": f"{100 * shares.loc['background', 'share_consistent']:.0f} %"
        if "background" in shares.index
        else "no",
        "ratio_text": number(shares["log10_ratio"].get("background", np.nan), 2),
        "right_text": REJECTED if len(power) else "This run has no skies of background",
        "chance_text": "; ".join(chances) or "not known without skies of background",
        "eddington_text": number(chance["n_signal_mean"].max(), 2),
        "least_text": number(shares["least_n_signal"].iloc[0]),
        "least_p_text": number(shares["least_p"].iloc[0], 2),
        "n_trials": number(shares["n_trials"].max()),
    }
    bins = histograms[["kind", "chi2_min", "chi2_max", "share"]]
    curve = power[["n_calibration", "share_rejected"]].sort_values("n_calibration")
    return pd.concat([bins, curve], ignore_index=True), inputs.facts | facts


@styled
def draw_null_injection(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Distributions of chi squared at the left, rejection against calibrators at the right.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_null_injection`.
    """
    figure = new_figure(facts["size"], 78)
    curve = plotted[plotted["n_calibration"].notna()]
    left, *others = figure.subplots(1, 2 if len(curve) else 1, squeeze=False)[0]
    entries = []
    for (kind, label), colour in zip(KINDS.items(), PETROFF6, strict=False):
        rows = plotted[plotted["kind"] == kind]
        if rows.empty:
            continue
        edges = np.append(rows["chi2_min"], rows["chi2_max"].iloc[-1:])
        density = rows["share"] / (rows["chi2_max"] - rows["chi2_min"])
        left.stairs(density, edges, color=colour)
        entries.append(legend_line(label, color=colour))
    left.axvline(facts["chi2"], color=PETROFF6[3], linestyle="--")
    entries.append(legend_line("the tested blazars", color=PETROFF6[3], linestyle="--"))
    left.set_xlim(0, None)
    left.set_ylim(0, None)
    left.set_xlabel("chi squared")
    left.set_ylabel("density")
    for right in others:
        _draw_rejection(right, curve, float(facts["least_p_text"]))
        entries.append(
            legend_line("level of the test", color=NEUTRAL, linestyle=":", linewidth=0.8)
        )
    legend_rows(figure, entries, 3)
    return figure


def _draw_rejection(axes: Axes, curve: pd.DataFrame, least_p: float) -> None:
    axes.plot(curve["n_calibration"], curve["share_rejected"], color=PETROFF6[0], marker="o")
    axes.set_xscale("log")
    axes.set_xticks(curve["n_calibration"], [f"{one:.0f}" for one in curve["n_calibration"]])
    axes.minorticks_off()
    axes.axhline(least_p, color=NEUTRAL, linestyle=":", linewidth=0.8)
    axes.set_ylim(0, 1)
    axes.set_xlabel("calibrators")
    axes.set_ylabel("background that is rejected")
