"""Track events and alerts around single sources, with the exact p-value of each source.

Each event's right ascension is random, its declination and circle stay: the number of events whose
circle holds a source is then a sum of independent trials, and its distribution exact.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from nusources.alert_regions import AlertRegions, contains
from nusources.contracts.user_lists import ALERT, NOTHING, TRACK
from nusources.sky import angular_separation, ra_half_width
from nusources.spatial.counting.arcs import EventCircles
from nusources.spatial.counting.prepared_sky import circles_of_tracks
from nusources.spatial.nulls.count_distribution import number_of_successes

HALF_TURN = 180.0
EMPTY = {"event": None, "mjd": np.nan, "log10_energy": np.nan, "distance": np.nan, "radius": np.nan}


def match_user_sources(
    sources: pd.DataFrame,
    tracks: pd.DataFrame,
    alerts: pd.DataFrame,
    regions: AlertRegions,
    *,
    circle_factor: float,
    shape: str,
) -> pd.DataFrame:
    """What holds each source of a user.

    Parameters
    ----------
    sources : DataFrame
        Contract ``sources``: the user's groups only.
    tracks : DataFrame
        Contract ``tracks``: the events that are searched.
    alerts : DataFrame
        Contract ``alert_list``; one row per region.
    regions : AlertRegions
        Their regions.
    circle_factor : float
        Radius of an event's circle over its ``ang_err``.
    shape : str
        Of the regions, as in `nusources.alert_regions.contains`.

    Returns
    -------
    DataFrame
        Contract ``user_sources``.
    """
    circles = circles_of_tracks(tracks, circle_factor)
    held = contains(regions, sources["ra"], sources["dec"], shape)
    rows = []
    for place, source in enumerate(sources.itertuples()):
        found = [*_tracks(source, tracks, circles), *_alerts(source, alerts, held[:, place])]
        n_tracks = sum(one["kind"] == TRACK for one in found)
        shared = {"group": source.group, "source_name": source.source_name}
        shared |= {"ra": source.ra, "dec": source.dec, "n_tracks": n_tracks}
        shared |= _chance(source, circles, n_tracks) | {"n_alerts": len(found) - n_tracks}
        rows += [shared | {"match": number} | one for number, one in enumerate(found, start=1)] or [
            shared | {"match": 0, "kind": NOTHING} | EMPTY
        ]
    return pd.DataFrame(rows).astype({"event": "string"})


def _tracks(source, tracks: pd.DataFrame, circles: EventCircles) -> list[dict]:
    """Events whose circle holds a source, the nearest first."""
    distance = angular_separation(source.ra, source.dec, circles.ra, circles.dec)
    inside = np.flatnonzero(distance <= circles.radius)
    inside = inside[np.argsort(distance[inside], kind="stable")]
    seasons, lines, times, energies = (
        tracks[name].to_numpy() for name in ("season", "row", "mjd", "log10_energy")
    )
    return [
        {
            "kind": TRACK,
            "event": f"{seasons[one]} {lines[one]}",
            "mjd": times[one],
            "log10_energy": energies[one],
            "distance": distance[one],
            "radius": circles.radius[one],
        }
        for one in inside
    ]


def _alerts(source, alerts: pd.DataFrame, held) -> list[dict]:
    """Alerts whose region holds a source, the nearest first."""
    chosen = alerts[held]
    distance = angular_separation(source.ra, source.dec, chosen["ra"], chosen["dec"])
    chosen = chosen.assign(distance=distance).sort_values("distance", kind="stable")
    return [
        EMPTY | {"kind": ALERT, "event": one.alert_name, "mjd": one.mjd, "distance": one.distance}
        for one in chosen.itertuples()
    ]


def _chance(source, circles: EventCircles, n_tracks: int) -> dict[str, float]:
    """Mean number of events for random right ascensions, and the p-value of the number."""
    half = ra_half_width(source.dec, circles.dec, circles.radius)
    null = number_of_successes(half[half > 0] / HALF_TURN)
    return {"n_expected": null.mean, "p_value": null.at_least(n_tracks)}
