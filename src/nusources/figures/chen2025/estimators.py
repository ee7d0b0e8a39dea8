"""Ways to fit that were tried for the published bias and S/N, as a table.

References
----------
Chen et al. 2025, sections III.2 and IV.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from nusources.figures.house.inputs import Inputs, Prepared
from nusources.wording import number

LABELS = {
    "no_edges": "eq. 2, field without edges",
    "as_printed": "eq. 2 in the footprint, as printed",
    "normalised": "S and events in the footprint",
    "nearest": "S of the nearest source only",
    "unnormalised_weights": "weights not renormalised after the cut",
    "without_eq5": "not divided by c",
    "faint_as_background": "events of faint AGN drawn as background",
    "bounded_by_share": "bright fraction at most c",
}
HEADERS = {
    "label": "way to fit",
    "bias_one": "bias at d = 1 width",
    "bias_two": "at 2 widths",
    "bias_three": "at 3 widths",
    "bias_five": "at 5 widths",
    "snr": "S/N at 3 widths",
    "snr_error": "error",
}
STEPS = {"bias_one": 1.0, "bias_two": 2.0, "bias_three": 3.0, "bias_five": 5.0}
PUBLISHED = "snr.2000_events"
RECOVERED = 0.02
"""Bias up to which a fraction counts as recovered."""


def estimator_scores(rows: pd.DataFrame, sigma: float) -> pd.DataFrame:
    """Bias of each way to fit at some separations, and its S/N at three widths.

    Parameters
    ----------
    rows : DataFrame
        Contract ``forecast_bias``.
    sigma : float
        Width of the PSF [deg].
    """
    scores = []
    for name, label in LABELS.items():
        own = rows[(rows["estimator"] == name) & np.isclose(rows["psf_sigma"], sigma)]
        at = {round(one.separation / sigma, 3): one for one in own.itertuples()}
        score: dict[str, Any] = {"estimator": name, "label": label}
        score |= {key: at[step].bias if step in at else np.nan for key, step in STEPS.items()}
        three = at.get(3.0)
        mean = np.nan if three is None else three.fraction + three.bias
        scatter = np.nan if three is None else three.scatter
        # A fit that always finds the same fraction, at its bound, has no S/N.
        score["snr"] = mean / scatter if scatter > 0 else np.nan
        n = np.nan if three is None else three.n_experiments
        score["snr_error"] = np.sqrt(1 / n + score["snr"] ** 2 / (2 * (n - 1)))
        scores.append(score)
    return pd.DataFrame(scores)


def prepare_estimators(inputs: Inputs) -> Prepared:
    """Bias and S/N of each way to fit at the width of the paper's example, .1 deg."""
    sigma = float(inputs["estimators"]["psf_sigma"].min())
    table = estimator_scores(inputs["estimators"], sigma)
    printed = inputs["published"].set_index("id").loc[PUBLISHED]
    away = (table["snr"] - printed["published"]).abs()
    near = away <= printed["rounding"] + 2 * table["snr_error"]
    low = table["bias_two"] < -RECOVERED
    recovered = table["bias_three"].abs() <= RECOVERED
    both = table["label"][near & low & recovered]
    formats = dict.fromkeys((*STEPS, "snr", "snr_error"), ".3f")
    sampled = inputs["estimators"]
    facts = {
        "headers": HEADERS,
        "formats": formats,
        "remarks": inputs.remarks,
        "width": sigma,
        "published_text": number(float(printed["published"]), 2),
        "n_experiments": int(sampled["n_experiments"].iloc[0]),
        "fraction_text": number(float(sampled["fraction"].iloc[0]), 2),
        "near_text": ", ".join(table["label"][near]) or "none",
        "both_text": ", ".join(both) or "none",
        "n_ways": len(table),
    }
    return table[list(HEADERS)], inputs.facts | facts
