"""Other nulls against slow versions that turn the sky and look."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from scipy import stats
from spatial.oracle import TURN, Sky, counts, expected_count, half_widths, touched_plain
from spatial.skies import (
    STEADY,
    THRESHOLDS,
    expected_counts,
    group_of,
    memberships,
    prepared,
    skies,
    small_sky,
)

from nusources.contracts.spatial_depth import NULL_COMPARISON
from nusources.spatial.counting.band_scrambles import count_in_bands
from nusources.spatial.counting.scrambles import count_observed, count_scrambled
from nusources.spatial.names import CATALOGUE_ROTATION, EVENT_RA, SOURCE_BAND, SOURCE_RA
from nusources.spatial.nulls import other_nulls
from nusources.spatial.nulls.exact_variance import exact_moments
from nusources.spatial.nulls.other_nulls import (
    compare_nulls,
    exact_event_null,
    exact_rotation_null,
    null_of_trials,
)
from nusources.tables import check_table

GRID = 1e-6


def turned(sky: Sky, angle: float) -> Sky:
    """The catalogue as a whole turned by an angle in radians."""
    return replace(sky, source_ra=(sky.source_ra + math.degrees(angle)) % 360)


def turns(sky: Sky) -> list[tuple[float, np.ndarray]]:
    """Weight and touched events of every interval of the catalogue's rotation."""
    h = half_widths(sky)
    apart = np.radians(sky.event_ra[:, None] - sky.source_ra)
    edges = {0.0, TURN, *((apart - h) % TURN).ravel(), *((apart + h) % TURN).ravel()}
    intervals = pairwise(sorted(edges))
    # An interval narrower than rounding has no inside to look at, and no weight.
    return [
        ((high - low) / TURN, touched_plain(turned(sky, (low + high) / 2)))
        for low, high in intervals
        if high - low > 1e-11
    ]


@pytest.mark.parametrize("seed", range(4))
def test_rotation_of_the_catalogue(seed):
    sky = small_sky(12, 4, seed)
    distributions = exact_rotation_null(prepared(sky)).distributions[0]
    weights, touched = zip(*turns(sky), strict=True)
    by_turn = np.array([counts(one, sky.log10_energy, THRESHOLDS) for one in touched])
    for level, null in enumerate(distributions):
        for count in range(14):
            expected = np.dot(weights, by_turn[:, level] >= count)
            assert null.at_least(count) == pytest.approx(expected, abs=GRID)


@pytest.mark.parametrize("seed", range(4))
def test_events_on_their_own(seed):
    """All 2^8 outcomes; an event's probability is its share of the catalogue's turn."""
    sky = small_sky(8, 4, seed)
    distributions = exact_event_null(prepared(sky)).distributions[0]
    weights, touched = zip(*turns(sky), strict=True)
    probability = np.array(weights) @ np.array(touched)
    outcomes = np.array(list(product([False, True], repeat=8)))
    chance = np.where(outcomes, probability, 1 - probability).prod(axis=1)
    by_outcome = np.array([counts(one, sky.log10_energy, THRESHOLDS) for one in outcomes])
    for level, null in enumerate(distributions):
        for count in range(10):
            expected = chance @ (by_outcome[:, level] >= count)
            assert null.at_least(count) == pytest.approx(expected, abs=GRID)


@STEADY
@given(skies().filter(lambda sky: (sky.ang_err > 0.01).all()))
def test_all_nulls_agree_for_one_source(sky):
    """With one source, its own rotation is the catalogue's, and all means are the same."""
    sky = group_of(sky, np.array([0]))
    ready = prepared(sky, None, np.array([0.0]))
    mean, variance = expected_count(sky), exact_moments(ready).variance[0, 0]
    together = exact_rotation_null(ready).distributions[0][0]
    alone = exact_event_null(ready).distributions[0][0]
    assert (together.mean, alone.mean) == pytest.approx((mean, mean), abs=GRID)
    assert together.sigma**2 == pytest.approx(variance, abs=100 * GRID)


def test_the_size_of_a_piece_changes_nothing(monkeypatch):
    sky = prepared(small_sky(200, 10, 8))
    whole = [one(sky).distributions[0] for one in (exact_event_null, exact_rotation_null)]
    monkeypatch.setattr(other_nulls, "PLACES_PER_PIECE", 7)
    parts = [one(sky).distributions[0] for one in (exact_event_null, exact_rotation_null)]
    for here, there in zip([*whole[0], *whole[1]], [*parts[0], *parts[1]], strict=True):
        assert here.first == there.first
        np.testing.assert_array_equal(here.probability, there.probability)


