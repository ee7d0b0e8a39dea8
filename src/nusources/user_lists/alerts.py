"""Sources in the regions of single alerts, beside what each region would hold by chance.

By chance: the region is moved along its parallel, its right ascension random, all sources stay.
Each source is then inside on one arc of right ascension, and the share of the turn with any number
of sources follows exactly from the ends of the arcs. Near a pole there may be two arcs: such
regions are moved in steps.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nusources.alert_regions import AlertRegions, areas, containment_factors
from nusources.sky import angular_separation

TURN, POLE = 360.0, 90.0
N_HALVINGS = 50
"""Of half a turn: to below 1e-12 deg."""
N_STEPS = 7200
"""Steps of a region near a pole: 0.05 deg of right ascension each."""
EMPTY = {"source_name": None} | dict.fromkeys(
    ("source_ra", "source_dec", "distance", "factor"), np.nan
)


def match_user_alerts(
    alerts: pd.DataFrame, regions: AlertRegions, sources: pd.DataFrame, shape: str
) -> pd.DataFrame:
    """Sources of each list in each region.

    Parameters
    ----------
    alerts : DataFrame
        Contract ``alert_list``; one row per region.
    regions : AlertRegions
        Their regions.
    sources : DataFrame
        sources (name of the list), source_name, ra, dec [deg].
    shape : str
        Of the regions, as in `nusources.alert_regions.contains`.

    Returns
    -------
    DataFrame
        Contract ``user_alerts``.
    """
    area = areas(regions, shape)
    rows = []
    for name, listed in sources.groupby("sources", sort=False):
        factors = containment_factors(regions, listed["ra"], listed["dec"], shape)
        for place, alert in enumerate(alerts.itertuples()):
            found = _inside(alert, listed, factors[place])
            counts, shares = counts_by_chance(_one(regions, place), listed, shape)
            shared = {"alert_name": alert.alert_name, "sources": name, "ra": alert.ra}
            shared |= {"dec": alert.dec, "mjd": alert.mjd, "area": area[place]}
            shared |= {"n_inside": len(found), "n_expected": float(counts @ shares)}
            shared |= {"p_value": float(min(shares[counts >= len(found)].sum(), 1.0))}
            rows += [
                shared | {"match": number} | one for number, one in enumerate(found, start=1)
            ] or [shared | {"match": 0} | EMPTY]
    return pd.DataFrame(rows).astype({"source_name": "string"})


def counts_by_chance(
    region: AlertRegions, sources: pd.DataFrame, shape: str
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Numbers of sources in a region whose right ascension is random, and their probabilities.

    Parameters
    ----------
    region : AlertRegions
        One region.
    sources : DataFrame
        ra, dec [deg].
    shape : str

    Returns
    -------
    counts : ndarray of int, shape (n,)
    shares : ndarray, shape (n,)
        Share of the turn on which each of them holds; they add up to 1.
    """
    if _may_hold_a_pole(region):
        return _counts_in_steps(region, sources, shape)
    east = _reach(region, sources["dec"].to_numpy(), 1.0, shape)
    west = _reach(region, sources["dec"].to_numpy(), -1.0, shape)
    touched = east >= 0
    away = sources["ra"].to_numpy()[touched] - region.ra[0]
    start, length = away - east[touched], (east + west)[touched]
    always = int(np.sum(length >= TURN))
    start, length = start[length < TURN] % TURN, length[length < TURN]
    stop = start + length
    # At 0 those arcs hold that pass it; then one begins or ends at each place.
    places = np.concatenate([[0.0], start, stop % TURN, [TURN]])
    steps = np.concatenate([[np.sum(stop >= TURN)], np.ones(start.size), -np.ones(start.size), [0]])
    order = np.argsort(places, kind="stable")
    counts = always + np.cumsum(steps[order].astype(np.int64))[:-1]
    return counts, np.diff(places[order]) / TURN


def _corner(region: AlertRegions) -> float:
    """No point of a region with true errors is further from its middle [deg]."""
    axes = (region.ra_plus, region.ra_minus, region.dec_plus, region.dec_minus)
    return float(2**0.5 * max(one[0] for one in axes))


def _may_hold_a_pole(region: AlertRegions) -> bool:
    is_true = region.ra_errors == "true" or region.circular[0]
    return bool(is_true and abs(region.dec[0]) + _corner(region) >= POLE)


def _counts_in_steps(region: AlertRegions, sources: pd.DataFrame, shape: str):
    turns = np.arange(N_STEPS) * TURN / N_STEPS
    counts = np.zeros(N_STEPS, dtype=np.int64)
    near = (sources["dec"] - region.dec[0]).abs() <= _corner(region)
    for source in sources[near].itertuples():
        ra, dec = (source.ra - turns) % TURN, np.full(N_STEPS, source.dec)
        counts += containment_factors(region, ra, dec, shape)[0] <= 1
    return counts, np.full(N_STEPS, 1 / N_STEPS)


def _reach(region: AlertRegions, dec: NDArray, side: float, shape: str) -> NDArray[np.float64]:
    """Difference of right ascension [deg] at which parallels leave a region; -1 outside of it."""

    def is_inside(difference: NDArray) -> NDArray[np.bool_]:
        ra = (region.ra[0] + side * difference) % TURN
        return containment_factors(region, ra, dec, shape)[0] <= 1

    inner, outer = np.zeros(dec.size), np.full(dec.size, TURN / 2)
    is_whole = is_inside(outer)
    for _ in range(N_HALVINGS):
        middle = (inner + outer) / 2
        inside = is_inside(middle)
        inner, outer = np.where(inside, middle, inner), np.where(inside, outer, middle)
    reach = np.where(is_whole, TURN / 2, inner)
    return np.where(is_inside(np.zeros(dec.size)), reach, -1.0)


def _one(regions: AlertRegions, place: int) -> AlertRegions:
    names = [one.name for one in fields(regions) if one.name != "ra_errors"]
    return replace(regions, **{name: getattr(regions, name)[place : place + 1] for name in names})


def _inside(alert, sources: pd.DataFrame, factors: NDArray) -> list[dict]:
    """Sources in a region, the nearest to its middle first."""
    chosen = sources.assign(factor=factors)[factors <= 1]
    distance = angular_separation(alert.ra, alert.dec, chosen["ra"], chosen["dec"])
    chosen = chosen.assign(distance=distance).sort_values("distance", kind="stable")
    return [
        {
            "source_name": one.source_name,
            "source_ra": one.ra,
            "source_dec": one.dec,
            "distance": one.distance,
            "factor": one.factor,
        }
        for one in chosen.itertuples()
    ]
