"""Simulated gamma-ray light curves of Fermi-LAT in bins of 30 days: aperture and likelihood.

Photons are counted over a background; the exposure is the same everywhere. Aperture curves are
counts over exposure: the LAT team's recipe for aperture photometry (fermi-lat/AnalysisThreads,
SourceAnalysis/7.LATAperturePhotometry: gtbin, gtexposure) does not subtract the background.
Likelihood fits see the photons inside the point-spread function; bins without an excess have
limits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.archive.gamma.lat_catalogs import ERG_PER_GEV, power_integral
from nusources.archive.histories.parameters import LatParameters
from nusources.archive.histories.red_noise import bin_means

BIN = 30.0  # d
APERTURE_EDGES = 54622.0 + BIN * np.arange(155)
"""[MJD], June 2008 to January 2021 (chang2022, sections 3.3 and 4.2.5)."""
FIRST_YEAR_EXPOSURE = (0.2, 0.6)  # of the first two bins, while the LAT was commissioned: chosen
LIKELIHOOD_EDGES = APERTURE_EDGES[2:]
"""[MJD], from 54682 on (chang2022, section 4.2.5)."""
WEEK_EDGES = 54683.0 + 7.0 * np.arange(656)
"""[MJD], whole weeks from 5 August 2008 on as in the Light Curve Repository."""
WEEKLY_TS = 4.0  # Abdollahi et al. 2023, ApJS 265, 31: below, there are limits
SWITCHED_OFF = (58193.0, 58216.0)  # MJD: a stuck solar panel, 16 March to 8 April 2018
LOW_ENERGY_EXPOSURE = 0.5  # effective area at 200 MeV over that above 1 GeV
INDEX_ERROR = 1.3  # of one photon: that of the mean of ln E of a power law
INDEX_LIMITS = (0.5, 9.0)
LIMIT_PHOTONS = 3.0  # 95% limit when none is seen


@dataclass(frozen=True)
class GammaSources:
    """Gamma-ray sources whose flux in time is known.

    Parameters
    ----------
    names : array of str, shape (n_sources,)
        In 4FGL.
    energy_flux : array, shape (n_sources,)
        Mean over ten years, 0.1-100 GeV [erg cm^-2 s^-1].
    index : array, shape (n_sources,)
        Photon index.
    latitude : array, shape (n_sources,)
        Galactic [deg].
    relative : array, shape (n_sources, N_STEPS)
        Flux over its mean of the ten years.
    """

    names: NDArray
    energy_flux: NDArray[np.float64]
    index: NDArray[np.float64]
    latitude: NDArray[np.float64]
    relative: NDArray[np.float32]

    def photon_flux(self, low: float, high: float) -> NDArray[np.float64]:
        """Mean photon flux [cm^-2 s^-1] in a band [GeV] of a power law."""
        photons = power_integral(self.index, low, high)
        energy = power_integral(self.index - 1.0, 0.1, 100.0)
        return self.energy_flux / ERG_PER_GEV * photons / energy

    def energy_per_photon(self, low: float, high: float) -> NDArray[np.float64]:
        """Mean energy [erg] of the photons in a band [GeV] of a power law."""
        energy = power_integral(self.index - 1.0, low, high)
        return ERG_PER_GEV * energy / power_integral(self.index, low, high)

    def chosen(self, rows: NDArray) -> GammaSources:
        """Some of the sources."""
        return GammaSources(
            self.names[rows],
            self.energy_flux[rows],
            self.index[rows],
            self.latitude[rows],
            self.relative[rows],
        )


def aperture_curves(
    sources: GammaSources, model: LatParameters, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Draw aperture photometry, 0.1-200 GeV: fluxes with the background of the aperture.

    Parameters
    ----------
    sources : GammaSources
    model : LatParameters
    rng : Generator

    Returns
    -------
    DataFrame
        Columns of the file: ``name, start, stop`` [MJD], ``flux, error`` [cm^-2 s^-1].
    """
    true = sources.photon_flux(0.1, 200.0)[:, None] * bin_means(sources.relative, APERTURE_EDGES)
    exposure = np.full(true.shape[1], LOW_ENERGY_EXPOSURE * model.exposure_per_day * BIN)
    exposure[: len(FIRST_YEAR_EXPOSURE)] *= FIRST_YEAR_EXPOSURE
    # Diffuse emission of the Galaxy brightens towards its plane.
    sine = np.abs(np.sin(np.radians(sources.latitude)))
    background = (model.aperture_background / np.maximum(sine, 0.1))[:, None]
    neighbours = model.aperture_neighbours * rng.normal(size=true.shape)
    expected = np.maximum(true + background + neighbours, 0.0) * exposure
    counts = rng.poisson(expected)
    return pd.DataFrame(
        {
            "name": np.repeat(sources.names, true.shape[1]),
            "start": np.tile(APERTURE_EDGES[:-1], len(true)),
            "stop": np.tile(APERTURE_EDGES[1:], len(true)),
            "flux": (counts / exposure).ravel(),
            "error": (np.sqrt(np.maximum(counts, 1)) / exposure).ravel(),
        }
    )


