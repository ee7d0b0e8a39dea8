"""The ratio of hard X-ray to neutrino luminosity of both samples, and what models give."""

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
from nusources.figures.kun2026.statistic_labels import SAMPLES, p_text, percent
from nusources.wording import number

LABELS = {"calibration": "calibrators", "blazars": "other blazars"}
LOOKS = {"calibration": (PETROFF6[0], "o"), "blazars": (PETROFF6[2], "s")}
BAND_COLOURS = (PETROFF6[1], PETROFF6[3], PETROFF6[5], PETROFF6[4])
POWER = {
    "mann_whitney": ("Mann-Whitney", "-"),
    "kolmogorov_smirnov": ("Kolmogorov-Smirnov", "--"),
}
PHOTOHADRONIC = "photohadronic"
ENOUGH = 0.9
"""Power at which a shift would hardly be missed."""


def prepare_ratio(inputs: Inputs) -> Prepared:
    """Ratios with errors, sample by sample, and the power of both tests."""
    ratios = inputs["ratios"]
    order = ratios["sample"].map(list(LABELS).index)
    ratios = ratios.assign(order=order).sort_values(["order", "log10_ratio"], ignore_index=True)
    tests = inputs["tests"]
    tests = tests[tests["shuffled"] == SAMPLES].set_index("statistic")
    power, bands = inputs["power"], inputs["bands"]
    medians = ratios.groupby("sample")["log10_ratio"].median()
    facts = {
        "bands": bands.to_dict("records"),
        "medians_text": ", ".join(
            f"{number(medians[name], 2)} ({(ratios['sample'] == name).sum()} {label})"
            for name, label in LABELS.items()
        ),
        "mann_whitney_text": p_text(tests.loc["mann_whitney"]),
        "kolmogorov_text": p_text(tests.loc["kolmogorov_smirnov"]),
        "which_text": "all" if tests["is_exact"].all() else "drawn",
        "n_splits": number(tests["n_permutations"].iloc[0]),
        "scatter_text": number(power["scatter"].iloc[0], 2),
        "shift_text": found_shift(power[power["statistic"] == "mann_whitney"]),
        "level_text": percent(power["level"].iloc[0]),
        "bands_text": "; ".join(_told(row, ratios) for row in bands.itertuples()),
    }
    columns = ["sample", "source_name", "is_proxy", "log10_ratio"]
    columns += ["log10_ratio_error_low", "log10_ratio_error_high"]
    rows = power[["statistic", "shift", "power", "power_error"]]
    plotted = pd.concat([ratios[columns], rows], ignore_index=True)
    return plotted, inputs.facts | facts | {"limits": _limits(bands)}


def found_shift(power: pd.DataFrame) -> str:
    """Smallest shift that a test finds in nine of ten pairs of samples."""
    ordered = power.sort_values("shift")
    if ordered["power"].max() < ENOUGH:
        return f"more than {number(ordered['shift'].max(), 2)} dex"
    above = int((ordered["power"] >= ENOUGH).to_numpy().argmax())
    near = ordered.iloc[max(above - 1, 0) : above + 1]
    return f"{number(float(np.interp(ENOUGH, near['power'], near['shift'])), 2)} dex"


def _told(band: Any, ratios: pd.DataFrame) -> str:
    """A band or a line, and how many sources lie in it."""
    if np.isnan(band.low):
        return f"{band.label} (line, {band.status})"
    inside = int(ratios["log10_ratio"].between(band.low, band.high).sum())
    ends = f"{number(band.low, 2)} to {number(band.high, 2)}, median {number(band.median, 2)}"
    return f"{band.label} {ends} ({band.status}; {inside} of {len(ratios)} sources inside)"


def _limits(bands: pd.DataFrame) -> list[str]:
    found = ["The published photohadronic band is not public; bands are substitutes."]
    if PHOTOHADRONIC not in set(bands["name"]):
        found.append(
            "The photohadronic band needs leptohadronic models (lephad_blazars, which has no "
            "simulated twin) or a table of the user: input not available in this run."
        )
    return found


@styled
def draw_ratio(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Sources with bands at the left, power against the shift at the right.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_ratio`.
    """
    rows = plotted[plotted["source_name"].notna()]
    power = plotted[plotted["statistic"].notna()]
    figure = new_figure(facts["size"], 42 + 4.5 * len(rows), side_inches=0.08)
    left, right = figure.subplots(1, 2, width_ratios=(1.4, 1))
    colours = dict(zip((one["name"] for one in facts["bands"]), BAND_COLOURS * 9, strict=False))
    for band in facts["bands"]:
        _draw_band(left, band, colours[band["name"]])
    for sample, (colour, marker) in LOOKS.items():
        _draw_sources(left, rows[rows["sample"] == sample], colour, marker)
    left.set_yticks(np.arange(len(rows)), rows["source_name"], parse_math=False)
    left.set_ylim(len(rows) - 0.4, -0.6)
    left.set_ylabel("source")
    left.set_xlabel("log₁₀ of hard X-ray over neutrino luminosity")
    for name, (label, style) in POWER.items():
        own = power[power["statistic"] == name]
        right.plot(own["shift"], own["power"], style, color=NEUTRAL, label=label)
    right.legend(loc="lower right")
    right.set_ylim(0, 1.02)
    right.set_xlim(0, power["shift"].max())
    right.set_xlabel("shift between the samples (dex)")
    right.set_ylabel("share of pairs of samples told apart")
    entries = [
        legend_line(LABELS[name], color=colour, marker=marker, linestyle="none")
        for name, (colour, marker) in LOOKS.items()
    ]
    entries += [
        legend_line(one["label"], color=colours[one["name"]], linewidth=_width(one))
        for one in facts["bands"]
    ]
    legend_rows(figure, entries, 3)
    return figure


def _width(band: Mapping[str, Any]) -> float:
    return 1.2 if np.isnan(band["low"]) else 4


def _draw_band(axes: Axes, band: Mapping[str, Any], colour: str) -> None:
    axes.axvline(band["median"], color=colour, linewidth=1.2, zorder=1)
    if np.isfinite(band["low"]):
        axes.axvspan(band["low"], band["high"], color=colour, alpha=0.2, linewidth=0, zorder=0)


def _draw_sources(axes: Axes, rows: pd.DataFrame, colour: str, marker: str) -> None:
    sides = rows[["log10_ratio_error_low", "log10_ratio_error_high"]].fillna(0.0).to_numpy().T
    axes.errorbar(
        rows["log10_ratio"], rows.index, xerr=sides, fmt="none", ecolor=colour, elinewidth=0.8
    )
    for is_proxy, face in ((False, colour), (True, "white")):
        own = rows[rows["is_proxy"].astype(bool) == is_proxy]
        axes.plot(own["log10_ratio"], own.index, marker, color=colour, markerfacecolor=face)
