"""The injected signal as the configuration names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from nusources.archive.tracks.signal import PointSource, Signal, draw_population


def signal_from_settings(settings: Mapping[str, Any], *, rng: np.random.Generator) -> Signal:
    """Turn the section ``simulation.tracks`` of the configuration into a signal.

    Parameters
    ----------
    settings : mapping
        ``point_sources`` (source_name, ra_deg, dec_deg, flux_100tev_per_gev_cm2_s,
        spectral_index) and ``population`` (n_sources, flux_slope, fraction_of_diffuse).
    rng : Generator
        The stream of the population: the same in every season.
    """
    point_sources = tuple(
        PointSource(
            one["source_name"],
            one["ra_deg"],
            one["dec_deg"],
            one["flux_100tev_per_gev_cm2_s"],
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

    Parameters
    ----------
    settings, rng
        As for :func:`signal_from_settings`; ``point_sources`` with their ``group`` too.

    Returns
    -------
    DataFrame
        Contract ``injected_sources``.
    """
    listed = settings["point_sources"]
    flux = np.array([one["flux_100tev_per_gev_cm2_s"] for one in listed], dtype=float)
    points = pd.DataFrame(
        {
            "source_name": pd.Series([one["source_name"] for one in listed], dtype="str"),
            "group": pd.Series([one["group"] for one in listed], dtype="str"),
            "ra": [float(one["ra_deg"]) for one in listed],
            "dec": [float(one["dec_deg"]) for one in listed],
            "weight": flux / flux.sum(),
            "flux": flux,
            "spectral_index": [float(one["spectral_index"]) for one in listed],
        }
    ).assign(component="point source")
    population = _population(settings, rng=rng).assign(component="population")
    parts = [part for part in (points, population) if not part.empty]
    return pd.concat(parts, ignore_index=True) if parts else points


def _population(settings: Mapping[str, Any], *, rng: np.random.Generator) -> pd.DataFrame:
    chosen = settings["population"]
    return draw_population(chosen["n_sources"], chosen["flux_slope"], rng=rng)
