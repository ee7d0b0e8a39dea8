"""Scrambled events against the exact distribution, and against events that are really moved."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from spatial.oracle import counts, touched_plain
from spatial.skies import THRESHOLDS, group_of, memberships, prepared, small_sky

from nusources.spatial.nulls import event_scrambles
from nusources.spatial.nulls.event_scrambles import count_scrambled_events, touch_table
from nusources.spatial.nulls.other_nulls import exact_event_distributions

N = 40_000
SEED = 12


@pytest.fixture(scope="module")
def sky():
    return small_sky(60, 9, 5)


@pytest.fixture(scope="module")
def table(sky):
    return memberships(sky, 3, 5)


@pytest.fixture(scope="module")
def trials(sky, table):
    return count_scrambled_events(prepared(sky, table), 0, N, seed=SEED)


def test_moments_are_exact(sky, table, trials):
    """4.5 standard errors; the seed is fixed."""
    ready = prepared(sky, table)
    for group in range(3):
        for level, exact in enumerate(exact_event_distributions(ready, group)):
            found = trials[:, group, level]
            assert found.mean() == pytest.approx(exact.mean, abs=4.5 * exact.sigma / math.sqrt(N))
            error = exact.sigma / math.sqrt(2 * N)
            assert found.std() == pytest.approx(exact.sigma, abs=4.5 * error + 1e-12)


def test_counts_follow_the_exact_distribution(sky, table, trials):
    """Chi-square over all counts that are expected at least ten times."""
    ready = prepared(sky, table)
    p_values = []
    for group in range(3):
        exact = exact_event_distributions(ready, group)[0]
        expected = N * exact.probability
        kept = expected >= 10
        found = np.bincount(trials[:, group, 0], minlength=exact.counts[-1] + 1)[exact.counts]
        both = [np.append(part[kept], part[~kept].sum() + 1e-9) for part in (found, expected)]
        both[1] *= both[0].sum() / both[1].sum()
        p_values.append(stats.chisquare(*both).pvalue)
    assert min(p_values) > 1e-3


def moved(sky, rng):
    return replace(sky, event_ra=rng.uniform(0, 360, sky.event_ra.size))


def test_groups_are_touched_together_as_by_moved_events(sky, table, trials):
    """Joint counts of the groups against skies whose events get new right ascensions.

    Covariances agree within 4.5 of their errors; with groups drawn on their own they would be 0.
    """
    rng, n = np.random.default_rng(3), 3000
    by_hand = []
    for _ in range(n):
        there = moved(sky, rng)
        by_hand.append(
            [
                counts(
                    touched_plain(group_of(there, table[:, group])), sky.log10_energy, THRESHOLDS
                )[0]
                for group in range(3)
            ]
        )
    by_hand = np.array(by_hand)
    expected, found = np.cov(by_hand.T), np.cov(trials[:, :, 0].T)
    for i, k in ((0, 1), (0, 2), (1, 2)):
        centred = by_hand - by_hand.mean(axis=0)
        error = (centred[:, i] * centred[:, k]).std() / math.sqrt(n)
        assert found[i, k] == pytest.approx(expected[i, k], abs=4.5 * error)
        assert expected[i, k] > 9 * error, "the groups share sources and events"


def test_patterns_are_the_touched_share_of_the_turn(sky, table):
    """Shares of the patterns of groups against shifts on a fine grid, to the step of the grid."""
    ready = prepared(sky, table)
    found = touch_table(ready)
    assert np.all(np.diff(found.first) > 0)
    share = np.add.reduceat(found.share, found.pattern_first[:-1])
    of_class = np.repeat(found.bound, np.diff(found.first))
    assert np.all((share <= of_class) & (share > of_class / 2))
    steps, pattern = 720, {}
    for step in range(steps):
        there = replace(sky, event_ra=sky.event_ra + 360 * (step + 0.5) / steps)
        bits = sum(
            touched_plain(group_of(there, table[:, group])).astype(int) << group
            for group in range(3)
        )
        for mask in bits[sky.log10_energy >= THRESHOLDS[0]]:
            pattern[mask] = pattern.get(mask, 0) + 1 / steps
    for mask in range(1, 8):
        of_mask = found.share[found.groups == mask].sum()
        # Some 3 arcs in each of 60 events, with two ends that are half a step wrong at random.
        assert of_mask == pytest.approx(pattern.get(mask, 0.0), abs=0.1)


def test_trials_do_not_depend_on_calls_threads_or_pieces(sky, table, trials, monkeypatch):
    ready = prepared(sky, table)
    later = count_scrambled_events(ready, 700, 900, seed=SEED, n_threads=2)
    np.testing.assert_array_equal(later, trials[700:1600])
    monkeypatch.setattr(event_scrambles, "EVENTS_PER_PIECE", 7)
    monkeypatch.setattr(event_scrambles, "TRIALS_PER_PIECE", 11)
    pieces = count_scrambled_events(ready, 0, 200, seed=SEED, n_threads=2)
    np.testing.assert_array_equal(pieces, trials[:200])
    other = count_scrambled_events(ready, 0, 200, seed=SEED + 1)
    assert (other != pieces).any()


def test_events_that_are_always_or_never_touched(sky):
    """Circles of the whole sky count in every trial; a sky without sources in reach never."""
    whole = replace(sky, ang_err=np.full(60, 180.0))
    found = count_scrambled_events(prepared(whole), 0, 50, seed=1)
    n_selected = [(whole.log10_energy >= one).sum() for one in THRESHOLDS]
    np.testing.assert_array_equal(found[:, 0], np.tile(n_selected, (50, 1)))
    apart = replace(sky, ang_err=np.full(60, 1e-9), source_dec=np.full(9, 89.99))
    assert not count_scrambled_events(prepared(apart), 0, 50, seed=1).any()


def test_progress_adds_up(sky):
    done = []
    count_scrambled_events(prepared(sky), 0, 1200, seed=1, n_threads=2, progress=done.append)
    assert sum(done) == 1200
