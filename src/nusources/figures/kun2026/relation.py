"""Neutrino against hard X-ray luminosities, with the relation of the calibrators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.stats import norm

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows, place_labels
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import NEUTRAL, PETROFF6, lay_out, new_figure, styled
from nusources.wording import number

X, Y = "log10_xray_luminosity", "log10_neutrino_luminosity"
LOOKS = {
    "calibration": ("calibrators", PETROFF6[0], "o"),
    "blazars": ("tested blazars", PETROFF6[1], "D"),
}
N_PLACES = 40
N_STEPS = 9
LIMIT_DEX = 0.35
"""Length of the arrow of a limit."""


def prepare_relation(inputs: Inputs) -> Prepared:
    """Sources of both samples, and the line with its band."""
    sources = inputs["luminosities"]
    sources = sources[sources["sample"].isin(LOOKS)]
    known = sources[X].notna() & sources[Y].notna()
    rows = sources[known]
    columns = ["sample", "source_name", X, Y, "is_neutrino_limit", "is_xray_limit", "is_proxy"]
    columns += [
        f"log10_{axis}_error_{side}" for axis in ("xray", "neutrino") for side in ("low", "high")
    ]
    draws = of_run(inputs["posterior"], inputs["fits"])
    fit = of_run(inputs["fits"], inputs["fits"]).iloc[0]
    counts = rows["sample"].value_counts()
    facts = {
        "n_calibration": int(fit["n_sources"]),
        "n_blazars": int(counts.get("blazars", 0)),
        "n_proxies": int(rows["is_proxy"].sum()),
        "left_out_text": ", ".join(sources.loc[~known, "source_name"]) or "none",
        "slope_text": f"{number(fit['slope_mean'], 2)} ± {number(fit['slope_sd'], 2)}",
        "scatter_text": f"{number(fit['scatter_mean'], 2)} ± {number(fit['scatter_sd'], 2)}",
        "pivot_text": f"{fit['pivot']:.2f}",
        "intercept_text": f"{fit['intercept_mean']:.2f} ± {number(fit['intercept_sd'], 2)}",
        "method_text": fit["method"],
    }
    band = _band(draws, rows[X])
    return pd.concat([rows[columns], band], ignore_index=True), inputs.facts | facts


def of_run(rows: pd.DataFrame, fits: pd.DataFrame) -> pd.DataFrame:
    """Rows of the run's own model, by quadrature: the one that most fits share the priors of."""
    own = fits[(fits["limits"] == "left_out") & (fits["method"] != "emcee")]
    keys = {key: own[key].mode().iloc[0] for key in ("abscissa", "slope_prior", "scatter_prior")}
    keys["limits"] = "left_out"
    chosen = rows["method"] != "emcee"
    for key, value in keys.items():
        chosen &= rows[key] == value
    return rows[chosen]


def _band(draws: pd.DataFrame, x: pd.Series) -> pd.DataFrame:
    """Median and central 68 % of the line, and of a new source on it."""
    places = np.linspace(x.min() - 0.3, x.max() + 0.3, N_PLACES)
    above = places - draws["pivot"].iloc[0]
    lines = draws["intercept"].to_numpy()[:, None] + draws["slope"].to_numpy()[:, None] * above
    low, median, high = np.quantile(lines, [0.16, 0.5, 0.84], axis=0)
    # Equally probable scatters about each line, in place of random ones.
    steps = norm.ppf((np.arange(N_STEPS) + 0.5) / N_STEPS)[:, None, None]
    new = lines + steps * draws["scatter"].to_numpy()[:, None]
    least, most = np.quantile(new.reshape(-1, N_PLACES), [0.16, 0.84], axis=0)
    found = {X: places, "median": median, "low": low, "high": high}
    return pd.DataFrame(found | {"predicted_low": least, "predicted_high": most})


@styled
def draw_relation(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """Points with errors and limits; the line, its band, and that of new sources.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_relation`.
    """
    figure = new_figure(facts["size"], 105)
    axes = figure.add_subplot()
    band = plotted[plotted["median"].notna()]
    look = {"color": NEUTRAL, "linewidth": 0}
    axes.fill_between(band[X], band["predicted_low"], band["predicted_high"], alpha=0.15, **look)
    axes.fill_between(band[X], band["low"], band["high"], alpha=0.35, **look)
    axes.plot(band[X], band["median"], color="black")
    sources = plotted[plotted["source_name"].notna()]
    for sample in LOOKS:
        _draw_sources(axes, sources[sources["sample"] == sample], *LOOKS[sample][1:])
    low, high = axes.get_ylim()
    axes.plot(band[X], band[X], color=NEUTRAL, linestyle=":")
    axes.set(xlim=(band[X].min(), band[X].max()), ylim=(low, high))
    axes.set_xlabel("log₁₀ of the hard X-ray luminosity (erg/s)")
    axes.set_ylabel("log₁₀ of the neutrino luminosity (erg/s)")
    entries = [
        legend_line(label, color=colour, marker=marker, linestyle="none")
        for label, colour, marker in LOOKS.values()
    ]
    open_look = {"color": NEUTRAL, "marker": "o", "markerfacecolor": "white", "linestyle": "none"}
    entries += [
        legend_line("with a proxy", **open_look),
        legend_line("relation, 68 %", color="black"),
        legend_line("new sources, 68 %", color=NEUTRAL, alpha=0.3, linewidth=5),
        legend_line("equal luminosities", color=NEUTRAL, linestyle=":"),
    ]
    legend_rows(figure, entries, 3)
    lay_out(figure)
    place_labels(axes, sources[[X, Y]].to_numpy(), list(sources["source_name"]))
    return figure


def _draw_sources(axes: Axes, rows: pd.DataFrame, colour: str, marker: str) -> None:
    for row in rows.to_dict("records"):
        errors, limits = {}, {}
        for side, axis, flag in (("x", "xray", "xuplims"), ("y", "neutrino", "uplims")):
            is_limit = bool(row[f"is_{axis}_limit"])
            own = [[row[f"log10_{axis}_error_{end}"]] for end in ("low", "high")]
            errors[f"{side}err"] = [[LIMIT_DEX], [0.0]] if is_limit else np.nan_to_num(own)
            limits[flag] = is_limit
        axes.errorbar(
            row[X],
            row[Y],
            **errors,
            **limits,
            fmt=marker,
            color=colour,
            markerfacecolor="white" if row["is_proxy"] else colour,
            elinewidth=0.8,
            zorder=3,
        )
