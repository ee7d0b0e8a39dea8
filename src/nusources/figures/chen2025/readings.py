"""S/N of one scenario under other readings of chen2025."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from nusources.figures.chen2025.reading_labels import label_of
from nusources.figures.chen2025.years import detector_labels
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import NEUTRAL, PETROFF6, new_figure, styled
from nusources.wording import number

NARROW = 0.05
"""Of the largest S/N; smaller ones need a logarithmic axis."""


def prepare_readings(inputs: Inputs) -> Prepared:
    """S/N and bias under each reading, the default first."""
    rows = inputs["readings"].copy()
    is_default = rows["kind"] == "default"
    labels = [label_of(*one) for one in zip(rows["subject"], rows["choice"], strict=True)]
    rows["label"] = np.where(is_default, "default", labels)
    rows = pd.concat([rows[is_default], rows[~is_default]], ignore_index=True)
    own, others = rows.iloc[0], rows.iloc[1:]
    most = others.loc[(others["snr_statistical"] - own["snr_statistical"]).abs().idxmax()]
    facts = {
        "scenario": scenario_name(own["scenario"], inputs["forecasts"], inputs["detectors"]),
        "rule_text": _rule_text(own, inputs["forecasts"]),
        "n_readings": len(others),
        "n_experiments": int(own["n_experiments"]),
        "own_text": f"{number(own['snr_statistical'], 3)} ± {number(own['snr_error'], 1)}",
        "range_text": f"{number(others['snr_statistical'].min(), 3)} to "
        f"{number(others['snr_statistical'].max(), 3)}",
        "most_text": f"{most['label']} ({number(most['snr_statistical'], 3)})",
    }
    columns = ["label", "snr_statistical", "snr_error", "snr", "bias", "n_sources", "n_events"]
    return rows[columns], inputs.facts | facts


def scenario_name(name: str, forecasts: pd.DataFrame, detectors: pd.DataFrame) -> str:
    """Detector and threshold of a scenario for readers.

    Parameters
    ----------
    name : str
    forecasts, detectors : DataFrame
        Contracts ``forecasts`` and ``forecast_detectors.detectors``.
    """
    own = forecasts[forecasts["scenario"] == name].iloc[0]
    label = detector_labels(detectors).get(own["detector"], own["detector"])
    return f"{label} above {number(own['threshold_tev'])} TeV"


def _rule_text(default: pd.Series, forecasts: pd.DataFrame) -> str:
    """How many sources the default has, and how many the same scenario elsewhere."""
    text = f"the {number(default['n_sources'])} AGN that the rule of separations allows"
    own = forecasts[forecasts["scenario"] == default["scenario"]].iloc[0]
    if own["n_sources"] == default["n_sources"]:
        return text
    return (
        f"{text} (Figure 5 and the answer: {number(own['n_sources'])}, "
        f"above {number(own['flux_min'], 2)} erg cm⁻² s⁻¹)"
    )


@styled
def draw_readings(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """S/N and bias, one row per reading; dotted: the default.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_readings`.
    """
    figure = new_figure(facts["size"], 4.5 * len(plotted) + 30, side_inches=0.08)
    places = np.arange(len(plotted))
    left, right = figure.subplots(1, 2, sharey=True)
    errors = plotted["snr_error"]
    left.errorbar(
        plotted["snr_statistical"],
        places,
        xerr=errors,
        linestyle="none",
        marker="o",
        color=PETROFF6[0],
    )
    left.plot(plotted["snr"], places, linestyle="none", marker="s", color=PETROFF6[1])
    right.plot(plotted["bias"], places, linestyle="none", marker="o", color=PETROFF6[0])
    for axes, column in ((left, "snr_statistical"), (right, "bias")):
        axes.axvline(plotted[column].iloc[0], color=NEUTRAL, linewidth=0.5, linestyle=":")
    left.set_yticks(places, plotted["label"], parse_math=False)
    left.set_ylim(len(plotted) - 0.5, -0.5)
    left.set_ylabel("what is changed")
    if plotted["snr"].min() < NARROW * plotted["snr_statistical"].max():
        left.set_xscale("symlog", linthresh=1)
        left.set_xlim(0, 2 * plotted["snr_statistical"].max())
    else:
        left.set_xlim(0, None)
    left.xaxis.set_major_formatter(FuncFormatter(lambda at, _: f"{at:g}"))
    left.set_xlabel("S/N of f")
    right.xaxis.set_major_locator(MaxNLocator(4))
    right.set_xlabel("mean fitted over true f, less 1")
    entries = [
        legend_line("statistical", color=PETROFF6[0], marker="o", linestyle="none"),
        legend_line("with systematics", color=PETROFF6[1], marker="s", linestyle="none"),
        legend_line("default", color=NEUTRAL, linestyle=":", linewidth=0.5),
    ]
    figure.legend(handles=entries, loc="outside upper center", ncols=3)
    return figure
