"""R(t): closed forms, three implementations, and invariances."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from nusources.temporal.controls import control_pairs
from nusources.temporal.levels import FlareLevels
from nusources.temporal.ratios import (
    LEVEL_CUTS,
    MEANS,
    SIGNS,
    TWO_REGIONS,
    TimeWindows,
    bootstrapped,
    observed_ratios,
    shifts_of,
    slide,
    slide_each,
)


def curves_of(*curves: list[tuple[float, float]], half_bin: float = 0.0) -> FlareLevels:
    """Flare levels from lists of (mjd, level)."""
    first = np.cumsum([0, *map(len, curves)]).astype(np.int64)
    flat = [point for curve in curves for point in curve]
    mjd, level = (np.array([float(one[n]) for one in flat]) for n in (0, 1))
    names = np.array([f"s{n}" for n in range(len(curves))], dtype=object)
    return FlareLevels(names, first, mjd, np.full(len(mjd), float(half_bin)), level)


def random_curves(n_sources: int = 30, n_points: int = 40) -> FlareLevels:
    random = np.random.default_rng(5)
    return curves_of(
        *(
            sorted(
                zip(
                    random.uniform(55000, 59000, n_points),
                    random.lognormal(0, 1, n_points),
                    strict=True,
                )
            )
            for _ in range(n_sources)
        )
    )


def loop(curves, sources, times, windows, shift, cut):
    """Plain loop over pairs and detections, straight from eq. 1."""
    inside, outside = [], []
    for source, time in zip(sources, times, strict=True):
        for n in range(curves.first[source], curves.first[source + 1]):
            if cut and curves.level[n] < cut:
                continue
            centre = time + shift if windows.sign == "flare_follows" else time - shift
            reach = windows.days / 2 + (curves.half_bin[n] if windows.bins == "overlap" else 0)
            (inside if abs(curves.mjd[n] - centre) <= reach else outside).append(curves.level[n])
    if not inside or not outside:
        return np.nan
    return (sum(inside) / len(inside)) / (sum(outside) / len(outside))


@pytest.mark.parametrize("sign", ["flare_follows", "observations_shifted"])
@pytest.mark.parametrize(("days", "step"), [(570, 360), (22, 11), (30, 15)])
def test_three_implementations_agree(sign, days, step):
    curves, random = random_curves(), np.random.default_rng(2)
    windows = TimeWindows(days, (0.0, 1.5, 2.5), "midpoint", sign)
    shifts = shifts_of(step, 900)
    sources, times = random.integers(0, 30, (3, 12)), random.uniform(55500, 58500, (3, 12))
    ours = slide(curves, sources, times, windows, shifts)
    for trial in range(3):
        table = observed_ratios(curves, sources[trial], times[trial], windows, shifts)
        plain = [
            loop(curves, sources[trial], times[trial], windows, shift, cut)
            for cut in windows.levels
            for shift in shifts
        ]
        np.testing.assert_allclose(ours[trial].ravel(), plain, rtol=1e-12)
        np.testing.assert_allclose(table["ratio"], plain, rtol=1e-12)
        default = TimeWindows(days)
        found = at_zero(curves, sources[trial], times[trial], default)
        assert found == pytest.approx(loop(curves, sources[trial], times[trial], default, 0, 0))


@pytest.mark.parametrize("bins", ["midpoint", "overlap"])
def test_windows_of_several_widths_are_those_of_each(bins):
    random = np.random.default_rng(8)
    plain = random_curves()
    curves = replace(plain, half_bin=random.choice([5.0, 15.0], len(plain.mjd)))
    sources, times = random.integers(-1, 30, (4, 12)), random.uniform(54000, 60000, (4, 12))
    days, shifts = [0.5, 75.0, 330.0], shifts_of(30, 2100)
    windows = TimeWindows(1, (0.0, 1.5), bins)
    found = slide_each(curves, sources, times, windows, days, shifts)
    for number, one in enumerate(days):
        alone = slide(curves, sources, times, replace(windows, days=one), shifts)
        np.testing.assert_array_equal(found[..., number], alone)
        at_zero = slide(curves, sources, times, TimeWindows(one, bins=bins), [0.0])
        np.testing.assert_allclose(at_zero[:, 0, 0], alone[:, 0, 70], rtol=1e-14)
    assert np.isnan(found[..., 0]).any()
    plain = [
        loop(curves, sources[1][sources[1] >= 0], times[1][sources[1] >= 0], one, shift, cut)
        for cut in windows.levels
        for shift in shifts
        for one in [replace(windows, days=days[1])]
    ]
    np.testing.assert_allclose(found[1, :, :, 1].ravel(), plain, rtol=1e-12)


@pytest.mark.parametrize("step", [0.1, 0.3, 11.0, 1 / 3])
def test_detections_at_the_borders_of_windows_are_inside(step):
    # Quotients of these numbers are rounded to either side; as many windows fit as can.
    curves = curves_of([(100 + step * n, 1 + n % 3) for n in range(60)])
    shifts = shifts_of(step, 30 * step)
    found = slide(curves, [[0]], [[100.0]], TimeWindows(2 * step), shifts)[0, 0]
    inside = np.abs(shifts[:, np.newaxis] - (curves.mjd - 100.0)) <= step
    assert np.isnan(found[~inside.any(axis=1)]).all()
    found, inside = found[inside.any(axis=1)], inside[inside.any(axis=1)]
    plain = [curves.level[one].mean() / curves.level[~one].mean() for one in inside]
    assert inside.sum(axis=0).max() == 3
    np.testing.assert_allclose(found, plain, rtol=1e-12)


def test_overlapping_bins_widen_the_window():
    curves = curves_of([(100, 4), (110, 1), (200, 1)], half_bin=8)
    assert slide(curves, [[0]], [[105]], TimeWindows(4, bins="overlap"), [0])[0, 0, 0] == 2.5
    assert np.isnan(slide(curves, [[0]], [[105]], TimeWindows(4), [0])[0, 0, 0])


def test_flat_curves_give_one():
    curves = curves_of(*([(55000 + 30 * n, 1.25) for n in range(100)] for _ in range(4)))
    times = [[55500.0, 56000.0, 56500.0, 57000.0]]
    found = slide(curves, [[0, 1, 2, 3]], times, TimeWindows(60), shifts_of(30, 300))
    np.testing.assert_allclose(found, 1.0, rtol=1e-15)


def test_hand_made_case_in_fractions():
    # Alert at 100, window +-5: inside 5 and 2 (border), outside 1, 3, and 2, 1 of the other source.
    curves = curves_of([(80, 1), (96, 5), (105, 2), (106, 3)], [(50, 2), (60, 1)])
    windows = TimeWindows(10, (0.0, 1.5, 2.5))
    table = observed_ratios(curves, [0, 1], [100, 100], windows, [0])
    expected = [
        Fraction(7, 2) / Fraction(7, 4),
        Fraction(7, 2) / Fraction(5, 2),
        Fraction(5) / Fraction(3),
    ]
    assert table["ratio"].tolist() == [float(one) for one in expected]
    assert table["n_inside"].tolist() == [2, 2, 1]
    assert table["n_outside"].tolist() == [4, 2, 1]
    # sd of (5, 2) is 3/sqrt(2), of (1, 3, 2, 1) sqrt(11/12).
    error = np.hypot(1.5, 2 * np.sqrt(11 / 12 / 4)) / 1.75
    assert table["ratio_error"].tolist()[0] == pytest.approx(error)
    assert np.isnan(table["ratio_error"].tolist()[2])


def test_positive_shift_finds_flares_that_follow():
    curves = curves_of([(90, 1), (100, 1), (130, 9), (170, 1)])
    at = slide(curves, [[0]], [[100]], TimeWindows(10), [-30, 0, 30])[0, 0]
    assert at[2] == 9
    assert np.isnan(at[0])
    reversed_sign = TimeWindows(10, sign="observations_shifted")
    assert slide(curves, [[0]], [[100]], reversed_sign, [-30, 0, 30])[0, 0, 0] == 9


def at_zero(curves, sources, times, windows):
    """R(0) of the last level by the summed groups, and by the plain table; they agree."""
    found = slide(curves, [sources], [times], windows, [0.0])[0, -1, 0]
    table = observed_ratios(curves, sources, times, windows, [0.0])
    assert found == pytest.approx(table["ratio"].iloc[-1], nan_ok=True)
    return found


def test_other_readings_of_the_ratio():
    curves = curves_of([(100, 4), (101, 2), (200, 1), (300, 1)], [(100, 1), (200, 2)])
    pairs, windows = ([0, 1], [100, 100]), TimeWindows(10)
    assert at_zero(curves, *pairs, windows) == pytest.approx((7 / 3) / (4 / 3))
    means = replace(windows, mean_over="pairs")
    assert at_zero(curves, *pairs, means) == pytest.approx((4 / 2) / (3 / 2))
    ratios = replace(windows, mean_over="pair_ratios")
    assert at_zero(curves, *pairs, ratios) == pytest.approx((3 + 0.5) / 2)
    # Pairs with detections on one side count in the means of pairs, not in those of ratios.
    one_side = [0, 1, 1], [100, 100, 500]
    assert at_zero(curves, *one_side, means) == pytest.approx((4 / 2) / ((1 + 2 + 1.5) / 3))
    assert at_zero(curves, *one_side, ratios) == pytest.approx((3 + 0.5) / 2)
    twice, joined = ([0, 0], [100, 200]), replace(windows, two_regions="windows_joined")
    assert at_zero(curves, *twice, joined) == pytest.approx((7 / 3) / 1)
    assert at_zero(curves, *twice, windows) == pytest.approx((7 / 3) / (9 / 5))
    # The window of one pair overlaps that of the other: a detection in both counts once.
    near = [0, 0, 1], [100, 101, 200]
    assert at_zero(curves, *near, joined) == pytest.approx((8 / 3) / 1)
    assert at_zero(curves, *near, replace(joined, mean_over="pairs")) == pytest.approx(2.5 / 1)


def test_readings_of_the_level_cut():
    curves = curves_of([(100, 4), (101, 1), (200, 3), (300, 1)], [(100, 1), (200, 2)])
    pairs, windows = ([0, 1], [100, 100]), TimeWindows(10, (0.0, 2.5))
    assert at_zero(curves, *pairs, windows) == pytest.approx(4 / 3)
    whole = replace(windows, level_cut="whole_sources")
    assert at_zero(curves, *pairs, whole) == pytest.approx((5 / 2) / (4 / 2))
    zero = replace(windows, level_cut="counted_as_zero")
    assert at_zero(curves, *pairs, zero) == pytest.approx((4 / 3) / (3 / 3))
    for one in (windows, whole, zero):
        uncut = observed_ratios(curves, *pairs, one, [0.0]).iloc[0]
        assert uncut["ratio"] == pytest.approx((6 / 3) / (6 / 3))
    # A level that equals the cut counts.
    for one in (windows, whole, zero):
        border = replace(one, levels=(0.0, 3.0))
        assert at_zero(curves, *pairs, border) == at_zero(curves, *pairs, one)
    counted = observed_ratios(curves, *pairs, zero, [0.0]).iloc[1]
    assert counted[["n_inside", "n_outside"]].tolist() == [3, 3]


@pytest.mark.parametrize("mean_over", MEANS)
@pytest.mark.parametrize("two_regions", TWO_REGIONS)
def test_levels_of_zero_outside_leave_no_ratio(mean_over, two_regions):
    random = np.random.default_rng(6)
    curves = curves_of(
        *([(100 + k, 3 + random.random()) for k in range(5)] + [(500, 1)] for _ in range(7))
    )
    pairs, shifts = (np.arange(7), np.full(7, 102.0)), shifts_of(1, 8)
    windows = TimeWindows(8, (0.0, 2.5), level_cut="counted_as_zero", mean_over=mean_over)
    windows = replace(windows, two_regions=two_regions)
    assert np.isnan(at_zero(curves, *pairs, windows))
    found = slide(curves, [pairs[0]], [pairs[1]], windows, shifts)[0, 1]
    assert np.isnan(found[np.abs(shifts) <= 2]).all()


@pytest.mark.parametrize("level_cut", LEVEL_CUTS)
@pytest.mark.parametrize("mean_over", MEANS)
@pytest.mark.parametrize("two_regions", TWO_REGIONS)
def test_slides_under_all_readings_are_those_of_plain_tables(
    level_cut, mean_over, two_regions, monkeypatch
):
    monkeypatch.setattr("nusources.temporal.ratios.SUMS_AT_ONCE", 500)
    curves, random = random_curves(8, 12), np.random.default_rng(2)
    windows = TimeWindows(
        300, (0.0, 1.0, 2.5), "midpoint", "observations_shifted", level_cut, mean_over, two_regions
    )
    shifts = shifts_of(200, 1000)
    sources, times = random.integers(-1, 8, (5, 9)), random.uniform(55500, 58500, (5, 9))
    sources[3] = -1
    found = slide(curves, sources, times, windows, shifts)
    assert np.isnan(found[3]).all()
    for trial in (0, 1, 2, 4):
        is_pair = sources[trial] >= 0
        pairs = sources[trial, is_pair], times[trial, is_pair]
        table = observed_ratios(curves, *pairs, windows, shifts)
        np.testing.assert_allclose(found[trial].ravel(), table["ratio"], rtol=1e-10)
    random = np.random.default_rng(1)
    errors = bootstrapped(curves, pairs, windows, shifts, random).ravel()
    assert np.isfinite(errors).sum() > 0.9 * np.isfinite(table["ratio"]).sum()


def test_bootstrap_draws_sources_with_all_their_pairs():
    # Half of the sources have R 3, half 1, in two pairs each: the mean of n ratios of variance 1.
    n = 400
    curves = curves_of(*([(100, 3 - 2 * (k % 2)), (500, 1)] for k in range(n)))
    pairs = np.repeat(np.arange(n), 2), np.full(2 * n, 100.0)
    windows = TimeWindows(10, mean_over="pair_ratios")
    random = np.random.default_rng(3)
    error = bootstrapped(curves, pairs, windows, [0.0], random)[0, 0]
    assert error == pytest.approx(1 / np.sqrt(n), rel=0.1)
    plain = observed_ratios(curves, *pairs, windows, [0.0])["ratio_error"][0]
    assert plain == pytest.approx(1 / np.sqrt(2 * n), rel=0.01)
    # Shifts come in the order of `slide`, whatever the sign.
    for sign in SIGNS:
        own = TimeWindows(10, sign=sign)
        both = bootstrapped(curves, pairs, own, [-400.0, 0.0, 400.0], np.random.default_rng(3))
        ratios = slide(curves, [pairs[0]], [pairs[1]], own, [-400.0, 0.0, 400.0])[0]
        assert np.isnan(both).tolist() == np.isnan(ratios).tolist()


def test_controls_are_distinct_sources_with_the_times_of_the_pairs():
    times = np.arange(5.0)
    sources, moved = control_pairs(np.arange(3, 12), times, 300, seed=1, names=("a",))
    assert all(len(set(row)) == 5 for row in sources)
    assert sources.min() == 3
    assert sources.max() == 11
    assert (np.sort(moved, axis=1) == times).all()
    assert (moved != times).any()
    fewer = control_pairs(np.arange(3, 12), times, 10, seed=1, names=("a",))
    assert (fewer[0] == sources[:10]).all()
    assert (fewer[1] == moved[:10]).all()
    # Each source is drawn equally often: 300 x 5 / 9, within five standard deviations.
    counts = np.bincount(sources.ravel() - 3)
    assert np.abs(counts - 500 / 3).max() < 5 * np.sqrt(300 * 5 / 9 * 4 / 9)


def test_controls_without_candidates_are_refused():
    with pytest.raises(ValueError, match="candidates: no source with flare levels"):
        control_pairs([], [1.0], 2, seed=1, names=("a",))


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"days": 0}, "longer than 0"),
        ({"days": 1, "levels": (1.5,)}, "expected 0 first"),
        ({"days": 1, "bins": "x"}, "'midpoint', 'overlap'"),
    ],
)
def test_wrong_windows_are_refused(wrong, match):
    with pytest.raises(ValueError, match=match):
        TimeWindows(**wrong)
