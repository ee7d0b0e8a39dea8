"""Simulated exposures of WISE and NEOWISE at 4.6 um (W2).

The telescope scans circles 90 deg from the Sun: it sees a source twice a year for about a day.

References
----------
Wright et al. 2010, AJ 140, 1868, section 2; Mainzer et al. 2014, ApJ 792, 30.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.archive.blazars.fluxes import RADIO_LIMIT, is_in
from nusources.archive.drawing.draws import in_window
from nusources.archive.drawing.wise_visits import HALF_YEAR, SURVEYS, visit_days
from nusources.archive.histories.parameters import InfraredParameters
from nusources.archive.histories.sources import Histories

EXPOSURES = (6, 12)  # least and most per visit
PASS = 0.066  # d between exposures: one orbit
# Median error [mag] by W2 magnitude, and its scatter [dex]: NEOWISE exposures of the timewise test
# sample; those of AllWISE are .85 of them.
ERROR_MAGNITUDES = (9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 15.5, 17.0)
ERRORS = (0.014, 0.017, 0.024, 0.038, 0.074, 0.155, 0.35, 0.47, 0.95)
ERROR_SCATTER = 0.08
ALLWISE_ERRORS = 0.85
DETECTION = 1.0857 / 2.0  # mag: error at a signal-to-noise ratio of 2; beyond it there are limits
SURE = 0.45  # mag: largest error of the one exposure of a visit that is always a detection
LIMIT = (14.8, 0.3)  # mag, mean and deviation of limits in the same sample
BRIGHTEST, FAINTEST = 8.0, 15.2  # mag of the mean
MAGNITUDES_PER_LN = 2.5 / np.log(10.0)


def has_curve(sources: pd.DataFrame) -> NDArray[np.bool_]:
    """Which sources get infrared light curves: the FIBS, and WIBRaLS in the window of section 4.1.

    Parameters
    ----------
    sources : DataFrame
        From ``simulate_blazars``.
    """
    window = in_window(sources["ra"].to_numpy(), sources["dec"].to_numpy())
    bright = is_in(sources, "W") & (sources["radio_flux"].to_numpy() >= RADIO_LIMIT) & window
    return sources["has_wise"].to_numpy() & (sources["has_fermi"].to_numpy() | bright)


def simulate_exposures(
    sources: pd.DataFrame,
    wise: pd.DataFrame,
    histories: Histories,
    model: InfraredParameters,
    *,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Draw the exposures of all sources that get infrared light curves.

    Each source has as many visits with a detection as the table of coverage says.

    Parameters
    ----------
    sources : DataFrame
        From ``simulate_blazars``.
    wise : DataFrame
        From ``wise_table``.
    histories : Histories
    model : InfraredParameters
    rng : Generator

    Returns
    -------
    DataFrame
        Columns of the file: ``name, survey, mjd, w2mpro, w2sigmpro`` (NaN for limits); sources in
        the order of `wise`, times in order.
    """
    wise = wise[has_curve(sources.loc[wise["member"]])].reset_index(drop=True)
    member = wise["member"].to_numpy()
    own = sources.loc[member]
    mean = model.magnitude + model.magnitude_slope * own["brightness"].to_numpy()
    mean = np.clip(rng.normal(mean, model.magnitude_sigma), BRIGHTEST, FAINTEST)
    visit_row, day = _visits(own, wise["epochs"].to_numpy(), rng)
    n_exposures = rng.integers(EXPOSURES[0], EXPOSURES[1] + 1, day.size)
    visit = np.repeat(np.arange(day.size), n_exposures)
    order = np.arange(visit.size) - np.repeat(np.cumsum(n_exposures) - n_exposures, n_exposures)
    row = visit_row[visit]
    mjd = day[visit] + PASS * (2 * order - n_exposures[visit] + 1)
    scatter = histories.parameters["infrared_scatter"].to_numpy()[histories.rows_of(member)]
    change = scatter[row] * histories.at("infrared", member[row], day[visit])
    is_allwise = mjd < SURVEYS["allwise"][1] + HALF_YEAR
    table = _measured(mean[row] - MAGNITUDES_PER_LN * change, order == 0, is_allwise, rng)
    return table.assign(
        name=wise["name"].to_numpy(object)[row],
        survey=np.where(is_allwise, "allwise", "neowise"),
        mjd=mjd,
    )


def _visits(own: pd.DataFrame, n_epochs: NDArray[np.int64], rng):
    """Row and day of as many visits as a source has epochs: the others are lost."""
    days = visit_days(own["ra"].to_numpy(), own["dec"].to_numpy())
    lots = np.where(np.isnan(days), np.inf, rng.random(days.shape))
    kept = lots.argsort(axis=1).argsort(axis=1) < n_epochs[:, None]
    row, _ = np.nonzero(kept)
    return row, days[kept]


def _measured(true: NDArray[np.float64], is_sure, is_allwise, rng) -> pd.DataFrame:
    """Magnitudes with errors, or limits."""
    error = np.interp(true, ERROR_MAGNITUDES, ERRORS) * 10.0 ** rng.normal(
        0.0, ERROR_SCATTER, true.size
    )
    error = np.where(is_allwise, ALLWISE_ERRORS, 1.0) * error
    error = np.where(is_sure, np.minimum(error, SURE), error)
    # Noise is Gaussian in flux; a detection that it wipes out is a limit too.
    flux = 1.0 + rng.normal(size=true.size) * error / MAGNITUDES_PER_LN
    flux = np.where(is_sure, np.maximum(flux, 0.5), flux)
    is_limit = (error > DETECTION) | (flux < 2.0 * error / MAGNITUDES_PER_LN)
    is_limit &= ~is_sure
    limit = rng.normal(*LIMIT, true.size)
    observed = true - MAGNITUDES_PER_LN * np.log(np.maximum(flux, 0.1))
    return pd.DataFrame(
        {
            "w2mpro": np.where(is_limit, limit, observed),
            "w2sigmpro": np.where(is_limit, np.nan, error),
        }
    )
