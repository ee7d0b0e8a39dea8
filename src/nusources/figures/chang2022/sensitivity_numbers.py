"""Numbers of the figures of sensitivity, power and systematics of the search of section 6.3."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from nusources.figures.chang2022.event_count_numbers import rounded_key
from nusources.figures.chang2022.null_texts import null_text, nulls_of
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.house.powers import SUPERSCRIPTS
from nusources.spatial.names import (
    ANG_ERR_FACTOR,
    EXACT_MOMENTS,
    FLUX,
    ISOTROPIC,
    N_SOURCES,
    NOMINAL,
)
from nusources.wording import number

CRITERION_LABELS = {
    "sensitivity": "sensitivity: 90 % of trials reach the median",
    "discovery_3sigma": "discovery: half of trials reach 3σ",
    "discovery_5sigma": "discovery: half of trials reach 5σ",
}
POWER_LABELS = {
    "sensitivity": "trials that reach the median",
    "discovery_3sigma": "that reach 3σ",
    "discovery_5sigma": "that reach 5σ",
}
CHANGES = ("excess", "p_value", "flux_limit")


def flux_text(flux: float, error: float = 0.0) -> str:
    """Flux and its error with a common power of ten, to the first digit of the error."""
    if not flux > 0:
        return "0"
    power = math.floor(math.log10(flux))
    value, width = flux / 10**power, error / 10**power
    exponent = f"10{str(power).translate(SUPERSCRIPTS)}"
    if not width > 0:
        return f"{value:.2f} × {exponent}"
    decimals = max(1, -math.floor(math.log10(width)))
    return f"({value:.{decimals}f} ± {width:.{decimals}f}) × {exponent}"


def prepare_sensitivity(inputs: Inputs) -> Prepared:
    """Plotted numbers and facts of the figure of sensitivity and discovery potential.

    One row per group, threshold and criterion.
    """
    labels, pulls = inputs.labels, inputs["pulls"]
    plotted = inputs.in_order(rounded_key(inputs["sensitivity"]))
    plotted["label"] = plotted["group"].map(labels).fillna(plotted["group"])
    lowest = plotted["log10_energy_min"].min()
    first = plotted[plotted["group"] == plotted["group"].iloc[0]]
    first = first[first["log10_energy_min"] == lowest].set_index("criterion")
    deviation = (plotted["flux"] / plotted["flux_closed_form"].where(plotted["flux"] > 0) - 1).abs()
    facts = {
        **inputs.facts,
        "titles": {group: [labels.get(group, group), ""] for group in plotted["group"].unique()},
        "n_groups": int(plotted["group"].nunique()),
        "n_trials": int(plotted["n_trials"].max()),
        "threshold_low": float(lowest),
        "threshold_high": float(plotted["log10_energy_min"].max()),
        "first_group": first["label"].iloc[0],
        "sensitivity_text": flux_text(*first.loc["sensitivity", ["flux", "flux_error"]]),
        "discovery_text": flux_text(*first.loc["discovery_5sigma", ["flux", "flux_error"]]),
        "n_from_moments": int((plotted["critical_from"] == EXACT_MOMENTS).sum()),
        "n_fluxes": len(plotted),
        "null_text": null_text(nulls_of(inputs, plotted["group"].unique()), labels),
        "largest_deviation": float(deviation.max()),
        "pull_mean_low": float(pulls["pull_mean"].min()),
        "pull_mean_high": float(pulls["pull_mean"].max()),
        "pull_width_low": float(pulls["pull_width"].min()),
        "pull_width_high": float(pulls["pull_width"].max()),
    }
    return plotted, facts


def prepare_power(inputs: Inputs) -> Prepared:
    """Plotted numbers and facts of the figure of power.

    One row per point and criterion; `panel` numbers the panels.
    """
    labels = dict(inputs.labels)
    plotted = inputs["power"].copy()
    groups = [one for one in dict.fromkeys([*labels, *plotted["group"]]) if one != ISOTROPIC]
    groups = [one for one in groups if (plotted["group"] == one).any()]
    panels = [(one, FLUX) for one in groups] + [(ISOTROPIC, N_SOURCES)]
    panels += [(one, ANG_ERR_FACTOR) for one in groups]
    number = {panel: at for at, panel in enumerate(panels)}
    keys = zip(plotted["group"], plotted["varied"], strict=True)
    plotted["panel"] = [number[key] for key in keys]
    plotted = plotted.sort_values(["panel", "value", "criterion"], ignore_index=True)
    spread = plotted[plotted["varied"] == N_SOURCES]
    found = spread[spread["criterion"] == "discovery_3sigma"]
    facts = {
        **inputs.facts,
        "titles": [labels.get(group, "isotropic sources") for group, _ in panels],
        "varied": [varied for _, varied in panels],
        "n_trials": int(plotted["n_trials"].max()),
        "threshold": float(plotted["log10_energy_min"].iloc[0]),
        "null_text": null_text(nulls_of(inputs, [*groups, ISOTROPIC]), labels),
        "isotropic_flux": flux_text(float(spread["flux"].iloc[0])),
        "n_few": int(found["value"].min()),
        "n_many": int(found["value"].max()),
        "power_few": float(found["power"].iloc[0]),
        "power_many": float(found["power"].iloc[-1]),
    }
    return plotted, facts


def prepare_systematics(inputs: Inputs) -> Prepared:
    """Plotted numbers and facts of the tornado figure, at the lowest threshold.

    One row per group and variation: mean, least and largest value over the draws of the
    excess, the p-value and the flux limit, and the nominal values.
    """
    labels = inputs.labels
    rows = rounded_key(inputs["systematics"])
    threshold = rows["log10_energy_min"].min()
    rows = rows[rows["log10_energy_min"] == threshold].reset_index(drop=True)
    nominal = rows[rows["variation"] == NOMINAL].set_index("group")
    varied = rows[rows["variation"] != NOMINAL]
    by_variation = varied.groupby(["group", "kind", "variation"])
    plotted = pd.concat(
        [by_variation[name].agg(["mean", "min", "max"]).add_prefix(f"{name}_") for name in CHANGES],
        axis=1,
    ).reset_index()
    for name in CHANGES:
        plotted[f"nominal_{name}"] = plotted["group"].map(nominal[name])
    # A limit is 0 where the count is too low even for no signal: nothing to compare with.
    base = plotted["nominal_flux_limit"].where(plotted["nominal_flux_limit"] > 0)
    plotted["limit_change"] = plotted["flux_limit_mean"] / base - 1
    plotted["n_draws"] = by_variation.size().to_numpy()
    plotted["label"] = plotted["group"].map(labels).fillna(plotted["group"])
    plotted = _by_effect(plotted, list(labels))
    largest = plotted.loc[plotted["limit_change"].abs().fillna(0).idxmax()]
    facts = {
        **inputs.facts,
        "threshold": float(threshold),
        "titles": dict(zip(plotted["group"], plotted["label"], strict=True)),
        "null_text": null_text(nulls_of(inputs, plotted["group"].unique()), labels),
        "n_variations": int(plotted["variation"].nunique()),
        "n_groups": int(plotted["group"].nunique()),
        "n_draws": int(plotted["n_draws"].max()),
        "largest_variation": largest["variation"],
        "largest_group": largest["label"],
        "largest_change": f"{np.nan_to_num(largest['limit_change']):+.0%}",
        "nominal_text": "; ".join(
            f"{labels.get(group, group)}: excess {row['excess']:+.1f}, "
            f"p = {number(row['p_value'], 2)}, limit {_limit_text(row)}"
            for group, row in nominal.iterrows()
        ),
    }
    return plotted, facts


def _limit_text(row: pd.Series) -> str:
    """Flux limit; one of 0 with the Feldman-Cousins end and the sensitivity."""
    text = flux_text(row["flux_limit"])
    if row["n_limit"] > 0:
        return text
    unified, sensitivity = (
        flux_text(row[name] / row["accepted"]) for name in ("n_unified", "n_sensitivity")
    )
    return f"{text} (Feldman-Cousins {unified}, sensitivity {sensitivity})"


def _by_effect(plotted: pd.DataFrame, groups: list[str]) -> pd.DataFrame:
    """Groups as configured; kinds by their largest effect on the limit, in all groups alike."""
    effect = plotted["limit_change"].abs().fillna(0).groupby(plotted["kind"]).max()
    place = {group: at for at, group in enumerate(dict.fromkeys([*groups, *plotted["group"]]))}
    order = np.lexsort(
        [
            plotted["variation"],
            plotted["kind"],
            -plotted["kind"].map(effect),
            plotted["group"].map(place),
        ]
    )
    return plotted.iloc[order].reset_index(drop=True)
