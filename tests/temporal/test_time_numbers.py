"""Our values of the published numbers of flares in time."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from nusources.temporal.levels import FlareLevels
from nusources.temporal.numbers import (
    NO_PEAK,
    NO_SAMPLE,
    highest_peaks,
    level_numbers,
    median_interval,
    pair_numbers,
    published_times,
    scan_numbers,
    simultaneity_numbers,
    slide_numbers,
    sources_of_peak,
)
from nusources.temporal.ratios import TimeWindows

SHIFTS = np.arange(-3600.0, 3601.0, 360.0)


def curves_of(*curves):
    first = np.append(0, np.cumsum([len(one) for one in curves])).astype(np.int64)
    mjd, level = (np.array(one, dtype=float) for one in zip(*itertools.chain(*curves), strict=True))
    names = np.array([f"s{n}" for n in range(len(curves))], dtype=object)
    return FlareLevels(names, first, mjd, np.zeros(len(mjd)), level)


def a_slide(sample, variant, level, peaks):
    ratio = np.ones(len(SHIFTS))
    for shift, height in peaks.items():
        ratio[np.abs(SHIFTS - shift).argmin()] = height
    rows = {"sample": sample, "variant": variant, "level": level, "shift_days": SHIFTS}
    return pd.DataFrame(rows | {"ratio": ratio, "trial_mean": 1.0, "trial_std": 0.5})


def test_highest_peaks_are_maxima_that_lie_apart():
    shifts = np.arange(0.0, 80, 10)
    ratios = np.array([1, 5, 4.9, 6, 1, np.nan, 3, 2])
    assert highest_peaks(shifts, ratios, 2, 5).tolist() == [10, 30]
    assert highest_peaks(shifts, ratios, 2, 25).tolist() == [30, 60]
    assert highest_peaks(shifts, ratios, 9, 5).tolist() == [10, 30, 60]
    assert highest_peaks(shifts, np.full(8, np.nan), 2, 5).tolist() == []


def test_peaks_and_deviations_of_slides():
    ratios = pd.concat(
        [
            a_slide("WIBRaLS", "main", 0.0, {360: 9}),
            a_slide("WIBRaLS", "main", 1.5, {0: 1.4, 2880: 3}),
            a_slide("WIBRaLS", "main", 2.5, {720: 1.6, 0: 1.7, 3240: 3}),
            a_slide("WIBRaLS", "without", 1.5, {1080: 9}),
            a_slide("XRT", "main", 0.0, {-2160: 2, -3240: 3}),
            a_slide("4FGL", "factor 1.1", 0.0, {360: 3, 720: 2.5, -1440: 2, 0: 9}),
        ]
    )
    found = slide_numbers(ratios)
    assert found["temporal.WIBRaLS.peak.1.5"] == 0
    assert found["temporal.WIBRaLS.peak.2.5"] == 0
    assert found["temporal.WIBRaLS.far_peak"] == 3240
    assert found["temporal.WIBRaLS.deviations"] == pytest.approx((1.7 - 1) / 0.5)
    assert found["temporal.XRT.peak.near"] == -2160
    assert found["temporal.XRT.peak.far"] == -3240
    assert found["temporal.4FGL.peak.before"] == -1440
    assert found["temporal.4FGL.peak.after"] == 360
    assert slide_numbers(ratios.iloc[:0]) == {}


def test_one_source_makes_a_peak_or_several():
    quiet = [(t, 1.0) for t in (500, 600, 700)]
    flares = curves_of([(110, 20.0), *quiet], [(110, 2.0), *quiet], [(110, 2.5), *quiet])
    pairs = np.array([0, 1, 2]), np.full(3, 100.0)
    assert sources_of_peak(flares, pairs, TimeWindows(4), 10.0) == 1
    alike = curves_of(*([[(110, 3.0), *quiet]] * 3))
    assert sources_of_peak(alike, pairs, TimeWindows(4), 10.0) == 2
    cut = TimeWindows(4, (0.0, 1.0))
    assert sources_of_peak(flares, pairs, cut, 10.0) == 1


def test_intervals_are_within_sources():
    curves = curves_of([(0, 1), (10, 1), (30, 3)], [(5000, 1), (5040, 2)], [(1, 1)])
    assert median_interval(curves) == 20
    assert np.isnan(median_interval(curves_of([(1, 1)])))
    found = level_numbers([curves])
    level = [1, 1, 3, 1, 2, 1]
    assert found["temporal.flare_level.mean"] == pytest.approx(1.5)
    assert found["temporal.flare_level.upper"] == pytest.approx(1.5 + np.std(level, ddof=1))
    assert level_numbers([]) == {}


def test_sources_in_regions_count_once_and_by_the_factor_of_the_sample():
    pairs = pd.DataFrame(
        {
            "sample": ["WIBRaLS"] * 4 + ["4FGL"],
            "source_name": ["a", "a", "b", "c", "d"],
            "alert_factor": [0.2, 1.0, 1.1, 1.2, 1.5],
        }
    )
    found = pair_numbers(pairs)
    assert found == {"temporal.WIBRaLS.n_sources": 2.0, "temporal.4FGL.n_sources": 1.0}


def test_numbers_that_are_missing_say_why():
    searches = pd.DataFrame(
        {
            "sample": ["4FGL", "4FGL"],
            "search": ["windows_and_factors", "whole_chain"],
            "window_days": [22.0, 2.0],
            "factor": [1.5, 1.0],
        }
    )
    found = scan_numbers(searches)
    assert found == {"temporal.4FGL.window_days": 22.0, "temporal.4FGL.factor": 1.5}
    ids = ["temporal.4FGL.factor", "temporal.4FGL.peak.after", "temporal.ACC.n_sources", "a.b"]
    published = pd.DataFrame({"id": ids, "untestable": ""})
    attrs = {"real": [], "simulated": ["x"], "own": []}
    table = published_times(found, published, [attrs], {"ACC": ""}).set_index("id")
    assert table["missing"].to_dict() == {ids[0]: "", ids[1]: NO_PEAK, ids[2]: NO_SAMPLE}
    part = published_times(found, published, [attrs], {"4FGL": "half of it"}).set_index("id")
    assert part["missing"].tolist() == ["half of it", "half of it", NO_SAMPLE]
    assert part["ours"].isna().all()
    assert table.loc[ids[0], "ours"] == 1.5


def test_table_1():
    groups = ["warm_spots", "region_near", "region_far"]
    table = pd.DataFrame({"group": groups, "n_sources": [8, 14, 74], "p_value": [0.04, 0.2, 0.5]})
    found = simultaneity_numbers(table)
    assert found["simultaneity.n_regions"] == 88
    assert found["simultaneity.n_near"] == 14
    assert found["table1.far"] == 0.5
    assert found["table1.warm_spots.significance"] == pytest.approx(96)
    assert simultaneity_numbers(table.assign(n_sources=0)) == {}
