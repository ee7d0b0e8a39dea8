"""Blocks and flares of a user's curve: closed forms, the stage flares, and astropy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from astropy.stats import bayesian_blocks
from curves_of_users import BLOCKS, found, points

from nusources.contracts.user_curve import USER_POINTS
from nusources.flares.all_bands import flares_of_band
from nusources.tables import check_table
from nusources.user_curve.flares import ONLY_LIMITS, with_each_time_once_by_band


def test_a_step_gives_its_two_blocks():
    blocks, measures, flares = found(points(flux=[1.0] * 6 + [5.0] * 4))
    assert blocks["flux"].tolist() == [1.0, 5.0]
    assert blocks["mjd_start"].tolist() == [58000.0, 58055.0]
    assert blocks["mjd_stop"].tolist() == [58055.0, 58090.0]
    assert blocks["n_points"].tolist() == [6, 4]
    assert blocks["flux_error"].tolist() == pytest.approx([0.1 / 6**0.5, 0.05])
    assert blocks["flare"].tolist() == [0, 1]
    one = measures.iloc[0]
    assert (one["n_blocks"], one["n_flares"], one["flaring_days"]) == (2, 1, 35.0)
    assert one["quiescent_flux"] == 1.0
    deviation = (10 * 4 * 0.24 * 4 / 9) ** 0.5
    assert one["standard_deviation"] == pytest.approx(deviation)
    assert one["flaring_flux"] == pytest.approx(1 + 1.3 * deviation)
    assert one["excess_variance"] == pytest.approx((deviation**2 - 0.01) / 2.6**2)
    (flare,) = flares.to_dict("records")
    assert (flare["mjd_start"], flare["mjd_stop"], flare["length"]) == (58055.0, 58090.0, 35.0)
    assert (flare["peak_flux"], flare["peak_mjd"], flare["peak_ratio"]) == (5.0, 58072.5, 5.0)


def test_a_flare_is_a_run_of_flaring_blocks():
    flux = [1.0] * 8 + [5.0] * 3 + [9.0] * 3 + [1.0] * 8 + [6.0] * 3
    blocks, measures, flares = found(points(flux=flux))
    assert blocks["flux"].tolist() == [1.0, 5.0, 9.0, 1.0, 6.0]
    assert blocks["flare"].tolist() == [0, 1, 1, 0, 2]
    assert flares["n_blocks"].tolist() == [2, 1]
    assert flares["n_points"].tolist() == [6, 3]
    assert flares["peak_flux"].tolist() == [9.0, 6.0]
    assert flares["peak_mjd"].tolist() == [58120.0, 58227.5]
    assert measures["n_flares"].tolist() == [2]


def test_a_curve_may_begin_with_a_flare():
    blocks, _, flares = found(points(flux=[5.0] * 4 + [1.0] * 6))
    assert blocks["flare"].tolist() == [1, 0]
    assert flares[["mjd_start", "mjd_stop"]].to_numpy().tolist() == [[58000.0, 58035.0]]


def test_flares_of_a_curve_that_is_dark_in_quiescence_have_no_ratio():
    _, _, flares = found(points(flux=[-1.0] * 6 + [5.0] * 4))
    assert flares["peak_ratio"].isna().all()


def random_walk(seed: int, n: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    flux = 10 + np.cumsum(rng.normal(0, 0.4, n)) + rng.normal(0, 0.3, n)
    mjd = np.sort(rng.uniform(55000, 56000, n))
    return points(mjd=mjd, flux=flux, error=rng.uniform(0.2, 0.5, n))


@pytest.mark.parametrize("changes", [{}, {"block_flux": "weighted", "borders": "bins"}])
@pytest.mark.parametrize("seed", range(3))
def test_blocks_are_those_of_the_stage_flares(seed, changes):
    table = random_walk(seed)
    blocks, measures, _ = found(table, **changes)
    prepared = table.assign(is_artificial=False, n_combined=1, source_name="other name")
    random = np.random.default_rng(1)
    theirs = flares_of_band(prepared, "flux", BLOCKS | changes, random)
    for ours, other in ((blocks, theirs.blocks), (measures, theirs.measures)):
        names = [name for name in other.columns if name not in ("source_name", "band")]
        pd.testing.assert_frame_equal(ours[names], other[names])


@pytest.mark.parametrize("seed", range(10, 15))
def test_borders_are_those_of_astropy(seed):
    table = random_walk(seed)
    blocks, measures, _ = found(table)
    probability = measures["false_alarm_probability"][0]
    series = [np.array(table[name]) for name in ("mjd", "flux", "flux_error")]
    edges = bayesian_blocks(*series, fitness="measures", p0=probability)
    assert len(blocks) > 3
    assert [blocks["mjd_start"].iloc[0], *blocks["mjd_stop"]] == pytest.approx(edges.tolist())


def test_a_band_called_infrared_has_the_second_rule_of_that_band():
    flux = [1.0] * 4 + [3.0] * 6 + [5.0] * 6
    _, plain, flares = found(points("optical", flux=flux), deviations=0.5)
    _, infrared, fewer = found(points("infrared", flux=flux), deviations=0.5)
    deviation, mean = np.std(flux, ddof=1), np.mean(flux)
    assert plain["flaring_flux"][0] == pytest.approx(plain["quiescent_flux"][0] + 0.5 * deviation)
    assert infrared["flaring_flux"][0] == pytest.approx(mean + deviation)
    assert (len(flares), flares["n_blocks"][0]) == (1, 2)
    assert fewer["n_blocks"].tolist() == [1]


@pytest.mark.parametrize("band", ["optical", "infrared"])
@pytest.mark.parametrize("quiescent_of", ["all_points", "non_flaring"])
@pytest.mark.parametrize("seed", [20, 22, 23])
def test_blocks_above_the_level_flare(seed, quiescent_of, band):
    blocks, measures, _ = found(
        random_walk(seed).assign(band=band), quiescent_of=quiescent_of, deviations=1.0
    )
    assert blocks["is_flaring"].any()
    is_above = blocks["flux"] > measures["flaring_flux"][0]
    assert is_above.tolist() == blocks["is_flaring"].tolist()


def test_bands_that_are_not_cut_say_why():
    table = pd.concat(
        [
            points("z", flux=[1.0] * 6 + [5.0] * 4),
            points("limits", flux=[1.0, 2.0, 1.0, 2.0], limits=True),
            points("two", flux=[1.0, 9.0]),
            points("a", flux=[2.0] * 5),
        ]
    )
    blocks, measures, flares = found(table)
    assert measures["band"].tolist() == ["z", "limits", "two", "a"]
    assert measures["place"].tolist() == [1, 2, 3, 4]
    assert measures["status"].tolist() == [
        "used",
        ONLY_LIMITS,
        "left out: fewer than 3 points",
        "used",
    ]
    assert measures["n_points"].tolist() == [10, 4, 2, 5]
    assert measures["n_limits"].tolist() == [0, 4, 0, 0]
    assert set(blocks["band"]) == {"z", "a"}
    assert set(flares["band"]) == {"z"}
    assert measures["flaring_flux"].notna().tolist() == [True, False, False, True]


def test_without_any_block_tables_are_empty():
    blocks, measures, flares = found(points(flux=[1.0]))
    assert (len(blocks), len(measures), len(flares)) == (0, 1, 0)


def test_points_at_one_time_become_their_mean_in_each_band():
    one = points("z", mjd=np.array([58000.0, 58000.0, 58010.0]), flux=[1.0, 3.0, 5.0])
    other = points("a", mjd=np.array([58000.0]), flux=[7.0])
    merged = with_each_time_once_by_band(pd.concat([one, other]))
    check_table(merged, USER_POINTS)
    assert merged["band"].tolist() == ["z", "z", "a"]
    assert merged["flux"].tolist() == [2.0, 5.0, 7.0]
    assert merged["flux_error"].tolist() == pytest.approx([0.1 / 2**0.5, 0.1, 0.1])
    pd.testing.assert_frame_equal(with_each_time_once_by_band(merged), merged)
