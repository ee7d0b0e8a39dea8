"""Is the signal that was put into the simulated tracks found again?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.answers.house.answer import Answer, Results, Sample
from nusources.answers.house.words import DATA_SHORT, FLUX_UNIT, threshold_text
from nusources.wording import enumerated, number, plural, with_error

QUESTION = "Does the search find the signal that was put into the simulated tracks?"
UNTESTED = (
    "Not tested: how like real data the simulated ones are; figures and tables below compare them."
)
FAR = 2.0
"""Errors from which on a number is said to differ from what was injected."""


def answer(results: Results) -> Answer:
    """Answer of a run with simulated tracks.

    Parameters
    ----------
    results : Results
        Per sample: recovered, of the contract ``recovered_signal``.
    """
    found = [_lowest_threshold(sample) for sample in results.samples]
    injected = [rows[rows["flux_injected"] > 0] for rows in found]
    said = "is found again"
    if not all(_is_near(row) for rows in injected for row in rows.itertuples()):
        said = "is not found as injected"
    if not any(map(len, injected)):
        said = "does not exist: no source of a group was injected"
    sentences = [
        sentence
        for sample, rows in zip(results.samples, found, strict=True)
        for sentence in _sample(results, sample, rows)
    ]
    return Answer(
        question=QUESTION,
        headline=f"The injected signal {said} ({DATA_SHORT[results.input]})",
        sentences=tuple(sentences),
        untested=UNTESTED,
        input=results.input,
    )


def _sample(results: Results, sample: Sample, rows: pd.DataFrame) -> list[str]:
    """The group whose flux is known best in one sentence, all others in another."""
    has_signal = rows["flux_injected"] > 0
    injected = list(rows[has_signal].sort_values("flux_error").itertuples())
    told = [f"{_excess(results, row)}{_ratio(row)}" for row in injected[1:]]
    told += [
        f"{_excess(results, row)}, where nothing is injected"
        for row in rows[~has_signal].itertuples()
    ]
    sentences = [_group(results, sample, row) for row in injected[:1]]
    if told:
        sentences.append(f"{sample.label}, other groups: an excess of {enumerated(told)}.")
    return sentences


def _lowest_threshold(sample: Sample) -> pd.DataFrame:
    table = sample["recovered"]
    return table[table["log10_energy_min"] == table["log10_energy_min"].min()]


def _is_near(row) -> bool:
    return abs(row.flux_fitted - row.flux_injected) <= FAR * row.flux_error


def _group(results: Results, sample: Sample, row) -> str:
    return (
        f"{sample.label}: of {plural(row.n_injected, 'injected event')} with "
        f"{threshold_text(row.log10_energy_min)}, {number(row.n_signal)} lie around "
        f"{results.label_of(row.group)}, and an excess of {with_error(row.excess, row.sigma)} is "
        f"found{_ratio(row)}; flux at 100 TeV {with_error(row.flux_fitted, row.flux_error)} "
        f"{FLUX_UNIT}, injected {number(row.flux_injected)}."
    )


def _excess(results: Results, row) -> str:
    return f"{with_error(row.excess, row.sigma)} around {results.label_of(row.group)}"


def _ratio(row) -> str:
    """Share of the injected events that was found, where it is known."""
    return f" ({with_error(row.ratio, row.ratio_error)} of it)" if np.isfinite(row.ratio) else ""
