"""Numbers of the classification, and our values of the published ones (chang2022, section 4.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from nusources.run_numbers import our_numbers, values_of

STUDY = "chang2022"
NO_CURVES = "this run has no light curves of both bands"
NO_LAG = "no infrared flare follows a shorter gamma-ray flare by the rule for classes"
TXS_LAG = "curves.TXS_0506.lag"
PREFIXES = ("flares.", "curves.", "table4.", "table5.")


def class_numbers(classes: pd.DataFrame, measures: pd.DataFrame) -> dict[str, float]:
    """Counts of sources after each step, and what the cuts are said to rest on.

    Parameters
    ----------
    classes : DataFrame
        Contract ``flare_classes``.
    measures : DataFrame
        Contract ``flare_measures``.

    Returns
    -------
    dict
        By id; nothing of a sample without sources, or without one that has both curves.
    """
    numbers: dict[str, float] = {}
    for sample, table in classes.groupby("sample"):
        if (table["class"] != "no_curve").any():
            counted = class_counts(table)
            numbers |= {f"flares.{sample}.{name}": float(n) for name, n in counted.items()}
    if "flares.FIBS.both_flare" in numbers:
        numbers |= _cut_values(classes, measures)
    return numbers


def class_counts(table: pd.DataFrame) -> Mapping[str, int]:
    """Sources of one sample after each step, by name of the step.

    Parameters
    ----------
    table : DataFrame
        Contract ``flare_classes``.
    """
    both = table["has_infrared_flare"] & table["has_gamma_flare"]
    both &= table["aperture_class"] != "no_curve"
    removed = table["class"].isin(["non_variable", "uncertain"])
    counts = {
        "sources": len(table),
        "potential_neutrino_sources": table["is_potential_neutrino_source"].sum(),
        "both_flare": both.sum(),
        "removed": removed.sum(),
        "remaining": (both & ~removed).sum(),
        "TXS_like_by_aperture": (table["aperture_class"] == "TXS_like").sum(),
        "second_pass": table["is_second_pass"].sum(),
    }
    named = ("TXS_like", "CFS", "NFS", "infrared_only", "gamma_only", "unconfirmed")
    return counts | {name: (table["class"] == name).sum() for name in named}


def _cut_values(classes: pd.DataFrame, measures: pd.DataFrame) -> dict[str, float]:
    """Quartiles behind the cuts at 1.7 and 0.9 (section 4.2.3).

    They are of gamma-ray curves of FIBS that flare in both bands, of which the cuts remove some.
    """
    fibs = classes[(classes["sample"] == "FIBS") & classes["has_infrared_flare"]]
    fibs = fibs[fibs["has_gamma_flare"]]
    gamma = measures[measures["band"] == "gamma_ray"].set_index("source_name")
    own = gamma.reindex(fibs["gamma_name"]).set_index(fibs.index)
    weak = own["block_ratio"][fibs["has_low_variability_index"]]
    ratio = own["quiet_deviation_ratio"]
    values = {"block_ratio_median": weak.median()}
    for name, share in (("first", 0.25), ("second", 0.5), ("third", 0.75)):
        values[f"quiet_ratio_{name}_quartile"] = ratio.quantile(share)
    return {f"flares.FIBS.{name}": float(value) for name, value in values.items()}


def published_flares(
    found: Mapping[str, float], published: pd.DataFrame, parents: Iterable[Mapping]
) -> pd.DataFrame:
    """Our values of the published numbers of light curves, flares and classes.

    Parameters
    ----------
    found : mapping
        Our values by id.
    published : DataFrame
        Contract ``published``.
    parents : iterable of mapping
        ``attrs`` of the tables that the values were made from.

    Returns
    -------
    DataFrame
        Contract ``our_numbers``.
    """
    rows = values_of(found, published, PREFIXES)
    reasons = rows["id"].map({TXS_LAG: NO_LAG}).fillna(NO_CURVES) if found else NO_CURVES
    rows["missing"] = pd.Series(reasons, rows.index, dtype=object).where(rows["ours"].isna(), "")
    return our_numbers(STUDY, rows, parents)
