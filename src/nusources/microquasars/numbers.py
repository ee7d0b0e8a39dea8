"""Our values of the numbers that anchordoqui2014 prints."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from nusources.origins import state_of
from nusources.run_numbers import our_numbers

STUDY = "anchordoqui2014"
NO_LISTS = "needs the real list of X-ray binaries: only in runs with data.source: archive"
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
    wanted = published.loc[published["untestable"] == "", "id"]
    values = pd.DataFrame(
        [(name, *ours.get(name, (np.nan, np.nan, ""))) for name in wanted],
        columns=["id", "ours", "ours_error", "note"],
    ).astype({"ours": float, "ours_error": float})
    values["missing"] = [
        "" if name in ours else _why_missing(name, differing) for name in values["id"]
    ]
    caveats = _fit_caveats(fits)
    values["caveat"] = [caveats.get(name, "") for name in values["id"]]
    # Only the sizes of the lists are counted in data.
    is_counted = values["id"].str.startswith("catalogue.") & (values["missing"] == "")
    values["input"] = np.where(is_counted, state_of(sources.attrs), "no data")
    return our_numbers(STUDY, values)


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


def _fit_caveats(fits: pd.DataFrame) -> dict[str, str]:
    """What the fit says of the scale that the paper takes."""
    best, paper = (fits[fits["fit"] == name].iloc[0] for name in ("best", "paper"))
    if not math.isclose(paper["scale"], PAPER_SETTINGS["scale"]):
        return {}
    rise = paper["chi_square"] - best["chi_square"]
    text = (
        f"acceptable, not the minimum: chi2 of {paper['scale']:g} kpc is {rise:.1f} above that of"
    )
    return {"table5.scale": f"{text} {best['scale']:.2f} kpc, where the fit to Table V has it"}


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
