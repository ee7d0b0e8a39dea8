"""Tables of what detectors would see: of source lists, and of one source by its declination."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.detectors.detector import Detector
from nusources.detectors.sky_fluxes import SkyFluxes
from nusources.forecast.sphere_prospects import Trials, declination_rows, prospect_rows
from nusources.forecast.sphere_ratios import source_sky
from nusources.forecast.sphere_response import SphereResponse, sphere_response
from nusources.units import GEV_PER_TEV

Sources = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
"""Right ascension, declination [deg] and relative flux."""


@dataclass(frozen=True)
class SkySettings:
    """What is forecast of each detector.

    Attributes
    ----------
    years : float
        Calendar time.
    spectral_index : float
        Of the sources.
    energy_of : str
        ``energy_proxy`` or ``true_energy``.
    energies_tev : sequence of float
        Lower edges of bins of energy [TeV].
    astrophysical_share : float
        Of the diffuse astrophysical events that the sources make, for the S/N.
    declinations_deg : sequence of float
        Of single sources.
    catalogue_trials, declination_trials : Trials
    """

    years: float
    spectral_index: float
    energy_of: str
    energies_tev: Sequence[float]
    astrophysical_share: float
    declinations_deg: Sequence[float]
    catalogue_trials: Trials
    declination_trials: Trials


def sky_tables(
    detectors: Sequence[Detector],
    lists: Mapping[str, Sources],
    atmospheres: Mapping[str, SkyFluxes],
    settings: SkySettings,
    random: Callable[..., np.random.Generator],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Forecast all detectors.

    Parameters
    ----------
    detectors : sequence of Detector
    lists : mapping
        Source lists by name.
    atmospheres : mapping
        Diffuse fluxes, the background, by the name of the atmosphere that a detector takes.
    settings : SkySettings
    random : callable
        Random stream of a name.

    Returns
    -------
    forecasts, declinations : DataFrame
        Contracts ``sky_forecasts`` and ``sky_declinations``.
    """
    forecasts, curves = [], []
    for detector in detectors:
        response = sphere_response(
            detector,
            atmospheres[detector.atmosphere],
            np.log10(np.asarray(settings.energies_tev) * GEV_PER_TEV),
            spectral_index=settings.spectral_index,
            years=settings.years,
            energy_of=settings.energy_of,
        )
        name = detector.name
        for catalogue, sources in lists.items():
            rng = random("forecast", "sky", name, catalogue)
            rows = _catalogue_rows(sources, response, settings, rng)
            forecasts.append(rows.assign(detector=name, catalogue=catalogue))
        rng = random("forecast", "sky", name, "declinations")
        rows = declination_rows(
            response, settings.declinations_deg, settings.declination_trials, rng
        )
        curves.append(rows.assign(detector=name))
    return pd.concat(forecasts, ignore_index=True), pd.concat(curves, ignore_index=True)


def _catalogue_rows(
    sources: Sources, response: SphereResponse, settings: SkySettings, rng: np.random.Generator
) -> pd.DataFrame:
    """Rows of one detector and source list."""
    sky = source_sky(*sources, response, settings.catalogue_trials.n_samples, rng)
    rows = prospect_rows(sky, settings.astrophysical_share, settings.catalogue_trials, rng)
    return rows.assign(
        n_sources=len(sources[0]),
        n_background=sky.n_background,
        n_astrophysical=sky.astrophysical,
        years=settings.years,
        spectral_index=settings.spectral_index,
        energy_min_tev=float(settings.energies_tev[0]),
        assumed_share=settings.astrophysical_share,
    )
