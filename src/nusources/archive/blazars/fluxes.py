"""Fluxes, redshifts and synchrotron peaks of the simulated blazars."""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.archive.blazars.parameters import BlazarModel
from nusources.archive.drawing.draws import draw_by_rank, in_window, move_to_count

RADIO_LIMIT = 100.0  # mJy at 1.4 GHz, chang2022 section 4.1
SHARED_BRIGHTNESS = 0.6  # correlation of the fluxes of a source in different bands: chosen
LEAST_RADIO_FLUX = 0.1  # mJy: last digit of the catalogues
REDSHIFT_LIMITS = (0.002, 6.0)


def is_in(sources: pd.DataFrame, code: str) -> np.ndarray:
    """Whether sources are in a list: H, B, W or L."""
    return sources["region"].str.contains(code, regex=False).to_numpy()


def add_fluxes(
    sources: pd.DataFrame, model: BlazarModel, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Add fluxes by class, redshifts and synchrotron peaks.

    Parameters
    ----------
    sources : DataFrame
        ``ra, dec`` [deg], ``region, is_named, blazar_class, brightness``.
    model : BlazarModel
    rng : Generator

    Returns
    -------
    DataFrame
        With ``radio_flux, mm_flux`` [mJy], ``xray_flux, peak_flux`` [erg cm^-2 s^-1],
        ``log10_nu_peak``, ``redshift`` (NaN where unknown).
    """
    sources = sources.copy()
    classes = sources["blazar_class"].to_numpy()
    is_hsp, only_wibrals = is_in(sources, "H"), (sources["region"] == "W").to_numpy()
    groups = np.where(is_hsp, "hsp", np.where(only_wibrals, "wibrals", classes))
    radio = fluxes_by_group(sources, groups, "radio", model, rng=rng)
    sources["radio_flux"] = np.maximum(radio.round(1), LEAST_RADIO_FLUX)
    _reach_radio_count(sources, only_wibrals, model)
    lights = model.light_curves
    ratio = rng.normal(lights.mm_over_radio, lights.mm_over_radio_sigma, len(sources))
    sources["mm_flux"] = sources["radio_flux"] * 10.0**ratio
    xray = np.where(np.isin(classes, ("fsrq", "bllac")), classes, "other")
    sources["xray_flux"] = fluxes_by_group(sources, xray, "xray", model, rng=rng)
    peak = np.full(len(sources), "hsp")
    sources["peak_flux"] = fluxes_by_group(sources, peak, "peak", model, rng=rng)
    # Beta distribution between the limits of 3HSP with mean 16.22 and deviation .73, as there.
    high = 15.0 + 3.5 * rng.beta(1.47, 2.75, len(sources))
    # Below 10^15 Hz otherwise: 10^12.8 (FSRQ) and 10^13.9 (others) with .6 dex, 4LAC-DR2.
    low = np.where(classes == "fsrq", 12.8, 13.9) + rng.normal(0.0, 0.6, len(sources))
    sources["log10_nu_peak"] = np.where(is_hsp, high, np.minimum(low, 15.0))
    sources["redshift"] = _redshifts(groups, model, rng)
    return sources


def _redshifts(groups: np.ndarray, model: BlazarModel, rng: np.random.Generator) -> np.ndarray:
    redshifts = np.full(groups.size, np.nan)
    for name, one in model.redshift.items():
        rows = np.flatnonzero(groups == name)
        z = np.exp(np.log(one.median) + one.sigma * rng.normal(size=rows.size))
        known = rng.random(rows.size) < one.known
        redshifts[rows] = np.where(known, np.clip(z, *REDSHIFT_LIMITS), np.nan)
    return redshifts


def fluxes_by_group(
    sources: pd.DataFrame, groups: np.ndarray, band: str, model: BlazarModel, *, rng
) -> np.ndarray:
    """Fluxes of a band, drawn group by group, correlated through the shared brightness."""
    key = SHARED_BRIGHTNESS * sources["brightness"].to_numpy()
    key = key + np.sqrt(1.0 - SHARED_BRIGHTNESS**2) * rng.normal(size=len(sources))
    fluxes = np.empty(len(sources))
    for name in np.unique(groups):
        rows = np.flatnonzero(groups == name)
        fluxes[rows] = draw_by_rank(key[rows], model.flux[f"{band}_{name}"], rng=rng)
    return fluxes


def _reach_radio_count(sources: pd.DataFrame, movable, model: BlazarModel) -> None:
    """Make the number of bright WIBRaLS sources in the window the published one."""
    window = is_in(sources, "W") & in_window(sources["ra"], sources["dec"])
    bright = (sources["radio_flux"].to_numpy() >= RADIO_LIMIT) & window
    change = model.counts.window_wibrals - int(bright.sum())
    allowed = movable & window & ~sources["is_named"].to_numpy()
    moved = move_to_count(sources["radio_flux"], RADIO_LIMIT, allowed, change)
    sources["radio_flux"] = moved.round(1)
