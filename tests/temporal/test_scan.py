"""Scan of windows and factors, and pairs of scrambled skies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nusources.alert_regions import AlertRegions, containment_factors
from nusources.statistics import (
    global_p_value,
    largest_scores,
    log_scores,
    pool_p_values,
    smallest_p_values,
)
from nusources.temporal.averages import MEANS
from nusources.temporal.closure import CONTROLS, SkyRequest, sky_p_values
from nusources.temporal.levels import FlareLevels
from nusources.temporal.pairs import (
    TimeSample,
    pairs_of_random_alerts,
    pairs_of_skies,
    pairs_within,
    reach_of,
    scrambled_ra,
)
from nusources.temporal.ratios import (
    TWO_REGIONS,
    TimeWindows,
    bootstrapped,
    observed_ratios,
    slide,
)
from nusources.temporal.samples import NO_SCAN, compare_readings, search_sample
from nusources.temporal.scan import scan_table, scan_windows, whole_chain
from nusources.temporal.searches import (
    NO_SCORE,
    RATIO_ERRORS,
    SlideRequest,
    _moments,
    search_scan,
    search_shifts,
)

FACTORS = (1.0, 1.3, 1.5)


def a_sample(n_sources: int = 400, n_points: int = 25, seed: int = 3) -> TimeSample:
    random = np.random.default_rng(seed)
    regions = AlertRegions(
        random.uniform(0, 360, 12),
        random.uniform(-40, 40, 12),
        *(random.uniform(1, 6, 12) for _ in range(4)),
        is_circle=np.arange(12) == 5,
    )
    first = np.arange(0, n_sources * n_points + 1, n_points).astype(np.int64)
    mjd = np.sort(random.uniform(55000, 59000, (n_sources, n_points)), axis=1).ravel()
    level = random.lognormal(0, 0.6, len(mjd))
    names = np.array([f"s{n:03}" for n in range(n_sources)], dtype=object)
    curves = FlareLevels(names, first, mjd, np.zeros(len(mjd)), level)
    ra, dec = random.uniform(0, 360, n_sources), random.uniform(-40, 40, n_sources)
    return TimeSample("a", curves, ra, dec, regions, random.uniform(55500, 58500, 12))


@pytest.mark.parametrize("shape", ["ellipse", "rectangle"])
def test_pairs_of_skies_are_those_of_moved_regions(shape):
    sample = a_sample()
    circle = sample.regions.circular
    radius = np.where(circle, sample.regions.ra_plus, 0)
    axes = {
        name: np.where(circle, radius, getattr(sample.regions, name))
        for name in ("ra_plus", "ra_minus", "dec_plus", "dec_minus")
    }
    regions = AlertRegions(sample.regions.ra, sample.regions.dec, **axes, is_circle=circle)
    reach = reach_of(regions, sample.ra, sample.dec, FACTORS, shape)
    skies = scrambled_ra(12, 20, seed=1, names=("x",))
    for number, factor in enumerate(FACTORS):
        sources, times = pairs_of_skies(reach, skies, sample.mjd, number)
        for sky, row in enumerate(skies):
            moved = AlertRegions(row, regions.dec, **axes, is_circle=circle)
            held = containment_factors(moved, sample.ra, sample.dec, shape) <= factor
            alert, source = np.nonzero(held)
            n = len(source)
            assert sources[sky, :n].tolist() == source.tolist()
            assert (sources[sky, n:] == -1).all()
            assert times[sky, :n].tolist() == sample.mjd[alert].tolist()


@pytest.mark.parametrize("number", [0, 2])
def test_widths_are_how_often_random_alerts_hold_a_source(number):
    sample = a_sample()
    reach = reach_of(sample.regions, sample.ra, sample.dec, FACTORS, "ellipse")
    chances = np.bincount(reach.source, reach.widths(number) / 360, minlength=len(sample.ra))
    n_skies = 4000
    skies = scrambled_ra(12, n_skies, seed=1, names=("x",))
    sources, _ = pairs_of_skies(reach, skies, sample.mjd, number)
    found = np.bincount(sources[sources >= 0], minlength=len(sample.ra)) / n_skies
    assert np.abs(found - chances).max() < 5 * np.sqrt(chances.max() / n_skies)
    assert found.sum() == pytest.approx(chances.sum(), rel=0.01)


def test_pairs_of_random_alerts_are_as_frequent_as_in_random_skies():
    sample = a_sample(n_sources=60)
    reach = reach_of(sample.regions, sample.ra, sample.dec, [1.5], "ellipse")
    drawn = pairs_of_random_alerts(reach, sample.mjd, (4000, 5), seed=1, names=("x",))
    skies = scrambled_ra(12, 4000, seed=1, names=("y",))
    of_skies = pairs_of_skies(reach, skies, sample.mjd, 0)
    share = []
    for sources, times in (drawn, of_skies):
        alert = np.searchsorted(np.sort(sample.mjd), times)
        cell = (alert * 60 + sources)[sources >= 0]
        share.append(np.bincount(cell, minlength=13 * 60) / cell.size)
    # Both shares have the error of their counts, that of the skies the larger one.
    error = np.sqrt(share[0] / (of_skies[0] >= 0).sum() + share[0] / drawn[0].size)
    assert (np.abs(share[0] - share[1]) <= 5 * error + 1e-12).all()
    assert (share[0] > 0).sum() > 30


def test_controls_like_random_alerts_keep_the_level_and_those_outside_do_not():
    """One source flares as no other: in a pair, no control from outside can match it."""
    sample = a_sample()
    level = sample.curves.level.copy()
    own = slice(0, sample.curves.first[1])
    level[own] = np.where(sample.curves.mjd[own] < 57000, 1000.0, 1.0)
    dec = sample.dec / 10
    dec[0] = 0.0
    regions = replace(sample.regions, dec=sample.regions.dec / 20)
    sample = replace(sample, curves=replace(sample.curves, level=level), dec=dec, regions=regions)
    share = {}
    for controls in CONTROLS:
        request = SkyRequest(1.5, TimeWindows(2000), 600, 199, controls)
        p_values = sky_p_values(sample, request, seed=1)[0]
        share[controls] = np.mean(p_values <= 0.01)
    assert share["like_alerts"] < 0.01 + 4 * np.sqrt(0.01 * 0.99 / 600)
    assert share["outside"] > 0.01 + 4 * np.sqrt(0.01 * 0.99 / 600)


def test_scan_equals_a_slide_of_each_sky():
    sample = a_sample()
    scan = scan_windows(sample, FACTORS, (100.0, 600.0), 30, seed=4, windows=TimeWindows(1))
    skies = np.concatenate([sample.regions.ra[np.newaxis], scan.ra_alert])
    both = np.concatenate([scan.observed[np.newaxis], scan.trials])
    for factor in range(len(FACTORS)):
        pairs = pairs_of_skies(scan.reach, skies, sample.mjd, factor)
        for number, days in enumerate(scan.windows_days):
            found = slide(sample.curves, *pairs, TimeWindows(days), [0.0])[:, 0, 0]
            np.testing.assert_allclose(both[:, factor, number], found, rtol=1e-12)


@pytest.mark.parametrize("mean_over", MEANS)
@pytest.mark.parametrize("two_regions", TWO_REGIONS)
def test_scan_equals_a_slide_under_other_readings(mean_over, two_regions):
    sample = a_sample(n_sources=150, n_points=10)
    # Alerts so close that a source is in two regions.
    regions = replace(sample.regions, ra_plus=np.full(12, 40.0), ra_minus=np.full(12, 40.0))
    sample = replace(sample, regions=replace(regions, is_circle=None))
    windows = TimeWindows(1, mean_over=mean_over, two_regions=two_regions)
    scan = scan_windows(sample, FACTORS[:2], (300.0, 900.0), 10, seed=4, windows=windows)
    both = np.concatenate([scan.observed[np.newaxis], scan.trials])
    skies = np.concatenate([sample.regions.ra[np.newaxis], scan.ra_alert])
    n_twice = 0
    for factor in range(2):
        sources, times = pairs_of_skies(scan.reach, skies, sample.mjd, factor)
        for sky in range(len(skies)):
            is_pair = sources[sky] >= 0
            n_twice += is_pair.sum() - len(set(sources[sky, is_pair]))
            for number, days in enumerate(scan.windows_days):
                own = replace(windows, days=days)
                pairs = sources[sky, is_pair], times[sky, is_pair]
                table = observed_ratios(sample.curves, *pairs, own, [0.0])
                assert both[sky, factor, number] == pytest.approx(table["ratio"][0])
    assert n_twice > 10


def test_controls_may_be_outside_other_regions_too():
    sample = a_sample()
    fewer = replace(
        sample.regions,
        **{
            name: getattr(sample.regions, name)[:4]
            for name in ("ra", "dec", "ra_plus", "ra_minus", "dec_plus", "dec_minus", "is_circle")
        },
    )
    few = replace(sample, regions=fewer, mjd=sample.mjd[:4])
    strict = replace(few, also_outside=sample.regions)
    sources, times, outside = pairs_within(few, 1.5)
    found = pairs_within(strict, 1.5)
    assert found[0].tolist() == sources.tolist()
    assert found[1].tolist() == times.tolist()
    assert found[2].tolist() == pairs_within(sample, 1.5)[2].tolist()
    assert len(found[2]) < len(outside)


def test_more_scrambles_extend_fewer():
    few, many = (scrambled_ra(5, n, seed=1, names=("a",)) for n in (10, 2500))
    assert (few == many[:10]).all()
    assert len(np.unique(many)) == many.size


def test_smallest_p_values_count_undefined_ones_as_one():
    observed, trials = np.array([2.0, np.nan]), np.array([[1.0, 3.0], [3.0, np.nan], [0.0, 1.0]])
    smallest, column = smallest_p_values(observed, trials)
    assert column == 0
    assert smallest.tolist() == [0.5, 0.25, 0.25, 0.5]
    assert global_p_value(smallest[:, np.newaxis]) == 1.0
    assert pool_p_values([np.nan, np.nan]).tolist() == [1, 1]


def test_smallest_p_values_are_those_of_whole_pools():
    random = np.random.default_rng(4)
    for decimals, shape in ((0, (150, 200)), (1, (150, 200)), (12, (150, 200)), (12, (2, 3))):
        values = random.normal(size=shape).round(decimals)
        values[random.random(values.shape) < 0.1] = np.nan
        smallest, column = smallest_p_values(values[0], values[1:])
        plain = np.ones(values.shape)
        for row, column_ in zip(*np.nonzero(~np.isnan(values)), strict=True):
            plain[row, column_] = np.mean(values[:, column_] >= values[row, column_])
        assert smallest.tolist() == plain.min(axis=1).tolist()
        assert column == plain[0].argmin()


def test_moments_leave_out_undefined_trials():
    trials = np.random.default_rng(1).normal(size=(50, 130))
    trials[trials > 1] = np.nan
    trials[:, 3], trials[1:, 4] = np.nan, np.nan
    found = _moments(trials)
    frame = pd.DataFrame(trials)
    np.testing.assert_allclose(found["trial_mean"], frame.mean())
    np.testing.assert_allclose(found["trial_std"], frame.std())
    assert found["n_defined"].tolist() == frame.count().tolist()


def test_a_flare_at_each_alert_is_found_by_all_three_searches():
    sample = a_sample()
    sources, times, _ = pairs_within(sample, 1.3)
    mjd, level = sample.curves.mjd, sample.curves.level
    for source, time in zip(sources, times, strict=True):
        own = np.arange(sample.curves.first[source], sample.curves.first[source + 1])
        level[own[np.abs(mjd[own] - time) <= 250]] *= 6
    windows = TimeWindows(500, (0.0, 1.5))
    # 34 columns, each with a p-value of 1/N at least: more trials than 34 / .02 are needed.
    request = SlideRequest("main", 1.3, windows, 250, 2000, 3000)
    ratios, search = search_shifts(sample, request, 7, seed=1)
    at_zero = ratios[(ratios["shift_days"] == 0) & (ratios["level"] == 0)].iloc[0]
    assert at_zero["p_local"] == pytest.approx(1 / 3001)
    assert at_zero["ratio"] > 3
    assert search["p_global"].iloc[0] < 0.02
    assert search["n_left_out"].iloc[0] == 7
    scan = scan_windows(sample, FACTORS, (100.0, 500.0), 1000, seed=1, windows=windows)
    found = search_scan(sample, scan, request, 1000, 7).set_index("search")
    assert found.loc["windows_and_factors", "p_global"] < 0.05
    assert found.loc["whole_chain", "p_global"] < 0.05
    assert found.loc["whole_chain", "p_local"] >= 1 / 1001
    table = scan_table(sample, scan)
    assert table["p_local"].min() == found.loc["windows_and_factors", "p_local"]


def test_whole_chain_is_that_of_plain_slides(monkeypatch):
    sample = a_sample(n_sources=200, n_points=10)
    windows, shifts = TimeWindows(1, (0.0, 1.5)), np.arange(-3, 4) * 300.0
    scan = scan_windows(sample, FACTORS[:2], (300.0, 900.0), 60, seed=2, windows=windows)
    skies = np.concatenate([sample.regions.ra[np.newaxis], scan.ra_alert[:40]])
    pool = np.concatenate([scan.observed[np.newaxis], scan.trials[:40]]).reshape(41, -1)
    choice = np.stack([pool_p_values(one) for one in pool.T], axis=1).argmin(axis=1)
    plain, ratios = np.empty((4, 41, 14)), np.empty((4, 41, 14))
    for one in range(4):
        pairs = pairs_of_skies(scan.reach, skies, sample.mjd, one // 2)
        own = replace(windows, days=scan.windows_days[one % 2])
        ratios[one] = slide(sample.curves, *pairs, own, shifts).reshape(41, -1)
        plain[one] = log_scores(ratios[one])
    expected = plain[choice, np.arange(41)]
    for at_once in (2**24, 1000):
        monkeypatch.setattr("nusources.temporal.scan.RATIOS_AT_ONCE", at_once)
        largest, p_local, place = whole_chain(sample, scan, 40, windows, shifts)
        np.testing.assert_allclose(largest, expected.max(axis=1))
        column = place[1] * 7 + place[2]
        assert expected[0, column] == pytest.approx(largest[0])
        assert p_local == pool_p_values(ratios[choice[0], :, column])[0]
        assert place[0] == choice[0]


def test_whole_chain_keeps_its_level():
    # Every sky in turn may be the observed one: ranks of the largest score are uniform.
    sample = a_sample(n_sources=200, n_points=10)
    windows, shifts = TimeWindows(1, (0.0,)), np.arange(-2, 3) * 300.0
    scan = scan_windows(sample, FACTORS[:2], (300.0, 900.0), 150, seed=2, windows=windows)
    largest = whole_chain(sample, scan, 150, windows, shifts)[0]
    ranks = np.array([(largest >= one).mean() for one in largest])
    for level in (0.1, 0.3, 0.6):
        assert level - 0.02 <= (ranks <= level).mean() <= level


def test_scores_are_those_of_plain_logarithms():
    pool = np.random.default_rng(3).lognormal(size=(40, 130))
    pool[:25, 7], pool[3, 8], pool[4, 9], pool[:, 10] = np.nan, np.nan, 0.0, 2.0
    scores = log_scores(pool)
    logarithm = np.log(pool[:, 11])
    plain = (logarithm - logarithm.mean()) / logarithm.std(ddof=1)
    np.testing.assert_allclose(scores[:, 11], plain)
    # Too few are defined; undefined; not positive; all alike.
    for place in ((slice(None), 7), (3, 8), (4, 9), (slice(None), 10)):
        assert np.isneginf(scores[place]).all()
    largest, column = largest_scores(pool[0], pool[1:])
    assert largest.tolist() == scores.max(axis=1).tolist()
    assert column == scores[0].argmax()


def test_a_large_excess_is_found_among_more_columns_than_there_are_trials():
    """The smallest of so many counted p-values is 1/(N+1) in most skies, and says nothing."""
    random = np.random.default_rng(3)
    trials, observed = random.lognormal(0, 0.3, (200, 1000)), random.lognormal(0, 0.3, 1000)
    observed[321] = 9.0
    smallest, _ = smallest_p_values(observed, trials)
    assert global_p_value(smallest[:, np.newaxis]) > 0.9
    largest, column = largest_scores(observed, trials)
    assert column == 321
    assert global_p_value(-largest[:, np.newaxis]) == pytest.approx(1 / 201)


def settings_of(**changed: str) -> tuple[dict, dict]:
    """Settings of a sample, and of all samples, with some readings changed."""
    own = {"window_days": 500.0, "factor": 1.0, "step_days": 250.0, "variants": []}
    own |= {"windows_days": [100.0, 500.0], "other_windows_days": []}
    readings = {"bins": "midpoint", "shift_sign": "flare_follows", "level_cut": "detections"}
    readings |= {"control_alert_times": "permuted", "ratio_error": "standard_errors"}
    readings |= {"mean_over": "detections", "two_regions": "two_pairs"}
    settings = {"levels": [0, 1.5], "shift_max_days": 500, "n_controls": 50, "factors": [1.0]}
    settings |= {"n_scrambles": 50, "n_chain_skies": 20, "n_convention_trials": 20}
    return own, settings | {"readings": readings | changed}


@pytest.mark.parametrize("ra_errors", ["coordinate", "true"])
def test_a_search_without_a_scan_says_so(ra_errors):
    sample = a_sample()
    sample = replace(sample, regions=replace(sample.regions, ra_errors=ra_errors))
    found = search_sample(sample, *settings_of(), 0, seed=1)
    scanned = ra_errors == "coordinate"
    assert len(found["searches"]) == (3 if scanned else 1)
    assert (len(found["scan"]) > 0) == scanned
    assert found["searches"]["note"].eq(NO_SCAN).any() != scanned


@pytest.mark.parametrize("ratio_error", RATIO_ERRORS)
def test_errors_are_those_that_are_configured(ratio_error):
    sample = a_sample()
    own, settings = settings_of(ratio_error=ratio_error)
    found = search_sample(sample, own, settings, 0, seed=1)["ratios"]
    sources, times, _ = pairs_within(sample, 1.0)
    windows, shifts = TimeWindows(500, (0.0, 1.5)), [-500.0, -250.0, 0.0, 250.0, 500.0]
    plain = observed_ratios(sample.curves, sources, times, windows, shifts)["ratio_error"]
    drawn = bootstrapped(
        sample.curves, (sources, times), windows, shifts, np.random.default_rng(1)
    ).ravel()
    expected, tolerance = (plain, 1e-12) if ratio_error == "standard_errors" else (drawn, 0.2)
    np.testing.assert_allclose(found["ratio_error"], expected, rtol=tolerance)
    assert np.abs(plain / drawn - 1).max() > 0.2


def test_readings_of_other_samples_have_no_cut():
    sample, other = a_sample(), a_sample(seed=4)
    table = compare_readings(sample, {("limits", "at_value"): other}, *settings_of(), seed=1)
    row = table.set_index("reading").loc["limits"]
    sources, times, _ = pairs_within(other, 1.0)
    plain = observed_ratios(other.curves, sources, times, TimeWindows(500), [0.0])
    assert row["choice"] == "at value"
    assert row["ratio"] == pytest.approx(plain["ratio"][0])


def test_sources_may_be_left_out():
    sample = a_sample()
    fewer = sample.without([[sample.ra[3], sample.dec[3]]], 10 / 3600)
    assert "s003" not in fewer.curves.names
    assert len(fewer.curves.names) == 399
    assert len(fewer.curves.mjd) == 399 * 25
    inside = pairs_within(sample, 1.5)[0]
    peaks = {one: sample.curves.level[one * 25 : one * 25 + 25].max() for one in set(inside)}
    brightest = max(peaks, key=peaks.get)
    assert set(sample.curves.names) - set(sample.without_brightest(1, 1.5).curves.names) == {
        f"s{brightest:03}"
    }


def test_a_slide_without_a_score_says_so():
    sample = a_sample(n_sources=60, n_points=2)
    request = SlideRequest("main", 1.0, TimeWindows(0.01), 250, 500, 50)
    _, search = search_shifts(sample, request, 0, seed=1)
    assert search["score"].isna().all()
    assert search["p_global"].tolist() == [1.0]
    assert NO_SCORE in search["note"].iloc[0]
