"""Compiled parts of a trial: pairs of sources and events in reach, and the fit of a spectrum."""

from __future__ import annotations

import math

import numba
import numpy as np
from numba import boolean, float64, int32, int64, types, uint32
from numpy.typing import NDArray

Array = NDArray[np.float64]

PAIRS = types.Tuple((int64[::1], uint32[::1], uint32[::1]))
"""Where the pairs of each source begin; the event of each, and half of the R.A. in reach
[2**-32 turns]."""

BAND = types.UniTuple(float64[::1], 4)
"""Declination of the events [rad], ascending, its sine and cosine, and their reach [rad]."""

SOURCES = types.Tuple((uint32[::1], float64[::1], float64[::1]))
"""R.A. [2**-32 turns], declination [rad] and its cosine."""

EVENTS = float64[:, ::1]
"""Of each event: declination [rad], its cosine, 1 / (2 width^2) [rad^-2], peak of the Gaussian over
the background."""

HITS = types.Tuple((float64[::1], int64[::1], int64[::1], int64))
"""Of each pair: Gaussian over background, row of the table of spectra, place of the event; and the
number of events with a pair."""

FOUND = types.Tuple((float64[::1], uint32[::1], uint32[::1], int64[::1]))
"""Of each pair: Gaussian over background, source, event, place of the event."""

SPECTRA = float64[:, ::1]
"""Share of the signal in the row of a pair, at each node of the spectral index."""

FIT = types.UniTuple(float64, 3)
"""TS, odds of signal f / (1 - f), and place of the spectral index among the nodes."""

HALF_TURN = 2**31
WEAK = 2e-3
"""Largest odds times S / B whose logarithm is summed as a series to the third order: the fourth
adds less than 1e-11 of an event."""
FIRST_GUESS = 300.0  # signal events up to which `WEAK` holds at once
MOST_STEPS = 200
PRECISION = 1e-10
COARSE_STEP = 5  # nodes
MOST_PARABOLAS = 6
NARROWEST = 0.1  # nodes: a step this small ends the search for the spectral index


@numba.njit(
    int64(
        types.UniTuple(float64, 3),
        types.UniTuple(int64, 2),
        BAND,
        types.UniTuple(uint32[::1], 2),
    ),
    nogil=True,
    cache=True,
)
def pairs_of_source(source: tuple, window: tuple, band: tuple, found: tuple) -> int:
    """Find the events whose reach comes to the declination of a source.

    cos h = (cos r - sin d1 sin d2) / (cos d1 cos d2) is half of the R.A. in reach.

    Parameters
    ----------
    source : tuple of float
        Declination [rad], its sine and cosine.
    window : tuple of int
        First event near enough, and the one after the last.
    band : tuple
        See `BAND`.
    found : tuple
        Result: events, and half of the R.A. in reach [2**-32 turns].

    Returns
    -------
    int
        Number of events.
    """
    at, sine_at, cosine_at = source
    begin, end = window
    dec, sine, cosine, reach = band
    events, half = found
    n = 0
    for one in range(begin, end):
        if abs(dec[one] - at) >= reach[one]:
            continue
        product = max(cosine_at * cosine[one], 1e-300)
        angle = math.acos(
            min(max((math.cos(reach[one]) - sine_at * sine[one]) / product, -1.0), 1.0)
        )
        events[n] = one
        half[n] = uint32(min(angle / (2 * math.pi) * 2.0**32, HALF_TURN - 1.0))
        n += 1
    return n


@numba.njit(float64(float64), nogil=True, cache=True)
def _haversine(angle: float) -> float:
    """sin^2(angle / 2); the series is exact to 1e-10."""
    square = angle * angle
    if square > 0.5:
        return math.sin(0.5 * angle) ** 2
    series = 1 / 1440 - square * (1 / 80640 - square / 7257600)
    return square * (0.25 - square * (1 / 48 - square * series))


@numba.njit(float64(float64, float64), nogil=True, cache=True)
def _spread(haversine: float, steepness: float) -> float:
    """Rayleigh's distribution of an angle as a density over its ring, 1 at the centre.

    With s = sin^2(angle / 2), angle^2 and angle / sin(angle) are series in s, exact to 1e-8.
    """
    s = haversine
    if s < 0.003:
        squared = 4 * s * (1 + s * (1 / 3 + s * (8 / 45 + s * (4 / 35))))
        return (1 + s * (2 / 3 + s * (8 / 15))) * math.exp(-squared * steepness)
    if s < 0.05:
        squared = 4 / 35 + s * (128 / 1575 + s * 128 / 2079)
        squared = 4 * s * (1 + s * (1 / 3 + s * (8 / 45 + s * squared)))
        ring = 16 / 35 + s * (128 / 315 + s * 256 / 693)
        ring = 1 + s * (2 / 3 + s * (8 / 15 + s * ring))
        return ring * math.exp(-squared * steepness)
    angle = 2 * math.asin(min(math.sqrt(s), 1.0))
    return angle / math.sin(angle) * math.exp(-angle * angle * steepness)


