"""Samples of variable sources (chang2022, section 4.1)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.alert_regions import AlertRegions, containment_factors
from nusources.errors import InputDataError


def is_away_from_the_plane(
    ra: ArrayLike, dec: ArrayLike, abs_dec_max: float, abs_glat_min: float
) -> NDArray[np.bool_]:
    """Cut on position: near the celestial equator and far from the Galactic plane.

    Parameters
    ----------
    ra, dec : array_like, shape (n,)
        Positions [deg].
    abs_dec_max, abs_glat_min : float
        |declination| below and |Galactic latitude| above these [deg]; chang2022: 40 and 10.
    """
    from astropy.coordinates import SkyCoord  # .5 s to import

    glat = SkyCoord(np.asarray(ra), np.asarray(dec), unit="deg").galactic.b.deg
    return (np.abs(np.asarray(dec)) < abs_dec_max) & (np.abs(glat) > abs_glat_min)


def count_epochs(names: ArrayLike, mjd: ArrayLike, combine_days: float) -> pd.Series:
    """Count the epochs of each source, observations that are close in time counted once.

    An epoch begins with the first observation that no earlier epoch holds, and holds all within
    `combine_days` after it.

    Parameters
    ----------
    names : array_like of str, shape (n_observations,)
    mjd : array_like, shape (n_observations,)
        Times [d].
    combine_days : float
        Length of an epoch [d], excluded; chang2022, section 3.3: 15.

    Returns
    -------
    Series of int
        By name.
    """
    times = pd.Series(np.asarray(mjd, dtype=float)).groupby(np.asarray(names, dtype=object))
    return times.agg(lambda one: _epochs(np.sort(one.to_numpy()), combine_days)).astype("int64")


def _epochs(times: NDArray[np.float64], length: float) -> int:
    n_epochs, start = 0, 0
    while start < len(times):
        n_epochs += 1
        start = max(start + 1, int(np.searchsorted(times, times[start] + length)))
    return n_epochs


def nearest_alert_factor(
    regions: AlertRegions, ra: ArrayLike, dec: ArrayLike, shape: str = "ellipse"
) -> NDArray[np.float64]:
    """Smallest factor on the half-axes at which any alert's region holds a position.

    Parameters
    ----------
    regions : AlertRegions
    ra, dec : array_like, shape (n,)
        Positions [deg].
    shape : str
        As in `nusources.alert_regions.contains`.

    Returns
    -------
    ndarray, shape (n,)
    """
    return containment_factors(regions, ra, dec, shape).min(axis=0)


def variable_sample(
    table: pd.DataFrame,
    *,
    combine_days: float | None = None,
    above: Mapping[str, float] | None = None,
    at_least: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Sources of a catalogue that pass cuts on its columns.

    Parameters
    ----------
    table : DataFrame
        source_name, ra, dec [deg], and the columns of the cuts; one row per observation, with
        mjd, if `combine_days` is given.
    combine_days : float, optional
        Length of an epoch [d]; gives the column n_epochs (`count_epochs`).
    above, at_least : mapping, optional
        Largest value that is too small; smallest value that is large enough. In the units of the
        columns. Missing values do not pass.

    Returns
    -------
    DataFrame
        source_name, ra, dec.

    Raises
    ------
    InputDataError
        If the table lacks a column of a cut.
    """
    if combine_days is not None:
        epochs = count_epochs(table["source_name"], table["mjd"], combine_days)
        table = table.drop_duplicates("source_name")
        table = table.assign(n_epochs=table["source_name"].map(epochs))
    passes = pd.Series(True, index=table.index)
    for cuts, compare in ((above, pd.Series.gt), (at_least, pd.Series.ge)):
        for column, limit in (cuts or {}).items():
            if column not in table.columns:
                raise InputDataError(
                    "no such column for a cut",
                    column=column,
                    value=f"{column}: {limit:g}",
                    expected=f"one of {', '.join(table.columns)}",
                )
            passes &= compare(table[column], limit)
    return table.loc[passes, ["source_name", "ra", "dec"]].reset_index(drop=True)
