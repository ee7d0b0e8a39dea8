"""Counts against brute force, and what a trial is."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spatial.oracle import Sky, touched_plain
from spatial.skies import (
    KINDS,
    STEADY,
    THRESHOLDS,
    directions,
    expected_counts,
    is_clear,
    memberships,
    prepared,
    scrambled,
    skies,
    sky_of_kind,
    small_sky,
    source_table,
)

from nusources.spatial.counting.arcs import EventCircles
from nusources.spatial.counting.prepared_sky import prepare_sky
from nusources.spatial.counting.scrambles import (
    count_observed,
    count_scrambled,
)

SEEDS = st.integers(0, 2**32)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_sky_has_hits_and_misses(kind):
    """Guards the tests below: none of them compares zeros with zeros, or skips its skies."""
    drawn = [sky_of_kind(kind, seed) for seed in range(40)]
    clear = [sky for sky in drawn if is_clear(sky)]
    assert len(clear) >= 38
    touched = np.concatenate([touched_plain(sky) for sky in clear])
    assert touched.mean() > 0.02
    assert touched.all() == (kind == "whole sky")


@STEADY
@given(skies(), st.sampled_from([1, 2, 5, 32]), SEEDS)
def test_observed_counts_are_those_of_brute_force(sky, n_groups, seed):
    membership = memberships(sky, n_groups, seed)
    found = count_observed(prepared(sky, membership))
    np.testing.assert_array_equal(found, expected_counts(sky, membership, THRESHOLDS))
    assert np.all(found[:, -1] == 0), "no event reaches the last threshold"


@STEADY
@given(skies(), st.sampled_from([1, 3, 32]), SEEDS, st.sampled_from([0, 1, 1023, 1024, 54321]))
def test_scrambled_counts_are_those_of_brute_force(sky, n_groups, seed, trial):
    membership = memberships(sky, n_groups, seed)
    moved = [scrambled(sky, trial + step, seed) for step in range(3)]
    expected = [expected_counts(one, membership, THRESHOLDS) for one in moved]
    # the shifts are random: a rim within rounding would be a chance of 1e-9
    assert all(is_clear(one) for one in moved)
    found = count_scrambled(prepared(sky, membership), trial, 3, seed=seed)
    np.testing.assert_array_equal(found, expected)


@STEADY
@given(skies(), st.floats(0, 360))
def test_rotating_everything_changes_nothing(sky, angle):
    turned = replace(
        sky,
        event_ra=(sky.event_ra + angle) % 360,
        source_ra=(sky.source_ra + angle) % 360,
    )
    if not is_clear(turned):
        return  # the rotation itself rounds; `is_clear(sky)` makes this rare, see the next test
    before, after = prepared(sky), prepared(turned)
    np.testing.assert_array_equal(count_observed(before), count_observed(after))
    np.testing.assert_array_equal(
        count_scrambled(before, 0, 20, seed=4), count_scrambled(after, 0, 20, seed=4)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_rotated_skies_stay_clear(kind):
    """So the test above compares nearly all of its examples."""
    clear = 0
    for seed in range(20):
        sky = sky_of_kind(kind, seed)
        ra = (sky.event_ra + 123.4) % 360, (sky.source_ra + 123.4) % 360
        clear += is_clear(replace(sky, event_ra=ra[0], source_ra=ra[1]))
    assert clear >= 18


@STEADY
@given(skies(), SEEDS, st.randoms(use_true_random=False))
def test_order_of_events_and_sources_is_immaterial(sky, seed, random):
    membership = memberships(sky, 3, seed)
    table = source_table(sky, membership)
    rows = list(range(len(table)))
    events = list(range(len(sky.event_ra)))
    random.shuffle(rows)
    random.shuffle(events)
    mixed = prepare_sky(
        EventCircles(sky.event_ra[events], sky.event_dec[events], sky.ang_err[events]),
        sky.log10_energy[events],
        THRESHOLDS,
        table.iloc[rows],
        ["group 00", "group 01", "group 02"],
    )
    plain = prepared(sky, membership)
    np.testing.assert_array_equal(count_observed(plain), count_observed(mixed))
    np.testing.assert_array_equal(
        count_scrambled(plain, 5, 9, seed=seed), count_scrambled(mixed, 5, 9, seed=seed)
    )


BUSY = small_sky(300, 7, 1)
BUSY_GROUPS = memberships(BUSY, 3, 1)


@pytest.fixture(scope="module")
def long_run() -> np.ndarray:
    """Trials 0 to 3000 of a busy sky, counted at once."""
    counts = count_scrambled(prepared(BUSY, BUSY_GROUPS), 0, 3000, seed=11)
    assert len(np.unique(counts[:, :, 0], axis=0)) > 1000, "trials must differ"
    return counts


@pytest.mark.parametrize(
    "borders",
    [[0, 1, 3000], [0, 1023, 1024, 1025, 2048, 3000], [0, 700, 1400, 2100, 2999, 3000]],
)
def test_chunks_do_not_matter(long_run, borders):
    sky = prepared(BUSY, BUSY_GROUPS)
    pairs = itertools.pairwise(borders)
    parts = [count_scrambled(sky, first, last - first, seed=11) for first, last in pairs]
    np.testing.assert_array_equal(np.concatenate(parts), long_run)


@pytest.mark.parametrize("n_threads", [2, 5])
def test_threads_do_not_matter(long_run, n_threads):
    told = []
    found = count_scrambled(
        prepared(BUSY, BUSY_GROUPS), 0, 3000, seed=11, n_threads=n_threads, progress=told.append
    )
    np.testing.assert_array_equal(found, long_run)
    assert sum(told) == 3000


@pytest.fixture(scope="module")
def wide_sky() -> Sky:
    """More events than stay together in a band, with circles that reach into other bands."""
    rng = np.random.default_rng(9)
    energy = 5 + rng.exponential(0.5, 60_000)
    return Sky(*directions(rng, 60_000), rng.uniform(1, 4, 60_000), energy, *directions(rng, 12))


def test_bands_do_not_matter(wide_sky):
    whole, cut = prepared(wide_sky), prepared(wide_sky, max_arcs=1)
    assert (whole.n_bands, cut.n_bands) == (1, 4)
    assert cut.n_arcs == whole.n_arcs == whole.band(0).arcs.n_arcs
    arcs = [cut.band(number).arcs.n_arcs for number in range(4)]
    assert sum(arcs) == whole.n_arcs
    assert sum(one > 0 for one in arcs) == 3, "one band is out of reach of the sources"
    np.testing.assert_array_equal(count_observed(cut), count_observed(whole))
    told = []
    found = count_scrambled(cut, 1000, 99, seed=2, n_threads=2, progress=told.append)
    np.testing.assert_array_equal(found, count_scrambled(whole, 1000, 99, seed=2))
    assert found[:, 0, :-1].std(axis=0).min() > 0
    assert sum(told) == 99


def test_a_band_has_only_the_sources_that_reach_it(wide_sky):
    cut = prepared(wide_sky, max_arcs=1)
    for number in range(4):
        names = cut.band(number).sources.names
        assert names.size < 12
    assert cut.band(0).sources.names.size > 0


def test_other_groups_and_sources_do_not_matter(long_run):
    """A group alone, in another place of the list, without the others' sources: same numbers."""
    for group in range(3):
        alone = source_table(BUSY, BUSY_GROUPS).query("group == @name", local_dict=_name(group))
        sky = prepare_sky(
            EventCircles(BUSY.event_ra, BUSY.event_dec, BUSY.ang_err),
            BUSY.log10_energy,
            THRESHOLDS,
            alone,
            list(_name(group).values()),
        )
        assert 0 < len(sky.sources.names) < 7
        found = count_scrambled(sky, 0, 3000, seed=11)
        np.testing.assert_array_equal(found[:, 0], long_run[:, group])


def _name(group: int) -> dict[str, str]:
    return {"name": f"group {group:02d}"}


def test_seeds_and_names_do_matter(long_run):
    sky = prepared(BUSY, BUSY_GROUPS)
    other_seed = count_scrambled(sky, 0, 100, seed=12)
    table = source_table(BUSY, BUSY_GROUPS).replace("source 00", "else")
    circles = EventCircles(BUSY.event_ra, BUSY.event_dec, BUSY.ang_err)
    groups = [f"group {number:02d}" for number in range(3)]
    renamed = prepare_sky(circles, BUSY.log10_energy, THRESHOLDS, table, groups)
    other_name = count_scrambled(renamed, 0, 100, seed=11)
    for other in (other_seed, other_name):
        assert np.mean(np.any(other != long_run[:100], axis=(1, 2))) > 0.5
