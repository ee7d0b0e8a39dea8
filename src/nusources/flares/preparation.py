"""Light curves of each band, prepared for segmentation (chang2022, sections 3.3 and 4.2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nusources.flares.conversions import (
    energy_per_photon,
    nu_f_nu_share,
    w2_flux_density,
    w2_flux_density_error,
)
from nusources.flares.merging import (
    Ledger,
    Merging,
    merge_observations,
    ordered,
    with_each_time_once,
)

COLUMNS = [
    "source_name",
    "mjd",
    "mjd_start",
    "mjd_stop",
    "flux",
    "flux_error",
    "is_upper_limit",
    "is_artificial",
    "n_combined",
]
APERTURE_BAND_GEV = (0.1, 200.0)
APERTURE_ENERGY_BAND_GEV = (0.8, 200.0)
LIKELIHOOD_BAND_GEV = (0.9, 500.0)
WEEKLY_BAND_GEV = (0.1, 100.0)
HARD_BAND_KEV = (2.0, 10.0)


@dataclass(frozen=True)
class SurveyBreak:
    """Gap between the two surveys of WISE, and the points that are put into it.

    Parameters
    ----------
    mjd_start, mjd_stop : float
        55600 and 56500 (section 3.3); section 7.5 has 56600.
    margin_days : float
        Points stand so long after the start and before the end.
    """

    mjd_start: float = 55600.0
    mjd_stop: float = 56500.0
    margin_days: float = 180.0


@dataclass(frozen=True)
class LimitRule:
    """When a likelihood point is a limit, and what then stands for its flux (section 4.2.5).

    Parameters
    ----------
    ts_max : float
    index_max : float
    energy_flux : float
        [erg cm-2 s-1]; the second pass has 1e-14.
    error : str
        See `limit_errors`.
    """

    ts_max: float = 5.0
    index_max: float = 5.5
    energy_flux: float = 3e-14
    error: str = "value"


def has_error(table: pd.DataFrame, flux: str, error: str) -> np.ndarray:
    """Rows with a finite flux and a positive, finite error."""
    errors = table[error].to_numpy(dtype=float)
    finite = np.isfinite(table[flux].to_numpy(dtype=float)) & np.isfinite(errors)
    return finite & (errors > 0)


def prepare_infrared(
    exposures: pd.DataFrame,
    merging: Merging,
    survey_break: SurveyBreak | None,
    signal_to_noise: tuple[float, str],
    ledger: Ledger,
) -> pd.DataFrame:
    """Exposures in W2 to epochs.

    Parameters
    ----------
    exposures : DataFrame
        Contract ``infrared_exposures``.
    merging : Merging
    survey_break : SurveyBreak or None
        Points put into the gap; None adds none.
    signal_to_noise : tuple of float and str
        Ratio that is too small, and of what: ``exposures`` or ``epochs``.
    ledger : Ledger

    Returns
    -------
    DataFrame
        Contract ``light_curves_infrared``.
    """
    least, of = signal_to_noise
    table = ledger.keep("upper limits", exposures, ~exposures["is_upper_limit"])
    table = ledger.keep("no error", table, has_error(table, "w2_mag", "w2_mag_error"))
    mag, error = table["w2_mag"].to_numpy(), table["w2_mag_error"].to_numpy()
    table = table[["source_name", "mjd"]].assign(
        flux=w2_flux_density(mag), flux_error=w2_flux_density_error(mag, error)
    )
    if of == "exposures":
        table = _signal_to_noise_cut(table, least, of, ledger)
    table = merge_observations(table, merging, ledger)
    if of == "epochs":
        table = _signal_to_noise_cut(table, least, of, ledger)
    table = _at_moments(table)
    return table if survey_break is None else fill_break(table, survey_break, ledger)


def _signal_to_noise_cut(table: pd.DataFrame, least: float, of: str, ledger: Ledger):
    kept = table["flux"] > least * table["flux_error"]
    return ledger.keep(f"signal-to-noise ratio of {of} <= {least:g}", table, kept)


def _at_moments(table: pd.DataFrame) -> pd.DataFrame:
    """Points without duration, in the form of all light curves."""
    return table.assign(
        mjd_start=table["mjd"],
        mjd_stop=table["mjd"],
        is_upper_limit=False,
        is_artificial=False,
    )[COLUMNS]


def fill_break(table: pd.DataFrame, gap: SurveyBreak, ledger: Ledger) -> pd.DataFrame:
    """Put two points of mean flux and mean error into the gap of sources seen on both sides."""
    groups = table.groupby("source_name", sort=True)
    ends = groups["mjd"].agg(["min", "max"])
    spans = (ends["min"] <= gap.mjd_start) & (ends["max"] >= gap.mjd_stop)
    means = groups[["flux", "flux_error"]].mean()[spans].reset_index()
    moments = (gap.mjd_start + gap.margin_days, gap.mjd_stop - gap.margin_days)
    points = [means.assign(mjd=moment, n_combined=0) for moment in moments]
    added = _at_moments(pd.concat(points, ignore_index=True)).assign(is_artificial=True)
    filled = ordered(pd.concat([table, added], ignore_index=True)) if len(added) else table
    ledger.note("added to the break between the surveys", added["source_name"], filled)
    return filled


def prepare_millimetre(
    measurements: pd.DataFrame, merging: Merging, band_order: Sequence[int], ledger: Ledger
) -> pd.DataFrame:
    """Measurements of ALMA's calibrators, each source in the first band that has it.

    Parameters
    ----------
    measurements : DataFrame
        Contract ``alma_calibrators``.
    merging : Merging
    band_order : sequence of int
        Bands of ALMA; section 3.3: 3, else 4, 6, 7.
    ledger : Ledger
    """
    rank = measurements["band"].map({band: n for n, band in enumerate(band_order)})
    table = ledger.keep("bands not used", measurements, rank.notna())
    rank = rank[rank.notna()].to_numpy()
    best = pd.Series(rank).groupby(table["source_name"].to_numpy()).transform("min").to_numpy()
    table = ledger.keep("another band comes first", table, rank == best)
    kept = has_error(table, "flux_density", "flux_density_error")
    table = ledger.keep("no error", table, kept)
    names = {"flux_density": "flux", "flux_density_error": "flux_error"}
    table = table.rename(columns=names)[["source_name", "mjd", "flux", "flux_error"]]
    return _at_moments(merge_observations(table, merging, ledger))


def prepare_xray(
    fits: pd.DataFrame, merging: Merging, energy_kev: float, ledger: Ledger
) -> pd.DataFrame:
    """Fits of Swift-XRT to fluxes nu F(nu) at one energy.

    Parameters
    ----------
    fits : DataFrame
        Contract ``xrt_fits``.
    merging : Merging
    energy_kev : float
        3 in section 3.3; from the 2-10 keV flux and the index, whose error is left aside.
    ledger : Ledger
    """
    table = ledger.keep("failed fits", fits, ~fits["is_failed_fit"])
    table = ledger.keep("repeated rows", table, ~table["is_repeat"])
    table = ledger.keep("no error", table, has_error(table, "flux_hard", "flux_hard_error"))
    share = nu_f_nu_share(table["photon_index"], energy_kev, HARD_BAND_KEV)
    table = table[["source_name", "mjd"]].assign(
        flux=share * table["flux_hard"], flux_error=share * table["flux_hard_error"]
    )
    return _at_moments(merge_observations(table, merging, ledger))


def in_bins(table: pd.DataFrame, repeated: str, ledger: Ledger) -> pd.DataFrame:
    """Points of bins with the columns of light curves, each time once."""
    middle = (table["mjd_start"] + table["mjd_stop"]) / 2
    table = table.assign(mjd=middle, is_artificial=False, n_combined=1)
    return with_each_time_once(table, repeated, ledger)[COLUMNS]


def limit_errors(table: pd.DataFrame, error: str) -> pd.Series:
    """Errors of points, those of limits by a rule.

    Parameters
    ----------
    table : DataFrame
        source_name, flux, flux_error, is_upper_limit.
    error : str
        Of a limit: its ``value``, so that zero is one standard deviation below it; or the
        ``median`` of the errors of the detections of its curve, its value where there are none.
    """
    is_limit = table["is_upper_limit"]
    own = table["flux"]
    if error == "median":
        detected = table["flux_error"].mask(is_limit)
        own = detected.groupby(table["source_name"]).transform("median").fillna(own)
    return table["flux_error"].where(~is_limit, own)


def prepare_aperture(
    points: pd.DataFrame, indices: pd.Series, ledger: Ledger, repeated: str = "refuse"
) -> pd.DataFrame:
    """Aperture photometry to 0.8-200 GeV energy fluxes, by the ten-year index of each source.

    Parameters
    ----------
    points : DataFrame
        Contract ``lat_aperture_points``.
    indices : Series
        Photon index by name.
    ledger : Ledger
    repeated : str
        See `nusources.flares.merging.with_each_time_once`.
    """
    kept = has_error(points, "photon_flux", "photon_flux_error")
    table = ledger.keep("no error", points, kept)
    index = table["source_name"].map(indices)
    table = ledger.keep("source without an index", table, index.notna())
    energy = energy_per_photon(
        index.dropna().to_numpy(), APERTURE_BAND_GEV, APERTURE_ENERGY_BAND_GEV
    )
    table = table.assign(
        flux=energy * table["photon_flux"],
        flux_error=energy * table["photon_flux_error"],
        is_upper_limit=False,
    )
    is_negative = table["flux"] <= 0
    ledger.note("kept though not positive", table.loc[is_negative, "source_name"], table)
    return in_bins(table, repeated, ledger)


def prepare_likelihood(
    points: pd.DataFrame, rule: LimitRule, ledger: Ledger, repeated: str = "refuse"
) -> pd.DataFrame:
    """Likelihood fits in 0.9-500 GeV, weak ones replaced by one limit.

    Parameters
    ----------
    points : DataFrame
        Contract ``lat_likelihood_points``.
    rule : LimitRule
    ledger : Ledger
    repeated : str
        See `nusources.flares.merging.with_each_time_once`.
    """
    table = ledger.keep("fits that did not converge", points, points["is_converged"])
    is_weak = ~(table["ts"] > rule.ts_max)
    is_poor = ~(table["energy_flux_error"] < table["energy_flux"])
    is_soft = table["photon_index"] > rule.index_max
    is_limit = is_weak | is_poor | is_soft
    table = table.assign(
        flux=table["energy_flux"].where(~is_limit, rule.energy_flux),
        flux_error=table["energy_flux_error"],
        is_upper_limit=is_limit,
    )
    table["flux_error"] = limit_errors(table, rule.error)
    for name, mask in (
        (f"limits: test statistic <= {rule.ts_max:g}", is_weak),
        ("limits: error not below the flux", is_poor & ~is_weak),
        (f"limits: index above {rule.index_max:g}", is_soft & ~is_poor & ~is_weak),
    ):
        ledger.note(name, table.loc[mask, "source_name"], table)
    return in_bins(table, repeated, ledger)


def with_limits_at(table: pd.DataFrame, energy_flux: float, error: str) -> pd.DataFrame:
    """The same curves with another flux for their limits, as in the second pass.

    Parameters
    ----------
    table : DataFrame
        Contract ``light_curves_gamma_ray_likelihood``.
    energy_flux : float
        [erg cm-2 s-1]
    error : str
        See `limit_errors`.
    """
    table = table.assign(flux=table["flux"].where(~table["is_upper_limit"], energy_flux))
    return table.assign(flux_error=limit_errors(table, error))


def has_usual_error(table: pd.DataFrame, ratio_max: float) -> pd.Series:
    """Whether the error of a point is of the order of those of its curve.

    A week in which the telescope hardly saw the source has an error, or a limit, many times larger
    and its flux may be anything; the error of a flare grows as the root of its flux only.

    Parameters
    ----------
    table : DataFrame
        source_name, flux, flux_error, is_upper_limit.
    ratio_max : float
        Largest error over the median of the detections of the curve, and largest limit over the
        median limit of the curve.
    """
    is_limit = table["is_upper_limit"]
    size = table["flux_error"].where(~is_limit, table["flux"])
    typical = size.groupby([table["source_name"], is_limit]).transform("median")
    return ~(size > ratio_max * typical)


def prepare_weekly(
    points: pd.DataFrame,
    indices: pd.Series,
    ledger: Ledger,
    error: str = "value",
    repeated: str = "refuse",
    error_ratio_max: float | None = None,
) -> pd.DataFrame:
    """Weekly curves to 0.9-500 GeV energy fluxes; limits keep their value.

    Parameters
    ----------
    points : DataFrame
        Contract ``lat_light_curves``.
    indices : Series
        Photon index by name.
    ledger : Ledger
    error : str
        See `limit_errors`.
    repeated : str
        See `nusources.flares.merging.with_each_time_once`.
    error_ratio_max : float, optional
        Bins with larger errors are left out, see `has_usual_error`.
    """
    table = ledger.keep("fits that did not converge", points, points["is_converged"])
    table = ledger.keep("failed", table, ~table["is_failed"])
    index = table["source_name"].map(indices)
    table = ledger.keep("source without an index", table, index.notna())
    energy = energy_per_photon(index.dropna().to_numpy(), WEEKLY_BAND_GEV, LIKELIHOOD_BAND_GEV)
    is_limit = table["is_upper_limit"]
    own_error = (table["flux_error_low"] + table["flux_error_high"]) / 2
    table = table.assign(
        flux=energy * table["flux"].where(~is_limit, table["flux_limit"]),
        flux_error=energy * own_error,
    )
    if error_ratio_max is not None:
        kept = has_usual_error(table, error_ratio_max)
        table = ledger.keep(f"error above {error_ratio_max:g} times its median", table, kept)
    table["flux_error"] = limit_errors(table, error)
    table = ledger.keep("no error", table, has_error(table, "flux", "flux_error"))
    ledger.note("limits", table.loc[table["is_upper_limit"], "source_name"], table)
    return in_bins(table, repeated, ledger)


def prepare_two_months(
    points: pd.DataFrame,
    indices: pd.Series,
    ledger: Ledger,
    error: str = "value",
    repeated: str = "refuse",
) -> pd.DataFrame:
    """Histories of 4FGL in bins of two months, as weekly curves; limits are those of 95 %.

    Parameters
    ----------
    points : DataFrame
        Contract ``flux_history``.
    indices, ledger, error, repeated
        As for `prepare_weekly`.
    """
    fitted = points.assign(is_converged=~points["is_fixed"], is_failed=False)
    return prepare_weekly(fitted, indices, ledger, error, repeated)
