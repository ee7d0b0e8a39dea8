"""Epochs of the simulated X-ray (Swift-XRT) and millimetre (ALMA) light curves.

Epochs of a source are at least GAP apart and the observations of one epoch at most SPAN, so that
combining observations within 15 days (chang2022, section 3.3) finds the same epochs whatever the
rule. By construction: 876 XRT and 445 ALMA sources with more than five epochs in the window of
section 4.1, 504 gamma-ray blazars with two or more ALMA epochs, 16 of them without band 3.

Fluxes follow the history of each source.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from nusources.archive.blazars.catalogs import catalog_positions
from nusources.archive.blazars.parameters import BlazarModel
from nusources.archive.drawing.draws import (
    SkyDensity,
    choose_weighted,
    displace,
    draw_positions,
    in_window,
)
from nusources.archive.drawing.names import distinct, minute_names
from nusources.archive.histories.red_noise import cells_of, red_noise
from nusources.archive.histories.sources import Histories

GAP, SPAN = 20.0, 3.0  # d
FEW = 5  # epochs: chang2022, section 4.1, keeps sources with more
XRT_MJD = (53705.0, 59153.0)  # December 2005 to October 2020, chang2022 section 3.3
ALMA_MJD = (55682.0, 58331.0)  # May 2011 to July 2018, chang2022 section 3.3
REPEATS = {"xrt": 0.4, "alma": 0.15}  # further observations per epoch: chosen
FIELD_MM_FLUX = (
    2.2,
    0.4,
)  # log10 mJy, mean and deviation, of calibrators that are no blazars: chosen
SELECTION_NOISE = 1.0  # of log brightness in the choice of sources with many epochs: chosen
XRAY_INDEX = (1.85, 0.3)  # mean and deviation over the sources of ouspecV2
RELATIVE_ERROR = {"soft": 0.12, "hard": 0.17}  # median in ouspecV2: .17 for 2-10 keV
HARD_OVER_ROSAT = 0.6  # 2-10 keV over 0.1-2.4 keV of a power law of index 1.95
# Band, its frequency [GHz] (edges in chang2022 section 3.3), share of epochs that have it: chosen
# near the numbers of observations of Bonato et al. 2018.
ALMA_BANDS = ((3, 97.5, 1.0), (4, 145.0, 0.1), (6, 233.0, 0.25), (7, 343.5, 0.5))
FIELD_SLOPE = 1.2  # of the power spectra of calibrators that are no blazars: chosen
MM_INDEX = -0.6  # flux density ~ frequency^index above 100 GHz: chosen
MM_REFERENCE = 143.0  # GHz of mm_flux
ALMA_ERROR = 0.05  # relative: calibration
MJD_EPOCH = np.datetime64("1858-11-17")


@dataclass(frozen=True)
class Cadence:
    """When sources are observed.

    Parameters
    ----------
    start, stop : float
        First and last day [MJD].
    median, sigma : float
        Log-normal number of epochs beyond the fifth, of sources that have so many.
    repeats : float
        Mean number of further observations of an epoch.
    """

    start: float
    stop: float
    median: float
    sigma: float
    repeats: float


def xrt_table(
    sources: pd.DataFrame,
    model: BlazarModel,
    histories: Histories,
    *,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Draw the Swift-XRT light curves.

    Parameters
    ----------
    sources : DataFrame
        From ``simulate_blazars``; those with ``has_xrt``.
    model : BlazarModel
    histories : Histories
    rng : Generator

    Returns
    -------
    DataFrame
        Columns of ouspecV2 and ``member``; sources and times in order.
    """
    lights = model.light_curves
    chosen = sources[sources["has_xrt"]]
    cadence = Cadence(*XRT_MJD, lights.xrt_epochs_median, lights.xrt_epochs_sigma, REPEATS["xrt"])
    many = _many_epochs(chosen, np.log(chosen["xray_flux"]), model.counts.window_xrt, rng)
    rows, mjd = draw_observations(many, np.ones(len(chosen), dtype=int), cadence, rng=rng)
    level = np.log10(HARD_OVER_ROSAT * chosen["xray_flux"].to_numpy())[rows]
    change = histories.at("xray", chosen.index.to_numpy()[rows], mjd)
    hard = 10.0 ** (level + lights.xrt_scatter * change)
    index = (rng.normal(*XRAY_INDEX, len(chosen))[rows] + rng.normal(0.0, 0.1, rows.size)).round(2)
    ra, dec = displace(
        chosen["ra"].to_numpy()[rows], chosen["dec"].to_numpy()[rows], model.errors.xrt, rng=rng
    )
    soft = hard * power_law_ratio(index)
    names = np.array(_xrt_names(chosen), dtype=object)
    return pd.DataFrame(
        {
            "member": chosen.index.to_numpy()[rows],
            "ID": np.arange(1, rows.size + 1),
            "NAME": names[rows],
            "RA": ra.round(5),
            "Dec": dec.round(5),
            "Flux05_2": soft,
            "Flux05_2_Err": soft * RELATIVE_ERROR["soft"] * 10.0 ** rng.normal(0, 0.2, rows.size),
            "Flux2_10": hard,
            "Flux2_10_Err": hard * RELATIVE_ERROR["hard"] * 10.0 ** rng.normal(0, 0.2, rows.size),
            "PL_Index": index,
            "PL_Index_Err": (0.1 * 10.0 ** rng.normal(0.0, 0.2, rows.size)).round(2),
            "Observation_time": mjd.round(4),
        }
    )


