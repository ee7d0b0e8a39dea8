"""Stages and lag of two bands of a user's light curve, by the code of the stage flares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nusources.contracts.user_curve import USER_CORRELATION, USER_LAGS, USER_STAGES
from nusources.errors import InputDataError
from nusources.flares.intervals import Intervals, length
from nusources.flares.lag_tables import Extras, measure_lags, series_of
from nusources.flares.lags import FEWEST_POINTS, LagRule, Series, correlation_function
from nusources.flares.stages import band_states, flaring_stages, simultaneous_ratio

STAGE_NAMES = {"low_energy": "first", "high_energy": "second", "simultaneous": "both"}
"""Stages of two bands of any kind, by their names where the first is of lower energy."""


MOST_PAIRS, MOST_POINTS = 10_000_000, 20_000
"""Of two bands, and of one, that are correlated: with more, time and memory are out of hand."""

MANY = f"more than {MOST_PAIRS:,} pairs of points, or than {MOST_POINTS:,} in a band; average them"


@dataclass(frozen=True)
class StageRule:
    """Conventions of stages; keys of ``flares.classes``.

    Parameters
    ----------
    unobserved, ratio_over : str
        See `nusources.flares.stages`.
    """

    unobserved: str
    ratio_over: str


@dataclass(frozen=True)
class TwoBands:
    """What two bands tell together; empty tables where there is one band only.

    Parameters
    ----------
    stages, correlation, lags : DataFrame
        Contracts ``user_curve_stages``, ``user_curve_correlation`` and ``user_curve_lags``.
    """

    stages: pd.DataFrame
    correlation: pd.DataFrame
    lags: pd.DataFrame


def chosen_pair(
    measures: pd.DataFrame, wanted: Mapping[str, str] | None, path: str
) -> tuple[str, str] | None:
    """Two bands that are compared: those that are wanted, else the first two of the file.

    Parameters
    ----------
    measures : DataFrame
        Contract ``user_curve_measures``.
    wanted : mapping or None
        first and second.
    path : str
        File named in errors.

    Returns
    -------
    tuple of str or None
        None where the file has one band.

    Raises
    ------
    InputDataError
        If a band that is wanted is not there.
    """
    bands = list(measures.sort_values("place")["band"])
    if wanted is None:
        return (bands[0], bands[1]) if len(bands) > 1 else None
    for key in ("first", "second"):
        if wanted[key] not in bands:
            raise InputDataError(
                f"light_curve.lag.{key} names a band that the file does not have",
                path=path,
                value=wanted[key],
                expected=f"one of {', '.join(bands)}",
            )
    return wanted["first"], wanted["second"]


def compare_bands(
    points: pd.DataFrame,
    blocks: pd.DataFrame,
    pair: tuple[str, str] | None,
    rules: tuple[LagRule, StageRule],
    extras: Extras,
) -> TwoBands:
    """Correlation, lag and stages of two bands of one source.

    Parameters
    ----------
    points, blocks : DataFrame
        Contracts ``user_curve_points`` and ``user_curve_blocks``.
    pair : tuple of str or None
        From `chosen_pair`.
    rules : tuple of LagRule and StageRule
    extras : Extras
    """
    if pair is None:
        return TwoBands(USER_STAGES.empty(), USER_CORRELATION.empty(), USER_LAGS.empty())
    lag_rule, stage_rule = rules
    name = points["source_name"].iloc[0]
    series = (_series(points, pair[0]), _series(points, pair[1]))
    n_first, n_second = (len(one[name].time) if name in one else 0 for one in series)
    are_many = n_first * n_second > MOST_PAIRS or max(n_first, n_second) > MOST_POINTS
    if are_many:
        series = ({}, {})
    pairs = pd.DataFrame({"sample": [""], "source_name": name})
    pairs = pairs.assign(first_curve=name, second_curve=name)
    lags = measure_lags(pairs, series, lag_rule, extras)
    stages, days = _stages(blocks, name, pair, stage_rule)
    lags = lags.assign(first_band=pair[0], second_band=pair[1], **days)
    if are_many:
        lags = lags.assign(n_first=n_first, n_second=n_second, status=MANY)
    return TwoBands(
        stages, _correlation(series, name, pair, lag_rule), lags[USER_LAGS.column_names]
    )


def _series(points: pd.DataFrame, band: str) -> dict[str, Series]:
    return series_of(points[points["band"] == band].assign(is_artificial=False))


def _correlation(
    series: tuple[Mapping[str, Series], ...], name: str, pair: tuple[str, str], rule: LagRule
) -> pd.DataFrame:
    found = [one.get(name) for one in series]
    curves = [one for one in found if one is not None and len(one.time) >= FEWEST_POINTS]
    if len(curves) < 2:
        return USER_CORRELATION.empty()
    correlation = correlation_function(curves[0], curves[1], rule)
    return pd.DataFrame(
        {
            "first_band": pair[0],
            "second_band": pair[1],
            "lag": rule.centres,
            "n_pairs": correlation.n_pairs,
            "correlation": correlation.value[0],
            "correlation_error": correlation.error[0],
        }
    )


def _stages(
    blocks: pd.DataFrame, name: str, pair: tuple[str, str], rule: StageRule
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Stages, and the days of each with the share of simultaneous flaring."""
    states = [band_states(blocks[blocks["band"] == band]).get(name) for band in pair]
    days: dict[str, float] = {f"{one}_days": 0.0 for one in STAGE_NAMES.values()}
    days["simultaneous_ratio"] = np.nan
    first, second = states
    if first is None or second is None:
        return USER_STAGES.empty(), days
    stages = flaring_stages(first, second, rule.unobserved)
    days |= {f"{STAGE_NAMES[one]}_days": length(found) for one, found in stages.items()}
    flares = (first.flares, second.flares)
    days["simultaneous_ratio"] = simultaneous_ratio(stages, rule.ratio_over, flares)
    rows = [_rows(found, STAGE_NAMES[one]) for one, found in stages.items() if len(found)]
    if not rows:
        return USER_STAGES.empty(), days
    table = pd.concat(rows, ignore_index=True)
    table = table.assign(source_name=name, first_band=pair[0], second_band=pair[1])
    return table[USER_STAGES.column_names], days


def _rows(intervals: Intervals, stage: str) -> pd.DataFrame:
    columns = {"mjd_start": intervals[:, 0], "mjd_stop": intervals[:, 1]}
    return pd.DataFrame(columns).assign(stage=stage)
