"""Width of the null: the reason for it in closed form, and the table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from nusources.contracts.circles import CIRCLE_COUNTS, NULL_WIDTH
from nusources.sky import angular_separation
from nusources.spatial.counting.arcs import EventCircles
from nusources.spatial.counting.prepared_sky import prepare_sky
from nusources.spatial.counting.scrambles import count_scrambled
from nusources.spatial.nulls.circle_counts import count_in_circles
from nusources.spatial.nulls.exact_variance import exact_moments
from nusources.spatial.nulls.width import WidthCases, isotropic_declinations, null_widths
from nusources.tables import check_table

SEASONS = ["IC40", "IC59", "IC79"]
THRESHOLDS = (4.8, 5.4)
CASES = WidthCases((1, 2), ((3, 2), (20, 1)), THRESHOLDS, 1.3)


@pytest.fixture(scope="module")
def tracks():
    rng = np.random.default_rng(1)
    n = 900
    return pd.DataFrame(
        {
            "season": np.repeat(["IC79", "IC40", "IC59"], n // 3),
            "ra": rng.uniform(0, 360, n),
            "dec": np.degrees(np.arcsin(rng.uniform(-1, 1, n))),
            "ang_err": rng.uniform(0.5, 4, n),
            "log10_energy": rng.uniform(4.6, 6, n),
        }
    )


@pytest.fixture(scope="module")
def table(tracks):
    found = null_widths(tracks, SEASONS, CASES, seed=1)
    check_table(found, NULL_WIDTH)
    return found


def crowd(ra, n_sources, share):
    """Events and sources on the equator: each source meets each event, on a share of the turn."""
    circles = EventCircles(ra, np.zeros(ra.size), np.full(ra.size, 180.0 * share))
    names = [str(one) for one in range(n_sources)]
    sources = pd.DataFrame({"group": "g", "source_name": names, "ra": 0.0, "dec": 0.0})
    return prepare_sky(circles, np.full(ra.size, 5.0), [5.0], sources, ["g"])


def coverage_moments(n_sources, share):
    """Mean and variance of the share C of a circle that K random arcs of length a cover.

    A point stays free with (1-a)^K, two points a distance d apart with (1-a-min(d,a))^K, so
    <(1-C)^2> = 2 int_0^a (1-a-d)^K dd + (1-2a)^(K+1)
              = 2 [(1-a)^(K+1) - (1-2a)^(K+1)] / (K+1) + (1-2a)^(K+1).
    """
    free, apart, power = 1 - share, 1 - 2 * share, n_sources + 1
    square = 2 * (free**power - apart**power) / power + apart**power
    return 1 - free**n_sources, square - free ** (2 * n_sources)


@pytest.mark.parametrize("n_sources", [1, 2, 5, 12])
@pytest.mark.parametrize("share", [0.004, 0.03])
def test_evenly_spread_events_scatter_like_the_coverage(n_sources, share):
    n_events = 3000
    moments = exact_moments(crowd(np.arange(n_events) * 360 / n_events, n_sources, share))
    mean, variance = coverage_moments(n_sources, share)
    assert moments.mean[0, 0] == pytest.approx(n_events * mean, rel=1e-3)
    # Events are discrete: an arc holds a whole number of them, give or take one.
    expected = n_events**2 * variance
    assert moments.variance[0, 0] == pytest.approx(expected, rel=0.02, abs=2 * n_sources)


@pytest.mark.parametrize("n_events", [50, 1500])
@pytest.mark.parametrize("n_sources", [1, 10])
def test_sources_that_share_events_widen_the_count(n_events, n_sources):
    """Events at random: given C, each is touched with probability C.

    Over the events' places <Var> = n <C (1-C)> + n^2 Var C, for the mean depends on none of them.
    The first is below the mean n <C>: an event counts once. The second is 0 for one source: its
    overlaps and its being in one place cancel. With several it grows like n^2.
    """
    share, rng = 0.01, np.random.default_rng(4)
    found = [
        exact_moments(crowd(rng.uniform(0, 360, n_events), n_sources, share)).variance[0, 0]
        for _ in range(60)
    ]
    mean, variance = coverage_moments(n_sources, share)
    expected = n_events * (mean - variance - mean**2) + n_events**2 * variance
    assert np.mean(found) == pytest.approx(expected, abs=4 * np.std(found) / np.sqrt(len(found)))
    width = np.sqrt(expected / (n_events * mean))
    if n_sources == 1:
        assert variance == pytest.approx(0, abs=1e-15)
        assert 0.99 < width < 1
    else:
        assert width > 1.1 if n_events == 1500 else width < 0.98


def test_rows_by_hand(tracks, table):
    """Moments by trials, from seasons, declinations and circles chosen here."""
    assert len(table) == 3 * 3 * len(THRESHOLDS)  # 1, 2 and all 3 seasons; 3 draws
    for n_seasons in (1, 2, 3):
        chosen = tracks[tracks["season"].isin(SEASONS[:n_seasons])]
        rows = table[(table["n_seasons"] == n_seasons) & (table["n_sources"] == 20)]
        energy = chosen["log10_energy"].to_numpy()
        assert rows["n_selected"].tolist() == [int((energy >= one).sum()) for one in THRESHOLDS]
        dec = isotropic_declinations(20, 0, seed=1)
        names = [str(one) for one in range(20)]
        sources = pd.DataFrame({"group": "g", "source_name": names, "ra": 77.0, "dec": dec})
        circles = EventCircles(
            chosen["ra"].to_numpy(), chosen["dec"].to_numpy(), 1.3 * chosen["ang_err"].to_numpy()
        )
        counts = count_scrambled(
            prepare_sky(circles, energy, THRESHOLDS, sources, ["g"]), 0, 20_000, seed=2
        )[:, 0]
        error = rows["sigma"].to_numpy() / np.sqrt(20_000)
        assert np.all(np.abs(counts.mean(axis=0) - rows["n_expected"]) < 4.5 * error)
        # Counts are nearly normal: the error of their scatter is sigma / sqrt(2 N).
        assert np.all(np.abs(counts.std(axis=0) - rows["sigma"]) < 4.5 * error / np.sqrt(2))
    np.testing.assert_allclose(table["width"] ** 2 * table["n_expected"], table["sigma"] ** 2)


def test_declinations_are_isotropic_and_draws_differ():
    sines = np.sin(np.radians([isotropic_declinations(2000, one, seed=1) for one in range(5)]))
    # Uniform from -1 to 1: mean 0, variance 1/3; four errors of 10,000 numbers.
    assert abs(sines.mean()) < 4 / np.sqrt(3 * sines.size)
    assert sines.var() == pytest.approx(1 / 3, abs=4 * np.sqrt(4 / 45 / sines.size))
    assert len(np.unique(sines)) == sines.size


def test_a_case_does_not_depend_on_the_others(tracks, table):
    alone = null_widths(
        tracks, SEASONS, WidthCases((), ((3, 2),), THRESHOLDS, 1.3), seed=1, n_threads=2
    )
    same = table[(table["n_seasons"] == 3) & (table["n_sources"] == 3)].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, same)
    assert set(null_widths(tracks, ["IC59"], CASES, seed=1)["n_seasons"]) == {1}


def test_without_events_there_is_no_width(tracks):
    found = null_widths(tracks[:0], SEASONS, CASES, seed=1)
    check_table(found, NULL_WIDTH)
    assert found["width"].isna().all()


def test_counts_by_size_of_the_circles_are_those_of_the_sphere(tracks):
    sources = pd.DataFrame(
        {
            "group": ["a", "a", "b"],
            "source_name": ["p", "q", "r"],
            "ra": [10.0, 200.0, 300.0],
            "dec": [5.0, -60.0, 89.0],
        }
    )
    found = count_in_circles(tracks, sources, ["a", "b"], THRESHOLDS, [1.0, 2.0])
    check_table(found.assign(sample="mine", sample_label="my tracks"), CIRCLE_COUNTS)
    apart = angular_separation(
        tracks["ra"].to_numpy()[:, None],
        tracks["dec"].to_numpy()[:, None],
        sources["ra"].to_numpy(),
        sources["dec"].to_numpy(),
    )
    for row in found.itertuples():
        inside = apart <= row.circle_factor * tracks["ang_err"].to_numpy()[:, None]
        touched = inside[:, (sources["group"] == row.group).to_numpy()].any(axis=1)
        energetic = tracks["log10_energy"].to_numpy() >= row.log10_energy_min
        assert row.n_observed == np.sum(touched & energetic)
        assert row.n_selected == energetic.sum()
    assert found.groupby("group")["n_sources"].first().to_dict() == {"a": 2, "b": 1}
    # The mean is the sum of the shares of turns: with 20,000 turns within its errors.
    for factor, rows in found.groupby("circle_factor"):
        circles = EventCircles(
            *(tracks[name].to_numpy() for name in ("ra", "dec")),
            factor * tracks["ang_err"].to_numpy(),
        )
        energy = tracks["log10_energy"].to_numpy()
        sky = prepare_sky(circles, energy, THRESHOLDS, sources, ["a", "b"])
        counts = count_scrambled(sky, 0, 20_000, seed=3).reshape(20_000, -1)
        error = 4.5 * rows["sigma"] / np.sqrt(20_000)
        assert np.all(np.abs(counts.mean(axis=0) - rows["n_expected"].to_numpy()) <= error)
