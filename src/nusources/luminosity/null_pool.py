"""Luminosities that background, or other sources of the search, would give at random blazars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import log_ndtr

from nusources.contracts.luminosity import SOUTHERN_DEC
from nusources.contracts.luminosity_predictive import SELECTION_CHANCE
from nusources.contracts.luminosity_words import SOURCE_LIST
from nusources.luminosity.distances import nearest_rows
from nusources.luminosity.neutrino_numbers import NUMBERS, SIDES, neutrino_numbers, with_errors
from nusources.luminosity.null_injection import Pool, chance_of_so_many
from nusources.luminosity.predictive import predict
from nusources.luminosity.reading import Inputs, Reading
from nusources.luminosity.readings import BLAZAR_CLASSES, prepared_sources, with_light
from nusources.luminosity.samples import points_of, sample_rows
from nusources.luminosity.sides import luminosities
from nusources.regression.points import Points
from nusources.regression.posterior import Posterior

BACKGROUND, MEASURED = "background", "measured"
PAIR = ["source_name", "n_signal", "spectral_index", "minus_log10_p"]


def xray_blazars(inputs: Inputs, reading: Reading) -> pd.DataFrame:
    """Blazars with NuSTAR spectra and a redshift, as `prepared_sources` has sources.

    Those of the search and all others of the release, without the calibrators and those south of
    the declination where fluxes are not constrained.

    Parameters
    ----------
    inputs : Inputs
    reading : Reading
    """
    if inputs.nustar is None:
        return prepared_sources(inputs, reading, [SOURCE_LIST]).iloc[:0]
    known = neutrino_numbers(inputs, reading)
    positions = distinct_positions(inputs.nustar.rows, reading.match_radius_arcmin)
    place = nearest_rows(positions["ra"], positions["dec"], known, reading.match_radius_arcmin)
    names = known["source_name"].to_numpy()[place]
    own = [f"NuSTAR {ra:.4f} {dec:+.4f}" for ra, dec in positions.to_numpy()]
    sources = positions.assign(source_name=np.where(place >= 0, names, own))
    is_used = ~sources["source_name"].isin(reading.calibrators) & (sources["dec"] > SOUTHERN_DEC)
    sources = sources[is_used].drop_duplicates("source_name").reindex(columns=NUMBERS)
    flags = {"sample": SOURCE_LIST, "is_seyfert": False, "is_calibrator": False}
    rows = with_light(sources.reset_index(drop=True).assign(**flags), inputs, reading)
    chosen = ~rows["is_xray_limit"] & rows["distance"].notna()
    return rows[chosen].assign(source_class="blazar").reset_index(drop=True)


def distinct_positions(rows: pd.DataFrame, radius_arcmin: float) -> pd.DataFrame:
    """One position for all rows within a radius of it: the first one.

    Parameters
    ----------
    rows : DataFrame
        ra, dec [deg].
    radius_arcmin : float
    """
    places = rows[["ra", "dec"]].drop_duplicates().reset_index(drop=True)
    kept: list[int] = []
    for number in range(len(places)):
        one = places.iloc[[number]]
        if nearest_rows(one["ra"], one["dec"], places.iloc[kept], radius_arcmin)[0] < 0:
            kept.append(number)
    return places.iloc[kept].reset_index(drop=True)


def at_nearest_declination(pairs: pd.DataFrame, blazars: pd.DataFrame) -> pd.DataFrame:
    """Pairs of the source nearest in declination, for each blazar.

    Parameters
    ----------
    pairs : DataFrame
        `PAIR` and dec [deg], of the sources of the search.
    blazars : DataFrame
        source_name, dec.
    """
    fitted = pairs.drop_duplicates("source_name").sort_values("dec", ignore_index=True)
    order = blazars[["source_name", "dec"]].sort_values("dec", ignore_index=True)
    near = pd.merge_asof(
        order, fitted[["source_name", "dec"]], on="dec", direction="nearest", suffixes=("", "_at")
    )
    found = near[["source_name", "source_name_at"]].merge(
        pairs.rename(columns={"source_name": "source_name_at"}), on="source_name_at"
    )
    return found[PAIR]


def background_pairs(null_fits: pd.DataFrame, least: float) -> pd.DataFrame:
    """Selected fits of background, with the local p-value of their test statistic.

    Parameters
    ----------
    null_fits : DataFrame
        source_name, dec, n_signal, spectral_index, ts.
    least : float
        Fitted events from which a source is selected.

    Returns
    -------
    DataFrame
        `PAIR` and dec; p is that of a normal deviate, one-sided, TS being its square.
    """
    rows = null_fits[null_fits["n_signal"] >= least].reset_index(drop=True)
    ln_p = log_ndtr(-np.sqrt(np.maximum(rows["ts"].to_numpy(), 0)))
    return rows.assign(minus_log10_p=-ln_p / np.log(10))[[*PAIR, "dec"]]


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
    rows: list[dict] = []
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
    return pd.DataFrame(rows) if rows else SELECTION_CHANCE.empty()


def injection_pools(
    null_fits: pd.DataFrame,
    inputs: Inputs,
    reading: Reading,
    posterior: Posterior,
    settings: Mapping[str, Any],
    rng: np.random.Generator,
) -> tuple[dict[str, tuple[Points, Pool]], dict[str, list[str]]]:
    """Pairs to inject, by kind, and what was looked at.

    Parameters
    ----------
    null_fits : DataFrame
        source_name, trial, n_signal, spectral_index, ts; without rows there is no background.
    inputs, reading
        As for `nusources.luminosity.readings.derive`.
    posterior : Posterior
    settings : mapping
        least_n_signal (fitted events from which a source is selected), n_pairs (at most so many of
        each blazar, by lot).
    rng : Generator

    Returns
    -------
    pools : dict
        Points and pool: ``background`` and ``measured``, where there are such pairs; none beside
        sources of the user, whose selection is not known.
    looked_at : dict
        Names of sources, for `selection_chances`.
    """
    if inputs.own is not None:
        return {}, {}
    blazars, least = xray_blazars(inputs, reading), settings["least_n_signal"]
    listed = inputs.listed.rows
    others = listed[~listed["source_name"].isin(reading.calibrators)]
    pairs = {
        BACKGROUND: at_nearest_declination(background_pairs(null_fits, least), blazars),
        MEASURED: measured_pairs(others, blazars, least),
    }
    pools = {}
    for kind, rows in pairs.items():
        lot = rows.iloc[rng.permutation(len(rows))].groupby("source_name").head(settings["n_pairs"])
        if len(lot):
            pools[kind] = pool_of(pool_rows(lot, blazars, inputs, reading), posterior)
    is_blazar = others["source_class"].isin(BLAZAR_CLASSES)
    names = others.loc[is_blazar, "source_name"]
    with_xrays = prepared_sources(inputs, reading, [SOURCE_LIST])["source_name"]
    looked_at = {
        "blazars of the search with hard X-rays": list(names[names.isin(with_xrays)]),
        "all blazars of the search": list(names),
    }
    return pools, looked_at
