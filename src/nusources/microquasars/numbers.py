"""Our values of the numbers that anchordoqui2014 prints."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

STUDY = "anchordoqui2014"
NO_LISTS = "needs the real list of X-ray binaries: only in runs with data.source: archive"
OFF_BY_ONE = (
    "uniform at 2 kpc and exponential at 3 kpc print the same integral, 0.0163, but 724 and 725 "
    "sources: the same sum, rounded in two ways"
)
HUNDREDS_NOTE = (
    "the text says about 500 of the microquasar profile; Table IV has 433 there, 527 and 560 in "
    "the other columns"
)
LMXB_NOTE = "the list of 2007 that the paper cites holds 187; the text may mean an earlier count"
SCALE_NOTE = "4 kpc is acceptable, but not the minimum"
PAPER_SETTINGS = {
    "observer": 8.3,
    "radius": 15.0,
    "exponential_share": 0.1,
    "scale": 4.0,
    "luminosity": 7.04e33,
    "target": 1.5e-8,
}
"""Section IV; the luminosity is the one behind eq. (15) [kpc, erg/s, GeV cm^-2 s^-1 sr^-1]."""
DEPENDENT = (
    "table3.",
    "table4.",
    "n_h1",
    "n_h3",
    "power_h3",
    "equation15_factor",
    "fiducial_luminosity",
    "target_flux_density",
)
"""Beginnings of the identifiers that these settings change."""
NOTES = {
    "table4.uniform.2": OFF_BY_ONE,
    "n_h1": HUNDREDS_NOTE,
    "catalogue.n_liu_lmxb": LMXB_NOTE,
    "table5.scale": SCALE_NOTE,
}


def other_settings(settings: Mapping[str, float]) -> list[str]:
    """Names of the settings in which a run differs from the paper.

    Parameters
    ----------
    settings : mapping
        The keys of PAPER_SETTINGS.
    """
    return [
        name for name, value in PAPER_SETTINGS.items() if not math.isclose(settings[name], value)
    ]


def collect_numbers(
    published: pd.DataFrame,
    energetics: pd.DataFrame,
    integrals: pd.DataFrame,
    fits: pd.DataFrame,
    surface: pd.DataFrame,
    sources: pd.DataFrame,
    differing: Sequence[str] = (),
) -> pd.DataFrame:
    """Give our value of every printed number that can be tested, or say why there is none.

    Parameters
    ----------
    published : DataFrame
        Contract ``published``; its ids are answered.
    energetics, integrals, fits, surface, sources : DataFrame
        Contracts ``energetics``, ``disk_integrals``, ``profile_fit``, ``surface_density``,
        ``galactic_sources``.
    differing : sequence of str
        From `other_settings`: numbers that depend on the settings are then not comparable.

    Returns
    -------
    DataFrame
        Contract ``our_numbers``.
    """
    ours = (
        {
            row["id"]: (row["value"], row["value_error"], row["note"])
            for row in energetics.to_dict("records")
        }
        | _table_values(integrals)
        | _fit_values(fits, surface)
        | _catalogue_values(sources)
    )
    if differing:
        ours = {name: one for name, one in ours.items() if not name.startswith(DEPENDENT)}
    rows = []
    for name in published.loc[published["untestable"] == "", "id"]:
        value, error, note = ours.get(name, (np.nan, np.nan, ""))
        rows.append(
            {
                "study": STUDY,
                "id": name,
                "ours": float(value),
                "ours_error": float(error),
                "simulated": False,
                "missing": "" if name in ours else _why_missing(name, differing),
                "note": note or NOTES.get(name, ""),
            }
        )
    return pd.DataFrame(rows)


def _table_values(integrals: pd.DataFrame) -> dict[str, tuple]:
    """Tables III and IV; IV from the rounded numbers of III, as the paper must have done."""
    found = {}
    for row in integrals.to_dict("records"):
        cell = f"{row['distribution']}.{row['void']:g}"
        found[f"table3.{cell}"] = (row["total"], row["numerical_error"], "")
        found[f"table4.{cell}"] = (row["n_needed_as_printed"], np.nan, "")
    return found


def _fit_values(fits: pd.DataFrame, surface: pd.DataFrame) -> dict[str, tuple]:
    """Fit of Table V, and the annulus of the highest density."""
    best = fits[fits["fit"] == "best"].iloc[0]
    peak = surface.loc[surface["density"].idxmax()]
    return {
        "table5.scale": (best["scale"], best["scale_high"] - best["scale"], ""),
        "table5.peak_min": (peak["r_min"], np.nan, ""),
        "table5.peak_max": (peak["r_max"], np.nan, ""),
    }


def _catalogue_values(sources: pd.DataFrame) -> dict[str, tuple]:
    """Sizes of the real lists, in runs that have them."""
    sizes = sources["catalogue"].value_counts()
    return {
        f"catalogue.n_{name}": (sizes[name], np.nan, "")
        for name in ("liu_hmxb", "liu_lmxb")
        if name in sizes
    }


def _why_missing(name: str, differing: Sequence[str]) -> str:
    if differing and name.startswith(DEPENDENT):
        return f"this run has other settings than the paper: {', '.join(differing)}"
    if name.startswith("catalogue."):
        return NO_LISTS
    return "this run has other voids than the paper"
