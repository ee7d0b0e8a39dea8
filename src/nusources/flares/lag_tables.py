"""Lags of all sources with light curves in two bands, as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.contracts.flares import FLARE_LAGS
from nusources.flares.lag_fits import fit_gaussians
from nusources.flares.lag_surrogates import Surrogates, chance
from nusources.flares.lags import (
    FEWEST_POINTS,
    LagRule,
    Series,
    correlation_function,
    interpolated_lag,
)
from nusources.flares.runs import run_starts
from nusources.run_numbers import our_numbers, values_of
from nusources.selection.matching import match_positions

STUDY = "chang2022"
USED = "used"
FEW = "fewer than two points"
QUIET = "scatter not above the errors"
NO_BIN = "no bin with enough pairs"
EXAMPLE = "4FGLJ0509.4+0542"
"""TXS 0506+056, its name without blanks."""
NO_LAGS = "this run has no light curves of both bands"


@dataclass(frozen=True)
class BandPair:
    """Two bands whose lag is measured, the first against the second.

    Parameters
    ----------
    first, second : str
    by_position_arcsec : float or None
        Curves of different samples are paired by position within this radius [arcsec]; None: those
        of one source of one sample.
    """

    first: str
    second: str
    by_position_arcsec: float | None = None


@dataclass(frozen=True)
class Extras:
    """What is measured beside the discrete correlation.

    Parameters
    ----------
    interpolated : bool
        Whether the interpolated correlation is.
    surrogates : Surrogates or None
        Red noise for the chance of the largest correlation.
    random_of : callable
        Random stream of the errors of a source's surrogates, by its name.
    """

    interpolated: bool
    surrogates: Surrogates | None
    random_of: Callable[[str], np.random.Generator]


def pair_links(links: pd.DataFrame, pair: BandPair) -> pd.DataFrame:
    """Sources with curves in both bands: sample, source_name, first_curve, second_curve."""
    first = links[links["band"] == pair.first].rename(columns={"curve_name": "first_curve"})
    second = links[links["band"] == pair.second].rename(columns={"curve_name": "second_curve"})
    columns = ["sample", "source_name", "first_curve", "second_curve"]
    if pair.by_position_arcsec is None:
        return first.merge(second, on=["sample", "source_name"])[columns]
    first = first.drop_duplicates("first_curve")
    second = second.drop_duplicates("second_curve")
    found = match_positions(
        first["ra"], first["dec"], second["ra"], second["dec"], pair.by_position_arcsec
    )
    both = first.iloc[found.first].reset_index(drop=True)
    both["second_curve"] = second["second_curve"].to_numpy()[found.second]
    return both[columns]


def series_of(table: pd.DataFrame) -> dict[str, Series]:
    """Light curves of a band by name, without limits and points put into gaps.

    Parameters
    ----------
    table : DataFrame
        Contract ``light_curves_<band>``, sorted by source_name and mjd.
    """
    kept = table[~table["is_artificial"] & ~table["is_upper_limit"]]
    columns = [np.array(kept[name], dtype=float) for name in ("mjd", "flux", "flux_error")]
    names = kept["source_name"].to_numpy()
    starts = run_starts(names).tolist()
    stops = [*starts[1:], len(names)]
    return {
        names[start]: Series(names[start], *(one[start:stop] for one in columns))
        for start, stop in zip(starts, stops, strict=False)
    }


def measure_lags(
    pairs: pd.DataFrame,
    bands: tuple[Mapping[str, Series], Mapping[str, Series]],
    rule: LagRule,
    extras: Extras,
) -> pd.DataFrame:
    """Lags of many sources.

    Parameters
    ----------
    pairs : DataFrame
        From `pair_links`.
    bands : tuple of mapping
        Curves of both bands by name, from `series_of`.
    rule : LagRule
    extras : Extras

    Returns
    -------
    DataFrame
        Columns of the contract ``flare_lags`` but for the bands; every source has a row, and a
        status that tells why it has no lag.
    """
    rows, values = [], []
    for one in pairs.itertuples(index=False):
        first, second = bands[0].get(one.first_curve), bands[1].get(one.second_curve)
        row, value = _measure(first, second, rule, extras)
        rows.append({"sample": one.sample, "source_name": one.source_name} | row)
        values.append(value)
    if not rows:
        return FLARE_LAGS.empty().drop(columns=["first_band", "second_band"])
    table = pd.DataFrame(rows)
    lag, sigma = fit_gaussians(rule.centres, np.array(values))
    return table.assign(gaussian_lag=lag, gaussian_sigma=sigma)


def _measure(
    first: Series | None, second: Series | None, rule: LagRule, extras: Extras
) -> tuple[dict[str, Any], NDArray]:
    n_points = [0 if one is None else len(one.time) for one in (first, second)]
    row: dict[str, Any] = {"n_first": n_points[0], "n_second": n_points[1], "n_bins": 0}
    row |= dict.fromkeys(("peak_lag", "peak_correlation", "peak_error"), np.nan)
    row |= {"iccf_lag": np.nan, "p_value": np.nan, "status": FEW}
    nothing = np.full(len(rule.centres), np.nan)
    if first is None or second is None or min(n_points) < FEWEST_POINTS:
        return row, nothing
    found = correlation_function(first, second, rule)
    value = found.usable(rule.pairs_min)[0]
    if not np.isfinite(value).any():
        return row | {"status": QUIET if np.isnan(found.value).all() else NO_BIN}, nothing
    peak = int(np.nanargmax(value))
    row |= {
        "n_bins": int(np.isfinite(value).sum()),
        "peak_lag": rule.centres[peak],
        "peak_correlation": value[peak],
        "peak_error": found.error[0, peak],
        "status": USED,
    }
    if extras.interpolated:
        row["iccf_lag"] = interpolated_lag(first, second, rule)
    if extras.surrogates is not None:
        random = extras.random_of(first.name)
        drawn = extras.surrogates.correlations(first, second, rule, random)
        row["p_value"] = chance(value[peak], drawn, rule.pairs_min)
    return row, value


def median_error(values: ArrayLike) -> float:
    """Half the range of ranks in which the true median lies in 68 % of samples; NaN of none.

    Parameters
    ----------
    values : array_like, shape (n,)
        Of any distribution: the rank of the median is binomial, n/2 with error sqrt(n)/2.
    """
    n = np.size(values)
    if not n:
        return float("nan")
    step = min(0.5 / float(np.sqrt(n)), 0.5)
    low, high = np.quantile(np.asarray(values, np.float64), [0.5 - step, 0.5 + step])
    return float(high - low) / 2


def lag_numbers(lags: pd.DataFrame, links: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """Our values of the published numbers whose ids begin with ``lags.``.

    Parameters
    ----------
    lags, links : DataFrame
        Contracts ``flare_lags`` and ``light_curve_links``.
    published : DataFrame
        Contract ``published``.

    Returns
    -------
    DataFrame
        Contract ``our_numbers``.
    """
    own = lags[(lags["first_band"] == "infrared") & (lags["status"] == USED)]
    values, errors = {}, {}
    if len(own):
        peaks = own["peak_lag"].value_counts()
        values["lags.peak_bin"] = float(min(peaks.index[peaks == peaks.max()], key=abs))
        fitted = own["gaussian_lag"].dropna()
        values["lags.gaussian_median"] = fitted.median()
        errors["lags.gaussian_median"] = median_error(fitted)
        is_example = links["curve_name"].str.replace(" ", "") == EXAMPLE
        names = links.loc[is_example, "source_name"]
        example = own[own["source_name"].isin(names)]["peak_lag"]
        values["lags.TXS_0506"] = example.iloc[0] if len(example) else np.nan
    rows = values_of(values, published, "lags.")
    rows["ours_error"] = rows["id"].map(errors).astype(float)
    rows["missing"] = rows["ours"].isna().map({True: NO_LAGS, False: ""}).astype(object)
    return our_numbers(STUDY, rows, [lags.attrs])
