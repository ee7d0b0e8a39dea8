"""Closure: the injected signal of a simulated sky beside the excess that the analysis found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.detection_model import SignalModel
from nusources.sky import angular_separation
from nusources.spatial.counting.prepared_sky import sky_from_tables
from nusources.spatial.nulls.exact_variance import exact_moments
from nusources.spatial.signal.acceptance import accepted_events

SAME_PLACE_DEG = 0.05
"""An injected source this near to one of the group is that source: positions from names of 4FGL are
good to .03 deg, and the narrowest circle is .2 deg wide."""


@dataclass(frozen=True)
class GroupSignal:
    """What is injected into a group, or how the search would see it.

    Attributes
    ----------
    flux : float
        Injected flux at 100 TeV, summed over the sources of the group [GeV^-1 cm^-2 s^-1].
    acceptance : ndarray, shape (n_thresholds,)
        Counted signal events over the flux of the group [GeV cm2 s].
    """

    flux: float
    acceptance: NDArray[np.float64]


def recovered_signal(
    truth: pd.DataFrame,
    injected: pd.DataFrame,
    tracks: pd.DataFrame,
    sources: pd.DataFrame,
    excess: pd.DataFrame,
    model: SignalModel,
) -> pd.DataFrame:
    """Injected events and flux of each group beside the number and the flux that were found.

    Parameters
    ----------
    truth, injected : DataFrame
        Contracts ``track_truth`` and ``injected_sources``.
    tracks : DataFrame
        Contract ``tracks``: the selected events.
    sources, excess : DataFrame
        Contracts ``sources`` and ``spatial_excess``.
    model : SignalModel
        Of the sample; its spectral index serves groups without an injected source.

    Returns
    -------
    DataFrame
        Contract ``recovered_signal``; docs/method-spatial.md, section Closure, has the definitions.
    """
    events = tracks.merge(truth[["season", "row"]], on=["season", "row"])
    groups, thresholds = (np.unique(excess[name]) for name in ("group", "log10_energy_min"))
    sky = sky_from_tables(
        events, sources, list(groups), thresholds, circle_factor=model.circle_factor
    )
    chance = exact_moments(sky).mean
    points = injected[injected["component"] == "point source"]
    rows = []
    for number, group in enumerate(groups):
        members = sources[sources["group"] == group]
        signal = group_signal(points, members, thresholds, model)
        for one in excess[excess["group"] == group].itertuples():
            level = int(np.searchsorted(thresholds, one.log10_energy_min))
            energetic = events[events["log10_energy"] >= one.log10_energy_min]
            counted = {
                "n_injected": len(energetic),
                "n_signal": _count_touched(energetic, members, model.circle_factor),
                "n_chance": float(chance[number, level]),
            }
            rows.append(_row(one, counted, signal.flux, float(signal.acceptance[level])))
    return pd.DataFrame(rows)


def group_signal(
    points: pd.DataFrame, members: pd.DataFrame, thresholds: NDArray, model: SignalModel
) -> GroupSignal:
    """Injected flux and acceptance of a group.

    Parameters
    ----------
    points : DataFrame
        Columns ra, dec [deg], flux [GeV^-1 cm^-2 s^-1 at 100 TeV], spectral_index: all injected
        point sources; those at the place of a source of the group belong to it.
    members : DataFrame
        Columns ra, dec [deg]: sources of the group.
    thresholds : ndarray
        log10(E/GeV), ascending.
    model : SignalModel
        Serves groups into which nothing is injected: equal fluxes and its spectral index.
    """
    distance = _distances(points, members)
    own = points[distance.min(axis=1, initial=np.inf) <= SAME_PLACE_DEG]
    flux = float(own["flux"].sum())
    if flux == 0:
        dec = members["dec"].to_numpy(dtype=float)
        return GroupSignal(0.0, accepted_events(model, dec, thresholds).mean(axis=0))
    events = np.zeros(thresholds.size)
    for one in own.itertuples():
        of_index = replace(model, spectral_index=one.spectral_index)
        events += one.flux * accepted_events(of_index, np.array([one.dec]), thresholds)[0]
    return GroupSignal(flux, events / flux)


def _row(one: Any, counted: dict, flux: float, acceptance: float) -> dict:
    """Row of ``recovered_signal``."""
    above_chance = counted["n_signal"] - counted["n_chance"]
    is_comparable = flux > 0 and above_chance > 0
    n_expected = flux * acceptance
    return {
        "group": one.group,
        "log10_energy_min": one.log10_energy_min,
        **counted,
        "excess": one.excess,
        "sigma": one.sigma,
        "background_excess": one.excess - above_chance,
        "ratio": one.excess / above_chance if is_comparable else np.nan,
        "ratio_error": one.sigma / above_chance if is_comparable else np.nan,
        "n_signal_expected": n_expected,
        "flux_injected": flux,
        "flux_fitted": one.excess / acceptance if acceptance > 0 else np.nan,
        "flux_error": np.hypot(one.sigma, np.sqrt(n_expected)) / acceptance
        if acceptance > 0
        else np.nan,
    }


def _distances(first: pd.DataFrame, second: pd.DataFrame) -> NDArray[np.float64]:
    """Angular distances [deg] of all pairs."""
    ra, dec = (first[name].to_numpy(dtype=float)[:, None] for name in ("ra", "dec"))
    return angular_separation(ra, dec, second["ra"].to_numpy(), second["dec"].to_numpy())


def _count_touched(events: pd.DataFrame, sources: pd.DataFrame, circle_factor: float) -> int:
    """Events with at least one source in their circle: few events, so by plain distances."""
    radius = circle_factor * events["ang_err"].to_numpy()[:, None]
    return int((_distances(events, sources) <= radius).any(axis=1).sum())
