"""Contracts of forecasts: what share of a population's flux sources above a flux give."""

from __future__ import annotations

from nusources.contracts.blazar_photometry import flag
from nusources.contracts.columns import count, number, text
from nusources.contracts.xray_agn import FLUX
from nusources.tables import Column, Contract

POPULATIONS = ("agn", "blazars")
METHODS = ("luminosity_function", "as_printed", "catalogue_bootstrap", "tabulated")
INTERVALS = {"68": "68.3 %", "95": "95.4 %", "997": "99.7 %"}


def _statistics(name: str, words: str, low: float, high: float | None) -> tuple[Column, ...]:
    rules = {"low": low, "high": high}
    bounds = [
        number(
            f"{name}_{side}_{level}",
            "",
            f"stat.value;stat.{'min' if side == 'low' else 'max'}",
            f"{'lower' if side == 'low' else 'upper'} end of {share} of the draws",
            nullable=True,
            **rules,
        )
        for level, share in INTERVALS.items()
        for side in ("low", "high")
    ]
    return (
        number(f"{name}_mean", "", "stat.value;stat.mean", f"{words}: mean of the draws", **rules),
        number(
            f"{name}_median", "", "stat.value;stat.median", f"{words}: median of the draws", **rules
        ),
        *bounds,
    )


EXTRAPOLATION = Contract(
    "extrapolation",
    "Share of a population's flux from sources above a flux, and the factor from them to all",
    (
        text("population", "agn (0.5-2 keV) or blazars (0.1-100 GeV)", choices=POPULATIONS),
        text(
            "method",
            "luminosity_function; as_printed: without volume and distance; catalogue_bootstrap: "
            "resampled sources of a catalogue; tabulated: another luminosity function",
            choices=METHODS,
        ),
        number("flux_min", FLUX, "phot.flux;stat.min", "sources are brighter", low=0),
        flag("is_survey_limit", "fainter sources are in no list of the survey"),
        number("share", "", "stat.value", "share of the flux, best parameters", low=0, high=1),
        *_statistics("share", "share of the flux", 0, 1),
        *_statistics("factor", "1/share", 1, None),
        number(
            "relative_error",
            "",
            "stat.error",
            "standard deviation of the share over its mean",
            low=0,
            nullable=True,
        ),
        count("n_draws", "parameter sets or resamplings; 1: no errors", low=1),
    ),
    ("population", "method", "flux_min"),
)
