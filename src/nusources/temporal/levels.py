"""Flare levels: fluxes over the quiescent flux of their source (chang2022, section 5.1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from nusources.alert_regions import check_choice

LIMITS = ("left_out", "at_value")
FAINT = ("left_out", "floored")
USED = "used"
NO_CURVE = "left out: no light curve"
NO_DETECTION = "left out: no detection"
NOT_QUIESCENT = "left out: no quiescent flux (fewer than three points)"
TOO_FAINT = "left out: quiescent flux within its error"


@dataclass(frozen=True)
class FlareLevels:
    """Flare levels of the detections of sources.

    Parameters
    ----------
    names : ndarray of str, shape (n_sources,)
        Sources that have levels.
    first : ndarray of int, shape (n_sources + 1,)
        Where the detections of each begin; the next begins where they end.
    mjd, half_bin, level : ndarray, shape (n_detections,)
        Middle and half length of the time bin [d], in order of time; flux over quiescent flux.
    """

    names: NDArray[np.object_]
    first: NDArray[np.int64]
    mjd: NDArray[np.float64]
    half_bin: NDArray[np.float64]
    level: NDArray[np.float64]

    def numbers_of(self, names: ArrayLike) -> NDArray[np.int64]:
        """Numbers of sources by name, -1 for those without levels."""
        return pd.Index(self.names).get_indexer(pd.Index(np.asarray(names, dtype=object)))


def flare_levels(
    links: pd.DataFrame,
    points: pd.DataFrame,
    measures: pd.DataFrame,
    *,
    limits: str = "left_out",
    faint: str = "left_out",
) -> tuple[FlareLevels, pd.DataFrame]:
    """Flare levels of the sources of one sample in one band.

    Artificial points never count.

    Parameters
    ----------
    links : DataFrame
        Sources of the sample: source_name, curve_name (missing: none).
    points : DataFrame
        Contract ``light_curves_*``.
    measures : DataFrame
        Contract ``flare_measures`` of the band.
    limits : str
        Upper limits are ``left_out`` (default) or taken ``at_value``.
    faint : str
        Sources whose quiescent flux does not exceed its error are ``left_out`` (default), or the
        flux is ``floored`` at the error.

    Returns
    -------
    levels : FlareLevels
    status : DataFrame
        source_name, status: used, or why a source has no levels.
    """
    check_choice("limits", limits, LIMITS)
    check_choice("faint", faint, FAINT)
    counted = points[~points["is_artificial"]]
    if limits == "left_out":
        counted = counted[~counted["is_upper_limit"]]
    quiet = measures.set_index("source_name")[["quiescent_flux", "quiescent_error"]]
    quiet.index = quiet.index.astype(object)  # pandas cannot join strings of an empty table
    own = links[["source_name", "curve_name"]].astype(object).join(quiet, on="curve_name")
    has_curve = own["curve_name"].isin(points["source_name"])
    has_detection = own["curve_name"].isin(counted["source_name"])
    is_faint = own["quiescent_flux"] <= own["quiescent_error"]
    if faint == "floored":
        own["quiescent_flux"] = own[["quiescent_flux", "quiescent_error"]].max(axis=1, skipna=False)
        is_faint = own["quiescent_flux"] <= 0
    reasons = [~has_curve, ~has_detection, own["quiescent_flux"].isna(), is_faint]
    texts = [NO_CURVE, NO_DETECTION, NOT_QUIESCENT, TOO_FAINT]
    status = own[["source_name"]].assign(status=np.select(reasons, texts, USED).astype(object))
    return _levels_of(own[status["status"] == USED], counted), status


def _levels_of(own: pd.DataFrame, counted: pd.DataFrame) -> FlareLevels:
    own = own.sort_values("source_name")
    names = own["source_name"].to_numpy(dtype=object)
    times = counted[["source_name", "mjd", "mjd_start", "mjd_stop", "flux"]]
    times = times.rename(columns={"source_name": "curve_name"})
    joined = own.merge(times, on="curve_name").sort_values(["source_name", "mjd"])
    number = np.searchsorted(names, joined["source_name"].to_numpy(dtype=object))
    first = np.append(0, np.cumsum(np.bincount(number, minlength=len(names)))).astype(np.int64)
    start, stop, flux, quiet = (
        joined[name].to_numpy(dtype=np.float64)
        for name in ("mjd_start", "mjd_stop", "flux", "quiescent_flux")
    )
    mjd = joined["mjd"].to_numpy(dtype=np.float64, copy=True)  # not read-only: compiled code
    return FlareLevels(names, first, mjd, (stop - start) / 2, flux / quiet)
