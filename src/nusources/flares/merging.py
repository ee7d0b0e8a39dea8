"""Observations that are close in time, merged (chang2022, section 3.3)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.errors import InputDataError
from nusources.flares.runs import run_starts

POINT_COLUMNS = ["source_name", "mjd", "flux", "flux_error"]


@dataclass
class Ledger:
    """What each step of a preparation removed or changed; contract ``light_curve_preparation``.

    Parameters
    ----------
    band : str
    rows : list of dict
    """

    band: str
    rows: list[dict] = field(default_factory=list)

    def keep(self, step: str, table: pd.DataFrame, kept: ArrayLike) -> pd.DataFrame:
        """Rows that are kept; the others are counted."""
        mask = np.asarray(kept, dtype=bool)
        self.note(step, table.loc[~mask, "source_name"], table[mask])
        return table[mask].reset_index(drop=True)

    def note(self, step: str, touched: pd.Series, left: pd.DataFrame) -> None:
        """Count points removed, changed or added, by their names, and what is left."""
        self.rows.append(
            {
                "band": self.band,
                "order": len(self.rows) + 1,
                "step": step,
                "n_points": len(touched),
                "n_sources": touched.nunique(),
                "n_points_left": len(left),
                "n_sources_left": left["source_name"].nunique(),
            }
        )


@dataclass(frozen=True)
class Merging:
    """How observations are merged; the readings that section 3.3 leaves open are named here.

    Parameters
    ----------
    combine_days : float
        Observations within so many days of the first of an epoch belong to it (excluded).
    clip_sigma : float or None
        Observations farther from the centre of their epoch are left out, in one pass; at 3, no
        epoch of ten or fewer can lose one, for no value is farther off than (n - 1) / sqrt(n).
    clip_centre : str
        ``mean`` (scatter: standard deviation) or ``median`` (scatter: 1.4826 median deviation).
    error : str
        ``larger`` of the propagated error and scatter / sqrt(n), or one of ``propagated``,
        ``scatter`` (propagated where an epoch has one observation), ``floor`` (propagated, but no
        less than a share of the flux).
    floor : float
        That share, for what calibration leaves between visits.
    """

    combine_days: float = 15.0
    clip_sigma: float | None = None
    clip_centre: str = "mean"
    error: str = "larger"
    floor: float = 0.015


def epoch_numbers(
    source: NDArray[np.int64], mjd: NDArray[np.float64], combine_days: float
) -> NDArray[np.int64]:
    """Number of the epoch of each observation, over all sources.

    An epoch begins with the first observation that no earlier one holds, as in
    `nusources.selection.samples.count_epochs`.

    Parameters
    ----------
    source, mjd : ndarray, shape (n,)
        Number of the source and time [d], sorted by both.
    combine_days : float
        Length of an epoch [d], excluded.
    """
    n = len(mjd)
    begins = np.zeros(n + 1, dtype=bool)
    ends = np.searchsorted(source, source, side="right")
    # Gaps of a million days between sources keep one search for all of them.
    offset = source * 1e6 + mjd
    following = np.minimum(np.searchsorted(offset, offset + combine_days), ends)
    following = np.maximum(following, np.arange(n) + 1)
    place = run_starts(source)
    while len(place):
        begins[place] = True
        after = following[place]
        place = after[after < ends[place]]
    return np.cumsum(begins[:n]) - 1


def ordered(table: pd.DataFrame) -> pd.DataFrame:
    """Sort observations by source and time, errors with them."""
    return table.sort_values(["source_name", "mjd"], kind="stable", ignore_index=True)


def with_each_time_once(table: pd.DataFrame, repeated: str, ledger: Ledger) -> pd.DataFrame:
    """Points of time bins, each bin of a curve once; sorted.

    Parameters
    ----------
    table : DataFrame
        source_name, mjd, flux, flux_error, is_upper_limit, n_combined.
    repeated : str
        Points of one curve at one time are a mistake of the file: ``refuse``; or ``merge``: their
        mean with propagated error, a limit if one of them is.
    ledger : Ledger

    Raises
    ------
    InputDataError
        If points that are to be refused are there; names the first.
    """
    table = ordered(table)
    is_repeat = table.duplicated(["source_name", "mjd"]).to_numpy()
    if not is_repeat.any():
        return table
    if repeated == "refuse":
        row = int(np.argmax(is_repeat))
        raise InputDataError(
            f"light curve of {table['source_name'].iloc[row]} has a time bin twice",
            column="mjd",
            value=table["mjd"].iloc[row],
            expected="each bin once, or flares.preparation.repeated_times: merge",
        )
    number = np.cumsum(~is_repeat) - 1
    n = np.bincount(number)
    squares = np.bincount(number, table["flux_error"] ** 2)
    once = table[~is_repeat].assign(
        flux=np.bincount(number, table["flux"]) / n,
        flux_error=np.sqrt(squares) / n,
        is_upper_limit=np.bincount(number, table["is_upper_limit"]) > 0,
        n_combined=n,
    )
    ledger.note("bins given more than once", table.loc[is_repeat, "source_name"], once)
    return once.reset_index(drop=True)


def merge_observations(table: pd.DataFrame, merging: Merging, ledger: Ledger) -> pd.DataFrame:
    """Clip outliers in each epoch and average what is left.

    Parameters
    ----------
    table : DataFrame
        source_name, mjd, flux, flux_error.
    merging : Merging
    ledger : Ledger

    Returns
    -------
    DataFrame
        source_name, mjd (mean), flux, flux_error, n_combined; sorted.
    """
    table = ordered(table)
    if merging.clip_sigma is not None:
        epochs = _epochs_of(table, merging.combine_days)
        inside = _distance(table["flux"].to_numpy(), epochs, merging) <= merging.clip_sigma
        table = ledger.keep(f"beyond {merging.clip_sigma:g} sigma of their epoch", table, inside)
    epochs = _epochs_of(table, merging.combine_days)
    merged = _averages(table, epochs, merging)
    is_merged = merged["n_combined"].to_numpy()[epochs] > 1
    name = f"merged within {merging.combine_days:g} d"
    ledger.note(name, table.loc[is_merged, "source_name"], merged)
    return merged


def _epochs_of(table: pd.DataFrame, combine_days: float) -> NDArray[np.int64]:
    source = pd.factorize(table["source_name"])[0].astype(np.int64)
    return epoch_numbers(source, table["mjd"].to_numpy(dtype=float), combine_days)


def _scatter(flux: NDArray, epochs: NDArray, mean: NDArray, n: NDArray) -> NDArray[np.float64]:
    """Standard deviation (n - 1) in each epoch; 0 for single observations."""
    squares = np.bincount(epochs, (flux - mean[epochs]) ** 2, len(n))
    return np.sqrt(squares / np.maximum(n - 1, 1))


def _distance(flux: NDArray, epochs: NDArray, merging: Merging) -> NDArray[np.float64]:
    """Distance from the centre of the epoch, in its scatter."""
    if merging.clip_centre == "median":
        grouped = pd.Series(flux).groupby(epochs)
        deviation = (flux - grouped.transform("median")).abs()
        scatter = 1.4826 * deviation.groupby(epochs).transform("median").to_numpy()
        distance = deviation.to_numpy()
    else:
        n = np.bincount(epochs)
        mean = np.bincount(epochs, flux) / n
        scatter = _scatter(flux, epochs, mean, n)[epochs]
        distance = np.abs(flux - mean[epochs])
    return np.divide(distance, scatter, out=np.zeros(len(flux)), where=scatter > 0)


def _averages(table: pd.DataFrame, epochs: NDArray, merging: Merging) -> pd.DataFrame:
    n = np.bincount(epochs)
    flux = table["flux"].to_numpy(dtype=float)
    mean = np.bincount(epochs, flux) / n
    propagated = np.sqrt(np.bincount(epochs, table["flux_error"].to_numpy() ** 2)) / n
    scatter = _scatter(flux, epochs, mean, n) / np.sqrt(n)
    errors = {
        "larger": np.maximum(propagated, scatter),
        "propagated": propagated,
        "scatter": np.where(scatter > 0, scatter, propagated),
        "floor": np.maximum(propagated, merging.floor * np.abs(mean)),
    }
    begins = np.flatnonzero(np.diff(epochs, prepend=-1))
    return pd.DataFrame(
        {
            "source_name": table["source_name"].to_numpy()[begins],
            "mjd": np.bincount(epochs, table["mjd"].to_numpy()) / n,
            "flux": mean,
            "flux_error": errors[merging.error],
            "n_combined": n.astype(np.int64),
        }
    )
