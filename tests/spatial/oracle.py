"""Slow, obvious versions of the spatial statistic and its closed forms.

Derived from Chang et al. (2022), section 6.3 and Table 6, without a look at `nusources.spatial`:
the statistic of a group of sources at an energy threshold is the number of events whose energy
proxy reaches the threshold and that have at least one source of the group inside their circle of
angular error. The null gives every source a right ascension that is uniform on the circle and
independent of the others. All angles are in degrees unless a name says radians.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from astropy import units
from astropy.coordinates import SkyCoord, search_around_sky
from scipy.spatial import cKDTree

TURN = 2 * math.pi


@dataclass(frozen=True)
class Sky:
    """Events with circles, and the sources of one group."""

    event_ra: np.ndarray
    event_dec: np.ndarray
    ang_err: np.ndarray
    log10_energy: np.ndarray
    source_ra: np.ndarray
    source_dec: np.ndarray


def separation(ra_1: float, dec_1: float, ra_2: float, dec_2: float) -> float:
    """Angle in degrees between two directions (Vincenty's form, exact at every distance)."""
    lon = math.radians(ra_2 - ra_1)
    lat_1, lat_2 = math.radians(dec_1), math.radians(dec_2)
    across = math.cos(lat_2) * math.sin(lon)
    along = math.cos(lat_1) * math.sin(lat_2) - math.sin(lat_1) * math.cos(lat_2) * math.cos(lon)
    towards = math.sin(lat_1) * math.sin(lat_2) + math.cos(lat_1) * math.cos(lat_2) * math.cos(lon)
    return math.degrees(math.atan2(math.hypot(across, along), towards))


def separations(sky: Sky) -> np.ndarray:
    """Angles in degrees, one row per event, one column per source."""
    rows = [
        [separation(ra, dec, s_ra, s_dec) for s_ra, s_dec in zip(*sources(sky), strict=True)]
        for ra, dec in zip(sky.event_ra, sky.event_dec, strict=True)
    ]
    return np.array(rows, dtype=float).reshape(len(sky.event_ra), len(sky.source_ra))


def sources(sky: Sky) -> tuple[np.ndarray, np.ndarray]:
    """R.A. and declination of the sources."""
    return sky.source_ra, sky.source_dec


def closest_call(sky: Sky) -> float:
    """Smallest distance in degrees of any source from the rim of any circle."""
    return float(np.abs(separations(sky) - np.asarray(sky.ang_err)[:, None]).min(initial=math.inf))


def touched_plain(sky: Sky) -> np.ndarray:
    """For each event: is there a source inside its circle? Two loops."""
    touched = np.zeros(len(sky.event_ra), dtype=bool)
    for i, (ra, dec, radius) in enumerate(
        zip(sky.event_ra, sky.event_dec, sky.ang_err, strict=True)
    ):
        for s_ra, s_dec in zip(*sources(sky), strict=True):
            if separation(ra, dec, s_ra, s_dec) <= radius:
                touched[i] = True
    return touched


def touched_astropy(sky: Sky) -> np.ndarray:
    """The same by astropy: all pairs within the largest radius, then each event's own radius."""
    events = SkyCoord(sky.event_ra * units.deg, sky.event_dec * units.deg)
    group = SkyCoord(sky.source_ra * units.deg, sky.source_dec * units.deg)
    # the tree below astropy compares chords; its search radius is padded, the pairs are exact
    widest = min(float(np.max(sky.ang_err)) * 1.001 + 1e-6, 180.0)
    event, _, distance, _ = search_around_sky(events, group, widest * units.deg)
    touched = np.zeros(len(sky.event_ra), dtype=bool)
    touched[event[distance.deg <= sky.ang_err[event]]] = True
    return touched


def unit_vectors(ra: np.ndarray, dec: np.ndarray) -> np.ndarray:
    """Cartesian unit vectors, shape (n, 3)."""
    lon, lat = np.radians(ra), np.radians(dec)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


def touched_tree(sky: Sky) -> np.ndarray:
    """The same by a k-d tree over the sources, with the chord of each event's radius."""
    tree = cKDTree(unit_vectors(sky.source_ra, sky.source_dec))
    chords = 2 * np.sin(np.radians(sky.ang_err) / 2)
    found = tree.query_ball_point(
        unit_vectors(sky.event_ra, sky.event_dec), chords, return_length=True
    )
    return found > 0


def counts(touched: np.ndarray, log10_energy: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    """Touched events at or above each threshold."""
    return np.array([np.sum(touched & (log10_energy >= limit)) for limit in thresholds], dtype=int)


def half_width(radius: float, dec_1: float, dec_2: float) -> float:
    """Half-width in radians of the R.A. interval where two directions are within `radius`.

    cos h = (cos r - sin d1 sin d2) / (cos d1 cos d2), written with half angles, which keeps the
    digits of small radii: sin^2(h/2) = (sin^2(r/2) - sin^2((d1-d2)/2)) / (cos d1 cos d2).
    """
    near = math.sin(math.radians(radius) / 2) ** 2
    apart = math.sin(math.radians(dec_1 - dec_2) / 2) ** 2
    width = math.cos(math.radians(dec_1)) * math.cos(math.radians(dec_2))
    if radius >= 180:
        return math.pi
    if near < apart:
        return 0.0
    if near - apart >= width:
        return math.pi
    return 2 * math.asin(math.sqrt((near - apart) / width))


def half_widths(sky: Sky) -> np.ndarray:
    """Half-widths in radians, one row per event, one column per source."""
    rows = [
        [half_width(radius, dec, s_dec) for s_dec in sky.source_dec]
        for radius, dec in zip(sky.ang_err, sky.event_dec, strict=True)
    ]
    return np.array(rows, dtype=float).reshape(len(sky.event_ra), len(sky.source_dec))


def touch_probabilities(sky: Sky) -> np.ndarray:
    """q_i = 1 - prod_j (1 - h_ij / pi): sources are independent and uniform in R.A."""
    return 1 - np.prod(1 - half_widths(sky) / math.pi, axis=1)


def one_declination(h: float, n_sources: int) -> float:
    """Probability that one event is touched by any of `n_sources` at one declination."""
    return 1 - (1 - h / math.pi) ** n_sources


def expected_count(sky: Sky) -> float:
    """Exact mean of the number of touched events under the null."""
    return float(np.sum(touch_probabilities(sky)))


def overlap(h_1: float, h_2: float, apart: float) -> float:
    """Length in radians shared by two arcs of half-widths h_1, h_2, centres `apart` in [0, pi]."""
    front = max(0.0, min(2 * h_1, 2 * h_2, h_1 + h_2 - apart))
    back = max(0.0, h_1 + h_2 - (TURN - apart))
    return front + back


def count_variance(sky: Sky) -> float:
    """Exact variance of the number of touched events under the null, by pairs of events.

    Cov(i, k) = P(neither touched) - (1 - q_i)(1 - q_k), as Cov(X, Y) = Cov(1-X, 1-Y), with
    P(neither touched) = prod_j (1 - |A_ij union A_kj| / 2 pi).
    """
    h, q = half_widths(sky), touch_probabilities(sky)
    variance = 0.0
    for i, ra_i in enumerate(sky.event_ra):
        for k, ra_k in enumerate(sky.event_ra):
            turn = abs(math.radians(ra_i - ra_k)) % TURN
            apart = min(turn, TURN - turn)
            unions = [2 * a + 2 * b - overlap(a, b, apart) for a, b in zip(h[i], h[k], strict=True)]
            neither = math.prod(1 - union / TURN for union in unions)
            variance += neither - (1 - q[i]) * (1 - q[k])
    return variance


def event_sets(sky: Sky, source: int) -> dict[int, float]:
    """Probability of each set of events (as bits) that one source touches, by a sweep in R.A."""
    h = half_widths(sky)[:, source]
    centres = np.radians(sky.event_ra) % TURN
    edges = {0.0, TURN}
    for centre, half in zip(centres, h, strict=True):
        edges |= {(centre - half) % TURN, (centre + half) % TURN}
    weights: dict[int, float] = {}
    for low, high in pairwise(sorted(edges)):
        middle = (low + high) / 2
        bits = 0
        for i, (centre, half) in enumerate(zip(centres, h, strict=True)):
            turn = abs(middle - centre) % TURN
            bits |= (min(turn, TURN - turn) < half) << i
        weights[bits] = weights.get(bits, 0.0) + (high - low) / TURN
    return weights


def count_distribution(sky: Sky) -> np.ndarray:
    """Exact P(count = n), n = 0..events, for few events: sources are independent, sets unite."""
    size = 1 << len(sky.event_ra)
    united = np.zeros(size)
    united[0] = 1.0
    for source in range(len(sky.source_ra)):
        before, united = united, np.zeros(size)
        for bits, weight in event_sets(sky, source).items():
            np.add.at(united, np.arange(size) | bits, before * weight)
    sizes = np.array([bits.bit_count() for bits in range(size)])
    return np.bincount(sizes, weights=united, minlength=len(sky.event_ra) + 1)


def right_tailed_p(observed: float, trials: np.ndarray) -> float:
    """p = (M+1)/(N+1), M the trials with at least the observed count."""
    return (sum(int(trial >= observed) for trial in trials) + 1) / (len(trials) + 1)


def global_p(observed: np.ndarray, trials: np.ndarray) -> float:
    """P-value of the smallest local p over all counts, each trial judged like the observation.

    Parameters
    ----------
    observed : (n,) counts of all groups and thresholds, flat
    trials : (n_trials, n) the same counts of every trial, groups scrambled together

    Notes
    -----
    The observation and the N trials are N+1 equal members of one pool: the local p of a member is
    the share of the pool with at least its count, for the observation (M+1)/(N+1).
    """
    pool = np.vstack([observed, trials])
    smallest = []
    for member in pool:
        local = [np.sum(pool[:, k] >= member[k]) / len(pool) for k in range(pool.shape[1])]
        smallest.append(min(local))
    return sum(p <= smallest[0] for p in smallest) / len(pool)
