"""When will neutrino telescopes see that AGN make the high-energy neutrinos?

References
----------
Chen et al. 2025, abstract, eq. 4, sections V and VII.
"""

from __future__ import annotations

from collections.abc import Mapping

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
MOST_DEVIATIONS = 8
"""Beyond, nobody knows the tail of a test statistic."""
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
            *(_scenario(row, labels) for _, row in rows.iterrows()),
            _meaning(rows),
            _bias(rows, results["forecasts"]),
            _systematics(rows, results["extrapolation"]),
            _readings(results["readings"], names),
            _faint(results["improvements"], names),
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


def _scenario(row: pd.Series, labels: Mapping[str, str]) -> str:
    text = (
        f"{_name(row, labels)}: {number(round(row['n_events']))} events in "
        f"{plural_years(row['years'])}, {row['fraction']:.0%} of them from AGN, and a resolution "
        f"of {number(row['psf_sigma'], 2)}° give an S/N of "
        f"{with_error(row['snr_statistical'], _statistical_error(row))} from "
        f"{number(row['n_sources'])} AGN with {row['bright_share']:.0%} of the flux"
    ).replace("%", " %")
    if row["systematic"] <= 0:
        return f"{text}."
    error = f"{100 * row['systematic']:.0f} %"
    return (
        f"{text}; an error of {error} on what fainter AGN add leaves {number(row['snr'], 2)}, and "
        f"no time can make it more than {number(1 / row['systematic'], 2)}."
    )


def _statistical_error(row: pd.Series) -> float:
    """Error of the S/N from the events alone: that of the combined one, not yet shrunk."""
    ratio = row["snr_statistical"] * row["systematic"]
    return float(row["snr_error"] * (1 + ratio**2) ** 1.5)


def _meaning(rows: pd.DataFrame) -> str:
    others = [_capped(row["snr_median_ts"]) for _, row in rows.iterrows()]
    return (
        "S/N is the fraction of AGN neutrinos over its error where they are there; how far no AGN "
        "would be excluded without systematic errors, the root of the median test statistic, is "
        f"{enumerated(others)} standard deviations."
    )


def _capped(deviations: float) -> str:
    """Standard deviations, as far as they mean anything."""
    return number(deviations, 2) if deviations < MOST_DEVIATIONS else f"over {MOST_DEVIATIONS}"


def _bias(rows: pd.DataFrame, forecasts: pd.DataFrame) -> str:
    """What the edges of the field do to the fit of the paper, and the S/N without them."""
    found = forecasts[forecasts["method"] == "normalised"].set_index("scenario")
    own = found.loc[list(rows["scenario"])]
    return (
        f"The mean fitted fraction is {enumerated(_shares(rows))} of the true one, for a part of S "
        "is outside the field; the systematic errors do not hold this bias. With S normalised in "
        f"the field it is {enumerated(_shares(own))}, and the S/N {enumerated(_ratios(own))}."
    )


def _shares(rows: pd.DataFrame) -> list[str]:
    return [f"{100 * (1 + one):.0f} %" for one in rows["bias"]]


def _ratios(rows: pd.DataFrame) -> list[str]:
    return [number(one, 2) for one in rows["snr"]]


def _systematics(rows: pd.DataFrame, extrapolation: pd.DataFrame) -> str:
    found = []
    for _, row in rows[rows["systematic"] > 0].drop_duplicates("systematic").iterrows():
        errors = {name: error for _, name, error in relative_errors(extrapolation, row["flux_min"])}
        found.append(
            f"{100 * errors[DEFAULT_METHOD]:.0f} % above {number(row['flux_min'], 2)} erg cm⁻² s⁻¹ "
            f"(taken: {100 * row['systematic']:.0f} %)"
        )
    if not found:
        return "No scenario has a systematic error."
    return (
        "What fainter AGN add is known, from the errors of the luminosity function, to "
        f"{enumerated(found)}."
    )


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
