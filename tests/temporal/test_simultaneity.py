"""Simultaneity of flares against plain loops and closed forms; closure and conventions of R(0)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from test_scan import a_sample

from nusources.alert_regions import AlertRegions, containment_factors
from nusources.contracts.flares import FLARE_CLASSES
from nusources.contracts.temporal import SIMULTANEITY, TIME_CONVENTIONS
from nusources.sky import angular_separation
from nusources.statistics import uniformity_p_value
from nusources.temporal.closure import SkyRequest, power_table, sky_p_values
from nusources.temporal.conventions import Reading, conventions_table, other_readings
from nusources.temporal.pairs import pairs_within
from nusources.temporal.ratios import LEVEL_CUTS, TimeWindows, observed_ratios
from nusources.temporal.simultaneity import (
    SHARES,
    flaring_shares,
    near_and_far,
    region_sums,
    regions_against_scrambles,
    warm_spots_against_others,
)


def some_sources(n: int = 500) -> pd.DataFrame:
    random = np.random.default_rng(8)
    table = pd.DataFrame({"source_name": [f"s{k}" for k in range(n)]})
    table["ra"], table["dec"] = random.uniform(0, 360, n), random.uniform(-50, 50, n)
    parts = random.dirichlet([1, 1, 1], n)
    return table.assign(**{name: parts[:, k] for k, name in enumerate(SHARES)})


def some_regions(n: int = 15) -> AlertRegions:
    random = np.random.default_rng(9)
    ra, dec = random.uniform(0, 360, n), random.uniform(-40, 40, n)
    return AlertRegions(ra, dec, *(random.uniform(0.5, 5, n) for _ in range(4)))


@pytest.mark.parametrize("shape", ["rectangle", "ellipse"])
def test_sums_equal_a_plain_loop(shape):
    sources, regions = some_sources(), some_regions()
    reach = near_and_far(regions, sources["ra"], sources["dec"], 1.0, shape)
    skies = np.random.default_rng(1).uniform(0, 360, (60, len(regions)))
    shares = sources[list(SHARES)].to_numpy()
    ours = region_sums(reach, skies, shares)
    n_near = 0
    for sky, row in enumerate(skies):
        moved = AlertRegions(
            row, regions.dec, regions.ra_plus, regions.ra_minus, regions.dec_plus, regions.dec_minus
        )
        inside = containment_factors(moved, sources["ra"], sources["dec"], shape) <= 1
        away = angular_separation(
            row[:, None], regions.dec[:, None], sources["ra"].to_numpy(), sources["dec"].to_numpy()
        )
        near = (inside & (away <= 1)).any(axis=0)
        far = inside.any(axis=0) & ~near
        n_near += near.sum()
        for group, chosen in enumerate((near, far)):
            assert ours[sky, group, 0] == chosen.sum()
            np.testing.assert_allclose(ours[sky, group, 1:], shares[chosen].sum(axis=0), atol=1e-12)
    assert n_near > 10


def test_regions_of_simultaneous_sources_are_found():
    sources, regions = some_sources(), some_regions()
    inside = (containment_factors(regions, sources["ra"], sources["dec"], "rectangle") <= 1).any(
        axis=0
    )
    how = {"near_deg": 1.0, "shape": "rectangle", "n_trials": 999, "seed": 1}
    plain = regions_against_scrambles(sources, regions, **how).set_index("group")
    sources.loc[inside, "simultaneous_ratio"] = 1.0
    table = regions_against_scrambles(sources, regions, **how)
    found = table.set_index("group")
    assert found.loc["region_far", "p_value"] == 0.001
    assert plain.loc["region_far", "p_value"] > 0.01
    assert found["n_sources"].sum() == inside.sum()
    assert set(SIMULTANEITY.column_names) == set(table)


def test_warm_spots_have_a_hypergeometric_p_value():
    # Two warm spots with the share 1; four of eight others have it too: both must be among those.
    sources = some_sources(10)
    sources["simultaneous_ratio"] = [1.0, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    spots = sources.loc[[0, 1], ["ra", "dec"]].to_numpy().tolist()
    row = warm_spots_against_others(sources, spots, 1e-6, n_trials=4000, seed=2).iloc[0]
    exact = 4 * 3 / (8 * 7)
    assert row["n_sources"] == 2
    assert stats.binomtest(round(row["p_value"] * 4001) - 1, 4000, exact).pvalue > 1e-3
    assert row["simultaneous_trial_mean"] == pytest.approx(0.5, abs=0.03)
    none = warm_spots_against_others(sources, [], 1e-6, n_trials=10, seed=2).iloc[0]
    assert none["p_value"] == 1
    assert none["n_sources"] == 0


def test_only_sources_that_flare_in_both_bands_count():
    empty = FLARE_CLASSES.empty()
    classes = pd.DataFrame(
        {
            "source_name": ["a", "b"],
            "ra": [1.0, 2.0],
            "dec": [0.0, 0.0],
            "has_infrared_flare": [True, True],
            "has_gamma_flare": [True, False],
            "simultaneous_ratio": [0.25, 0.0],
            "simultaneous_days": [10.0, 0.0],
            "low_energy_days": [20.0, 5.0],
            "high_energy_days": [10.0, 0.0],
        }
    )
    assert set(classes) <= set(empty)
    assert flaring_shares(classes).iloc[:, 3:].to_numpy().tolist() == [[0.25, 0.5, 0.25]]


def test_p_values_of_skies_without_correlation_are_uniform():
    sample = a_sample(n_sources=300, n_points=12)
    request = SkyRequest(1.5, TimeWindows(600), 120, 99)
    p = sky_p_values(sample, request, seed=3)[0]
    assert uniformity_p_value(p) > 1e-3
    assert stats.kstest(p, "uniform").pvalue > 1e-3
    again, shifted = sky_p_values(sample, request, [0.0, 1.0], seed=3)
    assert (again == p).all()
    assert uniformity_p_value(shifted) < 1e-6


def test_power_grows_with_the_share_and_needs_enough_controls():
    sample = a_sample(n_sources=4000, n_points=12)
    table = power_table(sample, SkyRequest(1.5, TimeWindows(60), 8, 999), [0.0, 1.0], seed=3)
    assert table["n_found"].tolist()[0] <= 1
    assert table["n_found"].tolist()[1] >= 6
    with pytest.raises(ValueError, match="n_controls 99: 3 sigma need at least 740"):
        power_table(sample, SkyRequest(1.5, TimeWindows(60), 8, 99), [0.0], seed=3)


def test_each_reading_has_its_row():
    sample = a_sample(n_sources=2000, n_points=12)
    default = Reading("default", "default", sample, 1.3, TimeWindows(600))
    readings = other_readings(default, [900.0], [1.0])
    table = conventions_table(readings, 50, seed=1)
    assert len(table) == len(set(zip(table["reading"], table["choice"], strict=True))) == 10
    assert set(TIME_CONVENTIONS.column_names) == set(table)
    by_reading = table.set_index("reading")
    assert by_reading.loc["factor", "n_pairs"] < by_reading.loc["default", "n_pairs"]
    same = by_reading.loc["alert times of controls", "ratio"]
    assert (same == by_reading.loc["default", "ratio"]).all()
    assert by_reading.loc["window", "ratio"] != by_reading.loc["default", "ratio"]
    sigma = by_reading.loc["1 sigma of R"]
    assert sigma["ratio"] == by_reading.loc["default", "ratio"]
    assert sigma["ratio_error"] == pytest.approx(by_reading.loc["default", "ratio_error"], rel=0.5)
    assert sigma["ratio_error"] != by_reading.loc["default", "ratio_error"]


def test_readings_of_the_cut_have_its_level_and_others_none():
    sample = a_sample(n_sources=2000, n_points=12)
    windows = TimeWindows(600, (0.0, 1.5), mean_over="pairs")
    default = Reading("default", "default", sample, 1.3, windows)
    table = conventions_table(other_readings(default, [], []), 20, seed=1)
    table = table.set_index(["reading", "choice"])[["ratio", "ratio_error"]]
    sources, times, _ = pairs_within(sample, 1.3)
    for choice in LEVEL_CUTS:
        own = replace(windows, level_cut=choice)
        found = observed_ratios(sample.curves, sources, times, own, [0.0])
        found = found.set_index("level")[["ratio", "ratio_error"]].to_numpy()
        key = "level 1.5 or more", choice.replace("_", " ")
        assert table.loc[key].tolist() == pytest.approx(found[1])
        assert table.loc[("default", "default")].tolist() == pytest.approx(found[0])
    default = replace(default, ratio_error="bootstrap")
    table = conventions_table(other_readings(default, [], []), 20, seed=1)
    table = table.set_index(["reading", "choice"])
    # What is changed is changed from the default, which is not listed twice.
    assert ("mean over", "detections") in table.index
    assert ("mean over", "pairs") not in table.index
    assert ("1 sigma of R", "standard errors") in table.index
