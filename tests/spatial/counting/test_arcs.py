"""Arcs against closed forms and brute force."""

from __future__ import annotations

import math
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from spatial.oracle import Sky, half_width, half_widths
from spatial.skies import STEADY, drawn_skies, prepared, skies, small_sky

from nusources.spatial.counting import arcs, prepared_sky
from nusources.spatial.counting.arcs import TURN, EventCircles, arcs_of_source, build_arc_table
from nusources.spatial.counting.batches import TrialOrder, count_band
from nusources.spatial.counting.kernel import MAX_EVENTS_AT_ONCE
from nusources.spatial.counting.prepared_sky import Band, SourcePlaces


def circles(sky: Sky) -> EventCircles:
    return EventCircles(sky.event_ra, sky.event_dec, sky.ang_err)


def touched_at(table, source: int, shift: int) -> list[int]:
    """Events that the table holds for one shift, read as its documentation says."""
    event = np.repeat(table.event, np.diff(table.event_first))
    of_source = table.entries[:, 0] == source
    start, width = table.entries[of_source, 1:].astype(np.int64).T
    assert np.all(start + width < TURN), "no entry passes shift 0"
    return event[of_source][(start <= shift) & (shift <= start + width)].tolist()


@STEADY
@given(skies())
def test_arc_lengths_are_the_closed_form(sky):
    expected = half_widths(sky)
    for source, (ra, dec) in enumerate(zip(sky.source_ra, sky.source_dec, strict=True)):
        _, width, event = arcs_of_source(ra, dec, circles(sky))
        found = np.zeros(len(sky.event_ra))
        # an arc of length L holds between L*TURN - 1 and L*TURN + 1 shifts
        found[event] = (width.astype(float) + 1) / TURN
        # asin near pi/2 turns a rounding of 1e-16 into 1e-8 rad: relevant for nearly full arcs
        near_full = (expected[:, source] / math.pi > 0.99) & (expected[:, source] < math.pi)
        allowed = np.where(near_full, 1e-7, 1.01 / TURN + 1e-12)
        # circles that only just reach a parallel: sqrt of the rounding of sin^2
        allowed = np.maximum(allowed, _rounding_of_grazing(sky, source, expected[:, source]))
        assert np.all(np.abs(found - expected[:, source] / math.pi) <= allowed)


def _rounding_of_grazing(sky: Sky, source: int, half: np.ndarray) -> np.ndarray:
    """d(h/pi) for a rounding of 4e-16 in sin^2(h/2) cos d1 cos d2."""
    scale = np.cos(np.radians(sky.event_dec)) * np.cos(np.radians(sky.source_dec[source]))
    error = 4e-16 / np.maximum(scale, 1e-300)
    squared = np.sin(half / 2) ** 2
    slope = np.sqrt(np.maximum(squared * (1 - squared), error))
    return np.minimum(error / slope, 1.0)


@pytest.mark.parametrize(
    ("radius", "event_dec", "source_dec", "fraction"),
    [
        # both on the equator: h = r
        (18.0, 0.0, 0.0, 0.1),
        # the circle holds the pole and the parallel
        (26.0, 80.0, 75.0, 1.0),
        # an event at the pole touches a parallel everywhere or nowhere
        (20.0, 90.0, 71.0, 1.0),
        (20.0, -90.0, -69.0, 0.0),
        # a source at the pole, where all right ascensions are one point
        (20.0, 71.0, 90.0, 1.0),
        (20.0, 69.0, 90.0, 0.0),
        # a right angle: cos r = 0 and sin d1 = 0 give cos h = 0
        (90.0, 30.0, 0.0, 0.5),
        # cos h = (0 - 1/2) / (1/2) = -1 at d1 = d2 = 45, r = 90: the circle through the pole
        (90.0, 45.0, 45.0, 1.0),
        (60.0, 45.0, 45.0, 0.5),
        (180.0, 90.0, -90.0, 1.0),
        (180.0, 33.3, -33.3, 1.0),
    ],
)
def test_known_arcs(radius, event_dec, source_dec, fraction):
    events = EventCircles(np.array([123.0]), np.array([event_dec]), np.array([radius]))
    _, width, _ = arcs_of_source(7.0, source_dec, events)
    assert half_width(radius, event_dec, source_dec) / math.pi == pytest.approx(fraction, abs=1e-7)
    assert (width.astype(float) + 1).sum() / TURN == pytest.approx(fraction, abs=1e-7)


@STEADY
@given(skies())
def test_the_table_holds_the_arcs_of_each_shift(sky):
    events = circles(sky)
    table = build_arc_table(sky.source_ra, sky.source_dec, events)
    rng = np.random.default_rng(1)
    for source, (ra, dec) in enumerate(zip(sky.source_ra, sky.source_dec, strict=True)):
        start, width, event = (part.astype(np.int64) for part in arcs_of_source(ra, dec, events))
        edges = np.concatenate([start, start - 1, start + width, start + width + 1]) % TURN
        shifts = [0, TURN - 1, *edges.tolist(), *rng.integers(0, TURN, 20).tolist()]
        for shift in shifts:
            expected = event[(shift - start) % TURN <= width]
            assert touched_at(table, source, shift) == sorted(expected.tolist())
    assert np.all(np.diff(table.event) > 0)
    assert np.all(np.diff(table.event_first) > 0), "only events that can be touched"


