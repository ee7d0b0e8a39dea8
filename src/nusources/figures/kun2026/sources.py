"""Luminosities of the calibrators and of the tested blazars, each number with its source."""

from __future__ import annotations

import pandas as pd

from nusources.contracts.luminosity_words import BLAZARS, CALIBRATION
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.wording import enumerated

HEADERS = {
    "source_name": "source",
    "redshift": "z",
    "distance": "d_L (Mpc)",
    "n_signal": "n_s",
    "spectral_index": "index",
    "neutrino_text": "log₁₀ L_ν (erg/s)",
    "neutrino_origin": "neutrinos from",
    "xray_text": "log₁₀ L_X (erg/s)",
    "xray_origin": "X-rays from",
    "redshift_origin": "distance from",
    "note": "note",
}
FORMATS = {"redshift": ".4g", "distance": ".5g", "n_signal": ".4g", "spectral_index": ".2f"}


def prepare_calibration(inputs: Inputs) -> Prepared:
    """The sources that the relation is fitted to."""
    return _prepared(inputs, CALIBRATION)


def prepare_blazars(inputs: Inputs) -> Prepared:
    """The blazars that are tested against it."""
    return _prepared(inputs, BLAZARS)


def _prepared(inputs: Inputs, sample: str) -> Prepared:
    rows = inputs["luminosities"]
    rows = rows[rows["sample"] == sample].reset_index(drop=True)
    table = rows.assign(
        neutrino_text=[_luminosity(row, "neutrino") for row in rows.itertuples()],
        xray_text=[_luminosity(row, "xray") for row in rows.itertuples()],
        **{f"{what}_origin": _origin(rows, what) for what in ("neutrino", "xray", "redshift")},
    )
    has_both = rows["log10_xray_luminosity"].notna() & ~rows["is_xray_limit"]
    has_both &= rows["log10_neutrino_luminosity"].notna() & ~rows["is_neutrino_limit"]
    facts = {
        "headers": HEADERS,
        "formats": FORMATS,
        "remarks": inputs.remarks,
        "n_sources": len(rows),
        "n_both": int(has_both.sum()),
        "limits_text": _named(rows, rows["is_xray_limit"] | rows["is_neutrino_limit"]),
        "proxies_text": _named(rows, rows["is_proxy"]),
        "absent_text": _named(rows, rows["log10_xray_luminosity"].isna()),
        "inferred_text": _named(rows, rows["redshift_status"].isin(["recalled", "inferred"])),
        "flagged_text": _named(rows, rows["is_southern"] | rows["is_index_at_bound"]),
    }
    return table[list(HEADERS)], inputs.facts | facts


def _luminosity(row, name: str) -> str:
    """Value with its errors, a limit, or none."""
    value = getattr(row, f"log10_{name}_luminosity")
    if pd.isna(value):
        return "none"
    if getattr(row, f"is_{name}_limit"):
        return f"< {value:.2f}"
    errors = [getattr(row, f"log10_{name}_error_{side}") for side in ("low", "high")]
    return f"{value:.2f} (+{errors[1]:.2f} −{errors[0]:.2f})"


def _origin(rows: pd.DataFrame, what: str) -> list[str]:
    """Where a number comes from, and how it is known."""
    pairs = zip(rows[f"{what}_source"], rows[f"{what}_status"], strict=True)
    return [f"{source} ({status})" if source else status for source, status in pairs]


def _named(rows: pd.DataFrame, chosen: pd.Series) -> str:
    return enumerated(list(rows["source_name"][chosen])) if chosen.any() else "none"
