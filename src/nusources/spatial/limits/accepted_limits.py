"""Limits on the flux of a group of sources through the acceptance of the search.

The paper (section 7.4) takes a band of the energy proxy for one of neutrino energy and every signal
event for inside its circle. Here a flux gives the events that the run's search counts: effective
area at the declinations of the sources, energy proxy, cuts, and the share of the circles that hold
their source, as in `nusources.spatial.power.sensitivity` and `nusources.spatial.power.systematics`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.detection_model import SignalModel, SourceShares
from nusources.fluxes import PowerLawFlux
from nusources.random_streams import named_generator
from nusources.spatial.limits.flux_limits import (
    ACCEPTANCE_RECIPE,
    events_in_bands,
    events_of_group,
    flux_limit_rows,
)
from nusources.spatial.names import WHOLE_SKY
from nusources.spatial.signal.acceptance import HIGHEST_PROXY
from nusources.spatial.signal.counted_signal import counted_per_flux

SKY_STEPS = 2000
"""Declinations, equal in their sine, over which the whole sky is averaged."""


def sources_of_whole_sky() -> SourceShares:
    """Declinations spread evenly over the sphere, with equal shares of the flux."""
    dec = np.degrees(np.arcsin((2 * np.arange(SKY_STEPS) + 1) / SKY_STEPS - 1))
    names = np.array([f"declination {one}" for one in range(SKY_STEPS)], dtype=object)
    return SourceShares(names, np.zeros(SKY_STEPS), dec, np.full(SKY_STEPS, 1 / SKY_STEPS))


def flux_per_event(
    model: SignalModel,
    sources: SourceShares,
    bands: Sequence[Sequence[float]],
    spectral_indices: Sequence[float],
    *,
    seed: int,
) -> NDArray[np.float64]:
    """Flux that gives one counted event with its energy proxy in each band.

    Parameters
    ----------
    model : SignalModel
        Its spectral index is replaced.
    sources : SourceShares
    bands : sequence of (log10_energy_min, log10_energy_max)
        Of the energy proxy, log10(E/GeV): lower end included, upper end not.
    spectral_indices : sequence of float
    seed : int
        For sources that keep their places; see `counted_per_flux`.

    Returns
    -------
    ndarray, shape (n_bands, n_indices)
        Of the group at 100 TeV [GeV^-1 cm^-2 s^-1]; nan where nothing is accepted.

    References
    ----------
    Beside the recipe of Chang et al. 2022, section 7.4.
    """
    edges = np.unique(bands)
    place = np.searchsorted(edges, np.asarray(bands, dtype=float))
    above = np.zeros((edges.size, len(spectral_indices)))
    reached = edges < HIGHEST_PROXY
    for column, index in enumerate(spectral_indices):
        of_index = replace(model, spectral_index=float(index))
        rng = named_generator(seed, "accepted-limits", f"{index:g}")
        above[reached, column] = counted_per_flux(of_index, sources, edges[reached], rng=rng)
    accepted = above[place[:, 0]] - above[place[:, 1]]
    return np.divide(1.0, accepted, out=np.full(accepted.shape, np.nan), where=accepted > 0)


def accepted_limits_of_paper(
    model: SignalModel,
    shares: Mapping[str, SourceShares],
    settings: Mapping[str, Any],
    diffuse: PowerLawFlux,
    *,
    seed: int,
) -> pd.DataFrame:
    """What the number of events of section 7.4 means for the flux of a group in each band.

    Parameters
    ----------
    model : SignalModel
    shares : mapping
        Sources of each group.
    settings : mapping
        n_events, bands, spectral_indices; group: its sources are taken to send the events. Without
        a group, or one of that name, the sources are spread over the sky as in the paper.
    diffuse : PowerLawFlux
        As for `flux_limit_rows`.
    seed : int
        As for `flux_per_event`.

    Returns
    -------
    DataFrame
        Contract ``group_flux_limits``; the group is that of the sources, or `WHOLE_SKY`.
    """
    bands, indices, group = (settings[key] for key in ("bands", "spectral_indices", "group"))
    is_known = group in shares
    sources = shares[group] if is_known else sources_of_whole_sky()
    per_event = flux_per_event(model, sources, bands, indices, seed=seed)
    events = events_in_bands(settings["n_events"], bands)
    keys = {"recipe": ACCEPTANCE_RECIPE, "group": group if is_known else WHOLE_SKY}
    return flux_limit_rows(keys, events, per_event, indices, diffuse)


def accepted_limits_of_groups(
    limits: pd.DataFrame,
    model: SignalModel,
    shares: Mapping[str, SourceShares],
    spectral_indices: Sequence[float],
    diffuse: PowerLawFlux,
    *,
    seed: int,
) -> pd.DataFrame:
    """Flux limits of each group from its limits on events above each threshold of the proxy.

    Parameters
    ----------
    limits : DataFrame
        Contract ``excess_limits``.
    model : SignalModel
    shares : mapping
        Sources of each group of `limits`.
    spectral_indices, diffuse
        As for `flux_limit_rows`.
    seed : int
        As for `flux_per_event`.

    Returns
    -------
    DataFrame
        Contract ``group_flux_limits``; the bands end at `HIGHEST_PROXY`, above all events.

    References
    ----------
    Beside the recipe of Chang et al. 2022, section 7.4.
    """
    parts = []
    for group, rows in limits.groupby("group", sort=False):
        events = events_of_group(rows, HIGHEST_PROXY)
        bands = events[["log10_energy_min", "log10_energy_max"]].to_numpy()
        per_event = flux_per_event(model, shares[group], bands, spectral_indices, seed=seed)
        keys = {"recipe": ACCEPTANCE_RECIPE, "group": group}
        parts.append(flux_limit_rows(keys, events, per_event, spectral_indices, diffuse))
    return pd.concat(parts, ignore_index=True)
