"""Classes of sources by their flaring stages (chang2022, sections 4.2.2 to 4.2.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from nusources.contracts.flares import FLARE_CLASSES, STAGE_INTERVALS
from nusources.flares.intervals import NO_INTERVALS, Intervals, length
from nusources.flares.stages import BandState, flaring_stages, simultaneous_ratio

SIMULTANEOUS = "simultaneous"


@dataclass(frozen=True)
class ClassRule:
    """Rules for classes; the readings that section 4.2 leaves open are named here.

    Parameters
    ----------
    variability_index_max, excess_variance_min, block_ratio_min : float
        Sources with an index up to the first are non-variable if either of the others is not
        reached by their gamma-ray curve (4.2.3: 18, 1e-4, 1.7).
    quiet_deviation_ratio : float
        Sources are uncertain ``above`` this ratio (4.2.3, where it is called the third quartile;
        printed is "less than").
    uncertain_side : str
        ``above`` or ``below``.
    lag_max_days : float
        A low-energy flare follows a gamma-ray flare within so many days (4.2.4: 500).
    lag_of : str
        ``start``: from start to start; ``midpoint``; ``peak``: of the brightest blocks; ``gap``:
        from the end of the gamma-ray flare.
    simultaneous_max, simultaneous_min : float
        Largest ratio of TXS-like sources (1/4); CFS have more than the second (1/2).
    ratio_over, unobserved : str
        See `nusources.flares.stages`.
    """

    variability_index_max: float = 18.0
    excess_variance_min: float = 1e-4
    block_ratio_min: float = 1.7
    quiet_deviation_ratio: float = 0.9
    uncertain_side: str = "above"
    lag_max_days: float = 500.0
    lag_of: str = "start"
    simultaneous_max: float = 0.25
    simultaneous_min: float = 0.5
    ratio_over: str = "union"
    unobserved: str = "outside"


def txs_like_lag(low: BandState, high: BandState, rule: ClassRule) -> float:
    """Smallest lag of a low-energy flare that follows a shorter gamma-ray flare [d].

    NaN where there is none, or where a low-energy flare contains two gamma-ray flares. The paper
    judged by eye (4.2.4): that the flare is longer, the limits and their ends are our reading.
    """
    one, two = low.flares, high.flares
    if len(one) == 0 or len(two) == 0:
        return float("nan")
    contains = (two[None, :, 0] >= one[:, None, 0]) & (two[None, :, 1] <= one[:, None, 1])
    if (contains.sum(axis=1) >= 2).any():
        return float("nan")
    moments = {
        "start": (one[:, 0], two[:, 0]),
        "midpoint": (one.mean(axis=1), two.mean(axis=1)),
        "peak": (low.peaks, high.peaks),
        "gap": (one[:, 0], two[:, 1]),
    }
    after, before = moments[rule.lag_of]
    lags = after[:, None] - before[None, :]
    is_longer = np.diff(one, axis=1) > np.diff(two, axis=1).T
    fits = (lags >= 0) & (lags <= rule.lag_max_days) & is_longer
    return float(lags[fits].min()) if fits.any() else float("nan")


def is_non_variable(index: pd.Series, gamma: pd.DataFrame, rule: ClassRule) -> pd.Series:
    """Sources of a low variability index with little excess variance or contrast of blocks.

    Missing values are no reason to remove a source.
    """
    weak = gamma["excess_variance"] < rule.excess_variance_min
    weak |= gamma["block_ratio"] < rule.block_ratio_min
    return (index <= rule.variability_index_max) & weak


def is_uncertain(gamma: pd.DataFrame, rule: ClassRule) -> pd.Series:
    """Sources whose gamma-ray curve varies outside its flares as much as in the whole."""
    ratio = gamma["quiet_deviation_ratio"]
    if rule.uncertain_side == "below":
        return ratio < rule.quiet_deviation_ratio
    return ratio > rule.quiet_deviation_ratio


def stage_class(low: BandState, high: BandState, rule: ClassRule) -> dict[str, Any]:
    """Class of a source by its stages alone, with the numbers that make it.

    Returns
    -------
    dict
        class, stages (dict of intervals), and the columns of ``flare_classes`` about them.
    """
    stages = flaring_stages(low, high, rule.unobserved)
    ratio = simultaneous_ratio(stages, rule.ratio_over, (low.flares, high.flares))
    has_low, has_high = len(low.flares) > 0, len(high.flares) > 0
    lag = float("nan")
    if not (has_low and has_high):
        names = {(True, False): "infrared_only", (False, True): "gamma_only"}
        name = names.get((has_low, has_high), "no_flare")
    else:
        lag = txs_like_lag(low, high, rule)
        is_apart = not ratio > rule.simultaneous_max
        if np.isfinite(lag) and is_apart:
            name = "TXS_like"
        elif length(stages[SIMULTANEOUS]) == 0:
            name = "NFS"
        else:
            name = "CFS" if ratio > rule.simultaneous_min else "other"
    return {
        "class": name,
        "stages": stages,
        "has_infrared_flare": has_low,
        "has_gamma_flare": has_high,
        "simultaneous_ratio": ratio,
        "simultaneous_days": length(stages[SIMULTANEOUS]),
        "low_energy_days": length(stages["low_energy"]),
        "high_energy_days": length(stages["high_energy"]),
        "lag_days": lag if name == "TXS_like" else float("nan"),
    }


@dataclass(frozen=True)
class GammaStates:
    """States of the gamma-ray curves, by curve name.

    Parameters
    ----------
    aperture, likelihood, second_pass : mapping of BandState
        The second pass has lower limits (4.2.5); the last two may lack sources.
    """

    aperture: Mapping[str, BandState]
    likelihood: Mapping[str, BandState]
    second_pass: Mapping[str, BandState]


NO_STATE = BandState(NO_INTERVALS, NO_INTERVALS, np.empty(0))
NOTHING = {
    "class": "no_curve",
    "stages": {},
    "has_infrared_flare": False,
    "has_gamma_flare": False,
    "simultaneous_ratio": float("nan"),
    "simultaneous_days": 0.0,
    "low_energy_days": 0.0,
    "high_energy_days": 0.0,
    "lag_days": float("nan"),
}


def classify_source(
    low: BandState | None, names: Mapping[str, str], states: GammaStates, rule: ClassRule
) -> dict[str, Any]:
    """Class of a source by aperture curves, refined by its likelihood curve.

    Only sources that are TXS-like by aperture photometry are looked at again (4.2.5); those that
    the likelihood curve, and the one with lower limits, do not confirm are ``unconfirmed``.

    Parameters
    ----------
    low : BandState or None
    names : mapping
        Names of the gamma-ray curves by band.
    states : GammaStates
    rule : ClassRule
    """
    high = states.aperture.get(names.get("gamma_ray", ""))
    fitted = names.get("gamma_ray_likelihood", "")
    has_fit = {"has_likelihood_curve": fitted in states.likelihood, "is_second_pass": False}
    if low is None or high is None:
        return NOTHING | has_fit | {"aperture_class": "no_curve"}
    result = stage_class(low, high, rule)
    aperture = {"aperture_class": result["class"]}
    if result["class"] != "TXS_like" or fitted not in states.likelihood:
        return result | has_fit | aperture
    for is_second, passes in enumerate((states.likelihood, states.second_pass)):
        refined = stage_class(low, passes.get(fitted, NO_STATE), rule)
        if refined["class"] == "TXS_like":
            return refined | has_fit | aperture | {"is_second_pass": bool(is_second)}
    return result | has_fit | aperture | {"class": "unconfirmed"}


def classify(
    sources: pd.DataFrame,
    links: pd.DataFrame,
    low_states: Mapping[str, BandState],
    states: GammaStates,
    gamma_measures: pd.DataFrame,
    *,
    low_band: str,
    rule: ClassRule,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Classes and stages of the sources of one sample.

    Parameters
    ----------
    sources : DataFrame
        From `nusources.flares.samples.sample_sources`.
    links : DataFrame
        Contract ``light_curve_links``, of the sample.
    low_states : mapping of BandState
        Of the low-energy band, by curve name.
    states : GammaStates
    gamma_measures : DataFrame
        Contract ``flare_measures``, of the aperture curves.
    low_band : str
        infrared or millimetre.
    rule : ClassRule

    Returns
    -------
    classes, stages : DataFrame
        Contracts ``flare_classes`` and ``flare_stages``.
    """
    if len(sources) == 0:
        return FLARE_CLASSES.empty(), STAGE_INTERVALS.empty()
    names: dict[str, dict[str, str]] = {}
    columns = (links[name] for name in ("source_name", "band", "curve_name"))
    for source, band, curve in zip(*columns, strict=True):
        names.setdefault(source, {})[band] = curve
    found = []
    for source in sources["source_name"]:
        own = names.get(source, {})
        low = low_states.get(own.get(low_band, ""))
        found.append(classify_source(low, own, states, rule))
    stages = _stage_table(sources, found)
    made = pd.DataFrame(found, index=sources.index).drop(columns="stages")
    curves = [names.get(source, {}).get("gamma_ray") for source in sources["source_name"]]
    gamma = gamma_measures.set_index("source_name").reindex(curves).set_index(sources.index)
    table = pd.concat([sources, made], axis=1).assign(
        has_low_variability_index=sources["variability_index"] <= rule.variability_index_max,
        is_non_variable=is_non_variable(sources["variability_index"], gamma, rule),
        is_uncertain=is_uncertain(gamma, rule),
    )
    return _cut(table)[FLARE_CLASSES.column_names], stages


def _cut(table: pd.DataFrame) -> pd.DataFrame:
    """Take non-variable and uncertain sources out of the classes of those that flare in both."""
    both = table["has_infrared_flare"] & table["has_gamma_flare"]
    cut = both & ~table["is_potential_neutrino_source"]
    for column in ("class", "aperture_class"):
        kept = table[column].mask(cut & table["is_uncertain"], "uncertain")
        table[column] = kept.mask(cut & table["is_non_variable"], "non_variable")
    return table


def _stage_table(sources: pd.DataFrame, found: list[dict[str, Any]]) -> pd.DataFrame:
    rows: list[tuple] = []
    keys = zip(sources["sample"], sources["source_name"], found, strict=True)
    for sample, source, one in keys:
        for stage, intervals in one["stages"].items():
            rows += [(sample, source, stage, *times) for times in _pairs(intervals)]
    if not rows:
        return STAGE_INTERVALS.empty()
    return pd.DataFrame(rows, columns=STAGE_INTERVALS.column_names)


def _pairs(intervals: Intervals) -> list[tuple[float, float]]:
    return [(start, stop) for start, stop in intervals.tolist()]
