"""Outstanding flares on top of red noise, in gamma rays and in the infrared.

A flare is a flat-topped bump of ln flux, so that its start and stop are defined. Gamma-ray flares
have an infrared companion unless they are orphans; it begins after the lag of the source. Infrared
orphans come on top.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.archive.histories.parameters import LightCurveModel
from nusources.archive.histories.red_noise import CENTRES, N_STEPS

FIRST, LAST = 54700.0, 59100.0  # MJD: flares begin between, where all bands have data
DAYS_PER_YEAR = 365.25
SHARPNESS = 6  # exponent of the flat-topped profile
REACH = 1.5  # half-lengths beyond which it is nothing


def draw_flares(
    parameters: pd.DataFrame, model: LightCurveModel, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw the flares of all sources.

    Parameters
    ----------
    parameters : DataFrame
        From ``draw_parameters``.
    model : LightCurveModel
    rng : Generator

    Returns
    -------
    DataFrame
        ``row`` (of `parameters`), ``band`` (gamma_ray or infrared), ``mjd_start, mjd_stop``,
        ``height`` [standard deviations of ln flux].
    """
    flares, years = model.flares, (LAST - FIRST) / DAYS_PER_YEAR
    named = (parameters["flare_class"] != "").to_numpy()
    late = (parameters["flare_class"] == "TXS_like").to_numpy()
    number = rng.poisson(parameters["flare_rate"].to_numpy() * years)
    gamma = _draw(np.where(named, np.maximum(number, 1), number), model, rng)
    rows = gamma["row"].to_numpy()
    least = np.where(named[rows] & ~gamma["row"].duplicated(), model.late.height, 0.0)
    gamma["height"] = np.maximum(gamma["height"], least)
    followed = named[rows] | (rng.random(len(gamma)) >= flares.orphan_gamma)
    companions = gamma[followed].copy()
    ratio = np.where(late, model.late.days_ratio, flares.infrared_days_ratio)
    ratio = np.where(named & ~late, 1.0, ratio)[companions["row"]]
    lag = parameters["infrared_lag"].to_numpy()[companions["row"]]
    length = companions["mjd_stop"] - companions["mjd_start"]
    companions["mjd_start"] += lag
    companions["mjd_stop"] = companions["mjd_start"] + ratio * length
    # Orphans are a share p of all infrared flares: p / (1 - p) per companion.
    odds = flares.orphan_infrared / (1.0 - flares.orphan_infrared) * (1.0 - flares.orphan_gamma)
    expected = np.where(named, 0.0, odds * parameters["flare_rate"].to_numpy() * years)
    orphans = _draw(rng.poisson(expected), model, rng)
    return pd.concat(
        [
            gamma.assign(band="gamma_ray"),
            companions.assign(band="infrared"),
            orphans.assign(band="infrared"),
        ],
        ignore_index=True,
    )


def _draw(number: NDArray[np.int64], model: LightCurveModel, rng) -> pd.DataFrame:
    """Flares of the usual length and height at uniform times."""
    flares, rows = model.flares, np.repeat(np.arange(number.size), number)
    start = rng.uniform(FIRST, LAST, rows.size)
    length = np.exp(rng.normal(np.log(flares.days), flares.days_sigma, rows.size))
    height = flares.height_min + rng.exponential(flares.height_scale, rows.size)
    return pd.DataFrame(
        {"row": rows, "mjd_start": start, "mjd_stop": start + length, "height": height}
    )


def add_flares(series: NDArray[np.float32], flares: pd.DataFrame) -> None:
    """Add flares to series of ln flux in place.

    Parameters
    ----------
    series : array, shape (n_series, N_STEPS)
    flares : DataFrame
        From ``draw_flares``, of one band.
    """
    for row, start, stop, height in flares[["row", "mjd_start", "mjd_stop", "height"]].to_numpy():
        middle, half = (start + stop) / 2.0, (stop - start) / 2.0
        first, last = np.searchsorted(CENTRES, [middle - REACH * half, middle + REACH * half])
        cells = slice(max(first - 1, 0), min(last + 1, N_STEPS))
        distance = (CENTRES[cells] - middle) / half
        series[int(row), cells] += height * np.exp(-np.log(2.0) * distance**SHARPNESS)
