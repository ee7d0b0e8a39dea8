"""Blocks, flares and measures of a user's light curve, by the code of the stage flares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from nusources.contracts.user_curve import (
    USER_BLOCKS,
    USER_FLARES,
    USER_MEASURES,
    USER_POINTS,
)
from nusources.flares.all_bands import flares_of_band, flaring_rule
from nusources.flares.measures import BandFlares, flaring_levels, left_out
from nusources.flares.merging import Ledger, with_each_time_once

REPEATED = "merge"
ONLY_LIMITS = "left out: upper limits only"


def with_each_time_once_by_band(points: pd.DataFrame) -> pd.DataFrame:
    """Merge points of a band at one time, as the stage flares does with time bins.

    Parameters
    ----------
    points : DataFrame
        Contract ``user_curve_points``, with repeated times.

    Returns
    -------
    DataFrame
        Bands in their order; of merged points, the row and the bin of the first.
    """
    parts = [
        with_each_time_once(curve.assign(n_combined=1), REPEATED, Ledger(str(band)))
        for band, curve in points.groupby("band", sort=False)
    ]
    return pd.concat(parts, ignore_index=True)[USER_POINTS.column_names]


def find_curve_flares(
    points: pd.DataFrame,
    settings: Mapping[str, Any],
    random_of: Callable[[str], np.random.Generator],
) -> BandFlares:
    """Blocks and measures of each band.

    Parameters
    ----------
    points : DataFrame
        Contract ``user_curve_points``, of one source, sorted by band and time.
    settings : mapping
        Keys of ``flares.blocks``; a band called infrared has the second rule of that band.
    random_of : callable
        Random stream of the calibrated prior, by the name of the band.

    Returns
    -------
    BandFlares
        Contracts ``user_curve_blocks`` and ``user_curve_measures``; a band that is not cut into
        blocks has a row of measures that says why.
    """
    blocks, measures = [], []
    for place, (name, curve) in enumerate(points.groupby("band", sort=False), start=1):
        band = str(name)
        found = _flares_of_band(curve, band, settings, random_of(band))
        unit = {"flux_unit": curve["flux_unit"].iloc[0]}
        blocks.append(_numbered(found.blocks).assign(**unit))
        measures.append(
            found.measures.assign(
                n_limits=int(curve["is_upper_limit"].sum()),
                flaring_flux=flaring_levels(found.measures, flaring_rule(settings, band)),
                place=place,
                **unit,
            )
        )
    cut = [one for one in blocks if len(one)] or [USER_BLOCKS.empty()]
    return BandFlares(
        pd.concat(cut, ignore_index=True)[USER_BLOCKS.column_names],
        pd.concat(measures, ignore_index=True)[USER_MEASURES.column_names],
    )


def _flares_of_band(
    curve: pd.DataFrame, band: str, settings: Mapping[str, Any], random: np.random.Generator
) -> BandFlares:
    table = curve.assign(is_artificial=False).reset_index(drop=True)
    found = flares_of_band(table, band, settings, random)
    if not table["is_upper_limit"].all():
        return found
    return BandFlares(found.blocks.iloc[:0], left_out(table, band, ONLY_LIMITS))


def _numbered(blocks: pd.DataFrame) -> pd.DataFrame:
    """Blocks of one band with the numbers of their flares: runs of flaring blocks."""
    flaring = blocks["is_flaring"].to_numpy(dtype=bool)
    begins = flaring & ~np.append(False, flaring[:-1])[: len(flaring)]
    return blocks.assign(flare=np.where(flaring, np.cumsum(begins), 0).astype(np.int64))


def flare_table(blocks: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Flares of all bands.

    Parameters
    ----------
    blocks, measures : DataFrame
        From `find_curve_flares`.

    Returns
    -------
    DataFrame
        Contract ``user_curve_flares``.
    """
    quiescent = measures.set_index("band")["quiescent_flux"]
    rows = []
    for (band, flare), own in blocks[blocks["flare"] > 0].groupby(["band", "flare"], sort=False):
        peak = own.loc[own["flux"].idxmax()]
        start, stop = own["mjd_start"].min(), own["mjd_stop"].max()
        level = quiescent[band]
        rows.append(
            {
                "source_name": peak["source_name"],
                "band": band,
                "flare": flare,
                "mjd_start": start,
                "mjd_stop": stop,
                "length": stop - start,
                "n_blocks": len(own),
                "n_points": own["n_points"].sum(),
                "peak_flux": peak["flux"],
                "peak_error": peak["flux_error"],
                "peak_mjd": (peak["mjd_start"] + peak["mjd_stop"]) / 2,
                "peak_ratio": peak["flux"] / level if level > 0 else np.nan,
                "flux_unit": peak["flux_unit"],
            }
        )
    return pd.DataFrame(rows, columns=USER_FLARES.column_names) if rows else USER_FLARES.empty()
