"""The history of each source: standardised ln flux over time, in every band.

A history is red noise with flares. The infrared shares a part of the gamma-ray history, delayed
by the lag of the source; millimetre waves follow the infrared; X-rays share another part. How much
ln flux varies is a matter of the bands: gamma rays take the scatter of their catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.archive.histories.flares import add_flares, draw_flares
from nusources.archive.histories.parameters import LightCurveModel
from nusources.archive.histories.red_noise import (
    bin_means,
    cells_of,
    delayed,
    red_noise,
    standardised,
)

SLOPE_LIMITS = (0.5, 2.5)
CORRELATION_LIMITS = (0.0, 0.97)
CLOSE = 0.95  # correlation of sources that are known for simultaneous flares: chosen
LARGEST_AMPLITUDE = 1.3  # of ln flux: chosen
HIGHEST = 3.2  # standard deviations of ln flux: no history is brighter; chosen
N_HALVINGS = 12


@dataclass(frozen=True)
class Histories:
    """Histories of some sources.

    Parameters
    ----------
    parameters : DataFrame
        One row per source, index: row of the population; see ``draw_parameters``.
    flares : DataFrame
        From ``draw_flares``.
    series : mapping of str to array of float32, shape (n_sources, N_STEPS)
        Standardised ln flux by band: gamma_ray, infrared, millimetre, xray.
    """

    parameters: pd.DataFrame
    flares: pd.DataFrame
    series: Mapping[str, NDArray[np.float32]]

    def rows_of(self, members) -> NDArray[np.int64]:
        """Rows of the sources with these rows of the population.

        Raises
        ------
        KeyError
            If one has no history.
        """
        rows = self.parameters.index.get_indexer(np.asarray(members))
        if (rows < 0).any():
            raise KeyError(f"no history of source {np.asarray(members)[rows < 0][0]}")
        return rows

    def at(self, band: str, members, mjd: NDArray[np.float64]) -> NDArray[np.float64]:
        """Standardised ln flux of sources at times, one time [MJD] for each entry of `members`."""
        return self.series[band][self.rows_of(members), cells_of(mjd)].astype(np.float64)


def simulate_histories(
    sources: pd.DataFrame,
    model: LightCurveModel,
    stream: Callable[[str], np.random.Generator],
) -> Histories:
    """Draw the histories of all sources of a table.

    Parameters
    ----------
    sources : DataFrame
        ``blazar_class``, ``region``, ``flare_class`` (TXS_like and CFS get the lag and the overlap
        of their class; empty for all others).
    model : LightCurveModel
    stream : callable
        Gives the random stream of a name.

    Returns
    -------
    Histories
    """
    parameters = draw_parameters(sources, model, rng=stream("history parameters"))
    flares = draw_flares(parameters, model, rng=stream("flares"))
    slopes = parameters["slope"].to_numpy()
    gamma = red_noise(slopes, rng=stream("gamma-ray history"))
    lags = parameters["infrared_lag"].to_numpy()
    own = red_noise(slopes, rng=stream("infrared history"))
    infrared = _mixed(delayed(gamma, lags), own, parameters["correlation"].to_numpy())
    own = red_noise(slopes, rng=stream("X-ray history"))
    add_flares(gamma, flares[flares["band"] == "gamma_ray"])
    add_flares(infrared, flares[flares["band"] == "infrared"])
    share = np.full(len(parameters), model.coupling.gamma_xray)
    further = parameters["millimetre_lag"].to_numpy() - lags
    series = {
        "gamma_ray": gamma,
        "infrared": infrared,
        "millimetre": delayed(infrared, further),
        "xray": _mixed(gamma, own, share),
    }
    capped = {band: np.minimum(standardised(one), HIGHEST) for band, one in series.items()}
    return Histories(parameters, flares, capped)


def _mixed(shared, own, correlation: NDArray[np.float64]) -> NDArray[np.float32]:
    """Series with some correlation to a shared one."""
    weight = correlation.astype(np.float32)[:, None]
    return weight * shared + np.sqrt(1.0 - weight**2) * own


def draw_parameters(
    sources: pd.DataFrame, model: LightCurveModel, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw what makes the history of each source.

    Parameters
    ----------
    sources : DataFrame
        As in ``simulate_histories``.
    model : LightCurveModel
    rng : Generator

    Returns
    -------
    DataFrame
        With the index of `sources`: ``flare_class``, ``slope`` of the power spectrum,
        ``correlation`` of infrared and gamma rays, ``infrared_lag`` and ``millimetre_lag`` behind
        gamma rays [d], ``flare_rate`` [1/yr], ``infrared_scatter`` of ln flux.
    """
    n_sources, coupling = len(sources), model.coupling
    kind = sources["flare_class"].to_numpy()
    is_fsrq = (sources["blazar_class"] == "fsrq").to_numpy()
    is_hsp = sources["region"].str.contains("H", regex=False).to_numpy()
    slope = np.where(is_fsrq, model.power.slope_fsrq, model.power.slope_other)
    slope = np.clip(rng.normal(slope, model.power.slope_sigma), *SLOPE_LIMITS)
    correlation = rng.normal(coupling.gamma_infrared, coupling.gamma_infrared_sigma, n_sources)
    correlation = np.where(kind == "CFS", CLOSE, np.clip(correlation, *CORRELATION_LIMITS))
    lag = rng.laplace(coupling.infrared_lag, coupling.infrared_lag_scale, n_sources)
    late = rng.uniform(model.late.lag_min, model.late.lag_max, n_sources)
    lag = np.where(kind == "TXS_like", late, np.where(kind == "CFS", 0.0, lag))
    further = rng.exponential(coupling.millimetre_lag, n_sources)
    flares, infrared = model.flares, model.infrared
    scatter = np.where(is_fsrq, infrared.scatter_fsrq, infrared.scatter_other)
    scatter = np.where(is_hsp & ~is_fsrq, infrared.scatter_hsp, scatter)
    scatter = scatter * np.exp(rng.normal(0.0, infrared.scatter_sigma, n_sources))
    return pd.DataFrame(
        {
            "flare_class": kind,
            "slope": slope,
            "correlation": correlation,
            "infrared_lag": lag,
            "millimetre_lag": lag + further,
            "flare_rate": flares.rate * np.exp(rng.normal(0.0, flares.rate_sigma, n_sources)),
            "infrared_scatter": np.minimum(scatter, LARGEST_AMPLITUDE),
        },
        index=sources.index,
    )


def amplitudes(
    series: NDArray[np.float32], scatter: NDArray[np.float64], edges: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How much ln flux varies so that the means over bins scatter by a given fraction.

    Parameters
    ----------
    series : array, shape (n_sources, N_STEPS)
        Standardised ln flux.
    scatter : array, shape (n_sources,)
        Standard deviation of the means over their mean.
    edges : array, shape (n_bins + 1,)
        [MJD]

    Returns
    -------
    array, shape (n_sources,)
        Standard deviation of ln flux; at most LARGEST_AMPLITUDE.
    """
    low, high = np.zeros(len(series)), np.full(len(series), LARGEST_AMPLITUDE)
    for _ in range(N_HALVINGS):
        middle = (low + high) / 2.0
        means = bin_means(np.exp(middle[:, None].astype(np.float32) * series), edges)
        too_much = means.std(axis=1) / means.mean(axis=1) > scatter
        high, low = np.where(too_much, middle, high), np.where(too_much, low, middle)
    return (low + high) / 2.0
