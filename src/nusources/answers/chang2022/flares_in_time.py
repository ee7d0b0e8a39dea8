"""Flares, their lags, and their times against alerts, in words.

References
----------
Chang et al. 2022, sections 4.2 (classes), 5 (R(t)), 6.1 (lags).
"""

from __future__ import annotations

import pandas as pd

from nusources.answers.house.answer import Results, input_of
from nusources.answers.house.verdicts import verdict_of
from nusources.answers.house.words import DATA_WORDS, p_text
from nusources.wording import enumerated, number, plural

MAIN = "main"
SEARCHED = {
    "whole_chain": "over time windows, factors, flare levels and shifts",
    "shifts_and_levels": "over flare levels and shifts",
}
"""The widest search that a sample has is told."""
SAMPLES = {
    "WIBRaLS": "WIBRaLS (infrared)",
    "ACC": "the ALMA calibrators (millimetre)",
    "XRT": "Swift-XRT's blazars (X-rays)",
    "4FGL": "4FGL (γ rays)",
}
NO_CLASSES = "the offset in time of infrared and γ-ray flares"
NO_SEARCHES = "the time of alerts against flares"


def flare_sentence(results: Results) -> str:
    """Numbers of sources by class and the usual lag; empty without classified sources."""
    classes = results.tables.get("classes")
    if classes is None:
        return ""
    own = classes[(classes["sample"] == "FIBS") & (classes["class"] != "no_curve")]
    if own.empty:
        return ""
    both = int((own["has_infrared_flare"] & own["has_gamma_flare"]).sum())
    counts = ", ".join(
        f"{(own['class'] == name).sum():,} {label}"
        for name, label in {"TXS_like": "TXS-like", "CFS": "CFS", "NFS": "NFS"}.items()
    )
    return (
        f"Flares ({DATA_WORDS[input_of(classes)]}): of {plural(len(own), 'blazar')} with light "
        f"curves in infrared and γ rays {both:,} flare in both; {counts}{_lag_words(results)}."
    )


def _lag_words(results: Results) -> str:
    lags = results.tables.get("lags")
    if lags is None:
        return ""
    own = lags[(lags["first_band"] == "infrared") & (lags["status"] == "used")]
    fitted = own["gaussian_lag"].dropna()
    if fitted.empty:
        return ""
    low, middle, high = (number(one, 2) for one in fitted.quantile([0.25, 0.5, 0.75]))
    return (
        f"; the infrared follows the γ rays by {middle} d in the median of "
        f"{plural(len(fitted), 'source')} (half between {low} and {high} d; negative: it leads)"
    )


def time_sentence(results: Results) -> str:
    """Verdict of each sample of variable sources against alerts; empty without any."""
    searches = results.tables.get("time_searches")
    if searches is None or searches.empty:
        return ""
    own = searches[searches["variant"] == MAIN]
    told = [_of_sample(sample, rows) for sample, rows in own.groupby("sample", sort=False)]
    words = DATA_WORDS[input_of(searches)]
    return f"Flares around the times of alerts ({words}): {'; '.join(told)}."


def _of_sample(sample: str, rows: pd.DataFrame) -> str:
    by_search = rows.set_index("search")
    name = next(one for one in SEARCHED if one in by_search.index)
    row = by_search.loc[name]
    p_value = p_text(row["p_global"], row["p_global_error"], int(row["n_trials"]))
    n_all = row["n_sources"] + row["n_left_out"]
    part = (
        f", with curves of {row['n_sources']:,} of {n_all:,} sources" if row["n_left_out"] else ""
    )
    return (
        f"{sample} ({plural(int(row['n_pairs']), 'pair')} of source and alert{part}): "
        f"{verdict_of(float(row['p_global'])).name}, global p-value {p_value}, {SEARCHED[name]}"
    )


def untested_flares(results: Results) -> list[str]:
    """What of flares and times this run could not test."""
    told = [] if flare_sentence(results) else [NO_CLASSES]
    if not time_sentence(results):
        return [*told, NO_SEARCHES]
    searched = set(results.tables["time_searches"]["sample"])
    absent = [words for name, words in SAMPLES.items() if name not in searched]
    return [*told, f"{NO_SEARCHES} of {enumerated(absent)}"] if absent else told
