"""When will neutrino telescopes see that AGN make the high-energy neutrinos?

References
----------
Chen et al. 2025, abstract, eq. 4, sections V and VII.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from nusources.answers.house.answer import Answer, Results
from nusources.answers.house.words import DATA_SHORT
from nusources.forecast.improvements import relative_errors
from nusources.forecast.printed import EQUAL_AGN, EQUAL_AGN_HALF, FEW_AGN, NO_DETECTOR
from nusources.forecast.track_words import results_text
from nusources.wording import enumerated, number, plural, with_error

QUESTION = "When will neutrino telescopes see that AGN make the high-energy neutrinos?"
CONDITION = "if their neutrinos follow their X-rays"
UNTESTED = (
    "Not tested by the forecasts: whether AGN make the neutrinos. They take no event of the sky, "
    "and put those that a telescope will see on the whole sky into the one field that eROSITA "
    "surveyed that deeply, as the paper does, where it will see 0.3 % of them."
)
INJECTED = "Simulated tracks hold point sources at some blazars, which must be found."
DERIVED = (FEW_AGN, EQUAL_AGN, EQUAL_AGN_HALF)
FAINT_AGN = "agn_below_survey"
DEFAULT_METHOD = "luminosity_function"
OTHER_QUESTIONS = ("estimator", "exponent", "hard_agn")
"""Rows of the table of readings that are none: tried for Figure 1, or other AGN (section VI)."""


def answer(results: Results) -> Answer:
    """Answer of a run.

    Parameters
    ----------
    results : Results
        Tables forecasts, readings and improvements (contracts ``forecasts`` and
        ``forecast_readings``), extrapolation (``extrapolation``), detectors
        (``forecast_detectors``), tracks (``track_fits``).
    """
    rows = main_scenarios(results["forecasts"])
    labels = dict(zip(results["detectors"]["detector"], results["detectors"]["label"], strict=True))
    names = {row["scenario"]: _name(row, labels) for _, row in rows.iterrows()}
    return Answer(
        question=QUESTION,
        headline=_headline(rows, labels, DATA_SHORT[results.input]),
        sentences=(
            _statistics(rows, results["extrapolation"]),
            _bias(rows, results["forecasts"]),
            _faint(results["improvements"], names),
            _readings(results["readings"], names),
            _tracks(results["tracks"]),
        ),
        untested=UNTESTED,
        input=results.input,
    )


def main_scenarios(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Experiments of the scenarios of detectors, the longest of each, the smallest S/N first.

    Parameters
    ----------
    forecasts : DataFrame
        Contract ``forecasts``.
    """
    own = (forecasts["method"] == "monte_carlo") & (forecasts["detector"] != NO_DETECTOR)
    rows = forecasts[own & ~forecasts["scenario"].isin(DERIVED)]
    longest = rows.groupby(["detector", "threshold_tev"])["years"].transform("max")
    return rows[rows["years"] == longest].sort_values("snr", kind="stable")


def _name(row: pd.Series, labels: Mapping[str, str]) -> str:
    label = labels.get(row["detector"], row["detector"])
    return f"{label} above {number(row['threshold_tev'])} TeV"


def _headline(rows: pd.DataFrame, labels: Mapping[str, str], data: str) -> str:
    parts = [
        f"{number(row['snr'], 2)} after {plural_years(row['years'])} of {_name(row, labels)}"
        for _, row in rows.iterrows()
    ]
    return f"AGN would stand out with an S/N of {enumerated(parts)}, {CONDITION} ({data})"


def plural_years(years: float) -> str:
    """``1 year``, ``2.5 years``."""
    return plural(int(years), "year") if years == int(years) else f"{number(years)} years"


def _statistics(rows: pd.DataFrame, extrapolation: pd.DataFrame) -> str:
    """S/N without systematic errors, and the ceiling that those set."""
    text = f"Events alone give {enumerated([number(one, 2) for one in rows['snr_statistical']])}"
    own = rows[rows["systematic"] > 0]
    if own.empty:
        return f"{text}; no systematic error is taken."
    ceilings = [number(1 / one, 2) for one in own["systematic"]]
    taken = _percent(own["systematic"])
    ours = _percent([_error_of_function(extrapolation, flux) for flux in own["flux_min"]])
    return (
        f"{text}; the error on what fainter AGN add (taken: {taken}; from the luminosity function "
        f"{ours}) lets no time make them more than {enumerated(ceilings)}."
    )


def _percent(shares: Iterable[float]) -> str:
    return f"{enumerated([f'{100 * one:.0f}' for one in shares])} %"


def _error_of_function(extrapolation: pd.DataFrame, flux_min: float) -> float:
    errors = {name: error for _, name, error in relative_errors(extrapolation, flux_min)}
    return errors[DEFAULT_METHOD]


def _bias(rows: pd.DataFrame, forecasts: pd.DataFrame) -> str:
    """What the edges of the field do to the fit of the paper, and the S/N without them."""
    found = forecasts[forecasts["method"] == "normalised"].set_index("scenario")
    own = found.loc[list(rows["scenario"])]
    return (
        f"The mean fitted fraction is {_percent(1 + rows['bias'])} of the true one, for a part of "
        "S is outside the field; the systematic errors do not hold this bias. With S normalised in "
        f"the field it is {_percent(1 + own['bias'])}, and the S/N {enumerated(_ratios(own))}."
    )


def _ratios(rows: pd.DataFrame) -> list[str]:
    return [number(one, 2) for one in rows["snr"]]


def _readings(readings: pd.DataFrame, names: Mapping[str, str]) -> str:
    own, others = _with_default(readings[~readings["subject"].isin(OTHER_QUESTIONS)])
    low, high = (
        others.loc[at]
        for at in (others["snr_statistical"].idxmin(), others["snr_statistical"].idxmax())
    )
    return (
        f"What the paper leaves open moves the S/N of {_scenario_name(own, names)} from "
        f"{_told(own)} (events alone) to between {_told(low)} ({_choice(low)}) and {_told(high)} "
        f"({_choice(high)}), one reading changed at a time."
    )


def _faint(improvements: pd.DataFrame, names: Mapping[str, str]) -> str:
    own, others = _with_default(improvements)
    faint = others[others["subject"] == FAINT_AGN].iloc[0]
    together = others[others["subject"] == "all_of_these"].iloc[0]
    return (
        "With S normalised in the footprint, AGN too faint for the survey, which the paper lets "
        f"make no neutrinos, take the S/N of {_scenario_name(own, names)} from {_told(own)} to "
        f"{_told(faint)} (events alone); they, all AGN in the fit and a scatter of neutrinos about "
        f"X-rays together give {_told(together)}."
    )


def _tracks(fits: pd.DataFrame) -> str:
    if fits.empty:
        return "The samples have no track events for the same fit."
    text = (
        "The same fit on the track events at hand, most of them atmospheric, with p-values from "
        f"scrambles sealed before, not corrected for trying {plural(len(fits), 'fit')}: "
        f"{results_text(fits)}."
    )
    return f"{text} {INJECTED}" if fits.attrs.get("simulated") else text


def _with_default(table: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame]:
    is_default = table["kind"] == "default"
    return table[is_default].iloc[0], table[~is_default]


def _scenario_name(row: pd.Series, names: Mapping[str, str]) -> str:
    return names.get(row["scenario"], row["scenario"])


def _told(row: pd.Series) -> str:
    return with_error(row["snr_statistical"], row["snr_error"])


def _choice(row: pd.Series) -> str:
    return f"{row['subject']}: {row['choice']}".replace("_", " ")