def power_law_ratio(index: np.ndarray) -> np.ndarray:
    """Energy flux 0.5-2 keV over 2-10 keV of a power law dN/dE ~ E^-index."""
    # At index 2 the integrals become logarithms; a step beside it is exact to 1e-6.
    slope = np.where(np.abs(index - 2.0) < 1e-6, 1e-6, 2.0 - index)
    return (2.0**slope - 0.5**slope) / (10.0**slope - 2.0**slope)


def _xrt_names(chosen: pd.DataFrame) -> list[str]:
    names = distinct(minute_names(chosen["ra"], chosen["dec"], "SIMJ"))
    return [name.replace("+", "P").replace("-", "M") for name in names]


def _many_epochs(
    chosen: pd.DataFrame, brightness, n_window: int, rng: np.random.Generator
) -> np.ndarray:
    """Which sources have more than five epochs: the published number in the window."""
    window = in_window(chosen["ra"], chosen["dec"])
    weights = np.exp(np.asarray(brightness) * SELECTION_NOISE)
    many = np.zeros(len(chosen), dtype=bool)
    share = n_window / window.sum()
    for rows, n_many in (
        (np.flatnonzero(window), n_window),
        (np.flatnonzero(~window), round(share * float((~window).sum()))),
    ):
        many[rows[choose_weighted(n_many, weights[rows], rng=rng)]] = True
    return many


