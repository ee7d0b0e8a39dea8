"""When does a user's source flare, and does one band lag behind the other?"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from nusources.answers.house.answer import Answer, Results
from nusources.origins import input_state
from nusources.wording import as_specified, enumerated, number, plural, with_error

QUESTION = "When does your source flare, and how does it vary?"
QUESTION_LAG = "Does one band lag behind the other?"
UNTESTED = (
    "Not tested: whether errors are normal and independent, without which blocks have another rate "
    "of false alarms; what lies in gaps between points."
)
MOST_NAMED = 5
"""Flares that a sentence names one by one."""


def answer(results: Results) -> Answer:
    """Answer of a run with a light curve of a user.

    Parameters
    ----------
    results : Results
        Tables measures, flares, points and lags (contracts ``user_curve_*``).
    """
    measures, flares, lags = results["measures"], results["flares"], results["lags"]
    sentences = [text for one in measures.itertuples() for text in _band(one, flares, results)]
    sentences += [text for one in lags.itertuples() for text in _two_bands(one)]
    return Answer(
        question=" ".join([QUESTION] + [QUESTION_LAG] * (len(lags) > 0)),
        headline=_headline(results["points"]["source_name"].iloc[0], measures),
        sentences=tuple(sentences),
        untested=UNTESTED,
        input=input_state(own=["light curve"]),
    )


def _headline(name: str, measures: pd.DataFrame) -> str:
    several = len(measures) > 1
    told = [
        f"{plural(one.n_flares, 'flare') if one.n_flares else 'no flare'} among "
        f"{plural(one.n_points, 'point')}{f' in {one.band}' if several else ''}"
        for one in measures.itertuples()
    ]
    return f"{name}: {enumerated(told)}"


def _band(one: Any, flares: pd.DataFrame, results: Results) -> list[str]:
    points = results["points"]
    own = points[points["band"] == one.band]
    limits = f", {number(one.n_limits)} of them upper limits," if one.n_limits else ""
    low, high = own["mjd_start"].min(), own["mjd_stop"].max()
    spec = _specification(high - low)
    span = f"MJD {as_specified(low, spec)} to {as_specified(high, spec)}"
    opening = f"{one.band}: {plural(one.n_points, 'point')}{limits} from {span}"
    if one.status != "used":
        return [f"{opening}; {one.status}."]
    unit = f" {one.flux_unit}" if one.flux_unit else ""
    varies = (
        f"{opening}, in {plural(one.n_blocks, 'block')} (false-alarm probability "
        f"{number(one.false_alarm_probability)}); quiescent flux "
        f"{with_error(one.quiescent_flux, one.quiescent_error)}{unit}, mean "
        f"{number(one.mean, 3)}, standard deviation {number(one.standard_deviation, 3)}, "
        f"normalised excess variance {number(one.excess_variance, 3)}; blocks above "
        f"{number(one.flaring_flux, 3)}{unit} flare."
    )
    return [varies, *_flares(flares[flares["band"] == one.band], unit, spec)]


def _specification(days: float) -> str:
    """Format of MJD: a decimal, more for curves of a few days."""
    decimals = 3 - math.floor(math.log10(days)) if days > 0 else 1
    return f".{min(max(decimals, 1), 6)}f"


def _flares(flares: pd.DataFrame, unit: str, spec: str) -> list[str]:
    if flares.empty:
        return []
    told = [
        f"MJD {as_specified(one.mjd_start, spec)} to {as_specified(one.mjd_stop, spec)} "
        f"({number(one.length, 3)} d, "
        f"up to {with_error(one.peak_flux, one.peak_error)}{unit}{_times(one.peak_ratio)})"
        for one in flares.head(MOST_NAMED).itertuples()
    ]
    n_more = len(flares) - len(told)
    told += [f"{plural(n_more, 'more flare')}"] if n_more > 0 else []
    return [f"Flares of {flares['band'].iloc[0]}: {'; '.join(told)}."]


def _times(ratio: float) -> str:
    return f", {number(ratio, 3)} times quiescent" if math.isfinite(ratio) else ""


def _two_bands(one: Any) -> list[str]:
    names = f"{one.first_band} behind {one.second_band}"
    stages = (
        f"{one.first_band} alone flares for {number(one.first_days, 3)} d, {one.second_band} alone "
        f"for {number(one.second_days, 3)} d, both for {number(one.both_days, 3)} d."
    )
    if one.status != "used":
        return [f"Lag of {names}: none ({one.status}).", stages]
    told = [
        f"{number(one.peak_lag, 3)} d at the largest correlation, "
        f"{with_error(one.peak_correlation, one.peak_error)}"
    ]
    if math.isfinite(one.gaussian_lag):
        told.append(
            f"{number(one.gaussian_lag, 3)} d by a Gaussian of width "
            f"{number(one.gaussian_sigma, 2)} d"
        )
    if math.isfinite(one.iccf_lag):
        told.append(f"{number(one.iccf_lag, 3)} d at the largest interpolated correlation")
    chance = (
        f" Of pairs of independent red noise a share of {number(one.p_value, 3)} has as large a "
        "correlation at some lag."
        if math.isfinite(one.p_value)
        else ""
    )
    return [f"Lag of {names}: {'; '.join(told)}.{chance}", stages]
