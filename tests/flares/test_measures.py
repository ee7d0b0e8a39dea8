"""Quiescent flux, flaring blocks and variability against hand-made curves."""

import numpy as np
import pandas as pd
import pytest

from nusources.contracts.flares import BLOCKS, MEASURES
from nusources.flares.blocks import Curves, block_prior
from nusources.flares.measures import FlaringRule, Passes, find_flares, quiescent_fluxes
from nusources.tables import check_table


def curve(flux, error=0.1, name="a", artificial=(), step=30.0):
    n = len(flux)
    mjd = 55000.0 + step * np.arange(n)
    return pd.DataFrame(
        {
            "source_name": name,
            "mjd": mjd,
            "mjd_start": mjd - step / 2,
            "mjd_stop": mjd + step / 2,
            "flux": np.asarray(flux, float),
            "flux_error": error,
            "is_upper_limit": False,
            "is_artificial": np.isin(np.arange(n), artificial),
            "n_combined": 1,
        }
    )


def find(table, band="gamma_ray", passes=None, prior_of=block_prior, **rule):
    found = find_flares(table, band, FlaringRule(**rule), passes or Passes(), prior_of)
    check_table(found.blocks, BLOCKS)
    check_table(found.measures, MEASURES)
    return found.blocks, found.measures.set_index("source_name")


def test_quiescent_flux_leaves_out_the_lowest_point():
    flux = np.array([9.0, 5.0, 1.0, 2.0, 3.0, 8.0, 7.0, 6.0, 4.0, 10.0])
    curves = Curves(np.array(["a"]), np.array([0, 10]), flux, np.full(10, 0.3))
    quiet = quiescent_fluxes(curves, 0.3)
    assert quiet["quiescent_flux"].tolist() == [3.0]
    assert quiet["quiescent_error"].tolist() == pytest.approx([0.3 / np.sqrt(3)])
    assert quiescent_fluxes(curves, 0.3, None)["quiescent_flux"].tolist() == [2.0]
    # Rounded up: 4 of 11.
    longer = Curves(np.array(["a"]), np.array([0, 11]), np.arange(11.0), np.ones(11))
    assert quiescent_fluxes(longer, 0.3)["quiescent_flux"].tolist() == [2.5]


def test_short_curves_keep_their_lowest_point():
    curves = Curves(np.array(["a"]), np.array([0, 4]), np.arange(4.0), np.ones(4))
    assert quiescent_fluxes(curves, 0.3)["quiescent_flux"].tolist() == [0.5]


def test_five_points_lose_their_lowest():
    curves = Curves(np.array(["a"]), np.array([0, 5]), np.arange(5.0), np.ones(5))
    assert quiescent_fluxes(curves, 0.3)["quiescent_flux"].tolist() == [1.5]


def test_three_points_are_enough():
    assert find(curve([1.0, 1.0, 9.0]))[1]["status"].tolist() == ["used"]


FLARE = [1.0] * 8 + [5.0] * 4 + [1.0] * 8


def test_a_flare_is_found_between_midpoints():
    blocks, measures = find(curve(FLARE))
    assert blocks["is_flaring"].tolist() == [False, True, False]
    assert blocks["mjd_start"].tolist() == [55000.0, 55225.0, 55345.0]
    assert blocks["mjd_stop"].tolist() == [55225.0, 55345.0, 55570.0]
    assert blocks["flux_error"].iloc[1] == pytest.approx(0.05)
    one = measures.loc["a"]
    assert one["flaring_days"] == 120.0
    assert one["n_flares"] == 1
    assert one["block_ratio"] == pytest.approx(5.0)
    assert one["quiet_deviation_ratio"] == 0.0
    spread = np.std(FLARE, ddof=1)
    assert one["excess_variance"] == pytest.approx((spread**2 - 0.01) / np.mean(FLARE) ** 2)


def test_borders_of_time_bins():
    blocks, _ = find(curve(FLARE, step=10.0), borders="bins")
    assert blocks["mjd_start"].iloc[1] == 55075.0
    assert blocks["mjd_stop"].iloc[1] == 55115.0


@pytest.mark.parametrize(("deviations", "flares"), [(1.3, 1), (2.6, 0)])
def test_height_of_a_flare_counts_from_the_quiescent_flux(deviations, flares):
    # The flare is 4 above, in standard deviations 4 / 1.64 = 2.44.
    assert find(curve(FLARE), deviations=deviations)[1]["n_flares"].tolist() == [flares]


