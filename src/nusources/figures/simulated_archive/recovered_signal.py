"""Table of the injected signal beside the excess."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.figures.house.inputs import Inputs, Prepared

FLUX_SCALE = 1e-18
HEADERS = {
    "label": "group",
    "log10_energy_min": r"$\log_{10}(E/\mathrm{GeV})\geq$",
    "n_injected": "injected",
    "n_signal": "near the group",
    "n_chance": "of these by chance",
    "excess": "excess",
    "standard_deviation": "standard deviation of the scrambles",
    "ratio_text": "excess / injected",
    "flux_injected": r"flux injected ($10^{-18}$)",
    "flux_text": r"flux found ($10^{-18}$)",
}
FORMATS = dict.fromkeys(
    ("log10_energy_min", "n_chance", "excess", "standard_deviation", "flux_injected"), ".1f"
)
FLUX_REMARK = "Fluxes of nu_mu + anti-nu_mu at 100 TeV, summed over the group [GeV^-1 cm^-2 s^-1]."


def prepare_signal(inputs: Inputs) -> Prepared:
    """Injected events and flux beside those found, one row per group and threshold."""
    labels = inputs.labels
    recovered = inputs["recovered"]
    recovered = recovered.assign(label=recovered["group"].map(labels).fillna(recovered["group"]))
    pull = (recovered["background_excess"] / recovered["sigma"].where(recovered["sigma"] > 0)).abs()
    largest = recovered.loc[pull.fillna(0).idxmax()]
    flux, error = (recovered[name] / FLUX_SCALE for name in ("flux_fitted", "flux_error"))
    table = recovered.assign(
        standard_deviation=recovered["sigma"],
        ratio_text=_with_errors(recovered["ratio"], recovered["ratio_error"], 2),
        flux_injected=recovered["flux_injected"] / FLUX_SCALE,
        flux_text=_with_errors(flux, error, 1),
    )
    lowest = table[table["log10_energy_min"] == table["log10_energy_min"].min()]
    facts = inputs.facts | {
        "n_groups": int(recovered["group"].nunique()),
        "n_thresholds": int(recovered["log10_energy_min"].nunique()),
        "closure_text": "; ".join(_closure(one) for one in lowest.itertuples()),
        "lowest_threshold": float(recovered["log10_energy_min"].min()),
        "largest_pull": float(pull.max()),
        "largest_group": largest["label"],
        "largest_threshold": float(largest["log10_energy_min"]),
        "headers": HEADERS,
        "formats": FORMATS,
        "remarks": [*inputs.remarks, FLUX_REMARK],
    }
    return table[list(HEADERS)], facts


def _with_errors(values: pd.Series, errors: pd.Series, decimals: int) -> list[str | None]:
    """Values with their errors; nothing where there is no value."""
    pairs = zip(values, errors, strict=True)
    return [
        f"{value:.{decimals}f} ± {error:.{decimals}f}" if np.isfinite(value) else None
        for value, error in pairs
    ]


def _closure(row) -> str:
    """What was found of the injected signal of one group."""
    if not row.flux_injected:
        found = f"{row.excess:+.1f} ± {row.sigma:.1f} events"
        return f"{row.label}, without an injected source, {found}"
    ratio = f", excess over injected {row.ratio_text}" if row.ratio_text else ""
    return f"{row.label}{ratio}, flux {row.flux_text} for {row.flux_injected:.1f} injected"
