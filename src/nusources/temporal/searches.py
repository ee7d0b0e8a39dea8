"""The search of one sample: R(t), its control trials, and p-values corrected for the search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.alert_regions import check_choice
from nusources.random_streams import named_generator
from nusources.statistics import (
    COLUMNS_AT_ONCE,
    binomial_error,
    global_p_value,
    largest_scores,
    right_tailed_p_values,
    smallest_p_values,
)
from nusources.temporal.controls import AlertTimes, control_pairs
from nusources.temporal.pairs import TimeSample, pairs_within
from nusources.temporal.ratios import (
    TimeWindows,
    bootstrapped,
    observed_ratios,
    shifts_of,
    slide,
)
from nusources.temporal.scan import WindowScan, whole_chain

MAIN = "main"
RATIO_ERRORS = ("standard_errors", "bootstrap")
NO_SCORE = "R is defined at no shift in half of the trials, or not of the observed sky: no score"
FEW_CANDIDATES = "fewer sources outside the regions than pairs: controls drawn with replacement"


@dataclass(frozen=True)
class SlideRequest:
    """How the windows of a sample slide.

    Parameters
    ----------
    variant : str
        ``main``, or what is changed.
    factor : float
        On the half-axes of the regions.
    windows : TimeWindows
    step_days, max_days : float
        Of the shifts [d].
    n_trials : int
        Control trials.
    alert_times : str
        Of controls, see `nusources.temporal.controls.control_pairs`.
    ratio_error : str
        1 sigma of R: ``standard_errors`` of both means, or by ``bootstrap`` over the sources.
    """

    variant: str
    factor: float
    windows: TimeWindows
    step_days: float
    max_days: float
    n_trials: int
    alert_times: str = "permuted"
    ratio_error: str = "standard_errors"

    def __post_init__(self) -> None:
        check_choice("ratio_error", self.ratio_error, RATIO_ERRORS)

    @property
    def shifts(self) -> NDArray[np.float64]:
        """Shifts [d]."""
        return shifts_of(self.step_days, self.max_days)


def search_shifts(
    sample: TimeSample, request: SlideRequest, n_left_out: int, *, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """R(t) with local p-values, and the global one over all shifts and levels.

    Parameters
    ----------
    sample : TimeSample
    request : SlideRequest
    n_left_out : int
        Sources of the sample without flare levels.
    seed : int

    Returns
    -------
    ratios, search : DataFrame
        Contracts ``flare_ratios``, and one row of ``time_searches``; none of both without pairs.

    References
    ----------
    Chang et al. 2022, sections 5.1.2 and 5.2 (local p-values); the global one from the same trials.
    """
    sources, times, outside = pairs_within(sample, request.factor)
    if not len(sources) or not len(outside):
        return pd.DataFrame(), pd.DataFrame()
    controls = control_pairs(
        outside,
        times,
        request.n_trials,
        seed=seed,
        names=("controls", sample.name, request.variant),
        alert_times=AlertTimes(request.alert_times, sample.mjd),
    )
    trials = slide(sample.curves, *controls, request.windows, request.shifts)
    trials = trials.reshape(request.n_trials, -1)
    pairs = sources[np.newaxis], times[np.newaxis]
    observed = slide(sample.curves, *pairs, request.windows, request.shifts).ravel()
    table = observed_ratios(sample.curves, sources, times, request.windows, request.shifts)
    if request.ratio_error == "bootstrap":
        random = named_generator(seed, "temporal", "bootstrap", sample.name, request.variant)
        how = request.windows, request.shifts, random
        table["ratio_error"] = bootstrapped(sample.curves, (sources, times), *how).ravel()
    key = {"sample": sample.name, "variant": request.variant}
    ratios = table.assign(
        **key,
        ratio=observed,
        **_moments(trials),
        p_local=right_tailed_p_values(observed, trials),
        n_trials=np.int64(request.n_trials),
    )
    largest, column = largest_scores(observed, trials)
    row = search_row(sample, -largest, len(sources), n_left_out) | {
        "variant": request.variant,
        "p_local": ratios["p_local"].iloc[column],
        "score": largest[0] if np.isfinite(largest[0]) else np.nan,
        "search": "shifts_and_levels",
        "level": table["level"].iloc[column],
        "shift_days": table["shift_days"].iloc[column],
        "window_days": request.windows.days,
        "factor": request.factor,
        "note": _note(largest[0], is_few=len(outside) < len(sources)),
    }
    return ratios, pd.DataFrame([row])


def _moments(trials: NDArray[np.float64]) -> dict[str, NDArray]:
    """Mean and standard deviation of the defined trials of each column."""
    number, mean, deviation = (np.empty(trials.shape[1]) for _ in range(3))
    for start in range(0, trials.shape[1], COLUMNS_AT_ONCE):
        part = slice(start, start + COLUMNS_AT_ONCE)
        own = np.ascontiguousarray(trials[:, part])
        is_defined = ~np.isnan(own)
        n = is_defined.sum(axis=0)
        mean[part] = own.sum(axis=0, where=is_defined) / np.where(n > 0, n, np.nan)
        squares = ((own - mean[part]) ** 2).sum(axis=0, where=is_defined)
        deviation[part] = np.sqrt(squares / np.where(n > 1, n - 1, np.nan))
        number[part] = n
    return {"trial_mean": mean, "trial_std": deviation, "n_defined": number.astype(np.int64)}


def search_row(
    sample: TimeSample, statistic: NDArray[np.float64], n_pairs: int, n_left_out: int
) -> dict:
    """Columns that all searches share; the smaller the statistic, whose row 0 is observed."""
    p_global, n_trials = global_p_value(statistic[:, np.newaxis]), len(statistic) - 1
    return {
        "sample": sample.name,
        "variant": MAIN,
        "score": np.nan,
        "p_global": p_global,
        "p_global_error": float(binomial_error(p_global, n_trials)),
        "n_sources": len(sample.curves.names),
        "n_left_out": n_left_out,
        "n_pairs": n_pairs,
        "n_trials": n_trials,
        "level": np.nan,
        "shift_days": np.nan,
        "note": "",
    }


def search_scan(
    sample: TimeSample, scan: WindowScan, request: SlideRequest, n_skies: int, n_left_out: int
) -> pd.DataFrame:
    """Global p-values over windows and factors, and of the whole chain.

    Parameters
    ----------
    sample : TimeSample
    scan : WindowScan
    request : SlideRequest
        Levels and shifts of the slide that ends the chain.
    n_skies : int
        Scrambled skies of the chain.
    n_left_out : int
        Sources of the sample without flare levels.

    Returns
    -------
    DataFrame
        Two rows of contract ``time_searches``.
    """
    flat = scan.trials.reshape(len(scan.trials), -1)
    smallest, column = smallest_p_values(scan.observed.ravel(), flat)
    largest, p_chain, (choice, level, shift) = whole_chain(
        sample, scan, n_skies, request.windows, request.shifts
    )
    rows = []
    for search, statistic, one, p_local in (
        ("windows_and_factors", smallest, column, float(smallest[0])),
        ("whole_chain", -largest, choice, p_chain),
    ):
        factor, window = divmod(one, len(scan.windows_days))
        n_pairs = len(pairs_within(sample, scan.factors[factor])[0])
        row = search_row(sample, statistic, n_pairs, n_left_out) | {"p_local": p_local}
        place = {"window_days": scan.windows_days[window], "factor": scan.factors[factor]}
        rows.append(row | place | {"search": search})
    rows[1] |= {
        "note": _note(largest[0]),
        "score": largest[0] if np.isfinite(largest[0]) else np.nan,
        "level": request.windows.levels[level],
        "shift_days": request.shifts[shift],
    }
    return pd.DataFrame(rows)


def _note(score: float, *, is_few: bool = False) -> str:
    told = [NO_SCORE] if not np.isfinite(score) else []
    return "; ".join([*told, FEW_CANDIDATES] if is_few else told)
