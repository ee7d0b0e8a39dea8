"""Classes that were found beside those that were injected: confusion, completeness and purity.

References
----------
Chang et al. 2022, section 4.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nusources.figures.chang2022.flare_words import CLASS_LABELS
from nusources.figures.chang2022.true_classes import NONE, true_classes
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import PETROFF6, new_figure, shorten, styled
from nusources.wording import enumerated

LEFT_OUT = "left out or no flare"
TRUE = [*CLASS_LABELS, NONE]
FOUND = [*CLASS_LABELS, LEFT_OUT]
SCORED = ("TXS_like", "CFS", "NFS", "infrared_only", "gamma_only")
DARK = 0.5
"""Share from which the number in a cell is white."""


def prepare_class_scores(inputs: Inputs) -> Prepared:
    """Number of sources of each pair of classes, with completeness and purity on the diagonal.

    Errors are binomial.
    """
    classes = inputs["classes"]
    classes = classes[(classes["sample"] == "FIBS") & classes["gamma_name"].notna()]
    truth = inputs["truth"].dropna(subset="lat_name").set_index("lat_name")
    known = classes[classes["gamma_name"].isin(truth.index)]
    truth = truth.loc[known["gamma_name"]]
    true = truth["source_name"].map(true_classes(inputs["flares"])).fillna(NONE)
    found = known["class"].where(known["class"].isin(list(CLASS_LABELS)), LEFT_OUT)
    counts = pd.crosstab(true.to_numpy(object), found.to_numpy(object))
    counts = counts.reindex(index=TRUE, columns=FOUND, fill_value=0)
    plotted = _table(counts)
    injected = truth["flare_class"].to_numpy(object)
    facts = {
        "n_sources": len(known),
        "n_unknown": len(classes) - len(known),
        "scores_text": _scores_text(plotted),
        "injected_text": enumerated(
            [_found_text(injected, found.to_numpy(object), one) for one in ("TXS_like", "CFS")]
        ),
    }
    return plotted, inputs.facts | facts


def _table(counts: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for true in TRUE:
        for found in FOUND:
            number, of_true, of_found = counts.loc[true, found], counts.loc[true], counts[found]
            row = {"true_class": true, "found_class": found, "n_sources": int(number)}
            row["share"] = _share(number, of_true.sum())[0]
            is_same = true == found
            for name, total in (("completeness", of_true.sum()), ("purity", of_found.sum())):
                values = _share(number, total) if is_same else (np.nan, np.nan)
                row |= dict(zip((name, f"{name}_error"), values, strict=True))
            rows.append(row)
    return pd.DataFrame(rows)


def _share(number: int, total: int) -> tuple[float, float]:
    """Share and its binomial error; none of nothing."""
    if not total:
        return np.nan, np.nan
    share = number / total
    return share, float(np.sqrt(share * (1 - share) / total))


def _scores_text(plotted: pd.DataFrame) -> str:
    own = plotted[plotted["true_class"] == plotted["found_class"]].set_index("true_class")
    told = [
        f"{CLASS_LABELS[one]} {_percent(own.loc[one, 'completeness'])} and "
        f"{_percent(own.loc[one, 'purity'])}"
        for one in SCORED
    ]
    return enumerated(told)


def _percent(share: float) -> str:
    return "none" if np.isnan(share) else f"{share:.0%}"


def _found_text(injected, found, name: str) -> str:
    own = injected == name
    return f"{int((found[own] == name).sum())} of {int(own.sum())} {CLASS_LABELS[name]}"


@styled
def draw_class_scores(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Matrix of true and found classes, and completeness and purity of each class.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_class_scores`.
    """
    figure = new_figure(facts["size"], 105)
    matrix, scores = figure.subplots(1, 2, sharey=True, gridspec_kw={"width_ratios": (3, 1)})
    share = plotted.pivot(index="true_class", columns="found_class", values="share")
    share = share.loc[TRUE, FOUND].to_numpy()
    matrix.imshow(share, cmap="Greys", vmin=0, vmax=1, aspect="auto")
    for row in plotted.itertuples():
        place = FOUND.index(row.found_class), TRUE.index(row.true_class)
        colour = "white" if row.share > DARK else "black"
        matrix.text(*place, f"{row.n_sources}", ha="center", va="center", fontsize=7, color=colour)
    names = [shorten(CLASS_LABELS.get(one, one), 13, 3) for one in FOUND]
    matrix.set_xticks(range(len(FOUND)), names, rotation=90)
    matrix.set_yticks(range(len(TRUE)), [CLASS_LABELS.get(one, one) for one in TRUE])
    matrix.tick_params(length=0)
    matrix.set(xlabel="class found in the light curves", ylabel="class of the injected flares")
    _draw_scores(scores, plotted)
    legend_rows(figure, [legend_line(name, **look) for name, look in SCORE_LOOKS.items()], 2)
    return figure


SCORE_LOOKS = {
    "completeness": {"color": PETROFF6[0], "marker": "o", "linestyle": "none"},
    "purity": {"color": PETROFF6[2], "marker": "D", "linestyle": "none"},
}
"""Share of a true class that is found as it, and share of a found class that truly is it."""


def _draw_scores(axes: Axes, plotted: pd.DataFrame) -> None:
    own = plotted[plotted["true_class"] == plotted["found_class"]]
    for shift, (name, look) in zip((-0.15, 0.15), SCORE_LOOKS.items(), strict=True):
        heights = [TRUE.index(one) + shift for one in own["true_class"]]
        axes.errorbar(own[name], heights, xerr=own[f"{name}_error"], elinewidth=0.8, **look)
    axes.set_xlim(-0.05, 1.05)
    axes.set_xlabel("share")
    axes.grid(axis="y", color="0.9", linewidth=0.5)
