"""Edges of what the counting functions take, and their tables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from spatial.skies import (
    THRESHOLDS,
    expected_counts,
    memberships,
    prepared,
    sky_of_kind,
    small_sky,
    source_table,
)

from nusources.spatial.counting.arcs import EventCircles
from nusources.spatial.counting.prepared_sky import prepare_sky, sky_from_tables
from nusources.spatial.counting.scrambles import (
    count_observed,
    count_scrambled,
    counts_from_table,
    counts_to_table,
)

BELOW_ALL = np.array([0.0])


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


def test_counts_go_to_a_table_and_back():
    sky = small_sky(300, 7, 1)
    long_run = count_scrambled(prepared(sky, memberships(sky, 3, 1)), 0, 3000, seed=11)
    groups, thresholds = ["TXS", "CFS", "NFS"], list(THRESHOLDS)
    parts = [
        counts_to_table(long_run[:1000], 0, groups, thresholds),
        counts_to_table(long_run[1000:], 1000, groups, thresholds),
    ]
    table = pd.concat(parts, ignore_index=True)
    assert long_run[1700, 1, 2] > 0
    row = table.query("group == 'CFS' and log10_energy_min == 5.0 and trial == 1700")
    assert row["n_events"].tolist() == [long_run[1700, 1, 2]]
    np.testing.assert_array_equal(counts_from_table(table, groups, thresholds), long_run)
    for damaged in (table.drop(index=7), pd.concat([parts[0], parts[0]]), parts[1]):
        with pytest.raises(ValueError, match=r"rows of .* trials; expected each trial of"):
            counts_from_table(damaged, groups, thresholds)


def test_a_sky_from_tables_is_the_same_sky():
    sky = sky_of_kind("anywhere", 8)
    names = ("ra", "dec", "ang_err", "log10_energy")
    columns = (sky.event_ra, sky.event_dec, sky.ang_err, sky.log10_energy)
    tracks = pd.DataFrame(dict(zip(names, columns, strict=True)))
    found = count_observed(
        sky_from_tables(tracks, source_table(sky), ["group 00"], THRESHOLDS, circle_factor=1.0)
    )
    np.testing.assert_array_equal(found, count_observed(prepared(sky)))
    assert found.max() > 0