@numba.njit(int64(uint32[::1], PAIRS, SOURCES, EVENTS, FOUND), nogil=True, cache=True)
def find_hits(
    turns: NDArray[np.uint32], pairs: tuple, sources: tuple, events: Array, found: tuple
) -> int:
    """Find the pairs in reach of one sky, source after source.

    Parameters
    ----------
    turns : ndarray of uint32, shape (n_events,)
        R.A. of the events [2**-32 turns].
    pairs, sources, events
        See `PAIRS`, `SOURCES`, `EVENTS`.
    found : tuple
        Result, see `FOUND`.

    Returns
    -------
    int
        Number of pairs in reach; -1 if `found` is too short.
    """
    first, event_of, half = pairs
    turns_of, dec_of, cosine_of = sources
    values, hit_sources, hit_events, places = found
    place_of = np.full(turns.size, -1, dtype=np.int32)
    n, n_places = uint32(0), 0
    for source in range(first.size - 1):
        centre, begin = turns_of[source], n
        if n + first[source + 1] - first[source] > values.size:
            return -1
        for pair in range(first[source], first[source + 1]):
            one, reach = event_of[pair], half[pair]
            hit_events[n] = one
            n += uint32(uint32(turns[one] - centre + reach) <= uint32(2 * reach))
        for hit in range(begin, n):
            one = hit_events[hit]
            # Signed, so that a small angle stays small.
            away = int32(uint32(turns[one] - centre)) * (2.0 * math.pi / 2.0**32)
            apart = cosine_of[source] * events[one, 1] * _haversine(away)
            apart += _haversine(events[one, 0] - dec_of[source])
            values[hit] = events[one, 3] * _spread(apart, events[one, 2])
            hit_sources[hit] = source
            if place_of[one] < 0:
                place_of[one] = n_places
                n_places += 1
            places[hit] = place_of[one]
    return int64(n)


@numba.njit(boolean(HITS, SPECTRA, float64, float64[::1]), nogil=True, cache=True)
def sum_ratios(hits: tuple, spectra: Array, place: float, ratios: Array) -> bool:
    """S / B of the events with a pair, the spectra linear between their nodes.

    Parameters
    ----------
    hits, spectra
        See `HITS`, `SPECTRA`.
    place : float
        Of the spectral index among the nodes.
    ratios : ndarray
        Result, by place of the event.

    Returns
    -------
    bool
        True.
    """
    values, rows, places, n_places = hits
    before = min(int(place), spectra.shape[0] - 2)
    part = place - before
    low, high = spectra[before], spectra[before + 1]
    ratios[:n_places] = 0.0
    for one in range(values.size):
        row = rows[one]
        ratios[places[one]] += values[one] * ((1.0 - part) * low[row] + part * high[row])
    return True


@numba.njit(
    types.UniTuple(float64, 2)(float64[::1], types.UniTuple(float64, 3), float64),
    nogil=True,
    cache=True,
)
def _slope(strong: Array, sums: tuple[float, float, float], odds: float) -> tuple[float, float]:
    """Expected signal and background of all events with (1 + c) R / (1 + c R), and its derivative.

    Parameters
    ----------
    strong : ndarray
        S / B of the strong events.
    sums : tuple of float
        Sums over the weak ones of S / B and of its square and cube.
    odds : float
    """
    first, second, third = sums
    level = first - odds * (second - odds * third)
    change = -second + 2 * odds * third
    for ratio in strong:
        term = ratio / (1.0 + odds * ratio)
        level += term
        change -= term * term
    return (1.0 + odds) * level, level + (1.0 + odds) * change


@numba.njit(
    float64(float64[::1], types.UniTuple(float64, 3), float64, float64), nogil=True, cache=True
)
def _root(strong: Array, sums: tuple[float, float, float], n_events: float, guess: float) -> float:
    """Odds at which the slope of the log-likelihood is zero, by Newton steps within bounds."""
    low, high, odds = 0.0, math.inf, guess
    for _ in range(MOST_STEPS):
        level, change = _slope(strong, sums, odds)
        if level > n_events:
            low = odds
        else:
            high = odds
        following = odds - (level - n_events) / change if change < 0 else math.inf
        if not low < following < high:
            following = 0.5 * (low + high) if high < math.inf else 10.0 * max(low, 1e-12)
        if abs(following - odds) <= PRECISION * following:
            return following
        odds = following
    return odds


