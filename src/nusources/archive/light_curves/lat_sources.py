"""Gamma-ray sources of the simulated 4FGL with their flux in time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.archive.histories.parameters import PowerSpectra
from nusources.archive.histories.red_noise import bin_means, red_noise
from nusources.archive.histories.sources import HIGHEST, Histories, amplitudes


def lat_histories(
    lat: pd.DataFrame,
    histories: Histories,
    edges: NDArray[np.float64],
    model: PowerSpectra,
    *,
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Flux of each gamma-ray source over its mean: log-normal, with the scatter of its catalogue.

    Parameters
    ----------
    lat : DataFrame
        From ``simulate_lat_sources``: ``member``, ``Frac_Variability`` of yearly means.
    histories : Histories
        Of the blazars; other sources get red noise without flares.
    edges : array, shape (n_years + 1,)
        Years of the catalogue [MJD].
    model : PowerSpectra
    rng : Generator

    Returns
    -------
    array of float32, shape (n_sources, N_STEPS)
        Mean 1 over the years of the catalogue.
    """
    member = lat["member"].to_numpy()
    slopes = np.full(len(lat), model.slope_other)
    series = red_noise(slopes, rng=rng)
    known = member >= 0
    series[known] = histories.series["gamma_ray"][histories.rows_of(member[known])]
    series = np.minimum(series, HIGHEST)
    scale = amplitudes(series, lat["Frac_Variability"].to_numpy(), edges).astype(np.float32)
    relative = np.exp(scale[:, None] * series)
    mean = bin_means(relative, np.array([edges[0], edges[-1]]))
    return relative / mean.astype(np.float32)
