"""Our values of printed numbers, from tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from forecast_fields import FOOTPRINT, surveyed

from nusources.forecast import numbers
from nusources.forecast.curves import fitted_powers
from nusources.forecast.experiments import Readings
from nusources.reproduction import read_published


def test_sizes_of_catalogues() -> None:
    blazars = pd.DataFrame({"source_class": ["bll", "bll", "fsrq", "bcu"]})
    sources = surveyed(500)
    found = numbers.catalogue_numbers(sources, blazars, Readings())
    assert found["efeds.n_agn"] == 500
    assert found["efeds.area"] == FOOTPRINT.area
    assert (found["blazars.n"], found["blazars.n_bll"], found["blazars.n_bcu"]) == (4, 2, 1)
    n_bright = int((0.5 / 0.6) ** 2 * FOOTPRINT.area)
    assert found["flux_min.gen2"] == sources.flux[n_bright - 1]
    assert found["flux_min.hunt"] < found["flux_min.gen2"]


def bias_table(lost_below: float) -> pd.DataFrame:
    rows = [
        {
            "estimator": name,
            "fraction": fraction,
            "psf_sigma": sigma,
            "separation": over * sigma,
            "bias": -0.3 if over < lost_below and name == "as_printed" else 0.0,
            "bias_error": 0.001,
        }
        for name in ("as_printed", "no_edges")
        for fraction in (0.2, 0.5)
        for sigma in (0.1, 0.2)
        for over in (1.0, 2.0, 4.0, 8.0)
    ]
    return pd.DataFrame(rows)


def test_the_separation_from_which_the_fraction_is_recovered() -> None:
    found = numbers.bias_numbers(bias_table(3.0))
    assert found["bias.separation"] == pytest.approx(4.0)
    assert found["bias.recovered"] == pytest.approx(0.5)
    half = numbers.bias_numbers(bias_table(5.0))
    assert half["bias.separation"] == pytest.approx(8.0)
    assert half["bias.recovered"] == pytest.approx(0.5 - 0.3 / 2)
    assert np.isnan(numbers.bias_numbers(bias_table(99.0))["bias.separation"])


def test_powers_of_a_power_law() -> None:
    rows = pd.DataFrame(
        [
            {"n_events": n, "psf_sigma": s, "snr_statistical": 0.01 * n**0.5 * s**-1.2}
            for n in (100.0, 1000.0)
            for s in (0.05, 0.1, 0.4)
        ]
    )
    assert fitted_powers(rows) == (pytest.approx(0.5), pytest.approx(-1.2))


def test_powers_of_figure_2_from_experiments() -> None:
    rows = [
        {"scenario": name, "method": method, "snr": snr, "snr_error": 0.05 * snr}
        | {"n_events": n, "psf_sigma": sigma}
        for name, snr, n, sigma in (
            ("figure2_point", 8.0, 2000.0, 0.1),
            ("figure2_fewer_events", 4.0, 500.0, 0.1),
            ("figure2_twice_as_wide", 2.0, 2000.0, 0.2),
            ("figure2_coarse", 0.5, 2000.0, 0.4),
        )
        for method in ("monte_carlo", "normalised")
    ]
    for row in rows[1::2]:
        row["snr"] = 9.0
    found = numbers.figure2_numbers(pd.DataFrame(rows))
    relative = np.hypot(0.05, 0.05)
    assert found["scaling.n_events"] == (
        pytest.approx(0.5),
        pytest.approx(relative / np.log(4)),
    )
    assert found["scaling.psf"] == (pytest.approx(-2.0), pytest.approx(relative / np.log(2)))
    assert found["events.gain_0.4deg"] == (pytest.approx(256), pytest.approx(512 * relative))


def test_the_number_of_events_for_five() -> None:
    rows = [
        {"scenario": name, "method": method, "snr": snr, "snr_error": 0.5, "n_events": 2000.0}
        for name, snr in (("figure2_point", 10.0), ("gen2_100tev", 2.6))
        for method in ("monte_carlo", "information")
    ]
    rows[1]["snr"] = 99.0
    found = numbers.forecast_numbers(pd.DataFrame(rows))
    assert found["events.5_sigma"] == (pytest.approx(500), pytest.approx(2 * 500 * 0.05))
    assert found["snr.gen2_5yr"] == (2.6, 0.5)
    assert "snr.hunt_300tev_5yr" not in found


def test_curves_give_the_power_of_the_fraction_and_blazars() -> None:
    curve = pd.DataFrame(
        {"curve": "fraction", "value": [0.01, 0.1, 0.4], "snr_statistical": [9.0, 1.0, 3.0]}
    )
    blazars = pd.DataFrame(
        {"systematic": [0.06, 0.06, 0.2], "value": [0.05, 0.3, 0.05], "snr": [8.0, 12.0, 4.0]}
    )
    found = numbers.curve_numbers(curve, blazars)
    assert found["scaling.fraction"] == pytest.approx(np.log(3) / np.log(4))
    assert found["snr.blazars_0.05"] == 8
    assert found["snr.blazars_growth"] == pytest.approx(1.5)


def test_best_thresholds_are_those_of_the_own_width() -> None:
    rows = [
        {"detector": d, "width": w, "threshold_tev": t, "target": g, "years": y * g}
        for d, w, t, y in (
            ("icecube_gen2", "own", 100.0, 3.0),
            ("icecube_gen2", "own", 300.0, 4.0),
            ("icecube_gen2", "narrow", 300.0, 1.0),
            ("hunt", "own", 300.0, 0.1),
        )
        for g in (2.0, 5.0)
    ]
    found = numbers.threshold_numbers(pd.DataFrame(rows))
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


def test_the_change_by_the_spread_of_widths() -> None:
    rows = pd.DataFrame(
        {
            "subject": ["psf_width", "psf_width", "default"],
            "choice": ["per_event_known", "per_event", "default"],
            "bias": [-0.2, -0.12, -0.5],
        }
    )
    assert numbers.spread_numbers(rows)["psf_spread"] == pytest.approx(0.1)
    assert numbers.spread_numbers(rows.iloc[:1]) == {}


def test_every_testable_number_has_a_value_or_a_reason() -> None:
    published = read_published("data/published/chen2025.csv")
    simulated = [{"simulated": ["efeds_agn"], "real": [], "own": []}]
    table = numbers.published_forecasts({"snr.gen2_5yr": (2.5, 0.1)}, published, simulated)
    testable = published[published["untestable"].fillna("") == ""]
    assert sorted(table["id"]) == sorted(testable["id"])
    rows = table.set_index("id")
    assert rows.loc["snr.gen2_5yr", "ours_error"] == 0.1
    assert rows.loc["bias.separation", "missing"] == numbers.NO_SEPARATION
    assert "do not ask" in rows.loc["blazars.share", "missing"]
    facts = numbers.published_forecasts(
        {"blazars.share": 0.85}, published, [{"simulated": [], "real": [], "own": []}]
    )
    joined = numbers.joined_numbers(table, facts, ["blazars.share"])
    assert sorted(joined["id"]) == sorted(table["id"])
    assert joined.set_index("id").loc["blazars.share", "ours"] == 0.85
