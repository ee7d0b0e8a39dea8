"""S/N with AGN of the whole sky, as a table.

Beyond the paper: it puts all events of the sky into one survey.
"""

from __future__ import annotations

import pandas as pd

from nusources.figures.chen2025.years import detector_labels
from nusources.figures.house.inputs import Inputs, Prepared

LABELS = {
    "field": "one survey, all events in it",
    "field_fluxes": "its fluxes all over the sky",
    "luminosity_function": "fluxes of the luminosity function",
    "acceptance": "acceptance by declination",
    "all_sources": "all AGN of the catalogue in the fit",
    "faint_agn": "neutrinos from fainter AGN, too",
    "off_plane": "far from the Galactic plane only",
}
HEADERS = {
    "scenario_label": "telescope",
    "label": "step",
    "n_catalogue": "AGN",
    "n_sources": "in the fit",
    "bright_share": "c",
    "n_events": "events",
    "fraction": "f",
    "snr_statistical": "S/N",
    "snr_error": "error",
    "snr_information": "from information",
    "bias": "bias of f",
    "snr": "with systematic",
}
FORMATS = {
    "n_catalogue": ",.0f",
    "n_sources": ",.0f",
    "bright_share": ".3f",
    "n_events": ",.0f",
    "fraction": ".3f",
    "snr_statistical": ".2f",
    "snr_error": ".2f",
    "snr_information": ".2f",
    "bias": ".3f",
    "snr": ".2f",
}


def prepare_full_sky(inputs: Inputs) -> Prepared:
    """S/N of each scenario and step."""
    rows = inputs["full_sky"]
    names = detector_labels(inputs["detectors"])
    known = rows["detector"].map(lambda name: names.get(name, name))
    thresholds = rows["threshold_tev"].map(lambda value: f" > {value:g} TeV")
    table = rows.assign(scenario_label=known + thresholds, label=rows["step"].map(LABELS))
    honest = rows[rows["step"] == "faint_agn"]
    facts = {
        "headers": HEADERS,
        "formats": FORMATS,
        "remarks": inputs.remarks,
        "n_scenarios": rows["scenario"].nunique(),
        "n_experiments": int(honest["n_experiments"].iloc[0]),
        "n_agn": int(honest["n_catalogue"].iloc[0]),
        "unseen": float(honest["unseen_share"].iloc[0]),
        "years_text": " and ".join(f"{one:g}" for one in sorted(set(rows["years"]))),
        "results_text": "; ".join(
            f"{label}: {_told(part, 'field')} in the survey, "
            f"{_told(part, 'luminosity_function')} on an evenly seen sky, "
            f"{_told(part, 'acceptance')} with the acceptance, "
            f"{_told(part, 'faint_agn')} with all AGN"
            for label, part in table.groupby("scenario_label", sort=False)
        ),
    }
    return table[list(HEADERS)], inputs.facts | facts


def _told(rows: pd.DataFrame, step: str) -> str:
    """Statistical S/N of a step with its Monte-Carlo error."""
    own = rows.set_index("step").loc[step]
    return f"{own['snr_statistical']:.1f} ± {own['snr_error']:.1f}"
