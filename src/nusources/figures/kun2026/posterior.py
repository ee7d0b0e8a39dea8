"""Slope, intercept and scatter of the relation, beside their priors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.labels import legend_rows
from nusources.figures.house.panels import legend_line
from nusources.figures.house.style import NEUTRAL, PETROFF6, new_figure, styled
from nusources.figures.kun2026.relation import of_run
from nusources.regression.model import Model
from nusources.wording import number

PANELS = {
    "slope": "slope",
    "intercept": "log₁₀ of the neutrino luminosity (erg/s)\nat the pivot",
    "scatter": "intrinsic scatter (dex)",
}
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "quadrature": ("quadrature", {"color": PETROFF6[0], "linewidth": 2.5, "alpha": 0.6}),
    "emcee": ("chain", {"color": "black", "linewidth": 0.8}),
    "flat": ("flat true luminosities", {"color": PETROFF6[1], "linestyle": "--"}),
    "one_normal": ("one normal", {"color": PETROFF6[2], "linestyle": "-."}),
    "two_normals": ("two normals", {"color": PETROFF6[3], "linestyle": "-."}),
    "censored": ("with limits", {"color": PETROFF6[4], "linestyle": "--"}),
    "prior": ("prior", {"color": NEUTRAL, "linestyle": ":"}),
}
N_BINS = 40
TAIL = 0.005


def prepare_posterior(inputs: Inputs) -> Prepared:
    """Densities of each parameter under each model, with the priors."""
    draws, fits = inputs["posterior"], inputs["fits"]
    fit, own = of_run(fits, fits).iloc[0], of_run(draws, fits)
    parts = {"quadrature": own}
    chain = draws[(draws["method"] == "emcee") & (draws["abscissa"] == fit["abscissa"])]
    others = draws[(draws["method"] != "emcee") & (draws["limits"] == "left_out")]
    parts |= {"emcee": chain, "censored": draws[draws["limits"] == "censored"]}
    for name in ("flat", "one_normal", "two_normals"):
        if name != fit["abscissa"]:
            parts[name] = others[others["abscissa"] == name]
    parts = {name: part for name, part in parts.items() if len(part)}
    rows = [
        _densities(name, part[parameter], own[parameter], parameter)
        for parameter in PANELS
        for name, part in parts.items()
    ]
    rows += [_prior(parameter, own[parameter], fit) for parameter in ("slope", "scatter")]
    facts = {f"{one}_text": _told(fit, one) for one in PANELS} | {
        "n_sources": int(fit["n_sources"]),
        "pivot_text": f"{fit['pivot']:.2f}",
        "one_text": _factor(fit["log_evidence_one"]),
        "zero_text": _factor(fit["log_evidence_zero"]),
        "method_text": fit["method"],
        "chain_text": _chains(fits),
        "scatter_range": f"{number(fit['scatter_q025'], 2)} to {number(fit['scatter_q975'], 2)}",
        "range_text": _range(fits),
    }
    return pd.concat(rows, ignore_index=True), inputs.facts | facts


def _densities(kind: str, values: pd.Series, own: pd.Series, parameter: str) -> pd.DataFrame:
    edges = np.linspace(own.quantile(TAIL), own.quantile(1 - TAIL), N_BINS + 1)
    share = np.histogram(values, edges)[0] / len(values) / np.diff(edges)
    middles = (edges[1:] + edges[:-1]) / 2
    told = {"parameter": parameter, "kind": kind}
    return pd.DataFrame({"value": middles, "density": share}).assign(**told)


def _prior(parameter: str, own: pd.Series, fit: pd.Series) -> pd.DataFrame:
    names = ("slope_prior", "scatter_prior", "scatter_max")
    model = Model(**{name: fit[name] for name in names})
    density = {"slope": model.log_slope_prior, "scatter": model.log_scatter_prior}[parameter]
    values = np.linspace(own.quantile(TAIL), own.quantile(1 - TAIL), 4 * N_BINS)
    rows = pd.DataFrame({"value": values, "density": np.exp(density(values))})
    return rows.assign(parameter=parameter, kind="prior")


def _told(fit: pd.Series, name: str) -> str:
    digits = 4 if name == "intercept" else 2
    return f"{number(fit[f'{name}_mean'], digits)} ± {number(fit[f'{name}_sd'], 2)}"


def _factor(logarithm: float) -> str:
    return number(float(np.exp(logarithm)), 2)


def _range(fits: pd.DataFrame) -> str:
    """Slopes and scatters of the same sources under every prior."""
    own = fits[(fits["method"] != "emcee") & (fits["limits"] == "left_out")]
    low, high = own["slope_mean"].min(), own["slope_mean"].max()
    least, most = own["scatter_mean"].min(), own["scatter_mean"].max()
    return (
        f"slopes of {number(low, 2)} to {number(high, 2)} and a scatter of {number(least, 2)} to "
        f"{number(most, 2)} dex"
    )


def _chains(fits: pd.DataFrame) -> str:
    own = fits[fits["method"] == "emcee"]
    if own.empty:
        return "none was made"
    return (
        f"autocorrelation time {number(own['autocorrelation_time'].max(), 2)} steps, split R-hat "
        f"{own['split_r_hat'].max():.3f}, {number(own['n_effective'].min(), 2)} effective draws"
    )


@styled
def draw_posterior(plotted: pd.DataFrame, facts: Mapping[str, Any]) -> Figure:
    """One panel per parameter, a line per fit.

    Parameters
    ----------
    plotted : DataFrame
    facts : mapping
        Both from `prepare_posterior`.
    """
    figure = new_figure(facts["size"], 72, side_inches=0.06)
    shown = [name for name in KINDS if name in set(plotted["kind"])]
    for axes, (parameter, label) in zip(figure.subplots(1, 3), PANELS.items(), strict=True):
        rows = plotted[plotted["parameter"] == parameter]
        for name in shown:
            own = rows[rows["kind"] == name]
            style = {} if name == "prior" else {"drawstyle": "steps-mid"}
            axes.plot(own["value"], own["density"], **KINDS[name][1], **style)
        axes.set_xlabel(label)
        axes.set_ylim(0, None)
    figure.axes[0].set_ylabel("posterior density (per unit)")
    legend_rows(figure, [legend_line(KINDS[name][0], **KINDS[name][1]) for name in shown], 4)
    return figure