@numba.njit(types.UniTuple(float64, 2)(float64[::1], float64, float64), nogil=True, cache=True)
def fit_odds(ratios: Array, n_events: float, guess: float) -> tuple[float, float]:
    """Most likely odds of signal c = f / (1 - f), not negative, and their TS.

    TS / 2 = sum ln(1 + c S_i / B_i) - N ln(1 + c) over the events with a pair has one maximum.

    Parameters
    ----------
    ratios : ndarray, shape (n,)
        S / B of the events that have a pair.
    n_events : float
        All events N.
    guess : float
        Where to begin.
    """
    largest = FIRST_GUESS / n_events
    strong = np.empty(ratios.size)
    odds = 0.0
    for _ in range(MOST_STEPS):
        first, second, third, n = 0.0, 0.0, 0.0, 0
        for ratio in ratios:
            if ratio * largest < WEAK:
                square = ratio * ratio
                first += ratio
                second += square
                third += square * ratio
            else:
                strong[n] = ratio
                n += 1
        sums = (first, second, third)
        if _slope(strong[:n], sums, 0.0)[0] <= n_events:
            return 0.0, 0.0
        odds = _root(strong[:n], sums, n_events, guess)
        if odds <= largest:
            total = odds * (first - odds * (second / 2 - odds * third / 3))
            for place in range(n):
                total += math.log1p(odds * strong[place])
            return odds, max(2.0 * (total - n_events * math.log1p(odds)), 0.0)
        largest *= 10.0
    return odds, math.nan


@numba.njit(int64(int64[::1], int64, int64[::1]), nogil=True, cache=True)
def number_places(places: NDArray[np.int64], n_places: int, renamed: NDArray[np.int64]) -> int:
    """Number the events of some pairs again, from 0 in the order in which they come.

    Parameters
    ----------
    places : ndarray of int64, shape (n,)
        Place of the event of each pair.
    n_places : int
        Above all places.
    renamed : ndarray of int64, shape (n,)
        Result.

    Returns
    -------
    int
        Number of events.
    """
    new = np.full(n_places, -1, dtype=np.int32)
    n = 0
    for one in range(places.size):
        if new[places[one]] < 0:
            new[places[one]] = n
            n += 1
        renamed[one] = new[places[one]]
    return n


@numba.njit(float64(types.UniTuple(float64, 3), types.UniTuple(float64, 3)), nogil=True, cache=True)
def _vertex(places: tuple[float, float, float], values: tuple[float, float, float]) -> float:
    """Where the parabola through three ascending places is largest; the middle if it is not."""
    left, right = places[1] - places[0], places[2] - places[1]
    rise = (values[1] - values[0]) / left
    fall = (values[2] - values[1]) / right
    bend = (fall - rise) / (left + right)
    if bend >= 0:
        return places[1]
    return 0.5 * (places[0] + places[1]) - 0.5 * rise / bend


@numba.njit(
    types.UniTuple(types.UniTuple(float64, 3), 2)(
        types.UniTuple(float64, 3), types.UniTuple(float64, 3), float64, float64
    ),
    nogil=True,
    cache=True,
)
def _around(at: tuple, value: tuple, place: float, new: float) -> tuple:
    """The three places about the largest value, of three ascending ones and one between them."""
    if place < at[1]:
        if new > value[1]:
            return (at[0], place, at[1]), (value[0], new, value[1])
        return (place, at[1], at[2]), (new, value[1], value[2])
    if new > value[1]:
        return (at[1], place, at[2]), (value[1], new, value[2])
    return (at[0], at[1], place), (value[0], value[1], new)


@numba.njit(FIT(HITS, SPECTRA, float64, boolean), nogil=True, cache=True)
def fit_spectrum(hits: tuple, spectra: Array, n_events: float, is_fixed: bool) -> tuple:
    """Most likely odds and spectral index: coarse nodes first, then parabolas through three.

    Parameters
    ----------
    hits, spectra
        See `HITS`, `SPECTRA`.
    n_events : float
    is_fixed : bool
        The spectral index is that of the first node.

    Returns
    -------
    statistic, odds, place : float
        See `FIT`; where the odds are 0, the place is 0.
    """
    ratios = np.empty(hits[3])
    n_coarse = 1 if is_fixed else (spectra.shape[0] - 1) // COARSE_STEP + 1
    found = np.zeros((n_coarse, 2))
    best, guess = 0, 0.0
    for node in range(n_coarse):
        sum_ratios(hits, spectra, float(node * COARSE_STEP), ratios)
        guess, statistic = fit_odds(ratios, n_events, guess)
        found[node, 0], found[node, 1] = statistic, guess
        best = node if statistic > found[best, 0] else best
    result = (found[best, 0], found[best, 1], float(best * COARSE_STEP))
    if n_coarse < 3 or result[0] == 0.0:
        return result
    middle = min(max(best, 1), n_coarse - 2)
    at = (
        float((middle - 1) * COARSE_STEP),
        float(middle * COARSE_STEP),
        float((middle + 1) * COARSE_STEP),
    )
    value = (found[middle - 1, 0], found[middle, 0], found[middle + 1, 0])
    for _ in range(MOST_PARABOLAS):
        place = min(max(_vertex(at, value), at[0]), at[2])
        if min(abs(place - at[0]), abs(place - at[1]), abs(place - at[2])) < NARROWEST:
            break
        sum_ratios(hits, spectra, place, ratios)
        odds, statistic = fit_odds(ratios, n_events, result[1])
        if statistic > result[0]:
            result = (statistic, odds, place)
        at, value = _around(at, value, place, statistic)
    return result
