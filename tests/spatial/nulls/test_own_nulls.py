"""Groups with a null of their own: p-values, searches, sensitivity, and a clustered catalogue."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from spatial.oracle import Sky, global_p, touched_plain
from spatial.signal_models import made_up_model, spread_sources
from spatial.skies import THRESHOLDS, memberships, prepared, small_sky

from nusources.catalogs.blazars.bzcat import read_bzcat_slim
from nusources.catalogs.blazars.hsp import read_hsp
from nusources.catalogs.tracks.samples import load_sample
from nusources.contracts.sensitivity import SENSITIVITY
from nusources.contracts.spatial import GLOBAL_P_VALUES, SPATIAL_EXCESS
from nusources.contracts.spatial_depth import NULL_COMPARISON
from nusources.selection.groups import GroupRequest, select_group
from nusources.selection.tracks import select_tracks
from nusources.spatial.counting.prepared_sky import sky_from_tables
from nusources.spatial.counting.scrambles import (
    count_observed,
    count_scrambled,
    counts_to_table,
    own_counts,
)
from nusources.spatial.limits.critical_counts import CRITERIA, EXACT_DISTRIBUTION
from nusources.spatial.nulls.count_distribution import poisson
from nusources.spatial.nulls.event_scrambles import count_scrambled_events
from nusources.spatial.nulls.exact_variance import exact_moments
from nusources.spatial.nulls.excess import local_p_values, summarise_excess, summarise_searches
from nusources.spatial.nulls.other_nulls import (
    compare_nulls,
    exact_event_distributions,
    exact_event_null,
    exact_own_nulls,
    null_of_trials,
)
from nusources.spatial.power.sensitivity import group_nulls, inject_group, summarise_sensitivity
from nusources.spatial.signal.injection import draw_signal_events, touched_events, touched_in_place
from nusources.tables import check_table
from nusources.user_files.table import UserTable

GROUPS, NULLS = ["group 00", "group 01", "group 02"], ["source_ra", "event_ra", "event_ra"]
N = 3000


@pytest.fixture(scope="module")
def sky():
    drawn = small_sky(60, 9, 5)
    return prepared(drawn, memberships(drawn, 3, 5))


@pytest.fixture(scope="module")
def scrambled(sky):
    """The first group with scrambled sources, the others with scrambled events."""
    counts = count_scrambled_events(sky, 0, N, seed=4)
    counts[:, 0] = count_scrambled(sky, 0, N, seed=4)[:, 0]
    return counts


def test_rows_of_scrambled_events_are_exact(sky, scrambled):
    observed, exact = count_observed(sky), exact_own_nulls(sky, NULLS)
    assert list(exact) == [1, 2]
    thresholds = list(THRESHOLDS)
    table = summarise_excess(observed, scrambled, GROUPS, thresholds, [1, 2, 3], [9] * 6, exact)
    check_table(table, SPATIAL_EXCESS)
    assert table.groupby("group")["null"].first().tolist() == NULLS
    cells = table.set_index(["group", "log10_energy_min"])
    for group in (1, 2):
        for level, null in enumerate(exact[group]):
            row = cells.loc[(GROUPS[group], thresholds[level])]
            assert (row["n_expected"], row["sigma"]) == (null.mean, null.sigma)
            tail = null.at_least(int(observed[group, level]))
            assert row["p_value"] == pytest.approx(tail, rel=1e-12)
            assert (row["n_expected_error"], row["p_value_error"]) == (0, 0)
    first = cells.loc[GROUPS[0]]
    expected = ((scrambled[:, 0] >= observed[0]).sum(axis=0) + 1) / (N + 1)
    np.testing.assert_allclose(first["p_value"], expected, rtol=1e-12)
    np.testing.assert_allclose(first["n_expected"], scrambled[:, 0].mean(axis=0))


def test_local_p_values_of_all_tables_agree(sky, scrambled):
    """Excess, searches and the comparison of nulls tell one local p-value for each cell."""
    observed, exact = count_observed(sky), exact_own_nulls(sky, NULLS)
    grid = (GROUPS, list(THRESHOLDS))
    excess = summarise_excess(observed, scrambled, *grid, [1, 2, 3], [9] * 6, exact)
    searches = summarise_searches(observed, scrambled, *grid, exact)
    check_table(searches, GLOBAL_P_VALUES)
    least = excess.groupby("group")["p_value"].min()
    by_search = searches.set_index("search")["p_local"]
    for group in GROUPS:
        assert by_search[group] == least[group]
    assert by_search["all groups"] == least.min()
    nulls = [null_of_trials("source_ra", count_scrambled(sky, 0, N, seed=4)), exact_event_null(sky)]
    compared = compare_nulls(observed, nulls, *grid, NULLS)
    check_table(compared, NULL_COMPARISON)
    own = compared[compared["role"] == "own"].set_index(["group", "log10_energy_min"])["p_value"]
    mine = excess.set_index(["group", "log10_energy_min"])["p_value"]
    np.testing.assert_allclose(own.reindex(mine.index), mine, rtol=1e-9)
    assert compared.groupby("group")["role"].agg(lambda one: (one == "own").sum()).eq(6).all()


def test_global_p_values_of_exact_groups(sky, scrambled):
    """The share of trials whose smallest exact p is as small, one by one."""
    observed, exact = count_observed(sky), exact_own_nulls(sky, NULLS)
    searches = summarise_searches(observed, scrambled, GROUPS, list(THRESHOLDS), exact)
    pool = np.concatenate([observed[None, 1], scrambled[:, 1]])
    smallest = [
        min(null.at_least(int(count)) for null, count in zip(exact[1], one, strict=True))
        for one in pool
    ]
    expected = np.mean(np.array(smallest) <= smallest[0] * (1 + 1e-12))
    found = searches.set_index("search").loc[GROUPS[1], "p_global"]
    assert found == pytest.approx(expected, abs=1e-12)
    # A search of one exact cell is its local p-value, to the error of the trials.
    one = {0: exact[1][:1]}
    single = summarise_searches(observed[1:2, :1], scrambled[:, 1:2, :1], ["a"], [4.8], one)
    p = float(single["p_local"].iloc[0])
    error = math.sqrt(p * (1 - p) / N)
    assert single["p_global"].iloc[0] == pytest.approx(p, abs=4.5 * error + 1 / N)


def test_pool_p_values_without_exact_groups_are_those_of_the_oracle(sky):
    """Nothing changes for the paper's null."""
    trials = count_scrambled(sky, 0, 40, seed=1)
    observed = count_observed(sky)
    p_values = local_p_values(observed, trials).reshape(41, -1)
    smallest = p_values.min(axis=1)
    expected = global_p(observed.ravel(), trials.reshape(40, -1))
    assert np.mean(smallest <= smallest[0]) == pytest.approx(expected)