def draw_observations(
    many: np.ndarray, least: np.ndarray, cadence: Cadence, *, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Times of observation, source by source in order.

    Parameters
    ----------
    many : array of bool, shape (n_sources,)
        Sources with more than five epochs.
    least : array of int, shape (n_sources,)
        Least number of epochs of the others, 1 to 5.
    cadence : Cadence
    rng : Generator

    Returns
    -------
    row : array of int, shape (n_observations,)
        Source.
    mjd : array, shape (n_observations,)
        Time [d].
    """
    length = cadence.stop - cadence.start
    most = int(0.9 * length / GAP)
    extra = np.exp(rng.normal(np.log(cadence.median), cadence.sigma, many.size))
    n_epochs = np.where(many, FEW + 1 + extra.astype(int), rng.integers(least, FEW + 1))
    n_epochs = np.minimum(n_epochs, most)
    row = np.repeat(np.arange(many.size), n_epochs)
    number = np.arange(row.size) - np.repeat(np.cumsum(n_epochs) - n_epochs, n_epochs)
    # Sorted uniform times in the free length, then the gaps put between them.
    free = (length - GAP * n_epochs)[row] * rng.random(row.size)
    start = cadence.start + free[np.lexsort((free, row))] + GAP * number
    n_repeats = 1 + rng.poisson(cadence.repeats, row.size)
    row, start = np.repeat(row, n_repeats), np.repeat(start, n_repeats)
    mjd = start + SPAN * rng.random(row.size)
    order = np.lexsort((mjd, row))
    return row[order], mjd[order]


def alma_table(
    sources: pd.DataFrame,
    model: BlazarModel,
    histories: Histories,
    *,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Draw the measurements of the ALMA calibrators.

    Parameters
    ----------
    sources : DataFrame
        From ``simulate_blazars``; those with ``has_alma``, and calibrators that are no blazars.
    model : BlazarModel
    histories : Histories
    rng : Generator

    Returns
    -------
    DataFrame
        Columns of the file, ``member`` (-1 for others), ``true_ra, true_dec`` [deg].
    """
    lights = model.light_curves
    chosen = _calibrators(sources, model, rng)
    cadence = Cadence(
        *ALMA_MJD, lights.alma_epochs_median, lights.alma_epochs_sigma, REPEATS["alma"]
    )
    many = _many_epochs(chosen, np.log(chosen["mm_flux"]), model.counts.window_alma, rng)
    least = np.where(chosen["has_fermi"], 2, 1)
    rows, mjd = draw_observations(many, least, cadence, rng=rng)
    # Sources without band 3 are among those with few epochs.
    spare = np.flatnonzero(chosen["has_fermi"].to_numpy() & ~many)
    blind = rng.choice(spare, model.counts.fermi_alma_no_band_3, replace=False)
    ra, dec = catalog_positions(chosen, model.errors.alma, model.errors, rng=rng)
    names = np.array(distinct(minute_names(ra, dec)), dtype=object)
    flux = 10.0 ** (
        np.log10(chosen["mm_flux"].to_numpy() / 1e3)[rows]
        + lights.alma_scatter * _millimetre_changes(chosen, rows, mjd, histories, rng)
    )
    positions = chosen[["member", "ra", "dec"]].rename(columns={"ra": "true_ra", "dec": "true_dec"})
    epochs = positions.iloc[rows].reset_index(drop=True)
    epochs = epochs.assign(name=names[rows], ra=ra[rows].round(6), dec=dec[rows].round(6))
    epochs["date"] = np.datetime_as_string(MJD_EPOCH + np.floor(mjd).astype("timedelta64[D]"))
    return _bands(epochs, flux, np.isin(rows, blind), rng)


def _millimetre_changes(chosen: pd.DataFrame, rows, mjd, histories: Histories, rng):
    """Standardised log flux of each observation; calibrators that are no blazars have their own."""
    member = chosen["member"].to_numpy()
    is_blazar = member[rows] >= 0
    series = np.empty(rows.size)
    series[is_blazar] = histories.at("millimetre", member[rows][is_blazar], mjd[is_blazar])
    field = np.flatnonzero(member < 0)
    own = red_noise(np.full(field.size, FIELD_SLOPE), rng=rng)
    place = np.searchsorted(field, rows[~is_blazar])
    series[~is_blazar] = own[place, cells_of(mjd[~is_blazar])]
    return series


def _calibrators(sources: pd.DataFrame, model: BlazarModel, rng: np.random.Generator):
    """Blazars with ALMA data, and other compact sources of the same part of the sky."""
    members = sources.loc[sources["has_alma"], ["ra", "dec", "mm_flux", "has_fermi"]]
    n_field = model.overlaps.alma - len(members)
    highest = members["dec"].max()
    ra, dec = draw_positions(
        n_field, SkyDensity(0.0, 1.0), rng=rng, accept=lambda ra, dec: dec < highest
    )
    flux = 10.0 ** rng.normal(*FIELD_MM_FLUX, n_field)
    field = pd.DataFrame({"ra": ra, "dec": dec, "mm_flux": flux, "has_fermi": False})
    chosen = pd.concat([members, field], ignore_index=True)
    return chosen.assign(member=np.append(members.index, np.full(n_field, -1)))


def _bands(epochs: pd.DataFrame, flux: np.ndarray, blind: np.ndarray, rng) -> pd.DataFrame:
    """One row per observation and band; sources without band 3 have band 7 instead."""
    parts = []
    for band, frequency, share in ALMA_BANDS:
        seen = rng.random(len(epochs)) < share
        seen = np.where(blind, band == 7, seen)
        part = epochs[seen].assign(band=band, frequency=frequency)
        value = flux[seen] * (frequency / MM_REFERENCE) ** MM_INDEX
        value = value * (1.0 + rng.normal(0.0, ALMA_ERROR, value.size))
        parts.append(part.assign(flux=value.round(5), error=(ALMA_ERROR * value).round(5)))
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values(["name", "date", "band"], kind="stable", ignore_index=True)
