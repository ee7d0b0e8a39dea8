"""Counts against brute force, and what a trial is."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from spatial.oracle import (
    Sky,
    count_distribution,
    count_variance,
    expected_count,
    half_width,
    one_declination,
    touched_plain,
)
from spatial.skies import (
    BLOCK,
    KINDS,
    STEADY,
    THRESHOLDS,
    expected_counts,
    is_clear,
    prepared,
    scrambled,
    skies,
    sky_of_kind,
    source_table,
)

from nusources.spatial.arcs import EventCircles
from nusources.spatial.scrambles import (
    count_observed,
    count_scrambled,
    counts_from_table,
    counts_to_table,
    draw_shifts,
    prepare_sky,
    sky_from_tables,
)

BELOW_ALL = np.array([0.0])
SEEDS = st.integers(0, 2**32)


def memberships(sky: Sky, n_groups: int, seed: int) -> np.ndarray:
    """Sources in one, several or (never) no group; some groups may be empty."""
    rng = np.random.default_rng(seed)
    table = rng.random((len(sky.source_ra), n_groups)) < 0.4
    table[~table.any(axis=1), 0] = True
    return table


def small_sky(n_events: int, n_sources: int, seed: int) -> Sky:
    """Large circles that overlap, all above the lowest threshold."""
    rng = np.random.default_rng(seed)
    event_dec, source_dec = (rng.uniform(-80, 80, size) for size in (n_events, n_sources))
    event_ra, source_ra = (rng.uniform(0, 360, size) for size in (n_events, n_sources))
    radius, energy = rng.uniform(5, 50, n_events), rng.uniform(5, 7, n_events)
    return Sky(event_ra, event_dec, radius, energy, source_ra, source_dec)


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


def test_width_of_bins_does_not_matter(long_run):
    sky = prepared(BUSY, BUSY_GROUPS, max_entries=1)
    np.testing.assert_array_equal(count_scrambled(sky, 0, 3000, seed=11), long_run)


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
        assert 0 < len(sky.source_names) < 7
        found = count_scrambled(sky, 0, 3000, seed=11)
        np.testing.assert_array_equal(found[:, 0], long_run[:, group])


def _name(group: int) -> dict[str, str]:
    return {"name": f"group {group:02d}"}


def test_seeds_and_names_do_matter(long_run):
    sky = prepared(BUSY, BUSY_GROUPS)
    other_seed = count_scrambled(sky, 0, 100, seed=12)
    other_name = count_scrambled(
        replace(sky, source_names=("else", *sky.source_names[1:])), 0, 100, seed=11
    )
    for other in (other_seed, other_name):
        assert np.mean(np.any(other != long_run[:100], axis=(1, 2))) > 0.5


# --- closed forms -----------------------------------------------------------------------------
N_TRIALS = 20_000
"""Trials of the statistical tests. Seeds are fixed, so the outcomes are too; a limit of 4.5
standard errors would fail once in 150,000 for another seed."""


def within(found: float, expected: float, error: float) -> bool:
    return abs(found - expected) <= 4.5 * error


@pytest.mark.parametrize(
    ("radius", "event_dec", "source_dec"),
    [(20, 10, 0), (5, 85, 82), (26, 80, 75), (30, -70, -65), (1, 0, 0.5), (90, 30, 0), (10, 0, 11)],
)
def test_one_event_and_one_source(radius, event_dec, source_dec):
    q = half_width(radius, event_dec, source_dec) / np.pi
    place = np.array([[1.0], [event_dec], [radius], [5.0], [200.0], [source_dec]])
    counts = count_scrambled(prepared(Sky(*place)), 0, N_TRIALS, seed=1)[:, 0, 0]
    assert within(counts.mean(), q, np.sqrt(q * (1 - q) / N_TRIALS))
    assert set(counts) == ({0, 1} if 0 < q < 1 else {round(q)})


@pytest.mark.parametrize("n_sources", [1, 4, 20])
def test_sources_at_one_declination_are_binomial(n_sources):
    h = half_width(20, 10, 15)
    event = [np.array([value]) for value in (1.0, 10.0, 20.0, 5.0)]
    sky = Sky(*event, np.linspace(0, 300, n_sources), np.full(n_sources, 15.0))
    counts = count_scrambled(prepared(sky), 0, N_TRIALS, seed=2)[:, 0, 0]
    q = one_declination(h, n_sources)
    assert 0.05 < q < 0.99
    assert within(counts.mean(), q, np.sqrt(q * (1 - q) / N_TRIALS))


@pytest.mark.parametrize("kind", ["anywhere", "around a pole", "across zero", "half sky"])
@pytest.mark.parametrize("seed", range(3))
def test_mean_and_variance_are_exact(kind, seed):
    """Error of a mean: sigma/sqrt(N); of a variance: sqrt((m4 - sigma^4)/N), m4 measured."""
    sky = replace(sky_of_kind(kind, seed), log10_energy=np.full(100, 5.0))
    sky = replace(sky, log10_energy=sky.log10_energy[: len(sky.event_ra)])
    counts = count_scrambled(prepared(sky), 0, N_TRIALS, seed=seed)[:, 0, 0].astype(float)
    mean, variance = expected_count(sky), count_variance(sky)
    assert variance > 1e-3, "a sky that never changes tests nothing"
    assert within(counts.mean(), mean, np.sqrt(variance / N_TRIALS))
    fourth = np.mean((counts - mean) ** 4)
    assert within(counts.var(), variance, np.sqrt((fourth - variance**2) / N_TRIALS))


@pytest.mark.parametrize("seed", range(6))
def test_whole_distribution_is_exact(seed):
    """Chi-square of the counts over cells with at least 5 expected trials."""
    sky = small_sky(9, 3, seed)
    exact = count_distribution(sky)
    mean = exact @ np.arange(10)
    assert mean == pytest.approx(expected_count(sky), abs=1e-9)
    assert exact @ (np.arange(10) - mean) ** 2 == pytest.approx(count_variance(sky), abs=1e-9)
    counts = count_scrambled(prepared(sky), 0, N_TRIALS, seed=seed)[:, 0, 0]
    seen = np.bincount(counts, minlength=10)
    assert np.all(seen[exact < 1e-12] == 0)
    cells = exact * N_TRIALS >= 5
    assert cells.sum() >= 4
    observed = np.append(seen[cells], seen[~cells].sum())
    expected = np.append(exact[cells], exact[~cells].sum()) * N_TRIALS
    filled = expected > 0
    chi2 = np.sum((observed[filled] - expected[filled]) ** 2 / expected[filled])
    assert stats.chi2.sf(chi2, filled.sum() - 1) > 1e-4


# --- shifts -----------------------------------------------------------------------------------
NAMES = ["TXS 0506+056", "a", "b", "3HSPJ003552.6+595004", "ä"]


def many_shifts() -> np.ndarray:
    """20 blocks of five sources, in turns; shape (5, 20480)."""
    blocks = [draw_shifts(NAMES, block, 0, BLOCK, seed=3) for block in range(20)]
    return np.concatenate(blocks, axis=1) / 2**32


def test_shifts_are_uniform():
    for row in many_shifts():
        assert stats.kstest(row, "uniform").pvalue > 1e-3


def test_shifts_are_independent():
    """The difference of two independent uniform angles is uniform; so it is for neighbours in
    time, for places in neighbouring blocks and for pairs of sources."""
    shifts = many_shifts()
    pairs = [(shifts[i], shifts[j]) for i in range(5) for j in range(i)]
    pairs += [(row[:-1], row[1:]) for row in shifts]
    pairs += [(row[:-BLOCK], row[BLOCK:]) for row in shifts]
    for one, other in pairs:
        assert stats.kstest((one - other) % 1, "uniform").pvalue > 1e-3
        # and in the plane: 10 x 10 cells
        cells = np.histogram2d(one, other, bins=10, range=[[0, 1], [0, 1]])[0]
        assert stats.chisquare(cells.ravel()).pvalue > 1e-3


def test_shifts_of_a_part_are_part_of_the_shifts():
    whole = draw_shifts(NAMES, 2, 0, BLOCK, seed=5)
    assert len(np.unique(whole)) > 0.999 * whole.size
    np.testing.assert_array_equal(draw_shifts(NAMES[1:3], 2, 77, 901, seed=5), whole[1:3, 77:901])


# --- edges of the interface -------------------------------------------------------------------
def test_nothing_to_count():
    sky = small_sky(5, 2, 0)
    assert not count_observed(prepared(sky, thresholds=np.array([8.0, 9.0]))).any()
    assert count_observed(prepared(sky, thresholds=BELOW_ALL)).shape == (1, 1)
    for first in (0, 5, 1024):
        assert count_scrambled(prepared(sky), first, 0, seed=1).shape == (0, 1, len(THRESHOLDS))
    no_sources = source_table(sky).iloc[:0]
    circles = EventCircles(sky.event_ra, sky.event_dec, sky.ang_err)
    empty = prepare_sky(circles, sky.log10_energy, THRESHOLDS, no_sources, ["a", "b"])
    assert not count_scrambled(empty, 0, 3, seed=1).any()


def test_an_event_at_a_threshold_counts():
    sky = replace(small_sky(4, 1, 0), ang_err=np.full(4, 180.0))
    sky = replace(sky, log10_energy=np.array([4.8, np.nextafter(4.8, 0), 5.3, 6.1]))
    np.testing.assert_array_equal(count_observed(prepared(sky)), [[3, 2, 2, 2, 1, 0]])


def test_a_repeated_row_is_one_membership():
    sky = small_sky(30, 3, 5)
    membership = np.array([[1, 0], [1, 1], [0, 1]], dtype=bool)
    table = source_table(sky, membership)
    circles = EventCircles(sky.event_ra, sky.event_dec, sky.ang_err)
    names = ["group 00", "group 01"]
    twice = prepare_sky(circles, sky.log10_energy, THRESHOLDS, pd.concat([table, table]), names)
    expected = expected_counts(sky, membership, THRESHOLDS)
    assert expected.any(axis=1).all()
    np.testing.assert_array_equal(count_observed(twice), expected)


def test_as_many_thresholds_as_a_byte_holds():
    sky = replace(small_sky(60, 3, 6), ang_err=np.full(60, 180.0))
    thresholds = np.linspace(4.9, 7.1, 127)
    expected = expected_counts(sky, np.ones((3, 1), dtype=bool), thresholds)
    assert expected.max() == 60
    np.testing.assert_array_equal(count_observed(prepared(sky, thresholds=thresholds)), expected)
    with pytest.raises(ValueError, match="found 128 thresholds; at most 127"):
        prepared(sky, thresholds=np.linspace(4.9, 7.1, 128))


def test_a_name_is_one_place():
    sky = small_sky(3, 2, 0)
    table = source_table(sky).assign(source_name="TXS 0506+056")
    circles = EventCircles(sky.event_ra, sky.event_dec, sky.ang_err)
    with pytest.raises(ValueError, match=r"source 'TXS 0506\+056' has two positions"):
        prepare_sky(circles, sky.log10_energy, THRESHOLDS, table, ["group 00"])


@pytest.mark.parametrize("thresholds", [[], [5.0, 5.0], [5.0, 4.0]])
def test_thresholds_must_ascend(thresholds):
    with pytest.raises(ValueError, match="thresholds must ascend and not be empty; found"):
        prepared(small_sky(3, 1, 0), thresholds=np.array(thresholds))


@pytest.mark.parametrize("n_groups", [0, 33])
def test_number_of_groups_is_bounded(n_groups):
    sky = small_sky(3, 1, 0)
    with pytest.raises(ValueError, match=f"found {n_groups} groups; 1 to 32"):
        prepared(sky, np.ones((1, n_groups), dtype=bool))


def test_counts_go_to_a_table_and_back(long_run):
    groups, thresholds = ["TXS", "CFS", "NFS"], list(THRESHOLDS)
    parts = [
        counts_to_table(long_run[:1000], 0, groups, thresholds),
        counts_to_table(long_run[1000:], 1000, groups, thresholds),
    ]
    table = pd.concat(parts, ignore_index=True)
    row = table.query("group == 'CFS' and log10_energy_min == 5.0 and trial == 1700")
    assert row["n_events"].tolist() == [long_run[1700, 1, 2]]
    np.testing.assert_array_equal(counts_from_table(table, groups, thresholds), long_run)
    for damaged in (table.drop(index=7), pd.concat([parts[0], parts[0]]), parts[1]):
        with pytest.raises(ValueError, match="do not hold each trial of each group"):
            counts_from_table(damaged, groups, thresholds)


def test_a_sky_from_tables_is_the_same_sky():
    sky = sky_of_kind("anywhere", 8)
    names = ("ra", "dec", "ang_err", "log10_energy")
    columns = (sky.event_ra, sky.event_dec, sky.ang_err, sky.log10_energy)
    tracks = pd.DataFrame(dict(zip(names, columns, strict=True)))
    found = count_observed(sky_from_tables(tracks, source_table(sky), ["group 00"], THRESHOLDS))
    np.testing.assert_array_equal(found, count_observed(prepared(sky)))
    assert found.max() > 0
