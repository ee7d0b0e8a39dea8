"""Luminosities that background, or other sources of the search, would give at random blazars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import log_ndtr

from nusources.contracts.luminosity import SOURCE_LIST
from nusources.luminosity.neutrino_numbers import SIDES, with_errors
from nusources.luminosity.null_injection import Pool, chance_of_so_many
from nusources.luminosity.predictive import predict
from nusources.luminosity.reading import Inputs, Reading
from nusources.luminosity.readings import BLAZAR_CLASSES, luminosities, prepared_sources
from nusources.luminosity.samples import points_of, sample_rows
from nusources.regression.points import Points
from nusources.regression.posterior import Posterior

BACKGROUND, MEASURED = "background", "measured"
PAIR = ["source_name", "n_signal", "spectral_index", "minus_log10_p"]


def xray_blazars(inputs: Inputs, reading: Reading) -> pd.DataFrame:
    """Blazars of the search that have hard X-rays and a redshift, as `prepared_sources` has them.

    Parameters
    ----------
    inputs : Inputs
    reading : Reading
    """
    rows = prepared_sources(inputs, reading, [SOURCE_LIST])
    is_one = rows["source_class"].isin(BLAZAR_CLASSES) & ~rows["is_xray_limit"]
    return rows[is_one & rows["distance"].notna()].reset_index(drop=True)


def background_pairs(null_fits: pd.DataFrame, least: float) -> pd.DataFrame:
    """Selected fits of background, with the local p-value of their test statistic.

    Parameters
    ----------
    null_fits : DataFrame
        source_name, n_signal, spectral_index, ts.
    least : float
        Fitted events from which a source is selected.

    Returns
    -------
    DataFrame
        `PAIR`; p is that of a normal deviate, one-sided, TS being its square.
    """
    rows = null_fits[null_fits["n_signal"] >= least].reset_index(drop=True)
    ln_p = log_ndtr(-np.sqrt(np.maximum(rows["ts"].to_numpy(), 0)))
    return rows.assign(minus_log10_p=-ln_p / np.log(10))[PAIR]


def measured_pairs(listed: pd.DataFrame, blazars: pd.DataFrame, least: float) -> pd.DataFrame:
    """Events and indices measured at other sources of the search, at each of the blazars.

    Parameters
    ----------
    listed : DataFrame
        Contract ``source_list`` without the calibrators.
    blazars : DataFrame
        From `xray_blazars`.
    least : float
    """
    rows = listed.loc[listed["n_signal"] >= least, PAIR[1:]]
    return blazars[["source_name"]].merge(rows, how="cross")


def pool_rows(
    pairs: pd.DataFrame, blazars: pd.DataFrame, inputs: Inputs, reading: Reading
) -> pd.DataFrame:
    """Luminosities of blazars with the events and indices of some pairs.

    Parameters
    ----------
    pairs : DataFrame
        `PAIR`; those of other sources than the blazars are left out.
    blazars : DataFrame
        From `xray_blazars`.
    inputs : Inputs
    reading : Reading

    Returns
    -------
    DataFrame
        Contract ``luminosities`` and ``blazar``, its name; each row has a name of its own.
    """
    kept = blazars.drop(columns=PAIR[1:])
    rows = kept.merge(pairs, on="source_name", how="inner")
    printed = ["flux", "limit", *("flux" + side for side in SIDES)]
    printed += [name + side for name in ("n_signal", "spectral_index") for side in SIDES]
    rows = with_errors(rows.assign(**dict.fromkeys(printed, np.nan)), reading)
    rows = rows.sort_values("source_name", kind="stable", ignore_index=True)
    found = luminosities(rows, inputs, reading)
    names = [f"{name} {number}" for number, name in enumerate(rows["source_name"])]
    return found.assign(blazar=rows["source_name"], source_name=names, sample=SOURCE_LIST)


def pool_of(rows: pd.DataFrame, posterior: Posterior) -> tuple[Points, Pool]:
    """Points and pool of injections.

    Parameters
    ----------
    rows : DataFrame
        From `pool_rows`.
    posterior : Posterior
        Relation that the pairs are compared with.
    """
    known = sample_rows(rows, SOURCE_LIST)
    points = points_of(known)
    codes = pd.factorize(known["blazar"])[0]
    return points, Pool(codes, points.x, points.y, predict(posterior, points).pull ** 2)


def selection_chances(
    null_fits: pd.DataFrame, looked_at: Mapping[str, Sequence[str]], least: float, n_asked: int
) -> pd.DataFrame:
    """How many sources background selects from those that were looked at.

    Parameters
    ----------
    null_fits : DataFrame
        source_name, trial, n_signal.
    looked_at : mapping
        Names of sources by what they are called.
    least : float
        Fitted events from which a source is selected.
    n_asked : int
        Selected sources of the study.

    Returns
    -------
    DataFrame
        Contract ``luminosity_selection_chance``.
    """
    table = null_fits.pivot(index="trial", columns="source_name", values="n_signal")
    rows = []
    for name, sources in looked_at.items():
        known = [one for one in sources if one in table]
        if not known:
            continue
        n_signal = table[known].to_numpy()
        mean, share = chance_of_so_many(n_signal, least, n_asked)
        selected = n_signal[n_signal >= least]
        rows.append(
            {
                "looked_at": name,
                "n_looked_at": len(known),
                "least_n_signal": least,
                "n_asked": n_asked,
                "n_mean": mean,
                "share_of_skies": share,
                "n_skies": len(n_signal),
                "n_signal_mean": selected.mean() if selected.size else np.nan,
            }
        )
    return pd.DataFrame(rows)


def injection_pools(
    null_fits: pd.DataFrame,
    inputs: Inputs,
    reading: Reading,
    posterior: Posterior,
    least: float,
) -> tuple[dict[str, tuple[Points, Pool]], dict[str, list[str]]]:
    """Pairs to inject, by kind, and what was looked at.

    Parameters
    ----------
    null_fits : DataFrame
        source_name, trial, n_signal, spectral_index, ts; without rows there is no background.
    inputs, reading
        As for `nusources.luminosity.readings.derive`.
    posterior : Posterior
    least : float
        Fitted events from which a source is selected.

    Returns
    -------
    pools : dict
        Points and pool: ``background`` and ``measured``, where there are such pairs.
    looked_at : dict
        Names of sources, for `selection_chances`.
    """
    blazars = xray_blazars(inputs, reading)
    listed = inputs.listed.rows
    others = listed[~listed["source_name"].isin(reading.calibrators)]
    pairs = {
        BACKGROUND: background_pairs(null_fits, least),
        MEASURED: measured_pairs(others, blazars, least),
    }
    pools = {}
    for kind, rows in pairs.items():
        found = pool_rows(rows, blazars, inputs, reading) if len(rows) and len(blazars) else rows
        if len(found):
            pools[kind] = pool_of(found, posterior)
    is_blazar = others["source_class"].isin(BLAZAR_CLASSES)
    looked_at = {
        "blazars with hard X-rays": list(blazars["source_name"]),
        "all blazars of the search": list(others.loc[is_blazar, "source_name"]),
    }
    return pools, looked_at
