"""All arcs of one group of sources, by event and by source: the input of the exact nulls.

The arcs are those that the scrambles use, on the grid of 2**-32 turns. A length is a whole number
of grid steps, so shares of a turn and overlaps are exact in float64, and an exact null is that of
the very scrambles.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nusources.spatial.counting.arcs import TURN, reached_sources
from nusources.spatial.counting.prepared_sky import Sky


@dataclass(frozen=True)
class GroupArcs:
    """Arcs of shift of one group.

    The sources stand in the order of declination, so those that an event can meet are neighbours:
    event i has the places `place[i]` to `place[i + 1]`, of sources `first_source[i]` onwards. A
    place whose source misses the event has the share 0.

    Attributes
    ----------
    event : ndarray of int64, shape (n_events,)
        Numbers of the events among those that pass the lowest threshold. Only events within reach
        are here.
    level : ndarray of int8, shape (n_events,)
        How many thresholds each event passes, minus one.
    place : ndarray of int64, shape (n_events + 1,)
    first_source : ndarray of int64, shape (n_events,)
    start, share : ndarray, shape (n_places,)
        First point and length of the arc [turns].
    source_first : ndarray of int64, shape (n_sources + 1,)
        Where the arcs of each source begin in `arc_event`.
    arc_event : ndarray of int64, shape (n_arcs,)
        Events of each source's arcs, in the order of the arcs' first points.
    n_levels : int
    """

    event: NDArray[np.int64]
    level: NDArray[np.int8]
    place: NDArray[np.int64]
    first_source: NDArray[np.int64]
    start: NDArray[np.float64]
    share: NDArray[np.float64]
    source_first: NDArray[np.int64]
    arc_event: NDArray[np.int64]
    n_levels: int

    def sum_by_event(self, values: NDArray) -> NDArray[np.float64]:
        """Sum of one value per place over the places of each event."""
        return np.add.reduceat(values, self.place[:-1]) if self.level.size else np.empty(0)


def arcs_of_group(sky: Sky, group: int) -> GroupArcs:
    """Compute all arcs of the sources of one group.

    Parameters
    ----------
    sky : Sky
    group : int
        Number of the group in the sky.

    References
    ----------
    Chang et al. 2022, section 6.3.
    """
    members = np.flatnonzero((sky.sources.membership >> np.uint32(group)) & np.uint32(1))
    members = members[np.argsort(sky.sources.dec[members], kind="stable")]
    low, high = reached_sources(sky.sources.dec[members], sky.passing_circles)
    near = np.flatnonzero(high > low)
    first_source = low[near]
    place = np.concatenate([[0], np.cumsum((high - low)[near])])
    start, share = np.zeros(place[-1]), np.zeros(place[-1])
    number_of = np.zeros(sky.passing.size, dtype=np.int64)
    number_of[near] = np.arange(near.size)
    events = []
    for source, member in enumerate(members.tolist()):
        first, width, event = sky.arcs_of(member)
        event = number_of[event]
        here = place[event] + source - first_source[event]
        start[here] = first / TURN
        share[here] = (width.astype(np.float64) + 1) / TURN
        events.append(event[np.argsort(first, kind="stable")])
    sizes = [one.size for one in events]
    return GroupArcs(
        near,
        sky.level[near],
        place,
        first_source,
        start,
        share,
        np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64),
        np.concatenate([np.empty(0, dtype=np.int64), *events]),
        sky.n_levels,
    )


def cumulate(values: NDArray) -> NDArray:
    """Sums over all levels from each one upwards: what belongs to each threshold.

    Examples
    --------
    >>> cumulate(np.array([1, 2, 3])).tolist()
    [6, 5, 3]
    """
    return values[..., ::-1].cumsum(axis=-1)[..., ::-1]
