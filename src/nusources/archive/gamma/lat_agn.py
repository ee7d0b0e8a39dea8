"""4LAC-DR2 of the simulated gamma-ray sources, and the yearly fluxes of 4FGL-DR2.

References
----------
Lott et al., arXiv:2010.08406; Abdollahi et al. 2020, ApJS 247, 33, section 3.6 (flux histories).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.archive.drawing.draws import PLANE
from nusources.archive.gamma.lat_catalogs import (
    AGN_CLASSES,
    ENERGY_FLUX_ERROR,
    ERG_PER_GEV,
    power_integral,
)
from nusources.archive.histories.red_noise import bin_means
from nusources.catalogs.gamma.fermi_time import met_to_mjd

PEAK_SHARE = 0.77  # of 4LAC-DR2 with a synchrotron peak
HIGHEST_SHARE = 0.6  # of 4LAC-DR2 with a photon above 10 GeV
PEAKS = {"bll": (13.8, 0.7), "fsrq": (12.8, 0.55), "bcu": (13.3, 0.9), "rdg": (13.3, 0.9)}
"""Mean and deviation of log10(nu_peak/Hz) of sources outside 3HSP, so that all together are near
those of 4LAC-DR2."""
ISP, HSP = 14.0, 15.0  # log10(Hz), borders of the classes (Abdo et al. 2010, ApJ 716, 30)
PEAK_FLUX = (-12.0, 0.55)  # log10 erg cm^-2 s^-1, mean and deviation in 4LAC-DR2
REDSHIFTS = {"bcu": (0.49, 0.8, 0.15)}  # median, deviation of ln(z), share of sources in no list
NO_NUMBER = -np.inf  # what 4LAC prints for a missing redshift and highest energy
# MET [s]: 2008 August 4, then ten bins of 365.28 d; header of 4FGL-DR2 (arXiv:2005.11208).
HISTORY_START = (239557417.0, *(270890000.0 + 31560000.0 * np.arange(10)))
BACKGROUND = 1.0  # photons of the background over those of the source, in squared errors: chosen
FLOOR_OF_TS = 1.0  # sqrt(TS) below which a flux is given without a lower error


def lat_agn_table(
    lat: pd.DataFrame, sources: pd.DataFrame, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Choose the AGN at |b| > 10 deg and add what 4LAC tells about them.

    Parameters
    ----------
    lat : DataFrame
        From ``simulate_lat_sources``.
    sources : DataFrame
        From ``simulate_blazars``: redshifts and synchrotron peaks.
    rng : Generator

    Returns
    -------
    DataFrame
        Columns of the official table and ``member``, in the order of `lat`.
    """
    chosen = lat["CLASS1"].isin(AGN_CLASSES) & (lat["GLAT"].abs() > PLANE)
    table = lat[chosen].reset_index(drop=True)
    n_rows, classes = len(table), table["CLASS1"].to_numpy()
    member = table["member"].to_numpy()
    known = member >= 0
    own = sources.iloc[np.maximum(member, 0)].reset_index(drop=True)
    median, sigma, share = REDSHIFTS["bcu"]
    other = np.exp(np.log(median) + sigma * rng.normal(size=n_rows))
    other = np.where(rng.random(n_rows) < share, other, np.nan)
    redshift = np.where(known, own["redshift"], other)
    mean, width = np.array([PEAKS[one] for one in classes]).T
    is_hsp = known & own["region"].str.contains("H").to_numpy()
    peak = np.where(is_hsp, own["log10_nu_peak"], rng.normal(mean, width))
    flux = np.where(is_hsp, np.log10(own["peak_flux"]), rng.normal(*PEAK_FLUX, n_rows))
    has_peak = rng.random(n_rows) < PEAK_SHARE
    sed_class = np.where(peak < ISP, "LSP", np.where(peak < HSP, "ISP", "HSP"))
    highest = 10.0 ** rng.normal(1.65, 0.35, n_rows)  # GeV: median 44 in 4LAC-DR2
    is_seen = (highest > 10.0) & (rng.random(n_rows) < HIGHEST_SHARE)
    return table.assign(
        CLASS=classes,
        Counterpart_Catalog=np.where(known, "bzcat", "rfc"),
        VLBI_Counterpart="",
        Redshift=np.where(np.isnan(redshift), NO_NUMBER, redshift),
        SED_class=np.where(has_peak, sed_class, ""),
        nu_syn=np.where(has_peak, 10.0**peak, 0.0),
        nuFnu_syn=np.where(has_peak, 10.0**flux, 0.0),
        Highest_energy=np.where(is_seen, highest, NO_NUMBER),
    )


def simulate_flux_history(
    lat: pd.DataFrame, relative: np.ndarray, *, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Draw yearly photon fluxes, 0.1-100 GeV.

    Parameters
    ----------
    lat : DataFrame
        From ``simulate_lat_sources``.
    relative : array, shape (n_sources, N_STEPS)
        History of each source over its mean.
    rng : Generator

    Returns
    -------
    dict of str to array
        ``Flux_History`` and ``Sqrt_TS_History`` (n_sources, 10), ``Unc_Flux_History``
        (n_sources, 20: lower error as negative offset, NaN for upper limits, and upper error)
        [cm^-2 s^-1], ``Hist_Start`` (11,) [s].
    """
    edges = np.array(HISTORY_START)
    return measured_history(lat, bin_means(relative, met_to_mjd(edges)), edges, rng=rng)


def measured_history(
    lat: pd.DataFrame, relative: np.ndarray, edges: np.ndarray, *, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Draw what is measured of the flux in each year, as ``simulate_flux_history``.

    Parameters
    ----------
    lat : DataFrame
        Fluxes and significances of all years together.
    relative : array, shape (n_sources, n_years)
        True flux of each year over the mean.
    edges : array, shape (n_years + 1,)
        [s], mission elapsed time.
    rng : Generator
    """
    n_years = edges.size - 1
    index = lat["PL_Index"].to_numpy()
    photons = power_integral(index, 0.1, 100.0) / power_integral(index - 1.0, 0.1, 100.0)
    mean = (lat["Energy_Flux100"].to_numpy() / ERG_PER_GEV * photons)[:, None]
    # Errors of a year are larger than those of all years by the root of the exposure.
    error = np.sqrt(n_years) * 10.0 ** ENERGY_FLUX_ERROR[0]
    error = error * lat["Signif_Avg"].to_numpy()[:, None] ** ENERGY_FLUX_ERROR[1]
    shape = (len(lat), n_years)
    true = mean * relative
    error = np.maximum(error * mean * np.sqrt((true / mean + BACKGROUND) / (1 + BACKGROUND)), 1e-12)
    flux = np.maximum(true + error * rng.normal(size=shape), 1e-13)
    sqrt_ts = flux / error
    low = np.where(sqrt_ts < FLOOR_OF_TS, np.nan, -error)
    errors = np.stack([low, np.broadcast_to(error, shape)], axis=-1).reshape(len(lat), -1)
    return {
        "Flux_History": flux,
        "Unc_Flux_History": errors,
        "Sqrt_TS_History": _single(sqrt_ts),
        "Hist_Start": edges,
    }


def _single(values: np.ndarray) -> np.ndarray:
    """Single precision that stays on the side of the limit where the value was."""
    stored = values.astype(np.float32)
    below = np.nextafter(np.float32(FLOOR_OF_TS), np.float32(0))
    return np.where((values < FLOOR_OF_TS) & (stored >= FLOOR_OF_TS), below, stored)
