"""Numbers that the paper prints, from made-up tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nusources.forecast import numbers


def bias_rows(bias_of) -> pd.DataFrame:
    rows = [
        {
            "estimator": "as_printed",
            "fraction": 0.5,
            "psf_sigma": sigma,
            "separation": over * sigma,
            "bias": bias_of(over),
            "bias_error": 0.001,
        }
        for sigma in (0.1, 0.2)
        for over in (1.0, 2.0, 3.5, 5.0)
    ]
    other = {**rows[0], "estimator": "no_edges", "bias": -0.4}
    return pd.DataFrame([*rows, other, {**rows[0], "fraction": 0.2, "bias": -0.4}])


def test_fractions_are_recovered_beyond_the_last_separation_that_loses_them() -> None:
    found = numbers.bias_numbers(bias_rows(lambda over: -0.3 if over < 3 else -0.01))
    assert found["bias.separation"] == pytest.approx(3.5)
    assert found["bias.recovered"] == pytest.approx(0.49)
    never = numbers.bias_numbers(bias_rows(lambda _: -0.3))
    assert np.isnan(never["bias.separation"])
    assert never["bias.recovered"] == pytest.approx(0.2)


def test_powers_of_figure_2_and_events_for_a_coarser_psf() -> None:
    rows = [
        {"n_events": n, "psf_sigma": sigma, "snr_statistical": 0.02 * n**0.5 * sigma**-0.8}
        for n in (100.0, 1000.0, 10_000.0)
        for sigma in (0.05, 0.2, 0.6)
    ]
    found = numbers.grid_numbers(pd.DataFrame(rows))
    assert found["scaling.n_events"] == pytest.approx(0.5)
    assert found["scaling.psf"] == pytest.approx(-0.8)
    # (S/N at .1 over that at .4)^2 = 4^1.6
    assert found["events.gain_0.4deg"] == pytest.approx(4**1.6)


def test_events_for_five_grow_with_the_square() -> None:
    point = {"scenario": "figure2_point", "n_events": 2000.0, "snr": 10.0, "snr_error": 0.1}
    table = pd.DataFrame(
        [
            {**point, "method": "monte_carlo"},
            {**point, "method": "information", "snr": 99.0},
            {**point, "method": "monte_carlo", "scenario": "gen2_100tev", "snr": 2.5},
        ]
    )
    found = numbers.forecast_numbers(table)
    assert found["events.5_sigma"] == pytest.approx((500.0, 10.0))
    assert found["snr.2000_events"] == (10.0, 0.1)
    assert found["snr.gen2_5yr"] == (2.5, 0.1)
    assert "snr.hunt_300tev_5yr" not in found


def test_powers_of_the_fraction_and_blazars() -> None:
    values = [0.0, 0.1, 0.2, 0.4, 0.9]
    curves = pd.DataFrame({"curve": "fraction", "value": values})
    curves["snr_statistical"] = [3 * one**0.7 if one < 0.5 else 50.0 for one in values]
    blazars = pd.DataFrame(
        {
            "systematic": [0.06, 0.06, 0.06, 0.0],
            "value": [0.05, 0.3, 0.1, 0.05],
            "snr": [8.0, 12.0, 10.0, 11.0],
        }
    )
    found = numbers.curve_numbers(curves, blazars)
    assert found["scaling.fraction"] == pytest.approx(0.7)
    assert found["snr.blazars_0.05"] == 8.0
    assert found["snr.blazars_growth"] == 1.5


def test_best_thresholds_are_those_of_the_own_psf() -> None:
    rows = [
        ("icecube_gen2", "own", 100.0, 5.0, 2.0),
        ("icecube_gen2", "own", 300.0, 5.0, 3.0),
        ("icecube_gen2", "own", 300.0, 2.0, 0.1),
        ("icecube_gen2", "wide", 300.0, 5.0, 1.0),
        ("hunt", "own", 100.0, 5.0, 0.2),
        ("hunt", "own", 300.0, 5.0, 0.1),
    ]
    columns = ["detector", "width", "threshold_tev", "target", "years"]
    found = numbers.threshold_numbers(pd.DataFrame(rows, columns=columns))
    assert found == {
        "optimum.gen2_tev": 100.0,
        "optimum.hunt_tev": 300.0,
        "optimum.typical_tev": 200.0,
    }


def test_rates_overtake_where_the_atmosphere_of_the_run_says() -> None:
    rates = pd.DataFrame(
        {
            "detector": ["icecube_gen2", "hunt", "hunt"],
            "n_astrophysical": [100.0, 300.0, 20.0],
        }
    )
    detectors = pd.DataFrame(
        {
            "detector": ["icecube", "icecube"],
            "atmosphere": ["pipeline", "low"],
            "crossing_energy_tev": [250.0, 98.0],
        }
    )
    found = numbers.rate_numbers(rates, detectors, "low")
    assert found == {"overtake_tev": 98.0, "hunt.area_gain": 3.0}


def test_errors_of_the_extrapolation_are_those_of_the_luminosity_function() -> None:
    row = {
        "population": "agn",
        "method": "luminosity_function",
        "flux_min": 3e-13,
        "relative_error": 0.12,
        "factor_high_997": 30.0,
        "factor_low_997": 10.0,
        "factor_high_68": 19.0,
        "factor_low_68": 15.0,
        "share_mean": 0.06,
    }
    table = pd.DataFrame(
        [
            row,
            {**row, "flux_min": 4e-14, "relative_error": 0.1},
            {**row, "method": "as_printed", "flux_min": 4e-14, "relative_error": 0.2},
            {**row, "population": "blazars", "flux_min": 2e-12, "share_mean": 0.85},
        ]
    )
    found = numbers.extrapolation_numbers(table)
    assert found == {
        "extrapolation.4e-14": 0.1,
        "extrapolation.factor_3e-13": 3.0,
        "blazars.share": 0.85,
    }


def test_the_spread_of_widths_is_told_relative_to_the_default() -> None:
    table = pd.DataFrame(
        {
            "subject": ["default", "psf_width"],
            "choice": ["default", "per_event"],
            "bias": [-0.2, 0.0],
        }
    )
    assert numbers.spread_numbers(table) == {"psf_spread": pytest.approx(0.25)}
    assert numbers.spread_numbers(table.iloc[:1]) == {}
