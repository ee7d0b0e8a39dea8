"""Exact moments against sums over all pairs of events, closed forms and scrambles."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spatial.oracle import Sky, count_variance, expected_count, half_width, one_declination
from spatial.skies import (
    KINDS,
    STEADY,
    THRESHOLDS,
    drawn_skies,
    group_of,
    memberships,
    prepared,
    sky_of_kind,
    small_sky,
)

from nusources.catalogs.tracks.icetracks_events import read_events
from nusources.contracts.spatial_depth import EXACT_MOMENTS
from nusources.spatial.counting.group_arcs import arcs_of_group
from nusources.spatial.counting.prepared_sky import sky_from_tables
from nusources.spatial.counting.scrambles import count_observed, count_scrambled
from nusources.spatial.nulls.exact_variance import exact_moments, moments_of_arcs, summarise_moments
from nusources.spatial.nulls.excess import summarise_excess
from nusources.tables import check_table

GRID = 1e-6
"""Arcs end on a grid of 2**-32 turns, the oracle's do not: 1600 pairs of events, 8 sources, two
ends of 2e-10 turns each."""

ALL = np.array([0.0])
LARGE_KINDS = [kind for kind in KINDS if kind != "tiny"]
"""Arcs of the tiny circles are ten steps of the grid: there the oracle is another null."""


def moments(sky: Sky, wide: float) -> tuple[float, float, float]:
    """Mean, variance and bound of all events and sources."""
    return tuple(
        one[0] for one in moments_of_arcs(arcs_of_group(prepared(sky, None, ALL), 0), wide)
    )


def crowded_sky(n_events: int, n_sources: int, seed: int) -> Sky:
    """Circles of .5 to 4 deg in a belt, with a few near a pole: most arcs are narrow."""
    rng = np.random.default_rng(seed)
    event_dec, source_dec = (rng.uniform(-25, 25, size) for size in (n_events, n_sources))
    event_dec[:5], source_dec[:2] = rng.uniform(87, 90, 5), 89.0
    ra, source_ra = rng.uniform(0, 360, n_events), rng.uniform(0, 360, n_sources)
    energy = rng.choice(THRESHOLDS[:5], n_events)
    return Sky(ra, event_dec, rng.uniform(0.5, 4, n_events), energy, source_ra, source_dec)


@pytest.mark.parametrize("kind", LARGE_KINDS)
@pytest.mark.parametrize("wide", [0.0, 0.05, 0.3])
def test_all_pairs_of_events(kind, wide):
    """wide = 0 does every pair by itself; 0.3 leaves as much as possible to the far form."""
    for seed in range(6):
        sky = sky_of_kind(kind, seed)
        mean, variance, bound = moments(sky, wide)
        assert mean == pytest.approx(expected_count(sky), abs=GRID)
        assert variance - bound - GRID <= count_variance(sky) <= variance + GRID


@pytest.mark.parametrize("seed", range(3))
def test_far_and_near_pairs(seed):
    """400 events with narrow arcs: the far form carries nearly all of the 160,000 pairs."""
    sky = crowded_sky(400, 12, seed)
    mean, variance, bound = moments(sky, 0.05)
    exact = count_variance(sky)
    assert mean == pytest.approx(expected_count(sky), abs=GRID)
    assert variance - bound - 10 * GRID <= exact <= variance + 10 * GRID
    assert abs(exact - mean) > 1, "not a Poisson variance, else the pairs test nothing"
    assert bound < 1e-3 * exact


def test_the_bound_holds_where_it_is_not_small():
    """Arcs up to .3 of a turn, all in the far form."""
    sky = replace(small_sky(60, 20, 3), ang_err=np.full(60, 25.0))
    exact = moments(sky, 0.0)[1]
    _, variance, bound = moments(sky, 0.9)
    assert exact < variance - 1e-3, "the far form leaves something out here"
    assert exact >= variance - bound


@pytest.mark.parametrize("seed", range(3))
def test_groups_and_thresholds(seed):
    sky = crowded_sky(150, 8, seed)
    table = memberships(sky, 3, seed)
    found = exact_moments(prepared(sky, table))
    assert found.mean.shape == (3, len(THRESHOLDS))
    for group, level in np.ndindex(found.mean.shape):
        chosen = sky.log10_energy >= THRESHOLDS[level]
        events = ("event_ra", "event_dec", "ang_err", "log10_energy")
        part = replace(sky, **{name: getattr(sky, name)[chosen] for name in events})
        part = group_of(part, table[:, group])
        assert found.mean[group, level] == pytest.approx(expected_count(part), abs=GRID)
        variance, bound = found.variance[group, level], found.variance_bound[group, level]
        assert variance - bound - GRID <= count_variance(part) <= variance + GRID


@pytest.mark.parametrize("n_sources", [1, 4, 20])
def test_sources_at_one_declination(n_sources):
    event = [np.array([value]) for value in (1.0, 10.0, 20.0, 5.0)]
    sky = Sky(*event, np.linspace(0, 300, n_sources), np.full(n_sources, 15.0))
    q = one_declination(half_width(20, 10, 15), n_sources)
    mean, variance, _ = moments(sky, 0.05)
    assert (mean, variance) == pytest.approx((q, q * (1 - q)), abs=1e-8)


@STEADY
@given(drawn_skies(), st.floats(-360, 360), st.randoms(use_true_random=False))
def test_rotation_and_order_change_nothing(sky, angle, random):
    """Everything turned in R.A., rows in another order: the same null, within the grid."""
    n_events, n_sources = len(sky.event_ra), len(sky.source_ra)
    events = random.sample(range(n_events), n_events)
    sources = random.sample(range(n_sources), n_sources)
    other = Sky(
        (sky.event_ra[events] + angle) % 360,
        *(part[events] for part in (sky.event_dec, sky.ang_err, sky.log10_energy)),
        # The sources' own right ascensions do not matter at all.
        (7 * sky.source_ra[sources] + 2 * angle) % 360,
        sky.source_dec[sources],
    )
    there, here = moments(other, 0.05), moments(sky, 0.05)
    scale = 1e-8 * (1 + n_events) ** 2 * n_sources
    np.testing.assert_allclose(there, here, atol=scale)


def test_scrambles_have_these_moments():
    """5,000 scrambles of 2,000 events and 60 sources; 4.5 standard errors, seeds fixed."""
    sky = crowded_sky(2000, 60, 5)
    table = memberships(sky, 2, 5)
    ready, n_trials = prepared(sky, table), 5000
    found = exact_moments(ready)
    counts = count_scrambled(ready, 0, n_trials, seed=4).astype(float)
    sigma = np.sqrt(found.variance)
    busy = found.mean > 1
    assert busy.sum() >= 8
    assert np.all(np.abs(counts.mean(axis=0) - found.mean) <= 4.5 * sigma / np.sqrt(n_trials))
    fourth = ((counts - found.mean) ** 4).mean(axis=0)
    error = np.sqrt((fourth - found.variance**2) / n_trials)
    assert np.all(np.abs(counts.var(axis=0) - found.variance)[busy] <= 4.5 * error[busy])


def test_nothing_to_sum():
    sky = small_sky(5, 2, 0)
    above_all = exact_moments(prepared(sky, None, np.array([8.0])))
    assert (above_all.mean, above_all.variance) == (0, 0)
    apart = replace(sky, event_dec=np.full(5, -89.0), ang_err=np.full(5, 0.5))
    assert moments(apart, 0.05) == (0, 0, 0)
    always = replace(sky, ang_err=np.full(5, 180.0))
    assert moments(always, 0.05) == (5, 0, 0)


def test_the_table_of_moments():
    sky = crowded_sky(1000, 40, 8)
    ready, thresholds = prepared(sky, None, THRESHOLDS), list(THRESHOLDS)
    scrambled = count_scrambled(ready, 0, 2000, seed=9)
    counts = (count_observed(ready), scrambled)
    excess = summarise_excess(*counts, ["all"], thresholds, [40], [1] * len(thresholds))
    table = summarise_moments(exact_moments(ready), excess, ["all"], thresholds)
    check_table(table, EXACT_MOMENTS)
    assert table["log10_energy_min"].tolist() == thresholds
    assert np.all(np.abs(table[["mean_pull", "sigma_pull"]][:4]) < 4.5)
    lowest = table.iloc[0]
    assert lowest["mean_pull"] == pytest.approx(
        (scrambled[:, 0, 0].mean() - lowest["n_expected"]) / (lowest["sigma"] / np.sqrt(2000))
    )
    # The normal p-value beside the counted one: both some 0.5 around the expected count.
    counted = excess["p_value"].iloc[0]
    assert lowest["p_value_normal"] == pytest.approx(counted, abs=0.05)
    assert pd.isna(table["p_value_normal"].iloc[-1]), "no event, no scatter, no p-value"


def test_real_events(mirror):
    """IC40 with 409 isotropic sources: real crowding and angular errors, 4.5 standard errors."""
    path = mirror / "icecube_10year_ps" / "events" / "IC40_exp.csv.gz"
    tracks = read_events(path).query("ang_err <= 5")
    rng = np.random.default_rng(409)
    place = {
        "ra": rng.uniform(0, 360, 409),
        "dec": np.degrees(np.arcsin(rng.uniform(-1, 1, 409))),
        "source_name": [f"source {number}" for number in range(409)],
        "group": "isotropic",
    }
    thresholds, n_trials = [0.0, 4.8, 5.5], 3000
    sky = sky_from_tables(tracks, pd.DataFrame(place), ["isotropic"], thresholds, circle_factor=1.0)
    found = exact_moments(sky)
    counts = count_scrambled(sky, 0, n_trials, seed=3)
    sigma = np.sqrt(found.variance)
    assert np.all(found.variance_bound <= 1e-4 * found.variance)
    error = sigma / np.sqrt(n_trials)
    assert np.all(np.abs(counts.mean(axis=0) - found.mean) <= 4.5 * error)
    # Counts are nearly normal: the error of sigma is sigma / sqrt(2 N).
    assert np.all(np.abs(counts.std(axis=0) - sigma) <= 4.5 * error / np.sqrt(2))
    # An event counts once: these real events, not crowded in R.A., scatter less than Poisson.
    assert 0.95 < sigma[0, 0] / np.sqrt(found.mean[0, 0]) < 0.99
