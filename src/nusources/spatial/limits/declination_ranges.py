"""The search in ranges of declination of the events, beside the whole sky.

Below some -5 deg the selection lets bundles of atmospheric muons through, which outnumber all else:
a result of the whole sky is one of the south. The same functions count, scramble and limit the
events of one range. The cut is on the event's declination; the sources stay all, for circles cross
the border.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.detection_model import SignalModel, SourceShares
from nusources.random_streams import named_generator
from nusources.spatial.counting.prepared_sky import Sky, sky_from_tables
from nusources.spatial.counting.scrambles import count_observed, count_scrambled
from nusources.spatial.limits.event_limits import summarise_limits
from nusources.spatial.names import EVENT_RA, SOURCE_RA, WHOLE_SKY
from nusources.spatial.nulls.count_distribution import from_counts
from nusources.spatial.nulls.event_scrambles import count_scrambled_events
from nusources.spatial.nulls.excess import ExactNulls, summarise_excess, summarise_searches
from nusources.spatial.nulls.other_nulls import exact_own_nulls
from nusources.spatial.signal.counted_signal import counted_per_flux

KEY = ["group", "log10_energy_min"]


@dataclass(frozen=True)
class DeclinationRange:
    """Range of the declination of events.

    Attributes
    ----------
    name : str
    dec_min : float
        Lower end [deg], included.
    dec_max : float
        Upper end [deg], not included, so that ranges that meet share no event; infinite without.
    """

    name: str
    dec_min: float = -np.inf
    dec_max: float = np.inf

    def holds(self, dec: NDArray) -> NDArray[np.bool_]:
        """Whether declinations [deg] lie in the range."""
        return (dec >= self.dec_min) & (dec < self.dec_max)


ALL_DECLINATIONS = DeclinationRange(WHOLE_SKY)


@dataclass(frozen=True)
class RangeSearch:
    """What is searched in each range.

    Attributes
    ----------
    sources : DataFrame
        Contract ``sources``.
    groups, nulls : tuple of str
        Groups, and the null of each.
    thresholds : tuple of float
        log10(E/GeV)
    model : SignalModel
    shares : mapping
        Sources of each group.
    confidence_level : float
        Of the limits.
    seed : int
    """

    sources: pd.DataFrame
    groups: tuple[str, ...]
    nulls: tuple[str, ...]
    thresholds: tuple[float, ...]
    model: SignalModel
    shares: Mapping[str, SourceShares]
    confidence_level: float
    seed: int


def scramble_range(
    tracks: pd.DataFrame, search: RangeSearch, n_trials: int, n_threads: int = 1
) -> NDArray[np.int32]:
    """Trials of all groups, each under its own null, with the events of a range.

    Trial t of scrambled sources has the sources where trial t of the whole sky has them, so counts
    of ranges that make up the sky add up trial by trial.

    Parameters
    ----------
    tracks : DataFrame
        Contract ``tracks``, events of the range.
    search : RangeSearch
    n_trials : int
    n_threads : int

    Returns
    -------
    ndarray of int32, shape (n_trials, n_groups, n_thresholds)
    """
    counts = np.zeros((n_trials, len(search.groups), len(search.thresholds)), dtype=np.int32)
    for null, count in ((SOURCE_RA, count_scrambled), (EVENT_RA, count_scrambled_events)):
        members = [number for number, own in enumerate(search.nulls) if own == null]
        if members:
            names = [search.groups[number] for number in members]
            sky = sky_from_tables(
                tracks,
                search.sources,
                names,
                search.thresholds,
                circle_factor=search.model.circle_factor,
            )
            counts[:, members] = count(sky, 0, n_trials, seed=search.seed, n_threads=n_threads)
    return counts


def measure_range(
    chosen: DeclinationRange, tracks: pd.DataFrame, search: RangeSearch, scrambled: NDArray
) -> pd.DataFrame:
    """Counts, p-values, limits and sensitivity of each group and threshold in one range.

    Parameters
    ----------
    chosen : DeclinationRange
    tracks : DataFrame
        Contract ``tracks``, events of the range.
    search : RangeSearch
    scrambled : ndarray of int, shape (n_trials, n_groups, n_thresholds)
        Each group's trials under its own null, of the same events.

    Returns
    -------
    DataFrame
        Contract ``declination_ranges``.
    """
    grid = (search.groups, search.thresholds)
    sky = sky_from_tables(tracks, search.sources, *grid, circle_factor=search.model.circle_factor)
    exact = exact_own_nulls(sky, search.nulls)
    counts = count_observed(sky), scrambled, *grid
    n_sources = [len(search.shares[group].names) for group in search.groups]
    energy = tracks["log10_energy"]
    n_selected = [int((energy >= one).sum()) for one in search.thresholds]
    excess = summarise_excess(*counts, n_sources, n_selected, exact)
    searches = summarise_searches(*counts, exact).set_index("search")
    limits = _limits(sky, counts[0], scrambled, exact, search)
    rows = excess.merge(limits, on=KEY).merge(_accepted_rows(chosen, search), on=KEY)
    per_event = 1 / rows["accepted"].where(rows["accepted"] > 0)
    p_global = searches[["p_global", "p_global_error"]].reindex(rows["group"])
    has_end = np.isfinite([chosen.dec_min, chosen.dec_max])
    return rows.assign(
        range=chosen.name,
        dec_min=chosen.dec_min if has_end[0] else np.nan,
        dec_max=chosen.dec_max if has_end[1] else np.nan,
        p_global=p_global["p_global"].to_numpy(),
        p_global_error=p_global["p_global_error"].to_numpy(),
        flux_limit=rows["upper_limit"] * per_event,
        flux_unified=rows["unified_high"] * per_event,
        flux_sensitivity=rows["sensitivity"] * per_event,
    )


def _limits(
    sky: Sky,
    observed: NDArray[np.int32],
    scrambled: NDArray[np.int32],
    exact: ExactNulls,
    search: RangeSearch,
) -> pd.DataFrame:
    """Limits on events of each group and threshold under its own null."""
    own = [
        exact[number] if number in exact else [from_counts(one) for one in scrambled[:, number].T]
        for number in range(sky.n_groups)
    ]
    table = summarise_limits(
        observed, own, search.groups, search.thresholds, search.confidence_level
    )
    names = ["upper_limit", "unified_low", "unified_high", "sensitivity"]
    return table[[*KEY, "confidence_level", *names]]


def _accepted_rows(chosen: DeclinationRange, search: RangeSearch) -> pd.DataFrame:
    parts = []
    for group in search.groups:
        rng = named_generator(search.seed, "declination-range", chosen.name, group)
        has_ends = np.isfinite([chosen.dec_min, chosen.dec_max]).any()
        accepted = counted_per_flux(
            search.model,
            search.shares[group],
            search.thresholds,
            rng=rng,
            inside=chosen.holds if has_ends else None,
        )
        columns = {"group": group, "log10_energy_min": search.thresholds, "accepted": accepted}
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)
