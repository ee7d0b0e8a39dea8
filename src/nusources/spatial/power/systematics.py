"""The same analysis with changed inputs: what each uncertainty does to excess, p-value and limit.

A variation changes the events, the sources or the response, and everything is counted anew; the
null is the one of the exact moments, or the exact one of scrambled events, so that differences have
no Monte-Carlo noise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chndtr

from nusources.detection_model import (
    SignalModel,
    SourceShares,
    shares_of_group,
)
from nusources.detectors.angular_error import scatter_directions
from nusources.random_streams import named_generator
from nusources.sky import angular_separation
from nusources.spatial.counting.arcs import EventCircles
from nusources.spatial.counting.prepared_sky import prepare_sky
from nusources.spatial.counting.scrambles import count_observed
from nusources.spatial.limits.critical_counts import sensitivity_in_events
from nusources.spatial.limits.event_limits import classical_upper_limit, feldman_cousins_interval
from nusources.spatial.names import EVENT_RA, NOMINAL, SOURCE_RA
from nusources.spatial.nulls.count_distribution import CountDistribution
from nusources.spatial.power.sensitivity import GroupNull, group_nulls
from nusources.spatial.signal.acceptance import accepted_events
from nusources.spatial.signal.counted_signal import counted_per_flux
from nusources.spatial.signal.injection import draw_signal_events

Counts = tuple[NDArray[np.int32], Sequence[GroupNull]]
"""Observed counts, shape (n_groups, n_thresholds), and the null of each group."""

N_MOVED_EVENTS = 20_000
"""Signal events, at least, from which the loss by wrong positions is taken: to about 1 %."""


@dataclass(frozen=True)
class Variation:
    """A change of the inputs; the defaults change nothing.

    Attributes
    ----------
    name : str
        Unique; names the random stream.
    kind : str
        Variations of one kind belong together in a figure.
    ang_err_factor : float
        On the angular errors of the events.
    energy_factor : float
        On the energy proxies of the events.
    area_factor : float
        On the effective area.
    missing_share : float
        Share of the sources that are left out, drawn anew each time.
    position_error : float
        Standard deviation per axis [deg] of the catalogue about the true positions.
    containment : str, optional
        Meaning of `ang_err` in the response, a key of `CONTAINMENT`.
    """

    name: str
    kind: str
    ang_err_factor: float = 1.0
    energy_factor: float = 1.0
    area_factor: float = 1.0
    missing_share: float = 0.0
    position_error: float = 0.0
    containment: str | None = None

    @property
    def is_drawn(self) -> bool:
        """Whether it has a random part."""
        return self.missing_share > 0 or self.position_error > 0

    @property
    def changes_counts(self) -> bool:
        """Whether it changes more than the response."""
        return self.is_drawn or (self.ang_err_factor, self.energy_factor) != (1.0, 1.0)


@dataclass(frozen=True)
class Analysis:
    """The analysis that is varied.

    Attributes
    ----------
    events : EventCircles
        All events before the cuts, with their angular errors as radii.
    log10_energy : ndarray, shape (n_events,)
    sources : DataFrame
        Contract ``sources``, and the column of weights if one is named.
    groups : tuple of str
    thresholds : tuple of float
    model : SignalModel
        Response, spectrum and cuts.
    confidence_level : float
        Of the upper limit.
    weight_column : str, optional
        Shares of the flux; equal without.
    nulls : tuple of str
        Null of each group; that of scrambled sources if there are none.
    """

    events: EventCircles
    log10_energy: NDArray[np.float64]
    sources: pd.DataFrame
    groups: tuple[str, ...]
    thresholds: tuple[float, ...]
    model: SignalModel
    confidence_level: float
    weight_column: str | None = None
    nulls: tuple[str, ...] = ()

    @property
    def own_nulls(self) -> tuple[str, ...]:
        """Null of each group."""
        return self.nulls or (SOURCE_RA,) * len(self.groups)


def list_variations(settings: Mapping[str, Any]) -> list[Variation]:
    """Variations that the section ``sensitivity.systematics`` of the configuration names.

    Parameters
    ----------
    settings : mapping
        ang_err_factors, energy_proxy_factors, effective_area_factors, missing_source_shares,
        position_errors_deg, containments.
    """
    times = (
        ("ang_err", "angular errors", "ang_err_factor", "ang_err_factors"),
        ("energy_proxy", "energy proxies", "energy_factor", "energy_proxy_factors"),
        ("effective_area", "effective area", "area_factor", "effective_area_factors"),
    )
    listed = [
        Variation(f"{label} × {value:g}", kind, **{changed: value})
        for kind, label, changed, key in times
        for value in settings[key]
    ]
    listed += [
        Variation(f"{share:.0%} of the sources missing", "missing_sources", missing_share=share)
        for share in settings["missing_source_shares"]
    ]
    listed += [
        Variation(f"positions wrong by {error:g}°", "position_error", position_error=error)
        for error in settings["position_errors_deg"]
    ]
    return listed + [
        Variation(f"ang_err means {meaning}", "containment", containment=meaning)
        for meaning in settings["containments"]
    ]


def vary_analysis(
    analysis: Analysis, variations: Iterable[Variation], n_draws: int, *, seed: int
) -> pd.DataFrame:
    """Excess, p-value and limits of the analysis as it is and with each variation.

    Parameters
    ----------
    analysis : Analysis
    variations : iterable of Variation
    n_draws : int
        Repetitions of variations with a random part.
    seed : int

    Returns
    -------
    DataFrame
        Contract ``systematics``.
    """
    nominal = Variation(NOMINAL, NOMINAL)
    as_it_is = _count(analysis, analysis.sources, nominal)
    parts = []
    for variation in (nominal, *variations):
        for draw in range(n_draws if variation.is_drawn else 1):
            rng = named_generator(seed, "systematics", variation.name, str(draw))
            rows = _analyse(analysis, variation, as_it_is, rng=rng)
            keys = {"variation": variation.name, "kind": variation.kind, "draw": np.int64(draw)}
            parts.append(rows.assign(**keys))
    return pd.concat(parts, ignore_index=True)


def _analyse(
    analysis: Analysis, variation: Variation, as_it_is: Counts, *, rng: np.random.Generator
) -> pd.DataFrame:
    """One row per group and threshold of the analysis with one variation."""
    sources = _changed_sources(analysis.sources, variation, rng=rng)
    counted = _count(analysis, sources, variation) if variation.changes_counts else as_it_is
    model = analysis.model
    if variation.containment is not None:
        model = replace(model, containment=variation.containment)
    rows = []
    for number, group in enumerate(analysis.groups):
        in_place = analysis.own_nulls[number] == EVENT_RA
        true = shares_of_group(analysis.sources, group, analysis.weight_column, in_place=in_place)
        listed = sources[sources["group"] == group]
        accepted = _accepted(model, true, listed, analysis.thresholds, rng=rng)
        for level, threshold in enumerate(analysis.thresholds):
            keys = {"group": group, "log10_energy_min": float(threshold)}
            found = _find_excess(counted, (number, level), analysis.confidence_level)
            response = float(variation.area_factor * accepted[level])
            limit = {"accepted": response, "flux_limit": found["n_limit"] / response}
            rows.append(keys | found | limit)
    return pd.DataFrame(rows)


def _find_excess(counted: Counts, cell: tuple[int, int], confidence_level: float) -> dict:
    """Excess, p-value and limit on the signal of one group and threshold."""
    observed, nulls = counted
    (group, level), count = cell, int(observed[cell])
    mean, variance = nulls[group].mean[level], nulls[group].variance[level]
    null = nulls[group].smooth(level)
    classical = classical_upper_limit(count, null, confidence_level)
    return {
        "n_observed": count,
        "n_expected": float(mean),
        "sigma": float(np.sqrt(variance)),
        "excess": count - float(mean),
        "p_value": null.at_least(count),
        "n_limit": classical,
        # Where the classical limit says nothing, the Feldman-Cousins end stands beside it.
        "n_unified": np.nan if classical > 0 else _unified_end(count, null, confidence_level),
        "n_sensitivity": sensitivity_in_events(null),
    }


def _unified_end(count: int, null: CountDistribution, confidence_level: float) -> float:
    return feldman_cousins_interval(count, null, confidence_level)[1]


def _changed_sources(
    sources: pd.DataFrame, variation: Variation, *, rng: np.random.Generator
) -> pd.DataFrame:
    """Sources without the missing ones, at wrong positions; each name one place in all groups."""
    places = sources.drop_duplicates("source_name").sort_values("source_name", ignore_index=True)
    n_missing = round(variation.missing_share * len(places))
    kept = np.sort(rng.permutation(len(places))[n_missing:])
    places = places.iloc[kept]
    if variation.position_error > 0:
        error = np.full(len(places), variation.position_error)
        ra, dec = (places[name].to_numpy() for name in ("ra", "dec"))
        moved = dict(zip(("ra", "dec"), scatter_directions(ra, dec, error, rng=rng), strict=True))
        places = places.assign(**moved)
    known = places.set_index("source_name")
    chosen = sources[sources["source_name"].isin(known.index)]
    return chosen.assign(**{name: chosen["source_name"].map(known[name]) for name in ("ra", "dec")})


def _count(analysis: Analysis, sources: pd.DataFrame, variation: Variation) -> Counts:
    """Observed counts and exact moments with changed events and sources."""
    model, events = analysis.model, analysis.events
    radius = events.radius * variation.ang_err_factor
    log10_energy = analysis.log10_energy + np.log10(variation.energy_factor)
    lowest = max(model.log10_energy_min, analysis.thresholds[0])
    kept = np.flatnonzero((radius <= model.ang_err_max) & (log10_energy >= lowest))
    circles = EventCircles(events.ra[kept], events.dec[kept], model.circle_factor * radius[kept])
    sky = prepare_sky(circles, log10_energy[kept], analysis.thresholds, sources, analysis.groups)
    none = np.zeros((0, len(analysis.groups), len(analysis.thresholds)), dtype=np.int32)
    thresholds = np.array(analysis.thresholds)
    return count_observed(sky), group_nulls(
        sky, analysis.groups, analysis.own_nulls, thresholds, none
    )


def _accepted(
    model: SignalModel,
    true: SourceShares,
    sources: pd.DataFrame,
    thresholds: Sequence[float],
    *,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Counted signal events per flux of the whole group, missing sources included."""
    if true.in_place:
        ra, dec = (sources[name].to_numpy(dtype=float) for name in ("ra", "dec"))
        found = SourceShares(
            sources["source_name"].to_numpy(dtype=object), ra, dec, np.ones(ra.size)
        )
        return counted_per_flux(model, true, thresholds, rng=rng, listed=found)
    listed = sources.set_index("source_name")[["ra", "dec"]].reindex(true.names)
    is_listed = listed["ra"].notna().to_numpy()
    by_source = accepted_events(model, true.dec, thresholds)
    accepted = (true.share * is_listed) @ by_source
    distance = angular_separation(true.ra, true.dec, *(listed[name] for name in ("ra", "dec")))
    distance = np.where(is_listed, distance, np.inf)
    if np.all((distance == 0) | ~is_listed):
        return accepted
    kept = _kept_share(model, true, distance, thresholds, rng=rng)
    return kept * (true.share @ by_source)


def _kept_share(
    model: SignalModel,
    sources: SourceShares,
    distance: NDArray,
    thresholds: Sequence[float],
    *,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Share of the counted signal that is left with the catalogue's places `distance` away."""
    accepted = sources.share @ accepted_events(model, sources.dec, thresholds)
    # The fewest events are above the highest threshold.
    flux = N_MOVED_EVENTS * model.contained / accepted[-1]
    events = draw_signal_events(model, sources, flux, 1, thresholds[0], rng=rng)
    width = model.axis_per_ang_err * events.ang_err
    away = distance[events.source]
    inside = np.zeros(width.size)
    near = np.isfinite(away)
    reach = model.circle_factor * events.ang_err / width
    inside[near] = chndtr(reach[near] ** 2, 2, (away / width)[near] ** 2)
    level = np.searchsorted(thresholds, events.log10_energy, side="right") - 1
    sums = [
        np.bincount(level, weights=part, minlength=len(thresholds))[::-1].cumsum()[::-1]
        for part in (inside, np.full(width.size, model.contained))
    ]
    return sums[0] / sums[1]
