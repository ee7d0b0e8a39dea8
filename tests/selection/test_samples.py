"""Samples of variable sources."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nusources.alert_regions import circles, contains
from nusources.errors import InputDataError
from nusources.selection.samples import (
    count_epochs,
    is_away_from_the_plane,
    nearest_alert_factor,
    variable_sample,
)


def test_the_cuts_on_position():
    # Galactic centre, Galactic north pole (dec 27), a point at dec 41, one in the plane.
    ra, dec = [266.405, 192.859, 150.0, 284.0], [-28.936, 27.128, 41.0, 2.0]
    assert is_away_from_the_plane(ra, dec, 40.0, 10.0).tolist() == [False, True, False, False]


def test_observations_within_15_days_are_one_epoch():
    # a: 0, 10 | 15, 29.9 | 30; b: one observation
    names = ["a", "a", "a", "a", "a", "b"]
    mjd = [29.9, 0.0, 10.0, 15.0, 30.0, 7.0]
    assert count_epochs(names, mjd, 15.0).to_dict() == {"a": 3, "b": 1}


@given(st.lists(st.integers(0, 300), min_size=1, max_size=60), st.integers(1, 40))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_epochs_are_those_of_a_plain_walk(times, length):
    n_epochs, end = 0, -np.inf
    for time in sorted(times):
        if time >= end:
            n_epochs, end = n_epochs + 1, time + length
    assert count_epochs(["x"] * len(times), times, length)["x"] == n_epochs


@given(st.integers(0, 2**31), st.sampled_from(["ellipse", "rectangle"]), st.floats(1, 2))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_the_factor_is_where_an_enlarged_region_reaches(seed, shape, factor):
    rng = np.random.default_rng(seed)
    regions = circles(rng.uniform(0, 360, 5), rng.uniform(-40, 40, 5), rng.uniform(1, 8, 5))
    ra, dec = rng.uniform(0, 360, 200), rng.uniform(-40, 40, 200)
    inside = contains(regions.scaled(factor), ra, dec, shape).any(axis=0)
    found = nearest_alert_factor(regions, ra, dec, shape)
    sure = np.abs(found - factor) > 1e-9
    assert (inside == (found <= factor))[sure].all()


def test_a_circle_is_left_at_its_radius():
    regions = circles([100.0], [0.0], [2.0], "true")
    assert nearest_alert_factor(regions, [101.0, 105.0], [0.0, 0.0]) == pytest.approx([0.5, 2.5])


def test_cuts_are_exclusive_or_inclusive_and_missing_values_fail():
    table = pd.DataFrame(
        {
            "source_name": ["a", "b", "c", "d"],
            "ra": [1.0, 2.0, 3.0, 4.0],
            "dec": 0.0,
            "flux": [100.0, 99.0, 101.0, np.nan],
            "index": [18.48, 20.0, 20.0, 20.0],
        }
    )
    found = variable_sample(table, above={"index": 18.48}, at_least={"flux": 100.0})
    assert found["source_name"].tolist() == ["c"]
    assert len(variable_sample(table, at_least={"flux": 100.0})) == 2
    with pytest.raises(InputDataError, match=r"column 'speed'.*expected one of source_name, ra"):
        variable_sample(table, above={"speed": 1.0})


def test_observations_become_one_row_per_source():
    table = pd.DataFrame(
        {"source_name": ["a", "a", "b"], "ra": 1.0, "dec": 2.0, "mjd": [0.0, 40.0, 0.0]}
    )
    found = variable_sample(table, combine_days=15.0, above={"n_epochs": 1})
    assert found.to_dict("records") == [{"source_name": "a", "ra": 1.0, "dec": 2.0}]
