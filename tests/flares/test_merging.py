"""Observations close in time become one; every one that is left out is counted."""

import numpy as np
import pandas as pd
import pytest

from nusources.errors import InputDataError
from nusources.flares.merging import (
    Ledger,
    Merging,
    epoch_numbers,
    merge_observations,
    with_each_time_once,
)
from nusources.flares.runs import run_starts
from nusources.selection.samples import count_epochs


def observations(mjd, flux, error=1.0, name="a"):
    return pd.DataFrame({"source_name": name, "mjd": mjd, "flux": flux, "flux_error": error})


def merged(table, **rules):
    ledger = Ledger("infrared")
    return merge_observations(table, Merging(**rules), ledger), ledger


def test_epochs_are_those_that_the_selection_counts():
    rng = np.random.default_rng(1)
    source = np.sort(rng.integers(0, 20, 400))
    mjd = rng.integers(0, 300, 400).astype(float)
    order = np.lexsort([mjd, source])
    source, mjd = source[order], mjd[order]
    numbers = epoch_numbers(source, mjd, 15.0)
    ours = pd.Series(numbers).groupby(source).nunique()
    assert ours.to_dict() == count_epochs(source, mjd, 15.0).to_dict()


def test_an_epoch_ends_before_its_length_is_reached():
    table, _ = merged(observations([0.0, 14.9, 15.0, 29.9], [1.0, 3.0, 5.0, 7.0]))
    assert table["flux"].tolist() == [2.0, 6.0]
    assert table["mjd"].tolist() == pytest.approx([7.45, 22.45])
    assert table["n_combined"].tolist() == [2, 2]


def test_sources_are_not_merged_with_each_other():
    both = pd.concat([observations([0.0], [1.0]), observations([1.0], [3.0], name="b")])
    assert merged(both)[0]["flux"].tolist() == [1.0, 3.0]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        ("propagated", [0.5, 0.5]),
        ("scatter", [2.0, 0.5]),
        ("larger", [2.0, 0.5]),
        ("floor", [0.8, 0.5]),  # .08 of 10, and of 5 less than the propagated error
    ],
)
def test_error_of_an_epoch(error, expected):
    # Scatter of 8, 12, 8, 12 over sqrt(4): sqrt(16 / 3) / 2; of four equal ones it says nothing.
    flux = [8.0, 12.0, 8.0, 12.0, 5.0, 5.0, 5.0, 5.0]
    mjd = [0.0, 1.0, 2.0, 3.0, 100.0, 101.0, 102.0, 103.0]
    table, _ = merged(observations(mjd, flux), error=error, floor=0.08)
    wanted = [np.sqrt(16 / 3) / 2 if one == 2.0 else one for one in expected]
    assert table["flux_error"].tolist() == pytest.approx(wanted)


def test_an_outlier_of_many_is_clipped_and_counted():
    flux = [*np.tile([9.9, 10.1], 10), 20.0]
    table, ledger = merged(observations(np.linspace(0, 1, 21), flux), clip_sigma=3.0)
    assert table["flux"].iloc[0] == pytest.approx(10.0)
    assert ledger.rows[0]["n_points"] == 1
    assert ledger.rows[0]["n_points_left"] == 20


def test_clipping_by_the_mean_cannot_act_on_ten():
    flux = [*np.tile([9.9, 10.1], 4), 9.9, 1000.0]
    mjd = np.linspace(0, 1, 10)
    assert merged(observations(mjd, flux), clip_sigma=3.0)[1].rows[0]["n_points"] == 0
    by_median = merged(observations(mjd, flux), clip_sigma=3.0, clip_centre="median")[1]
    assert by_median.rows[0]["n_points"] == 1


def bins(flux, is_limit=False):
    table = observations([30.0, 0.0, 30.0], flux, error=[0.3, 0.1, 0.4], name=["a", "a", "a"])
    return table.assign(is_upper_limit=is_limit, n_combined=1)


def test_a_bin_that_is_given_twice_is_refused_by_name():
    with pytest.raises(InputDataError, match=r"light curve of a has a time bin twice.*\b30\b"):
        with_each_time_once(bins([2.0, 1.0, 4.0]), "refuse", Ledger("gamma_ray"))


def test_bins_that_are_given_twice_are_merged_and_counted():
    ledger = Ledger("gamma_ray")
    table = bins([2.0, 1.0, 4.0], is_limit=[False, False, True])
    once = with_each_time_once(table, "merge", ledger)
    assert once["mjd"].tolist() == [0.0, 30.0]
    assert once["flux"].tolist() == [1.0, 3.0]
    assert once["flux_error"].tolist() == pytest.approx([0.1, 0.25])
    assert once["is_upper_limit"].tolist() == [False, True]
    assert once["n_combined"].tolist() == [1, 2]
    assert [(row["n_points"], row["n_points_left"]) for row in ledger.rows] == [(1, 2)]


def test_the_same_time_in_two_curves_is_no_repeat():
    both = pd.concat(
        [bins([1.0, 2.0, 3.0]).iloc[:2], bins([1.0, 2.0, 3.0]).assign(source_name="b")[1:]]
    )
    assert len(with_each_time_once(both, "refuse", Ledger("gamma_ray"))) == 4


@pytest.mark.parametrize(
    ("values", "starts"), [([], []), (["a"], [0]), (["a", "a", "b", "a"], [0, 2, 3])]
)
def test_runs_begin_where_values_change(values, starts):
    assert run_starts(np.array(values, dtype=object)).tolist() == starts