def test_independent_nulls_are_conservative_for_counts_that_rise_together():
    """Two equal columns: one true test, p = x; taken as independent, 1 - (1 - x)^2."""
    rng = np.random.default_rng(5)
    trials = rng.poisson(9, (20_000, 1, 1))
    other = rng.poisson(9, (20_000, 1, 1))
    observed = np.full((2, 1), 16)
    both = np.concatenate([trials, other], axis=1)
    exact = {0: [poisson(9.0)], 1: [poisson(9.0)]}
    found = summarise_searches(observed, both, ["a", "b"], [4.8], exact)
    p = found.set_index("search")
    x = p.loc["b", "p_local"]
    assert p.loc["all groups", "p_global"] == pytest.approx(1 - (1 - x) ** 2, rel=0.1)
    assert p.loc["all groups", "p_global"] > x


def test_counts_of_chunks_by_null(scrambled):
    halves = slice(0, N // 2), slice(N // 2, N)
    thresholds = list(THRESHOLDS)

    def chunks(members):
        chosen = [GROUPS[one] for one in members]
        return [
            counts_to_table(scrambled[half][:, members], half.start, chosen, thresholds)
            for half in halves
        ]

    parts = {"source_ra": chunks([0, 1]), "event_ra": chunks([2, 1])}
    np.testing.assert_array_equal(own_counts(GROUPS, NULLS, thresholds, parts), scrambled)
    order = [1, 0, 2]
    mixed = [GROUPS[one] for one in order], [NULLS[one] for one in order]
    np.testing.assert_array_equal(own_counts(*mixed, thresholds, parts), scrambled[:, order])
    with pytest.raises(ValueError, match="rows of 3000 trials; expected each trial"):
        own_counts(GROUPS, NULLS, thresholds, parts | {"event_ra": chunks([2])})


def catalogue_with_a_gap() -> Sky:
    """Clusters of sources and a quarter of the sky without any, like the Galactic plane."""
    rng = np.random.default_rng(8)
    centre_ra, centre_dec = rng.uniform(0, 270, 6), rng.uniform(-30, 30, 6)
    cluster = np.repeat(np.arange(6), 10)
    source_ra = (centre_ra[cluster] + rng.normal(0, 2, 60)) % 360
    source_dec = centre_dec[cluster] + rng.normal(0, 2, 60)
    n = 200
    event_ra, event_dec = rng.uniform(0, 360, n), rng.uniform(-35, 35, n)
    return Sky(event_ra, event_dec, rng.uniform(1, 4, n), np.full(n, 5.0), source_ra, source_dec)


def test_scrambled_sources_expect_more_than_scrambled_events_of_a_clustered_catalogue():
    """Spread sources cover more of the sky than clustered ones: both nulls against moved skies."""
    sky = catalogue_with_a_gap()
    ready = prepared(sky, None, np.array([4.8]))
    of_sources = exact_moments(ready).mean[0, 0]
    of_events = exact_event_null(ready).distributions[0][0]
    rng, n = np.random.default_rng(9), 150
    by_hand = {"source_ra": [], "event_ra": []}
    for _ in range(n):
        moved = sky.__class__(**(vars(sky) | {"source_ra": rng.uniform(0, 360, 60)}))
        by_hand["source_ra"].append(touched_plain(moved).sum())
        moved = sky.__class__(**(vars(sky) | {"event_ra": rng.uniform(0, 360, 200)}))
        by_hand["event_ra"].append(touched_plain(moved).sum())
    for name, expected in (("source_ra", of_sources), ("event_ra", of_events.mean)):
        found = np.array(by_hand[name])
        assert expected == pytest.approx(found.mean(), abs=4.5 * found.std() / math.sqrt(n))
    assert of_sources > 1.2 * of_events.mean
    # The scatter of scrambled events is that of independent events, too.
    error = of_events.sigma / math.sqrt(2 * n)
    assert np.std(by_hand["event_ra"]) == pytest.approx(of_events.sigma, abs=4.5 * error)


def test_real_catalogues_near_real_events(mirror):
    """IC79 at 4.8, by an independent recount: a real catalogue is clustered, and has a gap."""
    file = {"path": mirror / "icecube_3year_ps" / "IC79-2010-events.npz"}
    tracks = load_sample([file | {"role": "events_archive", "season": "IC79"}])
    tracks = select_tracks(tracks, 60, 5)[0]
    tables = {
        "hsp3": read_hsp(mirror / "hsp3" / "3HSPR_V2.fits"),
        "bzcat5": read_bzcat_slim(mirror / "bzcat5" / "5bzcat.csv"),
    }
    columns = {"source_name": "source_name", "ra": "ra", "dec": "dec"}
    groups = [
        select_group(
            UserTable.of_frame(table, units={"ra": "deg", "dec": "deg"}),
            GroupRequest(name, columns),
        )
        for name, table in tables.items()
    ]
    sources = pd.concat(
        group.assign(source_name=group["source_name"] + group["group"]) for group in groups
    )
    sky = sky_from_tables(tracks, sources, list(tables), [4.8], circle_factor=1.0)
    assert count_observed(sky)[0, 0] == 1003
    of_sources = exact_moments(sky).mean[:, 0]
    assert of_sources.tolist() == pytest.approx([1047.7, 1511.9], abs=0.2)
    of_events = [exact_event_distributions(sky, group)[0].mean for group in (0, 1)]
    assert of_events == pytest.approx([1006.5, 1464.5], abs=0.1)


@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_touched_in_place_is_the_shift_zero(repository, factor):
    """The tree of unmoved sources against the arcs of the scrambles at shift 0."""
    model, sources = made_up_model(repository), spread_sources(30)
    rng = np.random.default_rng(3)
    events = draw_signal_events(model, sources, 4e-15, 3, 4.8, rng=rng)
    assert events.trial.size > 500
    unmoved = np.zeros((30, 3), dtype=np.uint32)
    np.testing.assert_array_equal(
        touched_in_place(events, sources, factor),
        touched_events(events, sources, unmoved, factor),
    )


@pytest.fixture(scope="module")
def trials_of_events(repository):
    """Injection trials of a group whose events are scrambled."""
    rng, n = np.random.default_rng(6), 3000
    mine = spread_sources(25)
    drawn = Sky(
        rng.uniform(0, 360, n),
        rng.uniform(-5, 25, n),
        rng.uniform(0.3, 2, n),
        rng.uniform(4.8, 6, n),
        mine.ra,
        mine.dec,
    )
    thresholds = np.array([4.8, 5.3])
    ready = prepared(drawn, None, thresholds)
    counts = count_scrambled_events(ready, 0, 4000, seed=2)
    (null,) = group_nulls(ready, ["mine"], ["event_ra"], thresholds, counts)
    return inject_group(null, made_up_model(repository), mine, 4000, seed=2)


def test_sensitivity_of_scrambled_events(trials_of_events):
    """Critical counts are those of the exact distribution, also where scrambles would reach."""
    table = summarise_sensitivity([trials_of_events])
    check_table(table, SENSITIVITY)
    assert set(table["critical_from"]) == {EXACT_DISTRIBUTION}
    for row in table.itertuples():
        level = [4.8, 5.3].index(row.log10_energy_min)
        exact = trials_of_events.null.exact[level]
        assert exact.at_least(row.n_critical) <= row.p_value < exact.at_least(row.n_critical - 1)
        assert (row.n_expected, row.sigma) == (exact.mean, pytest.approx(exact.sigma))
    # Sources 14 deg apart: an event rarely holds another, so the closed form is close.
    np.testing.assert_allclose(table["flux"], table["flux_closed_form"], rtol=0.05)


def test_power_of_scrambled_events_is_that_of_their_counts(trials_of_events):
    """Background of the event scrambles plus the signal: half of the trials reach 3 sigma."""
    table = summarise_sensitivity([trials_of_events]).set_index(["log10_energy_min", "criterion"])
    row = table.loc[(4.8, CRITERIA[1].name)]
    total = trials_of_events.background[:, 0] + trials_of_events.signal.counts(0, row["flux"])
    share = np.mean(total >= row["n_critical"])
    assert share == pytest.approx(0.5, abs=4.5 * math.sqrt(0.25 / 4000))
