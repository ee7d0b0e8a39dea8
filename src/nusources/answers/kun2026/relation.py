"""Do blazars near the threshold follow the relation of neutrino and hard X-ray luminosities?

References
----------
Kun et al. 2026, abstract.
"""

from __future__ import annotations

import pandas as pd

from nusources.answers.house.answer import Answer, Results
from nusources.answers.house.words import DATA_SHORT
from nusources.contracts.luminosity_words import CALIBRATION
from nusources.luminosity.influence import NOTHING
from nusources.luminosity.null_pool import BACKGROUND
from nusources.luminosity.numbers import OWN_VARIANCE, PERMUTATION, without_xrays
from nusources.wording import enumerated, number, plural, with_error

QUESTION = (
    "Do the neutrino luminosities of blazars near IceCube's threshold follow their hard X-rays as "
    "those of the best sources do?"
)
UNTESTED = (
    "Not tested: the paper's own numbers. Its abstract names no source: the calibrators were "
    "inferred, the rule for the blazars was chosen because it gives seven, and some inputs are "
    "proxies, as the tables of calibrators and blazars tell. That fitted numbers of events are "
    "signal is taken for granted."
)
PUT_IN = "The simulated blazars were put on a relation, which must be found."
LEVEL = 0.05
EXCHANGED = ("fluxes", "fluxes_within_classes", "luminosities")
DEFAULT = "default"


def answer(results: Results) -> Answer:
    """Answer of a run.

    Parameters
    ----------
    results : Results
        Tables luminosities (contract ``luminosities``), influence, predictive, injection and
        readings (``luminosity_predictive``), tests (``luminosity_tests``), stacks
        (``stack_fits``).
    """
    test = results["predictive"].set_index("variance").loc[OWN_VARIANCE]
    return Answer(
        question=QUESTION,
        headline=_headline(test, results["injection"], DATA_SHORT[results.input]),
        sentences=(
            _relation(results["influence"], results["luminosities"]),
            _consistency(test),
            _permutation(results["tests"]),
            _readings(results["readings"]),
            *_stacks(results["stacks"]),
        ),
        untested=UNTESTED,
        input=results.input,
    )


def _headline(test: pd.Series, injection: pd.DataFrame, data: str) -> str:
    follow = "are consistent with" if test["p"] >= LEVEL else "do not follow"
    text = (
        f"{plural(int(test['n_sources']), 'blazar')} {follow} the relation of "
        f"{plural(int(test['n_calibration']), 'calibrator')} (χ² = {number(test['chi2'], 3)}, "
        f"p = {number(test['p'], 3)})"
    )
    background = injection.set_index("kind")["share_consistent"].get(BACKGROUND)
    if background is not None:
        text += f"; so is {number(100 * background, 2)} % of injected background"
    return f"{text} ({data})"


def _relation(influence: pd.DataFrame, luminosities: pd.DataFrame) -> str:
    row = influence.set_index("left_out").loc[NOTHING]
    text = (
        f"The slope is {with_error(row['slope'], row['slope_error'])} and the intrinsic scatter "
        f"{with_error(row['scatter'], row['scatter_error'])} dex, which at "
        f"{plural(int(row['n_calibration']), 'source')} rests on its prior"
    )
    absent = without_xrays(luminosities, CALIBRATION)
    if absent:
        verb = "are" if len(absent) > 1 else "is"
        text += f"; {enumerated(absent)} {verb} left out for want of measured hard X-rays"
    text += "."
    return f"{text} {PUT_IN}" if luminosities.attrs.get("simulated") else text


def _consistency(test: pd.Series) -> str:
    text = (
        f"A χ² at most as large has p = {number(test['p_low'], 2)} by its law and "
        f"{number(test['p_low_replicated'], 2)} in replicated data"
    )
    if test["p_low_replicated"] < LEVEL:
        return f"{text}: improbably small, so the predictions are too wide or the blazars chosen."
    return f"{text}, in which the blazars share the error of the relation."


def _permutation(tests: pd.DataFrame) -> str:
    rows = tests[tests["shuffled"].isin(EXCHANGED)].set_index(["shuffled", "statistic"])
    own = rows.loc[PERMUTATION]
    others, n = rows.drop(index=PERMUTATION)["p_value"], plural(int(own["n_sources"]), "source")
    return (
        f"Random pairing of X-ray fluxes and neutrinos of {n}, distances kept, gives "
        f"p = {number(own['p_value'], 2)} ({number(own['significance'], 3)} standard deviations); "
        f"other statistics and other exchanges give {number(others.min(), 2)} to "
        f"{number(others.max(), 2)}."
    )


def _readings(readings: pd.DataFrame) -> str:
    others = readings[(readings["subject"] != DEFAULT) & readings["slope"].notna()]
    low, high = (others.loc[one] for one in (others["slope"].idxmin(), others["slope"].idxmax()))
    chi2 = others["chi2"]
    return (
        "What the abstract leaves open, one reading changed at a time, moves the slope between "
        f"{number(low['slope'], 2)} ({_choice(low)}) and {number(high['slope'], 2)} "
        f"({_choice(high)}), and χ² between {number(chi2.min(), 2)} and {number(chi2.max(), 2)}."
    )


def _choice(row: pd.Series) -> str:
    return f"{row['subject']}: {row['choice']}".replace("_", " ")


def _stacks(fits: pd.DataFrame) -> tuple[str, ...]:
    """One sentence for each sample of events."""
    return tuple(
        _stack_sentence(label, rows) for label, rows in fits.groupby("sample_label", sort=False)
    )


def _stack_sentence(label: str, rows: pd.DataFrame) -> str:
    parts = [
        f"{number(row.n_signal, 3)} from {row.stack_label} (p = {number(row.p_value, 2)})"
        for row in rows.itertuples()
    ]
    tried = f", not corrected for {len(parts)} stacks" if len(parts) > 1 else ""
    return f"Signal events of stacked sources in {label}: {enumerated(parts)}{tried}."