@pytest.mark.parametrize("half_width", [0.0, 7.0, 120.0])
def test_counts_in_bands(half_width):
    """Trial by trial, with the same draws made here."""
    sky = small_sky(60, 5, 3)
    table = memberships(sky, 3, 3)
    ready = prepared(sky, table)
    rng, again = np.random.default_rng(5), np.random.default_rng(5)
    found = count_in_bands(ready, half_width, 6, rng=rng)
    # The library sorts the sources; so do we.
    number = np.array([int(name.split()[1]) for name in ready.sources.names])
    dec = sky.source_dec[number]
    low, high = (np.clip(dec + side, -90, 90) for side in (-half_width, half_width))
    for trial in found:
        ra = again.uniform(0, 360, dec.size)
        sine = again.uniform(np.sin(np.radians(low)), np.sin(np.radians(high)))
        new = np.degrees(np.arcsin(np.clip(sine, -1, 1)))
        assert np.all((new >= low - 1e-9) & (new <= high + 1e-9))
        moved = replace(sky, source_ra=ra, source_dec=new)
        np.testing.assert_array_equal(trial, expected_counts(moved, table[number], THRESHOLDS))
    assert found.max() > 0


def test_a_band_without_width_is_the_null_of_the_paper():
    """2,000 trials against the exact mean, 4.5 standard errors; the seed is fixed."""
    ready = prepared(small_sky(100, 6, 4))
    exact = exact_moments(ready)
    found = count_in_bands(ready, 0.0, 2000, rng=np.random.default_rng(6)).mean(axis=0)
    assert np.all(np.abs(found - exact.mean) <= 4.5 * np.sqrt(exact.variance / 2000))


@pytest.mark.parametrize("half_width", [-1, 181, math.nan])
def test_half_width_of_a_band(half_width):
    with pytest.raises(ValueError, match=f"half_width must be 0 to 180 deg; found {half_width}"):
        count_in_bands(prepared(small_sky(5, 2, 0)), half_width, 1, rng=np.random.default_rng())


def test_turned_skies_have_uniform_p_values():
    sky, rng = small_sky(30, 5, 6), np.random.default_rng(7)
    null = exact_rotation_null(prepared(sky)).distributions[0][0]
    found = [int(touched_plain(turned(sky, one)).sum()) for one in rng.uniform(0, TURN, 300)]
    above = np.array([null.at_least(count + 1) for count in found])
    reached = np.array([null.at_least(count) for count in found])
    p_values = above + rng.random(300) * (reached - above)
    assert stats.kstest(p_values, "uniform").pvalue > 1e-3


def test_nothing_within_reach():
    sky = replace(small_sky(5, 2, 0), event_dec=np.full(5, -89.0), ang_err=np.full(5, 0.5))
    for null in (exact_rotation_null(prepared(sky)), exact_event_null(prepared(sky))):
        assert [one.at_least(1) for one in null.distributions[0]] == [0] * len(THRESHOLDS)


def test_the_table_of_nulls():
    sky = small_sky(200, 10, 2)
    ready = prepared(sky, memberships(sky, 2, 2))
    observed, scrambled = count_observed(ready), count_scrambled(ready, 0, 50, seed=3)
    nulls = [
        null_of_trials(SOURCE_RA, scrambled),
        exact_event_null(ready),
        exact_rotation_null(ready),
        null_of_trials(SOURCE_BAND, count_in_bands(ready, 2, 20, rng=np.random.default_rng(1))),
    ]
    groups = ["group 00", "group 01"]
    table = compare_nulls(observed, nulls, groups, THRESHOLDS)
    check_table(table, NULL_COMPARISON)
    assert len(table) == 4 * observed.size
    rows = table.set_index(["null", "group", "log10_energy_min"])
    one = rows.loc[(SOURCE_RA, "group 01", 4.9)]
    trials = scrambled[:, 1, 1]
    assert one["n_observed"] == observed[1, 1]
    assert one["n_expected"] == pytest.approx(trials.mean())
    assert one["sigma"] == pytest.approx(trials.std())
    assert one["p_value"] == pytest.approx((np.sum(trials >= observed[1, 1]) + 1) / 51)
    exact = rows.loc[(EVENT_RA, "group 01", 4.9)]
    assert exact["n_trials"] == 0
    assert exact["p_value"] == nulls[1].distributions[1][1].at_least(observed[1, 1])
    # Events alone are Bernoulli: their variance is below the mean; a common turn has more.
    common = rows.loc[(CATALOGUE_ROTATION, "group 01", 4.9)]
    assert exact["n_expected"] == pytest.approx(common["n_expected"])
    assert exact["sigma"] ** 2 < exact["n_expected"]
