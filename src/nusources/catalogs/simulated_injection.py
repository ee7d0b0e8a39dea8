"""The injected signal as the configuration names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from nusources.catalogs.model_parameters import Season
from nusources.catalogs.simulated_signal import (
    PointSource,
    Signal,
    draw_population,
    flux_norm_for_events,
)
from nusources.detectors.model import DetectorModel


def signal_from_settings(
    settings: Mapping[str, Any],
    seasons: Mapping[str, Season],
    detectors: Mapping[str, DetectorModel],
    *,
    rng: np.random.Generator,
) -> Signal:
    """Turn the section ``simulation.tracks`` of the configuration into a signal.

    Parameters
    ----------
    settings : mapping
        ``point_sources`` (source_name, ra_deg, dec_deg, n_events over all seasons,
        spectral_index) and ``population`` (n_sources, flux_slope, fraction_of_diffuse).
    seasons, detectors : mapping
        All seasons, and the detector of each configuration: they turn events into fluxes.
    rng : Generator
        The stream of the population: the same in every season.
    """
    exposures = [(season, detectors[season.configuration]) for season in seasons.values()]
    point_sources = tuple(
        PointSource(
            one["source_name"],
            one["ra_deg"],
            one["dec_deg"],
            flux_norm_for_events(one["n_events"], one["dec_deg"], one["spectral_index"], exposures),
            one["spectral_index"],
        )
        for one in settings["point_sources"]
    )
    population = _population(settings, rng=rng)
    if population.empty:
        return Signal(point_sources)
    return Signal(point_sources, population, settings["population"]["fraction_of_diffuse"])


def injected_sources(settings: Mapping[str, Any], *, rng: np.random.Generator) -> pd.DataFrame:
    """List the injected sources.

    Returns
    -------
    DataFrame
        Contract ``injected_sources``.
    """
    points = pd.DataFrame(
        {
            "source_name": [one["source_name"] for one in settings["point_sources"]],
            "ra": [float(one["ra_deg"]) for one in settings["point_sources"]],
            "dec": [float(one["dec_deg"]) for one in settings["point_sources"]],
            "weight": [float(one["n_events"]) for one in settings["point_sources"]],
            "component": "point source",
        }
    )
    population = _population(settings, rng=rng).assign(component="population")
    parts = [part for part in (points, population) if not part.empty]
    if not parts:
        return points.astype({"source_name": "str", "component": "str"})
    return pd.concat(parts, ignore_index=True)


def _population(settings: Mapping[str, Any], *, rng: np.random.Generator) -> pd.DataFrame:
    chosen = settings["population"]
    return draw_population(chosen["n_sources"], chosen["flux_slope"], rng=rng)
