"""Variations of the analysis: what must change, by how much, and what must not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from spatial.signal_models import made_up_model, source_table, spread_sources

from nusources.contracts.sensitivity import SYSTEMATICS
from nusources.detection_model import CONTAINMENT
from nusources.detectors.angular_error import scatter_directions
from nusources.sky import angular_separation
from nusources.spatial.counting.arcs import EventCircles
from nusources.spatial.counting.prepared_sky import prepare_sky
from nusources.spatial.counting.scrambles import count_observed
from nusources.spatial.nulls.exact_variance import exact_moments
from nusources.spatial.nulls.other_nulls import exact_event_distributions
from nusources.spatial.power.systematics import (
    NOMINAL,
    Analysis,
    Variation,
    list_variations,
    vary_analysis,
)
from nusources.spatial.signal.acceptance import accepted_events
from nusources.spatial.signal.injection import draw_signal_events
from nusources.tables import check_table

THRESHOLDS = (4.8, 5.2)
COUNTS = ["n_observed", "n_expected", "sigma", "excess", "p_value", "n_limit"]
SETTINGS = {
    "ang_err_factors": [0.8, 1.2],
    "energy_proxy_factors": [0.9],
    "effective_area_factors": [1.1],
    "missing_source_shares": [0.1],
    "position_errors_deg": [0.5],
    "containments": ["median"],
}


@pytest.fixture(scope="module")
def analysis(repository):
    rng = np.random.default_rng(1)
    n = 8000
    circles = EventCircles(
        rng.uniform(0, 360, n), rng.uniform(-40, 60, n), rng.uniform(0.3, 5.5, n)
    )
    mine = spread_sources(20)
    # Half of the sources are in two groups.
    table = pd.concat([source_table(mine), source_table(mine, "half").iloc[:10]], ignore_index=True)
    model = made_up_model(repository)
    return Analysis(
        circles, rng.uniform(4.6, 6, n), table, ("mine", "half"), THRESHOLDS, model, 0.9
    )


@pytest.fixture(scope="module")
def table(analysis):
    found = vary_analysis(analysis, list_variations(SETTINGS), 3, seed=1)
    check_table(found, SYSTEMATICS)
    return found.set_index(["variation", "draw", "group", "log10_energy_min"]).sort_index()


def test_settings_become_variations():
    listed = list_variations(SETTINGS)
    assert [one.kind for one in listed] == [
        "ang_err",
        "ang_err",
        "energy_proxy",
        "effective_area",
        "missing_sources",
        "position_error",
        "containment",
    ]
    assert len({one.name for one in listed}) == len(listed)
    assert listed[0].ang_err_factor == 0.8
    assert listed[4].missing_share == 0.1
    assert [one.is_drawn for one in listed] == [False] * 4 + [True, True, False]


def test_nominal_is_the_analysis_itself(analysis, table):
    kept = np.flatnonzero(analysis.events.radius <= 5)
    sky = prepare_sky(
        analysis.events.take(kept),
        analysis.log10_energy[kept],
        THRESHOLDS,
        analysis.sources,
        analysis.groups,
    )
    nominal = table.loc[NOMINAL, 0]
    moments = exact_moments(sky)
    for number, group in enumerate(analysis.groups):
        np.testing.assert_array_equal(nominal.loc[group, "n_observed"], count_observed(sky)[number])
        np.testing.assert_allclose(nominal.loc[group, "n_expected"], moments.mean[number])
        np.testing.assert_allclose(nominal.loc[group, "sigma"], moments.variance[number] ** 0.5)
    np.testing.assert_allclose(nominal["excess"], nominal["n_observed"] - nominal["n_expected"])
    accepted = accepted_events(analysis.model, np.array([10.0]), THRESHOLDS)[0]
    np.testing.assert_allclose(nominal.loc["mine", "accepted"], accepted)
    np.testing.assert_allclose(nominal["flux_limit"], nominal["n_limit"] / nominal["accepted"])


def test_response_changes_the_limit_alone(table):
    nominal = table.loc[NOMINAL, 0]
    for variation, factor in (
        ("effective area × 1.1", 1.1),
        ("ang_err means median", 0.5 / CONTAINMENT["sigma_per_axis"]),
    ):
        varied = table.loc[variation, 0]
        pd.testing.assert_frame_equal(varied[COUNTS], nominal[COUNTS])
        np.testing.assert_allclose(varied["flux_limit"] * factor, nominal["flux_limit"])


def test_angular_errors_change_the_background_like_their_square(analysis, table):
    """Small circles and few overlaps: area times factor squared, but for the cut."""
    nominal = table.loc[NOMINAL, 0]["n_expected"]
    smaller = table.loc["angular errors × 0.8", 0]["n_expected"]
    by_hand = [
        np.sum(radius[radius <= 5] ** 2)
        for radius in (analysis.events.radius, 0.8 * analysis.events.radius)
    ]
    assert by_hand[1] / by_hand[0] == pytest.approx(smaller.iloc[0] / nominal.iloc[0], rel=0.08)
    assert (table.loc["angular errors × 1.2", 0]["n_expected"] != nominal).all()


def test_energies_move_across_the_threshold(analysis, table):
    """Proxies times .9 at 4.8 are those from 4.8 - log10(.9) on."""
    shifted = replace(analysis, thresholds=tuple(np.array(THRESHOLDS) - np.log10(0.9)))
    found = vary_analysis(shifted, [], 1, seed=1).sort_values(["group", "log10_energy_min"])
    lower = table.loc["energy proxies × 0.9", 0]
    np.testing.assert_array_equal(found["n_observed"], lower["n_observed"])
    np.testing.assert_allclose(found["n_expected"], lower["n_expected"])


def test_missing_sources_lower_acceptance_and_background(table):
    """2 of 20 sources at one declination and equal shares: exactly a tenth of the acceptance."""
    nominal = table.loc[NOMINAL, 0].loc["mine"]
    for draw in range(3):
        varied = table.loc["10% of the sources missing", draw].loc["mine"]
        np.testing.assert_allclose(varied["accepted"], 0.9 * nominal["accepted"])
        assert (varied["n_expected"] < nominal["n_expected"]).all()
        np.testing.assert_allclose(varied["n_expected"], 0.9 * nominal["n_expected"], rtol=0.03)
    observed = [table.loc["10% of the sources missing", draw]["n_observed"] for draw in range(3)]
    assert not observed[0].equals(observed[1])


def test_wrong_positions_lose_signal_as_injected_events_show(analysis, table):
    """Loss by .5 deg per axis: the closed form against events counted around displaced sources."""
    nominal, varied = (
        table.loc[name].groupby("group")["accepted"].mean()["mine"]
        for name in (NOMINAL, "positions wrong by 0.5°")
    )
    sources = spread_sources(20)
    rng = np.random.default_rng(5)
    flux = 4000 / accepted_events(analysis.model, sources.dec, [4.8])[0, 0]
    events = draw_signal_events(analysis.model, sources, flux, 20, 4.8, rng=rng)
    ra, dec = scatter_directions(
        sources.ra[:, None] + np.zeros(20),
        sources.dec[:, None] + np.zeros(20),
        np.full((20, 20), 0.5),
        rng=rng,
    )
    place = events.source, events.trial
    apart = angular_separation(
        ra[place], dec[place], sources.ra[events.source] + events.ra_offset, events.dec
    )
    inside = np.mean(apart <= events.ang_err) / analysis.model.contained
    assert inside < 0.95
    # Three draws of 20 positions, and both thresholds averaged: some 3 % each.
    assert varied / nominal == pytest.approx(inside, abs=0.1)


def test_draws_depend_on_seed_and_name_only(analysis):
    one = Variation("a", "missing_sources", missing_share=0.3)
    two = Variation("b", "missing_sources", missing_share=0.3)

    def observed(variations, seed=1, n_draws=2):
        found = vary_analysis(analysis, variations, n_draws, seed=seed)
        return found[found["variation"] == "a"].query("draw < 2")["n_expected"].to_numpy()

    first = observed([one])
    np.testing.assert_array_equal(first, observed([two, one]))
    np.testing.assert_array_equal(first, observed([one], n_draws=3))
    assert not np.array_equal(first, observed([one], seed=2))


def test_a_source_of_two_groups_keeps_one_place(analysis):
    """A moved source is moved alike in all groups, else preparing the sky would refuse it."""
    wrong = Variation("wrong", "position_error", position_error=3.0)
    found = vary_analysis(analysis, [wrong], 2, seed=1)
    assert len(found) == 3 * len(analysis.groups) * len(THRESHOLDS)


def test_a_variation_that_changes_nothing_changes_nothing(analysis):
    found = vary_analysis(analysis, [Variation("same", "none")], 1, seed=1)
    nominal, same = (found[found["variation"] == name] for name in (NOMINAL, "same"))
    numbers = [*COUNTS, "accepted", "flux_limit"]
    np.testing.assert_array_equal(nominal[numbers], same[numbers])


def test_groups_of_scrambled_events_have_their_own_null(analysis):
    """Expected count, scatter and p-value are those of the exact distribution."""
    mixed = replace(analysis, nulls=("source_ra", "event_ra"))
    found = vary_analysis(mixed, [], 1, seed=1).set_index(["group", "log10_energy_min"])
    kept = np.flatnonzero(analysis.events.radius <= 5)
    circles, energy = analysis.events.take(kept), analysis.log10_energy[kept]
    sky = prepare_sky(circles, energy, THRESHOLDS, analysis.sources, analysis.groups)
    exact = exact_event_distributions(sky, 1)
    for threshold, null in zip(THRESHOLDS, exact, strict=True):
        row = found.loc[("half", threshold)]
        assert row["n_expected"] == pytest.approx(null.mean)
        assert row["sigma"] == pytest.approx(null.sigma)
        assert row["p_value"] == pytest.approx(null.at_least(int(row["n_observed"])))
    scrambled = vary_analysis(analysis, [], 1, seed=1).set_index(["group", "log10_energy_min"])
    pd.testing.assert_frame_equal(found.loc[["mine"]], scrambled.loc[["mine"]])


def test_a_limit_of_zero_has_the_other_measures_beside_it(analysis):
    """Sources where no event is, in a crowded band: fewer events than the limit's level allows."""
    away = (analysis.events.ra < 9) | (analysis.events.ra > 351)
    at_ten = analysis.sources.assign(ra=0.0, source_name=[f"s{n}" for n in range(30)])
    dense = replace(
        analysis,
        events=EventCircles(
            np.where(away, 180.0, analysis.events.ra),
            analysis.events.dec,
            analysis.events.radius,
        ),
        sources=at_ten,
    )
    found = vary_analysis(dense, [], 1, seed=1)
    assert found["n_observed"].eq(0).all()
    assert found["n_limit"].eq(0).all()
    assert found["flux_limit"].eq(0).all()
    assert (found["n_unified"] > 0).all()
    assert (found["n_sensitivity"] > 0).all()
    assert vary_analysis(analysis, [], 1, seed=1).query("n_limit > 0")["n_unified"].isna().all()
