"""Numbers of two figures on null hypotheses: how much the choice matters, and exact pairs.

References
----------
Chang et al. 2022, section 6.3; docs/method-spatial.md has the null hypotheses.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.figures.chang2022.event_count_numbers import KEY, rounded_key, shared_facts
from nusources.figures.chang2022.null_texts import NULL_LABELS
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.significance import significance_levels
from nusources.spatial.names import SOURCE_BAND, SOURCE_RA
from nusources.wording import number

PAIR_SIGMA_LINES = (3, 5)


def prepare_nulls(inputs: Inputs) -> Prepared:
    """Expected count, scatter and p-value under each null, and exact against scrambled moments.

    One row per null, group and threshold: `mean_change` [%] and `sigma_ratio` are relative to
    the scrambles of the sources. Rows of null `exact` have `mean_pull` and `sigma_pull`.
    """
    nulls = _beside_scrambles(rounded_key(inputs["nulls"]))
    moments = rounded_key(inputs["moments"])[[*KEY, "mean_pull", "sigma_pull"]]
    plotted = pd.concat([nulls, moments.assign(null="exact")], ignore_index=True)
    plotted["label"] = inputs.labels_of(plotted["group"])
    plotted = inputs.in_order(plotted)
    pulls = moments[["mean_pull", "sigma_pull"]].abs().max(axis=None)
    facts = shared_facts(inputs["excess"], inputs) | {
        "note": "",
        "null_labels": {name: NULL_LABELS[name] for name in NULL_LABELS if name in set(nulls.null)},
        "n_band_trials": int(nulls.loc[nulls["null"] == SOURCE_BAND, "n_trials"].max()),
        "largest_change": _largest(nulls["mean_change"], ".1f", "%"),
        "widest_null": _widest(nulls),
        "largest_pull": _largest(pd.Series([pulls]), ".1f", "").removeprefix("+"),
        "least_p_text": _least_p(nulls, inputs),
    }
    columns = [*KEY, "label", "null", "role", "n_expected", "sigma", "n_trials"]
    columns += ["mean_change", "mean_change_error", "sigma_ratio", "sigma_ratio_error"]
    return plotted[[*columns, "p_value", "p_value_error", "mean_pull", "sigma_pull"]], facts


def _beside_scrambles(nulls: pd.DataFrame) -> pd.DataFrame:
    """Each null relative to that of the paper, with the errors of the numbers of trials."""
    own = nulls.loc[nulls["null"] == SOURCE_RA, [*KEY, "n_expected", "sigma", "n_trials"]]
    rows = nulls.merge(own, on=KEY, suffixes=("", "_own"))
    mean = rows["n_expected_own"].where(rows["n_expected_own"] > 0)
    spread = rows["sigma_own"].where(rows["sigma_own"] > 0)
    error = _trial_error(rows["n_trials"]).where(rows["null"] != SOURCE_RA, 0.0)
    p = rows["p_value"]
    return rows.assign(
        mean_change=100 * (rows["n_expected"] / mean - 1),
        mean_change_error=100 * error * rows["sigma"] / mean,
        sigma_ratio=rows["sigma"] / spread,
        sigma_ratio_error=error / np.sqrt(2) * rows["sigma"] / spread,
        p_value_error=np.sqrt(p * (1 - p)) * _trial_error(rows["n_trials"]),
    )


def _trial_error(n_trials: pd.Series) -> pd.Series:
    """1 / sqrt(number of trials); 0 where the null is exact."""
    return (1 / np.sqrt(n_trials.where(n_trials > 0))).fillna(0.0)


def _largest(values: pd.Series, number_format: str, unit: str) -> str:
    """Value farthest from 0, as text."""
    known = values.dropna()
    if known.empty:
        return "none"
    return f"{known.loc[known.abs().idxmax()]:+{number_format}}{unit}"


def _widest(nulls: pd.DataFrame) -> str:
    """The null whose scatter differs most from that of the scrambles."""
    others = nulls[nulls["null"] != SOURCE_RA].dropna(subset=["sigma_ratio"])
    if others.empty:
        return "none"
    row = others.loc[(others["sigma_ratio"] - 1).abs().idxmax()]
    return f"{row['sigma_ratio']:.2f} ({NULL_LABELS[row['null']]})"


def _least_p(nulls: pd.DataFrame, inputs: Inputs) -> str:
    """Where the scrambles have their smallest p-value: p under each null."""
    own = nulls[nulls["null"] == SOURCE_RA]
    least = own.loc[own["p_value"].idxmin()]
    there = nulls[(nulls[KEY] == least[KEY].to_numpy()).all(axis=1)]
    group = inputs.label_of(least["group"])
    return (
        f"{group}, log10(E/GeV) ≥ {least['log10_energy_min']:.1f}: p = "
        f"{number(there['p_value'].min(), 2)} to {number(there['p_value'].max(), 2)}"
    )


def prepare_pairs(inputs: Inputs) -> Prepared:
    """Exact p-values of event-source pairs beside those of the event count from scrambles.

    `needed_3sigma`, `needed_5sigma`: fewest pairs above the mean that reach it, in units of
    the standard deviation.
    """
    # Pairs have the null of scrambled sources; so must the events beside them.
    nulls = rounded_key(inputs["nulls"])
    events = nulls[nulls["null"] == SOURCE_RA][[*KEY, "p_value", "n_trials"]]
    spread = np.sqrt(events["p_value"] * (1 - events["p_value"]) / events["n_trials"])
    events = events.rename(columns={"p_value": "p_events"}).assign(p_events_error=spread)
    rows = rounded_key(inputs["pairs"]).merge(events, on=KEY)
    rows = rows.rename(columns={"p_value": "p_pairs"})
    spread = rows["sigma"].where(rows["sigma"] > 0)
    for n_sigma in PAIR_SIGMA_LINES:
        above = rows[f"n_pairs_{n_sigma}sigma"] - rows["n_expected"]
        rows[f"needed_{n_sigma}sigma"] = above / spread
    rows["label"] = inputs.labels_of(rows["group"])
    plotted = inputs.in_order(rows)
    least = plotted.loc[plotted["p_pairs"].idxmin()]
    shared = shared_facts(inputs["excess"], inputs)
    facts = shared | {
        "note": "",
        "limits": [],  # other nulls are not shown here
        "p_pairs_min": float(least["p_pairs"]),
        "p_pairs_text": number(least["p_pairs"], 2),
        "p_min_group": least["label"],
        "p_min_threshold": float(least["log10_energy_min"]),
        "n_pairs": int(least["n_pairs"]),
        "n_pairs_expected": float(least["n_expected"]),
        "n_pairs_5sigma": int(least["n_pairs_5sigma"]),
        "p_events_there": number(least["p_events"], 2),
        "p_floor": 1 / (shared["n_scrambles"] + 1),
        "sigma_lines": significance_levels(PAIR_SIGMA_LINES),
    }
    columns = [*KEY, "label", "n_pairs", "n_expected", "sigma", "p_pairs", "p_value_low"]
    columns += ["p_events", "p_events_error", "n_pairs_3sigma", "n_pairs_5sigma"]
    return plotted[[*columns, "needed_3sigma", "needed_5sigma"]], facts