def likelihood_curves(
    sources: GammaSources, model: LatParameters, *, rng: np.random.Generator
) -> dict[str, NDArray]:
    """Draw likelihood fits in bins of 30 days, as energy fluxes 0.9-500 GeV.

    Parameters
    ----------
    sources : GammaSources
    model : LatParameters
    rng : Generator

    Returns
    -------
    dict of str to array, shape (n_sources, n_bins)
        ``flux, error, limit`` [erg cm^-2 s^-1] (flux NaN for limits, limit NaN for fluxes), ``ts``,
        ``index`` fitted in each bin, ``code`` of convergence.
    """
    unit = sources.energy_per_photon(0.9, 500.0)
    curves, excess = _fits(sources, model, (LIKELIHOOD_EDGES, 1.0), unit, rng)
    noise = INDEX_ERROR * rng.normal(size=excess.shape) / np.sqrt(np.maximum(excess, 1.0))
    index = np.clip(sources.index[:, None] + noise, *INDEX_LIMITS)
    return _with_limits(curves, excess <= 0) | {"index": index}


def weekly_curves(
    sources: GammaSources, model: LatParameters, *, rng: np.random.Generator
) -> dict[str, NDArray]:
    """Draw weekly fits, as photon fluxes 0.1-100 GeV; limits below a test statistic of 4.

    The photons above 0.9 GeV, which the narrow point-spread function parts from the background,
    stand for all. Indices are fixed. Weeks without exposure are NaN in ``ts``.

    Parameters
    ----------
    sources : GammaSources
    model : LatParameters
    rng : Generator

    Returns
    -------
    dict of str to array, shape (n_sources, n_weeks)
        As `likelihood_curves`, in cm^-2 s^-1.
    """
    unit = sources.photon_flux(0.1, 100.0) / sources.photon_flux(0.9, 500.0)
    curves, excess = _fits(sources, model, (WEEK_EDGES, model.weekly_gain), unit, rng)
    index = np.broadcast_to(sources.index[:, None], excess.shape)
    weeks = _with_limits(curves, curves["ts"] < WEEKLY_TS) | {"index": index}
    is_off = (WEEK_EDGES[:-1] >= SWITCHED_OFF[0]) & (WEEK_EDGES[1:] <= SWITCHED_OFF[1])
    return weeks | {"ts": np.where(is_off, np.nan, weeks["ts"])}


def _fits(sources: GammaSources, model: LatParameters, binning, unit, rng):
    """Fluxes in bins, and their numbers of excess photons; `unit` is the flux of a photon.

    The binning is the edges and the gain in exposure.

    The test statistic is that of photons over a known background (Li & Ma 1983, ApJ 272, 317, for
    a background region without end); it is 0 where there is no excess.
    """
    edges, gain = binning
    exposure = gain * model.exposure_per_day * (edges[1] - edges[0])
    scale = unit[:, None] / exposure
    background = model.likelihood_background * exposure
    mean = sources.photon_flux(0.9, 500.0)[:, None] * bin_means(sources.relative, edges) * exposure
    counts = rng.poisson(mean + background)
    excess = np.maximum(counts - background, 0.0)
    whole = np.maximum(counts, 1)
    curves = {
        "flux": excess * scale,
        "error": np.sqrt(whole) * scale,
        "limit": (np.maximum(excess, LIMIT_PHOTONS) + 2.0 * np.sqrt(whole)) * scale,
        "ts": 2.0 * np.where(excess > 0, counts * np.log(whole / background) - excess, 0.0),
        "code": np.where(rng.random(counts.shape) < model.unconverged, 102, 0),
    }
    return curves, excess


def _with_limits(curves: dict[str, NDArray], is_limit) -> dict[str, NDArray]:
    """Either a flux with its error or a limit."""
    fluxes = {name: np.where(is_limit, np.nan, curves[name]) for name in ("flux", "error")}
    return curves | fluxes | {"limit": np.where(is_limit, curves["limit"], np.nan)}
