"""Do events point at a user's sources, and which sources lie in a user's alert regions?"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from nusources.answers.events.search import (
    Search,
    are_agreed,
    finding,
    limit,
    others,
    read_search,
)
from nusources.answers.house.answer import Answer, Results, Sample
from nusources.answers.house.words import DATA_SHORT
from nusources.wording import enumerated, number, plural

QUESTION_SOURCES = "Do events point at your sources more often than by chance?"
QUESTION_ALERTS = "Which blazars lie in the regions of your alerts?"
UNTESTED = (
    "Not tested: how your sources were chosen; times of events; the p-values of single sources and "
    "alerts are not corrected for their number."
)
MOST_NAMED = 5
"""Sources that a sentence names one by one."""


def answer(results: Results) -> Answer:
    """Answer of a run with lists of a user.

    Parameters
    ----------
    results : Results
        Per sample, with groups of the user: searches, excess, ranges and sources (contract
        ``user_sources``); with alerts of the user: alerts (contract ``user_alerts``).
    """
    # A group is a question of its own, asked before any result: no trial is added by the others.
    found = [
        [read_search(results, sample, group) for sample in results.samples]
        for group in results.own_groups
        if results.samples
    ]
    sentences = [text for searches in found for text in _group(searches)]
    sentences += [text for sample in results.samples for text in _single(sample)]
    alerts = results.tables.get("alerts")
    told = [_headline(searches) for searches in found]
    if alerts is not None:
        told.append(_alert_headline(alerts, results.input))
        sentences += [_in_regions(alerts), *_groups_in_regions(results, alerts)]
    questions = [QUESTION_SOURCES] * bool(found) + [QUESTION_ALERTS] * (alerts is not None)
    return Answer(
        question=" ".join(questions),
        headline="; ".join(told),
        sentences=tuple(sentences),
        untested=UNTESTED,
        input=results.input,
        # Several groups are several questions: no p-value stands for all of them.
        p_global=found[0][0].p_global if len(found) == 1 else None,
    )


def _headline(searches: Sequence[Search]) -> str:
    first = searches[0]
    apart = "" if are_agreed(searches) else ", the samples disagree"
    return f"{first.verdict.opening} around {first.group} ({DATA_SHORT[first.input]}){apart}"


def _group(searches: Sequence[Search]) -> list[str]:
    first = searches[0]
    return [one for one in (finding(first), limit(first), others(searches)) if one]


def _single(sample: Sample) -> list[str]:
    """The source of the smallest p-value, and how many there are."""
    first = sample["sources"].drop_duplicates(["group", "source_name"])
    best = first.loc[first["p_value"].idxmin()]
    held = int((first["n_tracks"] > 0).sum())
    return [
        f"{sample.label}: {number(held)} of your {plural(len(first), 'source')} "
        f"{'lies' if held == 1 else 'lie'} in the circle of an event; the smallest exact p-value "
        f"of a source alone is {number(best['p_value'], 3)} ({best['source_name']}: "
        f"{plural(best['n_tracks'], 'event')}, {number(best['n_expected'], 3)} expected)."
    ]


def _blazars(alerts: pd.DataFrame) -> pd.DataFrame:
    return alerts[alerts["sources"] == "blazars"]


def _alert_headline(alerts: pd.DataFrame, input_state: str) -> str:
    first = _blazars(alerts).drop_duplicates("alert_name")
    return (
        f"{plural(first['n_inside'].sum(), 'blazar')} in the regions of your "
        f"{plural(len(first), 'alert')}, {number(first['n_expected'].sum(), 3)} expected "
        f"({DATA_SHORT[input_state]})"
    )


def _in_regions(alerts: pd.DataFrame) -> str:
    """What lies in the regions, region by region or in numbers."""
    blazars = _blazars(alerts)
    told = []
    for name, rows in blazars.groupby("alert_name", sort=False):
        first = rows.iloc[0]
        if not first["n_inside"]:
            continue
        names = list(rows["source_name"].head(MOST_NAMED))
        more = int(first["n_inside"]) - len(names)
        names += [f"{number(more)} more"] * (more > 0)
        told.append(
            f"{name} {enumerated(names)} ({number(first['n_expected'], 3)} expected, p-value "
            f"{number(first['p_value'], 3)})"
        )
    if not told:
        return "No region holds a blazar of the merged catalogues."
    shown = told[:MOST_NAMED]
    rest = len(told) - len(shown)
    shown += [f"{plural(rest, 'more region')}"] * (rest > 0)
    return f"Regions with blazars: {'; '.join(shown)}."


def _groups_in_regions(results: Results, alerts: pd.DataFrame) -> list[str]:
    """Which sources of the run's groups lie in which region."""
    held = alerts[(alerts["sources"] != "blazars") & (alerts["n_inside"] > 0)]
    told = [
        f"{one.source_name} ({results.label_of(one.sources)}) in {one.alert_name}"
        for one in held.itertuples()
    ]
    rest = len(told) - MOST_NAMED
    told = told[:MOST_NAMED] + [plural(rest, "more source")] * (rest > 0)
    return [f"Sources of groups in regions: {enumerated(told)}."] if told else []
