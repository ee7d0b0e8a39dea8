"""Two bands of a user's curve: stages in a closed form, and lags that were put in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from curves_of_users import found, points

from nusources.contracts.user_curve import USER_CORRELATION, USER_LAGS, USER_STAGES
from nusources.errors import InputDataError
from nusources.flares.lag_surrogates import Surrogates
from nusources.flares.lag_tables import Extras
from nusources.flares.lags import LagRule
from nusources.tables import check_table
from nusources.user_curve import two_bands
from nusources.user_curve.two_bands import StageRule, chosen_pair, compare_bands

RULE = LagRule(30.0, 900.0, "global", "mean_square", 5)
PAIR = ("low", "high")


def compared(table: pd.DataFrame, pair=PAIR, surrogates=None, unobserved="outside"):
    blocks, _, _ = found(table)
    extras = Extras(True, surrogates, lambda name: np.random.default_rng(5))
    result = compare_bands(table, blocks, pair, (RULE, StageRule(unobserved, "union")), extras)
    check_table(result.stages, USER_STAGES)
    check_table(result.correlation, USER_CORRELATION)
    check_table(result.lags, USER_LAGS)
    return result


def bump(time, lag):
    flares = ((58400.0, 60.0, 5.0), (59100.0, 80.0, 3.0))
    parts = [height * np.exp(-0.5 * ((time - t - lag) / width) ** 2) for t, width, height in flares]
    return 1 + sum(parts)


def delayed(lag: float) -> pd.DataFrame:
    rng = np.random.default_rng(8)
    times = {"low": np.arange(58000, 60000, 20.0) + 3, "high": np.arange(58000, 60000, 15.0)}
    shifts = {"low": lag, "high": 0.0}
    parts = []
    for band, time in times.items():
        flux = bump(time, shifts[band]) + 0.05 * rng.standard_normal(len(time))
        parts.append(points(band, mjd=time, flux=flux, error=0.05))
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize("lag", [-150.0, 90.0, 240.0])
def test_a_lag_that_was_put_in_is_found(lag):
    result = compared(delayed(lag))
    (one,) = result.lags.to_dict("records")
    assert (one["first_band"], one["second_band"], one["status"]) == (*PAIR, "used")
    assert one["peak_lag"] == pytest.approx(lag, abs=30)
    assert one["gaussian_lag"] == pytest.approx(lag, abs=20)
    assert one["iccf_lag"] == pytest.approx(lag, abs=30)
    best = result.correlation.loc[result.correlation["correlation"].idxmax()]
    assert best["lag"] == one["peak_lag"]
    assert best["correlation"] == one["peak_correlation"]
    assert best["correlation_error"] == one["peak_error"]
    assert tuple(best[["first_band", "second_band"]]) == PAIR
    assert np.isnan(one["p_value"])
    back = compared(delayed(lag), PAIR[::-1]).lags.iloc[0]
    assert back["peak_lag"] == pytest.approx(-lag, abs=30)


def test_chance_of_the_correlation_is_asked_of_red_noise():
    surrogates = Surrogates.drawn(99, 1.5, np.random.default_rng(2))
    (one,) = compared(delayed(90.0), surrogates=surrogates).lags.to_dict("records")
    assert 0.01 <= one["p_value"] <= 1
    assert (one["p_value"] * 100) % 1 == pytest.approx(0, abs=1e-9)


def step(band: str, first: int, last: int, n: int = 20, shift: float = 0.0) -> pd.DataFrame:
    flux = np.where((np.arange(n) >= first) & (np.arange(n) < last), 9.0, 1.0)
    return points(band, mjd=58000 + shift + 10.0 * np.arange(n), flux=flux)


def test_stages_of_two_steps():
    table = pd.concat([step("low", 5, 10), step("high", 8, 14)], ignore_index=True)
    result = compared(table)
    rows = result.stages[["stage", "mjd_start", "mjd_stop"]].to_numpy().tolist()
    assert sorted(rows) == [
        ["both", 58075.0, 58095.0],
        ["first", 58045.0, 58075.0],
        ["second", 58095.0, 58135.0],
    ]
    assert set(result.stages["first_band"]) == {"low"}
    assert set(result.stages["second_band"]) == {"high"}
    one = result.lags.iloc[0]
    assert (one["first_days"], one["second_days"], one["both_days"]) == (30.0, 40.0, 20.0)
    assert one["simultaneous_ratio"] == pytest.approx(20 / 90)


def test_time_in_which_the_other_band_is_not_observed_is_a_switch():
    table = pd.concat([step("low", 0, 5), step("high", 12, 16, shift=30.0)], ignore_index=True)
    outside = compared(table).lags.iloc[0]
    counted = compared(table, unobserved="counted").lags.iloc[0]
    assert (outside["first_days"], counted["first_days"]) == (15.0, 45.0)


def test_bands_of_few_points_have_a_reason_and_no_lag():
    table = pd.concat([step("low", 5, 10), points("high", flux=[3.0])], ignore_index=True)
    result = compared(table)
    assert result.lags["status"].tolist() == ["fewer than two points"]
    assert (len(result.correlation), len(result.stages)) == (0, 0)
    days = result.lags[["first_days", "second_days", "both_days", "n_first", "n_second"]]
    assert days.to_numpy().tolist() == [[0.0, 0.0, 0.0, 20, 1]]
    assert np.isnan(result.lags["simultaneous_ratio"][0])
    flat = pd.concat([step("low", 5, 10), points("high", flux=[3.0] * 20)], ignore_index=True)
    assert compared(flat).lags["status"].tolist() == ["scatter not above the errors"]


def test_the_first_two_bands_are_compared_if_none_are_told():
    measures = pd.DataFrame({"band": ["b", "c", "a"], "place": [2, 3, 1]})
    assert chosen_pair(measures, None, "my.csv") == ("a", "b")
    assert chosen_pair(measures.head(1), None, "my.csv") is None
    assert chosen_pair(measures, {"first": "c", "second": "a"}, "my.csv") == ("c", "a")
    with pytest.raises(
        InputDataError, match=r"my.csv: light_curve.lag.second.*'d'.*one of a, b, c"
    ):
        chosen_pair(measures, {"first": "a", "second": "d"}, "my.csv")
    nothing = compared(step("low", 5, 10), None)
    assert [len(one) for one in (nothing.stages, nothing.correlation, nothing.lags)] == [0, 0, 0]


@pytest.mark.parametrize("most", [{"MOST_PAIRS": 399}, {"MOST_POINTS": 19}])
def test_so_many_points_that_no_lag_can_be_had_have_stages(most, monkeypatch):
    table = pd.concat([step("low", 5, 10), step("high", 8, 14)], ignore_index=True)
    before = compared(table)
    assert before.lags["status"].tolist() == ["used"]
    for name, value in most.items():
        monkeypatch.setattr(two_bands, name, value)
    result = compared(table)
    one = result.lags.iloc[0]
    assert one["status"].startswith("more than 10,000,000 pairs of points")
    assert (one["n_first"], one["n_second"], one["both_days"]) == (20, 20, 20.0)
    assert len(result.correlation) == 0
    pd.testing.assert_frame_equal(result.stages, before.stages)
