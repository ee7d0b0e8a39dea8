"""p-values of R(0) of skies without correlation.

References
----------
Chang et al. 2022, section 5.1; docs/method-temporal.md, section Closure.
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
from nusources.statistics import uniformity_p_value
from nusources.wording import enumerated, number

LEVEL = 0.05
LABELS = {
    "outside": "controls outside the regions",
    "like_alerts": "pairs as random alerts make them",
}


def prepare_time_closure(inputs: Inputs) -> Prepared:
    """Share of skies with at most each p-value, by sample and controls."""
    skies = inputs["skies"]
    parts, tests, levels = [], [], []
    for (sample, controls), rows in skies.groupby(["sample", "controls"], sort=False):
        p_values = np.sort(rows["p_local"].to_numpy())
        share = np.arange(1, len(p_values) + 1) / len(p_values)
        part = pd.DataFrame({"p_local": p_values, "share": share})
        parts.append(part.assign(sample=sample, controls=controls))
        name = f"{sample}, {LABELS[controls]}"
        tests.append(f"{name}: {number(uniformity_p_value(p_values), 2)}")
        levels.append(f"{name}: {np.mean(p_values <= LEVEL):.1%}")
    columns = ["sample", "controls", "p_local", "share"]
    plotted = pd.concat(parts, ignore_index=True)[columns] if parts else skies.assign(share=0.0)
    samples = list(dict.fromkeys(skies["sample"]))
    facts = {
        "samples": samples,
        "samples_text": enumerated(samples) if samples else NO_INPUT,
        "ks_text": "; ".join(tests) or NO_INPUT,
        "level_text": "; ".join(levels) or NO_INPUT,
        "n_skies": int(skies["sky"].max()) + 1 if len(skies) else 0,
        "n_controls": int(skies["n_trials"].max()) if len(skies) else 0,
        "p_least": number(1 / (skies["n_trials"].max() + 1) if len(skies) else np.nan, 1),
    }
    return plotted[columns], inputs.facts | facts


@styled
def draw_time_closure(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Cumulative shares, a panel for each sample.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_time_closure`.
    """
    figure = new_figure(facts["size"], 80)
    if not facts["samples"]:
        say_no_input(figure.subplots())
        return figure
    grid = figure.subplots(1, len(facts["samples"]), sharex=True, sharey=True, squeeze=False)[0]
    least = 1 / (facts["n_controls"] + 1)
    entries: list[Any] = []
    for axes, sample in zip(grid, facts["samples"], strict=True):
        axes.plot([least, 1], [least, 1], color=NEUTRAL, linewidth=0.8)
        for at, (controls, label) in enumerate(LABELS.items()):
            look = {"color": PETROFF6[at], "linestyle": ("-", "--")[at]}
            rows = plotted[(plotted["sample"] == sample) & (plotted["controls"] == controls)]
            axes.step(rows["p_local"], rows["share"], where="post", **look)
            if len(entries) < len(LABELS):
                entries.append(legend_line(label, **look))
        axes.set_title(sample, parse_math=False)
        axes.set_xscale("log")
        axes.set_yscale("log")
    grid[0].set_ylabel("share of skies with at most p")
    figure.supxlabel("local p-value of R(0), right-tailed", fontsize=8)
    entries.append(legend_line("uniform", color=NEUTRAL, linewidth=0.8))
    legend_rows(figure, entries, len(entries))
    return figure
