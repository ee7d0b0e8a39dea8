"""Tables of a user's light curve: measures of each band, flares, blocks."""

from __future__ import annotations

import pandas as pd

from nusources.contracts.user_curve import USER_BLOCKS, USER_FLARES, USER_MEASURES
from nusources.figures.house.inputs import Inputs, Prepared
from nusources.figures.user_curve.words import curve_facts
from nusources.tables import Contract

HEADERS = {
    "band": "Band",
    "block": "Block",
    "flare": "Flare",
    "mjd_start": "Start (MJD)",
    "mjd_stop": "End (MJD)",
    "length": "Length (d)",
    "n_points": "Points",
    "n_limits": "Limits",
    "n_blocks": "Blocks",
    "n_flares": "Flares",
    "flaring_days": "Flaring (d)",
    "flux": "Flux",
    "flux_error": "Error",
    "peak_flux": "Peak flux",
    "peak_error": "Error of peak",
    "peak_mjd": "Peak (MJD)",
    "peak_ratio": "Peak over quiescent",
    "mean": "Mean",
    "standard_deviation": "Standard deviation",
    "quiescent_flux": "Quiescent",
    "quiescent_error": "Error of quiescent",
    "flaring_flux": "Flares above",
    "excess_variance": "Excess variance",
    "is_flaring": "Flares",
    "status": "Status",
    "flux_unit": "Unit",
}
FORMATS = {
    **dict.fromkeys(("mjd_start", "mjd_stop", "peak_mjd"), ".3f"),
    **dict.fromkeys(("length", "flaring_days"), ".4g"),
    **dict.fromkeys(("flux", "flux_error", "peak_flux", "peak_error", "peak_ratio"), ".4g"),
    **dict.fromkeys(("mean", "standard_deviation", "flaring_flux", "excess_variance"), ".4g"),
    **dict.fromkeys(("quiescent_flux", "quiescent_error"), ".4g"),
    **dict.fromkeys(("block", "flare", "n_points", "n_limits", "n_blocks", "n_flares"), "d"),
}
"""Without those of a table that has no such column."""


def prepare_measures(inputs: Inputs) -> Prepared:
    """How each band varies."""
    return _prepared(
        inputs,
        inputs["measures"],
        USER_MEASURES,
        "band n_points n_limits mean "
        "standard_deviation quiescent_flux quiescent_error flaring_flux excess_variance n_blocks "
        "n_flares flaring_days flux_unit status",
    )


def prepare_flares(inputs: Inputs) -> Prepared:
    """Flares of each band."""
    return _prepared(
        inputs,
        inputs["flares"],
        USER_FLARES,
        "band flare mjd_start mjd_stop length "
        "n_blocks n_points peak_flux peak_error peak_mjd peak_ratio flux_unit",
    )


def prepare_blocks(inputs: Inputs) -> Prepared:
    """Blocks of each band."""
    return _prepared(
        inputs,
        inputs["blocks"],
        USER_BLOCKS,
        "band block mjd_start mjd_stop n_points flux flux_error flare flux_unit",
    )


def _prepared(inputs: Inputs, table: pd.DataFrame, contract: Contract, shown: str) -> Prepared:
    """Rows in the order of the file's bands; `shown` are the columns of the printed table."""
    place = table["band"].map(inputs["measures"].set_index("band")["place"])
    ordered = table.iloc[place.argsort(kind="stable").to_numpy()].reset_index(drop=True)
    columns = shown.split()
    facts = (
        inputs.facts
        | curve_facts(inputs)
        | {
            "headers": {name: HEADERS[name] for name in columns},
            "formats": {name: FORMATS[name] for name in columns if name in FORMATS},
            "remarks": inputs.remarks,
        }
    )
    return ordered[contract.column_names], facts
