"""What is said of made-up flares, lags and searches in time: whole sentences."""

from __future__ import annotations

import pandas as pd
import pytest
from search_tables import LABELS, SIMULATED, results

from nusources.answers.chang2022.flares_in_time import (
    NO_CLASSES,
    NO_SEARCHES,
    flare_sentence,
    time_sentence,
    untested_flares,
)
from nusources.answers.house.answer import Results

TOLD = "simulated data: a test of the method, not of the sky"


def tables(**changes):
    classes = pd.DataFrame(
        {
            "sample": ["FIBS"] * 5 + ["ACC_Fermi"],
            "class": ["TXS_like", "CFS", "NFS", "gamma_only", "no_curve", "TXS_like"],
            "has_infrared_flare": [True, True, True, False, False, True],
            "has_gamma_flare": [True, True, True, True, False, True],
        }
    )
    lags = pd.DataFrame(
        {
            "first_band": ["infrared"] * 4 + ["xray"],
            "status": ["used", "used", "used", "few", "used"],
            "gaussian_lag": [10.0, 30.0, None, 900.0, 900.0],
        }
    )
    row = {"variant": "main", "n_pairs": 214, "p_global_error": 0.011, "n_trials": 1000}
    row |= {"n_sources": 3000, "n_left_out": 79}
    searches = pd.DataFrame(
        [
            row | {"sample": "WIBRaLS", "search": "shifts_and_levels", "p_global": 0.002},
            row | {"sample": "WIBRaLS", "search": "whole_chain", "p_global": 0.137},
            row | {"sample": "WIBRaLS", "search": "whole_chain", "p_global": 0.9, "variant": "x"},
            row | {"sample": "XRT", "search": "shifts_and_levels", "p_global": 0.04, "n_pairs": 1},
        ]
    )
    found = {"classes": classes, "lags": lags, "time_searches": searches} | changes
    for one in found.values():
        one.attrs |= SIMULATED
    return Results([], found, LABELS)


def test_classes_and_lags():
    assert flare_sentence(tables()) == (
        f"Flares ({TOLD}): of 4 blazars with light curves in infrared and γ rays 3 flare in both; "
        "1 TXS-like, 1 CFS, 1 NFS; the infrared follows the γ rays by 20 d in the median of "
        "2 sources (half between 15 and 25 d; negative: it leads)."
    )


def test_the_widest_search_of_each_sample_is_told():
    assert time_sentence(tables()) == (
        f"Flares around the times of alerts ({TOLD}): WIBRaLS (214 pairs of source and alert, "
        "with curves of 3,000 of 3,079 sources): nothing found, global p-value 0.137 ± 0.011, over "
        "time windows, factors, flare levels and shifts; XRT (1 pair of source and alert, with "
        "curves of 3,000 of 3,079 sources): hint, global p-value 0.040 ± 0.011, over flare levels "
        "and shifts."
    )


def test_what_a_run_lacks_is_told():
    absent = "the ALMA calibrators (millimetre) and 4FGL (γ rays)"
    assert untested_flares(tables()) == [f"{NO_SEARCHES} of {absent}"]
    searches = tables().tables["time_searches"]
    every = [searches.assign(sample=one) for one in ("WIBRaLS", "ACC", "XRT", "4FGL")]
    assert untested_flares(tables(time_searches=pd.concat(every))) == []
    assert untested_flares(results()) == [NO_CLASSES, NO_SEARCHES]
    full = tables()
    without = tables(
        classes=full["classes"].assign(**{"class": "no_curve"}),
        time_searches=full["time_searches"].iloc[:0],
    )
    assert untested_flares(without) == [NO_CLASSES, NO_SEARCHES]
    assert flare_sentence(without) == time_sentence(without) == ""


@pytest.mark.parametrize("fitted", [None])
def test_without_a_fitted_lag_none_is_told(fitted):
    lags = tables()["lags"].assign(gaussian_lag=pd.Series([fitted] * 5, dtype=float))
    assert flare_sentence(tables(lags=lags)).endswith("1 TXS-like, 1 CFS, 1 NFS.")