def test_infrared_flares_are_above_the_mean_too():
    # Two thirds of the time in flare: above the quiescent flux, but not by one S above the mean.
    flux = [1.0] * 10 + [5.0] * 14
    assert find(curve(flux))[1]["n_flares"].tolist() == [1]
    assert find(curve(flux), deviations_above_mean=1.0)[1]["n_flares"].tolist() == [0]


def test_a_curve_of_one_block_does_not_flare():
    blocks, measures = find(curve([1.0, 1.05, 0.95, 1.0, 1.02]), deviations=0.01)
    assert blocks["is_flaring"].tolist() == [False]
    assert measures["status"].tolist() == ["used"]


def second_pass_curve():
    """Steps that pay at the second prior only, on top of one that pays at the first."""
    return curve([1.0] * 6 + [1.5] * 6 + [2.0] * 6, error=0.6)


@pytest.mark.parametrize(("when", "second"), [("no_flare", True), ("one_block", False)])
def test_second_probability_is_tried_where_nothing_flares(when, second):
    costs = {0.01: 2.0, 0.05: 0.5}
    _, measures = find(
        second_pass_curve(),
        passes=Passes(second_when=when),
        prior_of=lambda n, p: np.full(len(n), costs[p]),
        deviations=5.0,
    )
    assert measures["false_alarm_probability"].tolist() == [0.05 if second else 0.01]


def test_artificial_points_are_seen_by_blocks_alone():
    with_two = [*FLARE, 100.0, 100.0]
    blocks, measures = find(curve(with_two, artificial=(20, 21)))
    assert blocks["n_points"].sum() == 22
    assert measures["n_points"].tolist() == [20]
    assert measures["mean"].tolist() == pytest.approx([np.mean(FLARE)])


def test_curves_of_two_points_are_told():
    both = pd.concat([curve([1.0, 2.0], name="a"), curve(FLARE, name="b")], ignore_index=True)
    blocks, measures = find(both)
    assert set(blocks["source_name"]) == {"b"}
    assert measures.loc["a", "status"] == "left out: fewer than 3 points"
    assert measures.loc["b", "n_flares"] == 1


def test_nothing_but_short_curves():
    _, measures = find_flares(
        curve([1.0]), "xray", FlaringRule(), Passes(), block_prior
    ).__dict__.values()
    assert measures["n_points"].tolist() == [1]


def test_the_quiescent_flux_may_be_that_of_points_that_do_not_flare():
    flux = [1.0, 1.2, 1.4, 1.6, *[3.0] * 4, *[9.0] * 7]
    # Of all points 1.0 is dropped and five count, up to 3.0; of the eight quiet ones three do.
    of_all, of_quiet = (1.2 + 1.4 + 1.6 + 3.0 + 3.0) / 5, (1.2 + 1.4 + 1.6) / 3
    between = (3.0 - (of_all + of_quiet) / 2) / np.std(flux, ddof=1)
    rule = {"prior_of": lambda n, p: np.full(len(n), 4.0), "deviations": between}
    blocks, measures = find(curve(flux, error=0.5), **rule)
    assert measures["quiescent_flux"].tolist() == pytest.approx([of_all])
    assert blocks["is_flaring"].tolist() == [False, False, True]
    # The flares are judged again by it, once.
    blocks, measures = find(curve(flux, error=0.5), quiescent_of="non_flaring", **rule)
    assert measures["quiescent_flux"].tolist() == pytest.approx([of_quiet])
    assert measures["quiescent_error"].tolist() == pytest.approx([0.5 / 3**0.5])
    assert blocks["is_flaring"].tolist() == [False, True, True]


def test_a_curve_that_flares_throughout_keeps_its_quiescent_flux():
    # Faint points of large error stand in bright blocks.
    table = curve([0.0, 4.0, 4.0, 0.0, 6.0, 6.0, 0.0]).assign(
        flux_error=[90.0, 0.1, 0.1, 90.0, 0.1, 0.1, 90.0]
    )
    for quiescent_of in ("all_points", "non_flaring"):
        blocks, measures = find(table, deviations=0.01, quiescent_of=quiescent_of)
        assert blocks["is_flaring"].all()
        assert measures["quiescent_flux"].tolist() == pytest.approx([4 / 3])


@pytest.mark.parametrize(
    ("flux", "spread", "flares"),
    [([1.0] * 6, 0.0, 0), ([-1.0, -2.0, -1.0, -2.0], 3**-0.5, 2)],
)
def test_constant_and_negative_curves_have_measures(flux, spread, flares):
    measures = find(curve(flux))[1]
    assert measures["standard_deviation"].iloc[0] == pytest.approx(spread)
    assert measures["n_flares"].tolist() == [flares]
