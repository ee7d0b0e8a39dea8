"""Other null hypotheses for the number of events near a group of sources.

chang2022 (section 6.3) gives every source its own uniform right ascension. Here instead

- `event_ra`: every event has its own; the sources and their clustering stay;
- `catalogue_rotation`: the catalogue turns as a whole; sources and events both keep their
  clustering;
- `source_band`: every source has its own right ascension and a declination within a band about its
  own; the exposure is averaged over the band.

The first two are exact. Seen from an event, both move the sources together: the event is touched on
the union of its arcs. Events that move alone are independent, so their number is a sum of
independent yes and no; events that move together make a number that is piecewise constant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.spatial.counting.arcs import TURN
from nusources.spatial.counting.group_arcs import GroupArcs, arcs_of_group
from nusources.spatial.counting.prepared_sky import Sky
from nusources.spatial.counting.sweep import lengths_by_count, merge_arcs
from nusources.spatial.names import CATALOGUE_ROTATION, EVENT_RA, OTHER, OWN, SOURCE_RA
from nusources.spatial.nulls.count_distribution import (
    CountDistribution,
    from_counts,
    from_weights,
    number_of_successes,
    sum_of_independent,
)

PLACES_PER_PIECE = 2**20
"""Arcs whose unions are made together; the result does not depend on it."""


@dataclass(frozen=True)
class Null:
    """Distribution of the event count under one null hypothesis.

    Attributes
    ----------
    name : str
        One of `SOURCE_RA`, `EVENT_RA`, `SOURCE_BAND`, `CATALOGUE_ROTATION`.
    distributions : sequence of n_groups sequences of n_thresholds CountDistribution
    n_trials : int
        Number of trials that it was counted from; 0 where it is exact.
    """

    name: str
    distributions: Sequence[Sequence[CountDistribution]]
    n_trials: int = 0

    def p_value(self, group: int, level: int, n_observed: int) -> float:
        """Probability of at least the observed count; (M + 1) / (N + 1) from trials."""
        tail = self.distributions[group][level].at_least(n_observed)
        return (tail * self.n_trials + 1) / (self.n_trials + 1) if self.n_trials else tail


def null_of_trials(name: str, counts: NDArray) -> Null:
    """Null hypothesis from counted trials.

    Parameters
    ----------
    name : str
    counts : ndarray of int, shape (n_trials, n_groups, n_thresholds)
    """
    by_group = counts.transpose(1, 2, 0)
    return Null(name, [[from_counts(one) for one in group] for group in by_group], len(counts))


def exact_event_null(sky: Sky) -> Null:
    """Every event's right ascension is uniform and independent; the sources stay."""
    return _exact_null(EVENT_RA, sky, _independent_events)


def exact_event_distributions(sky: Sky, group: int) -> list[CountDistribution]:
    """Distribution of the event count of one group, by threshold, if every event's R.A. is uniform.

    Parameters
    ----------
    sky : Sky
    group : int
        Number of the group in the sky.

    References
    ----------
    Hong 2013, Comput. Stat. Data Anal. 59, 41 (independent events that happen).
    """
    return _independent_events(arcs_of_group(sky, group))


def exact_own_nulls(sky: Sky, nulls: Sequence[str]) -> dict[int, list[CountDistribution]]:
    """Exact distributions of the groups whose own null is `EVENT_RA`, by their numbers.

    Parameters
    ----------
    sky : Sky
    nulls : sequence of str
        Null of each group of the sky.
    """
    chosen = [number for number, null in enumerate(nulls) if null == EVENT_RA]
    return {number: exact_event_distributions(sky, number) for number in chosen}


def exact_rotation_null(sky: Sky) -> Null:
    """The catalogue as a whole is turned by a uniform angle in right ascension."""
    return _exact_null(CATALOGUE_ROTATION, sky, _common_rotation)


def _exact_null(
    name: str, sky: Sky, distributions_of: Callable[[GroupArcs], list[CountDistribution]]
) -> Null:
    groups = range(sky.n_groups)
    return Null(name, [distributions_of(arcs_of_group(sky, group)) for group in groups])


def _independent_events(arcs: GroupArcs) -> list[CountDistribution]:
    """Number of touched events, by threshold, where each is touched on its own."""
    event, _, length = touched_shifts(arcs)
    share = np.bincount(event, weights=length, minlength=arcs.level.size) / TURN
    parts = [number_of_successes(share[arcs.level == at]) for at in range(arcs.n_levels)]
    return [sum_of_independent(parts[at:][::-1]) for at in range(arcs.n_levels)]


def _common_rotation(arcs: GroupArcs) -> list[CountDistribution]:
    """Number of touched events, by threshold, over the turn of the catalogue."""
    event, start, length = touched_shifts(arcs)
    covered = lengths_by_count(start, length, arcs.level[event], arcs.n_levels)
    return [from_weights(lengths) for lengths in covered]


def touched_shifts(arcs: GroupArcs) -> tuple[NDArray[np.int64], ...]:
    """Arcs on which any source of the group touches an event: the unions of its arcs.

    Parameters
    ----------
    arcs : GroupArcs

    Returns
    -------
    event, start, length : ndarray of int64, shape (n_unions,)
        Number of the event in `arcs`, first point and length [2**-32 turns]; disjoint for each
        event.
    """
    # In pieces: sorting all arcs at once would be most of the memory.
    borders = np.searchsorted(arcs.place, np.arange(0, arcs.place[-1], PLACES_PER_PIECE))
    borders = np.unique([*borders, arcs.level.size])
    pieces = [_touched_in_piece(arcs, *ends) for ends in pairwise(borders)]
    nothing = (np.empty(0, dtype=np.int64),) * 3
    return tuple(np.concatenate(part) for part in zip(nothing, *pieces, strict=True))


def _touched_in_piece(arcs: GroupArcs, first: int, last: int) -> tuple[NDArray[np.int64], ...]:
    """The same for events [first, last)."""
    places = slice(arcs.place[first], arcs.place[last])
    event = np.repeat(np.arange(first, last), np.diff(arcs.place[first : last + 1]))
    start, length = ((part[places] * TURN).astype(np.int64) for part in (arcs.start, arcs.share))
    is_arc = length > 0
    return merge_arcs(event[is_arc], start[is_arc], length[is_arc])


def compare_nulls(
    observed: NDArray,
    nulls: Sequence[Null],
    groups: Sequence[str],
    thresholds: Sequence[float],
    own: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Expected count, scatter and p-value under several null hypotheses.

    Parameters
    ----------
    observed : ndarray of int, shape (n_groups, n_thresholds)
    nulls : sequence of Null
    groups, thresholds : sequences
    own : sequence of str, optional
        Null of each group; that of the paper, `SOURCE_RA`, if not given.

    Returns
    -------
    DataFrame
        Contract ``null_comparison``.

    References
    ----------
    Beside the null of Chang et al. 2022, section 6.3.
    """
    own = [SOURCE_RA] * len(groups) if own is None else own
    cells = [(null, *cell) for null in nulls for cell in np.ndindex(observed.shape)]
    return pd.DataFrame(
        [
            {
                "null": null.name,
                "role": OWN if null.name == own[group] else OTHER,
                "group": groups[group],
                "log10_energy_min": float(thresholds[level]),
                "n_observed": int(observed[group, level]),
                "n_expected": null.distributions[group][level].mean,
                "sigma": null.distributions[group][level].sigma,
                "p_value": null.p_value(group, level, int(observed[group, level])),
                "n_trials": null.n_trials,
            }
            for null, group, level in cells
        ]
    )