@STEADY
@given(skies())
def test_arcs_of_all_sources_are_those_of_each(sky):
    together = arcs.arcs_of_sources(sky.source_ra, sky.source_dec, circles(sky))
    for source, place in enumerate(zip(sky.source_ra, sky.source_dec, strict=True)):
        for one, other in zip(
            arcs_of_source(*place, circles(sky)), together.of(source), strict=True
        ):
            assert one.dtype == other.dtype
            np.testing.assert_array_equal(one, other)


def test_a_sky_of_many_arcs_does_not_keep_them(monkeypatch):
    few = prepared(small_sky(300, 7, 1))
    monkeypatch.setattr(prepared_sky, "MAX_KEPT_ARCS", few.n_arcs - 1)
    many = prepared(small_sky(300, 7, 1))
    for source in range(7):
        for one, other in zip(few.arcs_of(source), many.arcs_of(source), strict=True):
            np.testing.assert_array_equal(one, other)
    assert "_source_arcs" not in vars(many)


@STEADY
@given(drawn_skies())
def test_near_finds_every_circle_that_reaches_the_parallel(sky):
    for dec in [*sky.source_dec, -90.0, 0.0, 90.0]:
        expected = np.flatnonzero(np.abs(sky.event_dec - dec) <= sky.ang_err)
        np.testing.assert_array_equal(np.sort(circles(sky).near(dec)), expected)


def test_near_keeps_equal_declinations_at_the_rim():
    """Archive positions have three decimals: many events share a declination."""
    for dec in (1.0, -1.0):
        events = EventCircles(np.arange(5.0), np.full(5, dec), np.ones(5))
        assert sorted(events.near(0.0)) == [0, 1, 2, 3, 4]


def test_no_events_and_no_sources():
    none = np.array([])
    empty = build_arc_table(none, none, EventCircles(none, none, none))
    assert (empty.n_arcs, empty.event.size, empty.event_first.tolist()) == (0, 0, [0])
    lonely = build_arc_table(np.array([1.0]), np.array([2.0]), EventCircles(none, none, none))
    assert lonely.n_arcs == 0
    assert touched_at(lonely, 0, 0) == []


@pytest.mark.parametrize("n_sources", [1, 50])
def test_pieces_of_the_work_do_not_matter(monkeypatch, n_sources):
    rng = np.random.default_rng(2)
    events = EventCircles(
        rng.uniform(0, 360, 300), rng.uniform(-90, 90, 300), rng.uniform(0, 9, 300)
    )
    sources = rng.uniform(0, 360, n_sources), rng.uniform(-20, 40, n_sources)
    whole = build_arc_table(*sources, events)
    assert whole.n_arcs > 10
    for pairs in (1, 7, 100):
        monkeypatch.setattr(arcs, "PAIRS_AT_ONCE", pairs)
        cut = build_arc_table(*sources, events)
        for one, other in zip(astuple(whole), astuple(cut), strict=True):
            np.testing.assert_array_equal(one, other)


def one_source_band(sky: Sky) -> Band:
    one = np.array(["source"], dtype=object), sky.source_ra[:1], sky.source_dec[:1]
    level = np.zeros(len(sky.event_ra), dtype=np.int8)
    table = build_arc_table(*one[1:], circles(sky))
    return Band(SourcePlaces(*one, np.array([1], dtype=np.uint32)), level, table)


def one_source_trials(shifts) -> TrialOrder:
    trials = TrialOrder(1, len(shifts))
    trials.fill([shifts.astype(np.uint32)])
    return trials


@STEADY
@given(skies())
def test_the_compiled_search_is_right_at_the_ends_of_arcs(sky):
    """First and last shift of each arc, and those just outside."""
    start, width, event = (
        part.astype(np.int64)
        for part in arcs_of_source(sky.source_ra[0], sky.source_dec[0], circles(sky))
    )
    edges = np.concatenate([[0], start, start - 1, start + width, start + width + 1]) % TURN
    counts = np.zeros((edges.size, 1, 1), dtype=np.int32)
    count_band(one_source_band(sky), one_source_trials(edges), counts)
    expected = [len(set(event[(edge - start) % TURN <= width])) for edge in edges]
    assert counts[:, 0, 0].tolist() == expected


def test_events_of_more_than_one_pass_are_all_counted():
    """16 bits tell so many events apart; here each is touched, in all trials."""
    n_events = 2 * MAX_EVENTS_AT_ONCE + 3
    sky = Sky(*np.zeros((2, n_events)), *np.full((2, n_events), 180.0), *np.zeros((2, 1)))
    counts = np.zeros((9, 1, 1), dtype=np.int32)
    count_band(one_source_band(sky), one_source_trials(np.arange(9) << 28), counts)
    assert np.all(counts == n_events)
